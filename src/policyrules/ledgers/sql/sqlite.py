"""What is particular to SQLite? One file, one writer at a time.

Whoever changes the ledger has the file to itself until it is done; whoever reads sees it as it was when the
reading began, and waits for nobody (SQLite's write-ahead log). What is said to be written is:

| `synchronous` | survives |
|---|---|
| `full` | the end of the process at any moment (`kill -9`), and the loss of power |
| `normal` | the end of the process; after a loss of power the last admissions may be missing, the file is whole |
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from random import random
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from policyrules.core import numbers
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.ledgers.sql.connection import LostError

if TYPE_CHECKING:
    from policyrules.ledgers.sql.address import Address
    from policyrules.ledgers.sql.connection import Row
    from policyrules.ledgers.sql.locks import Lock
    from policyrules.ledgers.sql.statements import Statement
    from policyrules.ledgers.sql.stored import Backend

Found = TypeVar("Found")

Synchronous = Literal["full", "normal"]

OLDEST: Final = (3, 35)
"""The first SQLite that gives back what a statement wrote."""

_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SHORTEST, _LONGEST = 0.0001, 0.001
"""How long to wait before asking for the file again. SQLite's own waiting grows to 0.1 s, and whoever began to wait
later overtakes whoever waits longer: with 8 processes some waited for seconds. Short waits keep shares alike."""
_PAGES: Final = -16_000
"""So many KiB of the file are kept in memory by each connection."""


class SqliteDatabase:
    """A ledger's file."""

    backend: Final[Backend] = "sqlite"

    def __init__(
        self, address: Address, *, synchronous: Synchronous, timeout: float, read_only: bool = False
    ) -> None:
        if sqlite3.sqlite_version_info < OLDEST:
            raise LedgerError(
                Phrase(
                    f"a ledger needs SQLite 3.35 or later, and this Python has {sqlite3.sqlite_version}",
                    f"台账需要 SQLite 3.35 以上版本，当前 Python 自带 {sqlite3.sqlite_version}",
                )
            )
        self._address = address
        self._synchronous = synchronous
        self._timeout = timeout
        self._read_only = read_only

    def connect(self) -> SqliteConnection:
        """Return a new connection to the file, which is made where there is none, but for reading only."""
        troubles = _Troubles(self._address.shown, self._timeout)
        if self._read_only:
            return self._to_read(troubles)
        raw = self._opened(troubles, *self._address.arguments)
        try:
            connection = SqliteConnection(raw, troubles, self._timeout)
            connection.set_up(self._synchronous)
        except BaseException:
            raw.close()
            raise
        return connection

    def _opened(self, troubles: _Troubles, *arguments: Any, **more: Any) -> sqlite3.Connection:
        options = {"check_same_thread": False, "isolation_level": None, "timeout": 0}
        try:
            raw: sqlite3.Connection = sqlite3.connect(
                *arguments, **{**self._address.options, **options, **more}
            )
        except sqlite3.Error as error:
            raise troubles.of(error) from None
        return raw

    def _to_read(self, troubles: _Troubles) -> SqliteConnection:
        """Return a connection that cannot write; where nobody can, as on a disk mounted so, not even a lock."""
        path = Path(str(self._address.arguments[0]))
        if self._address.options.get("uri"):  # whoever writes a URI says how to open it
            raw = self._opened(troubles, *self._address.arguments)
        else:
            if not path.exists():
                raise LedgerError(
                    Phrase(
                        f"there is no ledger {self._address.shown}: its file is made when the first record is admitted",
                        f"没有台账 {self._address.shown}：首次登记时自动建立文件",
                    )
                )
            uri = f"{path.absolute().as_uri()}?mode=ro"
            if not os.access(path.absolute().parent, os.W_OK):
                uri += "&immutable=1"
            raw = self._opened(troubles, uri, uri=True)
        connection = SqliteConnection(raw, troubles, self._timeout)
        connection.set_up_to_read()
        return connection


