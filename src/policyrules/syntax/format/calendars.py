"""How are calendars written?"""

from __future__ import annotations

from typing import Final, assert_never

from policyrules.syntax.ast.declarations import (
    CalendarDays,
    CalendarDeclaration,
    CalendarEntry,
    DateRange,
    EveryWeekday,
    OtherCalendar,
    Weekday,
    WeekOfMonth,
    WorkingDays,
)
from policyrules.syntax.format.annotations import above
from policyrules.syntax.format.layout import INDENT
from policyrules.syntax.format.lists import closing
from policyrules.syntax.format.weave import Piece
from policyrules.syntax.format.words import Words

WEEKDAYS: Final[dict[Weekday, str]] = {
    "monday": "MONDAY",
    "tuesday": "TUESDAY",
    "wednesday": "WEDNESDAY",
    "thursday": "THURSDAY",
    "friday": "FRIDAY",
    "saturday": "SATURDAY",
    "sunday": "SUNDAY",
}


def calendar(node: CalendarDeclaration, words: Words) -> list[Piece]:
    """Return a calendar, one entry a line."""
    start = words.after(node.annotations[-1].span.stop) if node.annotations else node.span.start
    head = f"{words('CALENDAR')} {words.names(node.names)} {{"
    stop = (node.names.second or node.names.first).span.stop
    return [
        *above(node.annotations, words, 0),
        Piece(head, 0, start, stop, opens=True),
        *(Piece(_entry(entry, words), INDENT, entry.span.start, entry.span.stop) for entry in node.entries),
        closing(node.span, 0),
    ]


def _entry(node: CalendarEntry, words: Words) -> str:
    days = _days(node.days, words)
    match node.how:
        case "add":
            return days
        case "except":
            return f"{words('EXCEPT')} {days}" + (f" {words('EXCEPT_CLOSE')}" if words.chinese else "")
        case "only":
            return f"{words('ONLY')} {days}"
        case _:
            assert_never(node.how)


def _days(node: CalendarDays, words: Words) -> str:
    match node:
        case WeekOfMonth():
            return _week(node, words)
        case EveryWeekday(days=days):
            return f"{words('EVERY_DAY')} " + words.listing.join(words(WEEKDAYS[day]) for day in days)
        case DateRange(first=first, last=last):
            return str(first) if first == last else f"{first}..{last}"
        case WorkingDays():
            return words("WORKING_DAYS")
        case OtherCalendar(name=name):
            return words.name(name)
        case _:
            assert_never(node)


def _week(node: WeekOfMonth, words: Words) -> str:
    reading = words("ROW") if node.reading == "row" else words(WEEKDAYS[node.reading])
    month = words("EACH_MONTH")
    if words.chinese:
        which = words("LAST_WEEK") if node.nth < 0 else f"{words('NTH')} {node.nth} {words('WEEK')}"
        return f"{month} {which} {words('BY')} {reading} {words('COUNTED')}"
    which = words("LAST_WEEK") if node.nth < 0 else f"{words('WEEK')} {node.nth}"
    return f"{which} {words('WINDOW_OF')} {month} {words('BY')} {reading}"
