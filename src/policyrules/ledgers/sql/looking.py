"""What is looked up at once when a decision begins?

How often the plan changed, which moment it is, whether the record is there already, and how full the quotas are
that count it: one question, which sees all of it as it is at one moment. For most records nothing else is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from policyrules.ledgers.sql import names
from policyrules.ledgers.sql.keys import written_key
from policyrules.ledgers.sql.statements import Composer, Statement, limited

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from policyrules.ledgers.books import Places
    from policyrules.ledgers.sql.connection import Row
    from policyrules.ledgers.sql.counters import KeptQuota, Place
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.tables import RecordTable, Tables

Key = tuple[Any, ...]
Where = tuple["KeptQuota", Key, "date | None"]
"""A quota, a key under it, and the day that is asked about."""

MOST: Final = 8
"""So many counts at most are looked up in one question."""
_AMOUNTS: Final = ("low", "high", "least", "most", "untold")
_WIDTH: Final = len(_AMOUNTS)
_BEFORE: Final = 4
"""So many columns stand before the counts: the generation, the moment, the latest and the named version."""


class Begun:
    """What was looked up when a session began, and for which record, under which keys.

    `latest` is the last version under a key, `named` the one that stands. `counts` has the counts that were looked up,
    None where nothing is counted yet.
    """

    __slots__ = ("counts", "key", "latest", "name", "named", "record")

    def __init__(  # noqa: PLR0917  # by position it is quicker
        self,
        record: str,
        key: str | None,
        name: str | None,
        latest: int | None,
        named: int | None,
        counts: dict[Place, Row | None],
    ) -> None:
        self.record = record
        self.key = key
        self.name = name
        self.latest = latest
        self.named = named
        self.counts = counts


class LookStatements:
    """The questions for one record, for each number of counts."""

    def __init__(self, tables: Tables, record: RecordTable, composer: Composer) -> None:
        self._tables = tables
        self._record = record
        self._composer = composer
        self._made: dict[tuple[int, bool], Statement] = {}
        self._has_names = record.key is not None

    def statement(self, counts: int, *, changing: bool) -> Statement:
        """Return the question; who changes the ledger asks for the last version under a key as well."""
        found = self._made.get((counts, changing))
        if found is None:
            wanted = ["key"] * changing + ["name"] * self._has_names
            for at in range(counts):
                wanted += [f"quota_{at}", f"key_{at}", f"period_{at}"]
            clause = self._clause(counts, changing=changing)
            found = self._made[counts, changing] = self._composer.in_order(clause, *wanted)
        return found

    def given(
        self, places: Sequence[Where], name: str | None, key: str | None, *, changing: bool
    ) -> list[Any]:
        """Return the parameters of the question in their order."""
        given: list[Any] = [key] if changing else []
        if self._has_names:
            given.append(name)
        for quota, values, day in places:
            given += (quota.number, written_key(values), quota.period(day))
        return given

    def _clause(self, counts: int, *, changing: bool) -> sa.Select[Any]:
        tables, record = self._tables, self._record
        table, ledger = record.table, tables.ledger
        number, stands = table.c[names.NUMBER], table.c[names.ENDED].is_(None)
        latest: sa.ColumnElement[Any] = sa.null()
        if changing:
            same = table.c[names.KEY] == sa.bindparam("key", type_=sa.Text())
            latest = limited(
                sa.select(number).where(same).order_by(table.c[names.VERSION].desc()), 1
            ).scalar_subquery()
        named: sa.ColumnElement[Any] = sa.null()
        if record.key is not None:
            same = table.c[record.key.name] == sa.bindparam("name", type_=sa.Text())
            named = sa.select(number).where(same, stands).scalar_subquery()
        told = last_number(tables) if changing else moment(tables)
        columns: list[Any] = [ledger.c.generation, told, latest, named]
        joined: Any = ledger
        for at in range(counts):
            count = tables.counts.alias(f"count_{at}")
            place = [
                count.c[name] == sa.bindparam(f"{name}_{at}", type_=count.c[name].type)
                for name in ("quota", "key", "period")
            ]
            joined = joined.outerjoin(count, sa.and_(*place))
            columns += [count.c[name] for name in _AMOUNTS]
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
    quotas = record.one_counts
    return [(quotas[rule], key, day) for rule, key, day in counted if rule in quotas]


def seen(row: Row, places: Sequence[Where]) -> dict[Place, Row | None]:
    """Return the counts that were found."""
    counts: dict[Place, Row | None] = {}
    first = _BEFORE
    for quota, key, day in places:
        amounts = row[first : first + _WIDTH]
        counts[quota.number, key, day] = None if amounts[0] is None else amounts
        first += _WIDTH
    return counts
