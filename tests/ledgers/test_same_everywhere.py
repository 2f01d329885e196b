"""Whatever comes in whatever order, ledgers in memory and in databases give the same receipts and say the same."""

from __future__ import annotations

import os
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.core.history import ListedHistory
from policyrules.core.limits import quotas_of
from tests.ledgers.places import Place, closing, in_file
from tests.schemas import checked

CASES = int(os.environ.get("POLICYRULES_CASES", "15"))

POLICY = """
record Plan { id: text key, start: date, unit: text? }
record Visit dated day {
    id: text key, unit: text, county: text, day: date, finish: date?, days: period?
    people: integer, cost: number(2)?, topics: list of text = [], urgent: boolean?, plan: ref Plan?
}
parameter limit: integer { 1 from 2025-01-01, 2 from 2026-01-01 }
define busy for Visit = count(v in Visit where v.unit = unit)

list quotas for Visit {
    should DAY { at most 1 per unit each day of day }
    should WEEK { when not urgent at most limit per unit, county each week of day warn at 50% }
    must MONTH { unless urgent at most 2 per county each month of day }
    should HALF-MONTH { at most 2 total people per county each half month of day }
    should QUARTER { at most 2 different unit per county each quarter of day }
    should HALF-YEAR { at most 3 per topics each half year of day }
    should YEAR { at most 1.5 total cost per unit each year of day }
    should EVER { at most 3 different topic_count per unit ever }
    should SLIDING { when not urgent at most 1 per county in any 7 days of day }
    should SLIDING-TOTAL { at most 3 total people per county in any 1 month of day }
    should SLIDING-VALUES { at most 1 different unit per topics in any 10 days of day }
    should SPAN { at most 2 per county each month of day..finish }
    should SPAN-SLIDING { when not urgent at most 1 different unit per county in any 3 days of day..finish }
    should SPAN-TOTAL { at most 2.5 total cost per unit in any 2 weeks of days }
    should OTHERS { when broken(WEEK) at most 1 per unit ever }
    must not MOVED "Not to another unit" { when before.unit != unit because "{before.unit}" }
    should not LATE { when plan.start > day because "{plan.start} {plan.unit}" }
    should not AGAIN { when some v in Visit where (v.county = county and v.day > day) because "{v.id}" }
    should not BUSY { when busy >= 3 and some v in Visit where (v.urgent = urgent) }
    must BEYOND { when urgent at most 1 per county each year of day }
    should not FREE { when urgent and people = 3 overrides MONTH }
}
define topic_count for Visit = count(t in topics)
"""

FIRST = date(2025, 12, 20)
days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def visits(draw: st.DrawFn) -> dict[str, Any]:
    """Return the facts of a visit but for its key."""
    day = draw(days)
    length = draw(st.sampled_from([0, 0, 1, 5, 40, 400, None]))
    facts: dict[str, Any] = {
        "unit": draw(st.sampled_from("AB")),
        "county": draw(st.sampled_from("XY")),
        "day": day,
        "finish": None if length is None else day + timedelta(days=length),
        "days": draw(st.sampled_from([None, {"start": day, "finish": day + timedelta(days=3)}, {"start": day, "finish": None}])),
        "people": draw(st.integers(0, 3)),
        "topics": draw(st.lists(st.sampled_from("ab"), max_size=2)),
        "plan": draw(st.sampled_from([None, "P", "Q"])),
    }  # fmt: skip
    cost = draw(st.sampled_from([None, Decimal("0.5"), Decimal("1.01"), Decimal(-1), "unknown"]))
    if cost != "unknown":
        facts["cost"] = cost
    urgent = draw(st.sampled_from([True, False, None, "unknown"]))
    if urgent != "unknown":
        facts["urgent"] = urgent
    return facts


