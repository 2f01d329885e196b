"""Which counters may a decision look into itself, without asking how full a quota is?

A ledger that is at hand keeps, for each quota, how many entries count. Where a quota counts entries by keys that are
single values and on single days, that is a number in a dict or a list, and a call to ask for it would cost several
times as much as the look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from policyrules.core.limits import quotas_of
from policyrules.semantics.types import DateType, ListType, required

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policyrules.core import ir


class PlaceCounter(Protocol):
    """How many entries surely count in each period of the calendar, or in all time."""

    places: Mapping[tuple[Any, ...], int]
    """By the key, with the number of the period at its end where there are periods."""
    periods: Mapping[date, int] | None
    """The number of the period that any day lies in."""


class DayCounter(Protocol):
    """How many entries surely count in any so many days."""

    def within(self, key: tuple[Any, ...], day: date) -> int:
        """Return how many count in the fullest stretch that holds a day."""
        ...


Counter = PlaceCounter | DayCounter


def is_plain(quota: ir.Quota) -> bool:
    """Return whether a quota counts entries, by single keys, for all time or on a date: it has such a counter."""
    listed = any(isinstance(required(key.type), ListType) for key in quota.keys)
    dated = quota.first is None or isinstance(required(quota.first.type), DateType)
    return quota.measure == "count" and not listed and quota.last is None and dated


def slides(quota: ir.Quota) -> bool:
    """Return whether a plain quota has a `DayCounter`; else it has a `PlaceCounter`."""
    return quota.window.kind == "sliding"


def has_periods(quota: ir.Quota) -> bool:
    """Return whether the places of a plain quota end with the number of a period."""
    return quota.window.unit is not None and quota.first is not None


def numbered_quotas(program: ir.Program, record: str) -> dict[ir.RuleId, int]:
    """Return the number under which each quota of a record has its counter."""
    return {rule: number for number, rule in enumerate(quotas_of(program, record))}
