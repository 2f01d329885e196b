"""From items to the outcome: in force, exceptions, overriding, effects, what is unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policyrules.core import ir
from policyrules.core.combine import Combination, combine
from policyrules.core.effect import Effect, Outcome, outcome_of, worst
from policyrules.core.evaluate.missing import FactNeed, OnNeed
from policyrules.core.values import UNKNOWN
from tests.unit.core.build import DATED_CASE, case, evaluation, f, program, rule, unless, without

U = UNKNOWN
DAY = date(2026, 3, 2)


def decided(*rules: ir.Rule, on: date | None = None, **known: Any) -> Combination:
    return combine(evaluation(program(*rules), case(**known), on=on))


def says(combination: Combination, item: str) -> Any:
    return next(one.says for one in combination.standings if one.rule.id.item == item)


def test_effects_are_ordered_and_are_their_words() -> None:
    assert list(Effect) == sorted(Effect, key=lambda effect: effect.rank)
    assert Effect.PERMIT < Effect.ADVISE < Effect.WARN < Effect.REFER < Effect.RETURN < Effect.FORBID
    assert str(Effect.FORBID) == "forbid" == str(Outcome.FORBID)
    assert decided(rule("x")).outcome == "forbid"
    assert Effect.FORBID >= Effect.FORBID > "warn"
    assert worst([]) is Effect.PERMIT
    assert (Outcome.UNDETERMINED.phrase.zh, Effect.REFER.phrase.zh) == ("待定", "报请")


@pytest.mark.parametrize(
    ("certain", "possible", "expected"),
    [
        ([], [], "permit"),
        (["warn"], [], "warn"),
        (["warn"], ["forbid"], "undetermined"),
        (["forbid"], ["forbid"], "forbid"),
        (["forbid"], ["warn"], "forbid"),
        ([], ["permit"], "permit"),
    ],
)
def test_low_and_high(certain: list[str], possible: list[str], expected: str) -> None:
    assert outcome_of(map(Effect, certain), map(Effect, possible)) == expected


@pytest.mark.parametrize(
    ("modality", "when", "test", "expected"),
    [
        ("must not", True, None, True),
        ("must not", False, None, False),
        ("must not", U, None, U),
        ("must", True, False, True),
        ("must", True, True, False),
        ("must", True, U, U),
        ("must", U, True, False),
        ("must", U, False, U),
        ("must", False, U, False),
        ("may", True, None, True),
        ("may", U, None, U),
    ],
)
def test_broken(modality: str, when: Any, test: Any, expected: Any) -> None:
    item = rule("x", modality=modality, when=f("a"), test=None if test is None else f("b"))
    assert says(decided(item, a=when, b=U if test is None else test), "x") is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(False, False, True), (True, U, False), (False, U, U)]
)
def test_exceptions(first: Any, second: Any, expected: Any) -> None:
    item = rule("x", exempt=(unless(f("a")), without(f("b"))))
    assert says(decided(item, a=first, b=second), "x") is expected


def test_validity_holds_on_its_last_day_and_needs_a_date() -> None:
    item = rule("x", validity=(date(2026, 1, 1), DAY))
    assert decided(item, on=DAY).outcome == "forbid"
    assert decided(item, on=date(2026, 3, 3)).outcome == "permit"
    assert decided(item, on=date(2025, 12, 31)).outcome == "permit"
    unknown = decided(item)
    assert unknown.outcome == "undetermined"
    assert unknown.standings[0].needs() == (OnNeed(),)
    dated = combine(evaluation(program(item, schema=DATED_CASE), case(), on=DAY))
    assert dated.standings[0].needs() == (FactNeed("start"),)


@pytest.mark.parametrize(
    ("if_unknown", "modality", "effect", "outcome"),
    [
        ("undetermined", "must not", "forbid", "undetermined"),
        ("skip", "should not", "warn", "permit"),
        ("block", "should not", "warn", "return"),
        ("warn", "must not", "forbid", "warn"),
        ("skip", "must not", "forbid", "permit"),
    ],
)
def test_if_unknown(if_unknown: str, modality: str, effect: str, outcome: str) -> None:
    item = rule("x", when=f("a"), modality=modality, effect=effect, if_unknown=if_unknown)
    assert decided(item).outcome == outcome
    assert decided(item, a=False).outcome == "permit"
    assert decided(item, a=True).outcome == effect


def test_a_worse_certain_effect_settles_the_outcome() -> None:
    sure, maybe = rule("x", when=f("a")), rule("y", when=f("b"), effect="refer")
    assert decided(sure, maybe, a=True).outcome == "forbid"
    assert decided(sure, maybe, a=False).outcome == "undetermined"
    assert (decided(sure, maybe, b=True).low, decided(sure, maybe, b=True).high) == ("refer", "forbid")


@pytest.mark.parametrize(
    ("over", "expected", "outcome"),
    [(True, False, "permit"), (False, True, "forbid"), (U, U, "undetermined")],
)
def test_overriding(over: Any, expected: Any, outcome: str) -> None:
    item, winner = rule("x"), rule("w", modality="may", effect="permit", when=f("a"), overrides=("x",))
    made = decided(winner, item, a=over)
    assert says(made, "x") is expected
    assert made.outcome == outcome
    if over is U:
        assert made.standings[1].needs() == (FactNeed("a"),)


def test_an_overrider_need_not_be_broken_only_about_this_record() -> None:
    winner = rule("w", modality="must", test=f("b"), when=f("a"), overrides=("x",))
    assert decided(winner, rule("x"), a=True, b=True).outcome == "permit"


def test_an_exempt_overrider_overrides_nothing() -> None:
    winner = rule("w", modality="may", effect="permit", exempt=(unless(f("a")),), overrides=("x",))
    assert decided(winner, rule("x"), a=True).outcome == "forbid"
    assert decided(winner, rule("x"), a=False).outcome == "permit"


@pytest.mark.parametrize(("top", "outcome"), [(True, "forbid"), (False, "permit"), (U, "undetermined")])
def test_an_item_that_was_overridden_overrides_nothing(top: Any, outcome: str) -> None:
    first = rule("top", modality="may", effect="permit", when=f("a"), overrides=("w",))
    winner = rule("w", modality="may", effect="permit", overrides=("x",))
    made = decided(first, winner, rule("x"), a=top)
    assert made.outcome == outcome
    if top is U:
        assert made.standings[2].needs() == (FactNeed("a"),)


def test_a_closed_list() -> None:
    permits = [rule(name, modality="may", effect="permit", when=f(name)) for name in ("a", "b")]
    broken = [ir.Broken(permit.id) for permit in permits]
    closed = rule("otherwise", when=ir.Not(ir.Or(tuple(broken))))
    assert decided(*permits, closed, a=True).outcome == "permit"
    assert decided(*permits, closed, a=False, b=False).outcome == "forbid"
    made = decided(*permits, closed, a=False)
    assert made.outcome == "undetermined"
    assert made.standings[2].needs() == (FactNeed("b"),)


def test_long_chains_of_items() -> None:
    count = 2000
    rules = [rule("i0", modality="should not", effect="warn", when=f("a"))]
    for number in range(1, count):
        before = ir.Broken(ir.RuleId("p", f"i{number - 1}"))
        rules.append(rule(f"i{number}", modality="should not", effect="warn", when=before))
    assert says(decided(*rules, a=True), f"i{count - 1}") is True
    made = decided(*rules)
    for standing in made.standings:
        standing.settle_needs()
    assert made.standings[-1].needs() == (FactNeed("a"),)
    overriding = [
        rule(f"o{number}", when=f("a") if number == 0 else f("b"), overrides=(f"o{number + 1}",))
        for number in range(count)
    ]
    unknown = decided(*overriding, b=True)
    for standing in unknown.standings:
        standing.settle_needs()
    assert unknown.standings[-1].needs() == (FactNeed("a"),)
    settled = decided(*overriding, a=False, b=True)
    assert [says(settled, f"o{number}") for number in range(5)] == [False, True, False, True, False]
