"""Whoever does literally what a message says has a policy that can be used.

Each case is a slip in a whole policy, and what one of its messages says to type instead; the words are
taken from the message itself, in both languages, and put where the slip stands.
"""

from __future__ import annotations

import re
from typing import Final

import pytest

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.phrase import Language
from policyrules.surfaces.files import examine_text

CHINESE: Final = """
办理方式 催办
枚举 等级 {{ 村 < 县 < 市 }}
记录 单位 {{ 名称: 文本  层级: {{ 村, 县 }} }}
记录 走访 {{
    编号: 文本 主键
    组织单位: 单位
    单位: 文本
    层级: {{ 村, 县, 层级 }}
    级别: 等级
    日期: 日期
    人数: 整数
    费用: 数
    单价: 数
    应急: 是否
    已报备: 是否
}}
参数 上限: 整数 = {value}
定义 基层 适用于 单位 = 层级 = 村
规定 走访规定 适用于 走访 {{
    不得 V-0 {{ 凡 应急 的 }}
    不得 V-1 {{
        凡 {when} 的
        {clause}
    }}
    应当 V-2 {{ {test} }}
}}
测试 “一” {{ 设 走访 {{ 人数: {given} }} 期望 待定 }}
"""

ENGLISH: Final = """
action urge
enum Grade {{ village < county < city }}
record Unit {{ name: text  tier: {{ village, county }} }}
record Visit {{
    id: text key
    unit: Unit
    organiser: text
    tier: {{ village, county, tier }}
    grade: Grade
    start: date
    people: integer
    cost: number
    price: number
    urgent: boolean
    filed: boolean
}}
parameter limit: integer = {value}
define low for Unit = tier = village
list visits for Visit {{
    must not V-0 {{ when urgent }}
    must not V-1 {{
        when {when}
        {clause}
    }}
    must V-2 {{ {test} }}
}}
test "one" {{ given Visit {{ people: {given} }} expect undetermined }}
"""

SOUND: Final = {
    CHINESE: {"value": "5", "when": "应急", "clause": "", "test": "须 应急", "given": "3"},
    ENGLISH: {"value": "5", "when": "urgent", "clause": "", "test": "ensure urgent", "given": "3"},
}

