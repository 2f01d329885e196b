"""Which expressions stand directly inside an expression?"""

from __future__ import annotations

from typing import assert_never

from policyrules.core import ir


def parts(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """Return the expressions directly inside an expression, in the order they are read."""
    match expr:
        case (
            ir.Const()
            | ir.Field()
            | ir.Variable()
            | ir.Derived()
            | ir.Today()
            | ir.WordSet()
            | ir.Rows()
            | ir.Broken()
        ):
            return ()
        case ir.Parameter(keys=keys):
            return keys
        case ir.Known(operand) | ir.Present(operand) | ir.Not(operand) | ir.Round(operand):
            return (operand,)
        case ir.InCalendar(operand) | ir.Like(operand):
            return (operand,)
        case ir.In(operand, members):
            return (operand, *members)
        case ir.And(operands) | ir.Or(operands):
            return operands
        case ir.AtLeast(count, operands):
            return (count, *operands)
        case (
            ir.Compare(left=left, right=right)
            | ir.Arithmetic(left=left, right=right)
            | ir.Divide(left, right)
        ):
            return (left, right)
        case ir.Between(start, finish) | ir.MakePeriod(start, finish):
            return (start, finish)
        case ir.Case(branches=branches, otherwise=otherwise):
            return (*(side for branch in branches for side in branch), otherwise)
        case ir.Shift(moment=moment, duration=duration):
            return (moment, duration)
        case ir.MakeDuration(amount=amount):
            return (amount,)
        case ir.InPeriod(operand, period):
            return (operand, period)
        case ir.Contains(operand=operand, other=other):
            return (operand, other)
        case ir.Call(arguments=arguments, named=named):
            return (*arguments, *(argument for _, argument in named))
        case ir.Aggregate(source=source, where=where, value=value):
            return (source, where) if value is None else (source, where, value)
        case ir.Text(texts):
            return tuple(part for part in texts if not isinstance(part, str))
        case _:
            assert_never(expr)


def conjuncts(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """Return the conditions that must all hold for a condition to hold: through `and` only."""
    if isinstance(expr, ir.And):
        return tuple(conjunct for operand in expr.operands for conjunct in conjuncts(operand))
    return (expr,)
