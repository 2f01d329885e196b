"""How is a calendar said in words?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Grid, Link, Row, Words
from policyrules.semantics.check_policies import annotations_of
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.asked import titled
from policyrules.surfaces.documents.noted import in_brackets
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

if TYPE_CHECKING:
    from policyrules.surfaces.documents.asked import Asked

_WEEKDAYS: Final[dict[Weekday, Phrase]] = {
    "monday": Phrase("Monday", "周一"),
    "tuesday": Phrase("Tuesday", "周二"),
    "wednesday": Phrase("Wednesday", "周三"),
    "thursday": Phrase("Thursday", "周四"),
    "friday": Phrase("Friday", "周五"),
    "saturday": Phrase("Saturday", "周六"),
    "sunday": Phrase("Sunday", "周日"),
}
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth")


def calendars_printed(asked: Asked, calendars: Iterable[CalendarDeclaration]) -> Grid:
    """Return calendars as a table: what each is called, and which days belong to it."""
    head = (asked.say(Phrase("Calendar", "日历")), asked.say(Phrase("Days", "所含日期")))
    rows = tuple(
        Row(
            (
                (asked.both(titled(calendar.names)),),
                _days_of(asked, calendar),
            ),
            anchor("calendar", calendar.names.first.text),
        )
        for calendar in calendars
    )
    return Grid(head, (1, 3), rows)


def _days_of(asked: Asked, calendar: CalendarDeclaration) -> Words:
    runs: list[str | Link] = []
    for number, entry in enumerate(calendar.entries):
        if number:
            runs.append("；" if asked.chinese else "; ")
        runs.extend(_entry(asked, entry))
    return (*runs, in_brackets(asked, annotations_of(calendar.annotations)))


def _entry(asked: Asked, entry: CalendarEntry) -> Words:
    days = _days(asked, entry.days)
    match entry.how:
        case "add":
            return days
        case "except":
            return ("除", *days, "外") if asked.chinese else ("except ", *days)
        case "only":
            return ("仅限", *days) if asked.chinese else ("only ", *days)
        case _:
            assert_never(entry.how)


def _days(asked: Asked, days: CalendarDays) -> Words:
    match days:
        case WeekOfMonth():
            return (asked.say(_week(days)),)
        case EveryWeekday(days=listed):
            named = [asked.say(_WEEKDAYS[day]) for day in listed]
            return ("每" + "、".join(named),) if asked.chinese else ("every " + ", ".join(named),)
        case DateRange(first=first, last=last) if first == last:
            return (asked.day(first),)
        case DateRange(first=first, last=last):
            joint = "至" if asked.chinese else " to "
            return (f"{asked.day(first)}{joint}{asked.day(last)}",)
        case WorkingDays():
            return (asked.say(Phrase("working days", "工作日")),)
        case OtherCalendar(name=name):
            known = asked.policies.checked.calendars.values()
            other = next(each.names for each in known if name.text in each.names.spellings)
            return (Link(asked.called(titled(other)), anchor("calendar", other.first.text)),)
        case _:
            assert_never(days)


def _week(week: WeekOfMonth) -> Phrase:
    last = week.nth < 0
    en = "last" if last else _ORDINALS[week.nth - 1]
    zh = "最后一周" if last else f"第{week.nth}周"
    if week.reading == "row":
        return Phrase(
            f"the {en} week of each month, by the rows of the calendar", f"每月{zh}（按月历上的行计）"
        )
    day = _WEEKDAYS[week.reading]
    return Phrase(
        f"the week of the {en} {day.en} of each month",
        f"每月{zh}（按{day.zh}计：{'最后一个' if last else f'第{week.nth}个'}{day.zh}所在的一周）",
    )
