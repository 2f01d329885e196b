"""A policy that counts, waits and compares, ledgers for it, and decisions held to their schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import policyrules as pr
from tests.schemas import checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RECORDS = """policy p { zone "Asia/Shanghai"  working days of "CN" }
action urge 催办
record Plan 调研计划 {
    id     编号: text key
    unit   单位: text
    county 县:   text
    start  开始日期: date
    people 人数: integer
}
record Visit 调研 dated start {
    id     编号: text key
    unit   单位: text
    county 县:   text
    places 地点: list of text = []
    start  开始日期: date
    finish 结束日期: date? = none
    people 人数: integer = 1
    urgent 应急: boolean = no
    plan   计划: ref Plan? = none
    state  状态: { draft 草稿, done 办结 } = draft
}
record Errand 督办件 dated assigned {
    id       编号: text key
    assigned 交办日期: date
    reported 反馈日期: date?
    found    发现时间: datetime? = none
    answered 答复时间: datetime? = none
    unit     承办单位: text = "甲局"
}
"""


def visit(id_: str, start: str, county: str = "甲县", **more: Any) -> dict[str, Any]:
    """A visit to a county on a day."""
    return {"id": id_, "unit": "甲局", "county": county, "start": start, **more}


def plan(id_: str, start: str, county: str = "甲县", **more: Any) -> dict[str, Any]:
    """A planned visit."""
    return {"id": id_, "unit": "甲局", "county": county, "start": start, "people": 5, **more}


def decided(
    rules: str,
    record: str,
    facts: Mapping[str, Any],
    *,
    on: str | None = None,
    ledgers: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
) -> pr.Decision:
    """What rules say of a record; its JSON follows the schema, and its explanation comes to the same."""
    policies = pr.load_text(RECORDS + rules)
    ledger = None if ledgers is None else pr.MemoryLedger(ledgers, records=ledgers)
    decision = pr.Engine(policies, ledger=ledger).decide(record, facts, on=on, partial=True)
    checked("decision", decision.to_dict())
    explanation = decision.explain()
    assert explanation.outcome == decision.outcome
    assert json.loads(json.dumps(explanation.to_dict()))["outcome"] == decision.outcome
    return decision
