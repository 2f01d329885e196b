"""What a record adds to quotas: generated code says what the reference says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.backends.python.counted import compile_counted
from policyrules.core.dates import governing_date, today_of
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.history import ListedHistory
from policyrules.core.uses import Unplaced, key_of, uses_of
from policyrules.engine.counting import Counts
from tests.ledgers.test_same_everywhere import POLICY, visits

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

POLICIES = pr.load_text(POLICY)
PROGRAM, PARAMETERS = POLICIES.program, POLICIES.parameters
ENGINE = pr.Engine(POLICIES, ledger=pr.MemoryLedger())
COMPILED = compile_counted(PROGRAM, "Visit")


def by_reference(facts: pr.Facts, history: ListedHistory) -> Any:
    evaluation = Evaluation(PROGRAM, "Visit", facts.row, on=None, parameters=PARAMETERS, history=history)
    try:
        return uses_of(evaluation)
    except Unplaced:
        return None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    earlier=st.lists(visits(), max_size=6),
    asked=visits(),
    left_out=st.sets(st.sampled_from(["unit", "county", "day", "finish", "people", "plan"]), max_size=2),
)
def test_it_adds_what_the_reference_says(
    earlier: list[dict[str, Any]], asked: dict[str, Any], left_out: set[str]
) -> None:
    ledger = pr.MemoryLedger(
        {"Visit": [{"id": str(at), **each} for at, each in enumerate(earlier)], "Plan": []}
    )
    entries = [kept.entry for kept in pr.Engine(POLICIES, ledger=ledger).entries("Visit")]
    given = {name: value for name, value in {"id": "x", **asked}.items() if name not in left_out}
    facts = ENGINE.facts("Visit", given, partial=True)
    history = ListedHistory({"Visit": entries, "Plan": []}, "Visit", key_of(PROGRAM, facts.row))
    schema, zone = facts.schema, Evaluation(PROGRAM, "Visit", facts.row, on=None, parameters=PARAMETERS).zone
    days = (governing_date(schema, facts.row, None, zone), today_of(schema, facts.row, None, zone))
    found = COMPILED.uses(facts.values, days, PARAMETERS, history)
    assert found == by_reference(facts, history)
    places = {(rule, key) for rule, key, _ in COMPILED.places(facts.values, PARAMETERS)}
    assert {(use.quota, use.key) for use in found or ()} <= places, "all that counts can be locked"


@pytest.mark.parametrize(
    ("items", "counted"),
    [
        ("must A { at most 1 per unit ever }", ["A"]),
        ("must A { when people > 3 at most 1 per unit ever }", []),
        ("must A { from 2030-01-01 at most 1 per unit ever }", ["A"]),
        ("must A { unless people = 3 at most 1 per unit ever }", []),
        ("must A { at most 1 per unit ever } must not B { when people = 3 overrides A }", []),
        ("must A { at most 1 per unit ever } must not B { from 2030-01-01 when people = 3 overrides A }", ["A"]),
        (
            "must A { at most 1 per unit ever } must not B { when people = 3 overrides A } must not C { when people > 2 overrides B }",
            ["A"],
        ),
        ("must A { at most 1 per unit ever } must B { at most 9 per county ever overrides A }", ["B"]),
        ("must A { at most 0 per unit ever } must B { when broken(A) at most 1 per county ever }", ["A", "B"]),
        ("must A { at most 9 per unit ever } must B { when broken(A) at most 1 per county ever }", ["A"]),
    ],
)  # fmt: skip
def test_what_counts_a_record(items: str, counted: list[str]) -> None:
    text = "record Visit dated day { unit: text, county: text, day: date, people: integer } list l for Visit { %s }"
    engine = pr.Engine(pr.load_text(text % items), ledger=pr.MemoryLedger())
    facts = {"unit": "A", "county": "X", "day": "2026-03-01", "people": 3}
    assert engine.admit("Visit", facts, override="it must be in").accepted
    (kept,) = engine.entries("Visit")
    assert [use.quota.item for use in kept.entry.uses] == counted


def test_where_single_facts_are_counted_is_read_off() -> None:
    """Given a quota on single facts, then where it counts is what its rule would be asked."""
    text = "record R {{ a: text?, b: integer, day: {kind} }} list l for R {{ must Q {{ at most 1 per a, b each month of day }} }}"
    for kind in ("date", "date?", "datetime?"):
        policies = pr.load_text(text.format(kind=kind))
        engine = pr.Engine(policies, ledger=pr.MemoryLedger())
        counts = Counts(engine._grounds, "R")
        assert (counts._compiled.plainly is None) == (kind == "datetime?")
        for facts, places in (
            ({"a": "x", "b": 2, "day": "2026-03-01"}, [("x", 2)]),
            ({"a": None, "b": 2, "day": "2026-03-01"}, []),
            ({"b": 2, "day": "2026-03-01"}, []),
            ({"a": "x", "b": 2}, []),
        ):
            noon = {"day": "2026-03-01T12:00"} if kind == "datetime?" and "day" in facts else {}
            found = counts.places(engine.facts("R", {**facts, **noon}, partial=True))
            assert [key for _, key, _ in found] == places
