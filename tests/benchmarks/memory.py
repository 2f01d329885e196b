"""How much memory does a loaded rule take, and an entry of a ledger? In processes of their own, as Python counts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from tracemalloc import get_traced_memory
from typing import Any

import policyrules as pr
from tests.benchmarks.as_policy import RECORD, policy
from tests.benchmarks.cases import cases, taken
from tests.benchmarks.start import shapes
from tests.benchmarks.table import Row, Section, Target, factor
from tests.benchmarks.visits import LIMIT, MONTHLY, Key, key_of, visits

RULES, ENTRIES = 10_000, 20_000


def sections() -> Iterator[Section]:
    """Yield the figures."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "known.rules").write_text(policy(shapes(RULES, 200), dressed=True), encoding="utf-8")
        pr.load(name)  # what is unchanged may load from a cache
        a_rule = _asked("rules", name) / RULES
    by_hand, ours = _asked("by_hand") / ENTRIES, _asked("ledger") / ENTRIES
    ratio = ours / by_hand
    yield Section(
        "Memory",
        (
            Row(
                "a rule with its source, reason and remedy, after a decision (10,000 rules of 200 shapes)",
                f"{a_rule:,.0f} B",
                target=Target("≤ 2,048 B", a_rule <= 2048),
            ),
            Row("a list of rows as tuples, and a counter a key, an entry", f"{by_hand:,.0f} B"),
            Row(
                "`MemoryLedger`, an entry",
                f"{ours:,.0f} B",
                factor(ratio),
                "the list and counters",
                Target("≤ 1.5", ratio <= 1.5),
            ),
        ),
    )


def _asked(what: str, *arguments: str) -> float:
    command = [sys.executable, "-X", "tracemalloc=1", "-m", "tests.benchmarks.memory", what, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return float(ran.stdout)


# --- in a process of its own ----------------------------------------------------------------


def kept(work: Callable[[], object]) -> int:
    """Return how much more memory is taken after a work whose result is kept."""
    import gc

    gc.collect()
    before, _ = get_traced_memory()
    result = work()
    gc.collect()
    after, _ = get_traced_memory()
    del result
    return after - before


def rules(folder: str) -> int:
    """Return what the policies of a folder take, after a decision."""
    (facts,) = taken(cases(Random(1)), 1)
    pr.Engine(pr.load_text(policy(shapes(20, 20)), name="few.rules")).decide(
        RECORD, facts
    )  # imports are not counted

    def loaded() -> object:
        engine = pr.Engine(pr.load(folder))
        return engine, engine.decide(RECORD, facts).outcome

    return kept(loaded)


def by_hand() -> int:
    """Return what rows and counters take."""

    def filled() -> object:
        rows: list[tuple[Any, ...]] = []
        counts: dict[Key, int] = {}
        for facts in islice(visits(Random(3)), ENTRIES):
            key = key_of(facts)
            assert counts.get(key, 0) < LIMIT
            counts[key] = counts.get(key, 0) + 1
            rows.append(tuple(facts.values()))
        return rows, counts

    return kept(filled)


def ledger() -> int:
    """Return what a memory ledger of the same takes."""
    engine = pr.Engine(pr.load_text(MONTHLY, name="visits.rules"), ledger=pr.MemoryLedger())
    (first,) = islice(visits(Random(4)), 1)
    engine.admit("Visit", first | {"id": "first"})

    def filled() -> object:
        for facts in islice(visits(Random(3)), ENTRIES):
            assert engine.admit("Visit", facts).accepted
        return engine

    return kept(filled)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["rules", folder]:
            print(rules(folder))
        case ["by_hand"]:
            print(by_hand())
        case ["ledger"]:
            print(ledger())
        case other:
            sys.exit(f"{other} is none of rules, by_hand, ledger")
