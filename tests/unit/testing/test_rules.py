"""The tests beside the rules: what passes, what fails, and what a failure says."""

from __future__ import annotations

import pytest

import policyrules as pr
from policyrules.diagnostics.diagnostic import Severity
from policyrules.surfaces.files import examine_text
from policyrules.testing.rules import Backend, TestResult, run_tests

RULES = """
policy visits
enum Tier 层级类别 { village 村 < county 县 }
record Task 任务 { owner 责任人: text }
record Visit 调研 dated start {
    id     编号:     text
    tier   层级:     Tier
    start  开始日期: date
    days   天数:     integer
    people 人数:     integer
    plan   计划:     text?
    filed  已报备:   boolean = no
    tasks  任务单:   list of Task = []
}
parameter most 最多天数: integer by Visit.tier from "most.csv"
parameter crowd 人数上限: integer
define long 偏长 for Visit = days > most[tier]
define share for Visit = people / days

list l 规定 for Visit {
    must not V-1 时长 "Not too long" { when long }
    should not V-2 "Not a crowd" { when people > crowd }
    must not V-3 "Not unplanned" {
        when has no plan
        without filing with "the General Office" (filed)
    }
    should not V-4 { when has no plan  overrides V-5 }
    must not V-5 { when has no plan and people > 100 }
}
checklist c 清单 for Visit {
    must C-1 有人负责 { ensure every t in tasks has (t.owner != "") }
    must C-2 { when tier = village  ensure days <= 2 }
    must C-3 { until 2020-12-31  ensure days <= 2 }
}
"""
GIVEN = 'given Visit { id: "1", tier: county, start: 2026-03-02, days: 3, people: 4, plan: "P" }'
PARAMETERS = "given parameter most[县] = 5\n    given parameter crowd = 10"


def results(*steps: str, backend: Backend = "python", parameters: str = PARAMETERS) -> tuple[TestResult, ...]:
    body = "\n    ".join(steps)
    text = f'{RULES}\ntest "the test" {{\n    {parameters}\n    {body}\n}}\n'
    policies = pr.load_text(text, name="visits.rules", parameters={"most": {}})
    return run_tests(policies, backend=backend)


def failures(*steps: str, parameters: str = PARAMETERS) -> list[str]:
    found = []
    backends: tuple[Backend, ...] = ("python", "reference")
    for backend in backends:
        (result,) = results(*steps, backend=backend, parameters=parameters)
        found.append([failure.message.en for failure in result.failures])
        assert result.status == ("failed" if result.failures else "passed")
        assert all(failure.message.zh for failure in result.failures)
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    "steps",
    [
        (GIVEN, "expect permit"),
        (GIVEN, "期望 允许"),
        (GIVEN, "expect not V-1", "expect not visits.V-2", "期望 未违反 时长"),
        (GIVEN, "expect long = no", "expect 偏长 = 否", "expect days = 3", "expect days >= 3", "expect days < 4", "expect days != 4"),
        (GIVEN, "expect tier = 县", "expect start = 2026-03-02", 'expect plan = "P"'),
        (GIVEN.replace("days: 3", "days: 6"), "expect forbid by V-1", "expect forbid by 时长"),
        (GIVEN.replace("people: 4", "people: 11"), "expect warn by V-2", "expect not V-1"),
        (GIVEN.replace('plan: "P"', "plan: none"), "expect refer by V-3"),
        (GIVEN.replace('plan: "P"', "plan: none, filed: yes"), "expect warn by V-4", "expect not V-3"),
        (GIVEN.replace('plan: "P"', "plan: unknown"), "expect undetermined by V-3 needing plan", "期望 待定 尚缺 计划"),
        (GIVEN.replace("days: 3, ", ""), "expect undetermined by V-1 needing days, 天数"),
        (GIVEN, "expect pass by C-1", "expect not applicable by C-2", "期望 通过 依 有人负责"),
        (GIVEN.replace("county", "村"), "given parameter most[村] = 9", "expect fail by C-2"),
        (GIVEN.replace("tier: county, ", ""), "expect unknown by C-2, V-1", "expect pass by V-3"),
        (GIVEN.replace("days: 3", "days: 6"), "expect fail by V-1", "expect pass by V-2"),
        (GIVEN.replace('plan: "P"', "plan: none, filed: yes"), "expect not applicable by V-3", "期望 不通过 依 V-4"),
        (GIVEN, "given parameter crowd = 1", "expect warn by V-2"),
        (GIVEN, "on 2030-01-01", "expect permit"),
    ],
)  # fmt: skip
def test_what_passes(steps: tuple[str, ...]) -> None:
    assert failures(*steps) == []


