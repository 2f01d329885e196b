"""What is in the database already?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.frozen import field, frozen
from policyrules.ledgers.sql.statements import plain
from policyrules.ledgers.sql.stored import Kind, json_text
from policyrules.ledgers.sql.tables import FORM
from policyrules.semantics.types import (
    EnumType,
    ListType,
    NumberType,
    OptionalType,
    RecordType,
    RefType,
    Type,
)
from policyrules.semantics.wording import kind_of

if TYPE_CHECKING:
    from policyrules.ledgers.sql.connection import Connection
    from policyrules.ledgers.sql.statements import Composer
    from policyrules.ledgers.sql.stored import Records
    from policyrules.ledgers.sql.tables import RecordTable, Tables
    from policyrules.semantics.schema import FieldSchema


@frozen
class KeptField:
    """A field as a ledger keeps it: its column, its type exactly, and its type in words.

    `may_be_none` says so; `members` are those of an enum, whose order does not matter to what is kept.
    """

    name: str
    second: str | None = field(eq=False)
    column: str
    type: str
    may_be_none: bool
    members: frozenset[str]
    said: tuple[str, str] = field(eq=False)

    @property
    def words(self) -> Phrase:
        """Its type in words."""
        return Phrase(*self.said)


@frozen(eq=False)
class FoundRecord:
    """A record as the ledger was last opened for it: its table, its fields, its key, and what is looked for."""

    table: str
    key: str | None
    fields: Mapping[str, KeptField]
    looked_up: frozenset[str]
    searched: bool


@frozen(eq=False)
class Found:
    """What a ledger has: how often its plan changed, its records, and its quotas by number.

    A quota is told by its record, and by what tells it from others.
    """

    generation: int
    records: Mapping[str, FoundRecord]
    quotas: Mapping[int, tuple[str, str]]


def found(connection: Connection, tables: Tables, composer: Composer) -> Found | None:
    """Return what a ledger has; None where there is no ledger yet. Raises `LedgerError` for one of another form."""
    if not columns_in(connection, tables.ledger.name, composer):
        return None
    ledger, records, quotas = tables.ledger, tables.records, tables.quotas
    row = connection.one(composer.statement(sa.select(ledger.c.form, ledger.c.generation)), {})
    if row is None or row[0] != FORM:
        form = "none" if row is None else row[0]
        raise LedgerError(
            Phrase(
                f"the ledger's tables have the form {form}, and this version of policyrules knows the form {FORM}: "
                "open it with the version it was made with",
                f"台账的表结构版本为 {form}，当前 policyrules 只支持版本 {FORM}；请使用建立该台账的版本打开",
            )
        )
    kept = connection.all(
        composer.statement(
            sa.select(
                records.c.record,
                records.c.table,
                records.c.key,
                records.c.fields,
                records.c.looked_up,
                records.c.searched,
            )
        ),
        {},
    )
    counted = connection.all(
        composer.statement(sa.select(quotas.c.quota, quotas.c.record, quotas.c.digest)), {}
    )
    return Found(
        row[1],
        {
            record: FoundRecord(
                table, key, read_fields(fields), frozenset(json.loads(looked_up)), bool(searched)
            )
            for record, table, key, fields, looked_up, searched in kept
        },
        {number: (record, digest) for number, record, digest in counted},
    )


# --- tables as they are -------------------------------------------------------------------------

TYPES: Final[Mapping[str, Mapping[Kind, str]]] = {
    "sqlite": {
        "text": "text",
        "integer": "bigint",
        "number": "text",
        "boolean": "boolean",
        "date": "text",
        "moment": "text",
    },
    "postgresql": {
        "text": "text",
        "integer": "bigint",
        "number": "numeric",
        "boolean": "boolean",
        "date": "date",
        "moment": "timestamp with time zone",
    },
}
"""What databases say a column holds."""


def columns_in(connection: Connection, table: str, composer: Composer) -> dict[str, str]:
    """Return the columns a table has, each with its type as the database says it; none where there is no table."""
    if composer.backend == "sqlite":
        rows = connection.all(_COLUMNS["sqlite"], {"table": table})
    else:
        rows = connection.all(_COLUMNS["postgresql"], {"table": composer.quoted(table)})
    return dict(rows)


_COLUMNS: Final = {
    "sqlite": plain("SELECT name, lower(type) FROM pragma_table_info(?)", "table"),
    "postgresql": plain(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
        "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        "table",
    ),
}


# --- fields as they are written down --------------------------------------------------------------


def fields_of(table: RecordTable, records: Records) -> dict[str, KeptField]:
    """Return the fields of a record as a ledger keeps them."""
    return {column.field.names.first: _kept(column.field, column.name, records) for column in table.columns}


def _kept(schema: FieldSchema, column: str, records: Records) -> KeptField:
    said = kind_of(schema.type)
    return KeptField(
        schema.names.first,
        schema.names.second,
        column,
        written_type(schema.type, records),
        isinstance(schema.type, OptionalType),
        frozenset(_members(schema.type)),
        (said.en, said.zh),
    )


def written_type(type_: Type, records: Records, inside: tuple[str, ...] = ()) -> str:
    """Return a type as policies write it, without its `?`; a nested record with all its fields."""
    match type_:
        case OptionalType(element):
            return written_type(element, records, inside)
        case ListType(element):
            question = "?" if isinstance(element, OptionalType) else ""
            return f"list of {written_type(element, records, inside)}{question}"
        case NumberType(scale):
            return f"number({scale})"
        case EnumType(name):
            return f"enum {name}"
        case RefType(record):
            return f"ref {record}"
        case RecordType(record) if record in inside:
            return record
        case RecordType(record):
            parts = (
                f"{each.names.first}: {written_type(each.type, records, (*inside, record))}"
                for each in records[record].fields
            )
            return f"{record} {{ {', '.join(parts)} }}"
        case _:
            return type(type_).__name__.removesuffix("Type").lower()


def _members(type_: Type) -> tuple[str, ...]:
    match type_:
        case OptionalType(element) | ListType(element):
            return _members(element)
        case EnumType(members=members):
            return members
        case _:
            return ()


def written_fields(fields: Mapping[str, KeptField]) -> str:
    """Return fields as JSON."""
    return json_text(
        [
            {
                "name": each.name,
                "second": each.second,
                "column": each.column,
                "type": each.type,
                "may_be_none": each.may_be_none,
                "members": sorted(each.members),
                "said": each.said,
            }
            for each in fields.values()
        ]
    )


def read_fields(text: str) -> dict[str, KeptField]:
    """Return fields from JSON."""
    found: dict[str, KeptField] = {}
    for each in json.loads(text):
        values: dict[str, Any] = {
            **each,
            "members": frozenset(each["members"]),
            "said": tuple(each["said"]),
        }
        found[each["name"]] = KeptField(**values)
    return found
