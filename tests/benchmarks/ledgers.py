"""How long does a quota take, and an admission, as a ledger grows? Beside counters and bare SQL, in one run.

`python -m tests.benchmarks.ledgers [--million]` prints microseconds and ratios: a check of one quota (unit, county,
month), by hand over a dict of counters, and by policy over each kind of ledger beside the bare statement; the same of a
window that slides; an admission that keeps the same state by hand; and how many admissions a second 1 and 8 processes
make.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, time
from typing import Any

import pytest

import policyrules as pr
from policyrules.core.history import NO_HISTORY
from policyrules.ledgers.books import Acceptance, Change, Kept
from tests.benchmarks.bare_ledgers import BarePostgres, BareSqlite, ByHand, SlidingByHand
from tests.benchmarks.measuring import Timed, what_lives_set_aside
from tests.benchmarks.table import Row, Section, beside, duration, plain
from tests.benchmarks.visits import MONTHLY, SLIDING, taken, visits
from tests.databases.binaries import server

ROOT = Path(__file__).parents[2]
EVENTS = 400


class ByPolicy:
    """An engine on a ledger."""

    def __init__(self, policies: pr.PolicySet, ledger: Any) -> None:
        self.ledger = ledger
        self.engine = pr.Engine(policies, ledger=ledger)
        self.decider = self.engine.decider("Visit")

    def check(self, facts: dict[str, Any]) -> bool:
        return self.decider(facts).outcome == "permit"

    def admit(self, facts: dict[str, Any]) -> str:
        return self.engine.admit("Visit", facts).status

    def fill(self, given: list[dict[str, Any]]) -> None:
        """Accept visits all at once, undecided: what is measured begins afterwards."""
        books = self.engine._grounds.books
        assert books is not None
        counts = self.engine.decider("Visit").counts

        def work(session: Any) -> None:
            for facts in given:
                checked, name = self.engine.facts("Visit", facts), facts["id"]
                settled = counts(checked, None, NO_HISTORY)
                accepted = Acceptance(checked.schema, None, "permit")
                session.append(Kept.made(accepted, checked.values, name, name, settled, time()))

        books.change(Change("Visit", given[0]["id"]), work)


# --- measuring ------------------------------------------------------------------------------

Answer = bool | str | tuple[str, int | None]
"""Yes or no; or what became of a visit, and beside it maybe its number."""


def yes(answer: Answer) -> bool:
    return answer is True or answer == "admitted" or (isinstance(answer, tuple) and answer[0] == "admitted")


def alike(
    works: dict[str, Callable[[dict[str, Any]], Answer]], given: list[list[dict[str, Any]]]
) -> dict[str, Timed]:
    """Return how long each work takes a visit, in alternating passes, each over visits of its own.

    Raises `AssertionError` where they do not answer alike. As in `alternating`, no way pays for looking through another's
    entries.
    """
    timed = {name: Timed(name) for name in works}
    names = list(works)
    with what_lives_set_aside():
        for number, facts in enumerate(given):
            answers, turn = set(), number % len(names)
            for name in names[turn:] + names[:turn]:
                work = works[name]
                begun = perf_counter()
                found = [work(each) for each in facts]
                timed[name].seconds.append((perf_counter() - begun) / len(facts))
                answers.add(tuple(map(yes, found)))
            assert len(answers) == 1, "they answer alike"
    return timed


COUNTERS, KEPT, BY_DAY = "a dict of counters", "counters, rows and keys, locked", "counters of each day"
BASES = {
    "SQLite": "bare sqlite3",
    "SQLite, synchronous full": "bare sqlite3, synchronous full",
    "PostgreSQL": "bare psycopg",
}


@contextmanager
def postgres() -> Iterator[Any]:
    """Yield a database of PostgreSQL; None where there is no server."""
    try:
        binaries = server()
    except pytest.skip.Exception:
        yield None
        return
    from tests.databases.postgres import running

    with running(binaries) as started, started.database() as database:
        yield database


def at_size(size: int, database: Any, *, passes: int, so_many: int = EVENTS) -> Iterator[Section]:
    """Yield the figures of ledgers of so many entries."""
    policies = pr.load_text(MONTHLY, name="visits.rules")
    source = visits(Random(size))
    filled = taken(source, size)
    with TemporaryDirectory() as folder, ExitStack() as stack:
        where = Path(folder)
        kinds: dict[str, Any] = {
            "by hand": ByHand(),
            "`MemoryLedger`": ByPolicy(policies, pr.MemoryLedger()),
            "bare sqlite3": BareSqlite(where / "bare.db", "NORMAL"),
            "SQLite": ByPolicy(
                policies, pr.SqlLedger(f"sqlite:///{where / 'ours.db'}", synchronous="normal")
            ),
            "bare sqlite3, synchronous full": BareSqlite(where / "bare_full.db", "FULL"),
            "SQLite, synchronous full": ByPolicy(policies, pr.SqlLedger(f"sqlite:///{where / 'full.db'}")),
        }
        if database is not None:
            kinds["bare psycopg"] = BarePostgres(database.conninfo)
            kinds["PostgreSQL"] = ByPolicy(policies, pr.SqlLedger(database.url, prefix=f"n{size}_"))
            stack.callback(clean, database, kinds["bare psycopg"])
        for kind in kinds.values():
            stack.callback(close, kind)
            if isinstance(kind, ByHand):
                for facts in filled:
                    kind.admit(facts)
            else:
                kind.fill(filled)
        given = [taken(source, so_many) for _ in range(passes)]
        checks = {name: kind.check for name, kind in kinds.items() if "full" not in name}
        yield _checked(f"A quota a unit, county and month, {size:,} entries", alike(checks, given), database)
        admissions = {name: kind.admit for name, kind in kinds.items()}
        # the same visits come to each
        yield _admitted(f"A visit admitted under it, {size:,} entries", alike(admissions, given), database)
    yield _sliding(size, filled, given)


def _checked(title: str, timed: dict[str, Timed], database: Any) -> Section:
    counters = Timed(COUNTERS, timed["by hand"].seconds)
    rows = [beside("by hand, " + COUNTERS, counters, counters)]
    rows.append(beside("`MemoryLedger`, `decider`, raw dict", timed["`MemoryLedger`"], counters, at_most=2))
    return Section(title, (*rows, *_databases(timed, database)))


def _admitted(title: str, timed: dict[str, Timed], database: Any) -> Section:
    kept = Timed(KEPT, timed["by hand"].seconds)
    rows = [beside("by hand, " + KEPT, kept, kept)]
    rows.append(beside("`MemoryLedger`, `engine.admit`", timed["`MemoryLedger`"], kept, at_most=1.5))
    return Section(title, (*rows, *_databases(timed, database)))


def _databases(timed: dict[str, Timed], database: Any) -> Iterator[Row]:
    for ours, bare in BASES.items():
        if ours in timed:
            yield beside(bare, timed[bare], timed[bare])
            yield beside(f"`SqlLedger`, {ours}", timed[ours], timed[bare], at_most=1.3)
    if database is None:
        yield Row("`SqlLedger`, PostgreSQL", "–", of="no PostgreSQL server here")


def _sliding(size: int, filled: list[dict[str, Any]], given: list[list[dict[str, Any]]]) -> Section:
    """Return the figures of a window that slides."""
    by_hand, ours = SlidingByHand(), ByPolicy(pr.load_text(SLIDING, name="visits.rules"), pr.MemoryLedger())
    for facts in filled:
        by_hand.admit(facts)
    ours.fill(filled)
    timed = alike({BY_DAY: by_hand.check, "ours": ours.check}, given)
    base = timed[BY_DAY]
    return Section(
        f"A quota in any 30 days, {size:,} entries",
        (
            beside("by hand, " + BY_DAY, base, base),
            beside("`MemoryLedger`, `decider`, raw dict", timed["ours"], base, at_most=2),
        ),
    )


def close(kind: Any) -> None:
    if isinstance(kind, ByPolicy) and isinstance(kind.ledger, pr.SqlLedger):
        kind.ledger.close()
    elif isinstance(kind, BareSqlite | BarePostgres):
        kind.raw.close()


def clean(database: Any, bare: BarePostgres) -> None:
    """Take the bare tables away for the next size."""
    import psycopg

    del bare
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("DROP TABLE visit, used, counted")
        connection.execute("DROP SEQUENCE last")


def a_second(url: str, prefix: str, *options: str) -> dict[str, Any]:
    """Return what a swarm of processes says it did."""
    command = [sys.executable, "-m", "tests.ledgers.swarm", url, "--prefix", prefix, *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def many_processes(database: Any, seconds: float) -> Section:
    """Return how many admissions a second processes make, and how long the slowest take."""
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        places = [
            ("SQLite, synchronous normal", f"sqlite:///{folder}/normal.db", ["--synchronous", "normal"]),
            ("SQLite, synchronous full", f"sqlite:///{folder}/full.db", []),
        ]
        if database is not None:
            places.append(("PostgreSQL", database.url, []))
        for name, url, options in places:
            for workers in (1, 8):
                for kind, words in (("one key", "one quota key"), ("spread", "a key each")):
                    prefix = f"p{workers}_{kind.replace(' ', '_')}_"
                    arguments = ["--kind", kind, "--workers", str(workers), "--seconds", str(seconds)]
                    found = a_second(url, prefix, *arguments, *options)
                    processes = "1 process" if workers == 1 else f"{workers} processes"
                    rate = found["done"]["admitted"] / found["seconds"]
                    waits = f"p99 {duration(found['p99'])}, worst {duration(found['worst'])}"
                    rows.append(Row(f"{name}, {processes}, {words}", f"{rate:,.0f}/s", of=waits))
    return Section("Admissions a second, and waits", tuple(rows))


def agree() -> None:
    """Compare the answers of all kinds of ledgers, from a few entries on."""
    with postgres() as database:
        for _ in at_size(200, database, passes=1, so_many=20):
            pass


def sections(*, passes: int, million: bool = False) -> Iterator[Section]:
    """Yield the figures."""
    with postgres() as database:
        for size in (1_000, 100_000, *([1_000_000] if million else [])):
            yield from at_size(size, database, passes=passes)
        yield many_processes(database, 3)


if __name__ == "__main__":
    for section in sections(passes=9, million="--million" in sys.argv):
        print(plain([section]), end="\n\n", flush=True)
