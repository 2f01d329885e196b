"""Which days does a calendar hold?"""

from __future__ import annotations

from typing import Any, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import evolve, frozen
from policyrules.syntax.ast.declarations import (
    CalendarDeclaration,
    CalendarEntry,
    DateRange,
    EveryWeekday,
    OtherCalendar,
    Weekday,
    WeekOfMonth,
    WorkingDays,
)
from policyrules.syntax.from_tree.literals import date_of
from policyrules.syntax.from_tree.names import name_of
from policyrules.syntax.from_tree.places import Parts, nodes, reading_of, span_of, tokens
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token

_WEEKDAYS: Final[dict[str, Weekday]] = {
    "MONDAY": "monday",
    "TUESDAY": "tuesday",
    "WEDNESDAY": "wednesday",
    "THURSDAY": "thursday",
    "FRIDAY": "friday",
    "SATURDAY": "saturday",
    "SUNDAY": "sunday",
}


@frozen
class FurtherWeekday:
    """A weekday without `every`: it goes on with the weekdays before it."""

    day: Weekday
    span: Span


@frozen
class WeekReading:
    """How the weeks of a month are counted."""

    reading: Weekday | Literal["row"]
    span: Span


def week_reading(parts: Parts) -> WeekReading:
    """`by monday`, `by row`, `按 周一 计`."""
    word = parts[1]
    return WeekReading("row" if word.type == "ROW" else _WEEKDAYS[word.type], span_of(parts))


def week_of_month(parts: Parts) -> WeekOfMonth:
    """`week 2 of each month by monday`."""
    nth: Token = tokens(parts, "NUMBER")[0]
    if nth.text not in {"1", "2", "3", "4", "5", "6"}:
        nth.reading.report(
            "no-such-week",
            nth.span,
            Phrase(f"a month has no week `{nth.text[:20]}`", f"一个月没有第 `{nth.text[:20]}` 周"),
            label=Phrase("weeks 1 to 6", "第 1 周至第 6 周"),
            help_=(Phrase("for the last one write `last week`", "最后一周请写 `最后一周`"),),
        )
        return WeekOfMonth(1, parts[-1].reading, span_of(parts))
    return WeekOfMonth(int(nth.text), parts[-1].reading, span_of(parts))


def last_week(parts: Parts) -> WeekOfMonth:
    """`last week of each month by monday`."""
    return WeekOfMonth(-1, parts[-1].reading, span_of(parts))


def every_weekday(parts: Parts) -> EveryWeekday:
    """`every monday`."""
    return EveryWeekday((_WEEKDAYS[parts[1].type],), span_of(parts))


def further_weekday(parts: Parts) -> FurtherWeekday:
    """`friday` after `every monday,`."""
    return FurtherWeekday(_WEEKDAYS[parts[0].type], parts[0].span)


def date_range(parts: Parts) -> DateRange:
    """`2026-01-01..2026-01-03`, or one day."""
    first, _, last = parts
    return DateRange(date_of(first), date_of(last if last is not None else first), span_of(parts))


def working_days(parts: Parts) -> WorkingDays:
    """`working days`."""
    return WorkingDays(parts[0].span)


def other_calendar(parts: Parts) -> OtherCalendar:
    """Another calendar's name."""
    return OtherCalendar(name_of(parts[0]), parts[0].span)


@frozen
class Entry:
    """An entry as written; `closed` by 外."""

    how: Literal["add", "except", "only"]
    led: bool
    closed: bool
    days: Any
    span: Span


def calendar_entry(parts: Parts) -> Entry:
    """`except every monday`, `除 … 外`."""
    how, days, close = parts
    kind: Literal["add", "except", "only"] = (
        "add" if how is None else "except" if how.type == "EXCEPT" else "only"
    )
    return Entry(kind, how is not None, close is not None, days, span_of(parts))


def calendar(parts: Parts) -> CalendarDeclaration:
    """`calendar NAME { … }`."""
    annotations, _, names, _, *rest = parts
    reading = reading_of(parts)
    entries: list[CalendarEntry] = []
    is_open = False
    for entry in nodes(rest):
        before = entries[-1] if entries else None
        if isinstance(entry.days, FurtherWeekday):
            if before is not None and isinstance(before.days, EveryWeekday) and is_open and not entry.led:
                days = EveryWeekday(
                    (*before.days.days, entry.days.day), _cover(before.days.span, entry.days.span)
                )
                entries[-1] = evolve(before, days=days, span=_cover(before.span, entry.span))
            else:
                _report_lone_weekday(entry, reading)
        else:
            entries.append(CalendarEntry(entry.how, entry.days, entry.span))
        is_open = not entry.closed
    return CalendarDeclaration(names, tuple(entries), annotations, span_of(parts))


def _cover(first: Span, last: Span) -> Span:
    return Span(first.start, last.stop)


def _report_lone_weekday(entry: Entry, reading: Reading) -> None:
    word = reading.source.text[entry.days.span.start : entry.days.span.stop]
    reading.report(
        "lone-weekday",
        entry.days.span,
        Phrase(f"it is not said which `{word}`", f"没有写明是哪个 `{word}`"),
        label=Phrase("a weekday on its own", "单独的星期几"),
        help_=(Phrase(f"write `every {word}`", f"请写 `每 {word}`"),),
    )


CALLBACKS: Final = {
    "week_reading": week_reading,
    "week_of_month": week_of_month,
    "last_week": last_week,
    "every_weekday": every_weekday,
    "further_weekday": further_weekday,
    "date_range": date_range,
    "working_days": working_days,
    "other_calendar": other_calendar,
    "calendar_entry": calendar_entry,
    "calendar": calendar,
}
