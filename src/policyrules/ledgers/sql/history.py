"""What does one decision see of ledgers in a database, then and later?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from policyrules.core.history import Days, Entry, Use, fullest
from policyrules.core.values import UNKNOWN, Row, Unknown
from policyrules.ledgers.sql.keys import written_key
from policyrules.ledgers.sql.moments import Moment, entries_at, entry_at, uses_at

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.ir import Quota
    from policyrules.ledgers.books import Kept
    from policyrules.ledgers.sql.books import SqlBooks
    from policyrules.ledgers.sql.session import SqlSession


class SqlHistory:
    """The ledgers as they were at a moment, without the record that is decided.

    While its transaction goes on it asks there, and the counts say how full a quota is; `counted` says that they
    are of this moment. Later it asks on a connection of its own, and goes through what entries add.
    """

    __slots__ = ("_books", "_counted", "_moment", "_own", "_record", "_session")

    def __init__(
        self,
        books: SqlBooks,
        moment: Moment,
        record: str,
        own: Kept | None,
        session: SqlSession,
        *,
        counted: bool,
    ) -> None:
        self._books = books
        self._moment = moment
        self._record = record
        self._own = own
        self._session = session
        self._counted = counted

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
        kept = self._books.kept.get(record)
        if kept is None:
            return []
        found = self._books.asking(
            self._session, lambda connection: entries_at(self._moment, kept, equal, connection)
        )
        return [each.entry for each in found if self._sees(record, each)]

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        kept = self._books.kept.get(record)
        if kept is None:
            return None
        found = self._books.asking(
            self._session, lambda connection: entry_at(self._moment, kept, key, connection)
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
            self._session, lambda connection: uses_at(self._moment, kept, planned, both, connection)
        )
        return [(each.entry, use) for each, use in found if self._sees(quota.record, each)]

    def used(self, quota: Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return how many count, where a count was seen that says it when the decision began."""
        if self._counted and self._own is None and self._session.is_mine:
            return self._session.used(quota, key, day)
        return None

    def fullest(self, quota: Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return how much is used in the fullest window a record lies in, the record included."""
        found: tuple[Any, Any] | None = None
        if self._counted and self._session.is_mine:
            found = self._session.fullest(quota, key, days, value, self._own)
        return fullest(self, quota, key, days, value) if found is None else found

    def _sees(self, record: str, kept: Kept) -> bool:
        return self._own is None or record != self._record or kept.number != self._own.number
