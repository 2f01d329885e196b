"""Which tables does a ledger have?

One for each record, with a column for every field; and a few of its own, whose names begin with `policyrules_`:

| table | holds |
|---|---|
| `policyrules_ledger` | one row: the form of these tables, how often the plan changed, the last change's number |
| `policyrules_records` | each record: its table, its fields as it was last opened, and what is looked for in it |
| `policyrules_quotas` | each quota: whose it is and what tells it from others |
| `policyrules_uses` | what each entry adds to each quota, under which key, on which days |
| `policyrules_counts` | how much counts, by quota, key and period (a day for windows that slide) |
| `policyrules_values` | which different values count there, each with its number of entries |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.types import UserDefinedType

from policyrules.frozen import frozen
from policyrules.ledgers.sql import names
from policyrules.ledgers.sql.names import names_for
from policyrules.ledgers.sql.stored import Backend, Kind, Storing, json_text, storing

if TYPE_CHECKING:
    from policyrules.core.ir import Program
    from policyrules.ledgers.sql.plan import PlannedRecord
    from policyrules.semantics.schema import FieldSchema

FORM: Final = 1
"""The form of the tables; a ledger of another form was made by another version of this library."""

_Whole: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A whole number: SQLite numbers rows itself only for what it calls INTEGER."""
_Text: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Text compared by code point, as rules compare it."""
_Exact: Final = sa.Numeric().with_variant(sa.Text(), "sqlite")
"""An exact number: SQLite has none, and keeps its digits."""
_Day: Final = sa.Date().with_variant(sa.Text(), "sqlite")
_Moment: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

_KINDS: Final[Mapping[Kind, Any]] = {
    "text": _Text,
    "integer": sa.BigInteger(),
    "number": _Exact,
    "boolean": sa.Boolean(),
    "date": _Day,
    "moment": _Moment,
}


class Transaction(UserDefinedType[Any]):
    """PostgreSQL's number of a transaction, by which it tells what another one could see."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the type's name."""
        return "xid8"


@frozen(eq=False)
class Column:
    """A field's column: its name, and how values stand in it."""

    field: FieldSchema
    name: str
    storing: Storing


@frozen(eq=False)
class RecordTable:
    """The table of one record's entries."""

    plan: PlannedRecord
    table: sa.Table
    columns: tuple[Column, ...]
    key: Column | None
    """The column of the record's own key."""


@frozen(eq=False)
class Tables:
    """All tables of a ledger, as one program knows it."""

    metadata: sa.MetaData
    prefix: str
    backend: Backend
    ledger: sa.Table
    records: sa.Table
    quotas: sa.Table
    uses: sa.Table
    counts: sa.Table
    values: sa.Table
    sequence: sa.Sequence
    """Where PostgreSQL takes the numbers of changes from; SQLite has them in `ledger`."""
    of: dict[str, RecordTable]

    @property
    def own(self) -> tuple[sa.Table, ...]:
        """The tables that are no record's."""
        return (self.ledger, self.records, self.quotas, self.uses, self.counts, self.values)