@pytest.mark.parametrize(
    ("steps", "messages"),
    [
        ((GIVEN, "expect warn"), ["expected warn, got permit"]),
        ((GIVEN.replace("days: 3", "days: 6"), "expect permit"), ["expected permit, got forbid by `V-1`"]),
        ((GIVEN, "expect permit by V-1"), ["expected permit by `V-1`, but it says nothing"]),
        (
            (GIVEN.replace("days: 3", "days: 6"), "expect warn by V-1"),
            ["expected warn by `V-1`, but it says forbid"],
        ),
        (
            (GIVEN.replace('plan: "P"', "plan: unknown"), "expect refer by V-3"),
            ["expected refer by `V-3`, but it is undetermined, needing `plan`"],
        ),
        (
            (GIVEN.replace('plan: "P"', "plan: none, filed: yes").replace("people: 4", "people: 101"), "given parameter crowd = 500", "expect forbid by V-5"),
            ["expected forbid by `V-5`, but it is set aside by `visits.V-4`; the outcome is warn by `V-4`"],
        ),
        (
            (GIVEN.replace("people: 4, ", ""), "expect not V-2"),
            ["expected `V-2` not to be broken, but it is skipped for lack of facts"],
        ),
        ((GIVEN.replace("days: 3", "days: 6"), "expect not V-1"), ["expected `V-1` not to be broken, but it says forbid"]),
        (
            (GIVEN.replace("days: 3, ", ""), "expect undetermined needing plan"),
            ["expected `plan` to be missing; missing: `days`"],
        ),
        ((GIVEN, "expect long = yes", "expect days > 3"), ["expected `long` = yes, but it is no", "expected `days` > 3, but it is 3"]),
        ((GIVEN, "expect fail by C-1"), ["expected fail by `C-1`, got pass"]),
        ((GIVEN, "expect pass by C-3"), ["expected pass by `C-3`, got no answer: it is not in force"]),
    ],
)  # fmt: skip
def test_what_fails(steps: tuple[str, ...], messages: list[str]) -> None:
    assert failures(*steps) == messages


def test_nothing_given_yet() -> None:
    assert failures("expect permit", GIVEN) == [
        "nothing is given yet; write `given RECORD { … }` before what is expected"
    ]


def test_what_stands_for_lack_of_facts_says_so() -> None:
    text = """record R { a: boolean }
list l for R { must not x "y" { when a if unknown block } }
positive list p for R { may m "n" { when a } otherwise must not o "p" }
test "t" { given R { } expect return by x expect not x expect not m expect forbid by x }
"""
    (result,) = run_tests(pr.load_text(text))
    assert [failure.message.en for failure in result.failures] == [
        "expected return, got undetermined by `o`",
        "expected `x` not to be broken, but it says return for lack of facts",
        "expected `m` not to be broken, but it cannot be told",
        "expected forbid by `x`, but it says return for lack of facts",
    ]


