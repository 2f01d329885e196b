"""A simplified expression means what the expression means."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from policyrules.core import ir
from policyrules.core.parts import parts
from policyrules.core.simplify import simplified
from policyrules.semantics.types import OptionalType
from tests.unit.core import build as b
from tests.unit.python_backend.generated import DAYS, Draw

if TYPE_CHECKING:
    from policyrules.core.evaluate.evaluation import Evaluation

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

A, B, D = b.f("a"), b.f("b"), b.f("d")


@pytest.mark.parametrize(
    ("expr", "simple"),
    [
        (ir.And((A, b.YES, B)), ir.And((A, B))),
        (ir.And((A, b.NO)), b.NO),
        (ir.And((A, ir.Const(None, OptionalType(b.BOOLEAN)))), b.NO),
        (ir.Or((A, b.YES)), b.YES),
        (ir.Or((ir.Or((A, B)), b.NO, D)), ir.Or((A, B, D))),
        (ir.And(()), b.YES),
        (ir.Or(()), b.NO),
        # a condition that may be none is no value of its own: it stays inside
        (ir.And((D, b.YES)), ir.And((D,))),
        (ir.Not(ir.Not(D)), ir.Not(ir.Not(D))),
        (ir.Not(ir.Not(ir.Not(A))), ir.Not(A)),
        (ir.Not(b.NO), b.YES),
        (ir.Compare("<=", b.const(1), b.const(Decimal("1.0"))), b.YES),
        (ir.Compare("=", b.const(None), b.const(None)), b.NO),
        (ir.Arithmetic("+", b.const(1), b.const(2), b.INTEGER), b.const(3)),
        (
            ir.Case(
                "first", ((b.NO, b.const(1)), (b.YES, b.const(2)), (A, b.const(3))), b.const(4), b.INTEGER
            ),
            b.const(2),
        ),
        # a reference is asked other things than a text: the choice stays, for its type
        (
            ir.Case("first", ((b.YES, b.f("plan")),), b.const("a"), b.TEXT),
            ir.Case("first", (), b.f("plan"), b.TEXT),
        ),
        (ir.Known(b.const(None)), b.YES),
        (ir.Present(b.const(None)), b.NO),
    ],
)
def test_what_is_certain_is_left_out(expr: ir.Expr, simple: ir.Expr) -> None:
    assert simplified(expr) == simple


def test_what_is_not_certain_stays_the_same_object() -> None:
    expr = ir.And((A, ir.Not(ir.Or((B, ir.Compare("<", b.f("n"), b.const(3)))))))
    assert simplified(expr) is expr


@pytest.mark.parametrize("seed", range(60))
def test_the_value_is_the_same_for_all_facts(seed: int) -> None:
    draw = Draw(seed)
    program = draw.program()
    exprs = [draw.condition(4) for _ in range(10)] + [draw.anything(3) for _ in range(5)]
    for _ in range(6):
        row = draw.row(b.CASE, draw.pick(0, 0.2, 0.6))
        for expr in exprs:
            simple = simplified(expr)
            asked = _evaluation(program, row, draw)
            assert asked.value(simple) == asked.value(expr), (expr, simple)
            assert len(parts(simple)) <= len(parts(expr)) or isinstance(
                expr, ir.And | ir.Or | ir.Case | ir.Not
            )


def _evaluation(program: ir.Program, row: object, draw: Draw) -> Evaluation:
    return b.evaluation(program, row, on=draw.pick(None, *DAYS))  # type: ignore[arg-type]  # a Row
