"""What a decision looks like to the people who read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import policyrules as pr
from policyrules.surfaces.decision_text import decision_lines

if TYPE_CHECKING:
    from policyrules.diagnostics.phrase import Language

RECORD = "record R 件 { a 甲: boolean, b 乙: boolean, c 丙: boolean }\n"


def shown(rules: str, language: Language = "en", **facts: Any) -> list[str]:
    decision = pr.Engine(pr.load_text(RECORD + rules)).decide("R", facts, partial=True)
    lines = decision_lines(decision, "it", language)
    return ["".join(text for _, text in line).rstrip() for line in lines]


def test_a_finding_for_lack_of_facts_states_no_breach() -> None:
    rules = """list l for R { must not x "无甲" {
        when a
        then route to "专班"
        because "甲为{a}"
        remedy "改正"
        if unknown block
    } }"""
    assert shown(rules) == [
        "return  it",
        "  return  x  无甲",
        "      why:    not enough is known to tell whether this is broken; to answer: a",
    ]
    assert shown(rules, "zh") == [
        "退回  it",
        "  退回  x  无甲",
        "      理由：资料不足，尚不能认定是否违反本条；请补充：甲",
    ]
