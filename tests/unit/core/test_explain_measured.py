"""Why a quota, a deadline or a match stands as it does, and from which entry a value was read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.measuring import decided, plan, visit

if TYPE_CHECKING:
    import policyrules as pr
    from policyrules.diagnostics.phrase import Language


def lines(decision: pr.Decision, language: Language = "en") -> list[str]:
    """The explanation's items, without its head."""
    return decision.explain().text(language, grounds=False).splitlines()[3:]


QUOTA = """规定 l 适用于 调研 {
    应当 Q-1 “每月到同一县不超过两次” { 每个 县 每月（按 开始日期）不得超过 2 次，达到 80% 时预警 }
}
"""


def test_a_quota_shows_key_window_count_and_entries() -> None:
    earlier = [visit("1", "2026-03-01"), visit("2", "2026-03-08"), visit("3", "2026-02-08")]
    decision = decided(QUOTA, "Visit", visit("9", "2026-03-09"), ledgers={"Visit": earlier})
    assert lines(decision) == [
        "└─ ✗ Q-1 “每月到同一县不超过两次”: forbid: it is broken",
        "   ├─ ensure: no — 每个 县 每月（按 开始日期）不得超过 2 次",
        "   │  ├─ 县: 甲县",
        "   │  ├─ 开始日期: 2026-03-09",
        "   │  └─ for 甲县 in 2026-03 (by start): 3 visits with this one, at most 2",
        "   │     ├─ Visit 1: counts (2026-03-01)",
        "   │     └─ Visit 2: counts (2026-03-08)",
        "   └─ early warning: no — 达到 80% 时预警",
    ]
    assert lines(decision, "zh") == [
        "└─ ✗ Q-1 “每月到同一县不超过两次”：禁止：违反",
        "   ├─ 要求：否 — 每个 县 每月（按 开始日期）不得超过 2 次",
        "   │  ├─ 县：甲县",
        "   │  ├─ 开始日期：2026-03-09",
        "   │  └─ 甲县 2026年3月（按开始日期）：3 次（连同本件），上限 2 次",
        "   │     ├─ 调研 1：计入（2026-03-01）",
        "   │     └─ 调研 2：计入（2026-03-08）",
        "   └─ 预警：否 — 达到 80% 时预警",
    ]


def test_an_early_warning_is_a_stage_of_its_item() -> None:
    decision = decided(
        QUOTA, "Visit", visit("9", "2026-03-09"), ledgers={"Visit": [visit("1", "2026-03-01")]}
    )
    assert lines(decision, "zh") == [
        "└─ ! Q-1 “每月到同一县不超过两次”：提醒：预警",
        "   ├─ 要求：是 — 每个 县 每月（按 开始日期）不得超过 2 次",
        "   │  ├─ 县：甲县",
        "   │  ├─ 开始日期：2026-03-09",
        "   │  └─ 甲县 2026年3月（按开始日期）：2 次（连同本件），上限 2 次",
        "   │     └─ 调研 1：计入（2026-03-01）",
        "   └─ 预警：是（提醒） — 达到 80% 时预警",
    ]
    explanation = decision.explain()
    assert [str(item.id) for item in explanation.items] == ["p.Q-1"]
    (item,) = explanation.to_dict()["items"]
    assert (item["kind"], item["effect"], item["says"]) == ("nothing", None, False)
    (stage,) = item["stages"]
    assert (stage["part"], stage["kind"], stage["effect"]) == (
        {"name": "warning", "said": {"en": "early warning", "zh": "预警"}},
        "finding",
        "warn",
    )


