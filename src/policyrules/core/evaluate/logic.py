"""What follows from conditions? Kleene's logic over expressions; a condition that is none is no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.comparing import compare
from policyrules.core.logic import MAYBE, Kleene, at_least
from policyrules.core.values import UNKNOWN

if TYPE_CHECKING:
    from policyrules.core import ir
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope


def conjunction(evaluation: Evaluation, operands: tuple[ir.Expr, ...], scope: Scope) -> Kleene:
    """Return whether all hold, asking them in order until one does not."""
    result: Kleene = True
    for operand in operands:
        condition = evaluation.condition(operand, scope)
        if condition is False:
            return False
        if condition is UNKNOWN:
            result = UNKNOWN
    return result


def disjunction(evaluation: Evaluation, operands: tuple[ir.Expr, ...], scope: Scope) -> Kleene:
    """Return whether any holds, asking them in order until one does."""
    result: Kleene = False
    for operand in operands:
        condition = evaluation.condition(operand, scope)
        if condition is True:
            return True
        if condition is UNKNOWN:
            result = UNKNOWN
    return result


def at_least_so_many(evaluation: Evaluation, node: ir.AtLeast, scope: Scope) -> Kleene:
    """Return whether at least so many hold; no when `count` is none, unknown when it is unknown."""
    count = evaluation.value(node.count, scope)
    if count is None:
        return False
    if count is UNKNOWN:
        return MAYBE
    return at_least(count, [evaluation.condition(operand, scope) for operand in node.operands])


def membership(
    evaluation: Evaluation, operand: ir.Expr, members: tuple[ir.Const, ...], scope: Scope
) -> Kleene:
    """Return whether a value equals one of some constants; no when it is none."""
    value = evaluation.value(operand, scope)
    if value is None:
        return False
    if value is UNKNOWN:
        return MAYBE
    return any(compare("=", value, member.value, operand.type, evaluation.zone) is True for member in members)
