"""How many entries count, under each key? Plain numbers, for quotas that count entries by period or by day.

Whoever only may count is counted apart. Nearly always there is nobody, and one number says it all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.dates import add_days, add_months
from policyrules.core.periods import period_number
from policyrules.core.values import UNKNOWN, CannotTell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policyrules.core.history import Days, Use
    from policyrules.core.ir import Quota, Window
    from policyrules.ledgers.cells import Amounts, Key

_REMEMBERED: Final = 50_000
"""So many days keep the number of their period; then they are forgotten together."""


class _Periods:
    """How many count under one key in each period; those that only may, apart."""

    __slots__ = ("all", "unsure")

    def __init__(self) -> None:
        self.all: dict[int, int] = {}
        self.unsure: dict[int, int] | None = None


class PeriodCount:
    """Entries by key and calendar period, or by key alone for all time."""

    __slots__ = ("_keys", "_numbers", "_unit")

    def __init__(self, quota: Quota) -> None:
        self._unit = quota.window.unit
        self._keys: dict[Key, _Periods] = {}
        self._numbers: dict[date | None, int] = {} if quota.first is not None else {None: 0}

    def add(self, key: Key, day: date | None) -> None:
        """Count an entry that surely counts."""
        kept = self._keys.get(key)
        if kept is None:
            kept = self._keys[key] = _Periods()
        number = self._numbers.get(day)
        if number is None:
            number = self._period(day)
        kept.all[number] = kept.all.get(number, 0) + 1

    def change(self, use: Use, sign: int) -> None:
        """Count what an entry adds, or take it off again."""
        kept = self._keys.get(use.key)
        if kept is None:
            kept = self._keys[use.key] = _Periods()
        number = self._period(use.first)
        _change(kept.all, number, sign)
        if use.counts is not True:
            kept.unsure = {} if kept.unsure is None else kept.unsure
            _change(kept.unsure, number, sign)
            kept.unsure = kept.unsure or None
        if not kept.all:
            del self._keys[use.key]

    def used(self, key: Key, day: date | None) -> int | None:
        """Return how many count in the period of a day, the record included; None where some only may."""
        kept = self._keys.get(key)
        number = self._numbers.get(day)
        if kept is None:
            return None if _is_untold(key) or (number is None and type(day) is not date) else 1
        if kept.unsure is not None:
            return None
        if number is None:
            if type(day) is not date:
                return None
            number = self._period(day)
        return kept.all.get(number, 0) + 1

    def fullest(self, key: Key, days: Days, value: Any, without: Sequence[Use]) -> Amounts:
        """Return the usage in the period of a day."""
        del value
        kept, number = self._keys.get(key), self._period(days[0])
        same = [use.counts is True for use in without if self._period(use.first) == number]
        if kept is None:
            return 1, 1
        high = kept.all.get(number, 0)
        low = high if kept.unsure is None else high - kept.unsure.get(number, 0)
        return low + 1 - sum(same), high + 1 - len(same)

    def _period(self, day: date | None) -> int:
        number = self._numbers.get(day)
        if number is None:
            if self._unit is None or day is None:
                return 0
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            number = self._numbers[day] = period_number(self._unit, day)
        return number


def _is_untold(key: Key) -> bool:
    return None in key or UNKNOWN in key


def _change(counts: dict[int, int], number: int, sign: int) -> None:
    left = counts.get(number, 0) + sign
    if left:
        counts[number] = left
    else:
        counts.pop(number, None)


# --- windows that slide -----------------------------------------------------------------------


class _ByDay:
    """How many count under one key on each day, by the days' numbers in order; those that only may, apart."""

    __slots__ = ("all", "days", "unsure")

    def __init__(self) -> None:
        self.days: list[int] = []
        self.all: list[int] = []
        self.unsure: dict[int, int] | None = None


