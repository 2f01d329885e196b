"""How a rule is told in prose: conditions, values and derived facts, in both languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import policyrules as pr
from policyrules.surfaces.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "explaining.md"

RULES = """
policy papers "Papers" { working days of "CN" zone "Asia/Shanghai" }
enum Tier 层级 { village 村 < county 县 < province 省 }
record Plan 计划项 dated start { id 编号: text key  start 开始日期: date  tier 层级: Tier }
record Task 任务 { name 名称: text  days 天数: integer  kept 已落实: boolean }
record Paper 文件 dated day {
    id 编号: text key
    day 印发日期: date
    tier 层级: Tier
    kind 文种: { letter 函, notice 通知, reply 批复 }
    pages 页数: integer
    annexes 附件页数: integer = 0
    body 正文: text = ""
    source 上位文件: text = ""
    filed 已报备: boolean
    urgent 应急: boolean?
    plan 计划: ref Plan?
    tasks 任务: list of Task = []
    places 地方: list of text = []
    until 有效期: date?
    ratio 占比: number = 0
}
calendar quiet 无会日 { every monday }
parameter page_limit 篇幅上限: integer { 10 from 2019-03-11, 8 from 2024-08-06 }
parameter limit_of 限额: integer by Paper.id from "limits.csv"
define total 总页数 for Paper = pages + annexes
define low 面向基层 for Paper = tier <= county
define allowance 宽限 for Paper = (if low then 2 else 0)
table handling 处理 for Paper first {
    | tier     | pages | -> handling |
    | county   | >= 3  | "publish"   |
    | *        | 1..2  | "keep"      |
    | *        | *     | "drop"      |
}
list l 清单 for Paper {
    applies when tier >= county
    must not A-1 "Compared" {
        when total > page_limit and (kind in { letter, reply } or kind != notice) and not filed and day >= 2026-03-01
        unless urgent
        unless has plan and plan.start < day
        because "{id} has {total} pages, {page_limit} allowed"
        remedy "shorten it"
        cite 《Rules》 "art. 7"
        from 2024-01-01
    }
    must B-1 "In ranges" { when tier in { county } or pages not in 1..9  ensure total <= limit_of[id] + allowance and handling = "keep" }
    must not C-1 "Of entries" {
        when some t in tasks where (not t.kept and t.days > this.pages) or no p in Plan where (p.tier = tier)
            or every t in tasks has (t.kept)
    }
    should D-1 "Of words" { ensure body contains "x" and not source starts with "y" and id like "[0-9]+" and places contains "z" }
    should not E-1 "Of days" { when day in quiet or until is unknown or until - day > 3 or day + 3 working days < today }
    encourage F-1 "Of many" { ensure at least 2 of (filed, low, mentions(body, { "a", "b" })) }
    should not G-1 "Of totals" {
        when sum(t.days for t in tasks where t.kept) * 2 > 10 or count(t in tasks where some s in tasks where (s.days > t.days)) > 1
            or copied_share(body, source, ignoring: { "c" }) >= 50% or pages / annexes > 0.5
    }
    should not H-1 "Of others" { when broken(A-1) or not complies with m or before.pages < pages or has no before }
    must not I-1 "Never" { without approval of "the office" (filed) }
}
checklist m 核查 for Paper { must M-1 "Filed" { ensure filed } }
positive list n 可以办理 for Paper {
    may N-1 "Letters" { when kind = letter }
    otherwise must not N-0 "Nothing else"
}
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "q.rules"
    file.write_text(RULES, encoding="utf-8")
    (tmp_path / "limits.csv").write_text("id,limit_of\nx,3\n", encoding="utf-8")
    return str(file)