def test_what_follows_and_early_warnings() -> None:
    text = """action urge 催办
record R dated start { id: text key, start: date, who: text, done: date?, asked: boolean = no }
list l for R {
    must D-1 办结 "Done in five days" {
        deadline done within 5 days after start, warn 2 days before
        then urge who if overdue, order who to "finish" if overdue by 3 days
    }
    must not D-2 "Not asked" { when asked }
}
test "t" {
    given R { id: "1", start: 2026-03-02, who: "A" , done: DONE, asked: yes }
    on DAY
    EXPECT
}
"""
    for day, done, expect, en, zh in (
        ("2026-03-11", "none", "then urge by D-1", "expected urge to follow by `D-1`, but it asks for urge, order", "期望由 `办结` urge，但该条要求催办、责令"),
        ("2026-03-11", "none", "then 责令、催办 依 D-1", "expected order, 催办 to follow by `D-1`, but it asks for urge, order", "期望由 `办结` 责令、催办，但该条要求催办、责令"),
        ("2026-03-08", "none", "no action by D-1", "expected nothing to follow by `D-1`, but it asks for urge", "期望由 `办结` 无需办理，但该条要求催办"),
        ("2026-03-11", "unknown", "no action by D-1", "expected nothing to follow by `D-1`, but it is undetermined, needing `done`", "期望由 `办结` 无需办理，但该条待定，尚缺 `done`"),
        ("2026-03-11", "none", "then refer by D-2", "expected refer to follow by `D-2`, but it asks for nothing", "期望由 `D-2` 报请，但该条没有提出办理要求"),
        ("2026-03-05", "none", "no warning by D-1", "expected no early warning by `D-1`, but it gives one", "期望 `办结` 未预警，但该条预警了"),
        ("2026-03-05", "unknown", "no warning by D-1", "expected no early warning by `D-1`, but it is undetermined, needing `done`", "期望 `办结` 未预警，但该条待定，尚缺 `done`"),
    ):  # fmt: skip
        written = text.replace("DAY", day).replace("DONE", done).replace("EXPECT", f"expect {expect}")
        (result,) = run_tests(pr.load_text(written))
        assert [(each.message.en, each.message.zh) for each in result.failures] == [(en, zh)]


def test_parameters_nobody_gave_are_unknown() -> None:
    (result,) = results(GIVEN, "expect permit", parameters="")
    assert not result.passed
    assert "undetermined" in result.failures[0].message.en


def test_a_failure_shows_where_and_why() -> None:
    (result,) = results(GIVEN.replace("days: 3", "days: 6"), "expect permit")
    text = result.text()
    line = result.source.text.split("expect permit")[0].count("\n") + 1
    assert text.startswith(f"visits.rules:{line}: expected permit, got forbid by `V-1`\n    ")
    assert "V-1" in text
    assert "V-2" not in text.partition("\n")[2]
    assert "期望允许，实为禁止" in result.text("zh")
    assert result.text(explained=False).count("\n") == 0
    assert result.name == "the test"
    assert result.policy == "visits"
    assert result.seconds > 0


def test_tests_stand_in_the_order_written() -> None:
    text = RULES + "".join(f'test "{n}" {{ {GIVEN} expect not V-3 }}\n' for n in range(3))
    assert [result.name for result in run_tests(pr.load_text(text, parameters={"most": {}}))] == [
        "0",
        "1",
        "2",
    ]


VALUES = """
policy values { working days of "CN" }
record Part { name: text, weight: number(2)? }
record Thing {
    parts: list of Part
    main:  Part?
    span:  period?
    wait:  duration?
    at:    datetime?
    low:   integer
    tags:  list of text
}
define half for Thing = low / 2
define tags_now for Thing = tags
list l for Thing { must not T-1 { when low < 0 and half < 0 and (some p in parts where (p.name = "x")) } }
test "values" {
    given Thing {
        parts: [ { name: "a", weight: 1.5 }, { name: "b" } ], main: { name: "m", weight: none },
        span: 2026-03-01..2026-03-05, wait: 3 working days, at: 2026-03-01T09:30, low: -3, tags: ["x", "y"]
    }
    expect low = -3
    expect half = -1.5
    expect half > -2
    expect half <= -1.5
    expect main.name = "m"
    expect tags_now = ["x", "y"]
    expect wait = 3 working days
    expect low > 0
    expect main.name = "n"
}
"""


def test_values_of_every_kind() -> None:
    examined = examine_text(VALUES)
    errors = [found.message.en for found in examined.diagnostics if found.severity is Severity.ERROR]
    assert not errors
    assert examined.policies is not None
    (result,) = run_tests(examined.policies)
    assert [failure.message.en for failure in result.failures] == [
        "expected `low` > 0, but it is -3",
        "expected `main.name` = n, but it is m",
    ]


# --- periodic lists ---------------------------------------------------------------------------

