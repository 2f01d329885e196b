"""How a rule that measures is told in plain words: `policyrules explain`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from policyrules.surfaces.cli import main
from tests.measuring import RECORDS

if TYPE_CHECKING:
    from pathlib import Path

RULES = """
parameter most 每月次数: integer = 2
list l 调研规定 for Visit {
    should Q-1 "Not too often" {
        when   not urgent
        at most most per county each month of start  warn at 80%
    }
    should Q-2 "Ever" { at most 40 total people per unit ever then urge unit if used 50% }
    must M-1 "As planned" {
        reconciles with Plan on unit, start within 3 days comparing people within 2
        then route to unit if missing, refer to "the office" for explanation if differs
    }
    must not R-1 "Planned for another day" { when has plan and plan.start != start overrides Q-1 }
}
list d for Errand {
    must D-1 "Reported within three days" {
        deadline reported within 3 days after assigned  warn 1 day before
        then urge unit if overdue, refer to "the leader" for explanation if overdue by 5 days
    }
}
define visits_of_month 当月次数 for Errand each month = count(v in Visit where v.unit = unit)
list t 月报 for Errand each month { should not T-1 "Many" { when visits_of_month > 4 } }
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "p.rules"
    file.write_text(RECORDS + RULES, encoding="utf-8")
    return str(file)


