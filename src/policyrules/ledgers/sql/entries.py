"""How is an entry written into its record's table, and read back?"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.ledgers.books import Acceptance, Kept
from policyrules.ledgers.sql.accepting import Accepting
from policyrules.ledgers.sql.looking import LookStatements
from policyrules.ledgers.sql.statements import KEPT, Composer, EntryStatements
from policyrules.ledgers.sql.stored import CannotStoreError, json_text, without_null

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyrules.core.ir import RuleId
    from policyrules.ledgers.sql.connection import Connection, Row
    from policyrules.ledgers.sql.counters import KeptQuota
    from policyrules.ledgers.sql.stored import Backend
    from policyrules.ledgers.sql.tables import RecordTable, Tables

LONGEST_KEY: Final = 900
"""So many bytes has a key at most: an index takes no longer one."""


class KeptRecord:
    """One record's ledger in the database: its table, and what is said to it."""

    def __init__(
        self, tables: Tables, table: RecordTable, composer: Composer, quotas: dict[RuleId, KeptQuota]
    ) -> None:
        self.backend: Backend = tables.backend
        self.table = table
        self.quotas = quotas
        self.statements = EntryStatements(tables, table, composer)
        self.looks = LookStatements(tables, table, composer)
        self.one_counts = {rule: quota for rule, quota in quotas.items() if quota.is_one_count}
        """The quotas of which one count tells how full they are."""
        self.is_seen_at_once = len(self.one_counts) == len(quotas)
        """Whether one look tells how full all its quotas are."""
        self._tables = tables
        self._composer = composer
        self._schema = table.plan.schema
        self._names = [column.name for column in table.columns]
        self._at = {column.field.names.first: column for column in table.columns}
        self._readers = tuple(column.storing.read for column in table.columns)
        self._key_at = next((at for at, column in enumerate(table.columns) if column is table.key), None)
        self._sought: Callable[[str], str | None] | None = (
            None if table.key is None else table.key.storing.sought
        )
        self._written = [
            (at, each.storing.write)
            for at, each in enumerate(table.columns)
            if each.storing.write is not None
        ]
        self._lite = tables.backend == "sqlite"

    @property
    def name(self) -> str:
        """The record's first name."""
        return self._schema.names.first

    @cached_property
    def accepting(self) -> Accepting:
        """What writes an entry on PostgreSQL."""
        return Accepting(self._tables, self.statements, self._composer)

    # --- reading ------------------------------------------------------------------------------

    def kept(self, row: Row) -> Kept:
        """Return a version from what was read of it, in the order of `KEPT` and the fields."""
        number, key, on, outcome, override, at, ended, withdrawn, unknown = row[: len(KEPT)]
        values = tuple(
            [
                stored if stored is None or read is None else read(stored)
                for read, stored in zip(self._readers, row[len(KEPT) :], strict=True)
            ]
        )
        if unknown is not None:
            names = set(json.loads(unknown))
            values = tuple(
                [UNKNOWN if name in names else value for name, value in zip(self._names, values, strict=True)]
            )
        own = None if self._key_at is None else values[self._key_at]
        accepted = Acceptance(self._schema, self._day(on), outcome, override)
        kept = Kept.made(
            accepted, values, key, None if own is UNKNOWN else own, at=self._moment(at), number=number
        )
        kept.ended, kept.withdrawn = ended, withdrawn
        return kept

    def numbered(self, connection: Connection, number: int | None) -> Kept | None:
        """Return the version of a number."""
        row = None if number is None else connection.one(self.statements.by_number, {"number": number})
        return None if row is None else self.kept(row)

    def _day(self, day: Any) -> date | None:
        return date.fromisoformat(day) if self._lite and day is not None else day

    def _moment(self, at: Any) -> datetime | None:
        return datetime.fromisoformat(at) if self._lite and at is not None else at

    def sought(self, equal: dict[str, Any]) -> tuple[frozenset[str], dict[str, Any]]:
        """Return the columns that are to equal something, and the parameters of `search` for them."""
        wanted = {self._at[name].name: (self._at[name], value) for name, value in equal.items()}
        # in the order of the table, as the statement counts them
        columns = [column for column in self.table.columns if column.name in wanted]
        given = {
            f"is_{at}": column.storing.sought(wanted[column.name][1]) for at, column in enumerate(columns)
        }
        return frozenset(wanted), given

    def sought_name(self, name: str | None) -> str | None:
        """Return what equals a record's own key in its column, None where nothing can."""
        return None if name is None or self._sought is None else self._sought(name)

    # --- writing ------------------------------------------------------------------------------

    def row(self, admission: Kept, version: int) -> list[Any]:
        """Return what is written of an accepted record, after its number. Raises `LedgerError`.

        In the order of `EntryStatements.written`.
        """
        untold, values = self.stored(admission.values)
        on = admission.on
        return [
            admission.key,
            version,
            on.isoformat() if self._lite and on is not None else on,
            admission.outcome,
            None if admission.override is None else self.text(admission.override),
            self.moment(admission.at),
            untold,
            *values,
        ]

    def stored(self, facts: tuple[Any, ...]) -> tuple[str | None, list[Any]]:
        """Return which facts are unknown, as text, none where all are known; and all as their columns have them.

        Raises `LedgerError`.
        """
        values = list(facts)
        untold = None
        if UNKNOWN in values:
            untold = json_text(
                [name for name, value in zip(self._names, values, strict=True) if value is UNKNOWN]
            )
            values = [None if value is UNKNOWN else value for value in values]
        for at, write in self._written:
            if values[at] is not None:
                try:
                    values[at] = write(values[at])
                except CannotStoreError as error:
                    raise self._cannot_store(self._names[at], error.reason) from None
        return untold, values

    def moment(self, at: datetime | None) -> Any:
        """Return an instant as the columns for instants have it."""
        if at is None or not self._lite:
            return at
        return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()

    def text(self, text: str) -> str:
        """Return a text that the database takes. Raises `LedgerError` for one it does not."""
        try:
            text.encode()
            return text if self._lite else without_null(text)
        except UnicodeEncodeError:
            reason = Phrase("the text has half a surrogate pair in it", "文本含有不完整的代理项")
        except CannotStoreError as error:
            reason = error.reason
        raise LedgerError(reason)

    def check_keys(self, key: str, name: str | None) -> None:
        """Raise `LedgerError` for a key that no index takes."""
        for each in (key, name):
            if each is None or (len(each) <= LONGEST_KEY and each.isascii() and each.isprintable()):
                continue
            if len(self.text(each).encode()) > LONGEST_KEY:
                raise LedgerError(
                    Phrase(
                        f"a key in a database has at most {LONGEST_KEY} bytes, and `{each[:40]}…` has more",
                        f"台账编号最长 {LONGEST_KEY} 字节（约 {LONGEST_KEY // 3} 个汉字），`{each[:40]}…` 过长",
                    )
                )

    def _cannot_store(self, column: str, reason: Phrase) -> LedgerError:
        field = next(each.field for each in self.table.columns if each.name == column)
        return LedgerError(
            Phrase(
                f"`{field.names.first}` cannot be kept: {reason.en}",
                f"`{field.names.for_people()}` 无法保存：{reason.zh}",
            )
        )
