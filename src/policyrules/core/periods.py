"""Which piece of the calendar does a day lie in, and which days does a piece have?

Periods of a kind are numbered without gaps, so that the one before is one less. Weeks are ISO: Monday
to Sunday. A half month is the 1st to the 15th and the 16th to the month's end.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core.dates import add_days, add_months
from policyrules.core.values import CannotTell, Period
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.syntax.ast.clauses import PeriodUnit

_WEEK: Final = 7
_MIDDLE: Final = 15
_MONTHS: Final[dict[str, int]] = {"month": 1, "quarter": 3, "half year": 6, "year": 12}


def period_number(unit: PeriodUnit, day: date) -> int:
    """Return the number of the period a day lies in.

    >>> period_number("month", date(2026, 3, 31)) + 1 == period_number("month", date(2026, 4, 1))
    True
    """
    match unit:
        case "day":
            return day.toordinal()
        case "week":
            return (day.toordinal() - 1) // _WEEK
        case "half month":
            return (day.year * 12 + day.month - 1) * 2 + (day.day > _MIDDLE)
        case "month" | "quarter" | "half year" | "year":
            return (day.year * 12 + day.month - 1) // _MONTHS[unit]
        case _:
            assert_never(unit)


def period_days(unit: PeriodUnit, number: int) -> Period:
    """Return the days of a period.

    >>> period_days("half month", period_number("half month", date(2024, 2, 20)))
    Period(start=datetime.date(2024, 2, 16), finish=datetime.date(2024, 2, 29))
    """
    first = _first_day(unit, number)
    try:
        last = add_days(_first_day(unit, number + 1), -1)
    except CannotTell:
        last = date.max
    return Period(first, last)


def period_of(unit: PeriodUnit, day: date) -> Period:
    """Return the period a day lies in.

    >>> period_of("quarter", date(2026, 5, 1)).finish
    datetime.date(2026, 6, 30)
    """
    return period_days(unit, period_number(unit, day))


def last_day_of(period: Period) -> date:
    """Return the last day of a period of the calendar, which always ends."""
    assert period.finish is not None, "a period of the calendar ends"
    return period.finish


def previous(unit: PeriodUnit, period: Period) -> Period:
    """Return the period before. Raises `CannotTell` before the year 1."""
    return period_days(unit, period_number(unit, period.start) - 1)


def a_year_earlier(unit: PeriodUnit, period: Period) -> Period:
    """Return the same period of the year before: for weeks, 52 weeks earlier. Raises `CannotTell`.

    >>> a_year_earlier("week", period_of("week", date(2026, 3, 2))).start
    datetime.date(2025, 3, 3)
    """
    if unit == "week":
        return period_days(unit, period_number(unit, period.start) - 52)
    return period_of(unit, add_months(period.start, -12))


def _first_day(unit: PeriodUnit, number: int) -> date:
    match unit:
        case "day":
            return _day(number)
        case "week":
            return _day(number * _WEEK + 1)
        case "half month":
            month, second = divmod(number, 2)
            first = _month(month)
            return first.replace(day=_MIDDLE + 1) if second else first
        case "month" | "quarter" | "half year" | "year":
            return _month(number * _MONTHS[unit])
        case _:
            assert_never(unit)


def _month(number: int) -> date:
    year, month = divmod(number, 12)
    if not date.min.year <= year <= date.max.year:
        raise _beyond()
    return date(year, month + 1, 1)


def _day(ordinal: int) -> date:
    if not 1 <= ordinal <= date.max.toordinal():
        raise _beyond()
    return date.fromordinal(ordinal)


def _beyond() -> CannotTell:
    return CannotTell(
        Phrase("the period falls outside the years 1 to 9999", "所得期间不在公元 1 年至 9999 年之间")
    )