def told(path: str, item: str, language: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What `explain` prints of an item, without where it stands."""
    assert main(["explain", path, item, "--on", "2026-03-02", "--language", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [line for line in lines if path not in line]


def test_a_quota(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "Q-1", "en", capsys) == [
        "Q-1  Not too often",
        "  Where “urgent” does not hold, there should be at most the most (2) for each county in each month (by the start).",
        "  There is an early warning once 80% of it is used.",
        "  What counts is what is in the ledger of Visit, where the condition holds and no exception does, and this one.",
        "  At other stages: warn (early warning).",
        "  When it is broken: warn.",
        "  If facts are lacking, it is skipped, with a note.",
        "",
        "  Parameters, as of 2026-03-02:",
        "    most: 2",
        "",
        "  list: l, for Visit",
        "  ledgers read: the ledger of Visit",
        "  facts read: urgent (应急), county (县), start (开始日期)",
    ]
    assert told(path, "Q-1", "zh", capsys) == [
        "Q-1  Not too often",
        "  凡并非应急的，对同一县，每月（按开始日期计）一般不得超过“每月次数”（2）次。",
        "  达到限额的80%时预警。",
        "  计入的是调研台账中符合条件、不属例外的，连同本件。",
        "  其他阶段的结论：提醒（预警）。",
        "  违反的，结论为提醒。",
        "  资料不足、不能认定的，略过并予说明。",
        "",
        "  参数（以2026年3月2日为准）：",
        "    每月次数：2",
        "",
        "  清单：调研规定，适用于调研",
        "  所用台账：调研台账",
        "  所用事实：应急（urgent）、县（county）、开始日期（start）",
    ]


def test_a_quota_without_a_condition(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "Q-2", "en", capsys) == [
        "Q-2  Ever",
        "  For every Visit, there should be a total people of at most 40 for each unit in all.",
        "  What follows: once 50% is used, urge unit.",
        "  What counts is all that is in the ledger of Visit, and this one.",
        "  At other stages: permit (50% used).",
        "  When it is broken: warn.",
        "  If facts are lacking, it is skipped, with a note.",
        "",
        "  list: l, for Visit",
        "  ledgers read: the ledger of Visit",
        "  facts read: unit (单位), people (人数)",
    ]
    assert told(path, "Q-2", "zh", capsys) == [
        "Q-2  Ever",
        "  调研对同一单位，累计人数合计一般不得超过40。",
        "  相应办理：已用50%的，催办单位。",
        "  计入的是调研台账中的全部调研，连同本件。",
        "  其他阶段的结论：允许（已用50%）。",
        "  违反的，结论为提醒。",
        "  资料不足、不能认定的，略过并予说明。",
        "",
        "  清单：调研规定，适用于调研",
        "  所用台账：调研台账",
        "  所用事实：单位（unit）、人数（people）",
    ]


def test_a_deadline(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "D-1", "en", capsys) == [
        "D-1  Reported within three days",
        "  For every Errand, the reported must be within 3 days after the assigned.",
        "  There is an early warning 1 day before the last day.",
        "  What follows: if it is overdue, urge unit; if it is overdue by more than 5 days, refer it to the leader for an explanation.",
        "  At other stages: refer (overdue by more than 5 days); warn (early warning).",
        "  When it is broken: forbid.",
        "  If facts are lacking, the decision is undetermined.",
        "",
        "  list: d, for Errand",
        "  facts read: reported (反馈日期), assigned (交办日期), unit (承办单位)",
    ]
    assert told(path, "D-1", "zh", capsys) == [
        "D-1  Reported within three days",
        "  督办件反馈日期应当在交办日期后3日之内。",
        "  期限届满前1日预警。",
        "  相应办理：逾期的，催办承办单位；逾期超过5日的，报the leader说明。",
        "  其他阶段的结论：报请（逾期超过5日）；提醒（预警）。",
        "  违反的，结论为禁止。",
        "  资料不足、不能认定的，结论待定。",
        "",
        "  清单：d，适用于督办件",
        "  所用事实：反馈日期（reported）、交办日期（assigned）、承办单位（unit）",
    ]


def test_a_match(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "M-1", "en", capsys) == [
        "M-1  As planned",
        "  For every Visit, in the ledger of Plan there must be an entry that agrees with this one: the same unit and start, no more than 3 days apart; and then what is compared agrees: people, no more than 2 apart.",
        "  What follows: if it is missing, route it to the unit; if it differs, refer it to the office for an explanation.",
        "  At other stages: refer (differs).",
        "  When it is broken: forbid.",
        "  If facts are lacking, the decision is undetermined.",
        "",
        "  list: l, for Visit",
        "  ledgers read: the ledger of Plan",
        "  facts read: unit (单位), start (开始日期), people (人数)",
    ]
    assert told(path, "M-1", "zh", capsys) == [
        "M-1  As planned",
        "  每一调研在调研计划台账中应当有与之对应的条目：单位相同、开始日期（相差不超过3日）；并比对人数（相差不超过2）。",
        "  相应办理：缺失的，转单位办理；不符的，报the office说明。",
        "  其他阶段的结论：报请（不符）。",
        "  违反的，结论为禁止。",
        "  资料不足、不能认定的，结论待定。",
        "",
        "  清单：调研规定，适用于调研",
        "  所用台账：调研计划台账",
        "  所用事实：单位（unit）、开始日期（start）、人数（people）",
    ]


def test_ledgers_that_a_rule_reads(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "R-1", "en", capsys) == [
        "R-1  Planned for another day",
        "  There must not be a Visit for which there is a plan and the plan's start is not the start.",
        "  It sets aside Q-1 “Not too often”.",
        "  When it is broken: forbid.",
        "  If facts are lacking, the decision is undetermined.",
        "",
        "  list: l, for Visit",
        "  ledgers read: the ledger of Plan",
        "  facts read: plan (计划), start (开始日期)",
    ]
    assert told(path, "R-1", "zh", capsys) == [
        "R-1  Planned for another day",
        "  调研不得有下列情形：有计划且计划的开始日期不是开始日期。",
        "  本条优先于Q-1“Not too often”适用。",
        "  违反的，结论为禁止。",
        "  资料不足、不能认定的，结论待定。",
        "",
        "  清单：调研规定，适用于调研",
        "  所用台账：调研计划台账",
        "  所用事实：计划（plan）、开始日期（start）",
    ]


def test_an_item_of_a_periodic_list(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "T-1", "en", capsys) == [
        "T-1  Many",
        "  There should not be an Errand for which the visits of month is more than 4.",
        "  When it is broken: warn.",
        "  If facts are lacking, it is skipped, with a note.",
        "",
        "  Where",
        "    “visits of month” is the number of entries of the ledger of Visit for which its unit is the same as this record's unit.",
        "",
        "  list: t, for Errand each month, of every row of its ledger",
        "  ledgers read: the ledger of Visit",
        "  facts read: unit (承办单位)",
    ]
    assert told(path, "T-1", "zh", capsys) == [
        "T-1  Many",
        "  督办件一般不得有下列情形：当月次数超过4。",
        "  违反的，结论为提醒。",
        "  资料不足、不能认定的，略过并予说明。",
        "",
        "  其中：",
        "    “当月次数”，是指调研台账中其单位与本件的承办单位相同的条目的数目。",
        "",
        "  清单：月报，适用于督办件，对台账逐条、每月一次",
        "  所用台账：调研台账",
        "  所用事实：承办单位（unit）",
    ]


def test_stages_as_json(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    def rule(item: str) -> dict[str, Any]:
        assert main(["explain", path, item, "--format", "json", "--language", "en"]) == 0
        (said,) = json.loads(capsys.readouterr().out)["rules"]
        return dict(said)

    assert rule("D-1")["stages"] == [
        {"stage": "overdue by more than 5 days", "effect": "refer"},
        {"stage": "early warning", "effect": "warn"},
    ]
    assert (rule("T-1")["each"], rule("D-1")["each"]) == ("month", None)
