"""What does a name read? Facts, derived facts, parameters, and whether something is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.evaluate.paths import ledgers_on_the_way
from policyrules.core.evaluate.scope import Scope
from policyrules.core.parts import parts
from policyrules.core.periods import a_year_earlier, previous
from policyrules.core.values import UNKNOWN, Row, Unknown
from policyrules.semantics.types import RefType, required

if TYPE_CHECKING:
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.history import History


def field(evaluation: Evaluation, node: ir.Field, scope: Scope) -> Any:
    """Return a fact: none beyond a none, unknown beyond an unknown.

    What a reference leads to is the entry it names: without its ledger unknown, if it is not there none.
    """
    bound = scope.binding(node.row)
    value = UNKNOWN if bound is None else bound.value
    ledgers = ledgers_on_the_way(evaluation.program, node.record, node.steps)
    for step, ledger in zip(node.steps, ledgers, strict=True):
        if ledger is not None and isinstance(value, str):
            value = referred(evaluation.history, ledger, value)
        if value is None or value is UNKNOWN:
            return value
        if not isinstance(value, Row):
            return UNKNOWN
        value = value.values.get(step, UNKNOWN)
    return value


def referred(history: History, record: str, key: str) -> Row | Unknown | None:
    """Return the entry a reference names: unknown without its ledger, none if it is not there."""
    if not history.has(record):
        return Unknown.UNKNOWN
    entry = history.entry(record, key)
    if entry is None:
        return None
    row: Row = entry.row
    return row


def entries(evaluation: Evaluation, node: ir.Rows, scope: Scope) -> Any:
    """Return the entries of a ledger that an aggregate goes through; unknown without the ledger."""
    history = evaluation.history
    if not history.has(node.record):
        return UNKNOWN
    wanted = {name: evaluation.value(value, scope) for name, value in node.equal}
    if any(value is None for value in wanted.values()):
        return ()
    known = {name: value for name, value in wanted.items() if value is not UNKNOWN}
    return tuple(entry.row for entry in history.entries(node.record, known))


def derived(evaluation: Evaluation, node: ir.Derived, scope: Scope) -> Any:
    """Return a derived fact of a row, after those it is derived from (however long the chain)."""
    there = row_scope(evaluation, node, scope)
    if there is None:
        bound = scope.binding(node.row)
        return None if bound is not None and bound.value is None else UNKNOWN
    if node.name in there.memo:
        return there.memo[node.name]
    for name in needed_for(evaluation, node.record, node.name):
        if name not in there.memo:
            there.memo[name] = _worked_out(evaluation, node.record, name, there)
    return there.memo[node.name]


def _worked_out(evaluation: Evaluation, record: str, name: str, there: Scope) -> Any:
    """Return a derived fact of the row a scope is about; kept for all rows where it is the same for all."""
    value = evaluation.program.defines[record, name].value
    shared, row = evaluation.shared, there.this.value
    if shared is None or not isinstance(row, Row) or not shared.is_of_its_row(record, name):
        return evaluation.value(value, there)
    kept = shared.kept_of(row, name, there.period)
    if kept is None:
        faults = len(evaluation.faults)
        kept = (evaluation.value(value, there),)
        if len(evaluation.faults) == faults:  # a fault is told of every row it concerns
            shared.keep_of(row, name, there.period, kept[0])
    return kept[0]


def row_scope(evaluation: Evaluation, node: ir.Derived, scope: Scope) -> Scope | None:
    """Return the scope in which a derived fact's row is `this`; None where there is no such row.

    Raises `CannotTell` where an earlier period lies before all calendars.
    """
    if node.row == "this":
        return scope.outside()
    if node.row in ("previous", "last_year"):
        return _at_another_time(evaluation, node.row, scope)
    bound = scope.binding(node.row)
    if bound is None or not isinstance(bound.value, Row):
        return None
    return Scope(bound, period=scope.period)


def _at_another_time(evaluation: Evaluation, row: str, scope: Scope) -> Scope | None:
    unit = evaluation.unit
    if unit is None or scope.period is None:
        return None
    kept: Scope | None = scope.memo.get(row)
    if kept is None:
        period = (previous if row == "previous" else a_year_earlier)(unit, scope.period)
        kept = scope.memo[row] = Scope(scope.this, before=scope.before, period=period)
    return kept


def needed_for(evaluation: Evaluation, record: str, name: str) -> tuple[str, ...]:
    """Return the derived facts of the same row that one is derived from, and itself, in order."""
    known = evaluation.program.derived_first
    if (record, name) not in known:
        known[record, name] = _order(evaluation.program, record, name)
    return known[record, name]


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
    kind = required(operand.type)
    if isinstance(kind, RefType) and isinstance(value, str):
        there: Row | Unknown | None = referred(evaluation.history, kind.record, value)
        return Unknown.UNKNOWN if there is UNKNOWN else there is not None
    if value is UNKNOWN:
        return Unknown.UNKNOWN
    return bool(value) if isinstance(value, tuple) else True
