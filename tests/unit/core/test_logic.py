"""Kleene's tables, written out."""

from __future__ import annotations

from itertools import product

import pytest

from policyrules.core import ir
from policyrules.core.logic import Kleene, all_of, any_of, at_least, not_
from policyrules.core.values import UNKNOWN
from tests.unit.core.build import BOOLEAN, const, f, value

U = UNKNOWN
STATES: tuple[Kleene, ...] = (True, False, U)


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, U, U, True),
        (False, True, False, True),
        (False, False, False, False),
        (False, U, False, U),
        (U, True, U, True),
        (U, False, False, U),
        (U, U, U, U),
    ],
)
def test_tables(left: Kleene, right: Kleene, both: Kleene, either: Kleene) -> None:
    assert all_of([left, right]) is both
    assert any_of([left, right]) is either
    assert value(ir.And((f("a"), f("b"))), a=left, b=right) is both
    assert value(ir.Or((f("a"), f("b"))), a=left, b=right) is either


@pytest.mark.parametrize(("given", "expected"), [(True, False), (False, True), (U, U), (None, True)])
def test_not(given: Kleene | None, expected: Kleene) -> None:
    assert value(ir.Not(f("d")), d=given) is expected
    if given is not None:
        assert not_(given) is expected


def test_a_none_condition_is_no() -> None:
    assert value(ir.And((f("a"), f("d"))), a=True, d=None) is False
    assert value(ir.Or((f("a"), f("d"))), a=False, d=None) is False
    assert value(ir.Or((f("a"), f("d"))), a=U, d=None) is U


@pytest.mark.parametrize("conditions", list(product(STATES, repeat=3)))
@pytest.mark.parametrize("count", range(-1, 5))
def test_at_least_is_what_all_completions_say(conditions: tuple[Kleene, ...], count: int) -> None:
    completions = product(*((True, False) if one is U else (one,) for one in conditions))
    answers = {sum(completion) >= count for completion in completions}
    expected = answers.pop() if len(answers) == 1 else U
    assert at_least(count, conditions) is expected
    node = ir.AtLeast(const(count), (f("a"), f("b"), f("c")))
    a, b, c = conditions
    assert value(node, a=a, b=b, c=c) is expected


def test_at_least_of_none_or_unknown() -> None:
    assert value(ir.AtLeast(f("m"), (f("a"),)), m=None, a=True) is False
    assert value(ir.AtLeast(f("m"), (f("a"),)), m=U, a=True) is U


@pytest.mark.parametrize("state", [True, False, None, U])
def test_known_is_never_unknown(state: object) -> None:
    assert value(ir.Known(f("d")), d=state) is (state is not U)


def test_of_nothing() -> None:
    assert value(ir.And(())) is True
    assert value(ir.Or(())) is False
    assert ir.And(()).type == BOOLEAN
