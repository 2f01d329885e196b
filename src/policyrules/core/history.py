"""What was accepted before? What a decision may ask of ledgers, and the plainest ledger there is.

A decision never sees its own record in a ledger: its earlier version, if it has one, is `before`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from policyrules.core.values import UNKNOWN, Row, Unknown
from policyrules.frozen import field, frozen

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core import ir
    from policyrules.core.logic import Kleene


Days = tuple["date | None", "date | None"]
"""The first and last day something counts on: no last day where it has no end, neither where time plays no part."""


class Use(NamedTuple):
    """What an entry adds to one quota under one key.

    `counts` is yes or unknown (what does not count adds nothing). The entry counts on the days from
    `first` to `last`, which is none where it has no end; both are none where time plays no part. `value`
    is what is totalled or told apart, and may be none or unknown.
    """

    quota: ir.RuleId
    key: tuple[Any, ...]
    counts: Kleene
    first: date | None
    last: date | None
    value: Any = None


@frozen(eq=False)
class Entry:
    """One accepted record: its facts, the key that names it, and its admission number.

    `uses` are what it adds to quotas, settled when it was accepted.
    """

    record: str
    key: str | None
    row: Row
    number: int
    uses: tuple[Use, ...] = field(default=(), repr=False)


class History(Protocol):
    """The ledgers as one decision sees them."""

    @property
    def before(self) -> Row | Unknown | None:
        """The record's earlier version; none for a new one, unknown without its ledger."""
        ...

    @property
    def counters(self) -> Sequence[Any] | None:
        """Counters that a decision made now may look into itself (`core/counters.py`), by the number of their quota.

        None where there are none, and in the place of one that does not say it all.
        """
        ...

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        ...

    def entries(self, record: str, equal: Mapping[str, Any]) -> Sequence[Entry]:
        """Return the entries of a ledger in order.

        Those whose field is known and is not the value that `equal` says may be left out: all of them, or none.
        What a decision says of its entries is the same whenever it is read.
        """
        ...

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        ...

    def uses(self, quota: ir.Quota, key: tuple[Any, ...]) -> Iterable[tuple[Entry, Use]]:
        """Return what entries add to a quota under a key, in order."""
        ...

    def used(self, quota: ir.Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return how many count in the fullest window that a day lies in, the record included.

        None where that is not quickly told: `fullest` says it, and tells apart what only may count. It is none where
        part of the key, or the day of a quota that has one, is none or not known.
        """
        ...

    def fullest(self, quota: ir.Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return how much is surely, and possibly, used in the fullest window that a record lies in.

        The record itself counts, on its `days`, with `value`. The two need not be of the same window.
        """
        ...


class NoHistory:
    """No ledgers at all."""

    __slots__ = ()
    before: Final = UNKNOWN
    counters: Final = None

    def has(self, record: str) -> bool:
        """Return no."""
        del record
        return False

    def entries(self, record: str, equal: Mapping[str, Any]) -> Sequence[Entry]:
        """Return nothing."""
        del record, equal
        return ()

    def entry(self, record: str, key: str) -> Entry | None:
        """Return none."""
        del record, key
        return None

    def uses(self, quota: ir.Quota, key: tuple[Any, ...]) -> Iterable[tuple[Entry, Use]]:
        """Return nothing."""
        del quota, key
        return ()

    def used(self, quota: ir.Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return none: there is no ledger."""
        del quota, key, day
        return None

    def fullest(self, quota: ir.Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return what the record itself uses."""
        return fullest(self, quota, key, days, value)


def fullest(
    history: History,
    quota: ir.Quota,
    key: tuple[Any, ...],
    days: Days,
    value: Any,
) -> tuple[Any, Any]:
    """Return the fullest usage by going through all that entries add (see `History.fullest`)."""
    from policyrules.core.usage import usages  # noqa: PLC0415  # it counts what is defined here

    own = Use(quota.rule, key, True, *days, value)
    found = list(usages(quota.window, quota.measure, own, list(history.uses(quota, key))))
    return max(usage.low for usage in found), max(usage.high for usage in found)


NO_HISTORY: Final = NoHistory()


class ListedHistory:
    """Ledgers that are plain lists of entries, looked through from the first to the last.

    `own` is the record that is decided and `key` what names it: an entry so named is its earlier version.
    """

    counters: Final = None

    def __init__(
        self, ledgers: Mapping[str, Sequence[Entry]], own: str | None = None, key: str | None = None
    ) -> None:
        self._ledgers = {
            record: [entry for entry in entries if key is None or record != own or entry.key != key]
            for record, entries in ledgers.items()
        }
        self.before: Row | Unknown | None = UNKNOWN
        if own is not None and own in ledgers:
            earlier = [entry.row for entry in ledgers[own] if key is not None and entry.key == key]
            self.before = earlier[-1] if earlier else None

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return record in self._ledgers

    def entries(self, record: str, equal: Mapping[str, Any]) -> Sequence[Entry]:
        """Return all entries of a ledger in order."""
        del equal
        return self._ledgers.get(record, ())

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        return next((entry for entry in self._ledgers.get(record, ()) if entry.key == key), None)

    def uses(self, quota: ir.Quota, key: tuple[Any, ...]) -> Iterable[tuple[Entry, Use]]:
        """Return what entries add to a quota under a key, in order."""
        for entry in self._ledgers.get(quota.record, ()):
            for use in entry.uses:
                if use.quota == quota.rule and use.key == key:
                    yield entry, use

    def used(self, quota: ir.Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return none: entries are gone through."""
        del quota, key, day
        return None

    def fullest(self, quota: ir.Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return the fullest usage by going through all entries."""
        return fullest(self, quota, key, days, value)
