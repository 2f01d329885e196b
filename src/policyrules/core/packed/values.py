"""How is a value of a policy (core/values.py) written as plain JSON?

None, yes and no, whole numbers and texts are themselves; every other value is a list that begins with a word.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.written import called
from policyrules.core.values import UNKNOWN, Duration, Period, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.core.packed.forms import Plain
    from policyrules.core.packed.tables import Reading, Writing

_PLAIN: Final = (str, int, bool, type(None))
_TOLD_AS_THEY_ARE: Final = frozenset(_PLAIN)
_SECOND: Final = timedelta(seconds=1)


class AnyValue:
    """Any value that rules know."""

    __slots__ = ()

    def write(self, value: Any, _: Writing) -> Plain:
        """Return a value as JSON has it."""
        return plain_of(value)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, _: Reading) -> Any:
        """Return the value. Raises `Malformed`."""
        return value_of(plain)


class Day:
    """A date."""

    __slots__ = ()

    def write(self, value: date, _: Writing) -> Plain:
        """Return the date as text."""
        return value.isoformat()

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, _: Reading) -> date:
        """Return the date."""
        return _date(plain)


def plain_of(value: Any) -> Plain:
    """Return a value as JSON has it."""
    if type(value) in _PLAIN:
        return value
    match value:
        case Decimal():
            return ["number", str(value)]
        case datetime():
            return ["datetime", value.replace(tzinfo=None, fold=0).isoformat(), _offset(value), value.fold]
        case date():
            return ["date", value.isoformat()]
        case Fraction():
            return ["ratio", value.numerator, value.denominator]
        case Duration(months, days, working_days, minutes):
            return ["duration", months, days, working_days, minutes]
        case Period(start, finish):
            return ["period", start.isoformat(), None if finish is None else finish.isoformat()]
        case tuple():
            return ["list", *(plain_of(each) for each in value)]
        case Row(record, values):
            return ["row", record, *([name, plain_of(each)] for name, each in values.items())]
        case _ if value is UNKNOWN:
            return ["unknown"]
        case _:
            raise TypeError(f"{type(value).__name__} is no value of a policy")


def value_of(plain: Plain) -> Any:
    """Return the value that was written. Raises `Malformed`."""
    if type(plain) in _PLAIN:
        return plain
    match plain:
        case ["number", str(digits)]:
            return _decimal(digits)
        case ["date", day]:
            return _date(day)
        case ["datetime", str(moment), offset, int(fold)]:
            return _datetime(moment, offset, fold)
        case ["ratio", int(above), int(below)] if below > 0:
            return Fraction(above, below)
        case ["duration", *parts] if len(parts) == 4 and all(type(part) is int for part in parts):
            return Duration(*parts)
        case ["period", start, finish]:
            return Period(_date(start), None if finish is None else _date(finish))
        case ["list", *values]:
            return tuple([value_of(each) for each in values])
        case ["row", str(record), *named]:
            return Row(record, dict(_named(each) for each in named))
        case ["unknown"]:
            return UNKNOWN
        case _:
            raise Malformed("a value", plain)


def _named(plain: Plain) -> tuple[str, Any]:
    match plain:
        case [str(name), value]:
            return name, value_of(value)
        case _:
            raise Malformed("a field and its value", plain)


def _offset(moment: datetime) -> int | None:
    """Return how many seconds an instant is from UTC; None for one that does not say."""
    offset = moment.utcoffset()
    if offset is None:
        return None
    if not isinstance(moment.tzinfo, timezone) or offset % _SECOND:
        raise TypeError(f"{moment!r} has no fixed offset from UTC in seconds")
    return offset // _SECOND


def _date(plain: Plain) -> date:
    if type(plain) is str and len(plain) == 10:
        try:
            return date.fromisoformat(plain)
        except ValueError:
            pass
    raise Malformed("a date", plain)


def _datetime(moment: str, offset: Plain, fold: int) -> datetime:
    if not (offset is None or type(offset) is int) or fold not in (0, 1):
        raise Malformed("an offset from UTC", offset)
    try:
        zone = None if offset is None else timezone(timedelta(seconds=offset)) if offset else UTC
        return datetime.fromisoformat(moment).replace(tzinfo=zone, fold=fold)
    except (ValueError, OverflowError):
        raise Malformed("an instant", moment) from None


def _decimal(digits: str) -> Decimal:
    try:
        number = Decimal(digits)
    except (InvalidOperation, ValueError):
        raise Malformed("a number", digits) from None
    if not number.is_finite():
        raise Malformed("a number", digits)
    return number


class Column:
    """A tuple of values, most often all of one kind: of that the word is said once."""

    __slots__ = ()

    def write(self, value: Sequence[Any], _: Writing) -> Plain:
        """Return a list of the word and the values."""
        kinds = {*map(type, value)}
        if kinds <= _TOLD_AS_THEY_ARE:
            return ["plain", *value]
        if kinds == {Decimal}:
            return ["number", *map(str, value)]
        if kinds == {date}:
            return ["date", *(day.isoformat() for day in value)]
        return ["any", *map(plain_of, value)]

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, _: Reading) -> tuple[Any, ...]:
        """Return the values."""
        if type(plain) is list and plain:
            word, *values = plain
            kinds = {*map(type, values)}
            if word == "plain" and kinds <= _TOLD_AS_THEY_ARE:
                return tuple(values)
            if word == "number" and kinds <= {str}:
                return tuple(map(_decimal, values))
            if word == "date" and kinds <= {str}:
                return tuple(map(_date, values))
            if word == "any":
                return tuple(map(value_of, values))
        raise Malformed("a column of values", plain)


VALUE: Final = AnyValue()
COLUMN: Final = Column()
DAY: Final = Day()
