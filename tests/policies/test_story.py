"""建账—对账—交账: one quarter of two counties, told over the shipped packs, in both kinds of ledger.

A plan is filed; inspections and visits are admitted or refused by it; the counties report what came down
upon them; what does not agree becomes tasks with days by which they are due; a task is late, is closed once
somebody else has verified it, and is opened again on a complaint; at the end of the quarter the periodic
lists say what is lacking until nothing is. Read `test_the_quarter` first: it is the table of contents.

The same is told for people in docs/story.md.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import policyrules as pr

if TYPE_CHECKING:
    from policyrules.core.decision import Decision
    from policyrules.core.decision.finding import Finding
    from policyrules.engine.policy_set import PolicySet
    from policyrules.engine.receipt import Receipt

ROOT: Final = Path(__file__).parents[2]


def parameters() -> dict[str, Any]:
    """Return what has no public value, as the packs' own examples give it."""
    given: dict[str, Any] = {}
    for file in sorted(ROOT.glob("policies/*/parameters.example.toml")):
        given |= tomllib.loads(file.read_text("utf-8"))
    return given | tomllib.loads((ROOT / "docs/examples/parameters.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def packs(shipped: PolicySet) -> PolicySet:
    return shipped.with_parameters(parameters())


@pytest.fixture(params=["memory", "sqlite"])
def engine(request: pytest.FixtureRequest, packs: PolicySet, tmp_path: Path) -> pr.Engine:
    if request.param == "memory":
        return pr.Engine(packs, ledger=pr.MemoryLedger())
    return pr.Engine(packs, ledger=pr.SqlLedger(f"sqlite:///{tmp_path}/story.db"))


def test_the_quarter(engine: pr.Engine) -> None:
    # 建账
    the_plans_are_filed(engine)
    inspections_are_held_to_the_plan(engine)
    visits_are_held_to_the_plan(engine)
    # 对账
    the_counties_report_what_came_down(engine)
    the_day_of_one_report_is_another(engine)
    one_report_has_nothing_above(engine)
    # 交账
    each_difference_becomes_a_task(engine)
    a_wrong_day_is_corrected_in_time(engine)
    no_step_is_left_out(engine)
    the_other_task_is_late(engine)
    it_is_closed_only_after_verification(engine)
    a_lead_is_routed(engine)
    the_complaint_reopens_the_task(engine)
    the_quarter_lacks_three_things(engine)
    what_is_lacking_is_supplied(engine)
    the_quarter_is_in_order(engine)
    the_task_is_closed_for_good(engine)
    everything_is_still_there(engine)


# --- how it is told --------------------------------------------------------------------------------


def of(receipt: Receipt) -> Decision:
    """Return what a receipt rests on."""
    assert receipt.decision is not None
    return receipt.decision


def effects(decision: Decision) -> dict[str, str]:
    """Return each item that has something to say, with its effect; permissions apart."""
    return {
        each.item: pr.Effect(each.effect).phrase.zh
        for each in decision.findings
        if each.effect > pr.Effect.PERMIT
    }


def finding(decision: Decision, item: str) -> Finding:
    (found,) = (each for each in decision.findings if each.item == item)
    return found


def asked(decision: Decision) -> set[tuple[str, str | None]]:
    """Return what is to be done: the word for it, and to whom or about what."""
    return {(each.names.for_people(), each.who or each.about) for each in decision.actions}


def cited(each: Finding) -> list[tuple[str | None, str | None]]:
    return [(citation.norm, citation.article) for citation in each.citations]


def source(each: Finding) -> str:
    """Return where the item comes from, as it says itself."""
    ((source,),) = (given for name, given in each.annotations if name == "source")
    return str(source)


def standing(decision: Decision) -> dict[str, tuple[str | None, date | None]]:
    """Return how each deadline stands, and the last day for it."""
    return {each.item.item: (each.status, each.due) for each in decision.deadlines}


def state_of(engine: pr.Engine, key: str) -> str:
    (kept,) = (each for each in engine.entries("督办件") if each.key == key)
    return str(kept.entry.row["state"])


def spoken(engine: pr.Engine, record: str, period: str) -> dict[str, dict[str, str]]:
    """Return what the periodic lists say of each row that they have something to say of."""
    review = engine.review(record, period, on="2026-04-03")
    assert review.rows, f"nothing in the ledger of {record}"
    return {row.key: effects(row.decision) for row in review.rows if row.has_something_to_say}


# --- 建账：列入计划 ---------------------------------------------------------------------------------

PLAN: Final = {
    "编号": "J-2026-03",
    "名称": "农村供水水质检查",
    "组织单位": "岚川市水利局",
    "层级": "市",
    "所在地方": "岚川市",
    "综合性": True,
    "事项": "农村供水",
    "对象": ["松桥县", "柳湾县"],
    "对象层级": "县",
    "开始日期": "2026-03-02",
    "结束日期": "2026-03-20",
    "次数": 1,
}
VISIT_PLAN: Final = {
    "编号": "DY-03-1",
    "单位": "省水利厅",
    "领导": "周某",
    "县": "松桥县",
    "开始日期": "2026-03-12",
    "结束日期": "2026-03-12",
    "人数": 4,
}


def the_plans_are_filed(engine: pr.Engine) -> None:
    for county, sample in (("松桥县", True), ("柳湾县", False)):
        unit = {"名称": county, "地区": "岚川市", "层级": "县", "样本县": sample}
        assert engine.admit("监测单位", unit).outcome == "permit"
        assert engine.admit("县区名册", {"名称": county}).outcome == "permit"
    assert engine.admit("监测地区", {"名称": "岚川市"}).outcome == "permit"
    sentinel = {"名称": "河口镇", "地区": "岚川市", "层级": "乡镇", "启用日期": "2026-01-01"}
    assert engine.admit("哨点", sentinel).outcome == "permit"

    assert engine.admit("计划项", PLAN, on="2026-01-20").outcome == "permit"
    second = {**PLAN, "编号": "J-2026-09", "名称": "河道清障督查", "事项": "河道清障"}
    decision = of(engine.admit("计划项", second, on="2026-01-21", dry_run=True))
    assert effects(decision) == {"IP-1": "提醒"}
    told = finding(decision, "IP-1")
    assert told.reason == "岚川市水利局当年已列入一项综合性督检考，又报‘河道清障督查’"
    assert cited(told) == [("整治形式主义为基层减负若干规定", "第七条")]
    assert source(told) == "R2"
    assert asked(decision) == {("并入", "已列入的综合性督检考")}
    assert [kept.key for kept in engine.entries("计划项")] == ["J-2026-03"], "a dry run writes nothing"

    assert engine.admit("调研计划", VISIT_PLAN, on="2026-02-25").outcome == "permit"
    never = {
        **VISIT_PLAN,
        "编号": "DY-03-2",
        "县": "柳湾县",
        "开始日期": "2026-03-17",
        "结束日期": "2026-03-17",
    }
    assert engine.admit("调研计划", never, on="2026-02-25").outcome == "permit"


# --- 建账：按计划开展 -------------------------------------------------------------------------------

INSPECTION: Final = {
    "编号": "D-031",
    "名称": "农村供水水质检查",
    "组织单位": "岚川市水利局",
    "组织单位性质": "部门",
    "层级": "市",
    "名义": "检查",
    "开展依据": "云政办发〔2026〕6号",
    "对象": ["松桥县", "柳湾县"],
    "对象层级": "县",
    "开始日期": "2026-03-04",
    "结束日期": "2026-03-06",
    "人数": 3,
    "计划": "J-2026-03",
    "应急": False,
    "抽中派观察员": False,
    "查阅台账": False,
    "入户核查": True,
    "反馈问题": True,
    "要求整改": True,
    "打分定级": False,
    "通报排名": "不排名",
    "指标": [],
    "上级指标数": None,
    "要求主要负责同志到场": False,
    "层层陪同": False,
    "要求专门准备材料": False,
    "以党委政府为对象": False,
    "纳入统一考核": None,
    "常规工作": False,
}
ARCHIVES: Final = {
    **INSPECTION,
    "编号": "D-033",
    "名称": "档案安全检查",
    "组织单位": "岚川市档案局",
    "开始日期": "2026-03-09",
    "结束日期": "2026-03-10",
    "计划": None,
}


def inspections_are_held_to_the_plan(engine: pr.Engine) -> None:
    assert engine.admit("督检考", INSPECTION, on="2026-03-02").outcome == "permit"

    again = {**INSPECTION, "编号": "D-032", "开始日期": "2026-03-18", "结束日期": "2026-03-19"}
    refused = engine.admit("督检考", again, on="2026-03-16")
    assert refused.text("zh") == "督检考 D-032：未予登记（禁止）"
    assert effects(of(refused)) == {"IN-03": "禁止"}
    told = finding(of(refused), "IN-03")
    assert told.reason == "计划项J-2026-03计划开展1次，本次已超出"
    assert told.remedy == "停止开展，并入已开展的一次；确需增加的，向中共岚川市委办公室一事一报"
    assert [row.key for row in told.rows] == ["D-031"], "the one that used the plan up is the evidence"

    unplanned = engine.admit("督检考", ARCHIVES, on="2026-03-06")
    assert unplanned.text("zh") == "督检考 D-033：未予登记（报请）"
    assert effects(of(unplanned)) == {"IP-2": "报请", "IN-01": "报请"}
    told = finding(of(unplanned), "IN-01")
    assert told.reason == "岚川市档案局的‘档案安全检查’既未列入年度计划，也未报备"
    assert cited(told) == [("整治形式主义为基层减负若干规定", "第七条")]
    assert asked(of(unplanned)) == {
        ("送签", "分管市领导"),
        ("报请", "市委主要领导"),
        ("报请", "中共岚川市委办公室"),
    }
    assert [kept.key for kept in engine.entries("督检考")] == ["D-031"]


VISIT: Final = {
    "编号": "K-1",
    "单位": "省水利厅",
    "单位层级": "省",
    "领导": "周某",
    "领导职级": "其他党政领导",
    "市": "岚川市",
    "县": "松桥县",
    "开始日期": "2026-03-12",
    "结束日期": "2026-03-12",
    "人数": 4,
    "点位": [],
    "计划": "DY-03-1",
    "县主要负责同志陪同": 0,
    "陪餐人数": 0,
    "陪同车辆": 1,
    "警车开道": False,
    "要求准备材料": False,
    "迎送": False,
    "层层陪同": False,
}


def visits_are_held_to_the_plan(engine: pr.Engine) -> None:
    assert engine.admit("调研", VISIT, on="2026-03-11").outcome == "permit"
    other = {**VISIT, "编号": "K-2", "单位": "省林业厅", "领导": "吴某", "计划": None}
    referred = engine.admit("调研", other, on="2026-03-11")
    assert effects(of(referred)) == {"VS-01": "报请"}
    told = finding(of(referred), "VS-01")
    assert told.reason == "省林业厅吴某到松桥县的调研没有列入月度计划，也没有备案"
    assert source(told) == "S-SC, S-HH"
    assert not referred.accepted

    # 月底从计划的一头再看：去了的对得上，没有去的销项。
    first, second = (kept.facts for kept in engine.entries("调研计划"))
    assert engine.decide("调研计划", first, on="2026-03-31").outcome == "permit"
    decision = engine.decide("调研计划", second, on="2026-03-31")
    assert effects(decision) == {"VS-13b": "提醒"}
    assert asked(decision) == {("销项", "调研计划表")}


# --- 对账：以下看上 ---------------------------------------------------------------------------------

REPORTED: Final = {
    "编号": "S-1",
    "接受地方": "松桥县",
    "督检考编号": "D-031",
    "来访单位": "岚川市水利局",
    "名称": "农村供水水质检查",
    "到访日期": "2026-03-05",
}
WRONG_DAY: Final = {**REPORTED, "编号": "L-1", "接受地方": "柳湾县", "到访日期": "2026-03-12"}
ORPHAN: Final = {
    **REPORTED,
    "编号": "S-2",
    "督检考编号": None,
    "来访单位": "岚川市档案局",
    "名称": "档案安全检查",
    "到访日期": "2026-03-09",
}


def the_counties_report_what_came_down(engine: pr.Engine) -> None:
    # 到访后三日以内没有记录的先不认定，过了三日才算缺。
    from_above = engine.decide("督检考", INSPECTION, on="2026-03-07")
    assert "MO-02" not in effects(from_above)
    from_above = engine.decide("督检考", INSPECTION, on="2026-03-08")
    told = finding(from_above, "MO-02")
    assert (
        told.reason
        == "岚川市水利局的‘农村供水水质检查’（2026-03-04，对象松桥县、柳湾县），被查的地方没有接受记录"
    )
    assert engine.admit("接受记录", REPORTED, on="2026-03-09").outcome == "permit"
    assert "MO-02" not in effects(engine.decide("督检考", INSPECTION, on="2026-03-09"))


def the_day_of_one_report_is_another(engine: pr.Engine) -> None:
    receipt = engine.admit("接受记录", WRONG_DAY, on="2026-03-13")
    assert receipt.accepted, "whatever is said from below is entered: it is not those below who break a rule"
    assert effects(of(receipt)) == {"MO-01b": "提醒"}
    told = finding(of(receipt), "MO-01b")
    assert (
        told.reason
        == "柳湾县登记岚川市水利局于2026-03-12到访，上级台账中D-031由岚川市水利局开展，2026-03-04开始"
    )
    assert told.match is not None
    assert told.match.status == "differs"
    (candidate,) = told.match.candidates
    assert candidate.entry.key == "D-031"
    assert {
        each.names.for_people(): (each.mine_said.zh, each.theirs_said.zh, each.agrees)
        for each in candidate.compared
    } == {
        "来访单位": ("岚川市水利局", "岚川市水利局", True),
        "到访日期": ("2026-03-12", "2026-03-04", False),
    }
    assert asked(of(receipt)) == {("转", "中共岚川市委办公室")}


def one_report_has_nothing_above(engine: pr.Engine) -> None:
    receipt = engine.admit("接受记录", ORPHAN, on="2026-03-13")
    assert receipt.accepted
    assert effects(of(receipt)) == {"MO-01": "提醒"}
    told = finding(of(receipt), "MO-01")
    assert told.reason == "松桥县于2026-03-09接受岚川市档案局的‘档案安全检查’，上级台账中没有"
    assert told.remedy == "由中共岚川市委办公室核查是否属于计划外、未报备的督检考"
    assert told.match is not None
    assert told.match.status == "missing"
    assert told.rows == ()
    assert asked(of(receipt)) == {("转", "中共岚川市委办公室")}


# --- 交账：差异转督办 -------------------------------------------------------------------------------


def task(engine: pr.Engine, key: str, **facts: Any) -> dict[str, Any]:
    """Return the next version of a task: as it stands, with what has come about since."""
    (stands,) = (kept.facts for kept in engine.entries("督办件") if kept.key == key)
    fields = engine.policies.records["SupervisedTask"].fields
    return {each.names.for_people(): stands[each.names.first] for each in fields} | facts


def moved(engine: pr.Engine, key: str, on: str, **facts: Any) -> Receipt:
    return engine.revise("督办件", key, task(engine, key, **facts), on=on)


def each_difference_becomes_a_task(engine: pr.Engine) -> None:
    differences = [
        (kept.key, each)
        for kept in engine.entries("接受记录")
        for each in engine.decide("接受记录", kept.facts, on="2026-03-16").findings
        if each.match is not None
    ]
    assert [(key, each.item) for key, each in differences] == [("L-1", "MO-01b"), ("S-2", "MO-01")]
    owners = {"L-1": "柳湾县委办公室", "S-2": "岚川市档案局"}
    for key, each in differences:
        new = {
            "编号": f"B-{key}",
            "事项": f"（{each.item}）{each.reason}",
            "承办单位": owners[key],
            "类别": "一般",
            "涉密": False,
            "满意": None,
            "交办日期": "2026-03-16",
            "状态": "立项",
        }
        assert effects(of(engine.admit("督办件", new, on="2026-03-16"))) == {}
        given = moved(engine, f"B-{key}", "2026-03-16", 状态="交办")
        assert finding(of(given), "ST-02").reason == "由立项到交办"
        assert standing(of(given)) == {
            "TK-01": ("pending", date(2026, 3, 17)),
            "TK-02": ("pending", date(2026, 3, 19)),
            "TK-03": ("pending", date(2026, 3, 23)),
        }
        assert of(given).light == "green"


def a_wrong_day_is_corrected_in_time(engine: pr.Engine) -> None:
    assert moved(engine, "B-L-1", "2026-03-17", 状态="办理", 部署日期="2026-03-17").accepted
    corrected = engine.revise("接受记录", "L-1", {**WRONG_DAY, "到访日期": "2026-03-06"}, on="2026-03-18")
    assert effects(of(corrected)) == {}
    applied = moved(
        engine, "B-L-1", "2026-03-18", 状态="申请办结", 反馈日期="2026-03-18", 落实日期="2026-03-18"
    )
    assert finding(of(applied), "ST-06").reason == "已于2026-03-18落实，申请办结"
    closed = moved(
        engine, "B-L-1", "2026-03-19", 状态="销号", 核实日期="2026-03-19", 核实单位="岚川市委督查室"
    )
    assert effects(of(closed)) == {}
    assert {status for status, _ in standing(of(closed)).values()} == {"on_time"}
    assert of(closed).values["light"] == "unlit"


def no_step_is_left_out(engine: pr.Engine) -> None:
    skipped = moved(engine, "B-S-2", "2026-03-17", 状态="申请办结", 落实日期="2026-03-17")
    assert skipped.text("zh") == "督办件 B-S-2：未予登记（禁止）"
    assert effects(of(skipped)) == {"ST-00": "禁止"}
    told = finding(of(skipped), "ST-00")
    assert told.reason == "由交办直接变为申请办结"
    assert told.remedy == "按环节办理"
    assert state_of(engine, "B-S-2") == "assigned"

    assert moved(engine, "B-S-2", "2026-03-17", 状态="办理", 部署日期="2026-03-17").accepted
    assert moved(engine, "B-S-2", "2026-03-19", 反馈日期="2026-03-19").accepted


def the_other_task_is_late(engine: pr.Engine) -> None:
    at = {
        day: engine.decide("督办件", task(engine, "B-S-2"), on=f"2026-03-{day}")
        for day in (21, 22, 23, 24, 26, 27, 31)
    }
    assert {day: decision.values["light"] for day, decision in at.items()} == {
        21: "green",
        22: "yellow",
        23: "yellow",
        24: "red",
        26: "red",
        27: "red",
        31: "red",
    }
    assert {day: standing(decision)["TK-03"] for day, decision in at.items()} == {
        21: ("pending", date(2026, 3, 23)),
        22: ("due_soon", date(2026, 3, 23)),
        23: ("due_soon", date(2026, 3, 23)),
        24: ("overdue", date(2026, 3, 23)),
        26: ("overdue", date(2026, 3, 23)),
        27: ("overdue", date(2026, 3, 23)),
        31: ("overdue", date(2026, 3, 23)),
    }
    assert effects(at[24]) == {"TK-03": "提醒", "TK-05": "禁止", "TK-08": "提醒"}
    (stands,) = (each for each in at[24].deadlines if each.item.item == "TK-03")
    assert stands.said.zh == "3月23日到期，尚未完成，逾期 1 日"
    proof = at[24].explain().text("zh")
    assert proof.startswith("督办件：禁止（2026-03-24 作出，适用 2026-03-16 的规定）\n")
    assert "✗ TK-03 “一般性问题原则上7日内落实”：提醒：违反\n" in proof
    assert (
        "要求：否 — 时限 落实日期 应在 交办日期 后 一般事项时限 内（逾期：3月23日到期，尚未完成，逾期 1 日）\n"
        in proof
    )
    # 如果一直不办：超过三日逐级提醒，超过七日提级。
    urged, reminded = ("催办", "岚川市档案局"), ("逐级提醒", "承办单位分管负责同志")
    assert asked(at[24]) == asked(at[26]) == {urged}
    assert asked(at[27]) == {urged, reminded}
    assert asked(at[31]) == {urged, reminded, ("提级", "承办单位主要负责同志")}
    red = {"编号": "R-1", "督办件编号": "B-S-2", "亮灯日期": "2026-03-24"}
    assert engine.admit("红灯记录", red, on="2026-03-24").accepted


DONE: Final = {"状态": "申请办结", "落实日期": "2026-03-26"}


def it_is_closed_only_after_verification(engine: pr.Engine) -> None:
    applied = moved(engine, "B-S-2", "2026-03-26", **DONE)
    assert applied.accepted
    assert standing(of(applied))["TK-03"] == ("late", date(2026, 3, 23))

    unverified = moved(engine, "B-S-2", "2026-03-27", 状态="销号")
    assert effects(of(unverified)) == {"TK-03": "提醒", "TK-06": "禁止"}
    told = finding(of(unverified), "TK-06")
    assert told.title == "未经核实不得销号，承办单位不得自行销号"
    assert source(told) == "S-PD, S-ZGKJ, S-CSSN"
    by_itself = moved(
        engine, "B-S-2", "2026-03-27", 状态="销号", 核实日期="2026-03-27", 核实单位="岚川市档案局"
    )
    assert effects(of(by_itself)) == {"TK-03": "提醒", "TK-06": "禁止"}
    assert state_of(engine, "B-S-2") == "applied"

    verified = {"核实日期": "2026-03-27", "核实单位": "岚川市委督查室"}
    closed = moved(engine, "B-S-2", "2026-03-27", 状态="销号", **verified)
    assert closed.accepted
    assert finding(of(closed), "ST-07").reason == "由申请办结到销号"
    assert of(closed).values["light"] == "unlit"


# --- 线索、重新打开 ---------------------------------------------------------------------------------

LEAD: Final = {
    "编号": "X-1",
    "来源": "网上举报平台",
    "反映事项": "岚川市档案局三月到柳湾县、松桥县查档案，事前没有通知，事后没有补报",
    "被反映单位": "岚川市档案局",
    "单位层级": "市",
    "收到日期": "2026-04-01",
    "状态": "登记",
    "受理范围": "范围内",
    "类别": "督检考",
    "匿名": True,
    "可联系": False,
    "线索具体": True,
    "反映强烈": False,
    "影响恶劣": False,
    "有典型性": False,
    "部门推诿": False,
    "登记日期": "2026-04-01",
}


def a_lead_is_routed(engine: pr.Engine) -> None:
    assert engine.admit("线索", LEAD, on="2026-04-01").accepted
    refused = engine.revise("线索", "X-1", {**LEAD, "状态": "不予受理"}, on="2026-04-01")
    assert finding(of(refused), "LD-07").reason == "X-1虽是匿名，但写明了单位、时间、事项，没有受理"
    assert not refused.accepted

    taken = engine.revise("线索", "X-1", {**LEAD, "状态": "受理"}, on="2026-04-01")
    assert taken.accepted
    assert asked(of(taken)) == {("转", "党委督查室")}
    assert of(taken).values["level"] == "ordinary"
    assert of(taken).values["due_disposal"] == "transfer"
    assert standing(of(taken))["LC-01"] == ("on_time", date(2026, 4, 2))
    # 清明放假三天，十个工作日到4月16日。
    assert standing(of(taken))["LD-08"] == ("pending", date(2026, 4, 16))

    proposed = {**LEAD, "状态": "拟办", "拟办日期": "2026-04-02"}
    assert engine.revise("线索", "X-1", proposed, on="2026-04-02").accepted
    to_itself = {
        **proposed,
        "状态": "已交办",
        "交办日期": "2026-04-02",
        "处置方式": "转办",
        "承办单位": "岚川市档案局",
        "承办层级": "市",
    }
    refused = engine.revise("线索", "X-1", to_itself, on="2026-04-02")
    assert finding(of(refused), "LD-02b").reason == "X-1反映的是岚川市档案局，又交岚川市档案局承办"
    assert not refused.accepted
    routed = engine.revise("线索", "X-1", {**to_itself, "承办单位": "岚川市委督查室"}, on="2026-04-02")
    assert routed.accepted
    assert finding(of(routed), "LS-06").reason == "由岚川市委督查室转办"


def the_complaint_reopens_the_task(engine: pr.Engine) -> None:
    denied = {"编号": "H-1", "督办件编号": "B-S-2", "回访日期": "2026-04-02", "属实": False}
    assert engine.admit("回访", denied, on="2026-04-02").accepted
    kept_closed = moved(engine, "B-S-2", "2026-04-02", 满意=False)
    assert {"TK-10", "TK-12"} <= effects(of(kept_closed)).keys()
    assert not kept_closed.accepted
    assert ("重开", "B-S-2") in asked(of(kept_closed))
    told = finding(of(kept_closed), "TK-10")
    assert told.reason is not None
    assert told.reason.startswith("2026-04-02回访，")
    assert told.reason.endswith("并未办结，状态却是销号")

    again = {"满意": False, "状态": "重新打开", "落实日期": None, "核实日期": None, "核实单位": None}
    red = {"编号": "R-2", "督办件编号": "B-S-2", "亮灯日期": "2026-04-02"}
    assert engine.admit("红灯记录", red, on="2026-04-02").accepted
    bare = moved(engine, "B-S-2", "2026-04-02", **again)
    assert {item for item, effect in effects(of(bare)).items() if effect == "禁止"} == {"TK-05", "TK-09"}
    assert ("提级", "督查室主任") in asked(of(bare))
    assert str(finding(of(bare), "TK-09").reason).endswith("已亮2次红灯，没有提级督办")

    planned = {"方案日期": "2026-04-02", "方案节点": "2026-04-10", "提级日期": "2026-04-02"}
    reopened = moved(engine, "B-S-2", "2026-04-02", **again, **planned)
    assert reopened.accepted
    assert finding(of(reopened), "ST-08").reason == "由销号重新打开"
    assert standing(of(reopened))["TK-04b"] == ("pending", date(2026, 4, 10))
    assert moved(engine, "B-S-2", "2026-04-03", 状态="办理").accepted


# --- 交账：期末核对 ---------------------------------------------------------------------------------


def the_quarter_lacks_three_things(engine: pr.Engine) -> None:
    assert spoken(engine, "监测单位", "2026-Q1") == {"松桥县": {"MO-07": "提醒"}}
    assert spoken(engine, "监测地区", "2026-Q1") == {"岚川市": {"MO-13": "提醒"}}
    assert spoken(engine, "哨点", "2026-03") == {"河口镇": {"MO-14": "提醒"}}
    assert spoken(engine, "监测单位", "2026-03") == {}
    assert spoken(engine, "县区名册", "2026-03") == {}
    assert engine.review("监测单位", "2026-Q1", on="2026-04-03").text("zh") == (
        "监测单位  2026年第一季度（2026-04-03）：提醒\n"
        "  松桥县：提醒\n"
        "    提醒  MO-07 接受的督检考中，未列入计划的占比超过10%的，预警："
        "松桥县当季接受督检考2次，其中计划外1次，超过10%\n"
        "      → 线上核查松桥县\n"
        "  另有 1 件无问题"
    )
    # 预警以后五个工作日反馈：清明放假，到4月13日。
    alert = {
        "编号": "Y-1",
        "预警条目": "MO-07",
        "单位": "松桥县",
        "情况": "计划外1次",
        "预警日期": "2026-04-03",
    }
    told = of(engine.admit("预警核查", {**alert, "核查结论": None}, on="2026-04-03"))
    assert standing(told)["MO-16"] == ("pending", date(2026, 4, 13))
    answered = {**alert, "反馈日期": "2026-04-07", "核查结论": "属实"}
    unlisted = of(engine.revise("预警核查", "Y-1", answered, on="2026-04-07", dry_run=True))
    assert effects(unlisted) == {"MO-17": "提醒"}
    listed = of(engine.revise("预警核查", "Y-1", {**answered, "问题清单号": "W-7"}, on="2026-04-07"))
    assert effects(listed) == {}


def what_is_lacking_is_supplied(engine: pr.Engine) -> None:
    # 查明：三月九日库房漏水，档案局先行检查，两县都去了，事后没有补报；柳湾县漏登一次；哨点漏报。
    late = engine.admit("督检考", {**ARCHIVES, "应急": True}, on="2026-04-07")
    assert late.accepted
    assert effects(of(late)) == {}
    assert finding(of(late), "IP-3").reason == "属于应急事项，可以先行开展"
    assert asked(of(late)) == {("事后补报", "中共岚川市委办公室")}
    found = engine.revise("接受记录", "S-2", {**ORPHAN, "督检考编号": "D-033"}, on="2026-04-07")
    assert effects(of(found)) == {}
    other = {**ORPHAN, "编号": "L-2", "接受地方": "柳湾县", "督检考编号": "D-033", "到访日期": "2026-03-10"}
    assert effects(of(engine.admit("接受记录", other, on="2026-04-07"))) == {}
    report = {
        "编号": "G-1",
        "哨点": "河口镇",
        "所报月份": "2026-03-01",
        "感受分": 4,
        "报告日期": "2026-04-07",
    }
    assert engine.admit("哨点报告", report, on="2026-04-07").accepted


def the_quarter_is_in_order(engine: pr.Engine) -> None:
    for record, period in (
        ("监测单位", "2026-03"),
        ("监测单位", "2026-Q1"),
        ("监测地区", "2026-Q1"),
        ("哨点", "2026-03"),
        ("县区名册", "2026-03"),
    ):
        assert spoken(engine, record, period) == {}, record
    assert engine.review("监测单位", "2026-Q1", on="2026-04-08").text("zh") == (
        "监测单位  2026年第一季度（2026-04-08）：允许\n  共 2 件，均无问题"
    )
    for kept in engine.entries("接受记录"):
        assert engine.decide("接受记录", kept.facts, on="2026-04-08").outcome == "permit", kept.key


def the_task_is_closed_for_good(engine: pr.Engine) -> None:
    # 回访改口以前，办结不了：TK-10 数的是回访。
    confirmed = {"编号": "H-1", "督办件编号": "B-S-2", "回访日期": "2026-04-08", "属实": True}
    assert engine.revise("回访", "H-1", confirmed, on="2026-04-08").accepted
    applied = moved(engine, "B-S-2", "2026-04-08", 状态="申请办结", 落实日期="2026-04-07", 满意=True)
    assert applied.accepted
    closed = moved(
        engine, "B-S-2", "2026-04-09", 状态="销号", 核实日期="2026-04-09", 核实单位="岚川市委督查室"
    )
    assert closed.accepted
    assert standing(of(closed))["TK-04b"] == ("on_time", date(2026, 4, 10))


def everything_is_still_there(engine: pr.Engine) -> None:
    assert {
        record: [kept.key for kept in engine.entries(record)]
        for record in ("计划项", "督检考", "调研", "接受记录", "督办件", "线索", "预警核查")
    } == {
        "计划项": ["J-2026-03"],
        "督检考": ["D-031", "D-033"],
        "调研": ["K-1"],
        "接受记录": ["S-1", "L-1", "S-2", "L-2"],
        "督办件": ["B-L-1", "B-S-2"],
        "线索": ["X-1"],
        "预警核查": ["Y-1"],
    }
    assert state_of(engine, "B-L-1") == "closed"
    assert state_of(engine, "B-S-2") == "closed"
