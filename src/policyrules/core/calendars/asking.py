"""Does a day belong to a declared calendar?

What a calendar of working days cannot tell is unknown, and logic with it is Kleene's: a Sunday in a year
nobody has published is surely no day of `working days, except every sunday`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from policyrules.core.calendars.days import (
    Calendar,
    CalendarDays,
    Dates,
    Entry,
    OtherCalendar,
    Weekdays,
    WeekOfMonth,
    WorkingDays,
)
from policyrules.core.calendars.weeks import in_week_by_row, in_week_by_weekday
from policyrules.core.values import CannotTell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from policyrules.core.dates import WorkingDay

Answer = bool | CannotTell
"""Whether a day belongs, or why that cannot be told."""


def holds(
    calendars: Mapping[str, Calendar],
    name: str,
    day: date,
    working_days: Callable[[str], WorkingDay],
) -> bool:
    """Return whether a day belongs to the declared calendar of that first name.

    `working_days` gives a calendar of working days by its name. Raises `CannotTell` where whether the day
    belongs rests on one that does not cover it.
    """
    answer = Asked(calendars, day, working_days).answer(name)
    if isinstance(answer, CannotTell):
        raise answer.with_traceback(None)
    return answer


class Asked:
    """One day, asked of declared calendars: of each once, however many rest on it."""

    def __init__(
        self,
        calendars: Mapping[str, Calendar],
        day: date,
        working_days: Callable[[str], WorkingDay],
    ) -> None:
        self._calendars = calendars
        self._day = day
        self._working_days = working_days
        self._answers: dict[str, Answer] = {}

    def answer(self, name: str) -> Answer:
        """Return whether the day belongs to a calendar, or why that cannot be told."""
        waiting = [name]  # a list, not recursion: calendars rest on each other as deep as they like
        while waiting:
            asked = waiting[-1]
            if asked in self._answers:
                waiting.pop()
                continue
            unasked = [other for other in rests_on(self._calendars[asked]) if other not in self._answers]
            if unasked:
                waiting += unasked
            else:
                self._answers[asked] = self._belongs(self._calendars[asked])
        return self._answers[name]

    def decided_by(self, name: str) -> Entry | None:
        """Return the entry that decides; None where no entry says anything of the day, or one cannot."""
        if isinstance(self.answer(name), CannotTell):
            return None
        for entry in reversed(self._calendars[name].entries):
            if self._in(entry.days) is (entry.how != "only"):
                return entry
        return None

    def _belongs(self, calendar: Calendar) -> Answer:
        answer: Answer = calendar.starts_full
        for entry in calendar.entries:
            settled = entry.how == "add"
            if answer is settled:
                continue  # adding what belongs, or taking out what does not, changes nothing
            found = self._in(entry.days)
            if found is (entry.how != "only"):
                answer = settled
            elif isinstance(found, CannotTell) and isinstance(answer, bool):
                answer = found
        return answer

    def _in(self, days: CalendarDays) -> Answer:
        day = self._day
        match days:
            case WeekOfMonth(nth, weekday):
                if weekday is None:
                    return in_week_by_row(day, nth)
                return in_week_by_weekday(day, nth, weekday)
            case Weekdays(weekdays):
                return day.weekday() in weekdays
            case Dates(first, last):
                return first <= day <= last
            case WorkingDays(calendar):
                try:
                    return self._working_days(calendar)(day)
                except CannotTell as reason:
                    return reason
            case OtherCalendar(name):
                return self._answers[name]
            case _:
                assert_never(days)


def rests_on(calendar: Calendar) -> tuple[str, ...]:
    """Return the calendars whose days a calendar's own are made of, each once."""
    named = (entry.days.name for entry in calendar.entries if isinstance(entry.days, OtherCalendar))
    return tuple(dict.fromkeys(named))
