"""Many processes and threads at full speed, some of them killed: no quota over, no key twice, nothing lost."""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

import policyrules as pr
from tests.ledgers.places import Place, loaded
from tests.ledgers.swarm import EACH, HOT
from tests.ledgers.test_scenarios import ONE, visit

if TYPE_CHECKING:
    from tests.databases.postgres import Database, Server

KILLS = int(os.environ.get("POLICYRULES_KILLS", "20"))
ROOT = Path(__file__).parents[2]


def swarm(place: Place, *arguments: object) -> dict[str, Any]:
    """Return what came of a swarm on a ledger."""
    command = [
        sys.executable,
        "-m",
        "tests.ledgers.swarm",
        place.url,
        "--prefix",
        place.prefix,
        *map(str, arguments),
    ]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_eight_processes_fill_a_quota_and_no_more(kept_place: Place) -> None:
    found = swarm(kept_place, "--kind", "hot", "--seconds", 20)
    assert found["ended"] == [0] * 8
    assert found["done"]["admitted"] == found["standing"] == 50
    assert found["done"]["refused"] >= 8 * 20, "each tried"


def test_processes_killed_at_any_moment(kept_place: Place) -> None:
    """Given eight processes, when one after the other is killed, then what they were told is so, and no quota is over."""
    found = swarm(kept_place, "--kills", KILLS, "--seconds", max(KILLS / 10, 3), "--seed", os.getpid())
    assert found["kills"] == KILLS
    assert set(found["ended"]) <= {0, -15}
    assert found["wrong"] == []
    assert set(EACH) <= set(found["done"])


OUTLIVES = """
import os, subprocess, sys, threading
import policyrules as pr

path = sys.argv[1]
policies = pr.load_text("record R { id: text key }")
ledger = pr.SqlLedger(f"sqlite:///{path}")
engine = pr.Engine(policies, ledger=ledger)
engine.admit("R", {"id": "parent"})
other = threading.Thread(target=lambda: engine.entries("R"))
other.start()
other.join()
gone, go_on = os.pipe()
if os.fork():
    ledger.close()
    os._exit(0)
os.close(go_on)
os.read(gone, 1)  # until the parent is gone
engine.admit("R", {"id": "child"})
# whoever closes a file last tidies up after all: it must see that this process still has it open
code = '''
import sys, policyrules as pr
ledger = pr.SqlLedger(f"sqlite:///{sys.argv[1]}")
pr.Engine(pr.load_text("record R { id: text key }"), ledger=ledger).admit("R", {"id": "other"})
ledger.close()
'''
subprocess.run([sys.executable, "-c", code, path], check=True)
engine.admit("R", {"id": "child again"})
"""


def test_a_process_outlives_the_one_it_was_forked_from(sqlite: Place, tmp_path: Path) -> None:
    """Given a process forked from one that had the ledger open, when that one ends, then what it admits is kept."""
    ran = subprocess.run(
        [sys.executable, "-c", OUTLIVES, str(tmp_path / "ledger.db")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    engine = sqlite.engine("record R { id: text key }")
    wanted = ["parent", "child", "other", "child again"]
    for _ in range(600):
        if len(engine.entries("R")) == len(wanted):
            break
        time.sleep(0.1)
    assert [(kept.key, kept.number) for kept in engine.entries("R")] == [
        (key, at) for at, key in enumerate(wanted, 1)
    ]


def test_a_fork_in_the_middle_of_another_threads_change(sqlite: Place) -> None:
    """Given a thread that changes the ledger, when another forks, then the new process is told not to use the file."""
    inside, go_on = threading.Event(), threading.Event()

    def watch(_: pr.Decision) -> None:
        inside.set()
        go_on.wait(60)

    slow, engine = observed(sqlite, watch), sqlite.engine(ONE)
    engine.entries("Visit")
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow.admit, "Visit", visit("1"))
        assert inside.wait(60)
        reads, writes = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # just this is what later Pythons warn of
            process = os.fork()
        if not process:
            said = ["", ""]
            for at, each in enumerate((slow, engine)):
                try:
                    said[at] = f"{len(each.entries('Visit'))} entries"
                except pr.LedgerError as error:
                    said[at] = str(error)
            os.write(writes, json.dumps(said).encode())
            os._exit(0)
        os.waitpid(process, 0)
        go_on.set()
        assert first.result().accepted
    told, fine = json.loads(os.read(reads, 10_000))
    assert told.startswith("this process was forked while the ledger's file was in use")
    assert fine == "0 entries", "a ledger that nobody was using then"
    assert [kept.key for kept in engine.entries("Visit")] == ["1"]


def test_threads_share_an_engine(place: Place) -> None:
    engine = place.engine(HOT)

    def work(name: int) -> list[str]:
        facts = {"county": "X", "day": "2026-03-01", "people": 1}
        return [engine.admit("Visit", {"id": f"{name}-{at}", **facts}).status for at in range(15)]

    with ThreadPoolExecutor(8) as pool:
        statuses = [status for found in pool.map(work, range(8)) for status in found]
    assert statuses.count("admitted") == 50
    assert statuses.count("refused") == 70
    numbers = [kept.number for kept in engine.entries("Visit")]
    assert len(set(numbers)) == 50


def test_the_same_key_from_many_threads_is_admitted_once(place: Place) -> None:
    engine = place.engine("record R { id: text key, n: integer }")
    start = threading.Barrier(6)

    def work(at: int) -> str:
        start.wait()
        try:
            return engine.admit("R", {"id": "1", "n": at % 2}).status
        except pr.LedgerError:
            return "taken"

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(work, range(6)))
    assert statuses == ["admitted", "repeated", "repeated", "taken", "taken", "taken"]


