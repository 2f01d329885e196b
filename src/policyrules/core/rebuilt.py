"""What does an expression become when its parts change?"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from policyrules.core import ir
from policyrules.frozen import evolve

Change = Callable[[ir.Expr], ir.Expr]


def rebuilt(expr: ir.Expr, change: Change) -> ir.Expr:
    """Return an expression with each of its parts changed; the same object when none was.

    The constants of an `In` are no parts: they stay constants. What a quota counts stays as it is: ledgers
    count by it.
    """
    match expr:
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
            return expr
        case ir.Rows(equal=equal):
            named = tuple((name, change(value)) for name, value in equal)
            unchanged = all(new[1] is old[1] for new, old in zip(named, equal, strict=True))
            return expr if unchanged else evolve(expr, equal=named)
        case ir.Parameter(keys=keys):
            changed = _each(keys, change)
            return expr if changed is keys else evolve(expr, keys=changed)
        case ir.And(operands=operands) | ir.Or(operands=operands):
            changed = _each(operands, change)
            return expr if changed is operands else evolve(expr, operands=changed)
        case ir.AtLeast(count=count, operands=operands):
            return _evolved(expr, count=change(count), operands=_each(operands, change))
        case (
            ir.Known(operand=operand)
            | ir.Present(operand=operand)
            | ir.Not(operand=operand)
            | ir.In(operand=operand)
            | ir.Round(operand=operand)
            | ir.Like(operand=operand)
            | ir.InCalendar(operand=operand)
        ):
            return _evolved(expr, operand=change(operand))
        case ir.MakeDuration(amount=amount):
            return _evolved(expr, amount=change(amount))
        case (
            ir.Compare(left=left, right=right)
            | ir.Arithmetic(left=left, right=right)
            | ir.Divide(left=left, right=right)
        ):
            return _evolved(expr, left=change(left), right=change(right))
        case ir.Between(start=start, finish=finish) | ir.MakePeriod(start=start, finish=finish):
            return _evolved(expr, start=change(start), finish=change(finish))
        case ir.Shift(moment=moment, duration=duration):
            return _evolved(expr, moment=change(moment), duration=change(duration))
        case ir.InPeriod(operand=operand, period=period):
            return _evolved(expr, operand=change(operand), period=change(period))
        case ir.Contains(operand=operand, other=other):
            return _evolved(expr, operand=change(operand), other=change(other))
        case ir.Case(branches=branches, otherwise=otherwise):
            pairs = tuple((change(condition), change(result)) for condition, result in branches)
            same = all(
                new[0] is old[0] and new[1] is old[1] for new, old in zip(pairs, branches, strict=True)
            )
            return _evolved(expr, branches=branches if same else pairs, otherwise=change(otherwise))
        case ir.Call(arguments=arguments, named=named):
            values = tuple(value for _, value in named)
            fresh = _each(values, change)
            by_name = (
                named
                if fresh is values
                else tuple((name, value) for (name, _), value in zip(named, fresh, strict=True))
            )
            return _evolved(expr, arguments=_each(arguments, change), named=by_name)
        case ir.Aggregate(source=source, where=where, value=value):
            counted = None if value is None else change(value)
            return _evolved(expr, source=change(source), where=change(where), value=counted)
        case ir.AtMost(limit=limit):
            return _evolved(expr, limit=change(limit))
        case ir.Used(limit=limit, share=share):
            return _evolved(expr, limit=change(limit), share=change(share))
        case ir.Deadline(done=done, start=start, length=length, lead=lead):
            long, early = (None if each is None else change(each) for each in (length, lead))
            return _evolved(expr, done=change(done), start=change(start), length=long, lead=early)
        case ir.Overdue(deadline=deadline, by=by):
            return _evolved(expr, deadline=rebuilt(deadline, change), by=change(by))
        case ir.Match():
            return _match(expr, change)
        case ir.Text(parts=pieces):
            filled = tuple(piece if isinstance(piece, str) else change(piece) for piece in pieces)
            unchanged = all(new is old for new, old in zip(filled, pieces, strict=True))
            return expr if unchanged else evolve(expr, parts=filled)
        case _:
            assert_never(expr)


def _match(expr: ir.Match, change: Change) -> ir.Match:
    def each(keys: tuple[ir.MatchKey, ...]) -> tuple[ir.MatchKey, ...]:
        made = tuple(
            evolve(
                key,
                mine=change(key.mine),
                theirs=change(key.theirs),
                within=None if key.within is None else change(key.within),
                like=None if key.like is None else change(key.like),
            )
            for key in keys
        )
        return keys if made == keys else made

    alternatives = tuple(each(keys) for keys in expr.alternatives)
    changed = {
        "alternatives": expr.alternatives if alternatives == expr.alternatives else alternatives,
        "comparing": each(expr.comparing),
        "at_most": None if expr.at_most is None else change(expr.at_most),
        "date": None if expr.date is None else change(expr.date),
        "wait": None if expr.wait is None else change(expr.wait),
    }
    source = change(expr.source)
    made = _evolved(expr, source=source, **changed)
    assert isinstance(made, ir.Match), "only its parts have changed"
    return made


def _each(exprs: tuple[ir.Expr, ...], change: Change) -> tuple[ir.Expr, ...]:
    changed = tuple(change(expr) for expr in exprs)
    return exprs if all(new is old for new, old in zip(changed, exprs, strict=True)) else changed


def _evolved(expr: ir.Expr, **changed: object) -> ir.Expr:
    """Return an expression with attributes replaced; the same object when all are what they were."""
    if all(getattr(expr, name) is value for name, value in changed.items()):
        return expr
    made: ir.Expr = evolve(expr, **changed)  # type: ignore[arg-type]  # the names are the node's own
    return made
