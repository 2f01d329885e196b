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


ASKING = """action urge 催办
list l for R {
    must not x "无甲" { when a then refer to "办公厅" for filing, urge "乙方" }
    must not y "无乙" { when b then refer to "办公厅" for filing }
    may z "可以" { when c then route to "专班" }
}
table follow for R first {
    | a   | -> then         |
    | yes | urge "乙方"     |
    | *   | route to "档案" |
}
"""


def test_what_several_items_ask_stands_once_after_them() -> None:
    assert shown(ASKING, a=True, b=True, c=False) == [
        "refer  it",
        "  refer  x  无甲",
        "      facts:  a yes",
        "      action: urge 乙方",
        "  refer  y  无乙",
        "      facts:  b yes",
        "  action: refer to 办公厅 for filing (for x, y)",
    ]
    assert shown(ASKING, "zh", a=False, b=True, c=False) == [
        "报请  it",
        "  报请  y  无乙",
        "      事实：乙 是",
        "      办理：报办公厅备案",
        "  办理：转档案",
    ]


def test_permissions_are_a_basis_only_of_a_permit() -> None:
    assert shown(ASKING, a=False, b=False, c=True) == [
        "permit  it  allowed by z",
        "  action: route to 专班 (for z)",
        "  action: route to 档案",
    ]
    assert shown(ASKING, "zh", a=False, b=True, c=True)[0] == "报请  it"
    assert shown(ASKING, "zh", a=False, b=True, c=True)[-1] == "  符合的允许条款：z"
    assert shown(ASKING, a=False, b=True, c=True)[-1] == "  permissions that match: z"
    assert shown(ASKING, c=True)[0] == "undetermined  it"


OPEN = """list l for R {
    must not x "无甲" { when a }
    must not y "无乙" { when b }
}
"""


def test_a_settled_outcome_asks_for_nothing() -> None:
    assert shown(OPEN, a=True)[-1] == "  also undetermined: y"
    assert shown(OPEN, "zh", a=True)[-1] == "  另有待定：y"
    assert not any("needed" in line for line in shown(OPEN, a=True))


def test_an_open_outcome_asks() -> None:
    assert "  要作出结论，还需要：" in shown(OPEN, "zh", a=False)
