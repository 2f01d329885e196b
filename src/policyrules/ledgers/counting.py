"""How full is a quota, without going through its entries? Counters kept as entries come and go.

What happened on one day is counted by period, or by day for windows that slide; only spans are kept one by
one, in the order they begin. So a check costs the same whatever the ledger's size: it looks at the
windows the record lies in, under the record's own key.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from policyrules.core.comparing import distinct_key
from policyrules.core.dates import add_days
from policyrules.core.history import Days, Use
from policyrules.core.numbers import calculate
from policyrules.core.periods import period_number
from policyrules.core.usage import amount, days_from, earliest, plus, total_of, touches, windows
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.ledgers.plain_counting import DayCount, PeriodCount
from policyrules.semantics.types import PeriodType, required

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from policyrules.core.ir import Quota, Window

Key = tuple[Any, ...]
Amounts = tuple[Any, Any]
"""What is surely, and possibly, used."""

_SHORT: Final = 31
"""Spans of at most so many days are kept apart from longer ones, which would be looked for far back."""
_REMEMBERED: Final = 50_000


class Counting(Protocol):
    """What entries add to one quota, counted."""

    def change(self, use: Use, sign: int) -> None:
        """Count what an entry adds (1), or take it off again (-1)."""
        ...

    def used(self, key: Key, day: date | None) -> int | None:
        """Return how many count in the fullest window a day lies in, the record included.

        None where some only may count, or where it is not numbers of entries that are counted.
        """
        ...

    def fullest(self, key: Key, days: Days, value: Any, without: Sequence[Use]) -> Amounts:
        """Return the fullest usage in the windows a record lies in, the record included.

        `without` are uses under the same key that are left out: those of its earlier version.
        """
        ...


Shape = Literal["spans", "days", "periods"]
"""Whether what counts is kept one by one, by day, or by calendar period (for all time, as one)."""


def shape_of(quota: Quota) -> Shape:
    """Return how what a quota counts is kept."""
    if quota.last is not None or (
        quota.first is not None and isinstance(required(quota.first.type), PeriodType)
    ):
        return "spans"
    return "days" if quota.window.kind == "sliding" else "periods"


def counting_of(quota: Quota) -> Counting:
    """Return the counter that suits a quota."""
    shape = shape_of(quota)
    if quota.measure == "count" and shape != "spans":
        return PeriodCount(quota) if shape == "periods" else DayCount(quota)
    match shape:
        case "spans":
            return SpanCounting(quota)
        case "days":
            return DayCounting(quota, cell_of(quota))
        case "periods":
            return PeriodCounting(quota, cell_of(quota))


def cell_of(quota: Quota) -> Callable[[], Any]:
    """Return the kind of cell that suits a quota."""
    return ValueCell if quota.measure == "different" else TotalCell if quota.measure == "total" else CountCell


# --- cells ----------------------------------------------------------------------------------


class Cell(Protocol):
    """What counts in one period, or on one day, under one key."""

    def change(self, use: Use, sign: int) -> None:
        """Count what an entry adds, or take it off again."""
        ...

    @property
    def empty(self) -> bool:
        """Whether nothing is counted any more."""
        ...


class CountCell:
    """How many entries surely count, and how many may."""

    __slots__ = ("high", "low")

    def __init__(self) -> None:
        self.low = self.high = 0

    def change(self, use: Use, sign: int) -> None:
        """Count an entry, or take it off again."""
        self.high += sign
        if use.counts is True:
            self.low += sign

    @property
    def empty(self) -> bool:
        """Whether nothing is counted any more."""
        return not self.high


class TotalCell:
    """What the values of entries come to, and how many are not known."""

    __slots__ = ("entries", "high", "low", "untold")

    def __init__(self) -> None:
        self.low: Any = 0
        self.high: Any = 0
        self.untold = self.entries = 0

    def change(self, use: Use, sign: int) -> None:
        """Add an entry's value, or take it off again."""
        self.entries += sign
        if use.value is UNKNOWN:
            self.untold += sign
            return
        least, most = total_of(use)
        self.low = plus(self.low, calculate("*", sign, least))
        self.high = plus(self.high, calculate("*", sign, most))

    @property
    def empty(self) -> bool:
        """Whether nothing is counted any more."""
        return not self.entries

    @property
    def amounts(self) -> Amounts:
        """The least and the most the values can come to."""
        return (-inf, inf) if self.untold else (self.low, self.high)


class ValueCell:
    """Which values surely count, and which may, each with its number of entries."""

    __slots__ = ("all", "sure", "untold")

    def __init__(self) -> None:
        self.sure: dict[Any, int] = {}
        self.all: dict[Any, int] = {}
        self.untold = 0

    def change(self, use: Use, sign: int) -> None:
        """Count an entry's value, or take it off again."""
        if use.value is UNKNOWN:
            self.untold += sign
        elif use.value is not None:
            value = distinct_key(use.value)
            _change(self.all, value, sign)
            if use.counts is True:
                _change(self.sure, value, sign)

    @property
    def empty(self) -> bool:
        """Whether nothing is counted any more."""
        return not (self.all or self.untold)


