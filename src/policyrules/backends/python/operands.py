"""What reads a value? A local variable, a constant, or a computation that is kept once it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.backends.python.asking_counters import facts_counted, least_used, looked_up
from policyrules.backends.python.index.columns import Hole, written
from policyrules.backends.python.nodes import certainty
from policyrules.backends.python.unit import BLANK, CONTEXT, FACTS, MARKS, TODAY, UNKNOWN, Operand, Unit
from policyrules.core import ir
from policyrules.core.values import UNKNOWN as UNKNOWN_VALUE
from policyrules.semantics.types import ListType, OptionalType, RecordType, required

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from policyrules.backends.python.computations import Computation, Computations
    from policyrules.backends.python.nodes import Line
    from policyrules.semantics.types import Type


def operand(code: Computations, unit: Unit, expr: ir.Expr) -> Operand:
    """Return how a function reads the value of an expression."""
    line = unit.line_of(expr.place)
    match expr:
        case ir.Const(value=value) if value is UNKNOWN_VALUE:
            return _unknown(line)
        case ir.Const(value=Hole() as hole):
            column = code.constants.of(code.column(hole, written), line)
            return Operand(column, may_be_none=False, may_be_unknown=False)
        case ir.Const(value=value):
            return Operand(code.constants.of(value, line), may_be_none=value is None, may_be_unknown=False)
        case ir.WordSet(words=words):
            return Operand(code.constants.of(frozenset(words), line), may_be_none=False, may_be_unknown=False)
        case ir.Before():
            return _unknown(line) if unit.this is not None else Operand(line.name(unit.before()))
        case ir.ThisPeriod():
            return _unknown(line)
        case ir.Today():
            unit.uses_context = True
            return Operand(line.item(line.name(CONTEXT), TODAY), may_be_none=False)
        case ir.Variable(name=name):
            return Operand(line.name(unit.variables[name]))
        case ir.Field(row="this", steps=(step,)) if unit.this is None:
            schema = unit.schema.field_named(step)
            optional = schema is None or isinstance(schema.type, OptionalType)
            return Operand(
                line.name(unit.fact(step)),
                may_be_none=optional,
                may_be_unknown=optional or not code.complete,
                # what lists hold has been read with the facts: single values are all known if those are
                may_hold_unknown=not code.complete or schema is None or _may_hold_unknown(schema.type),
            )
        case ir.Field(row=row, steps=(step,)):
            held = _row(unit, row)
            return _unknown(line) if held is None else Operand(line.name(unit.fact_of_row(held, step)))
        case ir.Field(row=row) if row != "this" and _row(unit, row) is None:
            return _unknown(line)
        case ir.Derived(row=row, record=record, name=name) if row != "this":
            held = _row(unit, row)
            if held is None:
                return _unknown(line)
            own = ir.Derived("this", record, name, expr.type, place=expr.place)
            return _kept(unit, code.of(own, record), line, [held])
        case _:
            counted = _counted(code, unit, expr)
            if counted is not None and certainty(counted[0]):
                return Operand(counted[1], may_be_none=False, may_be_unknown=False)
            computation = code.of(expr, None if unit.this is None else unit.schema.names.first)
            given = [unit.variables[name] for name in computation.variables]
            given += [] if unit.this is None else [unit.this]
            return _kept(unit, computation, line, given, counted)


def _counted(code: Computations, unit: Unit, expr: ir.Expr) -> tuple[ast.expr, ast.expr] | None:
    """Return whether a ledger's counter says whether a quota holds, and what it says; None for other values."""
    facts = facts_counted(code, unit, expr)
    if facts is None:
        return None
    bound: Operand | int | None = None
    match expr:
        case ir.AtMost(limit=ir.Const(value=value)) if type(value) is int:
            bound = value
        case ir.AtMost(limit=limit):
            bound = operand(code, unit, limit)
        case ir.Used():
            bound = least_used(expr)
        case _:
            return None
    return None if bound is None else looked_up(code, unit, expr, facts=facts, bound=bound)


def _may_hold_unknown(type_: Type) -> bool:
    kind = required(type_)
    return not isinstance(kind, ListType) or isinstance(kind.element, OptionalType | ListType | RecordType)


def _row(unit: Unit, row: str) -> str | None:
    """Return the local variable that holds a row; None for one nothing is known of."""
    if row == "this":
        return unit.this
    if row == "before":
        return None if unit.this is not None else unit.before()
    return unit.variables.get(row)


def _unknown(line: Line) -> Operand:
    return Operand(line.name(UNKNOWN), may_be_none=False)


def _kept(
    unit: Unit,
    computation: Computation,
    line: Line,
    given: Sequence[str],
    known: tuple[ast.expr, ast.expr] | None = None,
) -> Operand:
    """Return a computation, asked for when it is first needed and kept.

    `known` is a test whether its value is known without, and what it then is.
    """
    computation.asked_by.add(unit)
    local = unit.local_for(computation.number, given)
    unit.uses_context = unit.uses_context or known is None
    context = line.name(CONTEXT) if known is None else unit.rarely_context()
    arguments = [line.name(FACTS), context, *(line.name(name) for name in (MARKS, *given))]
    call = line.call(line.name(computation.name), arguments)
    if known is not None:
        told, value = known
        call = line.either(told, value, call)
    first = line.either(
        line.test(line.name(local), "is not", line.name(BLANK)), line.name(local), line.kept(local, call)
    )
    return Operand(first, line.name(local))
