"""How does an official read a derivation?

Working weeks are told together: `2026-03-02..2026-03-13: working days 1 to 10, weekends left out`. What
is unusual has a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core.dates import WEEKEND
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
from policyrules.core.values import Duration
from policyrules.core.words import duration_words, moment_words
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from policyrules.core.derivation.derive import Derivation

_NOT_WORKED: Final = Phrase("not a working day", "非工作日")


def result_words(derivation: Derivation, zone: tzinfo) -> Phrase:
    """Return what comes of it: `3 working days after 2026-02-12 is 2026-02-24`."""
    start, result = _day(derivation.start, zone), _day(derivation.result, zone)
    return _later(derivation.length, start, result, forwards=derivation.direction == "after")


def steps_words(steps: Iterable[Step], zone: tzinfo, *, longest: int) -> tuple[Phrase, ...]:
    """Return what led to it, a line each; of very many days in a step so many lines, and the rest counted."""
    return tuple(line for step in steps for line in _told(step, zone, longest))


def _told(step: Step, zone: tzinfo, longest: int) -> Iterator[Phrase]:
    match step:
        case MonthsAdded():
            yield _months(step)
        case DaysAdded(start=start, last=last, days=days):
            back = Phrase(" before it", "往前") if days < 0 else Phrase.same("")
            yield Phrase(
                f"{_not_counted(start).en}, so day {abs(days)}{back.en} is {last}",
                f"{_not_counted(start).zh}，{back.zh}第 {abs(days)} 日为 {last}",
            )
        case WorkingDaysCounted(start=start, runs=runs):
            yield _not_counted(start)
            yield from _shortened([_stretch(stretch) for stretch in _stretches(runs)], longest)
        case Rolled(start=start, last=last, runs=runs):
            yield Phrase(
                f"{start} is not a working day, so the last day moves on to {last}",
                f"{start} 不是工作日，最后一日顺延至 {last}",
            )
            yield from _shortened([_off(run) for run in runs], longest)
        case TimeAdded(start=start, last=last, minutes=minutes):
            length = Duration(minutes=abs(minutes))
            yield _later(length, _day(start, zone), _day(last, zone), forwards=minutes > 0)
        case DaysOfHours(last=last):
            yield Phrase(f"a date goes by whole days: {last}", f"日期按整日计：{last}")
        case _:
            assert_never(step)


def _later(length: Duration, start: str, last: str, *, forwards: bool) -> Phrase:
    en, zh = duration_words(length, "en"), duration_words(length, "zh")
    return Phrase(
        f"{en} {'after' if forwards else 'before'} {start} is {last}",
        f"{start} {'后' if forwards else '前'}{zh}为 {last}",
    )


def _not_counted(start: date) -> Phrase:
    return Phrase(f"{start} itself does not count", f"{start} 当日不计入")


def _day(moment: date, zone: tzinfo) -> str:
    return moment_words(moment, zone) if isinstance(moment, datetime) else moment.isoformat()


def _months(step: MonthsAdded) -> Phrase:
    if step.clamped:
        return Phrase(
            f"that month has no day {step.start.day}: its last day, {step.last}, counts",
            f"该月没有 {step.start.day} 日，以月末 {step.last} 为准",
        )
    length = Duration(months=abs(step.months))
    en, zh = duration_words(length, "en"), duration_words(length, "zh")
    return Phrase(
        f"the same day {en} {'later' if step.months > 0 else 'earlier'} is {step.last}",
        f"{zh}{'后' if step.months > 0 else '前'}的对应日为 {step.last}",
    )


# --- working days ---------------------------------------------------------------------------


@frozen
class _Stretch:
    """Runs told on one line; `number` is which working day of the period its first one is."""

    runs: tuple[Run, ...]
    number: int

    @property
    def days(self) -> int:
        return sum(run.days for run in self.runs if run.counts)


def _stretches(runs: Sequence[Run]) -> Iterator[_Stretch]:
    """Yield the runs, plain working weeks joined over the weekends between them."""
    number, at = 1, 0
    while at < len(runs):
        stop = at + 1
        if _is_plain(runs[at]):
            while stop + 1 < len(runs) and runs[stop].reason == WEEKEND and _is_plain(runs[stop + 1]):
                stop += 2
        stretch = _Stretch(tuple(runs[at:stop]), number)
        yield stretch
        number += stretch.days
        at = stop


def _is_plain(run: Run) -> bool:
    return run.counts and run.reason is None


def _stretch(stretch: _Stretch) -> Phrase:
    runs = stretch.runs
    if not stretch.days:
        return _off(runs[0])
    span = _span(min(run.first for run in runs), max(run.last for run in runs))
    first, last = stretch.number, stretch.number + stretch.days - 1
    en = f"working day {first}" if first == last else f"working days {first} to {last}"
    zh = f"第 {first} 个工作日" if first == last else f"第 {first} 至 {last} 个工作日"
    if len(runs) > 1:
        en, zh = f"{en}, weekends left out", f"{zh}，周末不计入"
    elif runs[0].reason is not None:
        en, zh = f"{en}, {runs[0].reason.en}", f"{zh}，{runs[0].reason.zh}"
    return Phrase(f"{span.en}: {en}", f"{span.zh}：{zh}")


def _off(run: Run) -> Phrase:
    span, reason = _span(run.first, run.last), run.reason or _NOT_WORKED
    if run.reason is None and run.days > 1:
        reason = Phrase("not working days", _NOT_WORKED.zh)
    return Phrase(f"{span.en}: {reason.en}", f"{span.zh}：{reason.zh}")


def _span(first: date, last: date) -> Phrase:
    if first == last:
        return Phrase.same(str(first))
    return Phrase(f"{first}..{last}", f"{first} 至 {last}")


def _shortened(lines: Sequence[Phrase], longest: int) -> Sequence[Phrase]:
    """Return the lines, those in the middle counted where they are very many."""
    half = longest // 2
    left_out = len(lines) - 2 * half
    if left_out <= 1:
        return lines
    between = Phrase(f"… {left_out} more stretches …", f"……（略去 {left_out} 段）……")
    return [*lines[:half], between, *lines[-half:]]
