"""How full is a quota, without going through its entries? Counters kept as entries come and go.

What happened on one day is counted by period, or by day for windows that slide; only spans are kept one by
one, in the order they begin. So a check costs the same whatever the ledger's size: it looks at the
windows the record lies in, under the record's own key.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from policyrules.core.dates import add_days
from policyrules.core.history import Days, Use
from policyrules.core.periods import period_number
from policyrules.core.usage import days_from, earliest
from policyrules.core.values import CannotTell
from policyrules.ledgers.cells import Amounts, CountCell, Key, TotalCell, ValueCell, together
from policyrules.ledgers.plain_counting import DayCount, PeriodCount
from policyrules.ledgers.span_counting import SpanCounting
from policyrules.semantics.types import PeriodType, required

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from policyrules.core.ir import Quota, Window

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
