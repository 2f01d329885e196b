"""Which values are near a value, and can a fact have them?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.dates import day_of
from policyrules.core.values import UNKNOWN, Duration
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    EnumType,
    IntegerType,
    NumberType,
    OptionalType,
    Type,
    required,
)

if TYPE_CHECKING:
    from datetime import tzinfo

DAY: Final = timedelta(days=1)
EARLIEST: Final = date.min + timedelta(days=400)
LATEST: Final = date.max - timedelta(days=400)
_FARTHEST: Final = 100_000
"""So many days may a date be moved."""
_WHOLE: Final = 10**18
_EXACT: Final = 10**12


def beside(value: Any, type_: Type) -> list[Any]:
    """Return the values just below and just above one."""
    kind = required(type_)
    match value:
        case bool() | None:
            return []
        case datetime():
            return [value - timedelta(minutes=1), value + timedelta(minutes=1)]
        case date():
            return [value - DAY, value + DAY] if EARLIEST < value < LATEST else []
        case int() | Decimal() | Fraction() if isinstance(kind, IntegerType):
            whole = int(value // 1)
            return [whole - 1, whole, whole + 1]
        case int() | Decimal() if isinstance(kind, NumberType):
            step = Decimal(1).scaleb(-kind.scale)
            return [Decimal(value) - step, Decimal(value) + step]
        case _:
            return []


def gap(here: Any, bound: Any) -> Any:
    """Return how far a value is from a bound; None where that says nothing."""
    match here, bound:
        case bool(), _:
            return None
        case date(), date() if not isinstance(here, datetime) and not isinstance(bound, datetime):
            return bound - here
        case (int() | Decimal(), int() | Decimal()) if not isinstance(bound, bool):
            return Decimal(bound) - Decimal(here)
        case (int() | Decimal() | Fraction(), int() | Decimal() | Fraction()) if not isinstance(bound, bool):
            return Fraction(bound) - Fraction(here)
        case Duration(days=first), Duration(days=second):
            return timedelta(days=second - first)
        case _:
            return None


def moved(value: Any, far: Any, type_: Type) -> list[Any]:
    """Return a fact moved by a far either way, and a step beyond each."""
    match value:
        case bool() | None:
            return []
        case date():
            if not isinstance(far, timedelta):
                far = timedelta(days=int(far)) if abs(far) < _FARTHEST else timedelta()
            if not EARLIEST < date(value.year, value.month, value.day) < LATEST or abs(far.days) > _FARTHEST:
                return []
            try:
                ends = [value + far, value - far]
            except OverflowError:
                return []
        case int() | Decimal() if isinstance(far, Decimal | int):
            ends = [value + far, value - far]
        case _:
            return []
    return [each for end in ends for each in (end, *beside(end, type_))]


def fitted(value: Any, type_: Type, now: Any, zone: tzinfo) -> Any:
    """Return a value as a fact can have it; UNKNOWN where it cannot."""
    kind = required(type_)
    if value is None:
        return None if isinstance(type_, OptionalType) else UNKNOWN
    if isinstance(value, int | Decimal) and value < 0 and not (isinstance(now, int | Decimal) and now < 0):
        return UNKNOWN  # what is counted or measured is not made negative
    match kind:
        case IntegerType():
            if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
                return UNKNOWN
            whole = int(value)
            return whole if abs(whole) < _WHOLE else UNKNOWN
        case NumberType(scale=scale):
            if isinstance(value, bool) or not isinstance(value, int | Decimal):
                return UNKNOWN
            exact = Decimal(value)
            return exact if exact == round(exact, scale) and abs(exact) < _EXACT else UNKNOWN
        case DateType():
            return day_of(value, zone) if isinstance(value, date) else UNKNOWN
        case DateTimeType():
            return value if isinstance(value, datetime) else UNKNOWN
        case EnumType(members=members):
            return value if value in members else UNKNOWN
        case BooleanType():
            return value if isinstance(value, bool) else UNKNOWN
        case _:
            return value if now is None or isinstance(value, type(now)) else UNKNOWN


def direction(now: Any, to: Any, type_: Type) -> int:
    """Return which way a value lies: up, down, or (without an order) which it is."""
    kind = required(type_)
    if to is None or now is None:
        return 0 if to is None else 3
    if isinstance(kind, EnumType):
        order = kind.members
        at, here = order.index(to), order.index(now)
        return 10 + at if not kind.ordered else (1 if at > here else -1)
    try:
        return 1 if bool(to > now) else -1
    except TypeError:
        return 2


def nearer(one: Any, other: Any, now: Any, type_: Type) -> bool:
    """Return whether one value is nearer to what it is now than another."""
    kind = required(type_)
    if one is None or other is None or now is None:
        return False
    if isinstance(kind, EnumType):
        at = kind.members.index
        return abs(at(one) - at(now)) < abs(at(other) - at(now))
    try:
        return bool(abs(one - now) < abs(other - now))
    except TypeError:
        return False
