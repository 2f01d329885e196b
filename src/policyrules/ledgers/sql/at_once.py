"""How is a record decided by one question to the database, without a transaction?

For a record all of whose quotas are each told by one count. The question sees everything at one moment; what a decision
asks beside it, it asks of that moment. On SQLite, where plain counts are all a decision asks for, generated code puts
the question itself (`Deciding.at_once`): what stands around it took as long as the question.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, TypeVar

from policyrules.core.limits import quotas_of
from policyrules.ledgers.sql.connection import AgainError, LostError
from policyrules.ledgers.sql.history import SqlHistory
from policyrules.ledgers.sql.looking import MOST
from policyrules.ledgers.sql.placing import placing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from policyrules.core.history import History
    from policyrules.ledgers.books import Counted, Looking
    from policyrules.ledgers.sql.books import SqlBooks
    from policyrules.ledgers.sql.connection import Row
    from policyrules.ledgers.sql.counters import KeptQuota
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.placing import Placing

T = TypeVar("T")


class AskingAtOnce:
    """What asks SQLite for all counts that decisions on one kind of record rest on; see `core/counters.py`."""

    __slots__ = ("_books", "_placed", "_quotas", "_record", "first")

    def __init__(
        self,
        books: SqlBooks,
        kept: KeptRecord,
        quotas: Sequence[KeptQuota],
        placed: Placing,
    ) -> None:
        self._books = books
        self._placed = placed
        self._quotas = quotas
        self._record = kept.name
        of_each = [part for quota in quotas for part in (quota.number, quota.written, quota.periods)]
        text = kept.looks.statement(quotas, changing=False).text
        self.first: tuple[Any, ...] = (self._asked(text), *of_each)

    @classmethod
    def of(cls, books: SqlBooks, kept: KeptRecord, counted: Counted) -> AskingAtOnce | None:
        """Return what asks; None where one question does not tell all, or counts are more than numbers of entries."""
        quotas = asked_at_once(books, kept, counted)
        return None if quotas is None else cls(books, kept, quotas, placing(kept, counted, changing=False))

    def _asked(self, text: str) -> Callable[[Row], Row | None]:
        books, connections = self._books, self._books.connections

        def asked(given: Row) -> Row | None:
            connection: Any = connections.local.own.transactions
            if connection is None or connection.busy:
                return None
            connection.in_use = True
            try:
                connection.cursor.execute(text, given)
                row: Row | None = connection.cursor.fetchone()
            except (sqlite3.Error, UnicodeEncodeError):
                return None
            finally:
                connection.in_use = False
            if row is None or row[0] != books.opened.generation or row[2] is not None:
                return None  # what stands there already does not count beside itself
            return row

        return asked

    def history(self, values: tuple[Any, ...], row: Row) -> SqlHistory:
        """Return the ledgers as the question for these facts saw them."""
        placed = self._placed(None, None, values)
        assert placed is not None, "they are few enough"
        where = {place[0].number: place for place in placed[1]}
        places = [where[quota.number] for quota in self._quotas]
        return SqlHistory(self._books, None, self._record, None, None, places, row)


def asked_at_once(books: SqlBooks, kept: KeptRecord, counted: Counted) -> list[KeptQuota] | None:
    """Return the quotas of a record, in their order, where one question to SQLite gives what counts for each; else None."""
    if books.opened.backend != "sqlite" or not kept.is_seen_at_once:
        return None
    wanted = quotas_of(books.program, kept.name)
    plain = {rule for rule, *_ in counted.plainly or ()}
    if plain != set(wanted) or len(wanted) > MOST:
        return None
    quotas = [kept.one_counts[rule] for rule in wanted if rule in kept.one_counts]
    return quotas if len(quotas) == len(wanted) and all(quota.counts_entries for quota in quotas) else None


def looking_at_once(books: SqlBooks, kept: KeptRecord, counted: Counted, *, otherwise: Looking) -> Looking:
    """Return what lets records of one kind be decided; by `otherwise` those that count under very many keys."""
    connections, record = books.connections, kept.name
    placed: Placing | None = None

    def looking(
        work: Callable[[Any, date | None, History], T], name: str | None, facts: Any, on: date | None
    ) -> T:
        nonlocal placed
        if placed is None:  # what it takes is made when the first record comes
            placed = placing(kept, counted, changing=False)
        found = placed(name, None, facts)
        if found is None:
            return otherwise(work, name, facts, on)
        statement, places, given = found
        thread = connections.of_thread()
        connection = thread.transactions
        try:
            if connection is None or connection.busy:
                connection = connections.free()
            row = connection.one_row(statement, given)
        except (AgainError, LostError):
            row = books.within(lambda: connections.free().one_row(statement, given))
        assert row is not None, "a ledger has one row"
        if row[0] != books.opened.generation:
            books.still_fits()
        named = row[2]
        own = None if named is None else books.asking(None, lambda free: kept.numbered(free, named))
        history = SqlHistory(books, None, record, own, None, places, row)
        before, thread.middle = thread.middle, history
        try:
            return work(facts, on, history)
        finally:
            thread.middle = before

    return looking
