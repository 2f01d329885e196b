"""How findings that measure, lights and entries of ledgers are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.surfaces.decision_text import decision_lines
from tests.measuring import decided, plan, visit

if TYPE_CHECKING:
    import policyrules as pr
    from policyrules.diagnostics.phrase import Language
    from policyrules.surfaces.output import Line


def shown(decision: pr.Decision, language: Language = "en") -> list[str]:
    return ["".join(text for _, text in line).rstrip() for line in lines(decision, language)]


def lines(decision: pr.Decision, language: Language = "en") -> list[Line]:
    return list(decision_lines(decision, "it", language))


QUOTAS = """规定 l 适用于 调研 {
    应当 Q-1 “每月到同一县不超过两次” { 每个 县 每月（按 开始日期）不得超过 2 次 }
    一般应 Q-2 “同一地方不扎堆” {
        每个 县 任意 7 日内（按 开始日期）不得超过 1 个 不同 单位
        认定理由 “{县}扎堆”
    }
    一般应 Q-3 “人数” { 每个 单位 每年（按 开始日期）合计 人数 不得超过 10 人，达到 80% 时预警 }
    不得 Q-4 “不重复” { 凡 有 调研 v 其中 (v.县 = 县 且 v.单位 = 单位) 的 认定理由 “与{v.编号}重复” }
}
"""


def visits() -> pr.Decision:
    earlier = [
        *(visit(str(number), "2026-03-01", people=1) for number in range(1, 8)),
        visit("8", "2026-03-08", unit="乙局"),
    ]
    return decided(QUOTAS, "Visit", visit("9", "2026-03-09", people=1), ledgers={"Visit": earlier})


def test_what_a_quota_counts_is_printed_in_the_language_asked_for() -> None:
    assert shown(visits()) == [
        "forbid  it (2026-03-09)",
        "  forbid  Q-1  每月到同一县不超过两次",
        "      why:    9 visits for 甲县 in 2026-03 (by start), at most 2",
        "      ledger: Visit 1, 2, 3, 4, 5 and 3 more, with this one",
        "  forbid  Q-4  不重复",
        "      why:    与1重复",
        "      ledger: Visit 1, 2, 3, 4, 5 and 2 more",
        "  warn  Q-2  同一地方不扎堆",
        "      why:    甲县扎堆",
        "      usage:  2 different units for 甲县 from 2026-03-08 to 2026-03-14 (by start), at most 1",
        "      ledger: Visit 8, with this one",
        "  warn  Q-3  人数 (early warning)",
        "      why:    people 8 of 10 in total (80%) for 甲局 in 2026 (by start)",
        "      ledger: Visit 1, 2, 3, 4, 5 and 2 more, with this one",
    ]
    assert shown(visits(), "zh") == [
        "禁止  it（2026-03-09）",
        "  禁止  Q-1  每月到同一县不超过两次",
        "      理由：甲县 2026年3月（按开始日期）9 次，上限 2 次",
        "      台账：调研 1、2、3、4、5 等 8 条，连同本件",
        "  禁止  Q-4  不重复",
        "      理由：与1重复",
        "      台账：调研 1、2、3、4、5 等 7 条",
        "  提醒  Q-2  同一地方不扎堆",
        "      理由：甲县扎堆",
        "      用量：甲县 2026年3月8日至14日（按开始日期）2 个不同单位，上限 1 个",
        "      台账：调研 8，连同本件",
        "  提醒  Q-3  人数（预警）",
        "      理由：甲局 2026年（按开始日期）人数合计已达 8 人，为上限 10 人的 80%",
        "      台账：调研 1、2、3、4、5 等 7 条，连同本件",
    ]


DEADLINES = """list l for Errand {
    must D-1 启动 "Begun within three days" {
        deadline reported within 3 days after assigned  warn 1 day before
        then urge unit if overdue, refer to "the leader" for explanation if overdue by 5 days,
            return to unit if overdue by 9 days
        because "{unit} has not begun"
    }
    must D-2 "Reported within ten days" { deadline reported within 10 days after assigned }
    must D-3 "Answered within a day" { deadline answered within 24 hours after found }
}
"""


def test_a_total_is_said_in_the_unit_of_its_limit() -> None:
    rules = "规定 l 适用于 调研 { 应当 Q-1 “驻点” { 每个 单位 每年（按 开始日期）合计 人数 不得超过 3 天 } }"
    decision = decided(rules, "Visit", visit("9", "2026-03-09", people=4), ledgers={"Visit": []})
    assert shown(decision, "zh")[2] == "      理由：甲局 2026年（按开始日期）人数合计 4 天，上限 3 天"


def errand(on: str, **facts: Any) -> pr.Decision:
    given = {"id": "1", "assigned": "2026-03-02", "reported": None} | facts
    return decided(DEADLINES, "Errand", given, on=on)


def test_lights_are_words_and_colours() -> None:
    decision = errand("2026-03-04", answered="2026-03-02T09:00", found="2026-03-01T10:00")
    assert shown(decision) == [
        "warn  it (2026-03-04)  yellow light",
        "  warn  D-1 (启动)  Begun within three days (early warning)",
        "      why:    due 2026-03-05, 1 day left",
        "  deadlines:",
        "    green  D-2  Reported within ten days: due 2026-03-12, 8 days left",
        "    green  D-3  Answered within a day: due 2026-03-02 10:00, done 2026-03-02 09:00",
    ]
    assert shown(decision, "zh") == [
        "提醒  it（2026-03-04）  黄灯",
        "  提醒  D-1 启动  Begun within three days（预警）",
        "      理由：3月5日到期，还剩 1 日",
        "  时限：",
        "    绿灯  D-2  Reported within ten days：3月12日到期，还剩 8 日",
        "    绿灯  D-3  Answered within a day：3月2日10:00到期，3月2日09:00完成",
    ]
    assert ("doubtful", "  yellow light") in lines(decision)[0]
    assert lines(decision)[-1][1] == ("good", "green")
    late = errand("2026-03-20", reported="2026-03-20")
    assert ("bad", "  红灯") in lines(late, "zh")[0]


def test_a_deadline_that_cannot_be_told_shows_no_light() -> None:
    decision = errand("2026-03-03", reported="2026-03-03")
    assert shown(decision)[:5] == [
        "undetermined  it (2026-03-03)  green light",
        "  deadlines:",
        "    green  D-1 (启动)  Begun within three days: due 2026-03-05, done 2026-03-03",
        "    green  D-2  Reported within ten days: due 2026-03-12, done 2026-03-03",
        "    untold  D-3  Answered within a day: it has not begun",
    ]
    assert shown(decision, "zh")[4] == "    不详  D-3  Answered within a day：时限尚未起算"


def test_an_item_that_speaks_at_two_stages_gives_its_reason_once() -> None:
    decision = errand("2026-03-20", answered=None, found="2026-03-19T10:00")
    assert shown(decision) == [
        "forbid  it (2026-03-20)  red light",
        "  forbid  D-2  Reported within ten days",
        "      why:    due 2026-03-12, not done, 8 days over",
        "  return  D-1 (启动)  Begun within three days (overdue by more than 9 days)",
        "      why:    甲局 has not begun",
        "      due:    due 2026-03-05, not done, 15 days over",
        "      action: urge 甲局",
        "      action: refer to the leader for explanation",
        "      action: return to 甲局",
        "  refer  D-1 (启动)  Begun within three days (overdue by more than 5 days)",
        "  deadlines:",
        "    green  D-3  Answered within a day: due today, 2026-03-20 10:00",
    ]
    assert shown(decision, "zh")[3:10] == [
        "  退回  D-1 启动  Begun within three days（逾期超过9日）",
        "      理由：甲局 has not begun",
        "      时限：3月5日到期，尚未完成，逾期 15 日",
        "      办理：催办甲局",
        "      办理：报the leader说明",
        "      办理：退回甲局",
        "  报请  D-1 启动  Begun within three days（逾期超过5日）",
    ]


MATCH = """规定 l 适用于 调研 {
    应当 M-1 “按计划” { 核对 调研计划 按 单位、开始日期 相差 3 日内 比较 人数 相差 2、县 }
    一般应 M-2 “不重复” { 核对 调研计划 按 单位 至多 1 认定理由 “{单位}有多份计划” }
}
"""


def test_each_entry_that_differs_is_printed() -> None:
    plans = [plan("P1", "2026-03-08", people=20, county="乙县"), plan("P2", "2026-03-09", people=20)]
    decision = decided(
        MATCH, "Visit", visit("9", "2026-03-09", people=5), on="2026-04-01", ledgers={"Plan": plans}
    )
    assert shown(decision) == [
        "forbid  it (2026-04-01)",
        "  forbid  M-1  按计划",
        "      why:    Plan P2 differs: people 5 here, 20 there; 1 other differs as well",
        "      ledger: Plan P1: people 5 here, 20 there; county 甲县 here, 乙县 there",
        "      ledger: Plan P2: people 5 here, 20 there",
        "  warn  M-2  不重复",
        "      why:    甲局有多份计划",
        "      match:  the ledger of Plan has 2 matching entries, at most 1: P1, P2",
    ]
    assert shown(decision, "zh") == [
        "禁止  it（2026-04-01）",
        "  禁止  M-1  按计划",
        "      理由：与调研计划 P2 不符：人数（本件 5，台账 20）；另有 1 条也不符",
        "      台账：调研计划 P1：人数（本件 5，台账 20）、县（本件 甲县，台账 乙县）",
        "      台账：调研计划 P2：人数（本件 5，台账 20）",
        "  提醒  M-2  不重复",
        "      理由：甲局有多份计划",
        "      核对：调研计划台账中有 2 条对应记录，上限 1 条：P1、P2",
    ]


def test_what_follows_early_is_no_permission() -> None:
    rules = 'list l for Visit { should Q-1 "x" { at most 4 per county ever then urge unit if used 25% } }'
    decision = decided(rules, "Visit", visit("9", "2026-03-09"), ledgers={"Visit": []})
    assert shown(decision) == [
        "permit  it (2026-03-09)",
        "  permit  Q-1  x (25% used)",
        "      why:    1 of 4 visits used (25%) for 甲县 in all",
        "      action: urge 甲局",
    ]
    assert shown(decision, "zh")[1:3] == [
        "  允许  Q-1  x（已用 25%）",
        "      理由：甲县 累计 已达 1 次，为上限 4 次的 25%",
    ]


def test_a_ledger_is_asked_for_by_both_names_and_how_to_give_it() -> None:
    decision = decided(QUOTAS, "Visit", visit("9", "2026-03-09"), ledgers={})
    assert shown(decision)[:4] == [
        "undetermined  it (2026-03-09)",
        "  still needed to settle it:",
        "    1. the ledger of `Visit` (调研) (for Q-1, Q-4)",
        "    to give it: --ledger Visit=FILE",
    ]
    assert shown(decision, "zh")[2:4] == [
        "    1. `调研` 台账（Visit）（涉及 Q-1、Q-4）",
        "    补充方法：--ledger 调研=文件",
    ]
