"""From which entry of which ledger was a value read?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core import ir
from policyrules.core.decision.entries import entry_said
from policyrules.core.decision.finding import ledger_said
from policyrules.core.evaluate.paths import ledgers_on_the_way
from policyrules.core.evaluate.rows import referred
from policyrules.core.values import UNKNOWN, Row
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.schema import Titled
from policyrules.semantics.types import RefType, required

if TYPE_CHECKING:
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope

_EARLIER: Final = Phrase("of the earlier version", "取自本件的前一版本")
_NONE_EARLIER: Final = Phrase("there is no earlier version", "没有前一版本")


def entry_called(evaluation: Evaluation, row: Row) -> Phrase:
    """Return what an entry of a ledger is called: `Visit 7`, 走访 7."""
    return entry_said(evaluation.program, row, evaluation.zone)


def origin_said(
    evaluation: Evaluation, expr: ir.Field | ir.Variable | ir.Before | ir.Rows, scope: Scope
) -> Phrase | None:
    """Return which entry a value was read from; none for what stands in the record or an entry shown itself."""
    match expr:
        case ir.Rows(record):
            return None if evaluation.history.has(record) else not_there(evaluation, record)
        case ir.Before(record):
            return _earlier(evaluation, record, scope)
        case ir.Field():
            return _of_field(evaluation, expr, scope)
        case ir.Variable():
            return None


def presence_said(evaluation: Evaluation, operand: ir.Expr, scope: Scope) -> Phrase | None:
    """Return whether the entry a reference names is in its ledger; none for anything else."""
    kind, key = required(operand.type), evaluation.value(operand, scope)
    if not isinstance(kind, RefType) or not isinstance(key, str):
        return None
    return _followed(evaluation, kind.record, key)


def not_there(evaluation: Evaluation, record: str) -> Phrase:
    """Return that a ledger was not given."""
    schema = evaluation.program.records.get(record)
    ledger = ledger_said(Titled(record) if schema is None else schema.names)
    return Phrase(f"{ledger.en} is not there", f"未提供{ledger.zh}")


def _earlier(evaluation: Evaluation, record: str, scope: Scope) -> Phrase:
    before = UNKNOWN if scope.before is None else scope.before.value
    if before is UNKNOWN:
        return not_there(evaluation, record)
    return _NONE_EARLIER if before is None else _EARLIER


def _of_field(evaluation: Evaluation, expr: ir.Field, scope: Scope) -> Phrase | None:
    """Which entry the last reference on the way names, or which version of the record was read."""
    said = _earlier(evaluation, expr.record, scope) if expr.row == "before" else None
    bound = scope.binding(expr.row)
    value = UNKNOWN if bound is None else bound.value
    ledgers = ledgers_on_the_way(evaluation.program, expr.record, expr.steps)
    for step, ledger in zip(expr.steps, ledgers, strict=True):
        if ledger is not None and isinstance(value, str):
            said = _followed(evaluation, ledger, value)
            value = referred(evaluation.history, ledger, value)
        value = value.values.get(step, UNKNOWN) if isinstance(value, Row) else UNKNOWN
    return said


def _followed(evaluation: Evaluation, record: str, key: str) -> Phrase:
    there = referred(evaluation.history, record, key)
    if there is UNKNOWN:
        return not_there(evaluation, record)
    schema = evaluation.program.records[record]
    if there is None:
        ledger = ledger_said(schema.names)
        return Phrase(f"{ledger.en} has no `{key}`", f"{ledger.zh}中没有 `{key}`")
    return Phrase(f"of {schema.names.first} {key}", f"取自{schema.names.for_people()} {key}")
