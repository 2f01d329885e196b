"""Which core expressions are scalar: free of lists, ledgers and functions?

The probes translate just these, to show that the core can become SQL and SMT before a backend for
either exists.
"""

from __future__ import annotations

from collections.abc import Iterator

from policyrules.core import ir
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    NumberType,
    RatioType,
    TextType,
    Type,
    required,
)

SCALAR_TYPES = (BooleanType, DateType, EnumType, IntegerType, NumberType, RatioType, TextType)


def parts(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """The expressions directly inside an expression, for the scalar part of the core."""
    match expr:
        case ir.Const() | ir.Field() | ir.Today():
            return ()
        case ir.Known(operand=a) | ir.Present(operand=a) | ir.Not(operand=a) | ir.Round(operand=a):
            return (a,)
        case ir.And(operands=several) | ir.Or(operands=several):
            return several
        case ir.AtLeast(count=count, operands=several):
            return (count, *several)
        case ir.Compare(left=a, right=b) | ir.Arithmetic(left=a, right=b) | ir.Divide(left=a, right=b):
            return (a, b)
        case ir.Between(start=a, finish=b):
            return (a, b)
        case ir.In(operand=a):
            return (a,)
        case ir.Case(hit="first", branches=branches, otherwise=otherwise):
            return (*(side for branch in branches for side in branch), otherwise)
        case ir.Shift(moment=a, duration=ir.Const()):
            return (a,)
        case ir.Like(operand=a):
            return (a,)
        case ir.Contains(operand=a, other=b):
            return (a, b)
        case _:
            raise NotScalarError(type(expr).__name__)


class NotScalarError(Exception):
    """The expression is outside the scalar part of the core."""


def scalar(expr: ir.Expr) -> bool:
    """Whether an expression and all its parts are scalar."""
    try:
        return all(_holds_scalar(inner) for inner in everything(expr))
    except NotScalarError:
        return False


def everything(expr: ir.Expr) -> Iterator[ir.Expr]:
    """Yield an expression and everything inside it."""
    left = [expr]
    while left:
        node = left.pop()
        yield node
        left.extend(parts(node))


def _holds_scalar(expr: ir.Expr) -> bool:
    if isinstance(expr, ir.Field) and (expr.row != "this" or len(expr.steps) != 1):
        return False
    if isinstance(expr, ir.Const) and expr.value is None:
        return True
    return isinstance(required(expr.type), SCALAR_TYPES)


def fields(expr: ir.Expr) -> dict[str, Type]:
    """The fields an expression reads, with their types."""
    return {node.steps[0]: node.type for node in everything(expr) if isinstance(node, ir.Field)}
