"""What is particular to PostgreSQL? Changes that have nothing in common do not wait for each other.

A change takes its locks first, and then looks: the two are statements of their own, since a statement sees what
was there when it began. What was acknowledged survives the end of this process and of the server; for that,
`synchronous_commit` must not be off, and is switched on where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.ledgers.sql.connection import AgainError, LostError

if TYPE_CHECKING:
    import psycopg

    from policyrules.ledgers.sql.address import Address
    from policyrules.ledgers.sql.connection import Row
    from policyrules.ledgers.sql.locks import Lock
    from policyrules.ledgers.sql.statements import Statement
    from policyrules.ledgers.sql.stored import Backend

OLDEST: Final = 13
"""The first PostgreSQL that tells which transactions another one could see."""

_AGAIN: Final = frozenset({"40001", "40P01", "23505"})
"""A change that could not be put in an order with others, a deadlock, a key that another change took first."""
_TOO_LATE: Final = frozenset({"55P03", "57014"})
"""A lock that was waited for too long."""


class PostgresDatabase:
    """A ledger's database."""

    backend: Final[Backend] = "postgresql"

    def __init__(self, address: Address, *, timeout: float) -> None:
        self._address = address
        self._timeout = timeout
        _driver()

    def connect(self) -> PostgresConnection:
        """Return a new connection to the database."""
        driver = _driver()
        troubles = _Troubles(self._address.shown, self._timeout)
        options = {"application_name": "policyrules", **self._address.options, "autocommit": True}
        try:
            raw = driver.connect(*self._address.arguments, **options)
        except driver.Error as error:
            raise troubles.of(error) from None
        try:
            connection = PostgresConnection(raw, troubles)
            connection.set_up(self._timeout)
        except BaseException:
            raw.close()
            raise
        return connection


def _driver() -> Any:
    try:
        import psycopg  # noqa: PLC0415  # only who has a ledger in PostgreSQL needs it
    except ImportError:
        raise LedgerError(
            Phrase(
                "a ledger in PostgreSQL needs psycopg: `pip install 'policyrules[ledger]'`",
                "台账保存在 PostgreSQL 中需要 psycopg：`pip install 'policyrules[ledger]'`",
            )
        ) from None
    return psycopg


