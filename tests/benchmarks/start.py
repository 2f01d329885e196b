"""How long until the first decision? Importing, loading cold text, and loading what was loaded before, in fresh processes.

Each figure is that of processes of their own, taken inside them from their first line on: the interpreter's own start is
not in it. The same file is loaded by one process beforehand, so that a cache of what is unchanged can be there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.as_policy import RECORD, policy
from tests.benchmarks.cases import F, many
from tests.benchmarks.measuring import Timed
from tests.benchmarks.table import Section, alone
from tests.benchmarks.workload import All, Compare, Condition, Flag, Has, Not, OneOf, Rule, Workload

IMPORT = "import policyrules"
FIRST = f"""
import policyrules as pr
from datetime import date
from decimal import Decimal
policies = LOAD
pr.Engine(policies).decide({RECORD!r}, {{
    "title": "plan", "tier": "city", "kind": "meeting", "pages": 4, "people": 9, "days": 2, "cost": Decimal(10),
    "start": date(2026, 3, 2), "due": date(2026, 3, 9), "filed": True, "emergency": False, "grades": False,
    "planned": True, "unit": "Unit 7", "targets": [],
}}).outcome
"""


def shapes(count: int, kinds: int) -> Workload:
    """Return so many rules of so many shapes: each shape another choice of three conditions, each rule other constants."""
    chosen = list(combinations(range(12), 3))[:kinds]
    return Workload(
        f"{count:,} rules of {kinds} shapes",
        tuple(F.values()),
        tuple(
            Rule(
                f"S-{number}",
                "must not",
                All(tuple(_part(which, number) for which in chosen[number % kinds])),
                Flag(F["emergency"]),
            )
            for number in range(count)
        ),
    )


def _part(which: int, number: int) -> Condition:
    """Return one of twelve conditions, with a constant of the rule's own where it has one."""
    parts: tuple[Condition, ...] = (
        Compare(F["unit"], "=", f"Unit {number}"),
        Compare(F["tier"], "<=", "county"),
        Compare(F["people"], ">", number % 300),
        Flag(F["grades"]),
        Compare(F["pages"], ">=", number % 40),
        Not(Flag(F["filed"])),
        OneOf(F["kind"], ("assessment", "inspection")),
        Compare(F["title"], "=", f"notice {number}"),
        Has(F["targets"], f"County {number}"),
        Compare(F["days"], "<", 1 + number % 20),
        Compare(F["cost"], ">", 100 * (number % 900)),
        Not(Flag(F["planned"])),
    )
    return parts[which]


def sections(*, passes: int) -> Iterator[Section]:
    """Yield the figures."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = [alone("`import policyrules`", _fresh("import", IMPORT, folder, passes=passes), at_most=0.005)]
        for count, limit, few in ((1_000, 1.0, min(passes, 5)), (10_000, 8.0, 1)):
            text = folder / f"cold_{count}.txt"
            text.write_text(policy(many(count), dressed=True), encoding="utf-8")
            load = f"pr.load_text(open({str(text)!r}, encoding='utf-8').read(), name='cold.rules')"
            timed = _fresh(f"cold {count}", FIRST.replace("LOAD", load), folder, passes=few)
            rows.append(alone(f"{count:,} rules from cold text to the first decision", timed, at_most=limit))
        known = folder / "known"
        known.mkdir()
        (known / "known.rules").write_text(policy(shapes(10_000, 200), dressed=True), encoding="utf-8")
        code = FIRST.replace("LOAD", f"pr.load({str(known)!r})")
        timed = _fresh("known", code, folder, passes=min(passes, 5))
        what = "10,000 rules of 200 shapes, loaded by another process before, to the first decision"
        rows.append(alone(what, timed, at_most=0.150))
        yield Section("Start: fresh processes, without the interpreter's own start", tuple(rows))


def _fresh(name: str, code: str, folder: Path, *, passes: int) -> Timed:
    """Return the times of so many processes after a first one, which warms the disk and fills a cache.

    Where one takes more than two seconds, one is enough.
    """
    if passes == 1:
        return Timed(name, [_seconds(code, folder)])
    _seconds(code, folder)
    seconds = [_seconds(code, folder)]
    while len(seconds) < passes and seconds[0] < 2:
        seconds.append(_seconds(code, folder))
    return Timed(name, seconds)


def _seconds(code: str, folder: Path) -> float:
    """Return how long code takes in a process of its own, which keeps its caches in a folder that is thrown away."""
    timing = f"from time import perf_counter\nbegun = perf_counter()\n{code}\nprint(perf_counter() - begun)"
    environment = os.environ | {
        "XDG_CACHE_HOME": str(folder),
        "HOME": str(folder),
        "LOCALAPPDATA": str(folder),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as those of a package are
    ran = subprocess.run(
        [sys.executable, "-c", timing], capture_output=True, text=True, check=True, env=environment
    )
    return float(ran.stdout)