def test_of_many_entries_and_keys_the_first_are_shown_and_all_counted() -> None:
    rules = 'list l for Visit { must Q-1 "x" { at most 90 total people per places each month of start } }'
    places = ["A", "B", "C", "D"]
    earlier = [visit(str(number), "2026-03-01", people=2, places=["A"]) for number in range(10, 15)]
    decision = decided(rules, "Visit", visit("9", "2026-03-09", places=places), ledgers={"Visit": earlier})
    assert lines(decision) == [
        "└─ ✓ Q-1 “x”: not broken: what it asks for is there",
        "   └─ ensure: yes — at most 90 total people per places each month of start (3 of 4 keys shown)",
        "      ├─ places: A, B, C, D",
        "      ├─ start: 2026-03-09",
        "      ├─ people: 1",
        "      ├─ for A in 2026-03 (by start): people 11 in total with this one, at most 90 (5 entries, 3 shown)",
        "      │  ├─ Visit 10: counts (2026-03-01, 2)",
        "      │  ├─ Visit 11: counts (2026-03-01, 2)",
        "      │  └─ Visit 12: counts (2026-03-01, 2)",
        "      ├─ for B in 2026-03 (by start): people 1 in total with this one, at most 90",
        "      └─ for C in 2026-03 (by start): people 1 in total with this one, at most 90",
    ]
    shown = "A 2026年3月（按开始日期）：人数合计 11（连同本件），上限 90（台账中 5 条，列出 3 条）"
    assert any(shown in line for line in lines(decision, "zh"))


def test_a_limit_that_is_none_limits_nothing() -> None:
    rules = (
        "定义 上限 适用于 调研 = （如果 应急 则 1 否则 无）\n"
        "规定 l 适用于 调研 { 应当 Q-1 “x” { 每个 县 累计 不得超过 上限 次 } }"
    )
    decision = decided(
        rules, "Visit", visit("9", "2026-03-09"), ledgers={"Visit": [visit("1", "2026-03-01")]}
    )
    assert decision.outcome == "permit"
    assert "      └─ 甲县 累计：2 次（连同本件），不设上限" in lines(decision, "zh")


STAGED = """list l for Errand {
    must D-1 "Reported within three working days" {
        deadline reported within 3 working days after assigned  warn 1 day before
        then refer to "the leader" for explanation if overdue by 5 days
    }
    must not D-2 "Nothing overdue" { when overdue(D-1) }
}
"""


WITHIN = "deadline reported within 3 working days after assigned"
DERIVED = "2026-03-05 itself does not count; 2026-03-06..2026-03-10: working days 1 to 3, weekends left out"
DERIVED_ZH = "2026-03-05 当日不计入；2026-03-06 至 2026-03-10：第 1 至 3 个工作日，周末不计入"


def errand(on: str, **facts: Any) -> pr.Decision:
    given = {"id": "1", "assigned": "2026-03-05", "reported": None} | facts
    return decided(STAGED, "Errand", given, on=on)


def test_a_deadline_shows_its_moments_and_where_its_stages_stand() -> None:
    assert lines(errand("2026-03-20")) == [
        "├─ ✗ D-1 “Reported within three working days”: refer: it is broken (overdue by more than 5 days)",
        f"│  ├─ ensure: no — {WITHIN} (overdue: due 2026-03-10, not done, 10 days over)",
        "│  │  ├─ reported: none",
        "│  │  ├─ assigned: 2026-03-05",
        "│  │  ├─ length: 3 working days",
        f"│  │  ├─ due: 2026-03-10 ({DERIVED})",
        "│  │  └─ today: 2026-03-20",
        "│  ├─ overdue by more than 5 days: yes (refer)",
        "│  └─ early warning: no",
        "└─ ✗ D-2 “Nothing overdue”: forbid: it is broken",
        "   └─ when: yes — overdue(D-1)",
    ]
    assert lines(errand("2026-03-12"), "zh") == [
        "├─ ✗ D-1 “Reported within three working days”：禁止：违反",
        f"│  ├─ 要求：否 — {WITHIN}（逾期：3月10日到期，尚未完成，逾期 2 日）",
        "│  │  ├─ reported：无",
        "│  │  ├─ assigned：2026-03-05",
        "│  │  ├─ 期限：3个工作日",
        f"│  │  ├─ 到期：2026-03-10（{DERIVED_ZH}）",
        "│  │  └─ 今日：2026-03-12",
        "│  ├─ 逾期超过5日：否",
        "│  └─ 预警：否",
        "└─ ✗ D-2 “Nothing overdue”：禁止：违反",
        "   └─ 条件：是 — overdue(D-1)",
    ]


