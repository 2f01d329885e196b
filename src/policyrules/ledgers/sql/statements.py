"""What is said to the database? Each statement as text, composed once by SQLAlchemy and run by the driver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from policyrules.frozen import frozen
from policyrules.ledgers.sql import names
from policyrules.ledgers.sql.stored import Backend
from policyrules.ledgers.sql.tables import RecordTable, Tables, is_untold

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

Form = Literal["number", "snapshot"]
"""How a moment is told: by the last change before it, or by what a transaction of PostgreSQL saw."""


def dialect_of(backend: Backend) -> Dialect:
    """Return how SQLAlchemy speaks to a backend: parameters stand in a row."""
    if backend == "sqlite":
        return sqlite.pysqlite.dialect(paramstyle="qmark")
    return postgresql.psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it so


@frozen(eq=False)
class Statement:
    """A statement's text, and the names of its parameters in their order."""

    text: str
    names: tuple[str, ...]
    _picked: Callable[[Mapping[str, Any]], Any]

    def values(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the parameters in their order."""
        picked: tuple[Any, ...] = self._picked(given)
        return picked


def plain(text: str, *wanted: str) -> Statement:
    """Return a statement that is written out, with the names of its parameters."""
    return Statement(text, wanted, _picker(wanted))


class Composer:
    """Composes statements for one backend."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._dialect = dialect_of(backend)

    def statement(self, clause: Any) -> Statement:
        """Return a clause as text."""
        compiled = clause.compile(dialect=self._dialect)
        wanted = tuple(compiled.positiontup or ())
        return Statement(str(compiled), wanted, _picker(wanted))

    def in_order(self, clause: Any, *wanted: str) -> Statement:
        """Return a clause as text whose parameters are given as a row: they must stand in this order."""
        made = self.statement(clause)
        assert made.names == wanted, (made.names, wanted)
        return made

    def definition(self, clause: Any) -> str:
        """Return what makes a table or an index as text."""
        return str(clause.compile(dialect=self._dialect))

    def quoted(self, name: str) -> str:
        """Return a name as the database takes it."""
        return self._dialect.identifier_preparer.quote(name)


def _picker(wanted: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Any]:
    match wanted:
        case ():
            return lambda _: ()
        case (name,):
            return lambda given: (given[name],)
        case _:
            return itemgetter(*wanted)


def stands_at(table: sa.Table, form: Form) -> sa.ColumnElement[bool]:
    """Return the condition that an entry was accepted by a moment, and not yet ended.

    A number of PostgreSQL's transactions means something in its own server only. So the changes up to `floor`,
    which had all ended when the ledger was opened, are told by their numbers.
    """
    number, ended = table.c[names.NUMBER], table.c[names.ENDED]
    if form == "number":
        moment = sa.bindparam("moment", type_=sa.BigInteger())
        return sa.and_(number <= moment, sa.or_(ended.is_(None), ended > moment))
    floor = sa.bindparam("floor", type_=sa.BigInteger())
    snapshot = sa.cast(sa.bindparam("snapshot", type_=sa.Text()), _Snapshot())

    def had_happened(change: sa.Column[Any], by: sa.Column[Any]) -> sa.ColumnElement[bool]:
        return sa.or_(change <= floor, sa.func.pg_visible_in_snapshot(by, snapshot))

    accepted = had_happened(number, table.c[names.TX])
    return sa.and_(accepted, sa.or_(ended.is_(None), sa.not_(had_happened(ended, table.c[names.ENDED_TX]))))


class _Snapshot(sa.types.UserDefinedType[Any]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "pg_snapshot"


# --- entries ----------------------------------------------------------------------------------

KEPT: tuple[str, ...] = (
    names.NUMBER,
    names.KEY,
    names.ON,
    names.OUTCOME,
    names.OVERRIDE,
    names.AT,
    names.ENDED,
    names.WITHDRAWN,
    names.UNKNOWN,
)
"""What is read of an entry beside its fields, before them."""


_ONE: Final[sa.ColumnElement[int]] = sa.literal_column("1")


def limited(clause: sa.Select[Any], so_many: int) -> sa.Select[Any]:
    """Return a question for so many rows at most, without a parameter."""
    return clause.limit(sa.literal_column(str(so_many))).offset(sa.literal_column("0"))


class EntryStatements:
    """What is asked of one record's table, and written there."""

    def __init__(self, tables: Tables, record: RecordTable, composer: Composer) -> None:
        self._composer = composer
        self._tables = tables
        self._record = record
        self._table = self.table = record.table
        self._searches: dict[tuple[frozenset[str], Form], Statement] = {}
        self._as_of: dict[tuple[str, Form], Statement] = {}
        table = self._table
        self._all = [table.c[name] for name in KEPT] + [table.c[each.name] for each in record.columns]
        number, key, version, ended = (
            table.c[name] for name in (names.NUMBER, names.KEY, names.VERSION, names.ENDED)
        )
        given_key = sa.bindparam("key", type_=sa.Text())
        of_key = sa.select(*self._all).where(key == given_key)
        latest = limited(of_key.order_by(version.desc()), 1)
        make = composer.statement
        self.latest = make(latest)
        self.first = make(of_key.where(version == _ONE))
        self.by_number = make(
            sa.select(*self._all).where(number == sa.bindparam("number", type_=sa.BigInteger()))
        )
        self.standing = make(sa.select(*self._all).where(ended.is_(None)).order_by(number))
        self.named = None if record.key is None else make(self._named(*self._all))
        self.end = make(
            sa.update(table)
            .where(number == sa.bindparam("number", type_=sa.BigInteger()))
            .values(
                {
                    names.ENDED: sa.bindparam("ended", type_=sa.BigInteger()),
                    names.ENDED_AT: sa.bindparam("ended_at", type_=table.c[names.ENDED_AT].type),
                    names.WITHDRAWN: sa.bindparam("withdrawn", type_=sa.Text()),
                    **({names.ENDED_TX: sa.func.pg_current_xact_id()} if names.ENDED_TX in table.c else {}),
                }
            )
        )
        self.given = ("number", *(f"entry_{at}" for at in range(len(self.written) - 1)))
        """The parameters of an entry, in the order of `written`."""
        self.insert = composer.in_order(
            sa.insert(table).values(
                {
                    column.key: sa.bindparam(name, type_=column.type)
                    for name, column in zip(self.given, self.written, strict=True)
                }
            ),
            *self.given,
        )
        self.so_many = make(sa.select(sa.func.count()).select_from(table))
        self.version_of = make(
            sa.select(version).where(number == sa.bindparam("number", type_=sa.BigInteger()))
        )

    def _named(self, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
        assert self._record.key is not None, "asked where there is one"
        column = self._table.c[self._record.key.name]
        return sa.select(*columns).where(
            column == sa.bindparam("name", type_=sa.Text()), self._table.c[names.ENDED].is_(None)
        )

    @property
    def written(self) -> list[sa.Column[Any]]:
        """The columns that are written when an entry is accepted, its number first, its fields last."""
        before = (
            names.NUMBER,
            names.KEY,
            names.VERSION,
            names.ON,
            names.OUTCOME,
            names.OVERRIDE,
            names.AT,
            names.UNKNOWN,
        )
        table = self._table
        return [table.c[name] for name in before] + [table.c[each.name] for each in self._record.columns]

    def search(self, fields: frozenset[str], form: Form) -> Statement:
        """Return what finds the entries at a moment whose fields, by their columns, equal values or are unknown."""
        found = self._searches.get((fields, form))
        if found is None:
            table = self._table
            wanted = [each for each in self._record.columns if each.name in fields]
            same = [
                sa.or_(
                    table.c[each.name] == sa.bindparam(f"is_{at}", type_=table.c[each.name].type),
                    is_untold(table, each, self._composer.backend),
                )
                for at, each in enumerate(wanted)
            ]
            clause = (
                sa.select(*self._all).where(*same, stands_at(table, form)).order_by(table.c[names.NUMBER])
            )
            found = self._searches[fields, form] = self._composer.statement(clause)
        return found

    def last_keys(self, limit: int) -> Statement:
        """Return what finds the keys of so many entries that stand, those admitted last first."""
        number, key, ended = (self._table.c[name] for name in (names.NUMBER, names.KEY, names.ENDED))
        return self._composer.statement(
            limited(sa.select(key).where(ended.is_(None)).order_by(number.desc()), limit)
        )

    def entry(self, form: Form) -> Statement:
        """Return what finds the entry of a name at a moment: one that stands yet, or has ended since."""
        found = self._as_of.get(("entry", form))
        if found is None:
            assert self._record.key is not None, "a reference names a key"
            table = self._table
            named = table.c[self._record.key.name] == sa.bindparam("name", type_=sa.Text())
            ended = table.c[names.ENDED]
            halves = [
                sa.select(*self._all).where(named, when, stands_at(table, form))
                for when in (ended.is_(None), ended.is_not(None))
            ]
            found = self._as_of["entry", form] = self._composer.statement(sa.union_all(*halves))
        return found

    def uses(self, form: Form) -> Statement:
        """Return what finds what entries at a moment add to a quota under a key, each before its entry."""
        found = self._as_of.get(("uses", form))
        if found is None:
            table, uses = self._table, self._tables.uses
            clause = (
                sa.select(uses.c.surely, uses.c.first, uses.c.last, uses.c.value, uses.c.untold, *self._all)
                .join(table, table.c[names.NUMBER] == uses.c.number)
                .where(
                    uses.c.quota == sa.bindparam("quota", type_=sa.Integer()),
                    uses.c.key == sa.bindparam("key", type_=sa.Text()),
                    stands_at(table, form),
                )
                .order_by(uses.c.number)
            )
            found = self._as_of["uses", form] = self._composer.statement(clause)
        return found

    def pages(self, so_many: int) -> Statement:
        """Return what finds so many of the versions after a number."""
        number = self._table.c[names.NUMBER]
        after = number > sa.bindparam("after", type_=sa.BigInteger())
        clause = limited(sa.select(*self._all).where(after).order_by(number), so_many)
        return self._composer.statement(clause)
