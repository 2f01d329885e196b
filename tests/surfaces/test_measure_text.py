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
    assert main(["explain", path, item, "--language", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [line for line in lines if path not in line]


def test_a_quota(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "Q-1", "en", capsys) == [
        "Q-1  Not too often",
        "  modality: should (when broken: warn)",
        "  asked when: not urgent",
        "  quota: at most most per county each month of start",
        "  what counts: what is in the ledger of Visit, where the condition holds and no exception does, and this one",
        "  early warning: warn at 80%",
        "  at other stages: warn (early warning)",
        "  if facts are lacking: it is skipped, with a note",
        "  list: l, for Visit",
        "  ledgers read: the ledger of Visit",
        "  facts read: urgent (应急), county (县), start (开始日期)",
        "  parameter: most (每月次数) = 2",
    ]
    assert told(path, "Q-1", "zh", capsys) == [
        "Q-1  Not too often",
        "  性质：should（违反的结论：提醒）",
        "  适用情形：非 urgent",
        "  限额：每个 county 每月（按 start）不得超过 most",
        "  计数范围：调研台账中符合条件、不属例外的，连同本件",
        "  预警：达到 80% 时预警",
        "  其他阶段的结论：提醒（预警）",
        "  资料不足时：略过，并予说明",
        "  清单：调研规定，适用于调研",
        "  所用台账：调研台账",
        "  所用事实：应急（urgent）、县（county）、开始日期（start）",
        "  参数：每月次数（most） = 2",
    ]


def test_a_quota_without_a_condition(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    en = told(path, "Q-2", "en", capsys)
    assert "  what counts: all that is in the ledger of Visit, and this one" in en
    assert "  at other stages: permit (50% used)" in en
    zh = told(path, "Q-2", "zh", capsys)
    assert "  计数范围：调研台账中的全部调研，连同本件" in zh
    assert "  其他阶段的结论：允许（已用 50%）" in zh


def test_a_deadline(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "D-1", "en", capsys)[:8] == [
        "D-1  Reported within three days",
        "  modality: must (when broken: forbid)",
        "  asked when: always",
        "  deadline: reported within 3 days after assigned",
        "  early warning: warn 1 day before",
        '  what follows: urge unit if overdue, refer to "the leader" for explanation if overdue by 5 days',
        "  at other stages: refer (overdue by more than 5 days); warn (early warning)",
        "  if facts are lacking: the decision is undetermined",
    ]
    assert told(path, "D-1", "zh", capsys)[3:7] == [
        "  时限：reported 应在 assigned 后 3 日内",
        "  预警：提前 1 日 预警",
        "  办理：逾期时 urge unit，逾期 5 日 时 报 “the leader” 说明",
        "  其他阶段的结论：报请（逾期超过 5 日）；提醒（预警）",
    ]


def test_a_match(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "M-1", "en", capsys)[3:6] == [
        "  match: reconciles with Plan on unit, start within 3 days comparing people within 2",
        '  what follows: route to unit if missing, refer to "the office" for explanation if differs',
        "  at other stages: refer (differs)",
    ]
    assert told(path, "M-1", "zh", capsys)[3:6] == [
        "  核对：Plan 按 unit、start 相差 3 日内 比较 people 相差 2",
        "  办理：缺失时 转 unit，不符时 报 “the office” 说明",
        "  其他阶段的结论：报请（不符）",
    ]


def test_ledgers_that_a_rule_reads(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(path, "R-1", "en", capsys)
    assert "  sets aside: p.Q-1" in lines
    assert "  ledgers read: the ledger of Plan" in lines


def test_an_item_of_a_periodic_list(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "  list: t, for Errand each month, of every row of its ledger" in told(path, "T-1", "en", capsys)
    assert "  清单：月报，适用于督办件，对台账逐条、每月一次" in told(path, "T-1", "zh", capsys)


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
