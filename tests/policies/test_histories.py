"""Do the shipped packs do their work over time: what is admitted, revised, refused, and what then stands?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import policyrules as pr
from tests.policies.expected import given

if TYPE_CHECKING:
    from policyrules.engine.policy_set import PolicySet

PACKS: Final = Path(__file__).parents[2] / "policies"


@pytest.fixture(scope="module")
def packs(shipped: PolicySet) -> PolicySet:
    return shipped.with_parameters(given())


@pytest.fixture
def engine(packs: PolicySet) -> pr.Engine:
    return pr.Engine(packs, ledger=pr.MemoryLedger())


def broken(receipt: Any) -> set[str]:
    """Return the items that kept a record out of its ledger."""
    assert receipt.decision is not None
    return {finding.item for finding in receipt.decision.findings if finding.effect > pr.Effect.WARN}


# --- 13710: a task from its entry to its closing, and back --------------------------------------

TASK: Final = {
    "编号": "d-1",
    "事项": "路灯不亮",
    "承办单位": "岚川市城管局",
    "类别": "一般",
    "涉密": False,
    "交办日期": "2026-03-02",
    "满意": None,
}
DONE: Final = {"部署日期": "2026-03-02", "反馈日期": "2026-03-04", "落实日期": "2026-03-08"}
VERIFIED: Final = {"核实日期": "2026-03-09", "核实单位": "岚川市委督查室"}


@pytest.fixture
def supervised(packs: PolicySet) -> pr.Engine:
    """Return an engine with a task whose closing is applied for."""
    engine = pr.Engine(packs, ledger=pr.MemoryLedger())
    assert engine.admit("督办件", {**TASK, "状态": "立项"}, on="2026-03-02").accepted
    for state, more, on in (
        ("交办", {}, "2026-03-02"),
        ("办理", {"部署日期": "2026-03-02"}, "2026-03-02"),
        ("申请办结", DONE, "2026-03-08"),
    ):
        assert revised(engine, on, 状态=state, **more).accepted, state
    return engine


def revised(engine: pr.Engine, on: str, **facts: Any) -> Any:
    return engine.revise("督办件", "d-1", {**TASK, **facts}, on=on)


def state_of(engine: pr.Engine) -> str:
    (kept,) = engine.entries("督办件")
    return str(kept.entry.row["state"])


def test_a_task_is_closed_only_after_verification(supervised: pr.Engine) -> None:
    refused = revised(supervised, "2026-03-09", 状态="销号", **DONE)
    assert broken(refused) == {"TK-06"}
    assert state_of(supervised) == "applied"
    by_itself = revised(
        supervised, "2026-03-09", 状态="销号", **DONE, 核实日期="2026-03-09", 核实单位=TASK["承办单位"]
    )
    assert broken(by_itself) == {"TK-06"}
    assert revised(supervised, "2026-03-09", 状态="销号", **DONE, **VERIFIED).accepted
    assert state_of(supervised) == "closed"


def test_a_complaint_reopens_a_closed_task(supervised: pr.Engine) -> None:
    assert revised(supervised, "2026-03-09", 状态="销号", **DONE, **VERIFIED).accepted
    complaint = {**DONE, **VERIFIED, "满意": False}
    assert broken(revised(supervised, "2026-03-15", 状态="销号", **complaint)) == {"TK-12"}
    assert revised(supervised, "2026-03-15", 状态="重新打开", **complaint).accepted
    assert revised(supervised, "2026-03-16", 状态="办理", **complaint).accepted


def test_no_step_is_left_out(supervised: pr.Engine) -> None:
    assert broken(revised(supervised, "2026-03-09", 状态="挂起", **DONE)) == {"ST-00"}
    new = {**TASK, "编号": "d-2", "状态": "销号", **DONE, **VERIFIED}
    assert broken(supervised.admit("督办件", new, on="2026-03-09")) == {"ST-00"}


def test_what_is_late_is_entered_with_a_reason(engine: pr.Engine) -> None:
    assert engine.admit("督办件", {**TASK, "状态": "立项"}, on="2026-03-02").accepted
    assert revised(engine, "2026-03-02", 状态="交办").accepted
    late = {**TASK, "状态": "办理", "部署日期": "2026-03-02", "反馈日期": "2026-03-07"}
    assert broken(engine.revise("督办件", "d-1", late, on="2026-03-07")) == {"TK-02"}
    receipt = engine.revise("督办件", "d-1", late, on="2026-03-07", override="逾期两天反馈，已书面说明")
    assert receipt.accepted
    assert receipt.override == "逾期两天反馈，已书面说明"


# --- visits: a week that is full ----------------------------------------------------------------


def visit(number: str, day: str, **changes: Any) -> dict[str, Any]:
    return {
        "编号": number,
        "单位": f"单位{number}",
        "单位层级": "省",
        "领导": f"领导{number}",
        "领导职级": "其他党政领导",
        "市": "岚川市",
        "县": "松桥县",
        "开始日期": day,
        "结束日期": day,
        "人数": 3,
        "点位": [],
        "计划": None,
        "已备案": True,
        "县主要负责同志陪同": 0,
        "陪餐人数": 0,
        "陪同车辆": 1,
        "警车开道": False,
        "要求准备材料": False,
        "迎送": False,
        "层层陪同": False,
        **changes,
    }


def test_the_third_party_of_a_week_goes_elsewhere_or_later(engine: pr.Engine) -> None:
    assert engine.admit("调研", visit("1", "2026-03-02")).accepted
    assert engine.admit("调研", visit("2", "2026-03-04")).accepted
    assert broken(engine.admit("调研", visit("3", "2026-03-08"))) == {"VS-03"}
    assert engine.admit("调研", visit("3", "2026-03-09")).accepted
    assert engine.admit("调研", visit("4", "2026-03-08", 县="柳湾县")).accepted
    assert [kept.key for kept in engine.entries("调研")] == ["1", "2", "3", "4"]


def test_a_withdrawn_visit_makes_room(engine: pr.Engine) -> None:
    assert engine.admit("调研", visit("1", "2026-03-02")).accepted
    assert engine.admit("调研", visit("2", "2026-03-04")).accepted
    engine.withdraw("调研", "1", reason="改到其他县")
    assert engine.admit("调研", visit("3", "2026-03-05")).accepted


# --- meetings: one comprehensive meeting a year ---------------------------------------------------


def meeting(number: str, day: str, **changes: Any) -> dict[str, Any]:
    return {
        "编号": number,
        "名称": f"第{number}次会议",
        "组织单位": "岚川市水利局",
        "组织单位性质": "部门",
        "层级": "市",
        "所属系统": "岚川市水利系统",
        "事项": f"事项{number}",
        "会议类别": "业务会议",
        "综合性": True,
        "形式": "现场会议",
        "开始日期": day,
        "结束日期": day,
        "计划": None,
        "备案日期": None,
        "批准日期": day,
        "应急": False,
        "法定": False,
        "上级部署": False,
        "召集人": "主要负责同志",
        "通知层级": "县",
        "实际层级": None,
        "参会人数": 40,
        "参会单位": [],
        "参会人员": [],
        "只作传达": False,
        "会期半天数": 1,
        "会议分钟": 90,
        "分组讨论": False,
        "发言": [],
        **changes,
    }


def test_a_system_has_one_comprehensive_meeting_a_year(engine: pr.Engine) -> None:
    plan: dict[str, Any] = {
        "编号": "h-1",
        "名称": "水利工作会议",
        "组织单位": "岚川市水利局",
        "所属系统": "岚川市水利系统",
        "综合性": True,
        "通知层级": "县",
        "参会人数": 40,
        "拟开日期": "2026-01-20",
    }
    assert engine.admit("会议计划项", plan).accepted
    assert broken(engine.admit("会议计划项", {**plan, "编号": "h-2", "拟开日期": "2026-11-20"})) == {"MP-1"}
    assert engine.admit("会议", meeting("1", "2026-01-20")).accepted
    assert broken(engine.admit("会议", meeting("2", "2026-11-20"))) == {"M7-2", "OV-07"}
    assert engine.admit("会议", meeting("2", "2026-11-20", 综合性=False)).accepted
    assert engine.admit("会议", meeting("3", "2027-01-19")).accepted


# --- reports: what the periodic lists say of a register -------------------------------------------


def said(review: Any) -> dict[str, set[str]]:
    """Return the items broken by each row of a review that has something to say."""
    return {
        row.key: {each.item for each in row.decision.findings} for row in review.rows if row.decision.findings
    }


def test_the_half_month_report_names_the_crowded_county(engine: pr.Engine) -> None:
    for county in ("松桥县", "柳湾县", "清河县"):
        assert engine.admit("县区名册", {"名称": county}).accepted
    for number, (day, county) in enumerate(
        [
            ("03-16", "松桥县"),
            ("03-20", "松桥县"),
            ("03-26", "松桥县"),
            ("03-17", "柳湾县"),
            ("03-18", "清河县"),
        ]
    ):
        assert engine.admit("调研", visit(str(number), f"2026-{day}", 县=county)).accepted
    assert said(engine.review("县区名册", "2026-03 second half")) == {"松桥县": {"VS-14"}}
    assert said(engine.review("县区名册", "2026-03 first half")) == {}
    assert said(engine.review("县区名册", "2026-W12")) == {}


def test_the_prompt_table_names_the_county_of_a_full_week(engine: pr.Engine) -> None:
    assert engine.admit("县区名册", {"名称": "松桥县"}).accepted
    for number, day in enumerate(("2026-03-02", "2026-03-04", "2026-03-08")):
        entered = engine.admit("调研", visit(str(number), day), override="已经去过，补登")
        assert entered.accepted
    assert said(engine.review("县区名册", "2026-W10")) == {"松桥县": {"VS-03b"}}


def test_a_month_without_a_free_week_is_reported(engine: pr.Engine) -> None:
    committee = {"名称": "岚川市委", "性质": "党委", "实行无会周": True}
    assert engine.admit("单位名册", committee).accepted
    assert engine.admit("单位名册", {**committee, "名称": "岚川市政府", "性质": "政府"}).accepted
    for number, day in enumerate(("2026-06-02", "2026-06-10", "2026-06-16", "2026-06-23", "2026-06-30")):
        held = meeting(
            str(number), day, 组织单位="岚川市委", 组织单位性质="党委", 会议类别="常委会会议", 综合性=False
        )
        assert engine.admit("会议", held, override="补登").accepted
    assert said(engine.review("单位名册", "2026-06")) == {"岚川市委": {"NW-3"}}
    assert said(engine.review("单位名册", "2026-07")) == {}
