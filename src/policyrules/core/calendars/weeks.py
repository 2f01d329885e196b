"""Is it the second week of the month, by the reading that was stated?

Offices read “the second week” in two ways. For November 2026 the week of the second Monday begins on the
9th, and the second row of the calendar sheet on the 2nd.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from policyrules.core.months import month_length

LAST: Final = -1
_WEEK: Final = 7


def in_week_by_weekday(day: date, nth: int, weekday: int) -> bool:
    """Return whether a day's week, Monday to Sunday, holds its month's nth (-1: last) such weekday.

    >>> in_week_by_weekday(date(2026, 11, 9), 2, 0), in_week_by_weekday(date(2026, 11, 8), 2, 0)
    (True, False)
    """
    # the weekday of the day's own week lies in one month, and is the nth there: count it
    year, month, at = day.year, day.month, day.day + weekday - day.weekday()
    if at < 1:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        at += month_length(year, month)
    elif at > month_length(year, month):
        at -= month_length(year, month)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    if nth == LAST:
        return at + _WEEK > month_length(year, month)
    return (at - 1) // _WEEK + 1 == nth


def in_week_by_row(day: date, nth: int) -> bool:
    """Return whether a day stands in the nth (-1: last) row of its month on a wall calendar, Monday first.

    >>> in_week_by_row(date(2026, 11, 2), 2), in_week_by_row(date(2026, 11, 9), 2)
    (True, False)
    """
    first, length = day.replace(day=1).weekday(), month_length(day.year, day.month)
    wanted = _row(length, first) if nth == LAST else nth
    return _row(day.day, first) == wanted


def _row(day: int, first: int) -> int:
    """The row of a day in a month whose first day is such a weekday."""
    return (day - 1 + first) // _WEEK + 1