PERIODIC = """
policy counts
record Unit 单位 { name 名称: text key, kept 免评: boolean = no }
record Event 事件 { id 编号: text key, unit 主办: text, day 日期: date }
define held 次数 for Unit each half month = count(e in Event where e.unit = name and e.day in period)
list l for Unit each half month {
    must P-1 一次 "One" { unless kept ensure held <= 1 because "{held}" }
    should P-2 { ensure held >= previous.held }
}
list y for Unit each year { must P-3 { ensure count(e in Event where e.day in period) <= 2 } }
test "the test" {
    given Unit { name: "A" }
    given ledger Event [
        { id: "1", unit: "A", day: 2026-03-14 }, { id: "2", unit: "A", day: 2026-03-15 }
        { id: "3", unit: "A", day: 2026-03-16 }
    ]
    STEPS
}
"""


def said_of_periods(*steps: str, also: str = "") -> list[tuple[str, str]]:
    found = []
    backends: tuple[Backend, ...] = ("python", "reference")
    for backend in backends:
        policies = pr.load_text(PERIODIC.replace("STEPS", "\n    ".join(steps)) + also)
        (result,) = run_tests(policies, backend=backend)
        found.append([(failure.message.en, failure.message.zh) for failure in result.failures])
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    "steps",
    [
        ("on 2026-03-15", "expect held = 2", "expect forbid by P-1", "expect forbid by 一次, P-3", "expect not P-2"),
        ("on 2026-03-16", "expect 次数 = 1", "expect warn by P-2", "expect pass by P-1", "expect fail by P-3"),
        ("on 2026-03-16", "expect forbid"),
        ("on 2025-03-16", "expect permit", "expect permit", "expect held = 0"),
    ],
)  # fmt: skip
def test_what_passes_of_periods(steps: tuple[str, ...]) -> None:
    assert said_of_periods(*steps) == []


def test_failures_name_the_period() -> None:
    assert said_of_periods("on 2026-03-15", "expect warn by P-1", "expect held = 1", "expect pass by P-1", "expect not P-1") == [
        ("in 2026-03 first half, expected warn by `P-1`, but it says forbid", "2026年3月上半月：期望由 `一次` 提醒，但该条的结论为禁止"),
        ("in 2026-03 first half, expected `held` = 1, but it is 2", "2026年3月上半月：期望 `held` = 1，实为2"),
        ("in 2026-03 first half, expected pass by `P-1`, got fail", "2026年3月上半月：期望 `一次` 通过，实为不通过"),
        ("in 2026-03 first half, expected `P-1` not to be broken, but it says forbid", "2026年3月上半月：期望未违反 `一次`，但该条的结论为禁止"),
    ]  # fmt: skip


def test_the_worst_of_several_periods_is_told_with_its_own() -> None:
    assert [en for en, _ in said_of_periods("on 2026-03-16", "expect warn")] == [
        "in 2026, expected warn, got forbid by `P-3`"
    ]


def test_without_a_day_there_is_no_period() -> None:
    (said,) = said_of_periods("expect warn by P-1", "expect not P-1")
    assert said[0] == "of which period? Write `on DATE` for a day of it"
    assert said[1] == "属于哪一期？请写 `于 日期`，取该期中的一日"


def test_an_outcome_is_the_decision_s_where_there_are_other_lists() -> None:
    also = "list o for Unit { encourage O-1 { ensure kept } }"
    steps = (
        "on 2026-03-15",
        "expect advise",
        "expect advise by O-1",
        "expect forbid by P-1",
        "expect not P-2",
    )
    assert said_of_periods(*steps, also=also) == []
    assert [en for en, _ in said_of_periods("on 2026-03-15", "expect forbid by O-1, P-1", also=also)] == [
        "expected forbid by `O-1`, but it says advise",
    ]


def test_several_items_that_set_one_aside_are_listed_in_each_language() -> None:
    policies = pr.load_text(
        "record R { n: integer }\n"
        "list l for R {\n"
        "    may a { when n > 1 overrides c } may b { when n > 1 overrides c } must not c { when n > 0 }\n"
        "}\n"
        'test "t" { given R { n: 2 } expect forbid by c }\n',
        name="r.rules",
    )
    ((failure,),) = (result.failures for result in run_tests(policies))
    assert "it is set aside by `r.a`, `r.b`" in failure.message.en
    assert "因 `r.a`、`r.b` 优先而不适用" in failure.message.zh