class DayCount:
    """Entries by key and day, for windows that slide."""

    __slots__ = ("_keys", "_last")

    def __init__(self, quota: Quota) -> None:
        self._keys: dict[Key, _ByDay] = {}
        self._last = _last_days(quota.window)

    def add(self, key: Key, day: date | None) -> None:
        """Count an entry that surely counts."""
        assert day is not None, "what slides has a day"
        self._changed(key, day.toordinal(), 1)

    def change(self, use: Use, sign: int) -> None:
        """Count what an entry adds, or take it off again."""
        assert use.first is not None, "what slides has a day"
        day = use.first.toordinal()
        kept = self._changed(use.key, day, sign)
        if use.counts is not True:
            kept.unsure = {} if kept.unsure is None else kept.unsure
            _change(kept.unsure, day, sign)
            kept.unsure = kept.unsure or None

    def _changed(self, key: Key, day: int, sign: int) -> _ByDay:
        kept = self._keys.get(key)
        if kept is None:
            kept = self._keys[key] = _ByDay()
        days, counts = kept.days, kept.all
        if days and day == days[-1]:
            at = len(days) - 1
        elif (at := bisect_left(days, day)) == len(days) or days[at] != day:
            days.insert(at, day)
            counts.insert(at, 0)
        counts[at] += sign
        if not counts[at]:
            del days[at], counts[at]
            if not days:
                del self._keys[key]
        return kept

    def used(self, key: Key, day: date | None) -> int | None:
        """Return how many count in the fullest stretch that holds a day; None where some only may."""
        kept = self._keys.get(key)
        if type(day) is not date:
            return None
        if kept is None:
            return None if _is_untold(key) else 1
        if kept.unsure is not None:
            return None
        return self._fullest(day.toordinal(), kept.days, kept.all) + 1

    def fullest(self, key: Key, days: Days, value: Any, without: Sequence[Use]) -> Amounts:
        """Return the usage in the fullest stretch that holds a day."""
        del value
        assert days[0] is not None, "what slides has a day"
        kept, day = self._keys.get(key), days[0].toordinal()
        if kept is None:
            return 1, 1
        high = dict(zip(kept.days, kept.all, strict=True))
        low = (
            high
            if kept.unsure is None
            else {at: count - kept.unsure.get(at, 0) for at, count in high.items()}
        )
        if without:
            high, low = dict(high), dict(low)
            for use in without:
                assert use.first is not None, "what slides has a day"
                high[use.first.toordinal()] -= 1
                low[use.first.toordinal()] -= use.counts is True
        most = self._fullest(day, kept.days, list(high.values()))
        least = most if low is high else self._fullest(day, kept.days, list(low.values()))
        return least + 1, most + 1

    def _fullest(self, day: int, days: list[int], counts: list[int]) -> int:
        """Return how many count in the fullest stretch that holds a day.

        Among stretches that begin after one entry's day and by the next one's, that which begins last holds the most.
        So those are looked at that begin on the day itself, or on an entry's day before it.
        """
        last = self._last
        start = bisect_left(days, day)
        stop = bisect_right(days, last(day), start)
        total = sum(counts[start:stop])
        totals = [total]
        while start:
            start -= 1
            ends = last(days[start])
            if ends < day:
                break
            total += counts[start]
            while days[stop - 1] > ends:
                stop -= 1
                total -= counts[stop]
            totals.append(total)
        return max(totals)


def _last_days(window: Window) -> Callable[[int], int]:
    """Return what gives, for the number of a day, that of the last day of the stretch that begins on it."""
    length = window.length
    assert length is not None, "what slides has a length"
    if not length.months:
        more = length.days - 1
        return lambda day: day + more
    remembered: dict[int, int] = {}

    def last(day: int) -> int:
        found = remembered.get(day)
        if found is None:
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            found = remembered[day] = last_day(date.fromordinal(day)).toordinal()
        return found

    def last_day(start: date) -> date:
        try:
            return add_days(add_days(add_months(start, length.months), length.days), -1)
        except CannotTell:
            return date.max

    return last
