"""An explanation repeats the policy's words once, with the value those words have."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

import pytest

from policyrules.core.decide import decide
from policyrules.core.explain.written import cut, quoted
from policyrules.core.facts import read_facts
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from tests.unit.core.build import values_of
from tests.unit.core_lower.lowered import checked

RECORDS = """policy p
record Visit { days: integer  done: boolean }
record Case {
  plan 计划号: text?
  n 数: integer
  word 词: text
  tags 标签: list of text
  visits 现场: list of Visit
}
"""
FACTS = {
    "plan": None,
    "n": 7,
    "word": "z",
    "tags": ["q"],
    "visits": [{"days": 9, "done": True}, {"days": 6, "done": False}],
}


def explained(items: str, language: Any = "en", **facts: Any) -> list[str]:
    made, said = checked(RECORDS + items)
    assert not said, said
    given = read_facts(made.records, "Case", FACTS | facts, partial=True, zone=UTC)
    decision = decide(made, "Case", given, on=date(2026, 3, 2), parameters=values_of(made))
    explanation = decision.explain()
    assert explanation.outcome == decision.outcome
    return explanation.text(language, grounds=False).splitlines()


def asked(condition: str, language: Any = "en", **facts: Any) -> list[str]:
    lines = explained(f'list L for Case {{ must not X "x" {{ when {condition} }} }}', language, **facts)
    return [line.strip(" │├└─") for line in lines[4:]]


@pytest.mark.parametrize(
    ("condition", "answer", "fact"),
    [
        ("has no plan", "yes", "plan: none"),
        ('word not in {"x", "y"}', "yes", "word: z"),
        ('tags does not contain "q"', "no", "tags: q"),
        ("plan is unknown", "no", "plan: none"),
        ("n in 1..20", "yes", "n: 7"),
        ("n not in 1..20", "no", "n: 7"),
    ],
)
def test_what_became_several_conditions_is_one_line_and_its_fact(
    condition: str, answer: str, fact: str
) -> None:
    assert asked(condition) == [f"when: {answer} — {condition}", fact]


def test_a_negation_in_chinese_does_not_contradict_itself() -> None:
    assert asked("无 计划号", "zh") == ["条件：是 — 无 计划号", "计划号：无"]


def test_a_written_not_keeps_the_condition_it_denies() -> None:
    assert asked("not (n > 3)") == ["when: no — not (n > 3)", "(n > 3): yes", "n: 7"]


def test_a_condition_inside_another_is_one_line_too() -> None:
    assert asked('n in 1..20 and word not in {"x"}') == [
        'when: yes — n in 1..20 and word not in {"x"}',
        "n in 1..20: yes",
        "n: 7",
        'word not in {"x"}: yes',
        "word: z",
    ]


@pytest.mark.parametrize(
    ("condition", "first", "entry"),
    [
        ("some v in visits where (v.days > 5)", "yes", "v.days > 5: yes"),
        ("no v in visits where (v.days > 5)", "no", "v.days > 5: yes"),
    ],
)
def test_a_search_keeps_its_brackets_and_its_count(condition: str, first: str, entry: str) -> None:
    lines = asked(condition)
    assert lines[0] == f"when: {first} — {condition} (2 of 2 entries)"
    assert lines[1:4] == ["visits[0]: yes (days: 9, done: yes)", entry, "v.days: 9"]


@pytest.mark.parametrize(
    ("condition", "language", "expected"),
    [
        (
            "every v in visits has (v.done)",
            "en",
            [
                "when: no — every v in visits has (v.done) (1 of 2 entries fail)",
                "visits[1]: no (days: 6, done: no)",
                "v.done: no",
            ],
        ),
        (
            "每个 现场 v 均有 (v.done)",
            "zh",
            [
                "条件：否 — 每个 现场 v 均有 (v.done)（2 项中 1 项不符）",
                "visits[1]：否（days：6，done：否）",
                "v.done：否",
            ],
        ),
        (
            "no v in visits where (not v.done)",
            "en",
            [
                "when: no — no v in visits where (not v.done) (1 of 2 entries)",
                "visits[1]: yes (days: 6, done: no)",
                "not v.done: yes",
                "v.done: no",
            ],
        ),
    ],
)
def test_an_entry_has_the_value_of_the_condition_as_written(
    condition: str, language: str, expected: list[str]
) -> None:
    assert asked(condition, language) == expected


def test_a_closed_list_names_the_permissions_it_lacks() -> None:
    lines = explained(
        'positive list P for Case { may P1 "a" { when n < 3 } may P2 "b" { when n < 2 }\n'
        'otherwise must not "rest" }'
    )
    assert [line.strip(" │├└─") for line in lines[-3:]] == [
        "when: yes — no other item of the list matches",
        "p.P1: does not match",
        "p.P2: does not match",
    ]


def test_complying_with_a_list_names_the_items_that_were_asked() -> None:
    lines = explained(
        'list L for Case { must not A "a" { when n > 8 } must B "b" { ensure n > 7 } }\n'
        'list M for Case { must not C "c" { when not complies with L } }'
    )
    assert [line.strip(" │├└─") for line in lines[-4:]] == [
        "when: yes — not complies with L",
        "complies with L: no",
        "p.A: not broken",
        "p.B: broken",
    ]


def test_every_item_of_a_list_not_in_force_says_so() -> None:
    lines = explained('checklist K for Case { must A "a" { ensure n > 3 from 2030-01-01 } }', "zh")
    assert lines[2:] == [
        "K",
        "└─ ✓ A “a”：未违反：不在施行期内（自 2030-01-01 起）",
        "   └─ 施行：否 — 自 2030-01-01 起",
    ]


def test_a_quotation_closes_the_brackets_it_opens() -> None:
    source = Source("a.rules", 'some v in s where (v.a = "("\n  ) and b')
    assert quoted(Place(source, Span(0, 28))) == 'some v in s where (v.a = "(" )'
    assert quoted(Place(source, Span(19, 28))) == 'v.a = "("'
    assert cut("a and (b or (c and d))", 14) == "a and (b or …)"
    assert cut("short (a)", 14) == "short (a)"
    assert all(len(cut("((((((((((((((((", longest)) <= longest for longest in range(1, 16))