def told(path: str, item: str, language: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What `explain` prints of an item, without where it stands."""
    assert main(["explain", path, item, "--on", "2026-03-02", "--language", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [line for line in lines if path not in line]


def test_comparisons_and_exceptions(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "A-1", "en", capsys) == [
        "A-1  Compared",
        "  It is only about a Paper for which the tier is county or above.",
        "  There must not be a Paper for which all of the following hold:",
        "    (a) the total is more than the page limit (8);",
        "    (b) the kind is letter or reply or the kind is not notice;",
        "    (c) “filed” does not hold;",
        "    (d) the day is on or after 2026-03-01.",
        "  This does not hold where any of these is so:",
        "    (a) “urgent” holds;",
        "    (b) there is a plan and the plan's start is before the day.",
        "  When it is broken: forbid.",
        "  If facts are lacking, the decision is undetermined.",
        "  The reason given: “[id] has [total] pages, [page limit] allowed”",
        "  The remedy: “shorten it”",
        "",
        "  Where",
        "    “total” is the pages plus the annexes.",
        "",
        "  Parameters, as of 2026-03-02:",
        "    page limit: 8 (from 2024-08-06); otherwise 10 (from 2019-03-11 until 2024-08-05)",
        "",
        "  source: 《Rules》 art. 7",
        "  in force: from 2024-01-01",
        "  list: l, for Paper",
        "  ledgers read: the ledger of Plan",
        "  facts read: tier (层级), kind (文种), filed (已报备), day (印发日期), urgent (应急), plan (计划), id (编号), pages (页数), annexes (附件页数)",
    ]
    assert told(path, "A-1", "zh", capsys) == [
        "A-1  Compared",
        "  只适用于层级为县及以上的文件。",
        "  文件不得同时有下列各项情形：",
        "    （一）总页数超过“篇幅上限”（8）；",
        "    （二）文种为函或批复或者文种不是通知；",
        "    （三）未报备；",
        "    （四）印发日期不早于2026年3月1日。",
        "  有下列情形之一的除外：",
        "    （一）应急；",
        "    （二）有计划且计划的开始日期早于印发日期。",
        "  违反的，结论为禁止。",
        "  资料不足、不能认定的，结论待定。",
        "  认定理由：“〔编号〕 has 〔总页数〕 pages, 〔篇幅上限〕 allowed”",
        "  整改要求：“shorten it”",
        "",
        "  其中：",
        "    “总页数”，是指页数加附件页数。",
        "",
        "  参数（以2026年3月2日为准）：",
        "    篇幅上限：8（自2024年8月6日起）；此外，10（自2019年3月11日起至2024年8月5日止）",
        "",
        "  依据：《Rules》art. 7",
        "  施行：自 2024-01-01 起",
        "  清单：清单，适用于文件",
        "  所用台账：计划项台账",
        "  所用事实：层级（tier）、文种（kind）、已报备（filed）、印发日期（day）、应急（urgent）、计划（plan）、编号（id）、页数（pages）、附件页数（annexes）",
    ]


def test_ranges_and_a_table(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "B-1", "en", capsys) == [
        "B-1  In ranges",
        "  It is only about a Paper for which the tier is county or above.",
        "  Where the tier is county or the pages are less than 1 or more than 9, it must be so that all of the following hold:",
        "    (a) the total is at most the limit of for the id plus the allowance;",
        "    (b) the handling is “keep”.",
        "  When it is broken: forbid.",
        "  If facts are lacking, the decision is undetermined.",
        "",
        "  Where",
        "    “total” is the pages plus the annexes.",
        "    “allowance” is (2 where “low” holds, otherwise 0).",
        "    “handling” is told by the first case that fits:",
        "      where the tier is county and the pages are at least 3: “publish”;",
        "      where the pages are from 1 to 2: “keep”;",
        "      otherwise “drop”.",
        "    “low” means that the tier is county or below.",
        "",
        "  Parameters, as of 2026-03-02:",
        "    limit of: a value for each id, from a lookup table",
        "",
        "  list: l, for Paper",
        "  facts read: tier (层级), pages (页数), id (编号), annexes (附件页数)",
    ]
    assert told(path, "B-1", "zh", capsys) == [
        "B-1  In ranges",
        "  只适用于层级为县及以上的文件。",
        "  凡层级为县或者页数不在1至9之间的，应当符合下列要求：总页数不超过编号对应的限额加宽限且handling为“keep”。",
        "  违反的，结论为禁止。",
        "  资料不足、不能认定的，结论待定。",
        "",
        "  其中：",
        "    “总页数”，是指页数加附件页数。",
        "    “宽限”，是指（面向基层的为2，否则为0）。",
        "    “handling”，依次判断，以最先符合的情形为准：",
        "      层级为县且页数不少于3的，为“publish”；",
        "      页数在1至2之间（含两端）的，为“keep”；",
        "      其他情形，为“drop”。",
        "    “面向基层”，是指层级为县及以下。",
        "",
        "  参数（以2026年3月2日为准）：",
        "    限额：按编号分别取值，见查询表",
        "",
        "  清单：清单，适用于文件",
        "  所用事实：层级（tier）、页数（pages）、编号（id）、附件页数（annexes）",
    ]


def test_entries(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "C-1", "en", capsys) == [
        "C-1  Of entries",
        "  It is only about a Paper for which the tier is county or above.",
        "  There must not be a Paper for which one of the following holds:",
        "    (a) there is an entry of the tasks for which its “kept” does not hold and its days are more than this record's pages;",
        "    (b) there is no entry of the ledger of Plan for which its tier is the same as this record's tier;",
        "    (c) of every entry of the tasks it is so that its “kept” holds.",
        "  When it is broken: forbid.",
        "  If facts are lacking, the decision is undetermined.",
        "",
        "  list: l, for Paper",
        "  ledgers read: the ledger of Plan",
        "  facts read: tier (层级), tasks (任务), pages (页数)",
    ]
    assert told(path, "C-1", "zh", capsys) == [
        "C-1  Of entries",
        "  只适用于层级为县及以上的文件。",
        "  文件不得有下列情形之一：",
        "    （一）任务中有其未落实且其天数超过本件的页数的条目；",
        "    （二）计划项台账中没有其层级与本件的层级相同的条目；",
        "    （三）任务中每一条目均符合（其已落实）。",
        "  违反的，结论为禁止。",
        "  资料不足、不能认定的，结论待定。",
        "",
        "  清单：清单，适用于文件",
        "  所用台账：计划项台账",
        "  所用事实：层级（tier）、任务（tasks）、页数（pages）",
    ]


def test_words(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "D-1", "en", capsys) == [
        "D-1  Of words",
        "  It is only about a Paper for which the tier is county or above.",
        "  For every Paper, it should be so that all of the following hold:",
        "    (a) the body contains “x”;",
        "    (b) the source does not begin with “y”;",
        "    (c) the id has the form of “[0-9]+”;",
        "    (d) the places include “z”.",
        "  When it is broken: warn.",
        "  If facts are lacking, it is skipped, with a note.",
        "",
        "  list: l, for Paper",
        "  facts read: tier (层级), body (正文), source (上位文件), id (编号), places (地方)",
    ]
    assert told(path, "D-1", "zh", capsys) == [
        "D-1  Of words",
        "  只适用于层级为县及以上的文件。",
        "  文件一般应符合下列各项要求：",
        "    （一）正文含有“x”；",
        "    （二）上位文件不以“y”开头；",
        "    （三）编号符合“[0-9]+”的格式；",
        "    （四）地方包括“z”。",
        "  违反的，结论为提醒。",
        "  资料不足、不能认定的，略过并予说明。",
        "",
        "  清单：清单，适用于文件",
        "  所用事实：层级（tier）、正文（body）、上位文件（source）、编号（id）、地方（places）",
    ]


def test_days(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "E-1", "en", capsys) == [
        "E-1  Of days",
        "  It is only about a Paper for which the tier is county or above.",
        "  There should not be a Paper for which one of the following holds:",
        "    (a) the day falls on a day of “quiet”;",
        "    (b) the until is not known;",
        "    (c) the number of days from the day to the until is more than 3;",
        "    (d) 3 working days after the day is before the day of the decision.",
        "  When it is broken: warn.",
        "  If facts are lacking, it is skipped, with a note.",
        "",
        "  list: l, for Paper",
        "  facts read: tier (层级), day (印发日期), until (有效期)",
    ]
    assert told(path, "E-1", "zh", capsys) == [
        "E-1  Of days",
        "  只适用于层级为县及以上的文件。",
        "  文件一般不得有下列情形之一：",
        "    （一）印发日期在“无会日”之内；",
        "    （二）有效期不详；",
        "    （三）印发日期至有效期的天数超过3；",
        "    （四）印发日期后3个工作日早于作出结论之日。",
        "  违反的，结论为提醒。",
        "  资料不足、不能认定的，略过并予说明。",
        "",
        "  清单：清单，适用于文件",
        "  所用事实：层级（tier）、印发日期（day）、有效期（until）",
    ]


def test_so_many_conditions(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "F-1", "en", capsys) == [
        "F-1  Of many",
        "  It is only about a Paper for which the tier is county or above.",
        "  For every Paper, it is encouraged that at least 2 of the following hold:",
        "    (a) “filed” holds;",
        "    (b) “low” holds;",
        "    (c) the body mentions any of “a” and “b”.",
        "  When it is broken: advise.",
        "  If facts are lacking, it is skipped, with a note.",
        "",
        "  Where",
        "    “low” means that the tier is county or below.",
        "",
        "  list: l, for Paper",
        "  facts read: tier (层级), filed (已报备), body (正文)",
    ]
    assert told(path, "F-1", "zh", capsys) == [
        "F-1  Of many",
        "  只适用于层级为县及以上的文件。",
        "  文件提倡符合下列要求中的至少2项：",
        "    （一）已报备；",
        "    （二）面向基层；",
        "    （三）正文提及“a”、“b”中的任一词语。",
        "  违反的，结论为建议。",
        "  资料不足、不能认定的，略过并予说明。",
        "",
        "  其中：",
        "    “面向基层”，是指层级为县及以下。",
        "",
        "  清单：清单，适用于文件",
        "  所用事实：层级（tier）、已报备（filed）、正文（body）",
    ]


def test_totals_and_functions(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "G-1", "en", capsys) == [
        "G-1  Of totals",
        "  It is only about a Paper for which the tier is county or above.",
        "  There should not be a Paper for which one of the following holds:",
        "    (a) the total days of entries of the tasks for which its “kept” holds times 2 is more than 10;",
        "    (b) the number of entries (call it t) of the tasks for which there is an entry of this record's tasks for which its days are more than t's days is more than 1;",
        "    (c) the share of the body copied from the source (ignoring “c”) is at least 50%;",
        "    (d) the pages divided by the annexes is more than 0.5.",
        "  When it is broken: warn.",
        "  If facts are lacking, it is skipped, with a note.",
        "",
        "  list: l, for Paper",
        "  facts read: tier (层级), tasks (任务), body (正文), source (上位文件), pages (页数), annexes (附件页数)",
    ]
    assert told(path, "G-1", "zh", capsys) == [
        "G-1  Of totals",
        "  只适用于层级为县及以上的文件。",
        "  文件一般不得有下列情形之一：",
        "    （一）任务中其已落实的条目的天数合计乘以2超过10；",
        "    （二）任务中本件的任务中有其天数超过t的天数的条目的条目（记作t）的数目超过1；",
        "    （三）正文照搬上位文件的比例（忽略“c”）不少于50%；",
        "    （四）页数除以附件页数超过0.5。",
        "  违反的，结论为提醒。",
        "  资料不足、不能认定的，略过并予说明。",
        "",
        "  清单：清单，适用于文件",
        "  所用事实：层级（tier）、任务（tasks）、正文（body）、上位文件（source）、页数（pages）、附件页数（annexes）",
    ]


def test_other_items(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "H-1", "en", capsys) == [
        "H-1  Of others",
        "  It is only about a Paper for which the tier is county or above.",
        "  There should not be a Paper for which one of the following holds:",
        "    (a) A-1 “Compared” is broken;",
        "    (b) it does not comply with “m”;",
        "    (c) the earlier version's pages are less than the pages;",
        "    (d) there is no earlier version.",
        "  When it is broken: warn.",
        "  If facts are lacking, it is skipped, with a note.",
        "",
        "  list: l, for Paper",
        "  ledgers read: the ledger of Paper",
        "  facts read: tier (层级), pages (页数)",
    ]
    assert told(path, "H-1", "zh", capsys) == [
        "H-1  Of others",
        "  只适用于层级为县及以上的文件。",
        "  文件一般不得有下列情形之一：",
        "    （一）违反A-1“Compared”；",
        "    （二）不符合“核查”；",
        "    （三）上一版本的页数不满页数；",
        "    （四）无上一版本。",
        "  违反的，结论为提醒。",
        "  资料不足、不能认定的，略过并予说明。",
        "",
        "  清单：清单，适用于文件",
        "  所用台账：文件台账",
        "  所用事实：层级（tier）、页数（pages）",
    ]


def test_a_prohibition_without_a_condition(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "I-1", "en", capsys) == [
        "I-1  Never",
        "  It is only about a Paper for which the tier is county or above.",
        "  There must not be a Paper at all.",
        "  Nor does it hold with approval of the office, that is where “filed” holds; without approval the matter is referred to the office.",
        "  When it is broken: refer.",
        "  If facts are lacking, the decision is undetermined.",
        "",
        "  list: l, for Paper",
        "  facts read: tier (层级), filed (已报备)",
    ]
    assert told(path, "I-1", "zh", capsys) == [
        "I-1  Never",
        "  只适用于层级为县及以上的文件。",
        "  文件一律不得办理。",
        "  经the office批准的（以“已报备”为准）除外；未经批准的，报the office批准。",
        "  违反的，结论为报请。",
        "  资料不足、不能认定的，结论待定。",
        "",
        "  清单：清单，适用于文件",
        "  所用事实：层级（tier）、已报备（filed）",
    ]


def test_a_permission(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "N-1", "en", capsys) == [
        "N-1  Letters",
        "  A Paper is allowed where the kind is letter.",
        "  What matches it: permit.",
        "  If facts are lacking, it is skipped, with a note.",
        "",
        "  list: n, for Paper",
        "  facts read: kind (文种)",
    ]
    assert told(path, "N-1", "zh", capsys) == [
        "N-1  Letters",
        "  文种为函的文件，可以办理。",
        "  相符的，结论为允许。",
        "  资料不足、不能认定的，略过并予说明。",
        "",
        "  清单：可以办理，适用于文件",
        "  所用事实：文种（kind）",
    ]


def test_the_end_of_a_closed_list(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, "N-0", "en", capsys) == [
        "N-0  Nothing else",
        "  There must not be a Paper that none of the list's other items matches.",
        "  When it is broken: forbid.",
        "  If facts are lacking, the decision is undetermined.",
        "",
        "  list: n, for Paper",
    ]
    assert told(path, "N-0", "zh", capsys) == [
        "N-0  Nothing else",
        "  凡与本清单其他各项均不相符的，不得办理。",
        "  违反的，结论为禁止。",
        "  资料不足、不能认定的，结论待定。",
        "",
        "  清单：可以办理，适用于文件",
    ]


def test_the_page_shows_what_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```(rules|text)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    rules = next(text for kind, text in blocks if kind == "rules")
    english, chinese, grounds = (text for kind, text in blocks if kind == "text")
    file = tmp_path / "papers.rules"
    file.write_text(rules, encoding="utf-8")
    for language, shown in (("en", english), ("zh", chinese)):
        assert main(["explain", str(file), "P-1", "--on", "2026-03-02", "--language", language]) == 0
        assert capsys.readouterr().out.startswith(shown)
    facts = {"tier": "county", "kind": "notice", "pages": 12, "filed": False, "urgent": False}
    decision = pr.Engine(pr.load(file)).decide("Paper", facts, on=date(2026, 3, 2))
    assert [line[3:] for line in decision.explain().text("en").splitlines()[-2:]] == grounds.splitlines()
