"""A policy set to decide by, in both languages."""

from __future__ import annotations

from typing import Any

import policyrules as pr

TEXT = """
policy meetings "Rules for meetings" { zone "Asia/Shanghai" }

enum Tier 层级类别 { village 村 < county 县 < province 省 }

record Meeting 会议 dated held {
    id        编号:     text key
    tier      层级:     Tier
    held      召开日期: date
    people    人数:     integer "How many people take part?" asked of "the organiser"
    cost      费用:     number(2) = 0
    approved  已批准:   boolean = no
    plan      计划:     text?
    topics    议题:     list of text = []
}

record Visit 调研 {
    days 天数: integer
}

parameter people_limit 人数上限: integer { 80 from 2019-01-01, 50 from 2024-08-06 }

define large 大型 for Meeting = people > people_limit

negative list size 会议负面清单 "What meetings must not be" for Meeting {
    must not M-1 规模 "No big meetings" {
        when    large
        without approval of "the General Office" (approved)
        because "{people} people, and the limit is {people_limit}"
    }
    should not M-2 "Not without a plan" { when has no plan }
}

list visits for Visit {
    must V-1 "Long enough" { ensure days >= 2 }
}

test "a big meeting needs approval" {
    given Meeting { id: "1", tier: county, held: 2026-03-02, people: 60, plan: "P" }
    expect refer by M-1
    expect large = yes
    expect not M-2
}
"""

MEETING: dict[str, Any] = {
    "id": "1",
    "tier": "county",
    "held": "2026-03-02",
    "people": 60,
    "plan": "P-1",
}


def meeting(**more: Any) -> dict[str, Any]:
    return {**MEETING, **more}


def policies(text: str = TEXT, **more: Any) -> pr.PolicySet:
    return pr.load_text(text, name="meetings.rules", **more)
