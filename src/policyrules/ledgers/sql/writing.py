"""How is a change written? On SQLite step by step, on PostgreSQL with as few questions as there can be."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Protocol

import sqlalchemy as sa

from policyrules.core import numbers
from policyrules.ledgers.sql.accepting import FEW
from policyrules.ledgers.sql.count_statements import COUNTED, USED, CountStatements
from policyrules.ledgers.sql.keys import written_key
from policyrules.ledgers.sql.statements import Composer

if TYPE_CHECKING:
    from policyrules.core.history import Use
    from policyrules.ledgers.books import Kept
    from policyrules.ledgers.sql.connection import Connection, Row
    from policyrules.ledgers.sql.counters import CountChange
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.tables import Tables


class Writing(Protocol):
    """How changes are written on one backend."""

    def next_number(self, connection: Connection, last: int) -> int:
        """Return the number of a change that is being written; `last` is that of the last change that was seen."""
        ...

    def number_before(self, connection: Connection, last: int) -> int | None:
        """Return the number of an entry that is to be written; None where it gets one as it is written."""
        ...

    def accept(
        self,
        connection: Connection,
        record: KeptRecord,
        admission: Kept,
        row: Sequence[Any],
        number: int | None,
    ) -> int:
        """Write an entry, what it adds to quotas and how counts change; return its number."""
        ...

    def amounts(self, change: CountChange) -> tuple[Any, ...]:
        """Return by how much a count changes, in the order of `COUNTED`, as the database takes it."""
        ...

    def take_off(
        self, connection: Connection, number: int, ended: int, changes: Sequence[CountChange | None]
    ) -> None:
        """Take an entry off the counts; `ended` is the number of the change that ended it."""
        ...


def writing(tables: Tables, counts: CountStatements, composer: Composer) -> Writing:
    """Return how changes are written."""
    if tables.backend == "sqlite":
        return SqliteWriting(tables, counts, composer)
    return PostgresWriting(tables, counts, composer)


class _Counting:
    """What both backends do alike."""

    def __init__(self, counts: CountStatements) -> None:
        self._counts = counts

    def take_off(
        self, connection: Connection, number: int, ended: int, changes: Sequence[CountChange | None]
    ) -> None:
        """Take an entry off the counts."""
        for change in changes:
            if change is not None:
                self.tell_value(connection, change)
                connection.run_row(self._counts.change_count, self.amounts(change))
        connection.run(self._counts.end_uses, {"number": number, "ended": ended})

    def tell_value(self, connection: Connection, change: CountChange) -> None:
        """Count the value of a change itself, so that it says whether there is one more of them, or one less."""
        if change.value is None:
            return
        row = connection.one(
            self._counts.change_value,
            {
                "quota": change.quota,
                "key": change.key,
                "period": change.period,
                "value": change.value,
                "low": change.value_low,
                "high": change.value_high,
            },
        )
        assert row is not None, "it was written"
        change.tell(*row)

    def amounts(self, change: CountChange) -> tuple[Any, ...]:
        """Return by how much a count changes, in the order of `COUNTED`."""
        least, most = change.least, change.most
        if least is not None:
            least, most = self.exact(least), self.exact(most)
        return (
            change.quota,
            change.key,
            change.period,
            change.low,
            change.high,
            least,
            most,
            change.untold,
        )

    def exact(self, number: Any) -> Any:
        """Return an exact number as the database takes it; as a decimal, since an array has one kind."""
        return Decimal(number)


class SqliteWriting(_Counting):
    """How changes are written on SQLite: the file is this process's own until it is done."""

    def __init__(self, tables: Tables, counts: CountStatements, composer: Composer) -> None:
        super().__init__(counts)
        number = sa.bindparam("next", type_=sa.BigInteger())
        self.set_number = composer.statement(sa.update(tables.ledger).values(number=number))

    def next_number(self, connection: Connection, last: int) -> int:
        """Return the number of a change that is being written: nobody else can have taken it."""
        connection.run_row(self.set_number, (last + 1,))
        return last + 1

    number_before = next_number

    def accept(
        self,
        connection: Connection,
        record: KeptRecord,
        admission: Kept,
        row: Sequence[Any],
        number: int | None,
    ) -> int:
        """Write an entry; return its number."""
        run, counts = connection.run_row, self._counts
        assert number is not None, "it was given one"
        run(record.statements.insert, (number, *row))
        for use in admission.uses:
            quota = record.quotas[use.quota]
            key = quota.written(use.key)
            run(counts.add_use, quota.row(use, key, number))
            if quota.is_one_count and quota.counts_entries:
                surely = 1 if use.counts is True else 0
                run(counts.count_entries, (quota.number, key, quota.periods[use.first], surely, 1))
                continue
            change = quota.change(use, key, 1)
            if change is not None:
                self.tell_value(connection, change)
                run(counts.change_count, self.amounts(change))
        return number

    def exact(self, number: Any) -> Any:
        """Return an exact number in digits."""
        return numbers.written(number)


class PostgresWriting(_Counting):
    """How changes are written on PostgreSQL: an entry with all that goes with it in one statement."""

    def __init__(self, tables: Tables, counts: CountStatements, composer: Composer) -> None:
        super().__init__(counts)
        self._next = composer.statement(sa.select(tables.sequence.next_value()))

    def next_number(self, connection: Connection, last: int) -> int:
        """Return the number of a change that is being written: the next that nobody else has taken."""
        del last
        row = connection.one(self._next, {})
        assert row is not None, "there is always a next number"
        number: int = row[0]
        return number

    def number_before(self, connection: Connection, last: int) -> None:
        """Return none."""

    def accept(
        self,
        connection: Connection,
        record: KeptRecord,
        admission: Kept,
        row: Sequence[Any],
        number: int | None,
    ) -> int:
        """Write an entry; return its number."""
        uses, counts = self._counted(connection, record, admission.uses)
        accepting = record.accepting
        if len(uses) <= FEW:
            statement = accepting.few(len(uses), len(counts))
            given = (number, *row, *chain.from_iterable(uses), *chain.from_iterable(counts))
        else:
            statement = accepting.many()
            given = (number, *row, *_columns(uses), *(_columns(counts) or [[] for _ in COUNTED]))
        written = connection.one_row(statement, given)
        assert written is not None, "it was written"
        found: int = written[0]
        return found

    def _counted(
        self, connection: Connection, record: KeptRecord, uses: Sequence[Use]
    ) -> tuple[list[Row], list[Row]]:
        """Return what is written of uses but for their entry's number, and of the counts that change."""
        rows: list[Row] = []
        changes: list[Row] = []
        for use in uses:
            quota, key = record.quotas[use.quota], written_key(use.key)
            used = quota.row(use, key, None)
            rows.append((*used[:_NUMBER], *used[_NUMBER + 1 :]))
            change = quota.change(use, key, 1)
            if change is not None:
                self.tell_value(connection, change)
                changes.append(self.amounts(change))
        return rows, changes


_NUMBER: Final = USED.index("number")


def _columns(rows: Sequence[Row]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
