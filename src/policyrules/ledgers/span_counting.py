"""How full is a quota of spans? They are kept one by one, in the order they begin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.dates import add_days
from policyrules.core.history import Days, Use
from policyrules.core.usage import amount, days_from, earliest, touches, windows
from policyrules.core.values import CannotTell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.core.ir import Quota, Window
    from policyrules.ledgers.cells import Amounts, Key

_SHORT: Final = 31
"""Spans of at most so many days are kept apart from longer ones, which would be looked for far back."""


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
