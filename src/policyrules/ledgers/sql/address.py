"""Which database does a URL name?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.frozen import field, frozen
from policyrules.ledgers.sql.stored import Backend

_DRIVERS: Final[Mapping[str, Backend]] = {"pysqlite": "sqlite", "psycopg": "postgresql"}
_EXAMPLES: Final = Phrase(
    "`sqlite:///ledger.db` or `postgresql://user@host/database`",
    "`sqlite:///ledger.db` 或 `postgresql://user@host/database`",
)


@frozen
class Address:
    """Where a ledger is: what the driver takes, and how it is shown, without its password."""

    backend: Backend
    arguments: tuple[Any, ...] = field(repr=False)
    options: Mapping[str, Any] = field(repr=False)
    shown: str


def address_of(url: str) -> Address:
    """Return the database a URL names. Raises `LedgerError` for one that no ledger can be kept in."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415  # only who has a ledger in a database loads it
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError  # noqa: PLC0415  # as above

    try:
        parsed = make_url(url)
        shown = parsed.render_as_string(hide_password=True)
        name, driver = parsed.get_backend_name(), parsed.get_driver_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise _no_url(url) from None
    if driver == "psycopg2" and parsed.drivername in ("postgresql", "postgres"):
        driver = "psycopg"
    backend = _DRIVERS.get(driver)
    if backend is None or backend != name:
        raise LedgerError(
            Phrase(
                f"a ledger is kept in SQLite or, through psycopg, in PostgreSQL, not by `{parsed.drivername}`: {_EXAMPLES.en}",
                f"台账只能保存在 SQLite 或 PostgreSQL（经 psycopg）中，不支持 `{parsed.drivername}`；如 {_EXAMPLES.zh}",
            )
        )
    if backend == "sqlite":
        return _file(parsed, shown)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  # as above

    dialect = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it so
    arguments, options = dialect.create_connect_args(parsed)  # type: ignore[no-untyped-call]  # as above
    return Address(backend, tuple(arguments), options, shown)


def _file(parsed: Any, shown: str) -> Address:
    if parsed.database in (None, "", ":memory:") or "mode=memory" in shown:
        raise LedgerError(
            Phrase(
                "a ledger in memory is `MemoryLedger()`; a file is `sqlite:///ledger.db`",
                "内存中的台账请用 `MemoryLedger()`；文件写作 `sqlite:///ledger.db`",
            )
        )
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415  # as above

    arguments, options = sqlite.pysqlite.dialect().create_connect_args(parsed)
    return Address("sqlite", tuple(arguments), options, shown)


def _no_url(url: object) -> LedgerError:
    text = str(url)[:100]
    return LedgerError(
        Phrase(
            f"`{text}` does not name a database; write {_EXAMPLES.en}",
            f"`{text}` 不是数据库地址，应写作 {_EXAMPLES.zh}",
        )
    )
