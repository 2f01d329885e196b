"""What is a connection to a database here, and whose is it?

Each thread of each process keeps one for its transactions, and one more for reading what decisions once saw.

What a process inherits when it is forked is another's. A connection to a server is left alone, and never closed. An open
file of SQLite's may not be inherited at all: the locks on it stay behind while SQLite believes that it has them, and
what the new process writes can be lost. So files are closed before a fork, for all threads that are not using them.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, Protocol, TypeVar

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.frozen import frozen

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
    in_use: bool
    """Whether it is being asked something this very moment."""

    def one(self, statement: Statement, given: Mapping[str, Any]) -> Row | None:
        """Return the first row, None where there is none."""
        ...

    def all(self, statement: Statement, given: Mapping[str, Any]) -> list[Row]:
        """Return all rows."""
        ...

    def run(self, statement: Statement, given: Mapping[str, Any]) -> None:
        """Run a statement that gives nothing."""
        ...

    def one_row(self, statement: Statement, values: Sequence[Any]) -> Row | None:
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
_files: Final[weakref.WeakSet[Connections]] = weakref.WeakSet()
"""Those whose connections may not be inherited."""


@frozen(eq=False)
class _Held:
    """The connections of one process: those of each thread, and all of them with their threads."""

    process: int
    local: threading.local
    all: list[tuple[weakref.ref[threading.Thread], Connection]]


class Connections:
    """The connections to one database, one for each thread of each process and each use."""

    def __init__(self, connect: Callable[[], Connection], *, to_a_file: bool) -> None:
        self._connect = connect
        self._held = _new()
        self._lock = threading.Lock()
        self._to_a_file = to_a_file
        if to_a_file:
            _files.add(self)

    def mine(self, use: Use = "transactions") -> Connection:
        """Return this thread's connection, made when it is first asked for."""
        held = self._held
        found: Connection | None = getattr(held.local, use, None) if held.process == os.getpid() else None
        return self._new(use) if found is None else found

    def _new(self, use: Use) -> Connection:
        with self._lock:
            held = self._held
            if held.process != os.getpid():
                held = self._begin_anew(held)
            found = self._connect()
            setattr(held.local, use, found)
            _close_idle(held)
            held.all.append((weakref.ref(threading.current_thread()), found))
        return found

    def _begin_anew(self, held: _Held) -> _Held:
        """Return new connections in a forked process. Raises `LedgerError` where a file was in use at the fork."""
        if self._to_a_file and held.all:
            raise LedgerError(
                Phrase(
                    "this process was forked while the ledger's file was in use, and SQLite cannot be used in it any more; "
                    "fork while no thread uses the ledger, or start processes anew (`spawn`)",
                    "本进程在台账文件正被使用时派生（fork），不能再使用该 SQLite 台账；请在没有线程使用台账时派生，或以全新方式启动进程（spawn）",
                )
            )
        _inherited.append(held)
        self._held = _new()
        return self._held

    def drop(self, use: Use = "transactions") -> None:
        """Close this thread's connection: the next one is new."""
        held = self._held
        found: Connection | None = getattr(held.local, use, None)
        if found is not None:
            setattr(held.local, use, None)
            with self._lock:
                held.all[:] = [pair for pair in held.all if pair[1] is not found]
            found.close()

    def close(self) -> None:
        """Close the connections of all threads of this process; each makes a new one when it next needs one."""
        with self._lock:
            held, self._held = self._held, _new()
            if held.process != os.getpid():
                _inherited.append(held)
                return
            for _, connection in held.all:
                connection.close()
            held.all.clear()

    def __del__(self) -> None:
        with suppress(
            Exception
        ):  # nobody has the ledger any more; at the end of the process much is gone already
            self.close()

    # --- before and after a fork --------------------------------------------------------------

    def close_before_fork(self) -> None:
        """Close the connections that nobody is using, and let nobody make new ones until the fork is over."""
        self._lock.acquire()
        if self._held.process != os.getpid():
            return
        left = []
        for thread, connection in self._held.all:
            if connection.busy or connection.in_use:
                left.append((thread, connection))
            else:
                connection.close()
        self._held = _Held(os.getpid(), threading.local(), left)

    def go_on_after_fork(self) -> None:
        """Let connections be made again."""
        self._lock.release()


def _new() -> _Held:
    return _Held(os.getpid(), threading.local(), [])


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


_forking: Final[list[Connections]] = []
"""Those whose connections were closed for the fork that goes on."""


def _before_fork() -> None:
    _forking[:] = list(_files)
    for connections in _forking:
        connections.close_before_fork()


def _after_fork() -> None:
    for connections in _forking:
        connections.go_on_after_fork()
    _forking.clear()


if hasattr(os, "register_at_fork"):  # where there is no fork there is nothing to inherit
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)


T = TypeVar("T")


class InTheMiddle(threading.local, Generic[T]):
    """What each thread is in the middle of."""

    of: T | None = None
    """What this thread is in the middle of, none where it is free."""
