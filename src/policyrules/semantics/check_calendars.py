"""Can a declared calendar be worked out?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_durations import report_no_working_days
from policyrules.semantics.check_types import report_unseen
from policyrules.semantics.checked import CalendarMeaning
from policyrules.semantics.checking import Checking
from policyrules.semantics.cycles import cycles_in
from policyrules.semantics.names import Declared
from policyrules.semantics.respelling import respelt
from policyrules.semantics.scope import Reads, Scope
from policyrules.semantics.wording import chain, did_you_mean, quoted
from policyrules.syntax.ast.declarations import (
    CalendarDeclaration,
    CalendarEntry,
    DateRange,
    OtherCalendar,
    Weekday,
    WeekOfMonth,
    WorkingDays,
)

_WEEKDAYS: Final[dict[Weekday, str]] = {
    "monday": "星期一",
    "tuesday": "星期二",
    "wednesday": "星期三",
    "thursday": "星期四",
    "friday": "星期五",
    "saturday": "星期六",
    "sunday": "星期日",
}
_MOST_WEEKS: Final = 6
_MOST_WEEKDAYS: Final = 5
"""So many rows can a month have on a calendar sheet, and so many Mondays."""


def check_calendars(checking: Checking, declared: Iterable[Declared]) -> Reads:
    """Check every calendar; return which calendars others rest on."""
    reads = Reads()
    graph: dict[str, list[str]] = {}
    entries: dict[str, Declared] = {}
    for entry in declared:
        node = entry.node
        if not isinstance(node, CalendarDeclaration):
            continue
        scope = Scope(entry.view, None, reads)
        entries[entry.names.first] = entry
        graph[entry.names.first] = [
            other for part in node.entries if (other := _check_entry(checking, part, scope)) is not None
        ]
        if not node.entries and not checking.damage.touches(entry.view.place(node.span)):
            checking.report.warning(
                "empty-calendar",
                entry.place,
                Phrase(
                    f"{quoted(entry.names.first)} has no days",
                    f"日历 {quoted(entry.names.for_people())} 没有任何日期",
                ),
                label=Phrase("never", "没有日期"),
                help=(Phrase("write them in the braces: `every monday`", "请写在花括号内：`每 周一`"),),
            )
    for cycle in cycles_in(graph):
        checking.report.error(
            "calendar-cycle",
            entries[cycle[0]].place,
            Phrase(
                f"these calendars rest on each other: {chain((*cycle, cycle[0]))}",
                f"这些日历互相依赖：{chain((*cycle, cycle[0]))}",
            ),
            label=Phrase("part of the circle", "循环的一环"),
            help=(
                Phrase(
                    "write the days of one of them out: `every monday`, `2026-10-01..2026-10-07`",
                    "请将其中一个的日期直接写出，如 `每 周一`、`2026-10-01..2026-10-07`",
                ),
            ),
        )
    return reads


def _check_entry(checking: Checking, entry: CalendarEntry, scope: Scope) -> str | None:
    """Check one entry; return the calendar it names, if any."""
    match entry.days:
        case WeekOfMonth(nth=nth) as days if nth != -1 and not 1 <= nth <= _MOST_WEEKS:
            checking.report.error(
                "no-such-week",
                scope.place(days),
                Phrase(f"no month has a week {nth}", f"没有哪个月有第 {nth} 周"),
                label=Phrase("never", "不存在"),
                help=(Phrase("weeks are counted from 1", "周次从 1 数起"),),
            )
        case WeekOfMonth(nth=nth, reading=reading) as days if reading != "row" and nth > _MOST_WEEKDAYS:
            checking.report.error(
                "no-such-week",
                scope.place(days),
                Phrase(
                    f"no month has {nth} {reading.capitalize()}s",
                    f"没有哪个月有 {nth} 个{_WEEKDAYS[reading]}",
                ),
                label=Phrase("never", "不存在"),
                help=(
                    Phrase(
                        "a calendar sheet may have a sixth row: `week 6 of each month by row`; "
                        "for the last week write `last week`",
                        "月历可能有第六行：`每月 第 6 周 按 日历行 计`；最后一周请写 `最后一周`",
                    ),
                ),
            )
        case DateRange(first=first, last=last) as days if last < first and not checking.damage.touches(
            scope.place(days)
        ):
            checking.report.error(
                "empty-range",
                scope.place(days),
                Phrase("this range runs backwards: no day lies in it", "此范围首尾颠倒，其中没有任何日期"),
                label=Phrase("the first day is the later", "首日晚于末日"),
                help=(Phrase(f"write `{last}..{first}`", f"请写 `{last}..{first}`"),),
            )
        case WorkingDays() as days if scope.view.schema.working_days is None:
            report_no_working_days(checking, days, scope)
        case OtherCalendar() as days:
            return _other(checking, days, scope)
        case _:
            pass
    return None


def _other(checking: Checking, days: OtherCalendar, scope: Scope) -> str | None:
    declared = checking.names.of_kind(days.name.text, "calendar")
    if declared is None:
        if scope.view.unresolved or checking.damage.may_declare(days.name.text):
            return None
        near = checking.report.near(days.name.text, checking.names.spellings("calendar", scope.view))
        checking.report.error(
            "unknown-calendar",
            scope.at(days.name.span),
            Phrase(f"there is no calendar {quoted(days.name.text)}", f"没有日历 {quoted(days.name.text)}"),
            label=Phrase("not a calendar", "不是日历"),
            help=did_you_mean(near)
            or (
                Phrase(
                    f"declare it: `calendar {days.name.text} {{ … }}`",
                    f"请先声明：`日历 {days.name.text} {{ … }}`",
                ),
            ),
            edits=respelt(scope.at(days.name.span), near),
        )
        return None
    if not scope.view.sees(declared.policy):
        report_unseen(days.name, declared.policy, scope.view, checking.report)
        return None
    first = declared.names.first
    scope.reads.calendars.add(first)
    checking.meaning(days, CalendarMeaning(first))
    return first
