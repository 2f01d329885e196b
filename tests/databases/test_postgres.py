"""Tests get databases that are apart, a server that outlives its clients, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import sqlalchemy

from tests.databases import binaries
from tests.databases.binaries import MISSING, server, servers
from tests.databases.cluster import SECONDS, cluster
from tests.databases.postgres import ROOT, Database, Server, running


def wait_until(holds: Callable[[], object], *, what: str) -> None:
    """Wait until a call returns something true."""
    until = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < until, f"waited in vain: {what}"
        time.sleep(0.02)


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a client that prints a line when it has done what it came for."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def kill(client: subprocess.Popen[str]) -> None:
    client.kill()
    client.communicate()


def test_two_databases_do_not_see_each_other(postgres: Server) -> None:
    with postgres.database() as one, postgres.database() as other:
        assert one.name != other.name
        with psycopg.connect(one.conninfo) as connection:
            connection.execute("CREATE TABLE entries (key text)")
        with psycopg.connect(other.conninfo) as connection:
            assert connection.execute("SELECT to_regclass('entries')").fetchone() == (None,)


def test_a_database_is_gone_afterwards_whoever_is_still_connected(postgres: Server) -> None:
    with ExitStack() as stack:
        with postgres.database() as database:
            left = stack.enter_context(psycopg.connect(database.conninfo))
            left.execute("CREATE TABLE entries (key text)")
        with pytest.raises(psycopg.OperationalError):
            left.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(database.conninfo)


def test_sqlalchemy_takes_the_url(postgres_database: Database) -> None:
    engine = sqlalchemy.create_engine(postgres_database.url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE entries (key text)"))
        connection.execute(sqlalchemy.text("INSERT INTO entries VALUES ('督检考')"))
    with engine.connect() as connection:
        assert connection.execute(sqlalchemy.text("SELECT key FROM entries")).scalar() == "督检考"
    engine.dispose()


def test_the_owner_of_a_database_rules_nothing_else(postgres: Server, postgres_database: Database) -> None:
    with psycopg.connect(postgres_database.conninfo) as connection:
        role = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(role).fetchone() == (False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("COPY (SELECT 1) TO PROGRAM 'cat'")
    with postgres.connect() as connection:
        assert connection.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone() == (
            True,
        )


def test_nobody_comes_in_without_the_password(postgres_database: Database) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres_database.conninfo, password="guessed")


def test_commits_reach_the_disk(postgres: Server) -> None:
    with postgres.connect() as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


KILLED = """
import psycopg, sys, time
connection = psycopg.connect(sys.argv[1])
connection.execute("INSERT INTO entries VALUES ('half done')")
connection.execute("LOCK TABLE entries IN ACCESS EXCLUSIVE MODE")
connection.execute("SELECT pg_advisory_xact_lock(7)")
print("in the middle", flush=True)
time.sleep(600)
"""


def test_the_server_survives_a_client_killed_in_a_transaction(postgres_database: Database) -> None:
    with psycopg.connect(postgres_database.conninfo, autocommit=True) as connection:
        connection.execute("CREATE TABLE entries (key text)")
        connection.execute("SET lock_timeout = '60s'")
        client = python(KILLED, postgres_database.conninfo)
        assert client.stdout is not None
        assert client.stdout.readline() == "in the middle\n"
        assert connection.execute("SELECT pg_try_advisory_xact_lock(7)").fetchone() == (False,)
        kill(client)
        connection.execute("SELECT pg_advisory_xact_lock(7)")
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (0,)
        connection.execute("INSERT INTO entries VALUES ('whole')")
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (1,)


def test_advisory_locks_work_across_connections(postgres: Server, postgres_database: Database) -> None:
    got: list[str] = []

    def wait_for_the_lock() -> None:
        with psycopg.connect(postgres_database.conninfo) as third:
            third.execute("SELECT pg_advisory_xact_lock(7)")
            got.append("third")

    waiting = threading.Thread(target=wait_for_the_lock)
    with (
        psycopg.connect(postgres_database.conninfo) as first,
        psycopg.connect(postgres_database.conninfo, autocommit=True) as second,
        postgres.database() as elsewhere,
        psycopg.connect(elsewhere.conninfo, autocommit=True) as stranger,
    ):
        try_lock = "SELECT pg_try_advisory_xact_lock(7)"
        first.execute("SELECT pg_advisory_xact_lock(7)")
        assert second.execute(try_lock).fetchone() == (False,)
        assert second.execute("SELECT pg_try_advisory_xact_lock(8)").fetchone() == (True,)
        assert stranger.execute(try_lock).fetchone() == (True,), "each database has its own locks"
        waiting.start()
        waits = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        wait_until(lambda: second.execute(waits).fetchone(), what="the third asks for the lock")
        assert not got
        first.commit()
        waiting.join(SECONDS)
        assert got == ["third"]
        assert second.execute(try_lock).fetchone() == (True,)


def test_what_was_committed_survives_a_crash_and_nothing_else(postgres: Server) -> None:
    with postgres.database() as database, ExitStack() as stack:
        with psycopg.connect(database.conninfo) as connection:
            connection.execute("CREATE TABLE entries (key text)")
        with psycopg.connect(database.conninfo) as connection:
            connection.execute("INSERT INTO entries VALUES ('acknowledged')")
        half = stack.enter_context(psycopg.connect(database.conninfo))
        half.execute("INSERT INTO entries VALUES ('half done')")
        postgres.crash()
        with pytest.raises(psycopg.OperationalError):
            half.execute("SELECT 1")
        with psycopg.connect(database.conninfo) as connection:
            assert connection.execute("SELECT key FROM entries").fetchall() == [("acknowledged",)]


@pytest.mark.parametrize("folder", servers(), ids=str)
def test_every_server_on_the_machine_serves(folder: Path) -> None:
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    with running(folder, fsync=False) as started, started.connect() as connection:
        version, fsync = connection.execute(
            "SELECT current_setting('server_version'), current_setting('fsync')"
        ).fetchone() or ("", "")
        assert f" {version}" in said
        assert fsync == "off"


STARTED = """
import sys, time
from pathlib import Path
from tests.databases.postgres import running
with running(Path(sys.argv[1])) as server, server.connect() as connection:
    print(*connection.execute("SHOW data_directory").fetchone(), server.address.port, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=lambda how: how.name)