def test_a_deadline_that_is_kept_or_soon_due_says_so() -> None:
    assert any(
        "(on time: due 2026-03-10, done 2026-03-06)" in line
        for line in lines(errand("2026-03-20", reported="2026-03-06"))
    )
    soon = lines(errand("2026-03-09"), "zh")
    assert soon[0] == "├─ ! D-1 “Reported within three working days”：提醒：预警"
    assert "│  └─ 预警：是（提醒）" in soon
    assert soon[-1] == "   └─ 条件：否 — overdue(D-1)"
    unknown = decided(STAGED, "Errand", {"id": "1", "assigned": "2026-03-05"}, on="2026-03-09")
    assert lines(unknown)[0] == (
        "├─ ? D-1 “Reported within three working days”: cannot be told yet; could be forbid"
    )


MATCH = """规定 l 适用于 调研 {
    应当 M-1 “按计划” {
        核对 调研计划 按 单位、县、开始日期 相差 3 日内 比较 人数 相差 2 至多 1
        则 不符时 报 “办公室” 说明
    }
}
"""


def matched(*plans: dict[str, Any], on: str = "2026-04-01") -> pr.Decision:
    given = visit("9", "2026-03-09", people=5)
    return decided(MATCH, "Visit", given, on=on, ledgers={"Plan": plans})


WORDS = "核对 调研计划 按 单位、县、开始日期 相差 3 日内 比较 人数 相差 2 至多 1"


def test_a_match_shows_each_field_of_each_entry() -> None:
    assert lines(matched(plan("P1", "2026-03-08", people=20)), "zh") == [
        "└─ ✗ M-1 “按计划”：报请：违反（不符）",
        f"   ├─ 要求：否 — {WORDS}（不符）",
        "   │  └─ 调研计划 P1：不符",
        "   │     ├─ 单位：本件 甲局，台账 甲局（相符）",
        "   │     ├─ 县：本件 甲县，台账 甲县（相符）",
        "   │     ├─ 开始日期：本件 2026-03-09，台账 2026-03-08（相符）",
        "   │     └─ 人数：本件 5，台账 20（不符）",
        "   └─ 不符：是（报请）",
    ]


def test_a_match_that_is_missing_shows_the_nearest() -> None:
    shown = lines(matched(plan("P1", "2026-03-18")))
    assert shown == [
        "└─ ✗ M-1 “按计划”: forbid: it is broken",
        f"   ├─ ensure: no — {WORDS} (missing)",
        "   │  └─ Plan P1: comes nearest",
        "   │     ├─ unit: 甲局 here, 甲局 there (agrees)",
        "   │     ├─ county: 甲县 here, 甲县 there (agrees)",
        "   │     ├─ start: 2026-03-09 here, 2026-03-18 there (differs)",
        "   │     └─ people: 5 here, 5 there (agrees)",
        "   └─ differs: no",
    ]
    assert lines(matched())[1] == (
        f"   ├─ ensure: no — {WORDS} (missing: the ledger of Plan has no matching entry)"
    )
    assert lines(matched(), "zh")[1] == f"   ├─ 要求：否 — {WORDS}（缺失：调研计划台账中没有对应记录）"


def test_a_match_that_is_there_or_there_twice() -> None:
    assert f"   ├─ ensure: yes — {WORDS} (matched)" in lines(matched(plan("P1", "2026-03-08")))
    twice = lines(matched(plan("P1", "2026-03-08"), plan("P2", "2026-03-09")))
    assert twice[1] == (
        f"   ├─ ensure: no — {WORDS} (repeated: the ledger of Plan has 2 matching entries, at most 1: P1, P2)"
    )
    assert twice[2] == "   │  ├─ Plan P1: agrees"