def test_revisions_of_one_entry_from_many_threads(place: Place) -> None:
    """Given an entry, when many revise it at once, then each makes a version of the one before it."""
    engine = place.engine(
        "record R { id: text key, n: integer } list l for R { must not BACK { when before.n > n and n > 0 } must Q { at most 1 per id ever } }"
    )
    engine.admit("R", {"id": "1", "n": 0})

    def work(at: int) -> str:
        return engine.revise("R", "1", {"id": "1", "n": at}).status

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(work, range(1, 19)))
    (kept,) = engine.entries("R")
    assert kept.facts["n"] == max(at for at, status in enumerate(statuses, 1) if status == "revised") == 18
    assert kept.number == 1 + statuses.count("revised")
    assert [use.key for use in kept.entry.uses] == [("1",)]


def test_a_thread_that_ended_leaves_no_connection(kept_place: Place) -> None:
    engine = kept_place.engine(ONE)
    connections = kept_place.opened[-1]._connections
    for _ in range(5):
        thread = threading.Thread(target=lambda: engine.entries("Visit"))
        thread.start()
        thread.join()
    assert len(connections._threads) <= 2


def test_a_ledger_that_nobody_has_any_more_is_closed(kept_place: Place) -> None:
    ledger = pr.SqlLedger(kept_place.url, prefix=kept_place.prefix)
    engine = pr.Engine(loaded(ONE), ledger=ledger)
    connection = ledger._connections.mine()
    raw = connection._raw  # type: ignore[attr-defined]
    decision = engine.decide("Visit", visit("1"))
    del ledger, engine, connection
    gc.collect()
    assert decision.findings == (), "a decision keeps what it reads from"
    del decision
    gc.collect()
    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError)):
        raw.execute("SELECT 1")


def test_a_decision_is_read_by_another_thread(place: Place) -> None:
    engine = place.engine(ONE)
    engine.admit("Visit", visit("1"))
    decision = engine.decide("Visit", visit("2"))
    engine.withdraw("Visit", "1")
    with ThreadPoolExecutor(1) as pool:
        assert [finding.item for finding in pool.submit(lambda: decision.findings).result()] == ["Q"]


def observed(place: Place, watch: Any, **options: Any) -> pr.Engine:
    """Return an engine that calls `watch` whenever it has decided, in the middle of an admission."""

    class Observer:
        @pr.hookimpl
        def policyrules_decided(self, decision: pr.Decision) -> None:
            watch(decision)

    return pr.Engine(loaded(ONE), ledger=place.ledger(**options), plugins=[Observer()])


def test_what_an_observer_may_ask(place: Place) -> None:
    """Given an observer, when it decides about something else meanwhile, then it is answered."""
    other = place.engine(ONE)
    asked: list[str] = []

    def watch(_: pr.Decision) -> None:
        if len(asked) < 2:
            asked.append("")
            asked[-1] = str(engine.decide("Visit", visit("9")).outcome)
            asked.append(str(other.decide("Visit", visit("9")).outcome))

    engine = observed(place, watch)
    assert engine.admit("Visit", visit("1")).accepted
    assert "permit" in asked
    assert engine.admit("Visit", visit("2")).status == "refused"


def test_what_an_observer_may_not_do(kept_place: Place) -> None:
    def watch(_: pr.Decision) -> None:
        with pytest.raises(
            pr.LedgerError, match="this thread is in the middle of a decision on a ledger"
        ) as raised:
            engine.withdraw("Visit", "1")
        assert "本线程正在据台账作出判定" in raised.value.in_("zh")

    engine = observed(kept_place, watch)
    assert engine.admit("Visit", visit("1")).accepted


def test_whoever_waits_too_long_is_told(kept_place: Place) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def watch(_: pr.Decision) -> None:
        inside.set()
        go_on.wait(60)

    slow, quick = observed(kept_place, watch), kept_place.engine(ONE, timeout=0.2)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow.admit, "Visit", visit("1"))
        assert inside.wait(60)
        with pytest.raises(
            pr.LedgerError, match=r"is busy: another process has been changing (it|the same) for 0\.2 s"
        ) as raised:
            quick.admit("Visit", visit("2"))
        assert "正忙：其他进程已连续" in raised.value.in_("zh")
        assert str(quick.decide("Visit", visit("2")).outcome) == "permit", "reading does not wait"
        go_on.set()
        assert first.result().accepted
    assert quick.admit("Visit", visit("2")).status == "refused"


