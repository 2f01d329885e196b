"""How long does a quota take, and an admission, as a ledger grows? Beside counters and bare SQL, in one run.

`python -m tests.benchmarks.ledgers [--million]` prints microseconds and ratios: a check of one quota (unit, county,
month), by hand over a dict of counters, and by policy over each kind of ledger beside the bare statement; an admission
that keeps the same state by hand; the same of a window that slides, with all entries under one key; the memory an
entry takes; and how many admissions a second 1 and 8 processes make, with the longest waits.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from operator import itemgetter
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import pytest
from attrs import define, field

import policyrules as pr
from policyrules.core.history import NO_HISTORY
from policyrules.ledgers.books import Change, Kept
from tests.databases.binaries import server

POLICY = """
record Visit dated day { id: text key, unit: text, county: text, day: date, people: integer }
list l for Visit { must OFTEN "At most a thousand a month" { at most 1000 per unit, county each month of day } }
"""
LIMIT = 1000
ROOT = Path(__file__).parents[2]
PASSES, EVENTS = 9, 400
Key = tuple[str, str, int]


def events(random: Random) -> Iterator[dict[str, Any]]:
    """Yield visits of 50 units to 100 counties on the days of a year."""
    for number in count():
        yield {
            "id": f"v{number}",
            "unit": f"Unit {random.randrange(50)}",
            "county": f"County {random.randrange(100)}",
            "day": date(2026, 1, 1) + timedelta(days=random.randrange(365)),
            "people": random.randrange(10),
        }


def taken(source: Iterator[dict[str, Any]], so_many: int) -> list[dict[str, Any]]:
    return [next(source) for _ in range(so_many)]


# --- by hand --------------------------------------------------------------------------------


def values_of(facts: dict[str, Any]) -> tuple[str, str, str, date, int]:
    """Check the facts as a careful programmer does, who takes what we take; return them as they are kept."""
    found: tuple[str, str, str, date, int] = _picked(facts)
    name, unit, county, day, people = found
    if len(facts) != len(found) or type(day) is not date:
        raise TypeError(facts)
    if type(people) is not int or not -(10**18) < people < 10**18:
        raise TypeError(facts)
    if type(name) is not str or type(unit) is not str or type(county) is not str:
        raise TypeError(facts)
    if not (name.isascii() and unit.isascii() and county.isascii()):  # others are brought into one form first
        raise TypeError(facts)
    return found


_picked = itemgetter("id", "unit", "county", "day", "people")


def key_of(facts: dict[str, Any]) -> Key:
    """Return what facts count under."""
    _, unit, county, day, _ = values_of(facts)
    return unit, county, day.year * 12 + day.month - 1


@define
class ByHand:
    """A dict of counters, rows and keys, under a lock."""

    counts: dict[Key, int] = field(factory=dict)
    rows: dict[str, tuple[Any, ...]] = field(factory=dict)
    lock: threading.Lock = field(factory=threading.Lock)

    def check(self, facts: dict[str, Any]) -> bool:
        return self.counts.get(key_of(facts), 0) < LIMIT

    def admit(self, facts: dict[str, Any]) -> bool:
        name, unit, county, day, people = values_of(facts)
        key = unit, county, day.year * 12 + day.month - 1
        with self.lock:
            used = self.counts.get(key, 0)
            if name in self.rows or used >= LIMIT:
                return False
            self.counts[key] = used + 1
            number, at = len(self.rows) + 1, datetime.now(UTC)
            self.rows[name] = (number, name, "permit", None, at, None, name, unit, county, day, people)
            return True


TABLES = """
CREATE TABLE visit (number {int} PRIMARY KEY, key TEXT NOT NULL, version INTEGER, outcome TEXT, at TEXT, ended {int},
    id TEXT, unit TEXT, county TEXT, day {date}, people {int});
