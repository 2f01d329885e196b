"""What a finding follows from, what would change it, and what is lacking, in words and in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import policyrules as pr
from policyrules.core.values import UNKNOWN

if TYPE_CHECKING:
    from policyrules.diagnostics.phrase import Language

RULES = """
enum Tier 层级 { village 村 < county 县 < province 省 }
record Item 附件 { pages 页数: integer }
record Paper 文件 dated day {
    id 编号: text key
    day 印发日期: date
    tier 层级: Tier
    kind 文种: { letter 函, notice 通知 }
    pages 页数: integer
    annexes 附件: list of Item = []
    filed 已报备: boolean
    plan 计划项: text? = none
    places 地方: list of text = []
}
calendar quiet 无会日 { every monday }
parameter most 篇幅上限: integer = 10
list l 清单 for Paper {
    must not A-1 "Too long" { when pages > most and tier <= county unless filed }
    must A-2 "In all" { ensure pages + sum(a.pages for a in annexes) <= 15 }
    should not A-3 "On a quiet day" { when day in quiet }
    must not A-4 "Unplanned" { when has no plan and kind = notice }
    should A-5 "Two places" { at most 1 per places each month of day }
    must not A-6 "Places" { when places contains "x" }
    may A-7 "Letters" { when kind = notice }
    should not A-8 "Filed again" { when broken(A-4) and filed }
}
"""
ENGINE = pr.Engine(pr.load_text(RULES, name="p.rules"), ledger=pr.MemoryLedger())
PAPER = {
    "id": "1",
    "day": "2026-03-09",
    "tier": "county",
    "kind": "notice",
    "pages": 12,
    "annexes": [{"pages": 4}, {"pages": 2}],
    "filed": False,
    "places": ["x", "y"],
}


def grounds(language: Language, **facts: Any) -> list[str]:
    """The last lines of each item: what is not the proof."""
    explanation = ENGINE.decide("Paper", PAPER | facts, partial=True).explain()
    proof = explanation.text(language, grounds=False).splitlines()
    whole = [line.strip(" │├└─") for line in explanation.text(language).splitlines()]
    plain = [line.strip(" │├└─") for line in proof]
    for line in plain:
        whole.remove(line)
    return whole


def test_what_findings_follow_from_and_what_would_change_them() -> None:
    assert grounds("en") == [
        "it follows from this alone: tier: county; pages: 12; filed: no; most: 10",
        "any one of these would change it: filed: yes; or pages: at most 10; or tier: province",
        "it follows from this alone: pages: 12; annexes: 2 entries; annexes[0].pages: 4; annexes[1].pages: 2",
        "any one of these would change it: pages: 9; or annexes[0].pages: 1",
        "it follows from this alone: day: 2026-03-09",
        "any one of these would change it: day: 2026-03-10; or day: 2026-03-08",
        "it follows from this alone: kind: notice; plan: none",
        "any one of these would change it: kind: letter; or plan: given, whatever it is",
        "it follows from this alone: places: 2 entries; places[0]: x",
        "any one of these would change it: places: y",
        "it follows from this alone: kind: notice",
    ]
    assert grounds("zh") == [
        "仅凭下列各项即可认定：层级为县；页数为12；已报备为否；篇幅上限为10",
        "改变下列任何一项即不违反：已报备为是；或者页数不超过10；或者层级为省",
        "仅凭下列各项即可认定：页数为12；附件共 2 项；附件[0].页数为4；附件[1].页数为2",
        "改变下列任何一项即不违反：页数为9；或者附件[0].页数为1",
        "仅凭下列各项即可认定：印发日期为2026-03-09",
        "改变下列任何一项即不违反：印发日期为2026-03-10；或者印发日期为2026-03-08",
        "仅凭下列各项即可认定：文种为通知；无计划项",
        "改变下列任何一项即不违反：文种为函；或者有计划项",
        "仅凭下列各项即可认定：地方共 2 项；地方[0]为x",
        "改变下列任何一项即不违反：地方为y",
        "仅凭下列各项即可认定：文种为通知",
    ]


def test_what_is_lacking_and_what_follows_without_it() -> None:
    assert grounds("en", pages=UNKNOWN, filed=UNKNOWN, annexes=[{"pages": 16}])[:3] == [
        "what is lacking: pages; filed",
        "what is lacking: pages",
        "it follows from this alone: day: 2026-03-09",
    ]
    assert grounds("zh", pages=UNKNOWN, filed=UNKNOWN, annexes=[{"pages": 16}])[:3] == [
        "尚缺：页数；已报备",
        "尚缺：页数",
        "仅凭下列各项即可认定：印发日期为2026-03-09",
    ]


def test_grounds_as_json() -> None:
    items = {item["item"]: item for item in ENGINE.decide("Paper", PAPER).explain().to_dict()["items"]}
    assert [(each["kind"], each["name"], each["value"]) for each in items["A-1"]["because_of"]] == [
        ("fact", "tier", "county"),
        ("fact", "pages", 12),
        ("fact", "filed", False),
        ("parameter", "most", 10),
    ]
    assert [(each["fact"], each["how"], each["now"], each["to"]) for each in items["A-1"]["changes"]] == [
        ("filed", "is", False, True),
        ("pages", "at most", 12, 10),
        ("tier", "is", "county", "province"),
    ]
    assert (items["A-5"]["because_of"], items["A-5"]["changes"], items["A-5"]["lacking"]) == (None, [], [])


def test_too_much_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policyrules.core.explain.sufficient._MOST", 3)
    explanation = ENGINE.decide("Paper", PAPER).explain()
    reason = explanation.because_of(explanation["A-1"])
    assert reason is not None
    assert not reason.tried
    assert "it follows from this alone: too many facts to try which of them suffice" in explanation.text("en")
    assert "仅凭下列各项即可认定：涉及的事实过多，未逐项推究" in explanation.text("zh")


def test_a_finding_may_rest_on_what_is_not_kept() -> None:
    """A ledger that is not there is a ground like a fact that is not known."""
    text = """
    record Visit 走访 { id 编号: text key, people 人数: integer }
    list l for Visit {
        must not V-1 "New, as far as is known" { when before.people is unknown and people > 3 }
        must not V-2 "Uncounted" { when count(v in Visit) is unknown and people > 3 }
    }
    """
    engine = pr.Engine(pr.load_text(text, name="p.rules"))
    explanation = engine.decide("Visit", {"id": "1", "people": 4}).explain()
    reasons = [explanation.because_of(item) for item in explanation.items]
    assert [reason is not None and reason.tried for reason in reasons] == [True, True]
    english, chinese = explanation.text("en"), explanation.text("zh")
    assert "people: 4; an earlier version not known" in english
    assert "people: 4; no ledger of Visit" in english
    assert "人数为4；上一版本未知" in chinese
    assert "人数为4；没有走访台账" in chinese