@frozen
class Step:
    """Something that is asked of a ledger."""

    kind: str
    id: str
    facts: dict[str, Any]
    options: dict[str, Any]

    def on(self, engine: pr.Engine) -> tuple[Any, pr.Decision | None]:
        """Return what comes of it, told so that it can be compared, and the decision."""
        facts = {"id": self.id, **self.facts}
        try:
            match self.kind:
                case "admit":
                    receipt = engine.admit("Visit", facts, **self.options)
                case "revise":
                    receipt = engine.revise("Visit", self.id, facts, **self.options)
                case "withdraw":
                    receipt = engine.withdraw("Visit", self.id, reason="so")
                case "plan":
                    plan = {"id": "P", "start": self.facts["day"], "unit": self.facts["unit"]}
                    if engine.entries("Plan"):
                        receipt = engine.revise("Plan", "P", plan)
                    else:
                        receipt = engine.admit("Plan", plan)
                case _:
                    decision = engine.decide("Visit", facts)
                    return str(decision.outcome), decision
        except pr.PolicyRulesError as error:
            return str(error), None
        checked("receipt", receipt.to_dict())
        told = (receipt.status, receipt.key, receipt.number, str(receipt.outcome), receipt.override)
        return told, receipt.decision


KINDS = ["admit"] * 6 + ["revise"] * 3 + ["withdraw", "decide", "plan"]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    kind = draw(st.sampled_from(KINDS))
    options: dict[str, Any] = {}
    if kind in ("admit", "revise"):
        options["override"] = draw(st.sampled_from([None, "it had to be"]))
        options["dry_run"] = draw(st.integers(0, 9)) == 0
    return Step(kind, draw(st.sampled_from("12345678")), draw(visits()), options)


def asked_of(engine: pr.Engine, asked: list[Step]) -> list[Any]:
    """Return what comes of steps; what decisions say is read when all is over."""
    done = [step.on(engine) for step in asked]
    told = [(outcome, None if decision is None else decision.to_dict()) for outcome, decision in done]
    kept = [
        (each.number, each.key, each.facts.values, each.on, each.outcome, each.override, sorted(map(str, each.entry.uses)))
        for each in engine.entries("Visit")
    ]  # fmt: skip
    return [told, kept]


def fullest(engine: pr.Engine, facts: dict[str, Any]) -> list[Any]:
    """Return how full each quota is where a record lies: as the counts say, and by going through the entries."""
    program, books = engine.policies.program, engine._grounds.books
    assert books is not None
    entries = [kept.entry for kept in books.entries("Visit")]
    listed = ListedHistory({"Visit": entries})
    found: list[Any] = []

    def work(session: Any) -> None:
        history = session.history("Visit", None)
        for quota in quotas_of(program, "Visit").values():
            keys = {use.key for entry in entries for use in entry.uses if use.quota == quota.rule}
            spans = [(facts["day"], facts["day"])]
            if quota.last is not None or "SPAN" in quota.rule.item:
                spans.append((facts["day"], facts["finish"]))
            if quota.first is None:
                spans = [(None, None)]
            for key in sorted(keys, key=str):
                for span in spans:
                    value = {"people": 2, "cost": Decimal("0.5")}.get(
                        getattr(quota.value, "steps", ("x",))[0], "A"
                    )
                    value = None if quota.measure == "count" else value
                    amounts = history.fullest(quota, key, span, value)
                    assert amounts == listed.fullest(quota, key, span, value), (quota.rule, key, span)
                    found.append(amounts)

    books.read(work)
    return found


def check(place: Place, asked: list[Step]) -> None:
    memory = Place("memory").engine(POLICY)
    database = place.engine(POLICY)
    assert asked_of(database, asked) == asked_of(memory, asked)
    assert fullest(database, asked[0].facts) == fullest(memory, asked[0].facts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledgers")


_numbers = count()
quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=CASES, deadline=None, suppress_health_check=quiet)
@given(asked=st.lists(steps(), min_size=1, max_size=14))
def test_a_file_says_what_memory_says(folder: Path, asked: list[Step]) -> None:
    with closing(in_file(folder, f"{next(_numbers)}.db")) as place:
        check(place, asked)


@settings(max_examples=max(CASES // 5, 1), deadline=None, suppress_health_check=quiet)
@given(asked=st.lists(steps(), min_size=1, max_size=14))
def test_a_server_says_what_memory_says(shared_database: Any, asked: list[Step]) -> None:
    with closing(Place("postgresql", shared_database.url, prefix=f"s{next(_numbers)}_")) as place:
        check(place, asked)
