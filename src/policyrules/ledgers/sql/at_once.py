"""How is a record decided by one question to the database, without a transaction?

For a record all of whose quotas are each told by one count. The question sees everything at one moment; what a decision
asks beside it, it asks of that moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from policyrules.ledgers.sql.connection import AgainError, LostError
from policyrules.ledgers.sql.history import SqlHistory
from policyrules.ledgers.sql.placing import placing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from policyrules.core.history import History
    from policyrules.ledgers.books import Counted, Looking
    from policyrules.ledgers.sql.books import SqlBooks
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.placing import Placing

T = TypeVar("T")


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