READ = """规定 l 适用于 调研 {
    不得 R-1 “计划改期” { 凡 有 计划 且 计划.开始日期 不等于 开始日期 的 }
    不得 R-2 “办结后又改” { 凡 原.状态 = 办结 且 状态 不为 办结 的 }
    不得 R-3 “重复” { 凡 有 调研 v 其中 (v.县 = 县) 的 }
}
"""


def test_a_value_says_from_which_entry_it_was_read() -> None:
    decision = decided(
        READ,
        "Visit",
        visit("9", "2026-03-09", plan="P"),
        ledgers={
            "Visit": [visit("1", "2026-03-01"), visit("9", "2026-03-04", state="done")],
            "Plan": [plan("P", "2026-03-08")],
        },
    )
    assert lines(decision, "zh") == [
        "├─ ✗ R-1 “计划改期”：禁止：违反",
        "│  └─ 条件：是 — 有 计划 且 计划.开始日期 不等于 开始日期",
        "│     ├─ 有 计划：是（取自调研计划 P）",
        "│     │  └─ 计划：P",
        "│     └─ 计划.开始日期 不等于 开始日期：是",
        "│        ├─ 计划.开始日期：2026-03-08（取自调研计划 P）",
        "│        └─ 开始日期：2026-03-09",
        "├─ ✗ R-2 “办结后又改”：禁止：违反",
        "│  └─ 条件：是 — 原.状态 = 办结 且 状态 不为 办结",
        "│     ├─ 原.状态 = 办结：是",
        "│     │  └─ 原.状态：办结（取自本件的前一版本）",
        "│     └─ 状态 不为 办结：是",
        "│        └─ 状态：草稿",
        "└─ ✗ R-3 “重复”：禁止：违反",
        "   └─ 条件：是 — 有 调研 v 其中 (v.县 = 县)（1 项中 1 项）",
        "      └─ 调研 1：是",
        "         └─ v.县 = 县：是",
        "            ├─ v.县：甲县",
        "            └─ 县：甲县",
    ]
    assert [
        finding.rows[0].said.zh for finding in decision.findings if finding.rows and finding.rows[0].said
    ] == ["调研 1"]
    (witnesses,) = decision.findings[2].witnesses
    assert [(entry.path, entry.record, entry.key) for entry in witnesses.entries] == [(None, "Visit", "1")]


def test_what_is_not_in_a_ledger_and_what_is_no_ledger() -> None:
    given = visit("9", "2026-03-09", plan="P")
    decision = decided(READ, "Visit", given, ledgers={"Visit": [], "Plan": []})
    shown = lines(decision)
    assert "│     ├─ 有 计划: no (the ledger of Plan has no `P`)" in shown
    assert "│     ├─ 原.状态 = 办结: no" in shown
    assert "│     │  └─ 原.状态: none (there is no earlier version)" in shown
    shown = lines(decided(READ, "Visit", given, ledgers={}))
    assert "│     ├─ 有 计划: unknown (the ledger of Plan is not there)" in shown
    assert "│     │  └─ 原.状态: unknown (the ledger of Visit is not there)" in shown
    assert "      └─ 调研: unknown (the ledger of Visit is not there)" in shown


def test_the_json_of_an_explanation_calls_windows_and_entries_in_both_languages() -> None:
    decision = decided(
        QUOTA, "Visit", visit("9", "2026-03-09"), ledgers={"Visit": [visit("1", "2026-03-01")]}
    )
    said = decision.explain().to_dict()
    assert json.loads(json.dumps(said)) == said
    *_, window = said["items"][0]["test"]["parts"]
    assert window["called"] == {"en": "for 甲县 in 2026-03 (by start)", "zh": "甲县 2026年3月（按开始日期）"}
    assert window["said"]["zh"] == "2 次（连同本件），上限 2 次"
    assert [part["called"]["zh"] for part in window["parts"]] == ["调研 1"]
