"""Quantifiers and totals over lists."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import pytest

from policyrules.core import ir
from policyrules.core.evaluate.missing import FactNeed
from policyrules.core.values import UNKNOWN, Duration
from policyrules.semantics.types import ListType
from tests.unit.core.build import (
    BOOLEAN,
    DURATION,
    INTEGER,
    TEXT,
    TIER,
    YES,
    const,
    evaluation,
    f,
    some,
    task,
    value,
)

U = UNKNOWN
TASKS = f("tasks")
DONE = f("done", row="v", record="Task")
DAYS = f("days", row="v", record="Task")
Kind = Literal["any", "count", "sum", "min", "max", "mean", "median", "distinct"]


def over(kind: Kind, val: ir.Expr | None = DAYS, where: ir.Expr = DONE) -> ir.Aggregate:
    return ir.Aggregate(kind, "v", TASKS, where, None if kind in ("any", "count") else val, INTEGER)


def tasks(*pairs: tuple[Any, Any]) -> tuple[Any, ...]:
    return tuple(task(done=done, days=days) for done, days in pairs)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("any", True),
        ("count", 3),
        ("sum", 9),
        ("min", 2),
        ("max", 5),
        ("mean", Fraction(3)),
        ("median", Fraction(2)),
        ("distinct", 2),
    ],
)
def test_what_counts(kind: Kind, expected: Any) -> None:
    given = tasks((True, 2), (False, 100), (True, 5), (True, 2), (None, 7))
    assert value(over(kind), tasks=given) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("any", False),
        ("count", 0),
        ("sum", 0),
        ("min", None),
        ("max", None),
        ("mean", None),
        ("median", None),
        ("distinct", 0),
    ],
)
def test_of_nothing(kind: Kind, expected: Any) -> None:
    assert value(over(kind), tasks=()) == expected
    assert value(over(kind), tasks=None) == expected
    assert value(over(kind)) is U


@pytest.mark.parametrize("kind", ["count", "sum", "min", "max", "mean", "median", "distinct"])
def test_an_entry_that_may_count_makes_it_unknown(kind: Kind) -> None:
    made = evaluation(tasks=tasks((True, 1), (U, 1)))
    assert made.value(over(kind)) is U
    assert made.missing(over(kind)) == (FactNeed("tasks[1].done"),)


def test_some_that_surely_holds_asks_no_more() -> None:
    assert value(over("any"), tasks=tasks((U, 1), (True, 1))) is True
    made = evaluation(tasks=tasks((U, 1), (False, 1), (U, 1)))
    assert made.value(over("any")) is U
    assert made.missing(over("any")) == (FactNeed("tasks[0].done"), FactNeed("tasks[2].done"))


def test_an_unknown_value_that_counts() -> None:
    made = evaluation(tasks=tasks((True, U), (False, U)))
    assert made.value(over("sum")) is U
    assert made.missing(over("sum")) == (FactNeed("tasks[0].days"),)


def test_a_none_value_is_left_out() -> None:
    given = tasks((True, None), (True, 4))
    assert [value(over(kind), tasks=given) for kind in ("sum", "min", "mean", "count")] == [4, 4, 4, 2]
    assert value(over("distinct"), tasks=given) == 1


def test_an_unknown_entry() -> None:
    made = evaluation(tasks=(U, task(done=False)))
    assert made.value(over("any")) is U
    assert made.missing(over("any")) == (FactNeed("tasks[0].done"),)


def test_distinct_numbers_are_told_apart_by_what_they_count() -> None:
    source = ir.Const((1, Decimal("1.0"), Decimal(2)), ListType(INTEGER))
    node = ir.Aggregate("distinct", "v", source, YES, ir.Variable("v", INTEGER), INTEGER)
    assert value(node) == 2


def test_enums_have_a_least_and_a_greatest() -> None:
    source = ir.Const(("township", "city", "village"), ListType(TIER))
    tier = ir.Variable("v", TIER)
    assert value(ir.Aggregate("min", "v", source, YES, tier, TIER)) == "village"
    assert value(ir.Aggregate("max", "v", source, YES, tier, TIER)) == "city"


def test_durations_have_a_sum() -> None:
    source = ir.Const((Duration(days=1), Duration(months=1)), ListType(DURATION))
    node = ir.Aggregate("sum", "v", source, YES, ir.Variable("v", DURATION), DURATION)
    assert value(node) == Duration(months=1, days=1)


def test_every_and_no_are_not_some() -> None:
    every = ir.Not(some(TASKS, ir.Not(DONE)))
    assert value(every, tasks=()) is True
    assert value(every, tasks=tasks((True, 1), (None, 1))) is False
    assert value(every, tasks=tasks((True, 1), (U, 1))) is U
    assert value(every, tasks=tasks((False, 1), (U, 1))) is False


def test_a_list_within_a_list() -> None:
    inner = some(f("words"), ir.Compare("=", ir.Variable("w", TEXT), f("owner", row="v", record="Task")), "w")
    outer = some(TASKS, inner)
    assert value(outer, words=("a", "b"), tasks=(task(owner="c"), task(owner="b"))) is True
    made = evaluation(words=("a", U), tasks=(task(owner="c"),))
    assert made.missing(outer) == (FactNeed("words[1]"),)


@pytest.mark.no_cover
def test_a_million_entries() -> None:
    given = tuple(f"w{number}" for number in range(1_000_000))
    node = some(f("words"), ir.Compare("=", ir.Variable("v", TEXT), const("none of them")))
    assert value(node, words=given) is False


def test_what_does_not_depend_on_the_entry_is_worked_out_once() -> None:
    """Else this would be a million steps."""
    longest = ir.Aggregate("max", "w", TASKS, YES, f("days", row="w", record="Task"), INTEGER)
    node = ir.Aggregate("count", "v", TASKS, ir.Compare("=", DAYS, longest), None, INTEGER)
    given = tuple(task(days=number % 7) for number in range(3000))
    assert value(node, tasks=given) == len([number for number in range(3000) if number % 7 == 6])
    assert node.where.type == BOOLEAN