def _change(counts: dict[Any, int], value: Any, sign: int) -> None:
    left = counts.get(value, 0) + sign
    if left:
        counts[value] = left
    else:
        counts.pop(value, None)


def together(cells: Iterable[Any], measure: str, own: Any, without: Sequence[Use]) -> Amounts:
    """Return what cells come to with a record's own value, some uses left out."""
    found = list(cells)
    if measure == "count":
        low = sum(cell.low for cell in found) + 1 - sum(use.counts is True for use in without)
        return low, sum(cell.high for cell in found) + 1 - len(without)
    if measure == "total":
        return _total(found, own, without)
    return _values(found, own, without)


def _total(cells: list[TotalCell], own: Any, without: Sequence[Use]) -> Amounts:
    untold = sum(cell.untold for cell in cells) - sum(use.value is UNKNOWN for use in without)
    if untold or own is UNKNOWN:
        return -inf, inf
    low: Any = 0 if own is None else own
    high: Any = low
    for cell in cells:
        low, high = plus(low, cell.low), plus(high, cell.high)
    for use in without:
        if use.value is not UNKNOWN:
            least, most = total_of(use)
            low, high = plus(low, calculate("*", -1, least)), plus(high, calculate("*", -1, most))
    return low, high


def _values(cells: list[ValueCell], own: Any, without: Sequence[Use]) -> Amounts:
    untold = sum(cell.untold for cell in cells) + (own is UNKNOWN)
    if len(cells) == 1 and not without:
        (cell,) = cells
        if own is None or own is UNKNOWN:
            return len(cell.sure), len(cell.all) + untold
        value = distinct_key(own)
        return len(cell.sure) + (value not in cell.sure), len(cell.all) + (value not in cell.all) + untold
    sure, possible = _counts(cells, "sure"), _counts(cells, "all")
    for use in without:
        if use.value is UNKNOWN:
            untold -= 1
        elif use.value is not None:
            value = distinct_key(use.value)
            _change(possible, value, -1)
            if use.counts is True:
                _change(sure, value, -1)
    if own is not None and own is not UNKNOWN:
        _change(sure, distinct_key(own), 1)
        _change(possible, distinct_key(own), 1)
    return len(sure), len(possible) + untold


def _counts(cells: list[ValueCell], name: str) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for cell in cells:
        for value, count in getattr(cell, name).items():
            found[value] = found.get(value, 0) + count
    return found


# --- what happened on one day -----------------------------------------------------------------


class PeriodCounting:
    """By key and calendar period, or by key alone for all time."""

    __slots__ = ("_cell", "_cells", "_measure", "_numbers", "_unit")

    def __init__(self, quota: Quota, cell: Callable[[], Any]) -> None:
        self._measure = quota.measure
        self._unit = quota.window.unit
        self._cell = cell
        self._cells: dict[tuple[Key, int], Any] = {}
        self._numbers: dict[date, int] = {}

    def change(self, use: Use, sign: int) -> None:
        """Count what an entry adds, or take it off again."""
        where = (use.key, self._period(use.first))
        cell = self._cells.get(where)
        if cell is None:
            cell = self._cells[where] = self._cell()
        cell.change(use, sign)
        if cell.empty:
            del self._cells[where]

    def used(self, key: Key, day: date | None) -> int | None:
        """Return none: no numbers of entries are counted."""
        del key, day
        return None

    def fullest(self, key: Key, days: Days, value: Any, without: Sequence[Use]) -> Amounts:
        """Return the usage in the period of a day."""
        period = self._period(days[0])
        cell = self._cells.get((key, period))
        same = [use for use in without if self._period(use.first) == period]
        return together([] if cell is None else [cell], self._measure, value, same)

    def _period(self, day: date | None) -> int:
        if self._unit is None or day is None:
            return 0
        number = self._numbers.get(day)
        if number is None:
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            number = self._numbers[day] = period_number(self._unit, day)
        return number


class DayCounting:
    """By key and day, for windows that slide."""

    __slots__ = ("_cell", "_keys", "_quota")

    def __init__(self, quota: Quota, cell: Callable[[], Any]) -> None:
        self._quota = quota
        self._cell = cell
        self._keys: dict[Key, tuple[list[date], dict[date, Any]]] = {}

    def change(self, use: Use, sign: int) -> None:
        """Count what an entry adds, or take it off again."""
        assert use.first is not None, "what slides has a day"
        days, cells = self._keys.setdefault(use.key, ([], {}))
        cell = cells.get(use.first)
        if cell is None:
            cell = cells[use.first] = self._cell()
            insort(days, use.first)
        cell.change(use, sign)
        if cell.empty:
            del cells[use.first]
            del days[bisect_left(days, use.first)]
            if not days:
                del self._keys[use.key]

    def used(self, key: Key, day: date | None) -> int | None:
        """Return none: no numbers of entries are counted."""
        del key, day
        return None

    def fullest(self, key: Key, days: Days, value: Any, without: Sequence[Use]) -> Amounts:
        """Return the usage in the fullest stretch that holds a day."""
        first = days[0]
        assert first is not None, "what slides has a day"
        kept, cells = self._keys.get(key, ([], {}))
        lowest, latest = days_around(self._quota.window, first)
        near = kept[bisect_left(kept, lowest) : bisect_right(kept, latest)]
        cells_near = [(day, cells[day]) for day in near]
        return fullest_stretch(self._quota, first, cells_near, value=value, without=without)


