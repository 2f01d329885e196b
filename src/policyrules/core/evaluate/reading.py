"""Which facts and parameters decided a value? Only those that were read and mattered.

Of conditions joined by `and` that do not hold, the one that fails decided; of those joined by `or`
that hold, the one that holds; of a choice, the conditions up to the branch taken and its value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from policyrules.core import ir
from policyrules.core.evaluate.choices import conditions_asked, could_give
from policyrules.core.evaluate.lists import counted
from policyrules.core.evaluate.paths import path_of
from policyrules.core.evaluate.rows import needed_for, row_scope
from policyrules.core.parts import parts
from policyrules.core.values import UNKNOWN
from policyrules.frozen import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope
    from policyrules.semantics.types import Type


@frozen
class ReadFact:
    """A fact that was read, by its path in first names."""

    path: str
    value: Any = field(eq=False)
    type: Type = field(eq=False)


@frozen
class ReadParameter:
    """A parameter that was read for some keys."""

    name: str
    keys: tuple[Any, ...]
    value: Any = field(eq=False)
    type: Type = field(eq=False)


Read = ReadFact | ReadParameter


def reads(evaluation: Evaluation, expr: ir.Expr, scope: Scope) -> tuple[Read, ...]:
    """Return what decided the value of an expression, each once, in the order it was read."""
    return tuple(dict.fromkeys(_reads(evaluation, expr, scope)))


def _reads(evaluation: Evaluation, expr: ir.Expr, scope: Scope) -> Iterable[Read]:
    match expr:
        case ir.Field() | ir.Variable():
            path = path_of(evaluation, expr, scope)
            return () if path is None else (ReadFact(path, evaluation.value(expr, scope), expr.type),)
        case ir.Derived():
            return _of_derived(evaluation, expr, scope)
        case ir.Parameter(name, keys):
            values = tuple(evaluation.value(key, scope) for key in keys)
            own = ReadParameter(name, values, evaluation.value(expr, scope), expr.type)
            return [*_of_all(evaluation, keys, scope), own]
        case ir.And(operands):
            return _of_deciding(evaluation, operands, scope, deciding=False)
        case ir.Or(operands):
            return _of_deciding(evaluation, operands, scope, deciding=True)
        case ir.AtLeast(count, operands):
            return _of_at_least(evaluation, count, operands, expr, scope)
        case ir.Case(hit="first"):
            decided = [*conditions_asked(evaluation, expr, scope), *could_give(evaluation, expr, scope)]
            return _of_all(evaluation, decided, scope)
        case ir.Arithmetic():
            return _of_chain(evaluation, expr, scope)
        case ir.Aggregate():
            return _of_aggregate(evaluation, expr, scope)
        case (
            ir.Text()
            | ir.Broken()
            | ir.Const()
            | ir.Today()
            | ir.WordSet()
            | ir.Rows()
            | ir.Before()
            | ir.ThisPeriod()
        ):
            return ()
        case ir.Match():
            asked = [key for keys in (*expr.alternatives, expr.comparing) for key in keys]
            return _of_all(evaluation, [key.mine for key in asked], scope)
        case (
            ir.Case()
            | ir.Known()
            | ir.Present()
            | ir.Not()
            | ir.Compare()
            | ir.In()
            | ir.Divide()
            | ir.Round()
            | ir.Shift()
            | ir.Between()
            | ir.MakePeriod()
            | ir.MakeDuration()
            | ir.InPeriod()
            | ir.InCalendar()
            | ir.Like()
            | ir.Contains()
            | ir.Call()
            | ir.AtMost()
            | ir.Used()
            | ir.Deadline()
            | ir.Overdue()
        ):
            return _of_all(evaluation, parts(expr), scope)
        case _:
            assert_never(expr)


def _of_all(evaluation: Evaluation, exprs: Iterable[ir.Expr], scope: Scope) -> list[Read]:
    return [read for expr in exprs for read in _reads(evaluation, expr, scope)]


def _of_deciding(
    evaluation: Evaluation, operands: tuple[ir.Expr, ...], scope: Scope, *, deciding: bool
) -> list[Read]:
    for operand in operands:
        if evaluation.condition(operand, scope) is deciding:
            return list(_reads(evaluation, operand, scope))
    return _of_all(evaluation, operands, scope)


def _of_at_least(
    evaluation: Evaluation, count: ir.Expr, operands: tuple[ir.Expr, ...], node: ir.AtLeast, scope: Scope
) -> list[Read]:
    result = evaluation.value(node, scope)
    deciding = [
        operand for operand in operands if result is UNKNOWN or evaluation.condition(operand, scope) is result
    ]
    return _of_all(evaluation, [count, *deciding], scope)


def _of_chain(evaluation: Evaluation, node: ir.Arithmetic, scope: Scope) -> list[Read]:
    chain = [node]
    while isinstance(chain[-1].left, ir.Arithmetic):
        chain.append(chain[-1].left)
    return _of_all(evaluation, [chain[-1].left, *(link.right for link in reversed(chain))], scope)


def _of_derived(evaluation: Evaluation, node: ir.Derived, scope: Scope) -> Iterable[Read]:
    there = row_scope(evaluation, node, scope)
    if there is None:
        return ()
    for name in () if ("reads", node.name) in there.memo else needed_for(evaluation, node.record, node.name):
        if ("reads", name) not in there.memo:
            value = evaluation.program.defines[node.record, name].value
            there.memo["reads", name] = reads(evaluation, value, there)
    found: tuple[Read, ...] = there.memo["reads", node.name]
    return found


def _of_aggregate(evaluation: Evaluation, node: ir.Aggregate, scope: Scope) -> Iterator[Read]:
    """The first entry that counts, of a `some` that holds; else the list and what stands outside it."""
    source = evaluation.value(node.source, scope)
    if node.kind == "any" and source is not UNKNOWN:
        for inner, counts in counted(evaluation, node, scope, source or ()):
            if counts is True:
                yield from _reads(evaluation, node.where, inner)
                return
    yield from _reads(evaluation, node.source, scope)
    for expr in (node.where, node.value):
        if expr is not None:
            yield from _outside(evaluation, expr, scope)


def _outside(evaluation: Evaluation, expr: ir.Expr, scope: Scope) -> Iterator[Read]:
    """What a condition on entries reads that is not the entries'."""
    match expr:
        case ir.Field(row=row) | ir.Derived(row=row):
            if row == "this" or row in scope.variables:
                yield from _reads(evaluation, expr, scope)
        case ir.Parameter(keys=()):
            yield from _reads(evaluation, expr, scope)
        case _:
            for part in parts(expr):
                yield from _outside(evaluation, part, scope)