CASES: Final = [
    # what stands where, what of it is replaced, by what the message says
    (CHINESE, "when", "层级 = «层级»", "本件.层级"),
    (CHINESE, "when", "层级 = «层级»", "走访.层级.层级"),
    (ENGLISH, "when", "tier = «tier»", "Visit.tier.tier"),
    (CHINESE, "when", "«费用 * 单价 * 人数 超过 8»", "费用 * 单价 超过 … / 人数"),
    (ENGLISH, "when", "«cost * price * people > 8»", "cost * price > … / people"),
    (CHINESE, "when", "«费用 * 单价 + 人数 * 人数» 超过 8", "四舍五入（费用 * 单价，1） + 人数 * 人数"),
    (ENGLISH, "when", "«cost * price - people * people» > 8", "round(cost * price, 1) - people * people"),
    (CHINESE, "when", "日期 < «2026年»", "2026年1月1日"),
    (CHINESE, "when", "日期 < «二〇二六年二月三日»", "2026年2月3日"),
    (CHINESE, "when", "日期 < «2026年二月三日»", "2026年2月3日"),
    (CHINESE, "when", "日期 < «2026年2月»", "2026年2月1日"),
    (CHINESE, "when", "日期 < «26-2-3»", "2026-02-03"),
    (ENGLISH, "when", "start < «20260203»", "2026-02-03"),
    (ENGLISH, "when", "start < «3 March 2026»", "2026-03-03"),
    (ENGLISH, "given", "«seven»", "7"),
    (CHINESE, "given", "«七»", "7"),
    (CHINESE, "value", "«5 + 3»", "8"),
    (CHINESE, "when", "«走访规定»", "违反（V-0）"),
    (ENGLISH, "when", "«visits»", "broken(V-0)"),
    (CHINESE, "when", "«走访»", "有 走访 项 其中（项.应急）"),
    (CHINESE, "when", "«组织单位.基层»", "组织单位.层级 = 村"),
    (ENGLISH, "when", "«unit.low»", "unit.tier = village"),
    (CHINESE, "when", "«SUM（人数）» 超过 20", "合计（项.人数 取自 走访 项）"),
    (CHINESE, "when", "«SUM（A1:A10）» 超过 20", "合计（项.人数 取自 走访 项）"),
    (ENGLISH, "when", "«SUM(people, cost)» > 20", "people + cost"),
    (
        CHINESE,
        "when",
        "«SUMIF（单位，“甲”，费用）» 超过 20",
        "合计（项.费用 取自 走访 项 其中 项.单位 = “甲”）",
    ),
    (ENGLISH, "when", '«COUNTIF(people, ">20")» > 3', "count(v in Visit where v.people > 20)"),
    (CHINESE, "when", "«COUNTIF（层级，“村”）» 超过 3", "计数（走访 项 其中 项.层级 = 村）"),
    (ENGLISH, "when", "«IF(people > 20, yes, no)»", "people > 20"),
    (ENGLISH, "when", "«IF(people > 20, FALSE, TRUE)»", "not (people > 20)"),
    (CHINESE, "when", "«IF（人数 > 20，费用，0）» 超过 3", "（如果 人数 > 20 则 费用 否则 0）"),
    (CHINESE, "when", "«如果（人数 > 20，是，否）»", "人数 > 20"),
    (ENGLISH, "when", "«AND(people > 20, urgent)»", "people > 20 and urgent"),
    (CHINESE, "when", "«OR（人数 > 20 且 应急，已报备）»", "（人数 > 20 且 应急） 或 已报备"),
    (ENGLISH, "when", "«NOT(urgent)»", "not urgent"),
    (CHINESE, "when", "日期 低于 «TODAY（）»", "今日"),
    (ENGLISH, "when", "«MAX(people, cost)» > 3", "(if people > cost then people else cost)"),
    (CHINESE, "when", "«MAX（人数）» 超过 3", "最大（项.人数 取自 走访 项）"),
    (ENGLISH, "when", "«AVERAGE(people, cost)» > 3", "(people + cost) / 2"),
    (CHINESE, "when", "«LEN（单位）» 超过 3", "字数（单位）"),
    (ENGLISH, "when", "«MONTH»(start) = 3", "month"),
    (CHINESE, "when", "«MONTH»（日期） = 3", "月"),
    (ENGLISH, "when", '«SEARCH("x", organiser)»', 'organiser contains "x"'),
    (CHINESE, "when", "«DATEDIF（日期，今日，“d”）» 超过 3", "相隔天数（日期，今日）"),
    (ENGLISH, "when", "start < «DATE(2026, 3, 1)»", "2026-03-01"),
    (ENGLISH, "when", "«TRUE()» = urgent", "yes"),
    (CHINESE, "when", "«单位名称» = “甲”", "单位"),
    (CHINESE, "when", "级别 = «街道»", "村"),
    (CHINESE, "test", "每年（按 日期）«不得超过 10 天»", "合计 人数 不得超过 10 天"),
    (ENGLISH, "test", "«at most 10 days» each year of start", "at most 10 days total people"),
    (CHINESE, "when", "«级别 = 层级»", "级别 = 市"),
    (CHINESE, "when", "人数 «至少 20 以上»", "不少于 20"),
    (CHINESE, "when", "人数 «不少于 20 以上»", "不少于 20"),
    (CHINESE, "when", "人数 «超过 20 以上»", "在 20 以上"),
    (CHINESE, "clause", "«未经 “办公室”（应急）（已报备）批准»", "未经 “办公室” 批准（已报备）"),
    (CHINESE, "clause", "«报 “办公室” 批准»", "则 报 “办公室” 批准"),
    (CHINESE, "clause", "«催办 单位»", "则 催办 单位"),
    (ENGLISH, "clause", "«refer to organiser for approval»", "then refer to organiser for approval"),
    (CHINESE, "clause", "则 «单位»", "转 单位"),
    (CHINESE, "clause", "则 «批准 “办公室”»", "报 “办公室” 批准"),
    (ENGLISH, "clause", 'then «approval "the office"»', 'refer to "the office" for approval'),
    (CHINESE, "clause", "则 «“催办”»", "催办"),
    (CHINESE, "clause", "则 «“办公室”»", "转 “办公室”"),
    (ENGLISH, "clause", 'then «"the office"»', 'route to "the office"'),
    (CHINESE, "clause", "则 «报 “办公室”»", "报 “办公室” 备案"),
    (CHINESE, "clause", "则 «责令 单位»", "责令 单位 “报告情况”"),
    (ENGLISH, "clause", "then «order organiser within 3 days»", 'order organiser within 3 days to "report"'),
    (CHINESE, "clause", "则 «转»", "转 “办公室”"),
    (ENGLISH, "clause", "then «refer to»", 'refer to "the office" for approval'),
    (CHINESE, "clause", "则 «责令»", "责令 “办公室” “报告情况”"),
    (CHINESE, "clause", "则 «3 日内 催办 单位 5 日内»", "3 日内 催办 单位"),
    (CHINESE, "clause", "则 «3 日内 责令 单位 限 5 日内 “报告”»", "3 日内 责令 单位 “报告”"),
    (
        CHINESE,
        "test",
        "时限 日期 不迟于 日期 则 «逾期时 转 单位 if overdue by 3 days»",
        "逾期时 转 单位，转 单位 if overdue by 3 days",
    ),
    (CHINESE, "when", "«（如果 应急 则 3）» 超过 2", "（如果 应急 则 3 否则 …）"),
    (ENGLISH, "when", "«(if urgent then people)» > 2", "(if urgent then people else …)"),
    (CHINESE, "when", "有 走访 v «其中 人数 超过 20 且 应急»", "其中（v.人数 超过 20 且 v.应急）"),
    (ENGLISH, "when", "every v in Visit «has people > 20»", "has (v.people > 20)"),
    (CHINESE, "when", "«有 走访 其中 人数 超过 20»", "有 走访 项 其中（项.人数 超过 20）"),
    (CHINESE, "when", "«每个 走访 均有（人数 超过 20）»", "每个 走访 项 均有（项.人数 超过 20）"),
    (ENGLISH, "when", "«some Visit where people > 20»", "some v in Visit where (v.people > 20)"),
    (CHINESE, "when", "«走访 人数 合计» 超过 20", "合计（项.人数 取自 走访 项）"),
    (CHINESE, "when", "应急 且 «人数 合计» 超过 20", "合计（项.人数 取自 走访 项）"),
    (ENGLISH, "when", "«number of Visit» > 20", "count(v in Visit)"),
    (ENGLISH, "when", "«average people of Visit» > 20", "mean(v.people for v in Visit)"),
    (CHINESE, "when", "费用 超过 «上限%»", "上限"),
    (CHINESE, "when", "人数 超过 «上限 天»", "上限"),
    (CHINESE, "test", "每年（按 日期）合计 人数 不得超过 «上限 天»", "上限"),
    (ENGLISH, "test", "at most «limit days» total people each year of start", "limit"),
    (CHINESE, "clause", "«资料不足时 退回 “办公室”»", "资料不足时 退回"),
    (ENGLISH, "clause", '«if unknown block "the office"»', "if unknown block"),
    (CHINESE, "given", "3 } «期望 V-1 禁止» } 测试 “二” { 设 走访 { 人数: 3", "期望 禁止 依 V-1"),
    (CHINESE, "given", "3 } 期望 «禁止 V-1» } 测试 “二” { 设 走访 { 人数: 3", "禁止 依 V-1"),
    (CHINESE, "test", "核对 走访 按 单位 «，且 仅 1 条»", "至多 1"),
    (CHINESE, "when", "«计数（走访）» 超过 1", "计数(走访 项)"),
    (ENGLISH, "when", "«count(Visit)» > 1", "count(x in Visit)"),
    (ENGLISH, "when", "start > «12/31/2026»", "2026-12-31"),
    (CHINESE, "when", "日期 超过 «31/12/2026»", "2026-12-31"),
    (CHINESE, "when", "日期 «晚于» 2026-12-31", "超过"),
    (CHINESE, "when", "日期 «早于» 2026-12-31", "低于"),
]


