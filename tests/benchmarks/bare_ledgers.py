"""How does a careful programmer keep visits and count them: in dicts, in SQLite, in PostgreSQL?"""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from time import time
from typing import Any

from attrs import define, field

from tests.benchmarks.visits import DAYS, LIMIT, Key, key_of

Entry = tuple[int, str, str, str, date, int, str, float]
"""Its number, its id, the other facts in their order, the outcome, and when it was admitted."""


@define
class ByHand:
    """A dict of counters and one of entries by their keys, under a lock.

    An entry goes by the key it is admitted under, which is its id unless another is given; neither is taken twice.
    """

    counts: dict[Key, int] = field(factory=dict)
    entries: dict[str, Entry] = field(factory=dict)
    keys: dict[str, str] = field(factory=dict)
    """Of entries that go by another key than their id: by the id, that key."""
    number: int = 0
    lock: threading.Lock = field(factory=threading.Lock)

    def check(self, facts: dict[str, Any]) -> bool:
        """Return whether the visit may be: what is admitted already does not count beside itself."""
        key, name = key_of(facts), facts["id"]
        if name in self.entries or name in self.keys:
            return self._check_again(key, name)
        return self.counts.get(key, 0) < LIMIT

    def _check_again(self, key: Key, name: str) -> bool:
        with self.lock:
            entry = self.entries[self.keys.get(name, name)]
            _, there, unit, county, day, *_ = entry
            its_own = there == name and (unit, county, day.year * 12 + day.month - 1) == key
            return self.counts.get(key, 0) - its_own < LIMIT

    def admit(self, facts: dict[str, Any], goes_by: str | None = None) -> tuple[str, int | None]:
        """Return what became of it, and its number: admitted, or there before, taken by another, refused."""
        key = key_of(facts)
        (unit, county, _), name, day, people = key, facts["id"], facts["day"], facts["people"]
        at = name if goes_by is None else goes_by
        with self.lock:
            if at in self.entries:
                entry = self.entries[at]
                the_same = entry[1:6] == (name, unit, county, day, people)
                return ("repeated", entry[0]) if the_same else ("taken", None)
            if name in self.keys or (at != name and name in self.entries):
                return "taken", None
            used = self.counts.get(key, 0)
            if used >= LIMIT:
                return "refused", None
            self.number = number = self.number + 1
            self.entries[at] = (number, name, unit, county, day, people, "permit", time())
            if at != name:
                self.keys[name] = at
            self.counts[key] = used + 1
            return "admitted", number


@define
class SlidingByHand:
    """For each unit and county, how many visits each day has."""

    days: dict[tuple[str, str], dict[int, int]] = field(factory=dict)
    entries: dict[str, tuple[str, str, int]] = field(factory=dict)

    def check(self, facts: dict[str, Any]) -> bool:
        """Return whether no 30 days that hold the visit's would have more than the limit, itself left out."""
        unit, county, _ = key_of(facts)
        counts = self.days.get((unit, county))
        if counts is None:
            return True
        if facts["id"] in self.entries:
            *there, its_day = self.entries[facts["id"]]
            if there == [unit, county]:
                counts = counts | {its_day: counts[its_day] - 1}
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
        self.entries[facts["id"]] = (unit, county, day)
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
