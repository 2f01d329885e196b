"""Tables and `if`: held against every completion of what is unknown."""

from __future__ import annotations

from itertools import product
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyrules.core import ir
from policyrules.core.evaluate.missing import FactNeed
from policyrules.core.values import UNKNOWN
from policyrules.semantics.types import ListType, OptionalType
from tests.unit.core.build import INTEGER, const, evaluation, f, value

U = UNKNOWN
CONDITIONS = ("a", "b", "c")
states = st.sampled_from([True, False, U])
results = st.sampled_from([1, 2, None])


def table(
    hit: Literal["first", "unique", "collect"], given_results: tuple[Any, ...], otherwise: Any
) -> ir.Case:
    branches = tuple(
        (f(name), const(result, INTEGER)) for name, result in zip(CONDITIONS, given_results, strict=True)
    )
    type_ = ListType(INTEGER) if hit == "collect" else OptionalType(INTEGER)
    return ir.Case(hit, branches, const(otherwise, INTEGER), type_)


def answers(node: ir.Case, known: tuple[Any, ...]) -> list[Any]:
    """The value for every completion of what is unknown."""
    choices = [(True, False) if state is U else (state,) for state in known]
    return [value(node, **dict(zip(CONDITIONS, completion, strict=True))) for completion in product(*choices)]


@given(st.tuples(states, states, states), st.tuples(results, results, results), results)
def test_first_hit_is_what_all_completions_agree_on(
    known: tuple[Any, ...], given_results: tuple[Any, ...], otherwise: Any
) -> None:
    node = table("first", given_results, otherwise)
    everything = answers(node, known)
    expected = everything[0] if all(one == everything[0] for one in everything) else U
    assert value(node, **dict(zip(CONDITIONS, known, strict=True))) == expected


@given(
    st.sampled_from(["unique", "collect"]),
    st.tuples(states, states, states),
    st.tuples(results, results, results),
    results,
)
def test_what_is_told_holds_for_all_completions(
    hit: Literal["unique", "collect"], known: tuple[Any, ...], given_results: tuple[Any, ...], otherwise: Any
) -> None:
    node = table(hit, given_results, otherwise)
    told = value(node, **dict(zip(CONDITIONS, known, strict=True)))
    if told is not U:
        assert all(answer == told for answer in answers(node, known))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((True, False, False), 1),
        ((False, False, True), 3),
        ((False, False, False), 9),
        ((True, True, False), U),
        ((True, U, False), U),
        ((U, False, False), U),
        ((U, U, False), U),
    ],
)
def test_unique(known: tuple[Any, ...], expected: Any) -> None:
    node = table("unique", (1, 2, 3), 9)
    assert value(node, **dict(zip(CONDITIONS, known, strict=True))) == expected


def test_unique_with_one_that_may_hold_and_agrees_with_otherwise() -> None:
    assert value(table("unique", (9, 2, 3), 9), a=U, b=False, c=False) == 9


def test_two_rows_of_a_unique_table_are_an_obstacle() -> None:
    node = table("unique", (1, 2, 3), None)
    made = evaluation(a=True, b=True, c=False)
    assert made.value(node) is U
    (need,) = made.missing(node)
    assert "unique" in need.message.en  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("known", "expected"),
    [((True, False, True), (1, 3)), ((False, False, False), ()), ((True, U, False), U)],
)
def test_collect(known: tuple[Any, ...], expected: Any) -> None:
    assert value(table("collect", (1, 2, 3), None), **dict(zip(CONDITIONS, known, strict=True))) == expected


def test_what_a_first_hit_needs() -> None:
    node = ir.Case("first", ((f("a"), f("n")), (f("b"), const(1)), (f("c"), const(2))), f("m"), INTEGER)
    made = evaluation(b=True, c=U)
    assert made.missing(node) == (FactNeed("a"), FactNeed("n"))
    assert evaluation(a=False, b=False, c=False).missing(node) == (FactNeed("m"),)


@pytest.mark.no_cover
def test_a_chain_of_else_if_without_end() -> None:
    node: ir.Expr = const(0)
    for number in range(5000):
        node = ir.Case("first", ((ir.Compare("=", f("n"), const(number)), const(number)),), node, INTEGER)
    assert value(node, n=3) == 3
    assert value(node, n=-1) == 0
    made = evaluation()
    assert made.value(node) is U
    assert made.missing(node) == (FactNeed("n"),)


def test_a_condition_that_is_none_does_not_hold() -> None:
    node = ir.Case("first", ((f("d"), const(1)),), const(2), INTEGER)
    assert value(node, d=None) == 2
