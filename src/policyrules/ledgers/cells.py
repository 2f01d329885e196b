"""What counts in one period, or on one day, under one key, and what do several such cells come to?"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Protocol

from policyrules.core.comparing import distinct_key
from policyrules.core.history import Use
from policyrules.core.numbers import calculate
from policyrules.core.usage import plus, total_of
from policyrules.core.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Key = tuple[Any, ...]
Amounts = tuple[Any, Any]
"""What is surely, and possibly, used."""


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
