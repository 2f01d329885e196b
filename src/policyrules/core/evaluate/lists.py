"""What do the entries of a list come to? Quantifiers and totals, counting only what surely counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from policyrules.core import ir, numbers
from policyrules.core.comparing import distinct_key, fully_known, order
from policyrules.core.evaluate.paths import path_of
from policyrules.core.evaluate.scope import Binding
from policyrules.core.values import UNKNOWN, Duration
from policyrules.semantics.types import DurationType, required

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope
    from policyrules.core.logic import Kleene


def entries(
    evaluation: Evaluation, node: ir.Aggregate, scope: Scope, source: tuple[Any, ...]
) -> Iterator[Scope]:
    """Yield, for each entry in order, the scope in which the variable is it."""
    path = path_of(evaluation, node.source, scope)
    for index, entry in enumerate(source):
        yield scope.bind(node.variable, Binding(entry, None if path is None else f"{path}[{index}]"))


def counted(
    evaluation: Evaluation, node: ir.Aggregate, scope: Scope, source: tuple[Any, ...]
) -> list[tuple[Scope, Kleene]]:
    """Return each entry's scope and whether the entry counts."""
    found: list[tuple[Scope, Kleene]] = []
    for inner in entries(evaluation, node, scope, source):
        counts = evaluation.condition(node.where, inner)
        found.append((inner, counts))
    return found


def aggregate(evaluation: Evaluation, node: ir.Aggregate, scope: Scope) -> Any:
    """Return what the entries that count come to; a list that is none has no entries.

    Unknown when the list is, when an entry only may count (for `any`: unless another surely does),
    or when a value that counts is unknown; a value that is none is left out.
    """
    source = evaluation.value(node.source, scope)
    if source is UNKNOWN:
        return UNKNOWN
    certain = True
    values: list[Any] = []
    for inner in entries(evaluation, node, scope, _possible(evaluation, node, scope, source or ())):
        counts = evaluation.condition(node.where, inner)
        if counts is True:
            value = True if node.value is None else evaluation.value(node.value, inner)
            if node.kind == "any":
                return True
            certain = certain and fully_known(value)
            values.append(value)
        elif counts is UNKNOWN:
            certain = False
        if not certain and node.kind != "any":
            return UNKNOWN
    return _of_all(evaluation, node, [value for value in values if value is not None]) if certain else UNKNOWN


def _possible(
    evaluation: Evaluation, node: ir.Aggregate, scope: Scope, source: tuple[Any, ...]
) -> tuple[Any, ...]:
    """Return the entries without those that do not count whichever row of a ledger is reviewed."""
    shared = evaluation.shared
    conditions = () if shared is None else shared.conditions_for_all(node)
    if shared is None or not conditions:
        return source
    kept = shared.kept_entries(node, scope.period)
    if kept is None:
        faults = len(evaluation.faults)
        outside = scope.outside()
        kept = tuple(
            inner.variables[node.variable].value
            for inner in entries(evaluation, node, outside, source)
            if all(evaluation.condition(condition, inner) is not False for condition in conditions)
        )
        if len(evaluation.faults) > faults:  # a fault is told of every row it concerns
            return source
        shared.keep_entries(node, scope.period, kept)
    return kept


def _of_all(evaluation: Evaluation, node: ir.Aggregate, values: list[Any]) -> Any:
    match node.kind:
        case "any":
            return False
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
