"""How much of a quota is used? Counted over what entries add to it, in the fullest window.

A window is a stretch of days; an entry counts in every window that one of its days lies in. Usage has
a sure part and a possible one: entries that only may count, and values that are not known, belong to
the second alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any, assert_never

from policyrules.core import numbers
from policyrules.core.comparing import distinct_key
from policyrules.core.dates import add_days, add_months
from policyrules.core.periods import period_days, period_number
from policyrules.core.values import UNKNOWN, CannotTell, Duration, Period
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from policyrules.core.history import Entry, Use
    from policyrules.core.ir import Window

Measure = str
Amount = Any
"""A number; `inf` or `-inf` where it cannot be told how much."""


@frozen
class Usage:
    """What counts in one window: surely (`low`) and possibly (`high`); `days` is none for all time."""

    low: Amount
    high: Amount
    days: Period | None
    entries: tuple[Entry, ...] = ()


def usages(
    window: Window, measure: Measure, own: Use, others: Sequence[tuple[Entry, Use]]
) -> Iterator[Usage]:
    """Yield how much is used in every window that a record lies in and that can be the fullest.

    `own` is what the record itself adds, `others` what entries do, all under one key.
    """
    for days in windows(window, own, [use for _, use in others]):
        inside = [(entry, use) for entry, use in others if touches(use, days)]
        low, high = amount(measure, [own, *(use for _, use in inside)])
        yield Usage(low, high, days, tuple(entry for entry, _ in inside))


def touches(use: Use, days: Period | None) -> bool:
    """Return whether one of the days something counts on lies in a window."""
    if days is None or use.first is None:
        return True
    ends_before = use.last is not None and use.last < days.start
    return not ends_before and (days.finish is None or use.first <= days.finish)


def amount(measure: Measure, uses: Iterable[Use]) -> tuple[Amount, Amount]:
    """Return how much something surely and possibly comes to."""
    match measure:
        case "count":
            counted = [use.counts is True for use in uses]
            return sum(counted), len(counted)
        case "total":
            return _total(uses)
        case "different":
            return _different(uses)
        case _:
            raise ValueError(measure)


def _total(uses: Iterable[Use]) -> tuple[Amount, Amount]:
    low: Amount = 0
    high: Amount = 0
    for use in uses:
        least, most = total_of(use)
        low, high = plus(low, least), plus(high, most)
    return low, high


def total_of(use: Use) -> tuple[Amount, Amount]:
    """Return what an entry adds to a total at least and at most."""
    if use.value is None:
        return 0, 0
    if use.value is UNKNOWN:
        return -inf, inf
    if use.counts is True:
        return use.value, use.value
    return min(use.value, 0), max(use.value, 0)


def plus(left: Amount, right: Amount) -> Amount:
    """Return a sum, exact, and without end where either part is."""
    if left in (inf, -inf) or right in (inf, -inf):
        return float(left) + float(right)
    return numbers.calculate("+", left, right)


def _different(uses: Iterable[Use]) -> tuple[Amount, Amount]:
    sure: set[Any] = set()
    possible: set[Any] = set()
    untold = 0
    for use in uses:
        if use.value is UNKNOWN:
            untold += 1
        elif use.value is not None:
            (sure if use.counts is True else possible).add(distinct_key(use.value))
    return len(sure), len(sure | possible) + untold


# --- windows --------------------------------------------------------------------------------


def windows(window: Window, own: Use, others: Iterable[Use]) -> Iterator[Period | None]:
    """Yield the windows a record lies in, but for those in which the same entries count as in another.

    As windows move on, what counts changes only where an entry begins or has ended.
    """
    if window.kind == "ever" or own.first is None:
        yield None
        return
    starts = sorted(_beginnings(window, own, others))
    for start in starts:
        yield days_from(window, start)


def _beginnings(window: Window, own: Use, others: Iterable[Use]) -> set[date]:
    assert own.first is not None
    lowest = earliest(window, own.first)
    found = {lowest}
    for use in others:
        if use.first is not None:
            found.add(earliest(window, use.first))
        if use.last is not None and use.last < date.max:
            found.add(_after(window, use.last))
    last = own.last
    return {start for start in found if lowest <= start and (last is None or start <= last)}


def earliest(window: Window, day: date) -> date:
    """Return the first day of the first window that a day lies in."""
    if window.kind == "calendar":
        assert window.unit is not None
        return period_days(window.unit, period_number(window.unit, day)).start
    assert window.length is not None
    try:
        start = add_days(add_months(day, -window.length.months), -window.length.days)
    except CannotTell:
        return date.min
    while _last_day(window.length, start) < day:
        start = add_days(start, 1)
    while start > date.min and _last_day(window.length, add_days(start, -1)) >= day:
        start = add_days(start, -1)
    return start


def _after(window: Window, day: date) -> date:
    """Return the first day of the first window that a day lies before."""
    following = add_days(day, 1)
    if window.kind == "sliding":
        return following
    assert window.unit is not None
    number = period_number(window.unit, day) + 1
    try:
        return period_days(window.unit, number).start
    except CannotTell:
        return date.max


def days_from(window: Window, start: date) -> Period:
    """Return the window that begins on a day."""
    match window.kind:
        case "calendar":
            assert window.unit is not None
            return period_days(window.unit, period_number(window.unit, start))
        case "sliding":
            assert window.length is not None
            return Period(start, _last_day(window.length, start))
        case "ever":
            return Period(date.min, None)
        case _:
            assert_never(window.kind)


def _last_day(length: Duration, start: date) -> date:
    try:
        return add_days(add_days(add_months(start, length.months), length.days), -1)
    except CannotTell:
        return date.max
