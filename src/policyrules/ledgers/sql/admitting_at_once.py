"""How does a record that is new to its ledger come into SQLite, with as few calls as statements?

The statements are those of any admission (`session.py`, `writing.py`): what stood around them took longer than they do.
The file is this process's own from the question on, which generated code puts (`Deciding.at_once`), to the end. Whatever
is out of the ordinary is left to the others: a file that another is changing, a key that is there already, a text that
cannot be kept. `tests/properties/test_at_once.py` holds both ways to one another.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.counters import BEFORE
from policyrules.ledgers.sql.connection import LostError
from policyrules.ledgers.sql.entries import LONGEST_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policyrules.ledgers.sql.books import SqlBooks
    from policyrules.ledgers.sql.connection import Row
    from policyrules.ledgers.sql.counters import KeptQuota
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.statements import Statement

_OTHERWISE: Final = (sqlite3.Error, LostError, UnicodeEncodeError, OverflowError)
"""Where any of these is raised, nothing has been kept, and the others say what it is."""


class AdmittingAtOnce:
    """What begins a change of a ledger with the question for all counts, writes an entry, and ends the change.

    It is for one kind of record, of which every one counts for each of `quotas`, on the day at this place of its facts.
    """

    __slots__ = ("_books", "_connections", "_key_at", "_statements", "_stored", "_written", "first")

    def __init__(
        self,
        books: SqlBooks,
        kept: KeptRecord,
        quotas: Sequence[KeptQuota],
        days_at: Sequence[int | None],
        set_number: Statement,
    ) -> None:
        self._books = books
        self._connections = books.connections
        self._key_at = 1 if kept.looks.has_names else 0
        counts = books.counts
        self._statements = (
            set_number.text,
            kept.statements.insert.text,
            counts.add_use.text,
            counts.count_entries.text,
        )
        self._stored = kept.stored
        first = self._key_at + 1
        self._written = [(first + 3 * at, day_at) for at, day_at in enumerate(days_at)]
        """Where the parameters of each count stand in those of the question, and the day in the facts."""
        of_each = [part for quota in quotas for part in (quota.number, quota.written, quota.periods)]
        text = kept.looks.statement(quotas, changing=True).text
        self.first: tuple[Any, ...] = (self._asked(text), *of_each)

    def _asked(self, text: str) -> Callable[[Row], Row | None]:
        books, connections, key_at = self._books, self._connections, self._key_at
        last = BEFORE + 2 * len(self._written)

        def asked(given: Row) -> Row | None:
            own = connections.local.own
            connection: Any = own.transactions
            if connection is None or connection.busy or own.middle is not None:
                return None
            key, name = given[key_at], given[0]
            if not _is_plain(key) or (name is not key and not _is_plain(name)):
                return None
            own.middle = self, connection, given
            if not connection.begins_at_once():
                return None
            try:
                connection.cursor.execute(text, given)
                row: Row | None = connection.cursor.fetchone()
            except _OTHERWISE:
                return None
            if row is None or row[0] != books.opened.generation:
                return None
            # what stands there already is no new record
            return row if row[BEFORE - 1] is None and row[last] is None else None

        return asked

    def write(
        self, values: tuple[Any, ...], row: Row, on: date | None, outcome: str
    ) -> tuple[str, int] | None:
        """Write the record that was asked about; return the key it goes by, and its number; None where that cannot be."""
        _, connection, given = self._connections.local.own.middle
        key, number = given[self._key_at], row[1] + 1
        untold, stored = self._stored(values)
        set_number, insert, add_use, count = self._statements
        run = connection.cursor.execute
        day = None if on is None else on.isoformat()
        at_ = datetime.now(UTC).isoformat()
        try:
            run(set_number, (number,))
            run(insert, (number, key, 1, day, outcome, None, at_, untold, *stored))
            for first, day_at in self._written:
                quota, text, period = given[first : first + 3]
                counted_on = None if day_at is None else stored[day_at]
                run(add_use, (quota, text, number, 1, counted_on, counted_on, None, None, 0))
                run(count, (quota, text, period, 1, 1))
            connection.commit()
        except _OTHERWISE:
            return None
        return key, number

    def end(self) -> None:
        """End the change that was begun, if one was: what has not been kept by now is not."""
        own = self._connections.local.own
        begun = own.middle
        if type(begun) is tuple and begun[0] is self:
            own.middle = None
            if begun[1].busy:
                begun[1].roll_back()


def _is_plain(key: str) -> bool:
    """Return whether any index takes a key, without a further look."""
    return bool(key) and key.isascii() and len(key) <= LONGEST_KEY and key.isprintable()
