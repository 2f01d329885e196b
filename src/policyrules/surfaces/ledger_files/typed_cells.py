"""What does a cell that a spreadsheet has typed say as a value of a field's type?

A spreadsheet decides by itself that something is a number or a date. Where that may have changed what
was typed (digits beyond the fifteenth, a code made a date) the cell is refused, not guessed at.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts.refused import Read, Refused, needs
from policyrules.core.facts.values import scalar_reader
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    DurationType,
    ListType,
    OptionalType,
    RefType,
    TextType,
    Type,
)

if TYPE_CHECKING:
    from datetime import tzinfo

DIGITS: Final = 15
"""So many digits does a spreadsheet keep, and show."""

_BOUND: Final = 10**DIGITS
_FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001  # days of a spreadsheet have no zone
_FEWEST_DAYS: Final = 10_000
"""Numbers below are hardly dates: this one is in 1927."""
_MOST_DAYS: Final = 100_000
_HALF_A_SECOND: Final = timedelta(microseconds=500_000)

_TEXT: Final = Phrase("text", "文本")
_ONE_VALUE: Final = Phrase("a single value", "单个值")
_AS_TEXT: Final = Phrase(
    "format the column as text and type the value again", "请将此列设为“文本”格式，再重新输入"
)


def typed_reader(type_: Type, zone: tzinfo) -> Read:
    """Return how cells typed by a spreadsheet are read as a type; raises `Refused`."""
    match type_:
        case OptionalType(element):
            return typed_reader(element, zone)
        case ListType(element):
            read = typed_reader(element, zone)
            return lambda cell: (read(cell),)
        case TextType() | RefType():
            return _text
        case _:
            return _scalar_reader(type_, zone)


def _text(cell: Any) -> str:
    """Return the digits of a whole number; nothing else is still what was typed."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = exact(cell)
        if number.is_finite() and number == number.to_integral_value():
            return str(int(number))
    given = _as_given(cell)
    if isinstance(given, time | timedelta):
        raise _time_of_day(_TEXT)
    raise needs(_TEXT, given, _AS_TEXT)


def _scalar_reader(type_: Type, zone: tzinfo) -> Read:
    read = scalar_reader(type_, zone)
    if read is None:
        return _refuse
    adapt = _adapting(type_)

    def read_typed(cell: Any) -> Any:
        return read(adapt(_as_given(cell)))

    return read_typed


def _refuse(cell: Any) -> Any:
    raise needs(_ONE_VALUE, _as_given(cell))


def _as_given(cell: Any) -> Any:
    """Return a cell as an application would give it: whole numbers whole, others exact, times in seconds."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = exact(cell)
        return int(number) if number.is_finite() and number == number.to_integral_value() else number
    if isinstance(cell, datetime | timedelta):
        return _to_the_second(cell)
    return cell


def exact(number: float) -> Decimal:
    """Return the number a cell shows: with at most fifteen digits, as spreadsheets calculate.

    Raises `Refused` for a whole number with more, whose last ones the spreadsheet has lost.

    >>> exact(0.1 + 0.2), exact(3.0)
    (Decimal('0.3'), Decimal('3'))
    """
    if not math.isfinite(number):
        return Decimal(number)  # infinite, or no number: whoever reads it says so
    if abs(number) >= _BOUND:
        raise Refused(
            "digits-lost",
            Phrase(
                f"a spreadsheet keeps {DIGITS} digits of a number, and this one has more",
                f"表格软件只保留数字的前 {DIGITS} 位，此数超过 {DIGITS} 位",
            ),
            (_AS_TEXT,),
        )
    found = Decimal(f"{number:.{DIGITS}g}")
    return Decimal(int(found)) if found == found.to_integral_value() else found.normalize()


def _to_the_second(moment: Any) -> Any:
    """Return a time to the nearest second: spreadsheets have times as fractions of a day."""
    if isinstance(moment, datetime):
        try:
            return (moment + _HALF_A_SECOND).replace(microsecond=0)
        except OverflowError:
            return moment
    moved = moment + _HALF_A_SECOND
    return moved - timedelta(microseconds=moved.microseconds)


def _adapting(type_: Type) -> Callable[[Any], Any]:
    match type_:
        case DateType():
            return _day
        case DateTimeType():
            return _moment
        case DurationType():
            return _length
        case _:
            return _no_time


_DATE: Final = Phrase("a date", "日期")
_DATETIME: Final = Phrase("a date and time", "日期和时间")
_DURATION: Final = Phrase("a length of time such as “3 working days”", "时长（如“3个工作日”）")
_OTHER: Final = Phrase("a value of its own kind", "相应类型的值")


def _day(given: Any) -> Any:
    if isinstance(given, time | timedelta):
        raise _time_of_day(_DATE)
    if isinstance(given, int) and not isinstance(given, bool):
        raise _number_for(_DATE, given)
    return given


def _moment(given: Any) -> Any:
    if isinstance(given, time | timedelta):
        raise _time_of_day(_DATETIME)
    if isinstance(given, int | Decimal) and not isinstance(given, bool):
        raise _number_for(_DATETIME, given)
    if isinstance(given, date) and not isinstance(given, datetime):
        return datetime(given.year, given.month, given.day)  # noqa: DTZ001  # the reader sets the zone
    return given


def _length(given: Any) -> Any:
    if isinstance(given, time):
        raise _time_of_day(_DURATION)
    return given


def _no_time(given: Any) -> Any:
    if isinstance(given, time | timedelta):
        raise _time_of_day(_OTHER)
    return given


def _time_of_day(expected: Phrase) -> Refused:
    return Refused(
        "wrong-kind",
        Phrase(
            f"{expected.en} is needed, and the spreadsheet has a time of day here",
            f"应为{expected.zh}，而表格中此格为时刻",
        ),
        (_AS_TEXT,),
    )


def _number_for(expected: Phrase, given: Any) -> Refused:
    """Return the refusal of a number where a day belongs, which is how spreadsheets count days."""
    refused = needs(expected, given)
    if not _FEWEST_DAYS <= given < _MOST_DAYS:
        return refused
    day = (_FIRST_DAY + timedelta(days=int(given))).date()
    return Refused(
        refused.code,
        refused.message,
        (Phrase(f"is {day} meant? then format the column as a date", f"若指 {day}，请将此列设为“日期”格式"),),
    )
