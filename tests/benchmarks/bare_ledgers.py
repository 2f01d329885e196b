"""How does a careful programmer keep visits and count them: in dicts, in SQLite, in PostgreSQL?"""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, date, datetime
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
CREATE TABLE used (quota INTEGER, unit TEXT, county TEXT, number {int}, day {date},
    PRIMARY KEY (quota, unit, county, number)){end};
CREATE INDEX used_of ON used (number);
CREATE TABLE counted (quota INTEGER, unit TEXT, county TEXT, period INTEGER, low {int}, high {int},
    PRIMARY KEY (quota, unit, county, period)){end};
"""

_COUNTED = "(SELECT low FROM counted WHERE quota = 1 AND unit = {} AND county = {} AND period = {})"
CHECK = f"""
SELECT {_COUNTED}, (SELECT used.day FROM visit JOIN used ON used.number = visit.number
    WHERE used.quota = 1 AND used.unit = {{}} AND used.county = {{}} AND visit.id = {{}} AND visit.ended IS NULL)
"""
"""How many count, and on which day the visit itself does, where it is there already."""
LOOK = f"""
SELECT EXISTS (SELECT 1 FROM visit WHERE key = {{}}), EXISTS (SELECT 1 FROM visit WHERE id = {{}} AND ended IS NULL), {_COUNTED}
"""
"""Whether the key is taken, whether the visit is there, and how many count."""
COUNT = """
INSERT INTO counted VALUES (1, {}, {}, {}, 1, 1)
ON CONFLICT (quota, unit, county, period) DO UPDATE SET low = counted.low + 1, high = counted.high + 1
"""


def may_be(low: int | None, its_own: date | None, period: int) -> bool:
    """Return whether a visit may be of which so many count: if it is there already, it does not count beside itself."""
    if low is None:
        return True
    if its_own is not None and its_own.year * 12 + its_own.month - 1 == period:
        low -= 1
    return low < LIMIT


class BareSqlite:
    """The statements a careful programmer writes, on a file that keeps the same, with as much of it in memory."""

    def __init__(self, path: Path, synchronous: str) -> None:
        self.raw = sqlite3.connect(path, isolation_level=None)
        self.raw.execute("PRAGMA journal_mode = WAL")
        self.raw.execute(f"PRAGMA synchronous = {synchronous}")
        self.raw.execute("PRAGMA cache_size = -16000")
        self.raw.executescript(
            TABLES.format(int="INTEGER", date="TEXT", end=" WITHOUT ROWID")
            + "CREATE TABLE last (number INTEGER); INSERT INTO last VALUES (0);"
        )
        self.cursor = self.raw.cursor()
        self.asked, self.look, self.count = (text.format(*"?" * 6) for text in (CHECK, LOOK, COUNT))
        self.look = self.look.replace("SELECT EXISTS", "SELECT (SELECT number FROM last), EXISTS", 1)

    def check(self, facts: dict[str, Any]) -> bool:
        unit, county, period = key_of(facts)
        self.cursor.execute(self.asked, (unit, county, period, unit, county, facts["id"]))
        low, its_own = self.cursor.fetchone()
        return may_be(low, None if its_own is None else date.fromisoformat(its_own), period)

    def admit(self, facts: dict[str, Any], *, commit: bool = True) -> bool:
        unit, county, period = key_of(facts)
        name, cursor, run = facts["id"], self.cursor, self.cursor.execute
        if commit:
            run("BEGIN IMMEDIATE")
        run(self.look, (name, name, unit, county, period))
        last, taken, there, low = cursor.fetchone()
        fine = not taken and not there and may_be(low, None, period)
        if fine:
            number = last + 1
            run("UPDATE last SET number = ?", (number,))
            day, at = facts["day"].isoformat(), datetime.now(UTC).isoformat()
            run(
                "INSERT INTO visit VALUES (?, ?, 1, 'permit', ?, NULL, ?, ?, ?, ?, ?)",
                (number, name, at, name, unit, county, day, facts["people"]),
            )
            run("INSERT INTO used VALUES (1, ?, ?, ?, ?)", (unit, county, number, day))
            run(self.count, (unit, county, period))
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
        self.asked, self.look, self.count = (text.format(*["%s"] * 6) for text in (CHECK, LOOK, COUNT))

    def run(self, text: str, values: tuple[Any, ...] = ()) -> Any:
        return self.cursor.execute(text, values, prepare=True)

    def check(self, facts: dict[str, Any]) -> bool:
        unit, county, period = key_of(facts)
        low, its_own = self.run(self.asked, (unit, county, period, unit, county, facts["id"])).fetchone()
        return may_be(low, its_own, period)

    def admit(self, facts: dict[str, Any], *, commit: bool = True) -> bool:
        unit, county, period = key_of(facts)
        name, run = facts["id"], self.run
        if commit:
            run("BEGIN")
            run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{unit}/{county}",))
        taken, there, low = run(self.look, (name, name, unit, county, period)).fetchone()
        fine = not taken and not there and may_be(low, None, period)
        if fine:
            at = datetime.now(UTC).isoformat()
            (number,) = run(
                "INSERT INTO visit VALUES (nextval('last'), %s, 1, 'permit', %s, NULL, %s, %s, %s, %s, %s) RETURNING number",
                (name, at, name, unit, county, facts["day"], facts["people"]),
            ).fetchone()
            run("INSERT INTO used VALUES (1, %s, %s, %s, %s)", (unit, county, number, facts["day"]))
            run(self.count, (unit, county, period))
        if commit:
            run("COMMIT")
        return fine

    def fill(self, given: list[dict[str, Any]]) -> None:
        with self.raw.transaction():
            for facts in given:
                self.admit(facts, commit=False)
