"""What happens within one transaction on ledgers in a database?"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from policyrules.ledgers.sql.counters import Counters
from policyrules.ledgers.sql.history import SqlHistory
from policyrules.ledgers.sql.keys import written_key
from policyrules.ledgers.sql.moments import Moment

if TYPE_CHECKING:
    from datetime import datetime

    from policyrules.core.history import Use
    from policyrules.ledgers.books import Kept
    from policyrules.ledgers.sql.books import SqlBooks
    from policyrules.ledgers.sql.connection import Connection
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.looking import Begun


class SqlSession:
    """One transaction. It ends with the thread's work; what histories ask later they ask elsewhere."""

    __slots__ = ("_begun", "_books", "_last", "_thread", "connection", "counters", "moment")

    def __init__(
        self, books: SqlBooks, connection: Connection, moment: Moment, begun: Begun | None = None
    ) -> None:
        self._books = books
        self._begun = begun
        self._last = moment.number
        """The number of the last change, those of this transaction included."""
        self.counters = Counters(books.counts, connection)
        self._thread: int | None = threading.get_ident()
        self.connection = connection
        self.moment = moment

    @property
    def is_mine(self) -> bool:
        """Whether the transaction goes on, and is this thread's."""
        return self._thread == threading.get_ident()

    def is_of(self, books: SqlBooks) -> bool:
        """Return whether it is a transaction on these books that goes on."""
        return self._books is books and self.is_mine

    def end(self) -> None:
        """Take note that the transaction is over."""
        self._thread = None

    # --- what is there ------------------------------------------------------------------------

    def history(self, record: str, own: Kept | None) -> SqlHistory:
        """Return the ledgers as a decision on a record sees them now, and may read later."""
        begun = self._begun
        if begun is None or begun.record != record:
            return SqlHistory(self._books, self.moment, record, own, self)
        return SqlHistory(self._books, self.moment, record, own, self, begun.places, begun.row)

    def before_number(self, record: str, number: int, own: Kept | None) -> SqlHistory:
        """Return the ledgers as they were just before a change."""
        return SqlHistory(self._books, Moment(number - 1), record, own, self)

    def entries(self, record: str) -> list[Kept]:
        """Return the versions that stand, in the order of their admission, with what they add to quotas."""
        kept = self._books.kept.get(record)
        if kept is None:
            return []
        found = [kept.kept(row) for row in self.connection.all(kept.statements.standing, {})]
        if kept.quotas:
            uses = self.all_uses(kept)
            for each in found:
                each.settled = tuple(uses.get(each.number, ()))
        return found

    def standing(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under a key in the ledger."""
        found = self.latest(record, key)
        return found if found is not None and found.ended is None else None

    def latest(self, record: str, key: str) -> Kept | None:
        """Return the last version under a key in the ledger, withdrawn or not."""
        kept = self._books.kept.get(record)
        begun = self._begun
        if kept is None:
            return None
        if begun is not None and begun.record == record and begun.key == key:
            return kept.numbered(self.connection, begun.latest)
        row = self.connection.one(kept.statements.latest, {"key": key})
        return None if row is None else kept.kept(row)

    def named(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under the record's own key."""
        kept = self._books.kept.get(record)
        if kept is None or kept.statements.named is None or kept.table.key is None:
            return None
        begun = self._begun
        if begun is not None and begun.record == record and begun.name == key:
            return kept.numbered(self.connection, begun.named)
        sought = kept.table.key.storing.sought(key)
        row = None if sought is None else self.connection.one(kept.statements.named, {"name": sought})
        return None if row is None else kept.kept(row)

    def first_of(self, record: str, key: str) -> Kept | None:
        """Return the first version under a key in the ledger."""
        kept = self._books.kept.get(record)
        row = None if kept is None else self.connection.one(kept.statements.first, {"key": key})
        return None if kept is None or row is None else kept.kept(row)

    def last_keys(self, record: str, limit: int) -> list[str]:
        """Return the keys in the ledger under which something stands, those admitted last first."""
        kept = self._books.kept.get(record)
        if kept is None:
            return []
        return [row[0] for row in self.connection.all(kept.statements.last_keys(limit), {})]

    def uses_of(self, kept: KeptRecord, number: int) -> list[Use]:
        """Return what one entry adds to quotas."""
        by_number = {quota.number: quota for quota in kept.quotas.values()}
        rows = self.connection.all(self._books.counts.uses_of, {"number": number})
        return [
            by_number[row[0]].use(by_number[row[0]].key(row[1]), row[2:])
            for row in rows
            if row[0] in by_number
        ]

    def all_uses(self, kept: KeptRecord) -> dict[int, list[Use]]:
        """Return what the entries that stand add to the quotas of a record, by their numbers."""
        found: dict[int, list[Use]] = {}
        for quota in kept.quotas.values():
            for number, key, *row in self.connection.all(
                self._books.counts.uses_of_quota, {"quota": quota.number}
            ):
                found.setdefault(number, []).append(quota.use(quota.key(key), row))
        return found

    # --- what is written ----------------------------------------------------------------------

    def append(self, admission: Kept, *, instead_of: Kept | None = None) -> int:
        """Write an accepted record, in the place of an earlier version if there is one; return its number."""
        kept, writing = self._books.kept[admission.record], self._books.writing
        if instead_of is None:
            version, number = 1, writing.number_before(self.connection, self._last)
        else:
            row = self.connection.one(kept.statements.version_of, {"number": instead_of.number})
            assert row is not None, "it stands"
            version = row[0] + 1
            number = writing.next_number(self.connection, self._last)
            self._end(kept, instead_of, number, None, admission.at)
        self._begun = None
        written = kept.row(admission, version)
        self._last = writing.accept(self.connection, kept, admission, written, number)
        return self._last

    def withdraw(self, kept: Kept, reason: str, at: datetime | None) -> int:
        """Mark the version that stands as withdrawn; return the number of the change."""
        number = self._last = self._books.writing.next_number(self.connection, self._last)
        self._end(self._books.kept[kept.record], kept, number, reason, at)
        self._begun = None
        return number

    def _end(
        self, record: KeptRecord, kept: Kept, number: int, withdrawn: str | None, at: datetime | None
    ) -> None:
        self._books.writing.take_off(
            self.connection,
            kept.number,
            number,
            [
                record.quotas[use.quota].change(use, written_key(use.key), -1)
                for use in self.uses_of(record, kept.number)
            ],
        )
        self.connection.run(
            record.statements.end,
            {
                "number": kept.number,
                "ended": number,
                "ended_at": record.moment(at),
                "withdrawn": None if withdrawn is None else record.text(withdrawn),
            },
        )