def test_nothing_is_left_of_a_run_that_was_killed(how: signal.Signals) -> None:
    client = python(STARTED, str(server()))
    assert client.stdout is not None
    folder, port = client.stdout.readline().split()
    assert Path(folder).exists()
    client.send_signal(how)
    client.communicate()
    assert client.returncode
    wait_until(lambda: not Path(folder).parent.exists(), what="its folder is removed")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port))), "nobody listens any more"


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.socket() as taken, socket.socket() as free:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        free.bind(("127.0.0.1", 0))
        ports = [taken.getsockname()[1], free.getsockname()[1]]
        free.close()
        with cluster(server(), fsync=False, ports=ports) as address:
            assert address.port == ports[1]
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(host=address.host, port=address.port, user="postgres", password="guessed")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server to somebody else")
def test_programs_out_of_the_servers_reach_are_copied(tmp_path: Path) -> None:
    found = server()
    if not found.is_relative_to(sys.prefix):
        pytest.skip("the system's own programs are within everybody's reach")
    installed = found.parent
    package = tmp_path / installed.parent.name
    shutil.copytree(installed, package / installed.name, symlinks=True)
    libraries = installed.parent.with_name(f"{installed.parent.name}.libs")
    shutil.copytree(libraries, tmp_path / libraries.name)
    tmp_path.chmod(0o700)
    with running(package / installed.name / "bin", fsync=False) as started, started.connect() as connection:
        folder = connection.execute("SHOW data_directory").fetchone()
        assert folder is not None
        assert (Path(folder[0]).parent / "copies" / package.name / installed.name / "bin").exists()


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "pginstall" / "bin"
    folder.mkdir(parents=True)
    for program in ("initdb", "postgres"):
        (folder / program).write_text("#!/bin/sh\necho 'the disk is full'\nexit 1\n")
        (folder / program).chmod(0o755)
    with pytest.raises(RuntimeError, match="the disk is full"), running(folder):
        pass


def test_a_named_server_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYRULES_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="lacks `initdb` or `postgres`"):
        servers()
    for program in ("initdb", "postgres"):
        (tmp_path / program).touch(mode=0o755)
    assert server() == tmp_path


def test_without_a_server_tests_are_skipped_unless_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "servers", lambda: ())
    monkeypatch.delenv("POLICYRULES_REQUIRE_POSTGRES", raising=False)
    with pytest.raises(pytest.skip.Exception) as skipped:
        server()
    monkeypatch.setenv("POLICYRULES_REQUIRE_POSTGRES", "1")
    with pytest.raises(pytest.fail.Exception) as failed:
        server()
    assert skipped.value.msg == failed.value.msg == MISSING
