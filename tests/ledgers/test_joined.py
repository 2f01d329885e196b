"""Ledgers kept in different places say together what one ledger says; each record is written where it is kept."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.ledgers.joined import JoinedLedger
from tests.ledgers.places import Place, closing, in_file
from tests.ledgers.test_same_everywhere import CASES, POLICY, Step, steps

_numbers = count()
quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@define
class Apart(Place):
    """Visits in a file, and plans in memory."""

    plans: pr.MemoryLedger | None = None

    def ledger(self, **options: Any) -> JoinedLedger:
        visits = super().ledger(records=["Visit"], **options)
        self.plans = self.plans or pr.MemoryLedger(records=["Plan"])
        return JoinedLedger([visits, self.plans])


def apart(folder: Path) -> Apart:
    return Apart("sqlite", in_file(folder, f"{next(_numbers)}.db").url)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledgers")


def told(engine: pr.Engine, asked: list[Step]) -> list[Any]:
    """Return what comes of steps, and what is kept, but for numbers: each ledger numbers its own."""
    found: list[Any] = []
    for step in asked:
        outcome, decision = step.on(engine)
        if not isinstance(outcome, str):
            status, key, _, *rest = outcome
            outcome = (status, key, *rest)
        found.append((outcome, None if decision is None else decision.to_dict()))
    return [*found, *(_kept(engine, record) for record in ("Visit", "Plan"))]


def _kept(engine: pr.Engine, record: str) -> list[Any]:
    return [(kept.key, kept.facts.values, kept.outcome) for kept in engine.entries(record)]


@settings(max_examples=CASES, deadline=None, suppress_health_check=quiet)
@given(asked=st.lists(steps(), min_size=1, max_size=14))
def test_they_say_what_one_ledger_says(folder: Path, asked: list[Step]) -> None:
    with closing(apart(folder)) as place:
        assert told(place.engine(POLICY), asked) == told(Place("memory").engine(POLICY), asked)


def test_each_record_is_written_where_it_is_kept(folder: Path) -> None:
    plan = {"id": "P", "start": "2026-03-01", "unit": "A"}
    visit = {"id": "1", "unit": "A", "county": "X", "day": "2026-03-02", "people": 1, "plan": "P"}
    place = apart(folder)
    with closing(place):
        engine = place.engine(POLICY)
        assert engine.admit("Plan", plan).status == "admitted"
        assert engine.admit("Visit", {**visit, "finish": None, "days": None}).status == "admitted"
        assert place.plans is not None
        alone = evolve(Place("memory"), memory={None: place.plans}).engine(POLICY)
        assert [kept.key for kept in alone.entries("Plan")] == ["P"]
        visits = Place("sqlite", place.url)
        with closing(visits):
            assert [kept.key for kept in visits.engine(POLICY, records=["Visit"]).entries("Visit")] == ["1"]


def test_what_only_one_of_them_lacks_is_named(folder: Path) -> None:
    """Given visits in a file and no plans, when a rule reads the plan, then it is the plans that are wanting."""
    visit = {"id": "1", "unit": "A", "county": "X", "day": "2026-03-02", "people": 1, "plan": "P"}
    with closing(in_file(folder, f"{next(_numbers)}.db")) as place:
        joined = JoinedLedger([place.ledger(records=["Visit"]), pr.MemoryLedger(records=[])])
        engine = pr.Engine(pr.load_text(POLICY), ledger=joined)
        decision = engine.decide("Visit", visit, partial=True)
        (late,) = [note for note in decision.notes if note.item is not None and note.item.item == "LATE"]
        assert [(need.kind, need.fact) for need in late.needing] == [("ledger", "Plan")]


def test_a_change_that_fails_changes_none_of_them(folder: Path) -> None:
    with closing(apart(folder)) as place:
        engine = place.engine(POLICY)
        with pytest.raises(pr.PolicyRulesError):
            engine.withdraw("Plan", "P", reason="never was")
        with pytest.raises(pr.PolicyRulesError):
            engine.revise("Visit", "1", {"id": "1"})
        assert [*engine.entries("Visit"), *engine.entries("Plan")] == []
