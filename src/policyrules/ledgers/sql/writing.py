"""How is a change written? On SQLite step by step, on PostgreSQL with as few questions as there can be."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa

from policyrules.core import numbers
from policyrules.ledgers.sql.entries import after_number
from policyrules.ledgers.sql.statements import COUNTED, USED, Composer, CountStatements

if TYPE_CHECKING:
    from policyrules.core.history import Use
    from policyrules.ledgers.books import Admission
    from policyrules.ledgers.sql.connection import Connection
    from policyrules.ledgers.sql.counters import CountChange
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.tables import Tables


class Writing(Protocol):
    """How changes are written on one backend."""

    def next_number(self, connection: Connection) -> int:
        """Return the number of a change that is being written."""
        ...

    def accept(
        self,
        connection: Connection,
        record: KeptRecord,
        admission: Admission,
        row: Sequence[Any],
        number: int | None,
    ) -> int:
        """Write an entry, what it adds to quotas and how counts change; return its number, a new one if it has none."""
        ...

    def amounts(self, change: CountChange) -> dict[str, Any]:
        """Return by how much a count changes, as the database takes it."""
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
                connection.run(self._counts.change_count, self.amounts(change))
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

    def amounts(self, change: CountChange) -> dict[str, Any]:
        """Return by how much a count changes, as the database takes it."""
        return {name: getattr(change, name) for name in COUNTED}


class SqliteWriting(_Counting):
    """How changes are written on SQLite: the file is this process's own until it is done."""

    def __init__(self, tables: Tables, counts: CountStatements, composer: Composer) -> None:
        super().__init__(counts)
        ledger = tables.ledger
        one_more = ledger.c.number + sa.literal_column("1")
        self._next = composer.statement(sa.update(ledger).values(number=one_more).returning(ledger.c.number))

    def next_number(self, connection: Connection) -> int:
        """Return the number of a change that is being written."""
        row = connection.one(self._next, {})
        assert row is not None, "a ledger has one row"
        number: int = row[0]
        return number

    def accept(
        self,
        connection: Connection,
        record: KeptRecord,
        admission: Admission,
        row: Sequence[Any],
        number: int | None,
    ) -> int:
        """Write an entry; return its number."""
        number = self.next_number(connection) if number is None else number
        connection.run(record.statements.insert, {**after_number(row), "number": number})
        for use in admission.uses:
            quota = record.quotas[use.quota]
            connection.run(self._counts.add_use, {**quota.row(use), "number": number})
            change = quota.change(use, 1)
            if change is not None:
                self.tell_value(connection, change)
                connection.run(self._counts.change_count, self.amounts(change))
        return number

    def amounts(self, change: CountChange) -> dict[str, Any]:
        """Return by how much a count changes: exact numbers in digits."""
        found = super().amounts(change)
        if change.least is not None:
            found["least"], found["most"] = numbers.written(change.least), numbers.written(change.most)
        return found


class PostgresWriting(_Counting):
    """How changes are written on PostgreSQL: an entry with all that goes with it in one statement."""

    def __init__(self, tables: Tables, counts: CountStatements, composer: Composer) -> None:
        super().__init__(counts)
        self._next = composer.statement(sa.select(tables.sequence.next_value()))

    def next_number(self, connection: Connection) -> int:
        """Return the number of a change that is being written."""
        row = connection.one(self._next, {})
        assert row is not None, "a sequence always has a next number"
        number: int = row[0]
        return number

    def accept(
        self,
        connection: Connection,
        record: KeptRecord,
        admission: Admission,
        row: Sequence[Any],
        number: int | None,
    ) -> int:
        """Write an entry; return its number."""
        given = {**after_number(row), "number": number}
        statement = record.accepting.plain
        if admission.uses:
            statement = record.accepting.counted
            uses, changes = self._counted(connection, record, admission.uses)
            given |= {f"use_{name}": [use[name] for use in uses] for name in USED if name != "number"}
            amounts = [self.amounts(change) for change in changes]
            given |= {f"count_{name}": [each[name] for each in amounts] for name in COUNTED}
        written = connection.one(statement, given)
        assert written is not None, "it was written"
        found: int = written[0]
        return found

    def amounts(self, change: CountChange) -> dict[str, Any]:
        """Return by how much a count changes: all exact numbers as decimals, since an array has one kind."""
        found = super().amounts(change)
        if change.least is not None:
            found["least"], found["most"] = Decimal(change.least), Decimal(change.most)
        return found

    def _counted(
        self, connection: Connection, record: KeptRecord, uses: Sequence[Use]
    ) -> tuple[list[dict[str, Any]], list[CountChange]]:
        rows, changes = [], []
        for use in uses:
            quota = record.quotas[use.quota]
            rows.append(quota.row(use))
            change = quota.change(use, 1)
            if change is not None:
                self.tell_value(connection, change)
                changes.append(change)
        return rows, changes