class SqliteConnection:
    """A connection to a ledger's file."""

    def __init__(self, raw: sqlite3.Connection, troubles: _Troubles, timeout: float) -> None:
        self._raw = raw
        self.cursor = raw.cursor()
        """For statements that give one row at most: to make a cursor takes as long as to look such a row up."""
        self._troubles = troubles
        self._timeout = timeout
        self._closed = False
        self.busy = self.in_use = False

    def set_up(self, synchronous: Synchronous) -> None:
        """Say how the file is written, and teach SQLite to add exact numbers."""
        mode = self._patiently(lambda: self._raw.execute("PRAGMA journal_mode = WAL").fetchone())[0]
        if mode != "wal":
            raise LedgerError(
                Phrase(
                    f"the ledger {self._troubles.shown} lies where SQLite cannot keep a write-ahead log (it says `{mode}`); "
                    "use a disk of this machine, or PostgreSQL",
                    f"台账 {self._troubles.shown} 所在位置不支持 SQLite 预写日志（当前为 `{mode}`）；请放在本机磁盘上，或改用 PostgreSQL",
                )
            )
        self._raw.execute(f"PRAGMA synchronous = {synchronous.upper()}")
        self.set_up_to_read()

    def set_up_to_read(self) -> None:
        """Say how much of the file is kept in memory, and teach SQLite to add exact numbers."""
        self._raw.execute(f"PRAGMA cache_size = {_PAGES}")
        self._raw.create_function("exact_sum", 2, _exact_sum, deterministic=True)

    def one(self, statement: Statement, given: Mapping[str, Any]) -> Row | None:
        """Return the first row, None where there is none."""
        return self.one_row(statement, statement.values(given))

    def all(self, statement: Statement, given: Mapping[str, Any]) -> list[Row]:
        """Return all rows."""
        return self._rows(statement.text, statement.values(given))

    def run(self, statement: Statement, given: Mapping[str, Any]) -> None:
        """Run a statement that gives nothing."""
        self.run_row(statement, statement.values(given))

    def one_row(self, statement: Statement, values: Sequence[Any]) -> Row | None:
        """Return the first row; the parameters are given in their order."""
        cursor, self.in_use = self.cursor, True
        try:
            cursor.execute(statement.text, values)
            row: Row | None = cursor.fetchone()
        except sqlite3.Error as error:
            if not _is_busy(error) or self.busy:
                raise self._trouble(error) from None
            row = self._patiently(lambda: cursor.execute(statement.text, values).fetchone())
        finally:
            self.in_use = False
        return row

    def run_row(self, statement: Statement, values: Row) -> None:
        """Run a statement that gives nothing; the parameters are given in their order."""
        try:
            self.cursor.execute(statement.text, values)
        except sqlite3.Error as error:
            raise self._trouble(error) from None

    def run_many(self, statement: Statement, rows: Sequence[Row]) -> None:
        """Run a statement once for each row of parameters, given in their order."""
        try:
            self._raw.executemany(statement.text, rows)
        except sqlite3.Error as error:
            raise self._trouble(error) from None

    def define(self, text: str) -> None:
        """Run what makes or changes a table."""
        self._rows(text, ())

    def asked(self, text: str) -> list[Row]:
        """Return all rows of a question without parameters."""
        return self._rows(text, ())

    def _rows(self, text: str, values: tuple[Any, ...]) -> list[Row]:
        def rows() -> list[Row]:
            found: list[Row] = self._raw.execute(text, values).fetchall()
            return found

        self.in_use = True
        try:
            return rows() if self.busy else self._patiently(rows)
        except sqlite3.Error as error:
            raise self._trouble(error) from None
        finally:
            self.in_use = False

    def begin_reading(self, first: Statement) -> Row:
        """Begin a transaction that sees the file as it is at one moment; return the row of its first question."""

        def begin() -> Row:
            self._raw.execute("BEGIN")
            try:  # SQLite takes its look at the file with the first question, which may find it busy
                row: Row = self._raw.execute(first.text).fetchone()
            except sqlite3.Error:
                self.roll_back()
                raise
            return row

        return self._begun(begin)

    def begin_changing(self, locks: Iterable[Lock]) -> None:
        """Begin a transaction once nobody else changes the file."""
        del locks
        self._begun(lambda: self.cursor.execute("BEGIN IMMEDIATE"))

    def begins_at_once(self) -> bool:
        """Begin a transaction that changes the file, and return true, unless somebody else is changing it."""
        self.in_use = True
        try:
            self.cursor.execute("BEGIN IMMEDIATE")
            self.busy = True
        except sqlite3.Error:
            return False
        finally:
            self.in_use = False
        return True

    def _begun(self, begin: Callable[[], Found]) -> Found:
        self.in_use = True
        try:
            found = self._patiently(begin)
            self.busy = True
        finally:
            self.in_use = False
        return found

    def commit(self) -> None:
        """End the transaction and keep what it wrote."""
        try:
            self.cursor.execute("COMMIT")
        except sqlite3.Error as error:
            self.roll_back()
            raise self._trouble(error) from None
        self.busy = False

    def roll_back(self) -> None:
        """End the transaction, if one is open."""
        with suppress(sqlite3.Error):  # it has ended already, or the file is out of reach: nothing is kept
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
        self.busy = False

    def close(self) -> None:
        """Close the connection."""
        self._closed = True
        self._raw.close()

    def _trouble(self, error: sqlite3.Error) -> Exception:
        # closed by another thread that was about to fork, before this one began to use it
        return LostError(str(error)) if self._closed else self._troubles.of(error)

    def _patiently(self, work: Callable[[], Found]) -> Found:
        """Return what `work` gives as soon as nobody else has the file to himself."""
        until: float | None = None
        while True:
            try:
                return work()
            except sqlite3.Error as error:
                if not _is_busy(error):
                    raise self._trouble(error) from None
                now = time.monotonic()
                until = now + self._timeout if until is None else until
                if now >= until:
                    raise self._trouble(error) from None
            time.sleep(_SHORTEST + (_LONGEST - _SHORTEST) * random())  # noqa: S311  # nothing is secret about waiting


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY


