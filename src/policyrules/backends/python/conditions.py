"""When does a condition possibly hold, and when does it surely?

Each condition is written twice: as a test that is true unless the condition is no, and, asked only
inside the first, as a test that is true when it is yes. Together they are Kleene's logic, at the
price of plain tests. Of conditions that must all hold, the second only asks whether the facts are
known: that they do not stand against it has been asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.backends.python.comparisons import compared, in_any_of, is_plain, with_text
from policyrules.backends.python.operands import operand
from policyrules.backends.python.unit import MARKS, UNKNOWN, Operand, Unit
from policyrules.core import ir
from policyrules.semantics.types import ListType, RefType, required

if TYPE_CHECKING:
    import ast

    from policyrules.backends.python.computations import Computations
    from policyrules.backends.python.nodes import Line


def possibly(code: Computations, unit: Unit, expr: ir.Expr) -> ast.expr:
    """Return the test that a condition is yes or unknown."""
    return _holds(code, unit, expr, sure=False)


def surely(code: Computations, unit: Unit, expr: ir.Expr) -> ast.expr:
    """Return the test that a condition is yes."""
    return _holds(code, unit, expr, sure=True)


def settled(code: Computations, unit: Unit, expr: ir.Expr) -> ast.expr:
    """Return the test that a condition is yes, where it has been found possible."""
    tests: dict[str, ast.expr] = {}
    _settle(code, unit, expr, tests, wanted=True)
    return unit.line_of(expr.place).both(*tests.values())


def denied(code: Computations, unit: Unit, expr: ir.Expr) -> ast.expr:
    """Return the test that a condition is no, where it has been found possible that it is."""
    tests: dict[str, ast.expr] = {}
    _settle(code, unit, expr, tests, wanted=False)
    return unit.line_of(expr.place).both(*tests.values())


def _settle(
    code: Computations, unit: Unit, expr: ir.Expr, tests: dict[str, ast.expr], *, wanted: bool
) -> None:
    """Add the tests that settle a condition, each once."""
    line = unit.line_of(expr.place)
    match expr:
        case ir.Const() | ir.Known():
            return
        case ir.Not(operand=inner):
            _settle(code, unit, inner, tests, wanted=not wanted)
        case ir.And(operands=operands) if wanted:
            for each in operands:
                _settle(code, unit, each, tests, wanted=True)
        case ir.Or(operands=operands) if not wanted:
            for each in operands:
                _settle(code, unit, each, tests, wanted=False)
        case ir.Derived(row="this") if unit.this is None and code.is_cheap(expr):
            _settle(code, unit, code.program.defines[expr.record, expr.name].value, tests, wanted=wanted)
        case ir.Present(operand=inner) if not isinstance(required(inner.type), RefType):
            _settle_value(line, operand(code, unit, inner), tests)
        case ir.Compare(left=left, right=right) if is_plain(expr):
            sides = [operand(code, unit, side) for side in (left, right)]
            if not wanted and any(side.may_be_none for side in sides):
                # one side none settles it, whether the other is known or not
                tests[f"{len(tests)}"] = line.not_(possibly(code, unit, expr))
                return
            for side in sides:
                _settle_value(line, side, tests)
        case ir.In(operand=inner) if is_plain(expr):
            _settle_value(line, operand(code, unit, inner), tests)
        case ir.Contains(operand=inner) if is_plain(expr) and not _may_hold_unknown(code, unit, inner):
            _settle_value(line, operand(code, unit, inner), tests)
        case ir.And() | ir.Or() | ir.AtLeast() | ir.Broken() | ir.Present() | ir.Contains():
            test = surely(code, unit, expr) if wanted else line.not_(possibly(code, unit, expr))
            tests[f"{len(tests)}"] = test
        case _:
            _settle_value(line, operand(code, unit, expr), tests)


def _may_hold_unknown(code: Computations, unit: Unit, expr: ir.Expr) -> bool:
    return isinstance(required(expr.type), ListType) and operand(code, unit, expr).may_hold_unknown


def _settle_value(line: Line, value: Operand, tests: dict[str, ast.expr]) -> None:
    if value.may_be_unknown:
        tests.setdefault(value.called, line.test(value(), "is not", line.name(UNKNOWN)))


def _holds(code: Computations, unit: Unit, expr: ir.Expr, *, sure: bool) -> ast.expr:
    line = unit.line_of(expr.place)
    test: ast.expr | None = None
    match expr:
        case ir.Const(value=value) if value is None or isinstance(value, bool):
            return line.constant(value is True)
        case ir.Not(operand=inner):
            return line.not_(_holds(code, unit, inner, sure=not sure))
        case ir.And(operands=operands):
            return line.both(*(_holds(code, unit, each, sure=sure) for each in operands))
        case ir.Or(operands=operands):
            return line.any(*(_holds(code, unit, each, sure=sure) for each in operands))
        case ir.AtLeast(count=count, operands=operands):
            tests = [_holds(code, unit, each, sure=sure) for each in operands]
            return _at_least(code, line, operand(code, unit, count), tests, sure=sure)
        case ir.Known(operand=inner):
            return _known(line, operand(code, unit, inner))
        case ir.Present(operand=inner) if not isinstance(required(inner.type), RefType):
            return _present(line, operand(code, unit, inner), inner, sure=sure)
        case ir.Broken(rule=rule):
            return _said(code, line, rule, sure=sure)
        case ir.Derived(row="this") if unit.this is None and code.is_cheap(expr):
            define = code.program.defines[expr.record, expr.name]
            return _holds(code, unit, define.value, sure=sure)
        case ir.Compare():
            test = compared(code, unit, expr, sure=sure)
        case ir.In():
            test = in_any_of(code, unit, expr, sure=sure)
        case ir.Contains():
            test = with_text(code, unit, expr, sure=sure)
        case _:
            pass
    return _boolean(operand(code, unit, expr), line, sure=sure) if test is None else test


# --- leaves ---------------------------------------------------------------------------------


def _boolean(value: Operand, line: Line, *, sure: bool) -> ast.expr:
    """Return the test of a value that is yes, no, none (which is no) or unknown."""
    if not value.may_be_none and not value.may_be_unknown:
        return value()
    if sure:
        return line.test(value(), "is", line.constant(True))
    not_no = line.test(value(), "is not", line.constant(False))
    if not value.may_be_none:
        return not_no
    return line.both(not_no, line.test(value(), "is not", line.constant(None)))


def _known(line: Line, value: Operand) -> ast.expr:
    if not value.may_be_unknown:
        return line.constant(True)
    return line.test(value(), "is not", line.name(UNKNOWN))


def _present(line: Line, value: Operand, expr: ir.Expr, *, sure: bool) -> ast.expr:
    kind = required(expr.type)
    there: list[ast.expr] = []
    if sure and value.may_be_unknown:
        there.append(line.test(value(), "is not", line.name(UNKNOWN)))
    if value.may_be_none:
        there.append(line.test(value(), "is not", line.constant(None)))
    if isinstance(kind, ListType):
        empty = line.test(value(), "!=", line.tuple_of(()))
        there.append(empty)
    return line.both(*there)


def _at_least(
    code: Computations, line: Line, count: Operand, tests: list[ast.expr], *, sure: bool
) -> ast.expr:
    conditions: list[ast.expr] = []
    if count.may_be_none:
        conditions.append(line.test(count(), "is not", line.constant(None)))
    unknown: ast.expr = line.constant(False)
    if count.may_be_unknown:
        unknown = line.test(count(), "is", line.name(UNKNOWN))
    number = line.call(line.name(code.constants.declare("_sum", sum)), [line.tuple_of(tests)])
    enough = line.test(count(), "<=", number)
    if sure:
        return line.both(*conditions, line.not_(unknown), enough)
    return line.both(*conditions, line.any(unknown, enough))


def _said(code: Computations, line: Line, rule: ir.RuleId, *, sure: bool) -> ast.expr:
    """Return what an earlier item says: of one that is none of this record's, nothing is known."""
    bits = code.marks.get(rule)
    if bits is None:
        return line.constant(not sure)
    possible, certain = bits
    return line.has_bit(MARKS, certain if sure else possible)
