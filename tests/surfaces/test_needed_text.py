"""What an open decision still needs, and that what it says to type is understood."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Final

import pytest

import policyrules as pr
from policyrules.diagnostics.phrase import Language
from policyrules.surfaces.cli import main
from policyrules.surfaces.needed_text import needed_lines

POLICY: Final = """\
enum Tier 层级 { village 村 < county 县 }
record Part 附件 { title 名称: text, late 逾期: boolean }
record Visit 走访 dated day {
    id      编号:     text key
    day     日期:     date
    unit    单位:     text
    filed   已报备:   boolean "Was it filed?" asked of "the office"
    people  人数:     integer?
    share   占比:     number
    tier    层级:     Tier
    begin   开始时间: datetime
    length  时长:     duration
    span    期间:     period
    parts   附件:     list of Part
}
"""
FACTS: Final = {
    "id": "1", "day": "2026-03-02", "unit": "A", "filed": "no", "people": 1, "share": 1, "tier": "county",
    "begin": "2026-03-02 10:00", "length": "1 hour", "span": "2026-03-02..2026-03-03", "parts": [],
}  # fmt: skip


def rules(condition: str) -> str:
    return POLICY + f"list l 规定 for Visit {{ must not V-1 {{ when {condition} }} }}\n"


def shown(decision: pr.Decision, language: Language) -> list[str]:
    return ["".join(text for _, text in line) for line in needed_lines(decision, language)]


def lacking(condition: str, *left_out: str, facts: dict[str, object] = FACTS) -> pr.Decision:
    known = {name: value for name, value in facts.items() if name not in left_out}
    return pr.Engine(pr.load_text(rules(condition))).decide("Visit", known, partial=True)


CONDITIONS: Final = {
    "filed": ("filed", "--set filed=yes", "--set 已报备=是"),
    "people": ("people > 500", "--set people=3", "--set 人数=3"),
    "share": ("share > 500", "--set share=1.5", "--set 占比=1.5"),
    "tier": ("tier > county", "--set tier=village", "--set 层级=村"),
    "begin": (
        "date_of(begin) = 2027-01-01",
        "--set begin=2026-03-01T09:00",
        "--set 开始时间=2026-03-01T09:00",
    ),
    "length": ("day + length > 2028-01-01", '--set "length=3 days"', "--set 时长=3天"),
    "span": ("day in span", "--set span=2026-03-01..2026-03-05", "--set 期间=2026-03-01..2026-03-05"),
    "unit": ('unit = "B"', "--set unit=…", "--set 单位=…"),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_what_it_says_to_type_is_understood(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An example is a value of the field's type: typed as shown, the decision is settled."""
    condition, en, zh = CONDITIONS[name]
    decision = lacking(condition, name)
    assert shown(decision, "en")[-1] == f"    to give it: {en}, for example, or in the file of facts"
    assert shown(decision, "zh")[-1] == f"    补充方法：如 {zh}，或写入事实文件"
    policy, facts = tmp_path / "visits.rules", tmp_path / "facts.json"
    policy.write_text(rules(condition), encoding="utf-8")
    facts.write_text(
        json.dumps({key: value for key, value in FACTS.items() if key != name}), encoding="utf-8"
    )
    for typed in (en, zh):
        assert main(["decide", str(policy), "Visit", str(facts), *shlex.split(typed)]) in (0, 1)
        assert not capsys.readouterr().err


def test_many_facts_are_told_how_once() -> None:
    decision = lacking("(filed and people > 5) or tier > county", "unit", "filed", "people", "tier")
    assert shown(decision, "en") == [
        "  still needed to settle it:",
        "    1. [the office] Was it filed? (`filed`, for V-1)",
        "    2. `people` (人数) (for V-1)",
        "    3. `tier` (层级) (for V-1)",
        "    to give it: --set filed=yes, for example, or in the file of facts",
    ]
    assert shown(decision, "zh") == [
        "  要作出结论，还需要：",
        "    1. ［the office］Was it filed?（`已报备`，涉及 V-1）",
        "    2. `人数`（people）（涉及 V-1）",
        "    3. `层级`（tier）（涉及 V-1）",
        "    补充方法：如 --set 已报备=是，或写入事实文件",
    ]


def test_a_fact_with_a_short_value_is_shown_rather_than_the_first() -> None:
    decision = lacking('unit = "B" and filed', "unit", "filed")
    assert shown(decision, "zh")[-1] == "    补充方法：如 --set 已报备=是，或写入事实文件"


def test_what_stands_within_an_entry_can_only_be_written_into_the_file() -> None:
    decision = lacking("some p in parts where (p.late)", facts={**FACTS, "parts": [{"title": "甲"}]})
    assert decision.outcome == "undetermined"
    assert shown(decision, "en")[-1] == "    to give it: in the file of facts"
    assert shown(decision, "zh")[-1] == "    补充方法：写入事实文件"


def test_facts_parameters_and_ledgers_are_each_told_how() -> None:
    text = (
        rules("people > most[unit]")
        .replace("list l", "parameter most 上限: integer by Visit.unit from “limits.csv”\nlist l")
        .replace(
            "most[unit] }",
            "most[unit] or filed }\n must not V-2 { when some v in Visit where (v.unit = unit) }",
        )
    )
    policies = pr.load_text(text, parameters={"most": {"B": 3}})
    decision = pr.Engine(policies).decide(
        "Visit", {name: value for name, value in FACTS.items() if name != "filed"}, partial=True
    )
    assert shown(decision, "en") == [
        "  still needed to settle it:",
        "    1. [the office] Was it filed? (`filed`, for V-1)",
        "    2. the parameter `most` (上限)[A] (for V-1)",
        "    3. the ledger of `Visit` (走访) (for V-2)",
        "    to give it: --set filed=yes, for example, or in the file of facts; --param most[A]=3; --ledger Visit=FILE",
    ]
    assert shown(decision, "zh")[-1] == (
        "    补充方法：如 --set 已报备=是，或写入事实文件；--param 上限[A]=3；--ledger 走访=文件"
    )


def test_a_settled_decision_asks_for_nothing() -> None:
    assert shown(lacking("filed and people > 5", "filed"), "en") == []
