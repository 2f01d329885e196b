"""Which calls of the runtime ask ledgers, or the day it is? They are given the context beside their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from policyrules.backends.python import ledger_runtime, runtime
from policyrules.backends.python.operands import operand
from policyrules.backends.python.unit import CONTEXT, FACTS, Unit
from policyrules.core import ir
from policyrules.core.counters import is_plain
from policyrules.core.evaluate.paths import ledgers_on_the_way
from policyrules.core.parts import parts
from policyrules.semantics.types import RefType, required

if TYPE_CHECKING:
    import ast

    from policyrules.backends.python.computations import Computations


def asked_of_ledgers(code: Computations, unit: Unit, expr: ir.Expr) -> ast.expr | None:
    """Return the call that works out such a value; None for one that needs no context."""
    around, zone = code.surroundings, code.zone
    work: Callable[..., Any]
    inside: Sequence[ir.Expr] = parts(expr)
    match expr:
        case ir.Field(row=row, record=record, steps=(first, *rest), type=type_):
            ledgers = ledgers_on_the_way(code.program, record, expr.steps)[1:]
            if all(ledger is None for ledger in ledgers):
                return None
            work = partial(ledger_runtime.referred, tuple(zip(rest, ledgers, strict=True)))
            inside = (ir.Field(row, record, (first,), type_),)
        case ir.Present(operand=operand_) if isinstance(kind := required(operand_.type), RefType):
            work = partial(ledger_runtime.exists, kind.record)
        case ir.Rows(record=record, equal=equal):
            work = partial(ledger_runtime.rows, record, tuple(name for name, _ in equal))
        case ir.AtMost(quota=quota):
            prepared = ledger_runtime.PreparedQuota(quota, zone)
            if is_plain(quota):
                return _plainly(code, unit, expr, prepared)
            work = prepared.at_most
        case ir.Used(quota=quota):
            work = ledger_runtime.PreparedQuota(quota, zone).used
        case ir.Deadline():
            work = partial(ledger_runtime.deadline, around, expr)
        case ir.Overdue(deadline=deadline, by=by):
            work = partial(ledger_runtime.overdue, around, deadline)
            inside = (*parts(deadline), by)
        case ir.Match():
            return _by_the_reference(code, unit, expr)
        case _:
            return None
    line = unit.line
    unit.uses_context = True
    given = [operand(code, unit, part)() for part in inside]
    held = line.name(code.constants.held(work))
    if isinstance(expr, ir.AtMost | ir.Used):  # they say themselves where they cannot tell
        return line.call(held, [line.name(CONTEXT), *given])
    told = code.constants.declare("_told", runtime.told)
    return line.call(line.name(told), [held, line.name(CONTEXT), *given])


def _plainly(
    code: Computations, unit: Unit, expr: ir.AtMost, prepared: ledger_runtime.PreparedQuota
) -> ast.expr:
    """Return the call that says whether a plain quota holds: from the limit, the keys together, and the day."""
    line = unit.line
    unit.uses_context = True
    limit, *counted = [operand(code, unit, part)() for part in parts(expr)]
    so_many = len(expr.quota.keys)
    keys = line.tuple_of(counted[:so_many])
    held = line.name(code.constants.held(prepared.plainly()))
    return line.call(held, [line.name(CONTEXT), limit, keys, *counted[so_many:]])


def _by_the_reference(code: Computations, unit: Unit, expr: ir.Expr) -> ast.expr:
    """Return the call that lets the reference evaluator say what a value is, for this record."""
    line = unit.line
    unit.uses_context = True
    work = ledger_runtime.ByReference(expr, code.program, code.record, code.surroundings.calendars)
    told = code.constants.declare("_told", runtime.told)
    given = [line.name(code.constants.held(work)), line.name(CONTEXT), line.name(FACTS)]
    return line.call(line.name(told), given)
