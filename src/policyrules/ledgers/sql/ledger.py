"""How does a program get a ledger in a database?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError, RequestError
from policyrules.ledgers.only_read import OnlyRead
from policyrules.ledgers.records_named import require_records

if TYPE_CHECKING:
    from policyrules.core.ir import Program
    from policyrules.ledgers.books import Books, CountUses
    from policyrules.ledgers.sql.rebuilding import Progress
    from policyrules.ledgers.sql.sqlite import Synchronous

TIMEOUT: Final = 20.0


class SqlLedger:
    """Entries of many records, in a database: a SQLite file, or PostgreSQL for several machines.

    `url` says where, as SQLAlchemy writes it: `sqlite:///ledger.db`, `postgresql://user@host/database`. `records`
    names those that have a ledger; without it all have. The tables are made when a ledger is first opened, by
    `Engine(policies, ledger=…)`; with `migrate` a table gets the columns of fields that are new. `progress` is told
    while entries are counted for a quota that is new. `prefix` stands before the names of all tables.

    `synchronous` is for SQLite: with `full` what was admitted survives a loss of power, with `normal` only the end of
    the process. Whoever finds the ledger busy waits `timeout` seconds. With `read_only` nothing is written, not even to
    make the ledger: it must be there, and where it is counted by other policies its entries are counted in memory. Safe to share between threads, and after a
    fork: each thread of each process has a connection of its own.

    Raises `LedgerError` for a URL that names no database, and where a driver is not installed.
    """

    def __init__(
        self,
        url: str = "sqlite:///ledger.db",
        *,
        records: Iterable[str] | None = None,
        synchronous: Synchronous = "full",
        timeout: float = TIMEOUT,
        migrate: bool = False,
        progress: Progress | None = None,
        prefix: str = "",
        read_only: bool = False,
    ) -> None:
        if find_spec("sqlalchemy") is None:
            raise LedgerError(
                Phrase(
                    "a ledger in a database needs SQLAlchemy: `pip install 'policyrules[ledger]'`",
                    "台账保存在数据库中需要 SQLAlchemy：`pip install 'policyrules[ledger]'`",
                )
            )
        from policyrules.ledgers.sql.address import address_of  # noqa: PLC0415  # loads SQLAlchemy
        from policyrules.ledgers.sql.connection import Connections  # noqa: PLC0415  # as above

        if synchronous not in ("full", "normal"):
            raise RequestError(
                Phrase(
                    f'`synchronous` is "full" or "normal", not {synchronous!r}',
                    f'`synchronous` 只能是 "full" 或 "normal"，而非 {synchronous!r}',
                )
            )
        self._address = address_of(url)
        if self._address.backend == "postgresql" and synchronous != "full":
            raise RequestError(
                Phrase(
                    "`synchronous` is for SQLite; in PostgreSQL what was admitted always survives",
                    "`synchronous` 只用于 SQLite；PostgreSQL 中已登记的内容始终保留",
                )
            )
        self._records = None if records is None else frozenset(records)
        self._migrate = migrate
        self._progress = progress
        self._prefix = prefix
        self._read_only = read_only
        self._database = self._made(synchronous, timeout)
        to_a_file = self._address.backend == "sqlite"
        self._connections = Connections(self._database.connect, to_a_file=to_a_file)

    def _made(self, synchronous: Synchronous, timeout: float) -> Any:
        if self._address.backend == "sqlite":
            from policyrules.ledgers.sql.sqlite import SqliteDatabase  # noqa: PLC0415  # the other is not loaded

            return SqliteDatabase(
                self._address, synchronous=synchronous, timeout=timeout, read_only=self._read_only
            )
        from policyrules.ledgers.sql.postgres import PostgresDatabase  # noqa: PLC0415  # as above

        return PostgresDatabase(self._address, timeout=timeout)

    def open(self, program: Program, count: Callable[[str], CountUses]) -> Books:
        """Return the books for a program.

        Raises `LedgerError` where the database cannot be reached, and where a table does not fit its record any
        more: it says what has changed and what there is to do.
        """
        from policyrules.ledgers.sql.opening import Opening, Wanted  # noqa: PLC0415  # loads SQLAlchemy

        only = self._records
        require_records(only or (), program)
        names = frozenset(
            name
            for name, schema in program.records.items()
            if only is None or not only.isdisjoint(schema.names.spellings)
        )
        wanted = Wanted(program, names, count, self._prefix, migrate=self._migrate, progress=self._progress)
        opening = Opening(self._database.backend, self._connections, wanted)
        if self._read_only:
            return OnlyRead(opening.books_to_read(self._address.shown))
        return opening.books()

    def close(self) -> None:
        """Close the connections of all threads of this process. The ledger may still be used: it connects again."""
        self._connections.close()

    def __repr__(self) -> str:
        return f"<SqlLedger at {self._address.shown}>"
