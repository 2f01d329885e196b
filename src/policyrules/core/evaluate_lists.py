"""What do the entries of a list come to? Quantifiers and totals, counting only what surely counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from policyrules.core import ir, numbers
from policyrules.core.comparing import distinct_key, fully_known, order
from policyrules.core.paths import path_of
from policyrules.core.scope import Binding
from policyrules.core.values import UNKNOWN, Duration
from policyrules.semantics.types import DurationType, required

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.core.evaluate import Evaluation
    from policyrules.core.logic import Kleene
    from policyrules.core.scope import Scope


def entries(
    evaluation: Evaluation, node: ir.Aggregate, scope: Scope, source: tuple[Any, ...]
) -> Iterator[tuple[Scope, Kleene]]:
    """Yield, for each entry in order, the scope in which the variable is it, and whether it counts."""
    path = path_of(evaluation, node.source, scope)
    for index, entry in enumerate(source):
        bound = Binding(entry, None if path is None else f"{path}[{index}]")
        inner = scope.bind(node.variable, bound)
        yield inner, evaluation.condition(node.where, inner)


def aggregate(evaluation: Evaluation, node: ir.Aggregate, scope: Scope) -> Any:
    """Return what the entries that count come to; a list that is none has no entries.

    Unknown when the list is, when an entry only may count (for `any`: unless another surely does),
    or when a value that counts is unknown; a value that is none is left out.
    """
    source = evaluation.value(node.source, scope)
    if source is UNKNOWN:
        return UNKNOWN
    counted = entries(evaluation, node, scope, source or ())
    if node.kind == "any":
        return _any(counted)
    values: list[Any] = []
    for inner, counts in counted:
        if counts is UNKNOWN:
            return UNKNOWN
        if counts is True:
            value = True if node.value is None else evaluation.value(node.value, inner)
            if not fully_known(value):
                return UNKNOWN
            values.append(value)
    return _of_all(evaluation, node, [value for value in values if value is not None])


def _any(counted: Iterator[tuple[Scope, Kleene]]) -> Kleene:
    result: Kleene = False
    for _, counts in counted:
        if counts is True:
            return True
        if counts is UNKNOWN:
            result = UNKNOWN
    return result


def _of_all(evaluation: Evaluation, node: ir.Aggregate, values: list[Any]) -> Any:
    match node.kind:
        case "any":
            return bool(values)
        case "count":
            return len(values)
        case "sum":
            return _sum(node, values)
        case "distinct":
            return len({distinct_key(value) for value in values})
        case "min":
            return _outermost(evaluation, node, values, sign=1)
        case "max":
            return _outermost(evaluation, node, values, sign=-1)
        case "mean":
            return numbers.mean(values) if values else None
        case "median":
            return numbers.median(values) if values else None
        case _:
            assert_never(node.kind)


def _sum(node: ir.Aggregate, values: list[Any]) -> Any:
    if isinstance(required(node.type), DurationType):
        return sum(values, Duration())
    return numbers.total(values)


def _outermost(evaluation: Evaluation, node: ir.Aggregate, values: list[Any], *, sign: int) -> Any:
    """Return the first of the least values (`sign` 1) or the greatest (-1); of nothing, none."""
    if not values or node.value is None:
        return None
    result = values[0]
    for value in values[1:]:
        if sign * order(value, result, node.value.type, evaluation.zone) < 0:
            result = value
    return result
