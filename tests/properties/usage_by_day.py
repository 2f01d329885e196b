"""How much of a quota is used? Found by looking at every day and trying every case: the tests' own count.

Nothing here is shared with core/usage.py, core/periods.py or the ledgers' counters. Only days near one
that is mentioned are looked at; between them nothing begins or ends.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import inf
from typing import Any

from policyrules.core import ir
from policyrules.core.history import Use
from policyrules.core.values import UNKNOWN

ONE_DAY = timedelta(days=1)
# how far from a mentioned day to look: twice the longest window of the kind, and a little
NEAR = {"day": 4, "week": 18, "half month": 36, "month": 66, "quarter": 190, "half year": 376, "year": 740}

Counted = frozenset[int]
"""Which of the others count in a window, by their place in the list."""


def fullest(window: ir.Window, measure: str, own: Use, others: Sequence[Use]) -> tuple[Any, Any]:
    """The most that is surely, and the most that is possibly, used in a window that `own` lies in."""
    found = [amounts(measure, own, [others[n] for n in inside]) for inside in insides(window, own, others)]
    return max(low for low, _ in found), max(high for _, high in found)


def insides(window: ir.Window, own: Use, others: Sequence[Use]) -> set[Counted]:
    """What counts beside `own` in each window that it lies in."""
    if window.kind == "ever" or own.first is None:
        return {frozenset(range(len(others)))}
    days = days_near(window, [own, *others])
    if window.kind == "calendar":
        return set(_in_periods(window, own, others, days))
    return set(_in_stretches(window, own, others, days))


def _in_periods(window: ir.Window, own: Use, others: Sequence[Use], days: list[date]) -> Iterator[Counted]:
    of_each = [{period(window.unit, day) for day in days if counts_on(use, day)} for use in others]
    for label in {period(window.unit, day) for day in days if counts_on(own, day)}:
        yield frozenset(n for n, labels in enumerate(of_each) if label in labels)


def _in_stretches(window: ir.Window, own: Use, others: Sequence[Use], days: list[date]) -> Iterator[Counted]:
    for first in days:
        last = end_of_stretch(window, first)
        if meets(own, first, last):
            yield frozenset(n for n, use in enumerate(others) if meets(use, first, last))


def counts_on(use: Use, day: date) -> bool:
    assert use.first is not None
    return use.first <= day and (use.last is None or day <= use.last)


def meets(use: Use, first: date, last: date) -> bool:
    assert use.first is not None
    return use.first <= last and (use.last is None or first <= use.last)


def days_near(window: ir.Window, uses: Iterable[Use]) -> list[date]:
    if window.length is None:
        reach = NEAR[str(window.unit)]
    else:
        reach = 2 * (31 * window.length.months + window.length.days) + 3
    mentioned = {day for use in uses for day in (use.first, use.last) if day is not None}
    found: list[date] = []
    looked_at = 0
    for day in sorted(mentioned):
        first = max(day.toordinal() - reach, looked_at + 1)
        looked_at = min(day.toordinal() + reach, date.max.toordinal())
        found += days_between(first, looked_at)
    return found


@lru_cache(1_000)
def days_between(first: int, last: int) -> tuple[date, ...]:
    return tuple(map(date.fromordinal, range(first, last + 1)))


# --- which window -----------------------------------------------------------------------------


def period(unit: str | None, day: date) -> Hashable:
    """A name for the piece of the calendar that a day lies in."""
    match unit:
        case "day":
            return day
        case "week":
            return day.isocalendar()[:2]
        case "half month":
            return day.year, day.month, "first half" if day.day <= 15 else "rest"
        case "month":
            return day.year, day.month
        case "quarter":
            return day.year, {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3, 8: 3, 9: 3}.get(day.month, 4)
        case "half year":
            return day.year, "first half" if day.month <= 6 else "rest"
        case "year":
            return day.year
        case _:
            raise ValueError(unit)


@lru_cache(100_000)
def end_of_stretch(window: ir.Window, first: date) -> date:
    """The last day of a stretch that begins on a day: the day before the next would begin.

    A month that has no such day ends it on its last one; at the end of the calendar it is cut off.
    """
    assert window.length is not None
    year, month = first.year, first.month
    for _ in range(window.length.months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    if year > 9999:
        return date.max
    day = first.day
    while not is_date(year, month, day):
        day -= 1
    ordinal = date(year, month, day).toordinal() + window.length.days - 1
    return date.max if ordinal > date.max.toordinal() else date.fromordinal(ordinal)


def is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


# --- how much ---------------------------------------------------------------------------------


def amounts(measure: str, own: Use, others: Sequence[Use]) -> tuple[Any, Any]:
    """The least and the most that may be used: every case of what may or may not count is tried."""
    if measure == "total" and any(use.value is UNKNOWN for use in (own, *others)):
        return -inf, inf
    cases = [
        amount(measure, [own, *(use for use, counts in zip(others, case, strict=True) if counts)])
        for case in product(*((True,) if use.counts is True else (True, False) for use in others))
    ]
    return min(low for low, _ in cases), max(high for _, high in cases)


def amount(measure: str, counting: Sequence[Use]) -> tuple[Any, Any]:
    values = [use.value for use in counting]
    match measure:
        case "count":
            return len(counting), len(counting)
        case "total":
            total = sum((Fraction(value) for value in values if value is not None), Fraction(0))
            return total, total
        case "different":
            told = {same(value) for value in values if value is not None and value is not UNKNOWN}
            # one that is not known may be none, or one of the others, or something else
            return len(told), len(told) + sum(value is UNKNOWN for value in values)
        case _:
            raise ValueError(measure)


def same(value: Any) -> Any:
    return Fraction(value) if isinstance(value, int | Decimal) else value