class PostgresConnection:
    """A connection to a ledger's database."""

    def __init__(self, raw: psycopg.Connection[Any], troubles: _Troubles) -> None:
        self._raw = raw
        self._cursor = raw.cursor()
        self._troubles = troubles
        self._errors: Any = _driver().Error
        self.busy = self.in_use = False

    def set_up(self, timeout: float) -> None:
        """Say how this connection works. Raises `LedgerError` for a server that is too old."""
        if self._raw.info.server_version < OLDEST * 10_000:
            raise LedgerError(
                Phrase(
                    f"a ledger needs PostgreSQL {OLDEST} or later",
                    f"台账需要 PostgreSQL {OLDEST} 以上版本",
                )
            )
        self._rows("SET TIME ZONE 'UTC'", None)
        self._rows(f"SET lock_timeout = {int(timeout * 1000)}", None)
        self._rows(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
            None,
        )

    def one(self, statement: Statement, given: Mapping[str, Any]) -> Row | None:
        """Return the first row, None where there is none."""
        return self.one_row(statement, statement.values(given))

    def all(self, statement: Statement, given: Mapping[str, Any]) -> list[Row]:
        """Return all rows."""
        try:
            return self._cursor.execute(statement.text, statement.values(given), prepare=True).fetchall()
        except self._errors as error:
            raise self._trouble(error) from None

    def run(self, statement: Statement, given: Mapping[str, Any]) -> None:
        """Run a statement that gives nothing."""
        self.run_row(statement, statement.values(given))

    def one_row(self, statement: Statement, values: Sequence[Any]) -> Row | None:
        """Return the first row; the parameters are given in their order."""
        try:
            row: Row | None = self._cursor.execute(statement.text, values, prepare=True).fetchone()
        except self._errors as error:
            raise self._trouble(error) from None
        return row

    def run_row(self, statement: Statement, values: Row) -> None:
        """Run a statement that gives nothing; the parameters are given in their order."""
        try:
            self._cursor.execute(statement.text, values, prepare=True)
        except self._errors as error:
            raise self._trouble(error) from None

    def run_many(self, statement: Statement, rows: Sequence[Row]) -> None:
        """Run a statement once for each row of parameters, given in their order."""
        try:
            self._cursor.executemany(statement.text, rows)
        except self._errors as error:
            raise self._trouble(error) from None

    def define(self, text: str) -> None:
        """Run what makes or changes a table."""
        self._rows(text, ())  # with parameters, though there are none: `%%` in names is one `%`

    def asked(self, text: str) -> list[Row]:
        """Return all rows of a question without parameters."""
        return self._rows(text, ())

    def _rows(self, text: str, values: tuple[Any, ...] | None) -> list[Row]:
        try:
            cursor = self._cursor.execute(text, values)
            return [] if cursor.description is None else cursor.fetchall()
        except self._errors as error:
            raise self._trouble(error) from None

    def begin_reading(self, first: Statement) -> Row:
        """Begin a transaction that sees the ledger as it is at one moment; return the row of its first question."""
        self._begin(f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {first.text}")
        self._cursor.nextset()
        row: Row | None = self._cursor.fetchone()
        assert row is not None, "a ledger has one row"
        return row

    def begin_changing(self, locks: Iterable[Lock]) -> None:
        """Begin a transaction once nobody else changes what the locks stand for."""
        calls = [f"pg_advisory_xact_lock{'_shared' if each.shared else ''}({each.number})" for each in locks]
        # both at once: what has no parameters may be several statements
        self._begin(
            "BEGIN ISOLATION LEVEL READ COMMITTED" + (f"; SELECT {', '.join(calls)}" if calls else "")
        )

    def _begin(self, text: str) -> None:
        self.busy = True
        try:
            self._cursor.execute(text)
        except self._errors as error:
            broken = self._raw.broken
            self.roll_back()
            if broken:
                raise LostError from None
            raise self._trouble(error) from None

    def commit(self) -> None:
        """End the transaction and keep what it wrote."""
        try:
            self._cursor.execute("COMMIT")
        except self._errors as error:
            if self._raw.broken:
                raise LedgerError(
                    Phrase(
                        f"the connection to {self._troubles.shown} broke while the change was being kept: it may be "
                        "there or not; ask again under the same key, which is a repeat if it is",
                        f"保存变更时与 {self._troubles.shown} 的连接中断，变更可能已保存、也可能未保存；请以同一编号重新办理，已保存的不会重复登记",
                    )
                ) from None
            self.roll_back()
            raise self._trouble(error) from None
        self.busy = False

    def roll_back(self) -> None:
        """End the transaction, if one is open."""
        self.busy = False
        try:
            self._raw.rollback()
        except self._errors:
            self._raw.close()  # it is of no more use; nothing is kept

    def close(self) -> None:
        """Close the connection."""
        self._raw.close()

    def _trouble(self, error: psycopg.Error) -> Exception:
        if error.sqlstate in _AGAIN:
            return AgainError(str(error))
        if self._raw.broken or self._raw.closed:
            return LostError(str(error))
        return self._troubles.of(error)


class _Troubles:
    """What to say when PostgreSQL cannot do something."""

    def __init__(self, shown: str, timeout: float) -> None:
        self.shown = shown
        self._timeout = timeout

    def of(self, error: psycopg.Error) -> LedgerError:
        en, zh = self._said(error)
        return LedgerError(Phrase(en, zh))

    def _said(self, error: psycopg.Error) -> tuple[str, str]:
        shown, state = self.shown, error.sqlstate or ""
        if state in _TOO_LATE:
            return (
                f"the ledger {shown} is busy: another process has been changing the same for {self._timeout:g} s",
                f"台账 {shown} 正忙：其他进程已连续 {self._timeout:g} 秒占用同一内容",
            )
        if state == "42501":
            return (
                f"the user of {shown} may not do this: {error}",
                f"{shown} 的用户没有此项权限：{error}",
            )
        if state[:2] in ("08", "57", "28", "3D") or not state:
            return (
                f"the database {shown} cannot be reached: {error}",
                f"无法连接数据库 {shown}：{error}",
            )
        return (
            f"PostgreSQL cannot go on with the ledger {shown}: {error}",
            f"PostgreSQL 无法继续处理台账 {shown}：{error}",
        )