def tables(backend: Backend, prefix: str) -> Tables:
    """Return the tables that every ledger has; those of records come with `add_record`."""
    metadata = sa.MetaData()

    def named(name: str) -> str:
        return f"{prefix}policyrules_{name}"

    uses = sa.Table(
        named("uses"),
        metadata,
        sa.Column("quota", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", _Text, primary_key=True),
        sa.Column("number", _Whole, primary_key=True, autoincrement=False),
        sa.Column("surely", sa.Boolean, nullable=False),
        sa.Column("first", _Day),
        sa.Column("last", _Day),
        sa.Column("length", sa.SmallInteger),
        sa.Column("value", _Text),
        sa.Column("untold", sa.Boolean, nullable=False),
        sa.Column("ended", _Whole),
        sqlite_with_rowid=False,
    )
    sa.Index(named("uses_of_entry"), uses.c.number)
    standing = sa.and_(uses.c.length.is_not(None), uses.c.ended.is_(None))
    sa.Index(
        named("uses_spans"),
        uses.c.quota,
        uses.c.key,
        uses.c.length,
        uses.c.first,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    counts = sa.Table(
        named("counts"),
        metadata,
        *_place(),
        sa.Column("low", _Whole, nullable=False),
        sa.Column("high", _Whole, nullable=False),
        sa.Column("least", _Exact),
        sa.Column("most", _Exact),
        sa.Column("untold", _Whole, nullable=False),
        sqlite_with_rowid=False,
    )
    values = sa.Table(
        named("values"),
        metadata,
        *_place(),
        sa.Column("value", _Text, primary_key=True),
        sa.Column("low", _Whole, nullable=False),
        sa.Column("high", _Whole, nullable=False),
        sqlite_with_rowid=False,
    )
    return Tables(
        metadata,
        prefix,
        backend,
        ledger=sa.Table(
            named("ledger"),
            metadata,
            sa.Column("form", sa.Integer, nullable=False),
            sa.Column("generation", sa.Integer, nullable=False),
            sa.Column("number", _Whole, nullable=False),
        ),
        records=sa.Table(
            named("records"),
            metadata,
            sa.Column("record", _Text, primary_key=True),
            sa.Column("table", _Text, nullable=False),
            sa.Column("key", _Text),
            sa.Column("fields", _Text, nullable=False),
            sa.Column("looked_up", _Text, nullable=False),
            sa.Column("searched", sa.Boolean, nullable=False),
        ),
        quotas=sa.Table(
            named("quotas"),
            metadata,
            sa.Column("quota", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("record", _Text, nullable=False),
            sa.Column("item", _Text, nullable=False),
            sa.Column("digest", _Text, nullable=False),
        ),
        uses=uses,
        counts=counts,
        values=values,
        sequence=sa.Sequence(named("number"), metadata=metadata),
        of={},
    )


def _place() -> tuple[sa.Column[Any], ...]:
    """Return the columns that say where something counts."""
    return (
        sa.Column("quota", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", _Text, primary_key=True),
        sa.Column("period", sa.Integer, primary_key=True, autoincrement=False),
    )


def add_record(
    all_: Tables, plan: PlannedRecord, called: str, known: Mapping[str, str], program: Program
) -> RecordTable:
    """Return a record's table, which is called so; `known` are the columns some fields have already."""
    fields = plan.schema.fields
    called_columns = names_for([field.names.first for field in fields], known, names.OURS)
    columns = tuple(
        Column(
            field,
            called_columns[field.names.first],
            storing(field.type, all_.backend, program.records, plan.zone),
        )
        for field in fields
    )
    key = next((column for column in columns if column.field.names.first == plan.schema.key), None)
    table = sa.Table(
        called,
        all_.metadata,
        *_of_entry(all_.backend),
        *(sa.Column(column.name, _KINDS[column.storing.kind]) for column in columns),
    )
    _index(
        table, key, [column for column in columns if column.field.names.first in plan.looked_up], all_.backend
    )
    made = all_.of[plan.name] = RecordTable(plan, table, columns, key)
    return made


def _of_entry(backend: Backend) -> list[sa.Column[Any]]:
    """Return the columns of an entry that are not its record's."""
    found: list[sa.Column[Any]] = [
        sa.Column(names.NUMBER, _Whole, primary_key=True, autoincrement=False),
        sa.Column(names.KEY, _Text, nullable=False),
        sa.Column(names.VERSION, sa.Integer, nullable=False),
        sa.Column(names.ON, _Day),
        sa.Column(names.OUTCOME, _Text),
        sa.Column(names.OVERRIDE, _Text),
        sa.Column(names.AT, _Moment),
        sa.Column(names.ENDED, _Whole),
        sa.Column(names.ENDED_AT, _Moment),
        sa.Column(names.WITHDRAWN, _Text),
        sa.Column(names.UNKNOWN, _Text),
    ]
    if backend == "postgresql":
        now = sa.text("pg_current_xact_id()")
        found += [
            sa.Column(names.TX, Transaction, nullable=False, server_default=now),
            sa.Column(names.ENDED_TX, Transaction),
        ]
    return found


def _index(table: sa.Table, key: Column | None, looked_up: Sequence[Column], backend: Backend) -> None:
    """Add what finds entries: by their keys, and by the fields that rules look for.

    An index is only for what is asked. No key is taken twice, whatever goes wrong elsewhere.
    """

    def called(what: str) -> str:
        return names.fitting(f"{table.name}_{what}_index")

    sa.Index(called("key"), table.c[names.KEY], table.c[names.VERSION], unique=True)
    if key is not None:
        stands, ended = table.c[names.ENDED].is_(None), table.c[names.ENDED].is_not(None)
        column = table.c[key.name]
        sa.Index(called("name"), column, unique=True, sqlite_where=stands, postgresql_where=stands)
        sa.Index(called("ended"), column, sqlite_where=ended, postgresql_where=ended)
    for each in looked_up:
        column = table.c[each.name]
        # a hash takes texts of any length, and only equality is asked
        sa.Index(called(f"by_{each.name}"), column, postgresql_using="hash")
        untold = is_untold(table, each, backend)
        sa.Index(
            called(f"untold_{each.name}"),
            column,
            sqlite_where=untold,
            postgresql_where=untold,
        )


def is_untold(table: sa.Table, column: Column, backend: Backend) -> sa.ColumnElement[bool]:
    """Return the condition that an entry does not say a field."""
    find = sa.func.instr if backend == "sqlite" else sa.func.strpos
    name: sa.ColumnElement[str] = sa.literal_column(_quoted(json_text(column.name)))
    found = find(table.c[names.UNKNOWN], name) > sa.literal_column("0")
    return sa.and_(table.c[column.name].is_(None), found)


def _quoted(text: str) -> str:
    """Return a text as SQL writes it: the condition of an index takes no parameters."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