def _exact_sum(left: str | None, right: str | None) -> str | None:
    """Return the sum of two numbers written in digits; SQLite calls it where it adds up."""
    if left is None or right is None:
        return None
    return numbers.written(numbers.calculate("+", Decimal(left), Decimal(right)))


class _Troubles:
    """What to say when SQLite cannot do something."""

    def __init__(self, shown: str, timeout: float) -> None:
        self.shown = shown
        self._timeout = timeout

    def of(self, error: sqlite3.Error) -> LedgerError:
        code = getattr(error, "sqlite_errorcode", 0)
        en, zh = self._said(code & 0xFF, error)
        return LedgerError(Phrase(en, zh))

    def _said(self, code: int, error: sqlite3.Error) -> tuple[str, str]:
        shown = self.shown
        match code:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return (
                    f"the ledger {shown} is busy: another process has been changing it for {self._timeout:g} s",
                    f"台账 {shown} 正忙：其他进程已连续写入 {self._timeout:g} 秒",
                )
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                return (
                    f"the file {shown} is no SQLite database, or is damaged ({error})",
                    f"文件 {shown} 不是 SQLite 数据库，或已损坏（{error}）",
                )
            case sqlite3.SQLITE_CANTOPEN:
                return (
                    f"the file {shown} cannot be opened: is its folder there, and may this process write in it?",
                    f"无法打开文件 {shown}：请检查所在文件夹是否存在、本进程有无写入权限",
                )
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
                return (
                    f"the file {shown} cannot be written: this process may only read it, or its folder",
                    f"文件 {shown} 无法写入：本进程对该文件或其文件夹只有读取权限",
                )
            case sqlite3.SQLITE_FULL:
                return (
                    f"the disk of {shown} is full: nothing was written",
                    f"{shown} 所在磁盘已满，未写入任何内容",
                )
            case _:
                return (
                    f"SQLite cannot go on with the ledger {shown}: {error}",
                    f"SQLite 无法继续处理台账 {shown}：{error}",
                )
