"""How is a record decided by one question to the database, without a transaction?

For a record all of whose quotas are each told by one count. The question sees everything at one moment; what a decision
asks beside it, it asks of that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from policyrules.ledgers.sql.connection import AgainError, LostError
from policyrules.ledgers.sql.history import SqlHistory
from policyrules.ledgers.sql.looking import MOST, places_of

if TYPE_CHECKING:
    from policyrules.core.history import History
    from policyrules.core.uses import PlainQuota
    from policyrules.ledgers.books import Counted, Looking
    from policyrules.ledgers.sql.books import SqlBooks
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.looking import Where
    from policyrules.ledgers.sql.statements import Statement

T = TypeVar("T")

Placed = tuple["Statement", list["Where"], list[Any]]
"""The question, the counts it looks up, and the parameters it is given."""
Placing = Callable[["str | None", Any], "Placed | None"]
"""Says, from a record's name and its facts, what to ask; nothing where one question does not do."""


def looking_at_once(books: SqlBooks, kept: KeptRecord, counted: Counted, *, otherwise: Looking) -> Looking:
    """Return what lets records of one kind be decided; by `otherwise` those that count under very many keys."""
    connections, record = books.connections, kept.name
    placed: Placing | None = None

    def looking(
        work: Callable[[Any, date | None, History], T], name: str | None, facts: Any, on: date | None
    ) -> T:
        nonlocal placed
        if placed is None:  # what it takes is made when the first record comes
            placed = _placing(kept, counted)
        found = placed(name, facts)
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


def _placing(kept: KeptRecord, counted: Counted) -> Placing:
    looks = kept.looks

    def thoroughly(name: str | None, facts: Any) -> Placed | None:
        places = places_of(kept, counted.places(facts))
        if len(places) > MOST:
            return None
        statement = looks.statement([place[0] for place in places], changing=False)
        return statement, places, looks.given(places, kept.sought_name(name), None, changing=False)

    plain = counted.plainly
    return thoroughly if plain is None or len(plain) > MOST else _plainly(kept, plain, thoroughly)


def _plainly(kept: KeptRecord, plain: Sequence[PlainQuota], thoroughly: Placing) -> Placing:
    """Return what says the same of quotas that count by single facts, where these are all known."""
    quotas = [kept.one_counts[rule] for rule, *_ in plain]
    statement = kept.looks.statement(quotas, changing=False)
    column = kept.table.key
    sought = None if column is None else column.storing.sought
    parts = [
        (quota, quota.number, _key_from(keys), quota.written, day_at, quota.periods)
        for quota, (_, keys, day_at, _) in zip(quotas, plain, strict=True)
    ]

    def plainly(name: str | None, facts: Any) -> Placed | None:
        values = facts if type(facts) is tuple else facts.values
        given: list[Any] = [] if sought is None else [None if name is None else sought(name)]
        places: list[Where] = []
        try:
            for quota, number, key_from, written, day_at, periods in parts:
                key = key_from(values)
                text = written(key)
                day = None
                if day_at is not None:
                    day = values[day_at]
                    if type(day) is not date:
                        return thoroughly(name, facts)
                period = periods[day]
                places.append((quota, key, day, text, period))
                given += (number, text, period)
        except TypeError:  # what is none or unknown cannot be written
            return thoroughly(name, facts)
        return statement, places, given

    return plainly


def _key_from(at: Sequence[int]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    match at:
        case ():
            return lambda _: ()
        case (one,):
            return lambda values: (values[one],)
        case _:
            return itemgetter(*at)
