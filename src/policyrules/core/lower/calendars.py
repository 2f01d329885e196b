"""Which days does a calendar declare?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never, get_args

from policyrules.core import calendars
from policyrules.semantics.checked import CalendarMeaning
from policyrules.semantics.names import titled
from policyrules.syntax.ast.declarations import (
    CalendarDays,
    CalendarDeclaration,
    DateRange,
    EveryWeekday,
    OtherCalendar,
    Weekday,
    WeekOfMonth,
    WorkingDays,
)

if TYPE_CHECKING:
    from policyrules.core.lower.scope import Scope

_NUMBER: Final[dict[Weekday, int]] = {day: number for number, day in enumerate(get_args(Weekday))}


def lower_calendar(node: CalendarDeclaration, scope: Scope) -> calendars.Calendar:
    """Return the days a calendar declares; `working days` are those of the policy it stands in."""
    return calendars.Calendar(
        titled(node.names),
        scope.policy,
        tuple(
            calendars.Entry(entry.how, _days(entry.days, scope), place=scope.place(entry))
            for entry in node.entries
        ),
        place=scope.place(node),
    )


def _days(node: CalendarDays, scope: Scope) -> calendars.CalendarDays:
    match node:
        case WeekOfMonth(nth=nth, reading=reading):
            return calendars.WeekOfMonth(nth, None if reading == "row" else _NUMBER[reading])
        case EveryWeekday(days=days):
            return calendars.Weekdays(frozenset(_NUMBER[day] for day in days))
        case DateRange(first=first, last=last):
            return calendars.Dates(first, last)
        case WorkingDays():
            assert scope.working_days is not None, "the checker wants them named"
            return calendars.WorkingDays(scope.working_days)
        case OtherCalendar():
            meaning = scope.meaning_of(node)
            assert isinstance(meaning, CalendarMeaning), "the checker resolved it"
            return calendars.OtherCalendar(meaning.name)
        case _:
            assert_never(node)
