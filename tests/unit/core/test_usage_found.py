"""What a finding says of a quota: under which key, when, how much, by which entries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from policyrules.core.values import Period
from tests.measuring import decided, plan, visit

if TYPE_CHECKING:
    import policyrules as pr

MONTHLY = "规定 l 适用于 调研 {{ 应当 Q-1 “每月” {{ {when}每个 县 每月（按 开始日期）不得超过 {limit} 次{warn} }} }}"


def monthly(limit: str = "2", when: str = "", warn: str = "") -> str:
    return MONTHLY.format(limit=limit, when=when, warn=warn)


def found(rules: str, *earlier: dict[str, Any], **facts: Any) -> pr.Finding:
    day = facts.pop("start", "2026-03-09")
    decision = decided(rules, "Visit", visit("9", day, **facts), ledgers={"Visit": earlier})
    (finding,) = decision.findings
    return finding


def test_a_quota_that_is_over_says_where_and_by_which_entries() -> None:
    earlier = [
        visit("1", "2026-03-01"),
        visit("2", "2026-02-28"),
        visit("3", "2026-03-31"),
        visit("4", "2026-03-05", "乙县"),
    ]
    finding = found(monthly(), *earlier)
    (usage,) = finding.usage
    assert [(key.names.first, key.names.second, key.value) for key in usage.keys] == [
        ("county", "县", "甲县")
    ]
    assert usage.days == Period(date(2026, 3, 1), date(2026, 3, 31))
    assert (usage.low, usage.high, usage.limit, usage.more) == (3, 3, 2, 0)
    assert [(each.entry.record, each.entry.key, each.sure) for each in usage.entries] == [
        ("Visit", "1", True),
        ("Visit", "3", True),
    ]
    assert [entry.key for entry in finding.rows] == ["1", "3"]
    assert finding.rows[0].value["start"] == date(2026, 3, 1)
    assert (finding.more_usage, finding.more_rows, finding.part) == (0, 0, None)
    assert finding.reason == "甲县 2026年3月（按开始日期）3 次，上限 2 次"
    assert usage.said.en == "3 visits for 甲县 in 2026-03 (by start), at most 2"
    assert finding.measured == usage.said


def test_an_english_item_gives_its_reason_in_english() -> None:
    rules = 'list l for Visit { must Q-1 "Monthly" { at most 0 per unit each quarter of start } }'
    assert found(rules, unit="Bureau A").reason == "1 visit for Bureau A in 2026-Q1 (by start), at most 0"


def test_a_reason_of_ones_own_stands_beside_what_was_measured() -> None:
    rules = monthly(limit="0").replace("次 }", "次 认定理由 “{县}去多了” }")
    finding = found(rules)
    assert finding.reason == "甲县去多了"
    assert finding.measured is not None
    assert finding.measured.zh == "甲县 2026年3月（按开始日期）1 次，上限 0 次"


@pytest.mark.parametrize(
    ("quota", "facts", "zh", "en"),
    [
        (
            "每个 县 任意 7 日内（按 开始日期）不得超过 1 个 不同 单位",
            {"unit": "乙局"},
            "甲县 2026年3月9日至15日（按开始日期）2 个不同单位，上限 1 个",
            "2 different units for 甲县 from 2026-03-09 to 2026-03-15 (by start), at most 1",
        ),
        (
            "每个 单位、县 每年（按 开始日期 至 结束日期）合计 人数 不得超过 8 人",
            {"people": 4},
            "甲局、甲县 2026年（按开始日期至结束日期）人数合计 9 人，上限 8 人",
            "people 9 in total for 甲局, 甲县 in 2026 (by start to finish), at most 8",
        ),
        (
            "每个 应急 累计 不得超过 1 批",
            {},
            "应急否 累计 2 批，上限 1 批",
            "2 visits for urgent no in all, at most 1",
        ),
        (
            "每周（按 开始日期）不得超过 1 次",
            {},
            "2026年第11周（3月9日至15日，按开始日期）2 次，上限 1 次",
            "2 visits in 2026-W11, from 2026-03-09 to 2026-03-15 (by start), at most 1",
        ),
        (
            "每个 状态 每日（按 开始日期 至 结束日期）不得超过 1 次",
            {"start": "2026-03-10"},
            "草稿 2026年3月10日（按开始日期至结束日期）2 次，上限 1 次",
            "2 visits for draft on 2026-03-10 (by start to finish), at most 1",
        ),
    ],
)
def test_each_way_to_count_in_words(quota: str, facts: Any, zh: str, en: str) -> None:
    earlier = visit("1", "2026-03-12", people=5, finish="2026-03-12")
    if "第11周" in zh:
        earlier = visit("1", "2026-03-15")
    if "每日" in quota:
        earlier = visit("1", "2026-03-08", finish="2026-03-11")
        facts = facts | {"finish": "2026-03-10"}
    finding = found(f"规定 l 适用于 调研 {{ 一般应 Q-1 “x” {{ {quota} }} }}", earlier, **facts)
    assert finding.measured is not None
    assert finding.measured.zh == zh
    assert finding.measured.en == en


def test_every_key_that_is_over_is_told_and_no_other() -> None:
    rules = "规定 l 适用于 调研 { 应当 Q-1 “x” { 每个 地点 每月（按 开始日期）不得超过 1 次 } }"
    earlier = [visit("1", "2026-03-01", places=["A", "B"]), visit("2", "2026-03-02", places=["A"])]
    finding = found(rules, *earlier, places=["A", "B", "C"])
    assert [(usage.keys[0].value, usage.low) for usage in finding.usage] == [("A", 3), ("B", 2)]
    assert [entry.key for entry in finding.rows] == ["1", "2"]
    assert finding.reason == (
        "A 2026年3月（按开始日期）3 次，上限 1 次；B 2026年3月（按开始日期）2 次，上限 1 次"
    )


def test_many_keys_are_counted_in_the_reason() -> None:
    rules = "规定 l 适用于 调研 { 应当 Q-1 “x” { 每个 地点 累计 不得超过 0 次 } }"
    finding = found(rules, places=["A", "B", "C", "D", "E"])
    assert len(finding.usage) == 5
    assert finding.reason == (
        "A 累计 1 次，上限 0 次；B 累计 1 次，上限 0 次；C 累计 1 次，上限 0 次；另有 2 处也是如此"
    )


def test_a_span_that_is_over_on_several_days_says_the_fullest_and_counts_the_others() -> None:
    rules = 'list l for Visit { must Q-1 "x" { at most 1 per county each day of start..finish } }'
    earlier = [
        visit("1", "2026-03-09", finish="2026-03-11"),
        visit("2", "2026-03-10", finish="2026-03-10"),
    ]
    finding = found(rules, *earlier, finish="2026-03-20")
    assert [(usage.days.start.day, usage.low) for usage in finding.usage if usage.days] == [
        (10, 3),
        (9, 2),
        (11, 2),
    ]
    assert finding.reason == (
        "3 visits for 甲县 on 2026-03-10 (by start to finish), at most 1, and over at other times too"
    )


def test_overlapping_stretches_are_told_once() -> None:
    rules = 'list l for Visit { must Q-1 "x" { at most 1 per county in any 7 days of start } }'
    earlier = [visit("1", "2026-03-07"), visit("2", "2026-03-08"), visit("3", "2026-03-13")]
    finding = found(rules, *earlier)
    assert [
        (usage.days.start.day, usage.low, [each.entry.key for each in usage.entries])
        for usage in finding.usage
        if usage.days
    ] == [(7, 4, ["1", "2", "3"])]


def test_of_very_many_entries_the_first_are_shown_and_the_rest_counted() -> None:
    rules = 'list l for Visit { must Q-1 "x" { at most 3 per county each year of start } }'
    finding = found(rules, *(visit(str(number), "2026-03-01") for number in range(100, 150)))
    (usage,) = finding.usage
    assert (usage.low, len(usage.entries), usage.more) == (51, 20, 30)
    assert (len(finding.rows), finding.more_rows) == (20, 30)
    assert finding.rows[0].key == "100"


def test_of_very_many_windows_the_fullest_are_shown_and_the_rest_counted() -> None:
    rules = 'list l for Visit { must Q-1 "x" { at most 1 per county each day of start..finish } }'
    days = [f"2026-03-{day:02}" for day in range(1, 31)]
    earlier = [visit(f"v{day}", day, finish=day) for day in days]
    twice = visit("x", "2026-03-07", finish="2026-03-07")
    finding = found(rules, *earlier, twice, start="2026-03-01", finish="2026-03-30")
    assert (len(finding.usage), finding.more_usage) == (20, 10)
    first = finding.usage[0]
    assert first.days is not None
    assert (first.days.start, first.low) == (date(2026, 3, 7), 3)
    assert (len(finding.rows), finding.more_rows) == (20, 11)


def test_an_early_warning_says_how_much_is_used() -> None:
    finding = found(
        monthly(limit="10", warn="，达到 80% 时预警"), *(visit(str(n), "2026-03-01") for n in range(7))
    )
    assert finding.part is not None
    assert (finding.part.name, finding.part.said.en, finding.part.said.zh) == (
        "warning",
        "early warning",
        "预警",
    )
    assert finding.reason == "甲县 2026年3月（按开始日期）已达 8 次，为上限 10 次的 80%"
    assert finding.measured is not None
    assert finding.measured.en == "8 of 10 visits used (80%) for 甲县 in 2026-03 (by start)"
    (usage,) = finding.usage
    assert (usage.low, usage.limit, len(usage.entries)) == (8, 10, 7)


def test_an_early_warning_of_a_total_and_of_different_values() -> None:
    rules = (
        "规定 l 适用于 调研 { 应当 Q-1 “x” { 每个 县 每月（按 开始日期）合计 人数 不得超过 8 人，达到 80% 时预警 }"
        " 应当 Q-2 “x” { 每个 县 每月（按 开始日期）不得超过 3 个 不同 单位，达到 60% 时预警 } }"
    )
    decision = decided(
        rules,
        "Visit",
        visit("9", "2026-03-09", people=4, unit="乙局"),
        ledgers={"Visit": [visit("1", "2026-03-01", people=3)]},
    )
    assert [finding.reason for finding in decision.findings] == [
        "甲县 2026年3月（按开始日期）人数合计已达 7 人，为上限 8 人的 88%",
        "甲县 2026年3月（按开始日期）已达 2 个不同单位，为上限 3 个的 67%",
    ]
    assert [finding.measured.en for finding in decision.findings if finding.measured] == [
        "people 7 of 8 in total (88%) for 甲县 in 2026-03 (by start)",
        "2 of 3 different units used (67%) for 甲县 in 2026-03 (by start)",
    ]


def test_what_follows_from_so_much_on_is_a_finding_that_permits() -> None:
    rules = (
        'list l for Visit { should Q-1 "x" { at most 4 per county each month of start '
        "then urge unit if used 50%, urge county if used 75% } }"
    )
    earlier = visit("1", "2026-03-01")
    finding = found(rules, earlier)
    assert (finding.effect, finding.part and finding.part.said.en) == ("permit", "50% used")
    assert [action.text() for action in finding.actions] == ["urge 甲局"]
    finding = found(rules, earlier, visit("2", "2026-03-02"))
    assert finding.part is not None
    assert (finding.part.name, finding.part.said.zh) == ("used", "已用 75%")
    assert [action.text() for action in finding.actions] == ["urge 甲局", "urge 甲县"]
    assert [str(item) for action in finding.actions for item in action.items] == ["p.Q-1", "p.Q-1"]


def test_what_only_may_count_is_said_so() -> None:
    rules = (
        "定义 急 适用于 调研 = 计划.人数 超过 3\n"
        "规定 l 适用于 调研 { 应当 Q-1 “x” { 凡 急 的 每个 县 每月（按 开始日期）不得超过 1 次 "
        "资料不足时 退回 } }"
    )
    lacking = {key: value for key, value in plan("N", "2026-03-01").items() if key != "people"}
    decision = decided(
        rules,
        "Visit",
        visit("9", "2026-03-09", plan="P"),
        ledgers={"Visit": [visit("1", "2026-03-01", plan="N")], "Plan": [plan("P", "2026-03-01"), lacking]},
    )
    (finding,) = decision.findings
    assert (finding.effect, finding.settled) == ("return", False)
    (usage,) = finding.usage
    assert (usage.low, usage.high, [each.sure for each in usage.entries]) == (1, 2, [False])
    assert usage.said.zh == "甲县 2026年3月（按开始日期）1 至 2 次，上限 1 次"
    assert [obstacle.zh for obstacle in finding.obstacles] == [
        "调研台账中 `1` 一条资料不足，不能确定是否计数"
    ]


def test_exact_totals_are_said_exactly() -> None:
    rules = (
        "record Bill 账单 dated day { id: text key  day 日期: date  cost 费用: number(2) }\n"
        'list b for Bill { must B-1 "x" { at most 0.3 total cost each year of day } }'
    )
    decision = decided(
        rules,
        "Bill",
        {"id": "2", "day": "2026-01-02", "cost": Decimal("0.21")},
        ledgers={"Bill": [{"id": "1", "day": "2026-01-01", "cost": Decimal("0.1")}]},
    )
    (usage,) = decision.findings[0].usage
    assert (usage.low, usage.limit) == (Decimal("0.31"), Decimal("0.3"))
    assert usage.said.en == "cost 0.31 in total in 2026 (by day), at most 0.3"