CREATE UNIQUE INDEX visit_key ON visit (key, version);
CREATE UNIQUE INDEX visit_id ON visit (id) WHERE ended IS NULL;
CREATE TABLE used (quota INTEGER, key TEXT, number {int}, day {date}, PRIMARY KEY (quota, key, number)){end};
CREATE INDEX used_of ON used (number);
CREATE TABLE counted (quota INTEGER, key TEXT, period INTEGER, low {int}, high {int}, PRIMARY KEY (quota, key, period)){end};
"""


class BareSqlite:
    """The statements a careful programmer writes, on a file that keeps the same."""

    def __init__(self, path: Path, synchronous: str) -> None:
        self.raw = sqlite3.connect(path, isolation_level=None)
        self.raw.execute("PRAGMA journal_mode = WAL")
        self.raw.execute(f"PRAGMA synchronous = {synchronous}")
        self.raw.executescript(
            TABLES.format(int="INTEGER", date="TEXT", end=" WITHOUT ROWID")
            + "CREATE TABLE last (number INTEGER); INSERT INTO last VALUES (0);"
        )

    def check(self, facts: dict[str, Any]) -> bool:
        unit, county, period = key_of(facts)
        return self._used(f'["{unit}","{county}"]', period) < LIMIT

    def _used(self, key: str, period: int) -> int:
        row = self.raw.execute(
            "SELECT low FROM counted WHERE quota = 1 AND key = ? AND period = ?", (key, period)
        ).fetchone()
        return 0 if row is None else row[0]

    def admit(self, facts: dict[str, Any], *, commit: bool = True) -> bool:
        unit, county, period = key_of(facts)
        key, name, run = f'["{unit}","{county}"]', facts["id"], self.raw.execute
        if commit:
            run("BEGIN IMMEDIATE")
        there = run("SELECT number FROM visit WHERE id = ? AND ended IS NULL", (name,)).fetchone()
        fine = there is None and self._used(key, period) < LIMIT
        if fine:
            (number,) = run("UPDATE last SET number = number + 1 RETURNING number").fetchone()
            day, at = facts["day"].isoformat(), datetime.now(UTC).isoformat()
            run(
                "INSERT INTO visit VALUES (?, ?, 1, 'permit', ?, NULL, ?, ?, ?, ?, ?)",
                (number, name, at, name, unit, county, day, facts["people"]),
            )
            run("INSERT INTO used VALUES (1, ?, ?, ?)", (key, number, day))
            run(
                "INSERT INTO counted VALUES (1, ?, ?, 1, 1) ON CONFLICT (quota, key, period) "
                "DO UPDATE SET low = low + 1, high = high + 1",
                (key, period),
            )
        if commit:
            run("COMMIT")
        return fine

    def fill(self, given: list[dict[str, Any]]) -> None:
        self.raw.execute("BEGIN")
        for facts in given:
            self.admit(facts, commit=False)
        self.raw.execute("COMMIT")


class BarePostgres:
    """The same on PostgreSQL: a lock, then a look."""

    def __init__(self, conninfo: str) -> None:
        import psycopg

        self.raw = psycopg.connect(conninfo, autocommit=True)
        self.cursor = self.raw.cursor()
        for statement in TABLES.format(int="BIGINT", date="DATE", end="").split(";"):
            if statement.strip():
                self.cursor.execute(statement)
        self.cursor.execute("CREATE SEQUENCE last")

    def run(self, text: str, values: tuple[Any, ...] = ()) -> Any:
        return self.cursor.execute(text, values, prepare=True)

    def check(self, facts: dict[str, Any]) -> bool:
        unit, county, period = key_of(facts)
        return self._used(f'["{unit}","{county}"]', period) < LIMIT

    def _used(self, key: str, period: int) -> int:
        text = "SELECT low FROM counted WHERE quota = 1 AND key = %s AND period = %s"
        row = self.run(text, (key, period)).fetchone()
        return 0 if row is None else int(row[0])

    def admit(self, facts: dict[str, Any], *, commit: bool = True) -> bool:
        unit, county, period = key_of(facts)
        key, name, run = f'["{unit}","{county}"]', facts["id"], self.run
        if commit:
            run("BEGIN")
            run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (key,))
        there = run("SELECT number FROM visit WHERE id = %s AND ended IS NULL", (name,)).fetchone()
        fine = there is None and self._used(key, period) < LIMIT
        if fine:
            at = datetime.now(UTC).isoformat()
            (number,) = run(
                "INSERT INTO visit VALUES (nextval('last'), %s, 1, 'permit', %s, NULL, %s, %s, %s, %s, %s) RETURNING number",
                (name, at, name, unit, county, facts["day"], facts["people"]),
            ).fetchone()
            run("INSERT INTO used VALUES (1, %s, %s, %s)", (key, number, facts["day"]))
            run(
                "INSERT INTO counted VALUES (1, %s, %s, 1, 1) ON CONFLICT (quota, key, period) "
                "DO UPDATE SET low = counted.low + 1, high = counted.high + 1",
                (key, period),
            )
        if commit:
            run("COMMIT")
        return fine

    def fill(self, given: list[dict[str, Any]]) -> None:
        with self.raw.transaction():
            for facts in given:
                self.admit(facts, commit=False)


# --- by policy ------------------------------------------------------------------------------


class ByPolicy:
    """An engine on a ledger."""

    def __init__(self, policies: pr.PolicySet, ledger: Any) -> None:
        self.ledger = ledger
        self.engine = pr.Engine(policies, ledger=ledger)
        self.decider = self.engine.decider("Visit")
        self.counts = self.decider.counts

    def check(self, facts: dict[str, Any]) -> bool:
        return self.decider(facts).outcome == "permit"

    def admit(self, facts: dict[str, Any]) -> bool:
        return self.engine.admit("Visit", facts).status == "admitted"

    def fill(self, given: list[dict[str, Any]]) -> None:
        """Accept visits all at once, undecided: what is measured begins afterwards."""
        books = self.engine._grounds.books
        assert books is not None

        def work(session: Any) -> None:
            for facts in given:
                checked = self.engine.facts("Visit", facts)
                settled = self.counts(checked, None, NO_HISTORY)
                name = facts["id"]
                session.append(Kept(checked, name, name, None, settled, "permit", None, datetime.now(UTC)))

        books.change(Change("Visit", given[0]["id"]), work)


# --- measuring ------------------------------------------------------------------------------


def measured(
    works: dict[str, Callable[[dict[str, Any]], bool]], given: list[list[dict[str, Any]]]
) -> dict[str, float]:
    """Return the median microseconds of each work over alternating passes; none may answer differently."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for facts in given:
        answers = set()
        for name, work in works.items():
            begun = perf_counter()
            found = tuple([work(each) for each in facts])
            times[name].append((perf_counter() - begun) / len(facts) * 1e6)
            answers.add(found)
        assert len(answers) == 1, "they answer alike"
    return {name: median(each) for name, each in times.items()}


