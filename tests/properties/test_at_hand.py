"""A ledger at hand says what any other says: decided and admitted in one piece, or part by part, and by the reference."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.core.decide import decide
from policyrules.core.history import ListedHistory
from policyrules.ledgers.memory import MemoryBooks
from tests.properties.cases import CASES

RECORD = """
{head}
record Visit {dated} {{
    id: text {key}
    unit: text
    county: text
    day: date
    other: date?
    leader: text?
    cost: number
    people: integer
    urgent: boolean?
}}
parameter most: integer {{ 2 from 2025-01-01, 3 from 2026-01-20 }}
parameter later: integer {{ 2 from 2026-01-08 }}
"""
QUOTAS = {
    "by month": "must M { at most 2 per unit, county each month of day }",
    "by month, warned of": "must W { at most 4 per unit each month of day warn at 60% }",
    "none, for once": "must N { at most 0 per unit, county each day of day }",
    "for all time": "should E { at most 5 per unit ever }",
    "of all": "must A { at most 4 each week of day }",
    "as a parameter says": "must P { at most most per county each year of day }",
    "as a parameter that lacks says": "must Q { at most later per unit each month of day if unknown warn }",
    "by month, warned of as a parameter says": "must G { at most most per unit each month of day warn at 60% }",
    "by year, warned of as a parameter says": "must H { at most most per county each year of day warn at 90% }",
    "in any days": "must D { at most 2 per unit in any 3 days of day }",
    "in any month, warned of": "should S { at most 3 per county in any 1 months of day warn at 50% }",
    "by what may be none": "must L { at most 1 per leader each month of day }",
    "on a day that may be none": "must O { at most 1 per unit each month of other }",
    "of some": "must U { when urgent at most 1 per county each month of day }",
    "by sum": "must C { at most 5 total cost per unit each month of day }",
    "of days of several": "should T { at most 2 different leader per unit each quarter of day }",
    "beside a parameter": "must not R { when people > most }",
    "beside a look": "must not B { when count(v in Visit where v.unit = unit) > 3 }",
    "an earlier version": "must not V { when before.people > people }",
}


def policies(chosen: tuple[str, ...], *, dated: bool, keyed: bool, always: bool) -> pr.PolicySet:
    # what each record adds to quotas is known beforehand only where they are always in force
    head = "" if always else "policy visits { from 2026-01-05 }"
    record = RECORD.format(head=head, dated="dated day" if dated else "", key="key" if keyed else "")
    items = "\n    ".join(QUOTAS[name] for name in chosen)
    return pr.load_text(f"{record}\nlist l for Visit {{\n    {items}\n}}\n", name="visits.rules")


class PartByPart(pr.MemoryLedger):
    """The same ledger, of which nobody is told that it is at hand."""

    def open(self, *given: Any) -> MemoryBooks:
        books = super().open(*given)
        books.at_hand = lambda _record: None  # type: ignore[method-assign,assignment]  # this is what is switched off
        return books


# --- what is asked ----------------------------------------------------------------------------

DAYS = [date(2026, 1, 1) + timedelta(days=each) for each in (0, 5, 6, 7, 8, 18, 19, 20, 31, 45, 200)]


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": draw(st.sampled_from("12345678")),
        "unit": draw(st.sampled_from(["A", "A", "B"])),
        "county": draw(st.sampled_from(["X", "X", "Yé"])),
        "day": draw(st.sampled_from(DAYS)),
        "other": draw(st.sampled_from([None, *DAYS[:3]])),
        "leader": draw(st.sampled_from([None, "p", "q"])),
        "cost": draw(st.sampled_from([1, 2.50, Decimal("0.50")])) if draw(st.integers(0, 9)) else "much",
        "people": draw(st.integers(0, 3)),
        "urgent": draw(st.sampled_from([True, False, None])),
    }
    for name in ("other", "leader", "urgent"):
        if not draw(st.integers(0, 7)):
            del found[name]
    return found


@frozen
class Step:
    kind: str
    facts: dict[str, Any]
    key: str | None
    on: date | None
    override: str | None
    dry_run: bool

    def on_engine(self, engine: pr.Engine) -> tuple[Any, pr.Decision | None]:
        """Return what comes of it, and the decision, of which the rest is read when all is over."""
        try:
            match self.kind:
                case "admit":
                    key = self.key
                    if engine.policies.records["Visit"].key is None and key is None:
                        key = self.facts["id"]  # a fresh key differs each time
                    receipt = engine.admit(
                        "Visit", self.facts, key=key, on=self.on, override=self.override, dry_run=self.dry_run
                    )
                case "admit validated":
                    given = engine.facts("Visit", self.facts)
                    receipt = engine.admit("Visit", given, key=self.key or self.facts["id"], on=self.on)
                case "revise":
                    receipt = engine.revise("Visit", self.key or self.facts["id"], self.facts, on=self.on)
                case "withdraw":
                    receipt = engine.withdraw("Visit", self.key or self.facts["id"], reason="so")
                case "validated":
                    decision = engine.decide("Visit", engine.facts("Visit", self.facts), on=self.on)
                    return str(decision.outcome), decision
                case "partly":
                    some = {name: value for name, value in self.facts.items() if name != "unit"}
                    decision = engine.decide("Visit", some, on=self.on, partial=True)
                    return str(decision.outcome), decision
                case _:
                    decision = engine.decide("Visit", self.facts, on=self.on)
                    return str(decision.outcome), decision
        except pr.PolicyRulesError as error:
            return str(error), None
        return [getattr(receipt, name) for name in TOLD], receipt.decision


TOLD = ("status", "record", "key", "number", "override", "dry_run", "standing", "accepted")
"""What receipts say beside their decision."""
KINDS = ["admit"] * 6 + ["admit validated"] + ["decide"] * 4 + ["revise", "withdraw", "validated", "partly"]
STEPS = st.builds(
    Step,
    st.sampled_from(KINDS),
    facts(),
    st.sampled_from([None, None, None, "1", "k1", "k2"]),
    st.sampled_from([None, None, date(2026, 1, 6)]),
    st.sampled_from([None, None, None, "it had to be"]),
    st.sampled_from([False, False, False, False, True]),
)
KEPT = ("number", "key", "name", "values", "on", "outcome", "override", "withdrawn", "uses")
CHOSEN = st.lists(st.sampled_from(sorted(QUOTAS)), min_size=1, max_size=3, unique=True).map(tuple)
quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]


def by_reference(engine: pr.Engine, step: Step) -> str | None:
    """Return the outcome as the reference says it, by a scan of all entries; None where facts are lacking."""
    try:
        read = engine.facts("Visit", step.facts)
    except pr.PolicyRulesError:
        return None
    entries = [kept.entry for kept in engine.entries("Visit")]
    key = None if read.schema.key is None else step.facts["id"]
    history = ListedHistory({"Visit": entries}, "Visit", key)
    program, parameters = engine.policies.program, engine.policies.parameters
    return str(decide(program, "Visit", read, on=step.on, parameters=parameters, history=history).outcome)


def tell_the_same(decision: pr.Decision | None, same: pr.Decision | None) -> None:
    """Assert that all that is read of two decisions is equal, or that there is none."""
    assert (decision is None) == (same is None)
    if decision is not None and same is not None:
        assert decision.to_dict() == same.to_dict()
        assert decision.finding_ids == same.finding_ids
        assert decision.explain().text("en") == same.explain().text("en")


@settings(max_examples=CASES, deadline=None, suppress_health_check=quiet)
@given(
    chosen=CHOSEN,
    dated=st.booleans(),
    keyed=st.booleans(),
    always=st.sampled_from([True, True, False]),
    asked=st.lists(STEPS, min_size=1, max_size=16),
    others_from=st.sampled_from([None, None, 0, 2, 5]),
)
def test_at_hand_and_part_by_part_say_the_same(
    chosen: tuple[str, ...],
    dated: bool,
    keyed: bool,
    always: bool,
    asked: list[Step],
    others_from: int | None,
) -> None:
    program = policies(chosen, dated=dated, keyed=keyed, always=always)
    ledgers = pr.MemoryLedger(), PartByPart()
    at_hand, in_parts = (pr.Engine(program, ledger=ledger) for ledger in ledgers)
    done = []
    others: list[pr.Engine] = []
    for number, step in enumerate(asked):
        if number == others_from:
            # from now on others read, and write, the same ledgers
            others = [pr.Engine(program, ledger=ledger) for ledger in ledgers]
        if number % 3 == 2 and others:
            at_hand, others[0] = others[0], at_hand
            in_parts, others[1] = others[1], in_parts
        expected = by_reference(at_hand, step) if step.kind in ("decide", "validated") else None
        told, decision = step.on_engine(at_hand)
        other, same = step.on_engine(in_parts)
        assert told == other
        if expected is not None:
            assert told == expected
        done.append((decision, same))
    for decision, same in done:
        tell_the_same(decision, same)
    for one, other in zip(at_hand.entries("Visit"), in_parts.entries("Visit"), strict=True):
        for name in KEPT:
            assert getattr(one, name) == getattr(other, name), name
        assert [*map(str, one.values)] == [*map(str, other.values)]
        assert one.at is not None


# --- threads ----------------------------------------------------------------------------------

CROWDED = """
record Visit dated day { id: text key, unit: text, day: date }
list l for Visit {
    must M { at most 60 per unit each month of day }
    must A { at most 60 each week of day }
}
"""
SLIDING = """
record Visit dated day { id: text key, unit: text, day: date }
list l for Visit { must D { at most 60 per unit in any 3 days of day } }
"""


@pytest.fixture
def switching_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("switching_often")
@pytest.mark.parametrize("policy", [CROWDED, SLIDING])
def test_what_is_decided_beside_admissions_is_of_one_moment(policy: str) -> None:
    engine = pr.Engine(pr.load_text(policy), ledger=pr.MemoryLedger())
    decider, done = engine.decider("Visit"), threading.Event()

    def visit(number: object) -> dict[str, Any]:
        return {"id": str(number), "unit": "A", "day": date(2026, 3, 3)}

    def admit(first: int) -> list[pr.Receipt]:
        return [engine.admit("Visit", visit(f"{first}-{number}")) for number in range(80)]

    def ask() -> list[pr.Decision]:
        found = []
        while not done.is_set():
            found.append(decider(visit("new")))
        return found

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        admitting = [pool.submit(admit, first) for first in range(2)]
        receipts = [receipt for each in admitting for receipt in each.result()]
        done.set()
        decisions = [decision for each in asking for decision in each.result()]
    statuses = [receipt.status for receipt in receipts]
    entries = engine.entries("Visit")
    assert statuses.count("admitted") == len(entries) == 60
    assert [entry.number for entry in entries] == [*range(1, 61)]
    assert {receipt.key: receipt.number for receipt in receipts if receipt.accepted} == {
        entry.key: entry.number for entry in entries
    }
    for receipt in receipts:
        assert receipt.decision is not None
        assert bool(receipt.decision.findings) == (receipt.status == "refused")
    for decision in {decision._made_by: decision for decision in decisions}.values():
        # the findings are the reference's, of the ledger as it was after the change the decision rests on
        assert bool(decision.findings) == (decision.outcome == "forbid")


@pytest.mark.usefixtures("switching_often")
@pytest.mark.parametrize("policy", [CROWDED, SLIDING])
def test_no_key_is_admitted_twice_by_threads(policy: str) -> None:
    engine = pr.Engine(pr.load_text(policy), ledger=pr.MemoryLedger())
    day = date(2026, 3, 3)

    def admit(unit: str) -> list[str]:
        # each sets out from the same keys; who comes second has other facts, and is told so
        found: list[str] = []
        for number in range(50):
            try:
                found.append(engine.admit("Visit", {"id": str(number), "unit": unit, "day": day}).status)
            except pr.LedgerError:
                found.append("taken")
        return found

    with ThreadPoolExecutor(3) as pool:
        found = [*pool.map(admit, "ABC")]
    for together in zip(*found, strict=True):
        assert sorted(together) == ["admitted", "taken", "taken"]
    units = [
        dict(zip(("id", "unit"), entry.values, strict=False))["unit"] for entry in engine.entries("Visit")
    ]
    decider = engine.decider("Visit")
    for unit in "ABC":
        # the counters say what the entries come to: so many more may come
        left = 60 - (units.count(unit) if policy is SLIDING else 0)
        left = min(left, 60 - len(units)) if policy is CROWDED else left
        for number in range(left):
            assert decider({"id": f"{unit}-{number}", "unit": unit, "day": day}).outcome == "permit"
            receipt = engine.admit("Visit", {"id": f"{unit}-{number}", "unit": unit, "day": day})
            assert receipt.status == "admitted"
            units.append(unit)
        assert engine.admit("Visit", {"id": f"{unit}-more", "unit": unit, "day": day}).status == "refused"
