"""What is a connection to a database here, and whose is it?

Each thread of each process keeps one for its transactions, and one more for reading what decisions once saw.
What a process inherits when it is forked is another's: it is left alone, and never closed.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, Protocol, TypeVar

from attrs import frozen

if TYPE_CHECKING:
    from policyrules.ledgers.sql.locks import Lock
    from policyrules.ledgers.sql.statements import Statement
    from policyrules.ledgers.sql.stored import Backend

Row = tuple[Any, ...]


class Connection(Protocol):
    """A connection of the driver's, with transactions begun and ended by hand.

    Everything raises `LedgerError` where the database cannot do it, and `AgainError` where it could if asked again.
    """

    busy: bool
    """Whether a transaction is open."""

    def one(self, statement: Statement, given: Mapping[str, Any]) -> Row | None:
        """Return the first row, None where there is none."""
        ...

    def all(self, statement: Statement, given: Mapping[str, Any]) -> list[Row]:
        """Return all rows."""
        ...

    def run(self, statement: Statement, given: Mapping[str, Any]) -> None:
        """Run a statement that gives nothing."""
        ...

    def one_row(self, statement: Statement, values: Row) -> Row | None:
        """Return the first row; the parameters are given in their order."""
        ...

    def run_row(self, statement: Statement, values: Row) -> None:
        """Run a statement that gives nothing; the parameters are given in their order."""
        ...

    def run_many(self, statement: Statement, rows: Sequence[Row]) -> None:
        """Run a statement once for each row of parameters, given in their order."""
        ...

    def define(self, text: str) -> None:
        """Run what makes or changes a table."""
        ...

    def asked(self, text: str) -> list[Row]:
        """Return all rows of a question without parameters."""
        ...

    def begin_reading(self, first: Statement) -> Row:
        """Begin a transaction that sees the ledger as it is at one moment; return the row of its first question."""
        ...

    def begin_changing(self, locks: Iterable[Lock]) -> None:
        """Begin a transaction once nobody else changes what the locks stand for."""
        ...

    def commit(self) -> None:
        """End the transaction and keep what it wrote."""
        ...

    def roll_back(self) -> None:
        """End the transaction, if one is open, and keep nothing of it."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class AgainError(Exception):
    """The database ended a transaction for the sake of another one; it may well succeed if it is tried again."""


class LostError(Exception):
    """The connection broke before anything was to be kept: a new one may do."""


class Database(Protocol):
    """A database as one backend has it."""

    @property
    def backend(self) -> Backend:
        """Which backend it is."""
        ...

    def connect(self) -> Connection:
        """Return a new connection. Raises `LedgerError` where there is none to be had."""
        ...


Use = Literal["transactions", "reading"]

_inherited: Final[list[Any]] = []
"""Connections of the process this one was forked from: as long as they stand here, nothing closes them."""


@frozen(eq=False)
class _Held:
    """The connections of one process: those of each thread, and all of them with their threads."""

    process: int
    local: threading.local
    all: list[tuple[weakref.ref[threading.Thread], Connection]]
    lock: threading.Lock


class Connections:
    """The connections to one database, one for each thread of each process and each use."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._held = _new()

    def mine(self, use: Use = "transactions") -> Connection:
        """Return this thread's connection, made when it is first asked for."""
        held = self._held
        if held.process != os.getpid():
            _inherited.append(held)
            held = self._held = _new()
        found: Connection | None = getattr(held.local, use, None)
        if found is None:
            found = self._connect()
            setattr(held.local, use, found)
            with held.lock:
                _close_idle(held)
                held.all.append((weakref.ref(threading.current_thread()), found))
        return found

    def drop(self, use: Use = "transactions") -> None:
        """Close this thread's connection: the next one is new."""
        held = self._held
        found: Connection | None = getattr(held.local, use, None)
        if found is not None:
            setattr(held.local, use, None)
            with held.lock:
                held.all[:] = [pair for pair in held.all if pair[1] is not found]
            found.close()

    def close(self) -> None:
        """Close the connections of all threads of this process; each makes a new one when it next needs one."""
        held, self._held = self._held, _new()
        if held.process != os.getpid():
            _inherited.append(held)
            return
        with held.lock:
            for _, connection in held.all:
                connection.close()
            held.all.clear()


def _new() -> _Held:
    return _Held(os.getpid(), threading.local(), [], threading.Lock())


def _close_idle(held: _Held) -> None:
    """Close the connections of threads that have ended."""
    left = []
    for thread, connection in held.all:
        alive = thread()
        if alive is None or not alive.is_alive():
            connection.close()
        else:
            left.append((thread, connection))
    held.all[:] = left


T = TypeVar("T")


class InTheMiddle(Generic[T]):
    """What each thread is in the middle of."""

    def __init__(self) -> None:
        self._local = threading.local()

    @property
    def of(self) -> T | None:
        """What this thread is in the middle of, none where it is free."""
        found: T | None = getattr(self._local, "of", None)
        return found

    @of.setter
    def of(self, value: T | None) -> None:
        self._local.of = value
