"""How does a test get a PostgreSQL database of its own?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from attrs import field, frozen
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.databases.cluster import SECONDS, Address

ROOT = Path(__file__).parents[2]

OWNER = "policyrules"
"""Who owns the databases of tests: a role that may do nothing outside them, as in an office."""


@frozen
class Database:
    """An empty database, and the two ways to write where it is."""

    address: Address
    name: str

    @property
    def conninfo(self) -> str:
        """What `psycopg.connect` takes."""
        return _conninfo(self.address, user=OWNER, database=self.name)

    @property
    def url(self) -> str:
        """What SQLAlchemy takes."""
        at = self.address
        return f"postgresql+psycopg://{OWNER}:{at.password}@{at.host}:{at.port}/{self.name}"


@frozen
class Server:
    """A running server."""

    address: Address
    _numbers: Iterator[int] = field(factory=count)

    def connect(self) -> psycopg.Connection:
        """Return a connection of the superuser, outside all databases of tests, without transactions."""
        return psycopg.connect(_conninfo(self.address, user="postgres", database="postgres"), autocommit=True)

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Yield a new database; afterwards it is gone, whoever is still connected."""
        database = Database(self.address, f"test_{next(self._numbers)}")
        name = sql.Identifier(database.name)
        with self.connect() as server:
            server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(OWNER)))
        try:
            yield database
        finally:
            with self.connect() as server:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def crash(self) -> None:
        """Make the server lose its memory, and return when it has recovered from what it wrote.

        One of its processes is killed with SIGKILL, upon which it ends all others and starts again. Every
        connection is broken. What it had given to the operating system stays, unlike in a power cut.
        """
        with self.connect() as witness:
            with self.connect() as victim:
                os.kill(victim.info.backend_pid, signal.SIGKILL)
            try:
                while True:  # until the server has noticed; a new connection might come before that
                    witness.execute("SELECT pg_sleep(0.01)")
            except psycopg.OperationalError:
                pass
        until = time.monotonic() + SECONDS
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return


@contextmanager
def running(binaries: Path, *, fsync: bool = True) -> Iterator[Server]:
    """Yield a server that ends with this context, and with this process however it ends.

    Args:
        binaries: The folder of `initdb` and `postgres`.
        fsync: Whether commits reach the disk.

    Raises:
        RuntimeError: With what was said, where the server does not start.
    """
    command = [
        sys.executable,
        "-m",
        "tests.databases.cluster",
        str(binaries),
        *([] if fsync else ["--no-fsync"]),
    ]
    keeper = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C ends the tests first, and the server after them
    )
    assert keeper.stdout is not None
    with keeper:
        try:
            said = keeper.stdout.readline()
            if said:
                server = Server(Address(**json.loads(said)))
                with server.connect() as first:
                    first.execute(_create_owner(server.address))
                yield server
        finally:
            # A byte, since a process that a test has forked may still hold the pipe open.
            _, complaint = keeper.communicate(b"\n", timeout=SECONDS)
    if not said:
        raise RuntimeError(complaint.decode(errors="replace"))


def _create_owner(address: Address) -> sql.Composed:
    return sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
        sql.Identifier(OWNER), sql.Literal(address.password)
    )


def _conninfo(address: Address, *, user: str, database: str) -> str:
    return make_conninfo(
        host=address.host, port=address.port, user=user, password=address.password, dbname=database
    )
