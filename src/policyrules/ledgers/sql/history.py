"""What does one decision see of ledgers in a database, then and later?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.counters import BEFORE
from policyrules.core.history import Days, Entry, Use, fullest
from policyrules.core.values import UNKNOWN, Unknown
from policyrules.core.values import Row as Facts
from policyrules.ledgers.sql.counters import usage, uses_under
from policyrules.ledgers.sql.keys import written_key
from policyrules.ledgers.sql.moments import Moment, entries_at, entry_at, uses_at

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.ir import Quota
    from policyrules.ledgers.books import Kept
    from policyrules.ledgers.sql.books import SqlBooks
    from policyrules.ledgers.sql.connection import Row
    from policyrules.ledgers.sql.counters import KeptQuota
    from policyrules.ledgers.sql.looking import Where
    from policyrules.ledgers.sql.session import SqlSession


class SqlHistory:
    """The ledgers as they were at a moment, without the record that is decided.

    The counts of `places` were seen at that moment, in `row`, and say for good how full their quotas were. For all else it
    asks in its `session` while that goes on, where the counts are of this moment; without one, and later, it asks on a
    connection of its own and goes through what entries add.
    """

    __slots__ = ("_books", "_moment", "_own", "_places", "_record", "_row", "_session")

    counters: Final = None

    def __init__(  # noqa: PLR0917  # by position it is quicker
        self,
        books: SqlBooks,
        moment: Moment | None,
        record: str,
        own: Kept | None,
        session: SqlSession | None = None,
        places: Sequence[Where] = (),
        row: Row = (),
    ) -> None:
        self._books = books
        self._moment = moment
        self._record = record
        self._own = own
        self._session = session
        self._places = places
        self._row = row

    @property
    def moment(self) -> Moment:
        """The moment, which the row tells where nothing else does."""
        if self._moment is None:
            self._moment = self._books.moment(self._row[1])
        return self._moment

    @property
    def before(self) -> Facts | Unknown | None:
        """The record's earlier version; none for a new one, unknown without its ledger."""
        if not self._books.has(self._record):
            return UNKNOWN
        return None if self._own is None else self._own.entry.row

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return self._books.has(record)

    def entries(self, record: str, equal: Mapping[str, Any]) -> list[Entry]:
        """Return the entries of a ledger in order, narrowed by what their fields must equal."""
        kept = self._books.kept.get(record)
        if kept is None:
            return []
        found = self._books.asking(
            self._session, lambda connection: entries_at(self.moment, kept, equal, connection)
        )
        return [each.entry for each in found if self._sees(record, each)]

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        kept = self._books.kept.get(record)
        if kept is None:
            return None
        found = self._books.asking(
            self._session, lambda connection: entry_at(self.moment, kept, key, connection)
        )
        return found.entry if found is not None and self._sees(record, found) else None

    def uses(self, quota: Quota, key: tuple[Any, ...]) -> list[tuple[Entry, Use]]:
        """Return what entries add to a quota under a key, in order."""
        kept = self._books.kept.get(quota.record)
        planned = None if kept is None else kept.quotas.get(quota.rule)
        if kept is None or planned is None:
            return []
        both = (key, written_key(key))
        found = self._books.asking(
            self._session, lambda connection: uses_at(self.moment, kept, planned, both, connection)
        )
        return [(each.entry, use) for each, use in found if self._sees(quota.record, each)]

    def used(self, quota: Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return how many count, where a count was seen that says it; none where some only may."""
        if self._own is None:
            at, row = BEFORE, self._row
            for kept, asked, on, _, _ in self._places:
                if kept.quota is quota and asked == key and on == day and kept.counts_entries:
                    low: int | None = row[at]
                    if low is None:
                        return 1
                    return low + 1 if low == row[at + 1] else None
                at += len(kept.amounts)
        return None

    def fullest(self, quota: Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return how much is used in the fullest window a record lies in, the record included."""
        at = BEFORE
        for kept, asked, on, _, _ in self._places:
            if kept.rule == quota.rule and asked == key and on == days[0]:
                amounts = self._row[at : at + len(kept.amounts)]
                without = [use for _, use in self._own_uses(kept, key)]
                return usage(kept, None if amounts[0] is None else amounts, days, value, without)
            at += len(kept.amounts)
        session = self._session
        # the counts are those of its session's moment, which is not the one of a history before some change
        if session is not None and session.is_mine and self._moment is session.moment:
            kept = self._books.kept[quota.record].quotas[quota.rule]
            return session.counters.fullest(kept, written_key(key), days, value, self._own_uses(kept, key))
        return fullest(self, quota, key, days, value)

    def _own_uses(self, quota: KeptQuota, key: tuple[Any, ...]) -> list[tuple[int, Use]]:
        """Return what the record's own version adds under a key, with its number."""
        own = self._own
        if own is None:
            return []
        statements = self._books.counts
        return self._books.asking(
            self._session, lambda connection: uses_under(statements, connection, quota, key, own.number)
        )

    def _sees(self, record: str, kept: Kept) -> bool:
        return self._own is None or record != self._record or kept.number != self._own.number
