"""What does a decision see of a memory ledger?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.history import Days, Entry, Use, fullest
from policyrules.core.values import UNKNOWN, Row, Unknown

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.ir import Quota
    from policyrules.ledgers.books import Kept
    from policyrules.ledgers.memory import MemoryBooks


_FOR_GOOD: Final = 1 << 62
"""A number beyond that of any change."""


class MemoryHistory:
    """A memory ledger as one decision sees it: as it was after one change, without the record itself.

    `own_number` is the change up to which the record's own ledger is seen, where that is another. What is `now` follows
    the ledger: it is for decisions that are made at the moment, on records that are new to it.
    """

    __slots__ = ("_books", "_own", "_own_number", "_record", "counters", "number")

    def __init__(
        self,
        books: MemoryBooks,
        number: int,
        record: str,
        own: Kept | None,
        *,
        own_number: int | None = None,
    ) -> None:
        self._books = books
        self.number = number
        """The number of the last change that it sees."""
        self._record = record
        self._own = own
        self._own_number = number if own_number is None else own_number
        self.counters: Sequence[Any] | None = None

    @classmethod
    def now(cls, books: MemoryBooks, record: str) -> MemoryHistory:
        """Return the ledgers as they are whenever they are asked."""
        return cls(books, _FOR_GOOD, record, None)

    @property
    def before(self) -> Row | Unknown | None:
        """The record's earlier version; none for a new one, unknown without its ledger."""
        if not self._books.has(self._record):
            return UNKNOWN
        return None if self._own is None else self._own.entry.row

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return self._books.has(record)

    def entries(self, record: str, equal: Mapping[str, Any]) -> list[Entry]:
        """Return the entries of a ledger in order, narrowed by what their fields must equal."""
        shelf = self._books.shelf(record)
        if shelf is None:
            return []
        found: Iterable[Kept] = shelf.versions
        if equal:
            indexes = [(self._books.indexed(record, name), value) for name, value in equal.items()]
            index, value = min(indexes, key=lambda each: each[0].candidates(each[1]))
            # which index is the shortest changes with the ledger; what is found must not
            found = [kept for kept in index.found(value) if shelf.may_have(kept, equal)]
        return [kept.entry for kept in found if self._sees(record, kept)]

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        shelf = self._books.shelf(record)
        if shelf is None:
            return None
        found = shelf.named(key)
        if found is not None and self._sees(record, found):
            return found.entry
        return next((kept.entry for kept in reversed(shelf.all_named(key)) if self._sees(record, kept)), None)

    def uses(self, quota: Quota, key: tuple[Any, ...]) -> list[tuple[Entry, Use]]:
        """Return what entries add to a quota under a key, in order."""
        shelf, rule = self._books.shelf(quota.record), quota.rule
        if shelf is None or rule not in shelf.counts:
            return []
        return [
            (kept.entry, use)
            for kept in self._books.under(shelf, rule).get(key, ())
            if self._sees(quota.record, kept)
            for use in kept.entry.uses
            if use.quota == rule and use.key == key
        ]

    def used(self, quota: Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return how many count, from the counters; none where they are of another moment, or of other kinds."""
        if self._own is not None or not self._is_of_now:
            return None
        shelf = self._books.shelf(quota.record)
        counting = None if shelf is None else shelf.counts.get(quota.rule)
        return None if counting is None else counting.used(key, day)

    def fullest(self, quota: Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return how much is used in the fullest window a record lies in, the record included."""
        shelf = self._books.shelf(quota.record)
        assert shelf is not None, "asked of a ledger that is there"
        if not self._is_of_now:
            return fullest(self, quota, key, days, value)
        own = self._own
        without: Sequence[Use] = ()
        if own is not None and own.ended is None:
            without = [use for use in own.uses if use.quota == quota.rule and use.key == key]
        return shelf.counts[quota.rule].fullest(key, days, value, without)

    @property
    def _is_of_now(self) -> bool:
        """Whether the counters, which follow every change, say what it sees: there has been no change since."""
        return self._own_number in (_FOR_GOOD, self._books.ledger.number)

    def _sees(self, record: str, kept: Kept) -> bool:
        if kept is self._own and record == self._record:
            return False
        return kept.stands_at(self._own_number if record == self._record else self.number)
