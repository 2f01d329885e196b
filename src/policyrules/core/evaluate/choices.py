"""Which branch gives the value? Decision tables and `if`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from policyrules.core import ir
from policyrules.core.comparing import same
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope
    from policyrules.core.logic import Kleene


def choice(evaluation: Evaluation, node: ir.Case, scope: Scope) -> Any:
    """Return the value of the branch that holds, by the node's hit policy."""
    match node.hit:
        case "first":
            return agreed(
                evaluation, [evaluation.value(expr, scope) for expr in could_give(evaluation, node, scope)]
            )
        case "unique":
            return _unique(evaluation, node, scope)
        case "collect":
            return _collect(evaluation, node, scope)
        case _:
            assert_never(node.hit)


def could_give(evaluation: Evaluation, node: ir.Case, scope: Scope) -> list[ir.Expr]:
    """Return the results a first-hit choice could give.

    They are those whose condition is unknown, up to the first that surely holds, and that one; or
    `otherwise` when none surely holds. An `otherwise` that is itself a first-hit choice continues it, however long the chain.
    """
    candidates: list[ir.Expr] = []
    while True:
        for condition, result in node.branches:
            holds = evaluation.condition(condition, scope)
            if holds is not False:
                candidates.append(result)
            if holds is True:
                return candidates
        if not isinstance(node.otherwise, ir.Case) or node.otherwise.hit != "first":
            return [*candidates, node.otherwise]
        node = node.otherwise


def conditions_asked(evaluation: Evaluation, node: ir.Case, scope: Scope) -> Iterator[ir.Expr]:
    """Yield the conditions of a first-hit choice, in order, up to the first that surely holds."""
    while True:
        for condition, _ in node.branches:
            yield condition
            if evaluation.condition(condition, scope) is True:
                return
        if not isinstance(node.otherwise, ir.Case) or node.otherwise.hit != "first":
            return
        node = node.otherwise


def agreed(evaluation: Evaluation, values: list[Any]) -> Any:
    """Return the value all agree on, else unknown."""
    first, *rest = values
    return first if all(same(first, value, evaluation.zone) is True for value in rest) else UNKNOWN


def overlap(node: ir.Case) -> CannotTell:
    """Return what says that two rows of a `unique` table hold at once."""
    rows = "" if node.place is None else f" ({node.place.source.name}:{node.place.line})"
    return CannotTell(
        Phrase(
            f"two rows of a `unique` table hold at once{rows}",
            f"判定表要求“唯一”，却有两行同时成立{rows}",
        )
    )


def _unique(evaluation: Evaluation, node: ir.Case, scope: Scope) -> Any:
    """Return the value of the row that surely holds, if no other can; `otherwise` if none can.

    Of the only one that may hold, its value if `otherwise` agrees. Anything else could be an overlap.
    """
    held = _held(evaluation, node, scope)
    possible = [result for holds, result in held if holds is not False]
    sure = sum(holds is True for holds, _ in held)
    if sure > 1:
        raise overlap(node)
    if not possible:
        return evaluation.value(node.otherwise, scope)
    if len(possible) > 1:
        return UNKNOWN
    value = evaluation.value(possible[0], scope)
    return value if sure else agreed(evaluation, [value, evaluation.value(node.otherwise, scope)])


def _collect(evaluation: Evaluation, node: ir.Case, scope: Scope) -> Any:
    held = _held(evaluation, node, scope)
    if any(holds is UNKNOWN for holds, _ in held):
        return UNKNOWN
    return tuple(evaluation.value(result, scope) for holds, result in held if holds is True)


def _held(evaluation: Evaluation, node: ir.Case, scope: Scope) -> list[tuple[Kleene, ir.Expr]]:
    return [(evaluation.condition(condition, scope), result) for condition, result in node.branches]
