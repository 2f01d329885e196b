"""What a finding says of a match: the entries, field by field, and the nearest where none has the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from policyrules.core.decision import nearest
from tests.measuring import decided, plan, visit

if TYPE_CHECKING:
    import policyrules as pr

MATCH = "规定 l 适用于 调研 {{ 应当 M-1 “按计划” {{ 核对 调研计划 按 {keys} 比较 人数 相差 2{more} }} }}"


def rules(keys: str = "单位、县、开始日期 相差 3 日内", more: str = "") -> str:
    return MATCH.format(keys=keys, more=more)


def held(text: str, *plans: dict[str, Any], on: str = "2026-04-01", **facts: Any) -> pr.Decision:
    given = visit("9", "2026-03-09", people=5) | facts
    return decided(text, "Visit", given, on=on, ledgers={"Plan": plans})


def found(text: str, *plans: dict[str, Any], **facts: Any) -> pr.Finding:
    (finding,) = held(text, *plans, **facts).findings
    return finding


def test_what_differs_says_both_values_and_the_entry() -> None:
    finding = found(rules(), plan("P1", "2026-03-08", people=20), plan("P2", "2026-03-01"))
    match = finding.match
    assert match is not None
    assert (match.status, match.record, match.names.second, match.more) == ("differs", "Plan", "调研计划", 0)
    (candidate,) = match.candidates
    assert candidate.entry.key == "P1"
    assert [(each.names.second, each.agrees) for each in candidate.keys] == [
        ("单位", True),
        ("县", True),
        ("开始日期", True),
    ]
    (people,) = candidate.compared
    assert (people.mine, people.theirs, people.agrees) == (5, 20, False)
    assert finding.reason == "与调研计划 P1 不符：人数（本件 5，台账 20）"
    assert match.said.en == "Plan P1 differs: people 5 here, 20 there"
    assert [(entry.record, entry.key) for entry in finding.rows] == [("Plan", "P1")]


def test_all_that_differ_are_evidence_and_the_one_that_differs_least_is_named() -> None:
    text = rules(keys="县", more="、单位")
    finding = found(
        text, plan("P1", "2026-03-08", people=20, unit="乙局"), plan("P2", "2026-01-01", people=20)
    )
    assert finding.match is not None
    assert [each.entry.key for each in finding.match.candidates] == ["P1", "P2"]
    assert finding.reason == "与调研计划 P2 不符：人数（本件 5，台账 20）；另有 1 条也不符"
    assert finding.match.said.en == "Plan P2 differs: people 5 here, 20 there; 1 other differs as well"
    assert [entry.key for entry in finding.rows] == ["P1", "P2"]


def test_too_many_are_all_evidence() -> None:
    finding = found(rules(more=" 至多 1"), *(plan(f"P{n}", "2026-03-09") for n in range(30)))
    assert finding.match is not None
    assert (finding.match.status, len(finding.match.candidates), finding.match.more) == ("repeated", 20, 10)
    assert (len(finding.rows), finding.more_rows) == (20, 10)
    assert finding.reason == "调研计划台账中有 30 条对应记录，上限 1 条：P0、P1、P2、P3、P4 等 30 条"
    assert finding.match.said.en == (
        "the ledger of Plan has 30 matching entries, at most 1: P0, P1, P2, P3, P4 and 25 more"
    )


# --- nothing has the keys -------------------------------------------------------------------


def test_the_nearest_agrees_in_most_keys() -> None:
    finding = found(
        rules(),
        plan("P1", "2026-03-09", unit="乙局"),
        plan("P2", "2026-03-09", county="乙县", unit="丙局"),
        plan("P3", "2026-03-20"),
    )
    match = finding.match
    assert match is not None
    assert (match.status, match.candidates) == ("missing", ())
    assert match.nearest is not None
    assert match.nearest.entry.key == "P1"
    assert finding.reason == (
        "调研计划台账中没有对应记录；最接近的是调研计划 P1：单位（本件 甲局，台账 乙局）"
    )
    assert (
        match.said.en
        == "the ledger of Plan has no matching entry; nearest is Plan P1: unit 甲局 here, 乙局 there"
    )
    assert [entry.key for entry in finding.rows] == ["P1"]


def test_of_those_that_agree_in_as_many_keys_the_one_least_apart() -> None:
    finding = found(rules(), plan("P1", "2026-04-20"), plan("P2", "2026-03-20"), plan("P3", "2026-03-20"))
    assert finding.match is not None
    assert finding.match.nearest is not None
    assert finding.match.nearest.entry.key == "P2"
    finding = found(
        rules(), plan("P1", "2026-03-09", county="乙县"), plan("P2", "2026-03-09", county="甲县城关")
    )
    assert finding.match is not None
    assert finding.match.nearest is not None
    assert finding.match.nearest.entry.key == "P2"


def test_any_alternative_may_bring_an_entry_near() -> None:
    text = rules(keys="计划 对应 编号 或按 单位、县、开始日期 相差 3 日内")
    finding = found(text, plan("P1", "2026-03-09", unit="乙局"), plan("P7", "2025-01-01"), plan="P2")
    assert finding.match is not None
    assert finding.match.nearest is not None
    assert finding.match.nearest.entry.key == "P1"


def test_what_agrees_in_nothing_is_not_near() -> None:
    finding = found(rules(), plan("P1", "2025-03-09", unit="乙局", county="乙县"))
    assert finding.match is not None
    assert (finding.match.nearest, finding.rows) == (None, ())
    assert finding.reason == "调研计划台账中没有对应记录"


def test_in_a_long_ledger_those_that_share_a_value_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "LOOKED_AT", 2)
    far = [plan(f"X{n}", "2025-01-01", unit="乙局", county="乙县") for n in range(5)]
    finding = found(rules(), plan("P1", "2026-03-20"), *far)
    assert finding.match is not None
    assert finding.match.nearest is not None
    assert finding.match.nearest.entry.key == "P1"
    close = plan("P2", "2026-03-09", unit="丁局", county="丁县")
    finding = found(rules(), close, *far, close | {"id": "P3"})
    assert finding.match is not None
    assert finding.match.nearest is not None
    assert finding.match.nearest.entry.key == "P3"


# --- stages and the rest --------------------------------------------------------------------


def test_a_stage_that_refers_names_itself() -> None:
    text = rules(more=" 则 缺失时 转 “核查组”，不符时 报 “办公室” 说明")
    finding = found(text, plan("P1", "2026-03-08", people=20))
    assert (finding.effect, finding.part and finding.part.said.zh) == ("refer", "不符")
    assert finding.reason == "与调研计划 P1 不符：人数（本件 5，台账 20）"
    finding = found(text)
    assert (finding.effect, finding.part) == ("forbid", None)
    assert [action.kind for action in finding.actions] == ["route"]


def test_what_is_waited_for_says_until_when() -> None:
    decision = held(rules(), plan("P1", "2026-02-01"), on="2026-03-10")
    assert decision.findings == ()
    text = decision.explain().text("zh")
    assert "（未到核对时间：调研计划台账中尚无对应记录，2026年3月12日后再核对）" in text


def test_what_entries_do_not_say_is_said_once_for_all() -> None:
    partly = [
        {key: value for key, value in plan(f"P{n}", "2026-03-09").items() if key != "people"}
        for n in range(40)
    ]
    decision = held(rules(), *partly)
    (item,) = decision.undetermined
    assert [obstacle.zh for obstacle in item.obstacles] == [
        "调研计划台账中 `P0`、`P1`、`P2` 等 40 条未载明 `人数`"
    ]
    assert [obstacle.en for obstacle in item.obstacles] == [
        "the entries `P0`, `P1`, `P2` and 37 more of the ledger of Plan do not say `people`"
    ]


def test_a_ledger_that_is_not_there_is_asked_for_in_words() -> None:
    decision = decided(rules(), "Visit", visit("9", "2026-03-09", people=5), ledgers={})
    (missing,) = decision.missing
    assert (missing.kind, missing.fact, missing.said.en, missing.said.zh) == (
        "ledger",
        "Plan",
        "the ledger of Plan",
        "调研计划台账",
    )
    blocked = decided(rules(more=" 资料不足时 退回"), "Visit", visit("9", "2026-03-09", people=5), ledgers={})
    assert blocked.findings[0].reason == "资料不足，尚不能认定是否违反本条；请补充：调研计划台账"
    assert blocked.findings[0].match is not None
    assert blocked.findings[0].match.said.zh == "调研计划台账中有无对应记录，尚不能确定"


def test_only_entries_that_may_match_are_said_to_say_too_little() -> None:
    unsaid, elsewhere = plan("P1", "2026-03-09"), plan("P2", "2026-03-09", county="乙县")
    del unsaid["people"], elsewhere["people"]
    (item,) = held(rules(), unsaid, elsewhere).undetermined
    assert [obstacle.en for obstacle in item.obstacles] == [
        "the entry `P1` of the ledger of Plan does not say `people`"
    ]