def test_changes_with_nothing_in_common_do_not_wait_for_each_other(postgresql: Place) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def watch(_: pr.Decision) -> None:
        inside.set()
        go_on.wait(60)

    slow, quick = observed(postgresql, watch), postgresql.engine(ONE, timeout=5)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow.admit, "Visit", visit("1"))
        assert inside.wait(60)
        between = quick.decide("Visit", visit("7"))
        assert quick.admit("Visit", visit("2", county="Y")).number == 1
        go_on.set()
        assert first.result().number == 2
    assert [kept.key for kept in quick.entries("Visit")] == ["2", "1"]
    assert (str(between.outcome), between.findings) == ("permit", ())


def test_a_reader_does_not_see_later_what_was_on_its_way_then(postgresql: Place) -> None:
    """Given a change that has its number and is not kept yet, when somebody decides, then it is never part of that."""
    engine = postgresql.engine(ONE)
    engine.admit("Visit", visit("0", county="Z"))
    books = engine._grounds.books
    assert books is not None
    written, go_on = threading.Event(), threading.Event()

    def write(session: Any) -> None:
        from policyrules.ledgers.books import Acceptance, Kept

        facts = engine.facts("Visit", visit("1"))
        session.append(Kept.made(Acceptance(facts.schema, None, "permit"), facts.values, "1", "1"))
        session.withdraw(session.standing("Visit", "0"), "gone", None)
        written.set()
        go_on.wait(60)

    from policyrules.ledgers.books import Change

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(books.change, Change("Visit", "1", ends=True), write)
        assert written.wait(60)
        history = books.read(lambda session: session.history("Visit", None))
        go_on.set()
        writing.result()
    assert [entry.key for entry in history.entries("Visit", {})] == ["0"]
    assert history.entry("Visit", "1") is None
    assert history.entry("Visit", "0") is not None
    assert [kept.key for kept in engine.entries("Visit")] == ["1"]


def end_connection(server: Server, place: Place) -> None:
    """End what the ledger's connection of this thread is connected to."""
    (process,) = place.opened[-1]._connections.mine().asked("SELECT pg_backend_pid()")[0]
    with server.connect() as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", (process,))


def test_a_connection_that_breaks_in_the_middle_is_made_anew(postgres: Server, postgresql: Place) -> None:
    """Given a connection that ends before anything was to be kept, then the change is tried again on another."""
    broken: list[int] = []

    def watch(_: pr.Decision) -> None:
        if not broken:
            broken.append(1)
            connection = postgresql.opened[-1]._connections.mine()
            process = connection._raw.info.backend_pid  # type: ignore[attr-defined]
            with postgres.connect() as other:
                other.execute("SELECT pg_terminate_backend(%s)", (process,))

    engine = observed(postgresql, watch)
    assert engine.admit("Visit", visit("1")).number == 1
    assert broken
    end_connection(postgres, postgresql)
    assert engine.revise("Visit", "1", visit("1", people=2)).status == "revised"
    end_connection(postgres, postgresql)
    assert engine.decide("Visit", visit("2")).outcome == "forbid"


def test_a_connection_that_breaks_while_a_change_is_kept(
    postgres: Server, postgresql: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a connection that ends with the very commit, then nobody knows, and asking again tells."""
    engine = postgresql.engine(ONE)
    engine.admit("Visit", visit("0", county="Y"))
    connection: Any = postgresql.opened[-1]._connections.mine()
    commit = type(connection).commit

    def broken(self: Any) -> None:
        with postgres.connect() as other:
            other.execute("SELECT pg_terminate_backend(%s)", (self._raw.info.backend_pid,))
        commit(self)

    monkeypatch.setattr(type(connection), "commit", broken)
    with pytest.raises(
        pr.LedgerError, match="it may be there or not; ask again under the same key"
    ) as raised:
        engine.admit("Visit", visit("1"))
    assert "请以同一编号重新办理" in raised.value.in_("zh")
    monkeypatch.undo()
    assert engine.admit("Visit", visit("1")).status in ("admitted", "repeated")
    assert [kept.key for kept in engine.entries("Visit")] == ["0", "1"]


def test_what_was_acknowledged_survives_a_crash_of_the_server(
    postgres: Server, postgres_database: Database
) -> None:
    with psycopg.connect(postgres_database.conninfo, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {postgres_database.name} SET synchronous_commit = off")
    place = Place("postgresql", postgres_database.url)
    engine = place.engine(ONE)
    keys = [engine.admit("Visit", visit(str(at), county=str(at))).key for at in range(20)]
    before = engine.decide("Visit", visit("x", county="3"))
    postgres.crash()
    assert [kept.key for kept in engine.entries("Visit")] == keys, "on a new connection"
    assert engine.admit("Visit", visit("20", county="3")).status == "refused"
    assert engine.admit("Visit", visit("21", county="new")).accepted
    postgres.crash()
    assert [finding.item for finding in before.findings] == ["Q"], "read later, on a new connection"
    assert engine.admit("Visit", visit("22", county="new")).status == "refused"
    place.close()
