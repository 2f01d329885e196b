"""What does it take to run a PostgreSQL server for a while and to leave nothing of it behind?

Tests run this as a process of its own (`tests.databases.postgres` does), which keeps the server until its
standard input ends. That happens however a test run ends, SIGKILL included, and then the server is stopped and its
folder removed. By hand, `python -m tests.databases.cluster` serves until Enter.
"""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from attrs import asdict, frozen

from tests.databases.binaries import server

SECONDS = 120
"""How long a start or a stop may take on a machine that has other things to do."""

_PORTS_TRIED = 5


@frozen
class Address:
    """Where a server listens, and the password of its superuser `postgres`."""

    host: str
    port: int
    password: str


@frozen
class _Account:
    """Who runs the server's programs, and the folder in which they may do so."""

    uid: int
    gid: int
    folder: Path

    def run(self, *command: str | Path) -> None:
        """Run a program to its end.

        Raises:
            RuntimeError: With all that the program said, where it failed.
        """
        with self.start(*command, stdout=subprocess.PIPE) as ran:
            said, _ = ran.communicate(timeout=SECONDS)
        if ran.returncode:
            raise RuntimeError(f"{command[0]} failed: {said.decode(errors='replace')}")

    def start(self, *command: str | Path, stdout: int) -> subprocess.Popen[bytes]:
        """Start a program that hears neither our environment's PG* variables nor our standard input."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        other = self.uid != os.geteuid()
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env=environment | {"LC_ALL": "C"},
            user=self.uid if other else None,
            group=self.gid if other else None,
            extra_groups=[] if other else None,
        )

    def own(self, path: Path) -> None:
        """Make a path, with all below it, this account's."""
        for each in (path, *path.rglob("*")):
            os.chown(each, self.uid, self.gid, follow_symlinks=False)


@contextmanager
def cluster(binaries: Path, *, fsync: bool = True, ports: Iterable[int] | None = None) -> Iterator[Address]:
    """Yield the address of a new server, which is gone afterwards with all that it stored.

    It listens on 127.0.0.1 only and asks for a password, since others may share the machine.
    PostgreSQL refuses to run as root; for root it runs as `nobody`.

    Args:
        binaries: The folder of `initdb` and `postgres`.
        fsync: Whether commits reach the disk. Off is for tests that ask nothing of durability.
        ports: Ports to try in turn; free ones where none are named.
    """
    with _account() as account:
        binaries = _runnable(binaries, account)
        password = secrets.token_hex(16)
        _make(binaries, account, password=password)
        for port in _free_ports() if ports is None else ports:
            with _serving(binaries, account, fsync=fsync, port=port) as is_ready:
                if is_ready:
                    yield Address("127.0.0.1", port, password)
                    return
        raise RuntimeError(f"every port that was tried was taken: {_log(account)}")


@contextmanager
def _account() -> Iterator[_Account]:
    """Yield who may run a server, with a temporary folder that only they, and root, can look into."""
    if os.geteuid() != 0:
        with tempfile.TemporaryDirectory(prefix="policyrules-postgres-") as folder:
            yield _Account(os.geteuid(), os.getegid(), Path(folder))
        return
    nobody = pwd.getpwnam("nobody")
    where = next((place for place in (tempfile.gettempdir(), "/var/tmp") if _is_open(Path(place))), "/tmp")
    with tempfile.TemporaryDirectory(prefix="policyrules-postgres-", dir=where) as folder:
        account = _Account(nobody.pw_uid, nobody.pw_gid, Path(folder))
        account.own(account.folder)
        yield account


def _is_open(path: Path) -> bool:
    """Tell whether everybody may run a program, or enter a folder, and pass through all folders above it."""
    path = path.resolve()
    return all(each.stat().st_mode & 0o001 for each in (path, *path.parents))


def _runnable(binaries: Path, account: _Account) -> Path:
    """Return a folder whose programs the account can run: this one, or a copy where it lies out of reach.

    Root's environment may lie where `nobody` cannot look.
    """
    if account.uid == os.geteuid() or _is_open(binaries / "postgres"):
        return binaries
    # The programs find their shared libraries beside the package and all else beside themselves.
    installed = binaries.parent
    package = installed.parent
    copies = account.folder / "copies"
    copied = copies / package.name / installed.name
    shutil.copytree(installed, copied, symlinks=True, ignore=shutil.ignore_patterns("include", "doc", "man"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copies / libraries.name)
    account.own(copies)
    return copied / "bin"


def _make(binaries: Path, account: _Account, *, password: str) -> None:
    secret = account.folder / "password"
    secret.write_text(password)
    secret.chmod(0o400)
    account.own(secret)
    account.run(
        binaries / "initdb",
        f"--pgdata={account.folder / 'data'}",
        "--username=postgres",
        "--auth=scram-sha-256",
        f"--pwfile={secret}",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",  # what is written before the first test need not outlive a power cut
    )
    secret.unlink()


@contextmanager
def _serving(binaries: Path, account: _Account, *, fsync: bool, port: int) -> Iterator[bool]:
    """Yield whether the server is ready; it is not where its port was taken.

    Raises:
        RuntimeError: With the server's log, where it ended or hung for another reason.
    """
    with (account.folder / "log").open("wb") as log:
        server = account.start(
            binaries / "postgres",
            f"-D{account.folder / 'data'}",
            "-clisten_addresses=127.0.0.1",
            f"-cport={port}",
            "-cunix_socket_directories=",  # the path of a temporary folder can be too long for a socket
            f"-cfsync={'on' if fsync else 'off'}",
            stdout=log.fileno(),
        )
    with server:
        try:
            is_ready = _becomes_ready(server, account)
            if not is_ready and "could not bind" not in _log(account):
                raise RuntimeError(f"the PostgreSQL server did not start: {_log(account)}")
            yield is_ready
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it will be read again
            try:
                server.wait(SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def _becomes_ready(server: subprocess.Popen[bytes], account: _Account) -> bool:
    """Wait for the word that the server writes into its own folder when it takes connections, as pg_ctl does."""
    until = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < until:
        with suppress(FileNotFoundError):
            status = (account.folder / "data" / "postmaster.pid").read_text().splitlines()
            if status[7:] and status[7].strip() == "ready":
                return True
        time.sleep(0.01)
    return False


def _log(account: _Account) -> str:
    return (account.folder / "log").read_text(errors="replace")


def _free_ports() -> Iterator[int]:
    """Yield ports that were free a moment ago."""
    for _ in range(_PORTS_TRIED):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        yield port


def main(binaries: Path, *, fsync: bool) -> None:
    """Serve until standard input has something to read or ends; say the address as one line of JSON."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with cluster(binaries, fsync=fsync) as address:
        print(json.dumps(asdict(address)), flush=True)
        sys.stdin.buffer.read(1)


if __name__ == "__main__":
    named = [Path(word) for word in sys.argv[1:] if word != "--no-fsync"]
    main(named[0] if named else server(), fsync="--no-fsync" not in sys.argv)
