"""Does a record's table still fit the record, and if not, what is there to do?

It fits when every field has a column and every value in it can be read as the record says now. A change of the
record that keeps this so (a wider enum, a `?` more, another second name) needs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from policyrules.core.values import UNKNOWN, Row
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.ledgers.sql import names
from policyrules.ledgers.sql.found import TYPES, FoundRecord, KeptField, columns_in, fields_of
from policyrules.ledgers.sql.statements import Statement, limited, plain
from policyrules.ledgers.sql.stored import json_text
from policyrules.ledgers.sql.tables import is_untold
from policyrules.semantics.types import EnumType, ListType, NumberType, RecordType, Type, required

if TYPE_CHECKING:
    from policyrules.ledgers.sql.connection import Connection
    from policyrules.ledgers.sql.statements import Composer, Statement
    from policyrules.ledgers.sql.stored import Records
    from policyrules.ledgers.sql.tables import Column, RecordTable

_PAGE: Final = 1000


@frozen
class Step:
    """Something to do about a difference: a statement with its parameters."""

    statement: Statement
    given: Mapping[str, Any]


@frozen(eq=False)
class Fit:
    """What came of comparing: steps that make the table fit, and what is to be said where it does not.

    `anew` says that the table has no entries and may be made anew.
    """

    steps: tuple[Step, ...] = ()
    complaints: tuple[Phrase, ...] = ()
    anew: bool = False
    key_moved: bool = False


class Fitting:
    """Holds one record's table against the record."""

    def __init__(
        self,
        connection: Connection,
        composer: Composer,
        found: FoundRecord,
        table: RecordTable,
        records: Records,
        *,
        migrate: bool,
    ) -> None:
        self._connection = connection
        self._composer = composer
        self._found = found
        self._record = table
        self._table = table.table
        self._records = records
        self._migrate = migrate
        self._columns = {column.field.names.first: column for column in table.columns}
        self._steps: list[Step] = []
        self._complaints: list[Phrase] = []

    def compared(self) -> Fit:
        """Return what there is to do."""
        there = columns_in(self._connection, self._found.table, self._composer)
        if not there:
            return Fit(anew=True)
        wanted = fields_of(self._record, self._records)
        key = self._record.plan.schema.key
        same = self._found.fields == wanted and self._found.key == key
        if same and all(field.column in there for field in wanted.values()):
            return Fit()
        entries = self._counted(sa.true())
        if not entries:
            return Fit(anew=True)
        for name, field in wanted.items():
            before = self._found.fields.get(name)
            if before is None or field.column not in there:
                self._added(field, there.get(field.column), entries)
            elif before != field or there[field.column] != self._type_of(name):
                self._changed(before, field, there[field.column])
        for name, before in self._found.fields.items():
            if name not in wanted and before.column in there:
                self._removed(before, wanted.values())
        key_moved = self._found.key != key
        if key_moved:
            self._keyed(key)
        return Fit(tuple(self._steps), tuple(self._complaints), key_moved=key_moved)

    # --- one difference -----------------------------------------------------------------------

    def _added(self, field: KeptField, there: str | None, entries: int) -> None:
        """A new field: in the entries there are it is its default, else unknown."""
        if there is not None:
            self._read(field, there, None)
            return
        column = self._columns[field.name]
        steps = self._adding(column)
        if self._migrate:
            self._steps += steps
            return
        text = " ".join(self._shown(step) for step in steps)
        has = column.field.has_default
        left = (
            Phrase("gives them its default", "按默认值补填")
            if has
            else Phrase("leaves it unknown in them", "在已有记录中记为不详")
        )
        self._complaints.append(
            Phrase(
                f"`{field.name}` is new, and there are {entries} entries without it. Open the ledger once with "
                f"`--migrate` (`SqlLedger(…, migrate=True)`), which {left.en}, or run: {text}",
                f"新增字段 `{_people(field)}`，已有 {entries} 条记录没有此项。以 `--migrate`（`SqlLedger(…, migrate=True)`）打开一次，即{left.zh}；或执行：{text}",
            )
        )

    def _removed(self, before: KeptField, wanted: Iterable[KeptField]) -> None:
        """A field that is no longer there: its column may stay, and is not read."""
        if self._migrate:
            return
        quoted = self._composer.quoted
        drop = f"ALTER TABLE {quoted(self._found.table)} DROP COLUMN {quoted(before.column)};"
        alike = [
            field
            for field in wanted
            if field.name not in self._found.fields
            and (field.type, field.members) == (before.type, before.members)
        ]
        renamed_en = renamed_zh = ""
        if alike:
            rename = (
                f"ALTER TABLE {quoted(self._found.table)} RENAME COLUMN {quoted(before.column)} TO "
                f"{quoted(alike[0].column)};"
            )
            renamed_en = f" If it is called `{alike[0].name}` now, run: {rename}"
            renamed_zh = f"如已更名为 `{_people(alike[0])}`，执行：{rename}"
        self._complaints.append(
            Phrase(
                f"`{before.name}` is gone. Open the ledger once with `--migrate` (`SqlLedger(…, migrate=True)`), which keeps its "
                f"column and reads it no more, or run: {drop}{renamed_en}",
                f"字段 `{_people(before)}` 已删除。以 `--migrate`（`SqlLedger(…, migrate=True)`）打开一次，该列保留但不再读取；或执行：{drop}{renamed_zh}",
            )
        )

    def _changed(self, before: KeptField, field: KeptField, there: str) -> None:
        retyped = there != self._type_of(field.name) or before.type != field.type
        if retyped or before.members - field.members:
            self._read(field, there, before)
        elif before.may_be_none and not field.may_be_none:
            self._never_none(field)

    def _read(self, field: KeptField, there: str, before: KeptField | None) -> None:
        """Accept a column if it is of the right type and every value in it can be read."""
        column = self._columns[field.name]
        said = field.words
        was = Phrase("something else", "其他类型") if before is None or before.words == said else before.words
        wanted = self._type_of(field.name)
        if there != wanted:
            text = self._retyping(column, wanted)
            self._complaints.append(
                Phrase(
                    f"`{field.name}` was {was.en} and is {said.en} now. Convert the column, for example: {text}",
                    f"`{_people(field)}` 原为{was.zh}，现为{said.zh}。请转换该列，例如：{text}",
                )
            )
            return
        strange = self._strange(column)
        if strange is not None:
            key, value = strange
            self._complaints.append(
                Phrase(
                    f"`{field.name}` is {said.en} now, and the entry `{key}` has {value!r} there, which is none. "
                    f"Revise such entries with the former policies first, or change the column `{column.name}` of the table `{self._table.name}`",
                    f"`{_people(field)}` 现为{said.zh}，而记录 `{key}` 中该项为 {value!r}，不符。请先按原政策文件变更此类记录，或修改表 `{self._table.name}` 的列 `{column.name}`",
                )
            )
        elif not field.may_be_none:
            self._never_none(field)

    def _never_none(self, field: KeptField) -> None:
        column = self._columns[field.name]
        stored, untold = self._table.c[column.name], is_untold(self._table, column, self._composer.backend)
        nothing = sa.and_(
            stored.is_(None),
            sa.or_(self._table.c[names.UNKNOWN].is_(None), sa.not_(untold)),
            self._table.c[names.ENDED].is_(None),
        )
        count = self._counted(nothing)
        if count:
            self._complaints.append(
                Phrase(
                    f"`{field.name}` may not be none any more, and is in {count} entries. Revise them with the former policies first, or keep the `?`",
                    f"`{_people(field)}` 不得再为无，而有 {count} 条记录为无。请先按原政策文件变更这些记录，或保留 `?`",
                )
            )

    def _keyed(self, key: str | None) -> None:
        """Another field is the key: it must name each entry alone."""
        column = None if key is None else self._columns.get(key)
        if column is None:
            return
        stored = self._table.c[column.name]
        twice = (
            sa.select(stored)
            .where(self._table.c[names.ENDED].is_(None))
            .group_by(stored)
            .having(sa.func.count() > sa.literal_column("1"))
        )
        first = self._composer.statement(limited(twice, 1))
        row = None if self._complaints else self._connection.one(first, {})
        if row is not None:
            self._complaints.append(
                Phrase(
                    f"`{key}` is the key now, and several entries have {row[0]!r} there",
                    f"主键现为 `{_people_of(column)}`，而有多条记录该项同为 {row[0]!r}",
                )
            )

    # --- what it takes ------------------------------------------------------------------------

    def _adding(self, column: Column) -> list[Step]:
        table = self._table
        kind = self._composer.definition(sa.schema.CreateColumn(table.c[column.name]))
        make = self._composer.quoted(table.name)
        steps = [Step(plain(f"ALTER TABLE {make} ADD COLUMN {kind}"), {})]
        if column.field.has_default:
            default = column.field.default
            write = column.storing.write
            stored = default if default is None or write is None else write(default)
            if stored is not None and default is not UNKNOWN:
                set_ = sa.update(table).values(
                    {column.name: sa.bindparam("stored", type_=table.c[column.name].type)}
                )
                steps.append(Step(self._composer.statement(set_), {"stored": stored}))
            return steps
        unknown = table.c[names.UNKNOWN]
        one, more = json_text([column.name]), "," + json_text([column.name])[1:]
        longer = sa.func.substr(
            unknown, sa.literal_column("1"), sa.func.length(unknown) - sa.literal_column("1")
        )
        text = sa.case(
            (unknown.is_(None), sa.bindparam("one", type_=sa.Text())),
            else_=longer.concat(sa.bindparam("more", type_=sa.Text())),
        )
        set_ = sa.update(table).values({names.UNKNOWN: text})
        steps.append(Step(self._composer.statement(set_), {"one": one, "more": more}))
        return steps

    def _shown(self, step: Step) -> str:
        """Return a step as someone would type it."""
        text = step.statement.text.replace("\n", "")
        mark = "?" if self._composer.backend == "sqlite" else "%s"
        for name in step.statement.names:
            value = step.given[name]
            written = str(value) if type(value) in (int, bool) else "'" + str(value).replace("'", "''") + "'"
            text = text.replace(mark, written, 1)
        return text + ";"

    def _retyping(self, column: Column, wanted: str) -> str:
        quoted = self._composer.quoted
        table, name = quoted(self._table.name), quoted(column.name)
        if self._composer.backend == "postgresql":
            return f"ALTER TABLE {table} ALTER COLUMN {name} TYPE {wanted} USING {name}::{wanted};"
        new = quoted(column.name + "_new")
        steps = (
            f"ALTER TABLE {table} ADD COLUMN {new} {wanted};",
            f"UPDATE {table} SET {new} = {name};",  # noqa: S608  # shown to people, not run
            f"ALTER TABLE {table} DROP COLUMN {name};",
            f"ALTER TABLE {table} RENAME COLUMN {new} TO {name};",
        )
        return " ".join(steps)

    # --- what is there ------------------------------------------------------------------------

    def _type_of(self, name: str) -> str:
        return TYPES[self._composer.backend][self._columns[name].storing.kind]

    def _counted(self, where: sa.ColumnElement[bool]) -> int:
        clause = sa.select(sa.func.count()).select_from(self._table).where(where)
        row = self._connection.one(self._composer.statement(clause), {})
        assert row is not None, "a count is a row"
        count: int = row[0]
        return count

    def _strange(self, column: Column) -> tuple[str, Any] | None:
        """Return the first entry whose value cannot be read as the record says, with the value."""
        table = self._table
        number, stored = table.c[names.NUMBER], table.c[column.name]
        clause = (
            sa.select(number, table.c[names.KEY], stored)
            .where(stored.is_not(None), number > sa.bindparam("after", type_=sa.BigInteger()))
            .order_by(number)
        )
        statement, after = self._composer.statement(limited(clause, _PAGE)), 0
        fits = _fits(column.field.type, self._records)
        while rows := self._connection.all(statement, {"after": after}):
            for _, key, value in rows:
                try:
                    told = value if column.storing.read is None else column.storing.read(value)
                except (ValueError, TypeError, ArithmeticError, KeyError):
                    return key, value
                if not fits(told):
                    return key, value
            after = rows[-1][0]
        return None


def _fits(type_: Type, records: Records) -> Callable[[Any], bool]:
    """Return what tells whether a value that was read is of a type: enums have their members."""
    match required(type_):
        case EnumType(members=members):
            return lambda value: value in members or value is UNKNOWN
        case ListType(element):
            each = _fits(element, records)
            return lambda value: value is UNKNOWN or all(part is None or each(part) for part in value)
        case NumberType(scale):
            return lambda value: value is UNKNOWN or not value * 10**scale % 1
        case RecordType(record):
            return lambda value: _row_fits(value, record, records)
        case _:
            return lambda _: True


def _row_fits(value: Any, record: str, records: Records) -> bool:
    if not isinstance(value, Row):
        return value is UNKNOWN
    told = (
        (field.type, value.values[field.names.first])
        for field in records[record].fields
        if value.values[field.names.first] not in (None, UNKNOWN)
    )
    return all(_fits(type_, records)(part) for type_, part in told)


def _people(field: KeptField) -> str:
    return field.second or field.name


def _people_of(column: Column) -> str:
    return column.field.names.for_people()
