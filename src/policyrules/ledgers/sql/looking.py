"""What is looked up at once when a decision begins?

How often the plan changed, which moment it is, whether the record is there already, and how full the quotas are
that count it: one question, which sees all of it as it is at one moment. For most records nothing else is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from policyrules.core.counters import BEFORE
from policyrules.ledgers.sql import names
from policyrules.ledgers.sql.statements import Composer, Statement, limited

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from policyrules.ledgers.books import Places
    from policyrules.ledgers.sql.connection import Row
    from policyrules.ledgers.sql.counters import KeptQuota
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.tables import RecordTable, Tables

Key = tuple[Any, ...]
Where = tuple["KeptQuota", Key, "date | None", str, int]
"""A quota, a key under it, the day that is asked about; the key as text, and the number of the day's period."""

MOST: Final = 8
"""So many counts at most are looked up in one question."""


class Begun:
    """What was looked up when a session began, and for which record, under which keys.

    `latest` is the last version under a key, `named` the one that stands; `row` has the counts of `places`.
    """

    __slots__ = ("key", "latest", "name", "named", "places", "record", "row")

    def __init__(  # by position it is quicker
        self, record: str, key: str | None, name: str | None, places: Sequence[Where], row: Row
    ) -> None:
        self.record = record
        self.key = key
        self.name = name
        self.named: int | None = row[BEFORE - 1]
        self.latest: int | None = row[-1]
        self.places = places
        self.row = row


class LookStatements:
    """The questions for one record, for each row of quotas whose counts are looked up."""

    def __init__(self, tables: Tables, record: RecordTable, composer: Composer) -> None:
        self._tables = tables
        self._record = record
        self._composer = composer
        self._made: dict[tuple[tuple[Any, ...], bool], Statement] = {}
        self.has_names = record.key is not None

    def statement(self, quotas: Sequence[KeptQuota], *, changing: bool) -> Statement:
        """Return the question; who changes the ledger asks for the last version under a key as well, at the end."""
        amounts = tuple([quota.amounts for quota in quotas])
        found = self._made.get((amounts, changing))
        if found is None:
            wanted = ["name"] * self.has_names + ["key"] * changing
            for at in range(len(quotas)):
                wanted += [f"quota_{at}", f"key_{at}", f"period_{at}"]
            clause = self._clause(amounts, changing=changing)
            found = self._made[amounts, changing] = self._composer.in_order(clause, *wanted)
        return found

    def given(
        self, places: Sequence[Where], name: str | None, key: str | None, *, changing: bool
    ) -> list[Any]:
        """Return the parameters of the question in their order."""
        given: list[Any] = [name] if self.has_names else []
        if changing:
            given.append(key)
        for quota, _, _, text, period in places:
            given += (quota.number, text, period)
        return given

    def _clause(self, amounts: Sequence[Sequence[str]], *, changing: bool) -> sa.Select[Any]:
        tables, record = self._tables, self._record
        table, ledger = record.table, tables.ledger
        number, stands = table.c[names.NUMBER], table.c[names.ENDED].is_(None)
        named: sa.ColumnElement[Any] = sa.null()
        if record.key is not None:
            same = table.c[record.key.name] == sa.bindparam("name", type_=sa.Text())
            named = sa.select(number).where(same, stands).scalar_subquery()
        told = last_number(tables) if changing else moment(tables)
        columns: list[Any] = [ledger.c.generation, told, named]
        joined: Any = ledger
        for at, wanted in enumerate(amounts):
            count = tables.counts.alias(f"count_{at}")
            place = [
                count.c[name] == sa.bindparam(f"{name}_{at}", type_=count.c[name].type)
                for name in ("quota", "key", "period")
            ]
            joined = joined.outerjoin(count, sa.and_(*place))
            columns += [count.c[name] for name in wanted]
        if changing:
            same = table.c[names.KEY] == sa.bindparam("key", type_=sa.Text())
            last = sa.select(number).where(same).order_by(table.c[names.VERSION].desc())
            columns.append(limited(last, 1).scalar_subquery())
        return sa.select(*columns).select_from(joined)


def state(tables: Tables) -> sa.Select[Any]:
    """Return what finds how often the plan changed, and what tells the moment to whoever only reads."""
    return sa.select(tables.ledger.c.generation, moment(tables)).select_from(tables.ledger)


def moment(tables: Tables) -> sa.ColumnElement[Any]:
    """Return what tells the moment to whoever only reads."""
    if tables.backend == "sqlite":
        return tables.ledger.c.number
    return sa.cast(sa.func.pg_current_snapshot(), sa.Text())


def last_number(tables: Tables) -> sa.ColumnElement[Any]:
    """Return the number of the last change: on PostgreSQL, of the last that was given to one."""
    if tables.backend == "sqlite":
        return tables.ledger.c.number
    sequence = sa.table(tables.sequence.name, sa.column("last_value"), sa.column("is_called"))
    given = sa.case((sequence.c.is_called, sequence.c.last_value), else_=sa.literal_column("0"))
    return sa.select(given).scalar_subquery()


def places_of(record: KeptRecord, counted: Places) -> list[Where]:
    """Return where the counts stand that a decision will ask for, those that can be looked up at once."""
    found: list[Where] = []
    for rule, key, day in counted:
        quota = record.one_counts.get(rule)
        if quota is not None:
            found.append((quota, key, day, quota.written(key), quota.periods[day]))
    return found
