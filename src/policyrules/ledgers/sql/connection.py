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
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError

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
"""What threads of the process had that this one was forked from: as long as it stands here, nothing closes it."""
_everyone: Final[weakref.WeakSet[Connections]] = weakref.WeakSet()
"""All connections there are to any database."""


class OfThread:
    """What one thread has: its connections, and what it is in the middle of, none where it is free."""

    __slots__ = ("middle", "reading", "transactions")

    def __init__(self) -> None:
        self.transactions: Connection | None = None
        self.reading: Connection | None = None
        self.middle: Any = None

    def close(self, *, idle: bool = False) -> bool:
        """Close its connections, or those that nobody is using; return whether it has none by now."""
        for use in ("transactions", "reading"):
            found: Connection | None = getattr(self, use)
            if found is not None and not (idle and (found.busy or found.in_use)):
                setattr(self, use, None)
                found.close()
        return self.transactions is None and self.reading is None


class _Local(threading.local):
    def __init__(self) -> None:
        self.own = OfThread()


class Connections:
    """The connections to one database, one for each thread of each process and each use."""

    def __init__(self, connect: Callable[[], Connection], *, to_a_file: bool) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._to_a_file = to_a_file
        self.local = _Local()
        """What this thread has, as its `own`."""
        self._threads: list[tuple[weakref.ref[threading.Thread], OfThread]] = []
        """Those that have a connection, and what they have."""
        self._forked_in_use = False
        _everyone.add(self)

    def of_thread(self) -> OfThread:
        """Return what this thread has."""
        return self.local.own

    def mine(self, use: Use = "transactions") -> Connection:
        """Return this thread's connection, made when it is first asked for."""
        own = self.local.own
        found = own.transactions if use == "transactions" else own.reading
        return self._new(own, use) if found is None else found

    def free(self) -> Connection:
        """Return a connection of this thread on which no transaction goes on."""
        found = self.local.own.transactions
        if found is None or found.busy:
            return self.mine("transactions" if found is None else "reading")
        return found

    def _new(self, own: OfThread, use: Use) -> Connection:
        with self._lock:
            if self._forked_in_use:
                raise LedgerError(
                    Phrase(
                        "this process was forked while the ledger's file was in use, and SQLite cannot be used in it any more; "
                        "fork while no thread uses the ledger, or start processes anew (`spawn`)",
                        "本进程在台账文件正被使用时派生（fork），不能再使用该 SQLite 台账；请在没有线程使用台账时派生，或以全新方式启动进程（spawn）",
                    )
                )
            found = self._connect()
            setattr(own, use, found)
            left = []
            for thread, other in self._threads:
                alive = thread()
                if alive is None or not alive.is_alive():
                    other.close()
                elif other is not own:
                    left.append((thread, other))
            self._threads = [*left, (weakref.ref(threading.current_thread()), own)]
        return found

    def drop(self) -> None:
        """Close the connection of this thread that `free` gives: the next one is new."""
        own = self.local.own
        found = own.transactions
        if found is not None and not found.busy:
            own.transactions = None
        else:
            found, own.reading = own.reading, None
        if found is not None:
            found.close()

    def close(self) -> None:
        """Close the connections of all threads of this process; each makes a new one when it next needs one."""
        with self._lock:
            for _, own in self._threads:
                own.close()
            self._threads = []

    def __del__(self) -> None:
        with suppress(
            Exception
        ):  # nobody has the ledger any more; at the end of the process much is gone already
            self.close()

    # --- before and after a fork --------------------------------------------------------------

    def close_before_fork(self) -> None:
        """Close the connections to a file that nobody is using, and let nobody make new ones until the fork is over."""
        if self._to_a_file:
            self._lock.acquire()
            self._threads = [pair for pair in self._threads if not pair[1].close(idle=True)]

    def go_on_after_fork(self) -> None:
        """Let connections be made again."""
        if self._to_a_file:
            self._lock.release()

    def begin_anew(self) -> None:
        """Forget, in a new process, what the threads of the old one had."""
        _inherited.append((self.local, self._threads))
        self._forked_in_use |= self._to_a_file and bool(self._threads)
        self._lock, self.local, self._threads = threading.Lock(), _Local(), []


_forking: Final[list[Connections]] = []
"""Those that wait for the fork that goes on to be over."""


def _before_fork() -> None:
    _forking[:] = list(_everyone)
    for connections in _forking:
        connections.close_before_fork()


def _after_fork_in_parent() -> None:
    for connections in _forking:
        connections.go_on_after_fork()
    _forking.clear()


def _after_fork_in_child() -> None:
    for connections in _forking:
        connections.begin_anew()
    _forking.clear()


if hasattr(os, "register_at_fork"):  # where there is no fork there is nothing to inherit
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child
    )
