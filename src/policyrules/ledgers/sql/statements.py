"""What is said to the database? Each statement as text, composed once by SQLAlchemy and run by the driver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Literal

import sqlalchemy as sa
from attrs import frozen
from sqlalchemy.dialects import postgresql, sqlite

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


# --- writing ----------------------------------------------------------------------------------

COUNTED: tuple[str, ...] = ("quota", "key", "period", "low", "high", "least", "most", "untold")
"""What a change of a count has, in this order."""
USED: tuple[str, ...] = ("quota", "key", "number", "surely", "first", "last", "length", "value", "untold")
"""What is written of what an entry adds to a quota, in this order."""


class CountStatements:
    """What is asked of the counts, and written there."""

    def __init__(self, tables: Tables, composer: Composer) -> None:
        make = composer.statement
        counts, values, uses = tables.counts, tables.values, tables.uses

        def at(table: sa.Table, *, period: bool = True) -> list[sa.ColumnElement[bool]]:
            found = [
                table.c.quota == sa.bindparam("quota", type_=sa.Integer()),
                table.c.key == sa.bindparam("key", type_=sa.Text()),
            ]
            return [*found, table.c.period == sa.bindparam("period", type_=sa.Integer())] if period else found

        def between(table: sa.Table) -> sa.ColumnElement[bool]:
            return table.c.period.between(
                sa.bindparam("first", type_=sa.Integer()), sa.bindparam("last", type_=sa.Integer())
            )

        amounts = [counts.c[name] for name in ("low", "high", "least", "most", "untold")]
        self.count = make(sa.select(*amounts).where(*at(counts)))
        self.days = make(
            sa.select(counts.c.period, *amounts)
            .where(*at(counts, period=False), between(counts))
            .order_by(counts.c.period)
        )
        same = values.c.value == sa.bindparam("value", type_=sa.Text())
        self.value = make(sa.select(values.c.low, values.c.high).where(*at(values), same))
        self.values_of_days = make(
            sa.select(values.c.period, values.c.value, values.c.low, values.c.high)
            .where(*at(values, period=False), between(values), values.c.high > sa.literal_column("0"))
            .order_by(values.c.period)
        )
        self.spans = make(_spans(uses, at(uses, period=False)))
        number = uses.c.number == sa.bindparam("number", type_=sa.BigInteger())
        self.uses_of = make(
            sa.select(
                uses.c.quota,
                uses.c.key,
                uses.c.surely,
                uses.c.first,
                uses.c.last,
                uses.c.value,
                uses.c.untold,
            )
            .where(number)
            .order_by(uses.c.quota, uses.c.key)
        )
        told = [uses.c[name] for name in ("surely", "first", "last", "value", "untold")]
        self.uses_of_quota = make(
            sa.select(uses.c.number, uses.c.key, *told)
            .where(uses.c.quota == sa.bindparam("quota", type_=sa.Integer()), uses.c.ended.is_(None))
            .order_by(uses.c.key, uses.c.number)
        )
        self.end_uses = make(
            sa.update(uses).where(number).values(ended=sa.bindparam("ended", type_=sa.BigInteger()))
        )
        value_row = ("quota", "key", "period", "value", "low", "high")
        self.change_value = make(
            _upsert(tables, values, _row(values, value_row)).returning(values.c.low, values.c.high)
        )
        self.change_count = composer.in_order(_upsert(tables, counts, _row(counts, COUNTED)), *COUNTED)
        self.add_value = composer.in_order(sa.insert(values).values(_row(values, value_row)), *value_row)
        self.add_use = composer.in_order(sa.insert(uses).values(_row(uses, USED)), *USED)
        self.add_old_use = composer.in_order(
            sa.insert(uses).values(_row(uses, (*USED, "ended"))), *USED, "ended"
        )


def _row(table: sa.Table, wanted: Iterable[str]) -> dict[str, sa.BindParameter[Any]]:
    return {name: sa.bindparam(name, type_=table.c[name].type) for name in wanted}


def _upsert(tables: Tables, table: sa.Table, source: Any) -> Any:
    """Return what adds to amounts, from nothing where nothing is yet; `source` is one row or a select."""
    insert = (sqlite if tables.backend == "sqlite" else postgresql).insert
    if isinstance(source, dict):
        adding = insert(table).values(source)
    else:
        adding = insert(table).from_select([column.key for column in source.selected_columns], source)
    changed = {}
    for column in table.columns:
        if column.primary_key:
            continue
        new = adding.excluded[column.key]
        exact = tables.backend == "sqlite" and column.key in ("least", "most")
        changed[column.key] = sa.func.exact_sum(column, new) if exact else column + new
    return adding.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)


SHORT, YEAR, DECADE = 31, 366, 3660
"""Spans of so many days at most are looked for so far back; longer ones, or without an end, from the beginning."""


def length_of(days: int | None) -> int:
    """Return the kind of a span by its days: so that short ones are not looked for as far back as long ones."""
    if days is None or days > DECADE:
        return 3
    return 0 if days <= SHORT else 1 if days <= YEAR else 2


def _spans(uses: sa.Table, at: list[sa.ColumnElement[bool]]) -> Any:
    """Return what finds the spans that touch a stretch of days, in the order they were accepted."""
    columns = [uses.c[name] for name in ("number", "surely", "first", "last", "value", "untold")]
    first, last = (sa.bindparam(name, type_=uses.c.first.type) for name in ("begins", "ends"))
    parts = []
    for kind in range(4):
        near = [uses.c.first <= last]
        if kind < 3:
            near += [
                uses.c.first >= sa.bindparam(f"back_{kind}", type_=uses.c.first.type),
                uses.c.last >= first,
            ]
        else:
            near.append(sa.or_(uses.c.last.is_(None), uses.c.last >= first))
        kept = (uses.c.length == sa.literal_column(str(kind)), uses.c.ended.is_(None))
        parts.append(sa.select(*columns).where(*at, *kept, *near))
    return sa.union_all(*parts)


FEW: Final = 8
"""So many uses and counts at most are written as rows of their own; more as columns, which takes longer for a few."""


class Accepting:
    """How an entry is accepted on PostgreSQL: all that is written, in one statement."""

    def __init__(self, tables: Tables, entries: EntryStatements, composer: Composer) -> None:
        self._tables = tables
        self._entries = entries
        self._composer = composer
        self._few: dict[tuple[int, int], Statement] = {}
        self._many: Statement | None = None

    def few(self, uses: int, counts: int) -> Statement:
        """Return what writes an entry with so many uses, and so many counts that change.

        The parameters are the entry's, then those of each use but for its number, then those of each count.
        """
        found = self._few.get((uses, counts))
        if found is None:
            used = [f"use_{at}_{name}" for at in range(uses) for name in _OF_USE]
            changed = [f"count_{at}_{name}" for at in range(counts) for name in COUNTED]
            found = self._few[uses, counts] = self._composer.in_order(
                self._written(
                    [self._use(at) for at in range(uses)],
                    [self._count(at) for at in range(counts)],
                ),
                *self._entries.given,
                *used,
                *changed,
            )
        return found

    def many(self) -> Statement:
        """Return what writes an entry with any number of uses, and of counts that change.

        The parameters are the entry's, then a list for each column of uses but for their number, then a list for
        each column of counts.
        """
        if self._many is None:
            used, changed = [f"use_{name}" for name in _OF_USE], [f"count_{name}" for name in COUNTED]
            self._many = self._composer.in_order(
                self._written([self._uses()], [self._counts()]), *self._entries.given, *used, *changed
            )
        return self._many

    @cached_property
    def _change(self) -> sa.CTE:
        """The change's number: the one given, else the next."""
        given = sa.bindparam("number", type_=sa.BigInteger())
        next_ = self._tables.sequence.next_value()
        return sa.select(sa.func.coalesce(given, next_).label("number")).cte("change")

    def _written(self, uses: Iterable[Any], counts: Iterable[Any]) -> Any:
        number, columns = self._change.c.number, self._entries.written
        values = [
            sa.cast(sa.bindparam(name, type_=column.type), column.type)  # what is none has a type too
            for name, column in zip(self._entries.given[1:], columns[1:], strict=True)
        ]
        entry = sa.insert(self._entries.table).from_select(columns, sa.select(number, *values))
        written = [entry.cte("entry")]
        written += [use.cte(f"used_{at}") for at, use in enumerate(uses)]
        written += [count.cte(f"counted_{at}") for at, count in enumerate(counts)]
        return sa.select(number).add_cte(*written)

    def _use(self, at: int) -> Any:
        uses = self._tables.uses
        values = [
            self._change.c.number if name == "number" else _typed(f"use_{at}_{name}", uses.c[name])
            for name in USED
        ]
        return sa.insert(uses).from_select([uses.c[name] for name in USED], sa.select(*values))

    def _count(self, at: int) -> Any:
        counts = self._tables.counts
        values = {name: _typed(f"count_{at}_{name}", counts.c[name]) for name in COUNTED}
        return _upsert(self._tables, counts, values)

    def _uses(self) -> Any:
        uses, change = self._tables.uses, self._change
        used = _unnested(uses, _OF_USE, "use")
        rows = [change.c.number if name == "number" else used.c[name] for name in USED]
        source = sa.select(*rows).select_from(sa.join(change, used, sa.true()))
        return sa.insert(uses).from_select([uses.c[name] for name in USED], source)

    def _counts(self) -> Any:
        changes = _unnested(self._tables.counts, COUNTED, "count")
        source = sa.select(*(changes.c[name] for name in COUNTED))
        return _upsert(self._tables, self._tables.counts, source)


_OF_USE: Final = tuple(name for name in USED if name != "number")


def _typed(name: str, column: sa.Column[Any]) -> Any:
    return sa.cast(sa.bindparam(name, type_=column.type), column.type)


def _unnested(table: sa.Table, wanted: Sequence[str], what: str) -> Any:
    """Return rows given as one array for each column."""
    arrays = [sa.bindparam(f"{what}_{name}", type_=postgresql.ARRAY(table.c[name].type)) for name in wanted]
    columns = [sa.column(name, table.c[name].type) for name in wanted]
    return sa.func.unnest(*arrays).table_valued(*columns, name=f"{what}s").render_derived()
