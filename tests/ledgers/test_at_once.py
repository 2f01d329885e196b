"""Decisions made by one question to the database say what others say: those of memory, and those made in a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.ledgers.sql.placing import placing
from tests.ledgers.places import Place, closing, in_file
from tests.ledgers.test_same_everywhere import CASES, Step, asked_of, quiet, steps, visits

RECORDS = """
record Plan { id: text key, start: date, unit: text? }
record Visit dated day {
    id: text key, unit: text, county: text, day: date, finish: date?, days: period?
    people: integer, cost: number(2)?, topics: list of text = [], urgent: boolean?, plan: ref Plan?
}
parameter limit: integer { 1 from 2025-01-01, 2 from 2026-01-01 }
"""
SINGLE_FACTS = f"""{RECORDS}
list quotas for Visit {{
    must DAY {{ at most 1 per unit each day of day }}
    should MONTH {{ when not urgent at most limit per unit, county each month of day warn at 50% }}
    should HALF-MONTH {{ at most 2 total people per county each half month of day }}
    should PLAN {{ at most 1 per plan, people each year of day }}
    should COST {{ at most 1 per cost, unit, county ever }}
    should YEAR {{ at most 1.5 total cost per urgent each year of finish }}
    must not MOVED "Not to another unit" {{ when before.unit != unit because "{{before.unit}}" }}
}}
"""
MANY_KEYS = f"""{RECORDS}
list quotas for Visit {{
    must TOPICS {{ at most 1 per topics each half year of day }}
    should UNIT {{ when not urgent at most limit per unit each week of day }}
    should not FREE {{ when people = 3 overrides UNIT }}
}}
"""
topics = st.lists(st.sampled_from("abcdefghijkl"), max_size=12, unique=True)


@st.composite
def facts_of(draw: st.DrawFn) -> dict[str, Any]:
    """Return the facts of a visit, whose topics may be more than one question asks for."""
    return {**draw(visits()), "id": draw(st.sampled_from("12345678")), "topics": draw(topics)}


@st.composite
def partly(draw: st.DrawFn) -> tuple[dict[str, Any], bool]:
    """Return the facts of a visit, and whether some are left out."""
    facts = draw(facts_of())
    left_out = draw(st.sets(st.sampled_from(["unit", "county", "day", "people", "plan", "id"]), max_size=2))
    return {name: value for name, value in facts.items() if name not in left_out}, bool(left_out)


def in_transactions(engine: pr.Engine) -> pr.Engine:
    """Return an engine that decides in a transaction what it would by one question."""
    books: Any = engine._grounds.books
    assert books.kept["Visit"].is_seen_at_once, "it would"
    books.kept["Visit"].is_seen_at_once = False
    return engine


def said(engine: pr.Engine, asked: list[Step], last: Sequence[tuple[dict[str, Any], bool]]) -> list[Any]:
    """Return what comes of steps, and what decisions say that are read when more has changed.

    What stands is decided again as it is: it does not count beside itself.
    """
    found = asked_of(engine, asked)
    decisions = [engine.decide("Visit", facts, partial=partial) for facts, partial in last]
    decisions += [engine.decide("Visit", kept.facts) for kept in engine.entries("Visit")]
    outcomes = [str(decision.outcome) for decision in decisions]
    for kept in engine.entries("Visit")[:3]:
        engine.withdraw("Visit", kept.key)
    return [found, outcomes, [decision.to_dict() for decision in decisions]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("at_once")


_numbers = count()
asked_and_last = {
    "asked": st.lists(steps(), min_size=1, max_size=8),
    "last": st.lists(partly(), min_size=1, max_size=4),
    "policy": st.sampled_from([SINGLE_FACTS, MANY_KEYS]),
}


@settings(max_examples=CASES, deadline=None, suppress_health_check=quiet)
@given(**asked_and_last)
def test_a_file(folder: Path, asked: list[Step], last: Any, policy: str) -> None:
    wanted = said(Place("memory").engine(policy), asked, last)
    with closing(in_file(folder, f"{next(_numbers)}.db")) as place:
        assert said(place.engine(policy), asked, last) == wanted
    with closing(in_file(folder, f"{next(_numbers)}.db")) as place:
        assert said(in_transactions(place.engine(policy)), asked, last) == wanted


@settings(max_examples=max(CASES // 5, 1), deadline=None, suppress_health_check=quiet)
@given(**asked_and_last)
def test_a_server(shared_database: Any, asked: list[Step], last: Any, policy: str) -> None:
    wanted = said(Place("memory").engine(policy), asked, last)
    for kind in ("a", "b"):
        place = Place("postgresql", shared_database.url, prefix=f"{kind}{next(_numbers)}_")
        with closing(place):
            engine = place.engine(policy)
            assert said(engine if kind == "a" else in_transactions(engine), asked, last) == wanted


@settings(max_examples=CASES * 4, deadline=None, suppress_health_check=quiet)
@given(partial=partly(), changing=st.booleans())
def test_places_read_off_single_facts(sqlite: Place, partial: Any, changing: bool) -> None:  # drawn
    """Given quotas by single facts, then what is asked is what it is for places worked out one by one."""
    engine = sqlite.engine(SINGLE_FACTS)
    books: Any = engine._grounds.books
    counts = engine.decider("Visit").counts
    one_by_one: Any = SimpleNamespace(plainly=None, places=counts.places)
    kept, facts = books.kept["Visit"], engine.facts("Visit", partial[0], partial=True)
    assert counts.plainly is not None
    found, wanted = (
        placing(kept, counted, changing=changing)("1", "k", facts) for counted in (counts, one_by_one)
    )
    assert found == wanted
