"""What does a name read? Facts, derived facts, parameters, and whether something is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.evaluate.scope import Scope
from policyrules.core.parts import parts
from policyrules.core.values import UNKNOWN, Row, Unknown
from policyrules.semantics.types import RefType, required

if TYPE_CHECKING:
    from policyrules.core.evaluate import Evaluation


def field(node: ir.Field, scope: Scope) -> Any:
    """Return a fact: none beyond a none, unknown beyond an unknown and beyond a reference.

    (What a reference leads to stands in a ledger, and no ledger is given.)
    """
    bound = scope.binding(node.row)
    value = UNKNOWN if bound is None else bound.value
    for step in node.steps:
        if value is None or value is UNKNOWN:
            return value
        if not isinstance(value, Row):
            return UNKNOWN
        value = value.values.get(step, UNKNOWN)
    return value


def derived(evaluation: Evaluation, node: ir.Derived, scope: Scope) -> Any:
    """Return a derived fact of a row, after those it is derived from (however long the chain)."""
    there = row_scope(node, scope)
    if there is None:
        bound = scope.binding(node.row)
        return None if bound is not None and bound.value is None else UNKNOWN
    if node.name in there.memo:
        return there.memo[node.name]
    for name in needed_for(evaluation, node.record, node.name):
        if name not in there.memo:
            there.memo[name] = evaluation.value(evaluation.program.defines[node.record, name].value, there)
    return there.memo[node.name]


def row_scope(node: ir.Derived, scope: Scope) -> Scope | None:
    """Return the scope in which a derived fact's row is `this`; None where there is no such row."""
    if node.row == "this":
        return scope.outside()
    bound = scope.binding(node.row)
    return Scope(bound) if bound is not None and isinstance(bound.value, Row) else None


def needed_for(evaluation: Evaluation, record: str, name: str) -> tuple[str, ...]:
    """Return the derived facts of the same row that one is derived from, and itself, in order."""
    if (record, name) not in evaluation.orders:
        evaluation.orders[record, name] = _order(evaluation.program, record, name)
    return evaluation.orders[record, name]


def _order(program: ir.Program, record: str, name: str) -> tuple[str, ...]:
    found = {name}
    waiting: list[ir.Expr] = [program.defines[record, name].value]
    while waiting:
        expr = waiting.pop()
        if isinstance(expr, ir.Derived) and expr.row == "this" and expr.name not in found:
            found.add(expr.name)
            waiting.append(program.defines[record, expr.name].value)
        waiting.extend(parts(expr))
    return tuple(other for owner, other in program.defines if owner == record and other in found)


def parameter(evaluation: Evaluation, node: ir.Parameter, scope: Scope) -> Any:
    """Return a parameter's value for its keys; none for a none key, unknown for an unknown one."""
    keys = tuple(evaluation.value(key, scope) for key in node.keys)
    if any(key is None for key in keys):
        return None
    if any(key is UNKNOWN for key in keys):
        return UNKNOWN
    governing = evaluation.governing
    return evaluation.parameters.value(node.name, keys, None if governing is UNKNOWN else governing)


def present(evaluation: Evaluation, operand: ir.Expr, scope: Scope) -> bool | Unknown:
    """Return whether a value is there: a list with an element, a reference's entry, any other value."""
    value = evaluation.value(operand, scope)
    if value is None:
        return False
    if value is UNKNOWN or isinstance(required(operand.type), RefType):
        return UNKNOWN
    return bool(value) if isinstance(value, tuple) else True