def table(title: str, times: dict[str, float], bases: dict[str, str]) -> None:
    """Print times, each beside what it is measured against."""
    print(title)
    for name, took in times.items():
        base = bases.get(name)
        ratio = "" if base is None else f"{took / times[base]:8.2f}x of {base}"
        print(f"  {name:<44} {took:9.1f} µs{ratio}")


BASES = {
    "memory": "by hand, a dict of counters",
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


def at_size(
    size: int, policies: pr.PolicySet, database: Any, *, passes: int, so_many: int, once: bool
) -> None:
    """Measure on ledgers of so many entries."""
    source = events(Random(size))
    filled = taken(source, size)
    with TemporaryDirectory() as folder, ExitStack() as stack:
        where = Path(folder)
        kinds: dict[str, Any] = {
            "by hand, a dict of counters": ByHand(),
            "memory": ByPolicy(policies, pr.MemoryLedger()),
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
        checked = [taken(source, so_many) for _ in range(passes)]
        checks = {name: kind.check for name, kind in kinds.items() if "full" not in name}
        found = measured(checks, checked)
        if not once:
            table(f"one quota checked, {size:,} entries", found, BASES)
        admissions = {name: kind.admit for name, kind in kinds.items()}
        found = measured(admissions, checked)  # the same visits come to each
        if not once:
            table(f"one visit admitted, {size:,} entries", found, BASES)


SLIDING = POLICY.replace(
    "at most 1000 per unit, county each month of day", "at most 100000000 per unit in any 15 days of day"
)


def sliding(sizes: Sequence[int]) -> None:
    """Print what a window that slides costs when all entries are under one key."""
    policies = pr.load_text(SLIDING, name="sliding.rules")
    print("one window of 15 days checked, all entries under one key")
    for size in sizes:
        source = events(Random(size))
        ours = ByPolicy(policies, pr.MemoryLedger())
        ours.fill([{**facts, "unit": "Unit"} for facts in taken(source, size)])
        checked = [[{**facts, "unit": "Unit"} for facts in taken(source, EVENTS)] for _ in range(PASSES)]
        for name, work in (("checked", ours.check), ("admitted", ours.admit)):
            took = measured({name: work}, checked)[name]
            print(f"  {name}, {size:>9,} entries {took:27.1f} µs")


def memory(size: int, policies: pr.PolicySet) -> None:
    """Print what a ledger takes beside a list of its rows as tuples and a counter for each quota and key."""
    took: dict[str, int] = {}
    for name in ("by hand", "memory"):
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        source, rows = events(Random(size)), []
        counts: dict[Key, int] = {}
        kind = ByPolicy(policies, pr.MemoryLedger())
        for number in range(size):
            facts = next(source)
            if name == "memory":
                kind.admit(facts)
                continue
            key, at = key_of(facts), datetime.now(UTC)
            rows.append((number, facts["id"], "permit", None, at, None, *values_of(facts)))
            counts[key] = counts.get(key, 0) + 1
        took[name] = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
    print(f"memory of {size:,} entries")
    for name, bytes_ in took.items():
        print(f"  {name:<20} {bytes_ / size:8.0f} bytes an entry {bytes_ / took['by hand']:8.2f}x")


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


def many_processes(database: Any, seconds: float) -> None:
    """Print how many admissions a second processes make."""
    print(
        "admissions a second, all under one quota key / each process under its own; the 99th of 100 waits, the longest"
    )
    with TemporaryDirectory() as folder:
        places = [
            ("SQLite, synchronous normal", f"sqlite:///{folder}/normal.db", ["--synchronous", "normal"]),
            ("SQLite, synchronous full", f"sqlite:///{folder}/full.db", []),
        ]
        if database is not None:
            places.append(("PostgreSQL", database.url, []))
        for name, url, options in places:
            for workers in (1, 8):
                said = []
                for kind in ("one key", "spread"):
                    prefix = f"p{workers}_{kind.replace(' ', '_')}_"
                    arguments = ["--kind", kind, "--workers", str(workers), "--seconds", str(seconds)]
                    found = a_second(url, prefix, *arguments, *options)
                    said.append(
                        f"{found['done']['admitted'] / found['seconds']:7,.0f},"
                        f" {found['p99'] * 1000:.1f} ms, {found['worst']:.2f} s"
                    )
                print(f"  {name:<30} {workers} process{'es' if workers > 1 else '  '} {' / '.join(said)}")


def main(*, once: bool = False, million: bool = False) -> None:
    """Compare answers, then print figures (none with `once`)."""
    policies = pr.load_text(POLICY, name="benchmark.rules")
    with postgres() as database:
        if once:
            at_size(200, policies, database, passes=1, so_many=20, once=True)
            print("220 visits counted and admitted alike by hand, in memory and in databases")
            return
        for size in (1_000, 100_000, *([1_000_000] if million else [])):
            at_size(size, policies, database, passes=PASSES, so_many=EVENTS, once=False)
        sliding((1_000, 100_000, *([1_000_000] if million else [])))
        memory(100_000, policies)
        many_processes(database, 3)


if __name__ == "__main__":
    main(once="--once" in sys.argv, million="--million" in sys.argv)
