"""Which expressions stand directly inside an expression?"""

from __future__ import annotations

from typing import Final, assert_never

from policyrules.core import ir

LEAVES: Final = frozenset(
    {
        ir.Const,
        ir.Field,
        ir.Variable,
        ir.Derived,
        ir.Today,
        ir.WordSet,
        ir.Before,
        ir.ThisPeriod,
        ir.Broken,
    }
)
"""What holds no expression: most nodes."""


def parts(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """Return the expressions directly inside an expression, in the order they are read."""
    if expr.__class__ in LEAVES:
        return ()
    match expr:  # what there is most of comes first
        case (
            ir.Compare(left=left, right=right)
            | ir.Arithmetic(left=left, right=right)
            | ir.Divide(left, right)
        ):
            return (left, right)
        case ir.And(operands) | ir.Or(operands):
            return operands
        case ir.Text(texts):
            return tuple([part for part in texts if not isinstance(part, str)])
        case (
            ir.Const()
            | ir.Field()
            | ir.Variable()
            | ir.Derived()
            | ir.Today()
            | ir.WordSet()
            | ir.Before()
            | ir.ThisPeriod()
            | ir.Broken()
        ):
            return ()
        case ir.Rows(equal=equal):
            return tuple(value for _, value in equal)
        case ir.Parameter(keys=keys):
            return keys
        case ir.Known(operand) | ir.Present(operand) | ir.Not(operand) | ir.Round(operand):
            return (operand,)
        case ir.InCalendar(operand) | ir.Like(operand):
            return (operand,)
        case ir.In(operand, members):
            return (operand, *members)
        case ir.AtLeast(count, operands):
            return (count, *operands)
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
        case ir.AtMost(quota, limit):
            return (limit, *counted_by(quota))
        case ir.Used(quota, limit, share):
            return (limit, share, *counted_by(quota))
        case ir.Deadline(done=done, start=start, length=length, lead=lead):
            return (done, start, *(other for other in (length, lead) if other is not None))
        case ir.Overdue(deadline, by):
            return (deadline, by)
        case ir.Match(source=source, date=date, wait=wait, at_most=at_most):
            asked = (
                expr for keys in (*expr.alternatives, expr.comparing) for key in keys for expr in of_key(key)
            )
            return (source, *asked, *(other for other in (date, wait, at_most) if other is not None))
        case _:
            assert_never(expr)


def counted_by(quota: ir.Quota) -> tuple[ir.Expr, ...]:
    """Return what a quota reads of the record: its keys, its days, and what is totalled or told apart."""
    others = (quota.first, quota.last, quota.value)
    return (*quota.keys, *(other for other in others if other is not None))


def of_key(key: ir.MatchKey) -> tuple[ir.Expr, ...]:
    """Return what a key of a match reads: both sides, and how far apart they may be."""
    return (key.mine, key.theirs, *(other for other in (key.within, key.like) if other is not None))


def conjuncts(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """Return the conditions that must all hold for a condition to hold: through `and` only."""
    if isinstance(expr, ir.And):
        return tuple(conjunct for operand in expr.operands for conjunct in conjuncts(operand))
    return (expr,)
