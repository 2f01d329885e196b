"""Are two values the same, and which comes first?"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from policyrules.core import numbers
from policyrules.core.dates import day_of
from policyrules.core.logic import MAYBE, Kleene, all_of, not_
from policyrules.core.values import UNKNOWN, Row
from policyrules.semantics.types import EnumType, Type, required


def compare(
    operator: Literal["=", "!=", "<", "<="], left: Any, right: Any, type_: Type, zone: tzinfo
) -> Kleene:
    """Return whether two values of a type compare so; no when either is none, whatever the other is."""
    if left is None or right is None:
        return False
    if left is UNKNOWN or right is UNKNOWN:
        return MAYBE
    match operator:
        case "=":
            return same(left, right, zone)
        case "!=":
            return not_(same(left, right, zone))
        case "<":
            return order(left, right, type_, zone) < 0
        case "<=":
            return order(left, right, type_, zone) <= 0


def same(left: Any, right: Any, zone: tzinfo) -> Kleene:
    """Return whether two values are the same; none is the same as none.

    Numbers by what they count, a date and a datetime by the day, lists and records part by part.
    """
    if left is UNKNOWN or right is UNKNOWN:
        return MAYBE
    if left is None or right is None:
        return left is right
    match left, right:
        case tuple(), tuple():
            if len(left) != len(right):
                return False
            return all_of(same(*pair, zone) for pair in zip(left, right, strict=True))
        case Row(), Row():
            return all_of(same(value, right.values[name], zone) for name, value in left.values.items())
        case Fraction() | Decimal() | int(), Fraction() | Decimal() | int():
            return numbers.order(left, right) == 0
        case date(), date() if isinstance(left, datetime) is not isinstance(right, datetime):
            return day_of(left, zone) == day_of(right, zone)
        case _:
            return bool(left == right)


def order(left: Any, right: Any, type_: Type, zone: tzinfo) -> int:
    """Return -1, 0 or 1 as the left known value comes before, with or after the right.

    Enums by the order of their members, texts by code point, a date and a datetime by the day.
    """
    if isinstance(required(type_), EnumType):
        members = required(type_).members  # type: ignore[union-attr]  # the line above
        first, second = members.index(left), members.index(right)
    elif isinstance(left, date):
        if isinstance(left, datetime) is not isinstance(right, datetime):
            left, right = day_of(left, zone), day_of(right, zone)
        first, second = left, right
    elif isinstance(left, str):
        first, second = left, right
    else:
        return numbers.order(left, right)
    return (first > second) - (first < second)


def distinct_key(value: Any) -> Any:
    """Return something hashable that is equal exactly for values that are the same.

    >>> distinct_key(Decimal("1.0")) == distinct_key(1)
    True
    """
    match value:
        case tuple():
            return tuple(distinct_key(part) for part in value)
        case Row():
            return tuple((name, distinct_key(part)) for name, part in value.values.items())
        case _:
            return value


def fully_known(value: Any) -> bool:
    """Return whether nothing in a value, its parts included, is unknown."""
    match value:
        case tuple():
            return all(fully_known(part) for part in value)
        case Row():
            return all(fully_known(part) for part in value.values.values())
        case _:
            return value is not UNKNOWN
