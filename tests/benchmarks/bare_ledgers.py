"""How does a careful programmer keep visits and count them: in dicts, in SQLite, in PostgreSQL?"""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import define, field

from tests.benchmarks.visits import DAYS, LIMIT, Key, key_of


@define
class ByHand:
    """A dict of counters, rows and keys, under a lock."""

    counts: dict[Key, int] = field(factory=dict)
    rows: dict[str, tuple[Any, ...]] = field(factory=dict)
    lock: threading.Lock = field(factory=threading.Lock)

    def check(self, facts: dict[str, Any]) -> bool:
        return self.counts.get(key_of(facts), 0) < LIMIT

    def admit(self, facts: dict[str, Any]) -> bool:
        key, name = key_of(facts), facts["id"]
        with self.lock:
            used = self.counts.get(key, 0)
            if name in self.rows or used >= LIMIT:
                return False
            self.counts[key] = used + 1
            self.rows[name] = (len(self.rows) + 1, name, key, facts, datetime.now(UTC))
            return True


@define
class SlidingByHand:
    """For each unit and county, how many visits each day has."""

    days: dict[tuple[str, str], dict[int, int]] = field(factory=dict)

    def check(self, facts: dict[str, Any]) -> bool:
        """Return whether no 30 days that hold the visit's would have more than the limit."""
        unit, county, _ = key_of(facts)
        counts = self.days.get((unit, county))
        if counts is None:
            return True
        day, get = facts["day"].toordinal(), counts.get
        window = sum(get(each, 0) for each in range(day - DAYS + 1, day + 1))
        for each in range(day + 1, day + DAYS):
            if window >= LIMIT:
                return False
            window += get(each, 0) - get(each - DAYS, 0)
        return window < LIMIT

    def admit(self, facts: dict[str, Any]) -> bool:
        unit, county, _ = key_of(facts)
        counts = self.days.setdefault((unit, county), {})
        day = facts["day"].toordinal()
        counts[day] = counts.get(day, 0) + 1
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