def days_around(window: Window, day: date) -> tuple[date, date]:
    """Return the first and the last day of the stretches that hold a day."""
    latest = days_from(window, day).finish
    assert latest is not None, "a stretch ends"
    return earliest(window, day), latest


def fullest_stretch(
    quota: Quota, day: date, near: Sequence[tuple[date, Any]], *, value: Any, without: Sequence[Use]
) -> Amounts:
    """Return the usage in the fullest stretch that holds a day, from the cells of the days around it in order."""
    window, measure = quota.window, quota.measure
    found = [
        together(
            [cell for other, cell in near if start <= other <= finish],
            measure,
            value,
            [use for use in without if use.first is not None and start <= use.first <= finish],
        )
        for start, finish in _stretches(window, earliest(window, day), day, [other for other, _ in near])
    ]
    return max(low for low, _ in found), max(high for _, high in found)


def _stretches(window: Window, lowest: date, day: date, near: Sequence[date]) -> Iterable[tuple[date, date]]:
    """Yield the stretches that hold a day, but for those in which the same days count as in another."""
    starts = {lowest}
    for other in near:
        starts.add(earliest(window, other))
        try:
            starts.add(add_days(other, 1))
        except CannotTell:
            continue
    for start in sorted(starts):
        if lowest <= start <= day:
            days = days_from(window, start)
            assert days.finish is not None, "a stretch ends"
            yield start, days.finish


# --- spans ----------------------------------------------------------------------------------


class SpanCounting:
    """Spans one by one, by key and in the order they begin; long ones apart, and those without an end."""

    __slots__ = ("_keys", "_quota")

    def __init__(self, quota: Quota) -> None:
        self._quota = quota
        self._keys: dict[Key, _Spans] = {}

    def change(self, use: Use, sign: int) -> None:
        """Keep what an entry adds, or take it out again."""
        spans = self._keys.setdefault(use.key, _Spans())
        spans.change(use, sign)
        if spans.empty:
            del self._keys[use.key]

    def used(self, key: Key, day: date | None) -> int | None:
        """Return none: no numbers of entries are counted."""
        del key, day
        return None

    def fullest(self, key: Key, days: Days, value: Any, without: Sequence[Use]) -> Amounts:
        """Return the usage in the fullest window that a span touches."""
        spans = self._keys.get(key)
        others = [] if spans is None else spans.touching(*zone_of_span(self._quota.window, days))
        for use in without:
            if use in others:
                others.remove(use)
        return fullest_of_spans(self._quota, days, value, others)


def zone_of_span(window: Window, days: Days) -> tuple[date, date | None]:
    """Return the first and the last day of the windows that a span touches; no last one where it is open."""
    first, last = days
    assert first is not None, "a span begins"
    return earliest(window, first), None if last is None else days_from(window, last).finish


def fullest_of_spans(quota: Quota, days: Days, value: Any, others: Sequence[Use]) -> Amounts:
    """Return the usage in the fullest window that a span touches, among the others around it."""
    own = Use(quota.rule, (), True, *days, value)
    found = [
        amount(quota.measure, [own, *(use for use in others if touches(use, stretch))])
        for stretch in windows(quota.window, own, others)
    ]
    return max(low for low, _ in found), max(high for _, high in found)


class _Spans:
    __slots__ = ("long", "longest", "open", "short")

    def __init__(self) -> None:
        self.short: list[Use] = []
        self.long: list[Use] = []
        self.longest = 0
        self.open: list[Use] = []

    def change(self, use: Use, sign: int) -> None:
        if use.last is None or use.first is None:
            kept = self.open
        else:
            length = (use.last - use.first).days
            kept = self.short if length <= _SHORT else self.long
            self.longest = max(self.longest, length)
        if sign > 0:
            insort(kept, use, key=_begins)
        else:
            kept.remove(use)

    @property
    def empty(self) -> bool:
        return not (self.short or self.long or self.open)

    def touching(self, first: date, last: date | None) -> list[Use]:
        """Return the spans that touch a stretch of days, in the order they begin."""
        found: list[Use] = []
        for kept, length in ((self.short, _SHORT), (self.long, self.longest)):
            try:
                back = add_days(first, -length)
            except CannotTell:
                back = date.min
            start = bisect_left(kept, back, key=_begins)
            stop = len(kept) if last is None else bisect_right(kept, last, key=_begins)
            found += [use for use in kept[start:stop] if use.last is not None and use.last >= first]
        stop = len(self.open) if last is None else bisect_right(self.open, last, key=_begins)
        return [*found, *self.open[:stop]]


def _begins(use: Use) -> date:
    return date.min if use.first is None else use.first