def examined(form: str, hole: str, words: str) -> tuple[Diagnostic, ...]:
    """Return the errors of a policy with some words in one of its holes."""
    found = examine_text(form.format(**{**SOUND[form], hole: words}), name="policy.rules").diagnostics
    return tuple(each for each in found if each.severity is Severity.ERROR)


def quoted(found: tuple[Diagnostic, ...], language: Language) -> set[str]:
    """Return everything that the helps of diagnostics show as something to type."""
    return {
        words
        for each in found
        for phrase in each.help
        for words in re.findall(r"`([^`]+)`", phrase.in_(language))
    }


@pytest.mark.parametrize("form", [CHINESE, ENGLISH])
def test_the_policies_themselves_are_sound(form: str) -> None:
    assert examined(form, "value", "5") == ()


@pytest.mark.parametrize(("form", "hole", "slip", "advice"), CASES, ids=[case[2] for case in CASES])
def test_what_a_message_says_works(form: str, hole: str, slip: str, advice: str) -> None:
    before, rest = slip.split("«")
    wrong, after = rest.split("»")
    found = examined(form, hole, before + wrong + after)
    assert len(found) == 1, [each.message.en for each in found]
    for language in ("en", "zh"):
        assert advice in quoted(found, language), (language, found[0].help)
    assert examined(form, hole, before + advice.replace("…", "8") + after) == ()
