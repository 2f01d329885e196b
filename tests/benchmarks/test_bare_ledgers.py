"""The hand-written ledgers answer as ours do, near the limit and of visits that are there already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import pytest

import policyrules as pr
from tests.benchmarks import bare_ledgers
from tests.benchmarks.bare_ledgers import BarePostgres, BareSqlite
from tests.benchmarks.ledgers import ByPolicy, yes
from tests.benchmarks.visits import LIMIT, MONTHLY, taken, visits
from tests.databases.postgres import Database


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let two visits a month be the most, and return the policy that says so."""
    monkeypatch.setattr(bare_ledgers, "LIMIT", 2)
    return MONTHLY.replace(f"at most {LIMIT}", "at most 2")


def crowded(random: Random) -> Iterator[dict[str, Any]]:
    """Yield visits of a few units to a few counties, some under names that came before."""
    for each in visits(random):
        name = f"v{random.randrange(40)}"
        yield {
            **each,
            "id": name,
            "unit": f"Unit {random.randrange(2)}",
            "county": f"County {random.randrange(2)}",
        }


@pytest.mark.parametrize("synchronous", ["NORMAL", "FULL"])
def test_sqlite_by_hand(few: str, tmp_path: Path, synchronous: str) -> None:
    ours = ByPolicy(pr.load_text(few, name="visits.rules"), pr.SqlLedger(f"sqlite:///{tmp_path}/ours.db"))
    answers_alike(BareSqlite(tmp_path / "bare.db", synchronous), ours)


def test_postgres_by_hand(few: str, postgres_database: Database) -> None:
    ours = ByPolicy(pr.load_text(few, name="visits.rules"), pr.SqlLedger(postgres_database.url))
    answers_alike(BarePostgres(postgres_database.conninfo), ours)


def answers_alike(bare: BareSqlite | BarePostgres, ours: ByPolicy) -> None:
    seen: set[tuple[bool, bool]] = set()
    with ExitStack() as stack:
        stack.callback(bare.raw.close)
        stack.callback(ours.ledger.close)
        there: set[str] = set()
        for facts in taken(crowded(Random(1)), 200):
            checked = bare.check(facts)
            assert checked == ours.check(facts)
            seen.add((checked, facts["id"] in there))
            if facts["id"] not in there:
                admitted = bare.admit(facts)
                assert admitted == yes(ours.admit(facts))
                there |= {facts["id"]} if admitted else set()
            else:
                assert not bare.admit(facts)
        for facts in taken(crowded(Random(2)), 100):
            assert bare.check(facts) == ours.check(facts)
    assert seen == {(True, True), (True, False), (False, True), (False, False)}
