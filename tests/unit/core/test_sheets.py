"""Answers to a checklist, and two sheets held against each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policyrules.core import ir
from policyrules.core.decide import decide
from policyrules.core.decision.sheets import Answer, Difference, Sheet
from policyrules.core.values import UNKNOWN
from tests.unit.core.build import (
    BOOLEAN,
    case,
    f,
    program,
    rule,
    unless,
    values_of,
)

U = UNKNOWN


def sheet(*rules: ir.Rule, on: date | None = date(2026, 1, 1), defines: Any = None, **known: Any) -> Sheet:
    made = program(*rules, defines=defines)
    (found,) = decide(made, "Case", case(**known), on=on, parameters=values_of(made)).sheets
    return found


def item(name: str, modality: str = "must", **parts: Any) -> ir.Rule:
    return rule(name, modality=modality, kind="checklist", list_="ready", **parts)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"a": True, "b": True, "c": False}, "pass"),
        ({"a": True, "b": False, "c": False}, "fail"),
        ({"a": False, "c": False}, "not applicable"),
        ({"a": True, "b": False, "c": True}, "not applicable"),
        ({"a": True, "c": False}, "unknown"),
        ({"b": False, "c": False}, "unknown"),
        ({"b": True, "c": False}, "pass"),
        ({"a": True, "b": False}, "unknown"),
    ],
)
def test_a_duty(known: dict[str, Any], expected: str) -> None:
    assert sheet(item("x", when=f("a"), test=f("b"), exempt=(unless(f("c")),)), **known)["x"] == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"a": False, "c": False}, "pass"),
        ({"a": True, "c": False}, "fail"),
        ({"a": False, "c": True}, "not applicable"),
        ({"c": False}, "unknown"),
    ],
)
def test_a_prohibition(known: dict[str, Any], expected: str) -> None:
    assert sheet(item("x", "must not", when=f("a"), exempt=(unless(f("c")),)), **known)["x"] == expected


def test_applies_overridden_and_not_in_force() -> None:
    winner = item("w", "must not", when=f("b"), overrides=("x",))
    answers = sheet(
        winner,
        item("x", "must not"),
        item("y", "must not", applies=f("a")),
        item("z", "must not", validity=(date(2027, 1, 1), None)),
        a=False,
        b=True,
    )
    assert [(answer.item, answer.answer) for answer in answers.answers] == [
        ("w", "fail"),
        ("x", "not applicable"),
        ("y", "not applicable"),
    ]


def test_a_broken_item_that_another_may_set_aside_fails() -> None:
    winner = item("w", "must not", when=f("b"), overrides=("x",))
    assert sheet(winner, item("x", "must not", when=f("a")), a=True)["x"] == "fail"
    assert sheet(winner, item("x", "must not", when=f("a")), a=True, b=True)["x"] == "not applicable"


def test_items_of_any_list_have_an_answer() -> None:
    made = program(
        rule("x", kind="negative list", when=f("a")),
        rule("y", kind="negative list", validity=(date(2027, 1, 1), None)),
    )
    decision = decide(made, "Case", case(a=True), on=date(2026, 1, 1), parameters=values_of(made))
    assert [decision.details.answer_to(ir.RuleId("p", name)) for name in ("x", "y", "z")] == [
        "fail",
        None,
        None,
    ]


def test_only_checklists_have_sheets() -> None:
    made = program(rule("x", kind="negative list"))
    assert decide(made, "Case", case(), parameters=values_of(made)).sheets == ()


def test_the_question_is_the_facts_own() -> None:
    derived = ir.Derived("this", "Case", "ready", BOOLEAN)
    answers = sheet(
        item("x", test=f("b")),
        item("y", when=f("b"), test=derived),
        defines={"ready": ir.Not(f("a"))},
    )
    assert [answer.question for answer in answers.answers] == [None, "Is it a?"]
    assert answers.answers[0].phrase.zh == "资料不足"


def test_comparing_two_sheets() -> None:
    def of(**answers: Any) -> Sheet:
        return Sheet(
            "ready",
            "p",
            None,
            tuple(Answer(name, f"title {name}", None, one) for name, one in answers.items()),
        )

    mine = of(a="pass", b="pass", c="unknown")
    review = of(b="fail", c="unknown", d="pass")
    assert mine.compare(review) == (
        Difference("a", "title a", "pass", None),
        Difference("b", "title b", "pass", "fail"),
        Difference("d", "title d", None, "pass"),
    )
    assert mine.compare(mine) == ()
    with pytest.raises(KeyError):
        mine["z"]
