"""A ledger in memory outlives a policy set: others read it, each its own way."""

from __future__ import annotations

from typing import Any

import pytest

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


KEYLESS = pr.load_text(
    """
record Tip 线索 dated day { topic 主题: text, county 县区: text, day 日期: date, votes 票数: integer }
record Visit 走访 { id 编号: text key, people 人数: integer }
list l for Tip { must often { at most 2 per county each month of day } }
"""
)
TIP = {"topic": "a", "county": "X", "day": "2026-03-01", "votes": 1}


def refused(given: dict[str, Any]) -> pr.FactError:
    with pytest.raises(pr.FactError) as told:
        pr.Engine(KEYLESS, ledger=pr.MemoryLedger(given))
    return told.value


def test_given_rows_that_do_not_fit_are_told_by_their_number_and_field() -> None:
    wrong = {"topic": "a", "county": "X", "日期": "2026-02-30", "votes": "x"}
    rows = [TIP, wrong, {**TIP, "votes": 1.5}, 7]
    error = refused({"Visit": [{"id": "1", "people": 2}], "线索": rows})
    assert error.in_("en") == (
        "the facts do not fit `Tip` (4 problems):\n"
        "- row 2 of the ledger: 日期 (day): a date such as 2026-03-01 is needed, not the text “2026-02-30”; "
        "that month ends on 2026-02-28\n"
        "- row 2 of the ledger: votes (票数): a whole number is needed, not the text “x”; "
        "write the number without quotes\n"
        "- row 3 of the ledger: votes (票数): a whole number is needed, not the number 1.5\n"
        "- row 4 of the ledger: a record (a mapping, a dataclass, an attrs or pydantic object) is needed, "
        "not the number 7"
    )
    assert error.in_("zh") == (
        "所给事实与 `线索` 不符（共 4 处）：\n"
        "- 台账第 2 条：日期（day）：应为日期（如 2026-03-01 或 2026年3月1日），所给为文本“2026-02-30”；"
        "该月最后一天是 2026-02-28\n"
        "- 台账第 2 条：votes（票数）：应为整数，所给为文本“x”；数字不加引号\n"
        "- 台账第 3 条：votes（票数）：应为整数，所给为数值 1.5\n"
        "- 台账第 4 条：应为一条记录（映射，或 dataclass、attrs、pydantic 对象），所给为数值 7"
    )
    assert [getattr(problem, "row", None) for problem in error.problems] == [2, 2, 3, 4]


def test_a_given_row_that_cannot_be_counted_is_told_by_its_number() -> None:
    uncounted = {name: value for name, value in TIP.items() if name != "county"}
    error = refused({"Visit": [{"id": "1", "people": 2}], "Tip": [TIP, uncounted]})
    assert error.in_("en").endswith(
        "- row 2 of the ledger: the entry of `Tip` does not say `county`, by which `often` counts it"
    )
    assert error.in_("zh").endswith("- 台账第 2 条：线索未载明 `县区`，而 `often` 须据以计数")


def test_of_very_many_problems_the_first_are_said() -> None:
    error = refused({"Tip": [{**TIP, "votes": "x"}] * 250})
    assert (len(error.problems), error.omitted) == (100, 150)
    assert error.in_("zh").endswith("（另有 150 处）")


def test_a_ledger_whose_rows_did_not_fit_is_not_empty_the_next_time() -> None:
    ledger = pr.MemoryLedger({"Visit": [{"id": "1", "people": 2}], "Tip": [{**TIP, "votes": "x"}]})
    for _ in range(2):
        with pytest.raises(pr.FactError):
            pr.Engine(KEYLESS, ledger=ledger)
    other = pr.load_text(
        "record Tip { topic: text, county: text, day: date, votes: text } record Visit { id: text key, people: integer }"
    )
    engine = pr.Engine(other, ledger=ledger)
    assert [(kept.number, kept.facts["people"]) for kept in engine.entries("Visit")] == [(1, 2)]
    assert [kept.number for kept in engine.entries("Tip")] == [2]
