"""A ledger in memory outlives a policy set: others read it, each its own way."""

from __future__ import annotations

from typing import Any

import policyrules as pr

BY_COUNTY = pr.load_text(
    """
record Visit { id: text key, unit: text, county: text, day: date }
list l for Visit { must county { at most 2 per county each month of day } }
"""
)
BY_UNIT = pr.load_text(
    """
record Visit dated day { day: date, county: text, id: text key, unit: text, reason: text? }
list l for Visit {
    must unit { at most 1 per unit each month of day }
    must not reason { when some v in Visit where (v.reason = "none" and v.unit = unit) }
}
"""
)


def visit(number: int, unit: str, county: str = "X") -> dict[str, Any]:
    return {"id": str(number), "unit": unit, "county": county, "day": f"2026-03-0{number}"}


def admitted(engine: pr.Engine, facts: dict[str, Any]) -> list[str]:
    """The items that are broken or cannot be told; nothing where the record was admitted."""
    receipt = engine.admit("Visit", facts)
    assert receipt.decision is not None
    broken = [finding.item for finding in receipt.decision.findings]
    return broken + [item.item for item in receipt.decision.undetermined]


def test_policies_with_another_record_read_the_same_ledger() -> None:
    ledger = pr.MemoryLedger()
    old = pr.Engine(BY_COUNTY, ledger=ledger)
    assert admitted(old, visit(1, "A")) == []
    new = pr.Engine(BY_UNIT, ledger=ledger)
    # the entry does not say its reason, which the other record did not have
    assert admitted(new, visit(2, "A")) == ["unit", "reason"]
    assert admitted(new, {**visit(2, "B"), "reason": "none"}) == []
    assert admitted(new, {**visit(3, "B"), "day": "2026-04-01"}) == ["reason"]
    assert admitted(old, visit(4, "C")) == ["county"]
    assert admitted(old, visit(4, "C", "Y")) == []
    assert admitted(new, {**visit(5, "C"), "reason": "asked for"}) == ["unit", "reason"]
    assert [kept.facts["reason"] for kept in new.entries("Visit") if kept.key == "2"] == ["none"]


def test_what_one_engine_revises_and_withdraws_is_gone_for_all() -> None:
    ledger = pr.MemoryLedger()
    old, new = pr.Engine(BY_COUNTY, ledger=ledger), pr.Engine(BY_UNIT, ledger=ledger)
    assert admitted(old, visit(1, "A")) == []
    assert new.revise("Visit", "1", {**visit(1, "B"), "reason": "moved"}).status == "revised"
    assert admitted(new, {**visit(2, "A"), "reason": "asked for"}) == []
    assert new.withdraw("Visit", "1").status == "withdrawn"
    assert admitted(old, visit(3, "B")) == []
    assert [kept.number for kept in old.entries("Visit")] == [kept.number for kept in new.entries("Visit")]


def test_a_later_row_with_the_same_key_is_a_new_version() -> None:
    rows = [visit(1, "A"), visit(2, "B"), {**visit(1, "A"), "county": "Y"}]
    engine = pr.Engine(BY_COUNTY, ledger=pr.MemoryLedger({"Visit": rows}))
    assert [(kept.key, kept.facts["county"]) for kept in engine.entries("Visit")] == [("2", "X"), ("1", "Y")]
    assert admitted(engine, visit(3, "A")) == []
    assert admitted(engine, visit(4, "A")) == ["county"]
    assert engine.admit("Visit", rows[-1]).status == "repeated"
