"""Why a decision comes out as it does, for people."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.decide import decide
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.semantics.schema import Version
from tests.unit.core.build import (
    BOOLEAN,
    DATED_CASE,
    INTEGER,
    NUMBER,
    case,
    compare,
    const,
    evaluation,
    f,
    parameter,
    program,
    rule,
    some,
    task,
    unless,
    values_of,
    without,
)

if TYPE_CHECKING:
    from policyrules.core.explain import Explanation

DAY = date(2026, 3, 2)
LIMIT = parameter("limit", INTEGER, Version(10, date(2019, 3, 11), None), Version(8, date(2024, 8, 6), None))


def explained(made: ir.Program, on: date | None = DAY, **known: Any) -> Explanation:
    decision = decide(made, "Case", case(**known), on=on, parameters=values_of(made))
    explanation = decision.explain()
    assert explanation.outcome == decision.outcome
    assert json.loads(json.dumps(explanation.to_dict()))["outcome"] == decision.outcome
    assert explanation.text("zh")
    return explanation


def test_a_whole_explanation() -> None:
    made = program(
        rule(
            "IN-01",
            second="计划外",
            title="Nothing outside the plan",
            effect="refer",
            when=ir.And((compare("<", ir.Parameter("limit", (), INTEGER), f("n")), f("a"))),
            exempt=(unless(f("b")), without(f("c"))),
        ),
        rule(
            "IN-02", when=ir.Or((f("a"), f("d"))), exempt=(unless(f("b")),), validity=(date(2027, 1, 1), None)
        ),
        rule("IN-03", modality="must", when=f("a"), test=ir.Present(f("words"))),
        rule(
            "IN-04",
            modality="should",
            effect="warn",
            test=some(f("tasks"), f("done", row="v", record="Task")),
        ),
        rule("IN-05", when=f("d")),
        rule("IN-06", modality="may", effect="permit", when=ir.And((ir.Not(f("a")), f("d")))),
        parameters=(LIMIT,),
        schema=DATED_CASE,
    )
    told = explained(
        made,
        n=9,
        a=True,
        b=False,
        c=False,
        words=("x",),
        tasks=(task(done=False), task()),
        start=date(2026, 2, 1),
    )
    assert told.text("en").splitlines() == [
        "Case: undetermined (at least refer, at most forbid) (on 2026-03-02, by the rules of 2026-02-01)",
        "",
        "list",
        "├─ ✗ IN-01 “Nothing outside the plan”: refer: it is broken",
        "│  ├─ when: yes — limit < n and a",
        "│  │  ├─ limit < n: yes",
        "│  │  │  ├─ limit: 8 (the version from 2024-08-06, since 2026-02-01 governs; 1 other)",
        "│  │  │  └─ n: 9",
        "│  │  └─ a: yes",
        "│  ├─ unless: no — b",
        "│  ├─ filing: no — c",
        "│  ├─ it follows from this alone: a: yes; b: no; c: no; n: 9; start: 2026-02-01; limit: 8",
        "│  └─ any one of these would change it: b: yes; or c: yes; or n: at most 8; or a: no",
        "├─ ✓ IN-02: not broken: it is not in force (only from 2027-01-01)",
        "│  └─ in force: no — from 2027-01-01",
        "├─ ✓ IN-03: not broken: what it asks for is there",
        "│  ├─ when: yes — a",
        "│  └─ ensure: yes — present",
        "│     └─ words: x",
        "├─ ? IN-04: cannot be told, and is skipped",
        "│  └─ ensure: unknown — aggregate (0 of 2 entries, 1 cannot be told)",
        "│     └─ tasks[1]: unknown",
        "│        └─ v.done: unknown",
        "├─ ? IN-05: cannot be told yet; could be forbid",
        "│  ├─ when: unknown — d",
        "│  └─ what is lacking: d",
        "└─ ✓ IN-06: does not match: its condition does not hold",
        "   └─ when: no — not a and d",
        "      ├─ not a: no",
        "      │  └─ a: yes",
        "      └─ d: not asked",
    ]
    assert told.text("zh").splitlines()[:4] == [
        "事项：待定（至少报请，至多禁止）（2026-03-02 作出，适用 2026-02-01 的规定）",
        "",
        "list",
        "├─ ✗ 计划外 “Nothing outside the plan”：报请：违反",
    ]
    assert told["IN-01"].says is True
    assert told["p.IN-02"].force is False
    assert told["计划外"].rule.id.item == "IN-01"


def test_the_source_text_of_each_condition_is_shown() -> None:
    source = Source("a.rules", "当 甲 且\n       乙 的")
    condition = ir.And((f("a"), f("b")), place=Place(source, Span(2, 14)))
    text = explained(program(rule("x", when=condition)), a=True, b=True).text("zh")
    assert "条件：是 — 甲 且 乙" in text


def test_overriders_are_shown() -> None:
    made = program(
        rule("w", when=f("a"), modality="may", effect="permit", overrides=("x",)), rule("x"), order=("x", "w")
    )
    assert "waived, p.w overrides it" in explained(made, a=True).text("en")
    assert "may be set aside by p.w" in explained(made).text("en")
    assert "set aside" not in explained(made, a=False).text("en")


def test_why_a_parameter_has_no_value() -> None:
    keyed = parameter("keyed", INTEGER, keys=(f("t").type,))
    gone = parameter("gone", NUMBER, Version(1, date(2030, 1, 1), None))
    for asked, note in (
        (ir.Parameter("keyed", (f("t"),), INTEGER), "no such key"),
        (ir.Parameter("gone", (), NUMBER), "no version of it covers 2026-03-02"),
        (ir.Parameter("none", (), NUMBER), "no value was given"),
    ):
        made = program(
            rule("x", when=compare("=", asked, const(1))), parameters=(keyed, gone, parameter("none"))
        )
        assert note in explained(made, t="a").text("en")


def test_what_no_fact_can_mend_is_said() -> None:
    ratio = ir.Divide(const(1), f("n"), f("x").type)
    text = explained(program(rule("x", when=compare("<", ratio, const(1)))), n=0).text("en")
    assert "the divisor is zero" in text


def test_entries_that_decide_are_shown_and_the_rest_counted() -> None:
    node = some(f("tasks"), f("done", row="v", record="Task"))
    tasks = tuple(task(owner=str(number), done=number % 2 == 0) for number in range(20))
    text = explained(program(rule("x", when=node)), tasks=tasks).text("en")
    assert "10 of 20 entries" in text
    assert next(line for line in text.splitlines() if "tasks[" in line).endswith(
        "tasks[0]: yes (owner: 0, done: yes)"
    )
    assert text.count("─ tasks[") == 3


def test_derived_facts_are_followed_once_and_not_too_deep() -> None:
    defines: dict[str, ir.Expr] = {"d0": f("a")}
    for number in range(1, 200):
        before = ir.Derived("this", "Case", f"d{number - 1}", BOOLEAN)
        defines[f"d{number}"] = ir.And((before, before))
    made = program(rule("x", when=ir.Derived("this", "Case", "d199", BOOLEAN)), defines=defines)
    text = explained(made, a=True).text("en")
    assert "d199" in text
    assert len(text.splitlines()) < 100


def test_unasked_conditions_have_no_value() -> None:
    said = explained(program(rule("x", when=ir.And((f("a"), f("b"))))), a=False).to_dict()
    parts = said["items"][0]["when"]["parts"]
    assert [(part["asked"], part["value"]) for part in parts] == [(True, False), (False, None)]


def test_an_explanation_stands_on_its_own_evaluation() -> None:
    made = program(rule("x", when=f("a")))
    assert evaluation(made, a=UNKNOWN).value(f("a")) is UNKNOWN
    assert explained(made).outcome == "undetermined"
    assert str(explained(made)).startswith("Case: undetermined")
