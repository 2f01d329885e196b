"""How does a period come to end on that day?

The steps are those of `dates.shift`, whose result is always the same; a property holds them to it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core import dates
from policyrules.core.derivation.in_json import steps_as_json
from policyrules.core.derivation.in_words import result_words, steps_words
from policyrules.core.derivation.steps import (
    DaysAdded,
    DaysOfHours,
    MonthsAdded,
    Rolled,
    Run,
    Step,
    TimeAdded,
    WorkingDaysCounted,
)
from policyrules.core.plain import plain
from policyrules.core.values import CannotTell, Duration
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from policyrules.core.dates import WorkingDay

    Reason = Callable[[date], Phrase | None]

_LINES: Final = 60
_ON_A_LINE: Final = 8
"""So many stretches of days are told."""


@frozen
class Derivation:
    """Why a period ends when it does: from `start`, a `length` of time later (or earlier), to `result`.

    `steps` are what was added, in order; `calendar` is the name of the calendar that says which days work,
    where one was given.
    """

    start: date
    length: Duration
    result: date
    steps: tuple[Step, ...]
    direction: Literal["after", "before"] = "after"
    calendar: str | None = None
    _zone: tzinfo = field(default=UTC, eq=False, repr=False)

    def text(self, language: Language = "en") -> str:
        """Return the result and the steps in words, one a line.

        >>> print(derive(date(2026, 1, 31), Duration(months=1)).text())
        1 month after 2026-01-31 is 2026-02-28
        - that month has no day 31: its last day, 2026-02-28, counts
        """
        steps = steps_words(self.steps, self._zone, longest=_LINES)
        lines = [result_words(self, self._zone), *(Phrase(f"- {line.en}", f"- {line.zh}") for line in steps)]
        return "\n".join(line.in_(language) for line in lines)

    def note(self) -> Phrase | None:
        """Return the steps on one line; None where there is nothing to say but the result.

        >>> derive(date(2026, 1, 30), Duration(days=1)).note() is None
        True
        """
        if not any(_is_worth_a_note(step) for step in self.steps):
            return None
        lines = steps_words(self.steps, self._zone, longest=_ON_A_LINE)
        return Phrase("; ".join(line.en for line in lines), "；".join(line.zh for line in lines))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it, dates as ISO 8601 text."""
        return {
            "start": plain(self.start),
            "length": plain(self.length),
            "direction": self.direction,
            "result": plain(self.result),
            "calendar": self.calendar,
            "steps": steps_as_json(self.steps),
            "text": {"en": self.text("en"), "zh": self.text("zh")},
        }


def derive(
    start: date,
    length: Duration,
    *,
    sign: Literal[1, -1] = 1,
    working_day: WorkingDay | None = None,
    reason: Reason | None = None,
    rolls: bool = False,
    zone: tzinfo = UTC,
    calendar: str | None = None,
) -> Derivation:
    """Return the derivation of a date or datetime moved by a length of time, forwards or back (`sign` -1).

    `working_day` says which days work, `reason` why a day does or does not (None: it does not say);
    without it `working_day.reason` is asked, where there is one. Raises `CannotTell` where `dates.shift`
    does.
    """
    walk = _Walk(working_day, reason or dates.reasons_of(working_day))
    first = dates.day_of(start, zone)
    day = walk.months(first, sign * length.months)
    day = walk.days(day, sign * length.days)
    if length.working_days:
        day = walk.working_days(day, sign * length.working_days)
    elif rolls and dates.can_roll(first, day, length):
        day = walk.rolled(day)
    result = walk.time(start, day, sign * length.minutes, zone)
    return Derivation(
        start, length, result, tuple(walk.steps), "after" if sign > 0 else "before", calendar, zone
    )


class _Walk:
    """The steps taken so far. What changes nothing is no step."""

    def __init__(self, working_day: WorkingDay | None, reason: Reason | None) -> None:
        self._working_day = working_day
        self._reason = reason
        self.steps: list[Step] = []

    def months(self, start: date, months: int) -> date:
        last = dates.add_months(start, months)
        if months:
            self.steps.append(MonthsAdded(start, last, months))
        return last

    def days(self, start: date, days: int) -> date:
        last = dates.add_days(start, days)
        if days:
            self.steps.append(DaysAdded(start, last, days))
        return last

    def working_days(self, start: date, count: int) -> date:
        works = dates.calendar_given(self._working_day)
        last = dates.add_working_days(start, count, works)
        step = 1 if count > 0 else -1
        passed = (dates.add_days(start, step * (number + 1)) for number in range(abs((last - start).days)))
        self.steps.append(WorkingDaysCounted(start, last, count, self._runs(passed, works)))
        return last

    def rolled(self, start: date) -> date:
        works = dates.calendar_given(self._working_day)
        last = dates.first_working_day(start, works)
        if last != start:
            passed = (dates.add_days(start, number) for number in range((last - start).days))
            self.steps.append(Rolled(start, last, self._runs(passed, works)))
        return last

    def time(self, start: date, day: date, minutes: int, zone: tzinfo) -> date:
        if isinstance(start, datetime):
            moved = dates.at_the_same_time(dates.on_the_clock(start, zone), day, zone)
            last = dates.add_minutes(moved, minutes, zone)
            if minutes:
                self.steps.append(TimeAdded(moved, last, minutes))
            return last
        later = dates.add_days(day, dates.whole_days(minutes))
        if minutes:
            self.steps.append(DaysOfHours(day, later, minutes))
        return later

    def _runs(self, days: Iterable[date], works: WorkingDay) -> tuple[Run, ...]:
        runs: list[Run] = []
        for day in days:
            counts, reason = works(day), self._why(day)
            before = runs[-1] if runs else None
            if before is not None and (before.counts, before.reason) == (counts, reason):
                runs[-1] = Run(min(before.first, day), max(before.last, day), counts, reason)
            else:
                runs.append(Run(day, day, counts, reason))
        return tuple(runs)

    def _why(self, day: date) -> Phrase | None:
        if self._reason is None:
            return None
        try:
            return self._reason(day)
        except CannotTell as trouble:
            return trouble.message


def _is_worth_a_note(step: Step) -> bool:
    match step:
        case MonthsAdded():
            return step.clamped
        case WorkingDaysCounted() | Rolled() | DaysOfHours():
            return True
        case DaysAdded() | TimeAdded():
            return False
