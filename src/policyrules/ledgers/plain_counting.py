"""How many entries count, under each key? Plain numbers, for quotas that count entries by period or by day.

Whoever only may count is counted apart. Nearly always there is nobody, and one number says it all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.dates import add_days, add_months
from policyrules.core.periods import period_number
from policyrules.core.values import UNKNOWN, CannotTell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.core.history import Days, Use
    from policyrules.core.ir import Quota, Window
    from policyrules.ledgers.cells import Amounts, Key
    from policyrules.syntax.ast.clauses import PeriodUnit

_REMEMBERED: Final = 50_000
"""So many days keep the number of their period; then they are forgotten together."""


Adding = Callable[[tuple[Any, ...]], None]
"""Counts an entry, given its facts in their order."""


def _key_of(keys: tuple[int, ...]) -> Callable[[tuple[Any, ...]], Key]:
    """Return what takes a key out of facts."""
    match keys:
        case ():
            return lambda _values: ()
        case (at,):
            return lambda values: (values[at],)
        case _:
            return itemgetter(*keys)


class Periods(dict[Any, int]):
    """The number of the period that a day lies in, worked out when it is first asked for."""

    __slots__ = ("_unit",)

    def __init__(self, unit: PeriodUnit) -> None:
        super().__init__()
        self._unit = unit

    def __missing__(self, day: date) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        number = self[day] = period_number(self._unit, day)
        return number


class PeriodCount:
    """Entries by key and calendar period, or by key alone for all time.

    A place is a key with the number of the period at its end, or the key as it is. Generated code looks into `places`
    itself (`backends/python/asking_counters.py`): a call would take as long as all else it does.
    """

    __slots__ = ("_is_dated", "_unsure", "periods", "places")

    def __init__(self, quota: Quota) -> None:
        unit = quota.window.unit
        self._is_dated = quota.first is not None
        self.periods = None if unit is None or quota.first is None else Periods(unit)
        """The number of each day's period; None where there is one for all time."""
        self.places: dict[Key, int] = {}
        """How many count at each place, those that only may among them."""
        self._unsure: dict[Key, int] = {}

    @property
    def is_sure(self) -> bool:
        """Whether nobody only may count."""
        return not self._unsure

    def adding(self, keys: tuple[int, ...], day_at: int | None, *, surely: bool) -> Adding:
        """Return what counts an entry that surely counts, by which facts are its keys and its day.

        `surely` says that none of them can be none.
        """
        places, periods, key_of = self.places, self.periods, _key_of(keys)

        def add(values: tuple[Any, ...]) -> None:
            place = key_of(values)
            if periods is not None and day_at is not None:
                day = values[day_at]
                if surely or (day is not None and None not in place):
                    place = (*place, periods[day])
                    places[place] = places.get(place, 0) + 1
            elif surely or (None not in place and (day_at is None or values[day_at] is not None)):
                places[place] = places.get(place, 0) + 1

        return add

    def add(self, key: Key, day: date | None) -> None:
        """Count one entry that surely counts."""
        place = self._place(key, day)
        self.places[place] = self.places.get(place, 0) + 1

    def change(self, use: Use, sign: int) -> None:
        """Count what an entry adds, or take it off again."""
        place = self._place(use.key, use.first)
        _change(self.places, place, sign)
        if use.counts is not True:
            _change(self._unsure, place, sign)

    def used(self, key: Key, day: date | None) -> int | None:
        """Return how many count in the period of a day, the record included; None where some only may."""
        if self._is_dated and type(day) is not date:
            return None
        place = self._place(key, day)
        used = self.places.get(place)
        if used is None:
            return None if _is_untold(key) else 1
        return None if place in self._unsure else used + 1

    def fullest(self, key: Key, days: Days, value: Any, without: Sequence[Use]) -> Amounts:
        """Return the usage in the period of a day."""
        del value
        place = self._place(key, days[0])
        same = [use.counts is True for use in without if self._place(key, use.first) == place]
        high = self.places.get(place, 0)
        low = high - self._unsure.get(place, 0)
        return low + 1 - sum(same), high + 1 - len(same)

    def _place(self, key: Key, day: date | None) -> Key:
        return key if self.periods is None else (*key, self.periods[day])


def _is_untold(key: Key) -> bool:
    return None in key or UNKNOWN in key


def _change(counts: dict[Any, int], place: Any, sign: int) -> None:
    left = counts.get(place, 0) + sign
    if left:
        counts[place] = left
    else:
        counts.pop(place, None)


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

    __slots__ = ("_keys", "_last", "_unsure")

    def __init__(self, quota: Quota) -> None:
        self._keys: dict[Key, _ByDay] = {}
        self._last = _last_days(quota.window)
        self._unsure = 0

    @property
    def is_sure(self) -> bool:
        """Whether nobody only may count."""
        return not self._unsure

    def adding(self, keys: tuple[int, ...], day_at: int | None, *, surely: bool) -> Adding:
        """Return what counts an entry that surely counts, by which facts are its keys and its day.

        `surely` says that none of them can be none.
        """
        assert day_at is not None, "what slides has a day"
        key_of, changed = _key_of(keys), self._changed

        def add(values: tuple[Any, ...]) -> None:
            key, day = key_of(values), values[day_at]
            if surely or (day is not None and None not in key):
                changed(key, day.toordinal(), 1)

        return add

    def add(self, key: Key, day: date) -> None:
        """Count one entry that surely counts."""
        self._changed(key, day.toordinal(), 1)

    def change(self, use: Use, sign: int) -> None:
        """Count what an entry adds, or take it off again."""
        assert use.first is not None, "what slides has a day"
        day = use.first.toordinal()
        kept = self._changed(use.key, day, sign)
        if use.counts is not True:
            self._unsure += sign
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
        """Return how many count in the fullest stretch that holds a day, the record included; None where some only may."""
        if type(day) is not date:
            return None
        kept = self._keys.get(key)
        if kept is None:
            return None if _is_untold(key) else 1
        return None if kept.unsure is not None else self.within(key, day) + 1

    def within(self, key: Key, day: date) -> int:
        """Return how many count in the fullest stretch that holds a day, those that only may among them."""
        kept = self._keys.get(key)
        return 0 if kept is None else self._fullest(day.toordinal(), kept.days, kept.all)

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
