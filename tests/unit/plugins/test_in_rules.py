"""The standard functions as rules call them: found by the checker, lowered, decided."""

from datetime import date
from fractions import Fraction

import pytest

import policyrules as pr
from policyrules.core.values import UNKNOWN

POLICY = """
政策 t “t” { 工作日历 “US” }
枚举 Tier 层级 { village 村 < county 县 < city 市 < province 省 }
记录 Paper 文件 {
    body 正文: 文本, tier 层级: 层级, sent 发出: 日期, due 截止: 日期, before 上届: 整数, now 本届: 整数, places 地名: 列表 文本
}
定义 steps 级差 适用于 文件 = 相差级数(层级, Tier.village)
定义 ours 工作日 适用于 文件 = 工作日数(发出, 截止)
定义 theirs 国内工作日 适用于 文件 = 工作日数(发出, 截止, 日历: “CN”)
定义 share 降幅百分数 适用于 文件 = 百分比(降幅(上届, 本届))
定义 listed 个数 适用于 文件 = 长度(地名)
定义 last 月末日 适用于 文件 = 月末(发出)
定义 day_of_week 周几 适用于 文件 = 星期(发出)
定义 meet 相重 适用于 文件 = 重叠(发出..截止, 截止..截止)
定义 copied 重复 适用于 文件 = 重复率(正文, “甲市要认真落实”, 忽略: 同词, 地名: 地名)
定义 named 点名 适用于 文件 = 提及次数(正文, { “落实”, “认真” })
参数 same 同词: 列表 文本 = [ “全市”, “全省” ]
规定 l 适用于 文件 { 不得 A-1 “不得照抄” { 凡 重复率(正文, “甲市要认真落实”, 地名: 地名) 超过 50% 的 } }
"""
FACTS = {
    "正文": "乙市要认真落实", "层级": "省", "发出": date(2026, 7, 2), "截止": date(2026, 7, 6), "上届": 98, "本届": 49, "地名": ["甲市", "乙市"],
}  # fmt: skip


def test_rules_call_the_standard_functions() -> None:
    decision = pr.Engine(pr.load_text(POLICY)).decide("文件", FACTS)
    assert dict(decision.values) == {
        "steps": 3,
        "ours": 1,
        "theirs": 2,
        "share": "50%",
        "listed": 2,
        "last": date(2026, 7, 31),
        "day_of_week": 4,
        "meet": True,
        "copied": Fraction(1),
        "named": 2,
    }
    assert decision.outcome == "forbid"


def test_what_cannot_be_told_leaves_the_rest_standing() -> None:
    facts = {**FACTS, "上届": 0, "截止": date(2150, 1, 4)}
    values = pr.Engine(pr.load_text(POLICY)).decide("文件", facts).values
    assert [values[name] for name in ("share", "ours", "theirs")] == [UNKNOWN] * 3
    assert values["steps"] == 3


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("长度(正文)", "`长度` counts the entries of a list, and this is text"),
        ("百分比(正文)", "`百分比` is of a number or a ratio, and this is text"),
        (
            "相差级数(层级, 正文)",
            "`相差级数` is between two members of an ordered enum, and this is text",
        ),
    ],
)
def test_the_checker_says_what_a_function_does_not_take(expression: str, message: str) -> None:
    with pytest.raises(pr.PolicyError) as caught:
        pr.load_text(f"{POLICY}\n定义 odd 怪 适用于 文件 = {expression}")
    said = [each.message.en for each in caught.value.diagnostics if each.severity is pr.Severity.ERROR]
    assert said == [message]


def test_an_uncovered_year_is_told_as_such() -> None:
    policy = "记录 Paper 文件 { a 发出: 日期, b 截止: 日期 }\n规定 l 适用于 文件 { 应当 A-1 “够长” { 须 工作日数(发出, 截止) 不少于 3 } }"
    decision = pr.Engine(pr.load_text(policy)).decide(
        "文件", {"发出": date(2099, 1, 1), "截止": date(2099, 1, 9)}
    )
    assert decision.outcome == "undetermined"
    (item,) = decision.undetermined
    (obstacle,) = item.obstacles
    assert obstacle.zh.startswith(
        "`CN` 的工作日历未包含 2099 年：放假安排公布后，请执行 `pip install --upgrade chinesecalendar`"
    )
    assert decision.faults == ()
