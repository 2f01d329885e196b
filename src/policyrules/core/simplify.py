"""What does a condition come to once what is certain anyway is left out?

The meaning stays exactly the same for all facts, unknown ones and none included. For backends that
run rules often; the reference never uses it, and explanations show what was written.
"""

from __future__ import annotations

from typing import Final, TypeGuard

from policyrules.core import ir
from policyrules.core.numbers import calculate
from policyrules.core.rebuilt import rebuilt
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.frozen import evolve
from policyrules.semantics.types import BooleanType, ListType, RefType, TextType, Type, is_numeric, required

_NEVER_NONE: Final = (
    ir.And,
    ir.Or,
    ir.Not,
    ir.AtLeast,
    ir.Compare,
    ir.In,
    ir.InPeriod,
    ir.InCalendar,
    ir.Like,
    ir.Contains,
    ir.Known,
    ir.Present,
    ir.Broken,
)
"""Conditions that are yes, no or unknown, but never none."""


def simplified_rule(rule: ir.Rule) -> ir.Rule:
    """Return a rule with its conditions simplified."""
    exempt = tuple(evolve(exemption, condition=simplified(exemption.condition)) for exemption in rule.exempt)
    return evolve(
        rule,
        applies=simplified(rule.applies),
        when=simplified(rule.when),
        exempt=exempt,
        test=None if rule.test is None else simplified(rule.test),
    )


def with_simplified_facts(program: ir.Program) -> ir.Program:
    """Return a program with every derived fact simplified."""
    defines = {key: evolve(define, value=simplified(define.value)) for key, define in program.defines.items()}
    return evolve(program, defines=defines)


def simplified(expr: ir.Expr) -> ir.Expr:
    """Return an expression that means the same, with constants worked out."""
    expr = rebuilt(expr, simplified)
    match expr:
        case ir.And():
            return _and(expr)
        case ir.Or():
            return _or(expr)
        case ir.Not(operand=operand):
            return _not(expr, operand)
        case ir.Known(operand=ir.Const(value=value)):
            return _constant(expr, value is not UNKNOWN)
        case ir.Present(operand=ir.Const(value=value, type=type_)) if _plainly_there(value, type_):
            return _constant(expr, value is not None)
        case ir.Compare():
            return _compare(expr)
        case ir.In(operand=ir.Const(value=str(value)), members=members):
            return _constant(expr, any(member.value == value for member in members))
        case ir.Case(hit="first"):
            return _case(expr)
        case ir.Arithmetic():
            return _arithmetic(expr)
        case _:
            return expr


def _constant(expr: ir.Expr, answer: bool) -> ir.Const:  # noqa: FBT001  # a value, not a switch
    return ir.Const(answer, ir.BOOLEAN, place=expr.place)


def _is(expr: ir.Expr, answer: bool) -> TypeGuard[ir.Const]:  # noqa: FBT001  # as above
    return isinstance(expr, ir.Const) and expr.value is answer


def _is_no(expr: ir.Expr) -> bool:
    """Return whether a condition is certainly no: a none condition is."""
    return isinstance(expr, ir.Const) and (expr.value is False or expr.value is None)


def _and(expr: ir.And) -> ir.Expr:
    left: list[ir.Expr] = []
    for operand in expr.operands:
        if _is_no(operand):
            return _constant(expr, False)
        if isinstance(operand, ir.And):
            left += operand.operands
        elif not _is(operand, True):
            left.append(operand)
    return _joined(expr, left, empty=True)


def _or(expr: ir.Or) -> ir.Expr:
    left: list[ir.Expr] = []
    for operand in expr.operands:
        if _is(operand, True):
            return _constant(expr, True)
        if isinstance(operand, ir.Or):
            left += operand.operands
        elif not _is_no(operand):
            left.append(operand)
    return _joined(expr, left, empty=False)


def _joined(expr: ir.And | ir.Or, left: list[ir.Expr], *, empty: bool) -> ir.Expr:
    if not left:
        return _constant(expr, empty)
    if len(left) == 1 and isinstance(left[0], _NEVER_NONE):
        return left[0]
    if len(left) == len(expr.operands) and all(
        new is old for new, old in zip(left, expr.operands, strict=True)
    ):
        return expr
    return evolve(expr, operands=tuple(left))


def _not(expr: ir.Not, operand: ir.Expr) -> ir.Expr:
    if _is_no(operand):
        return _constant(expr, True)
    if _is(operand, True):
        return _constant(expr, False)
    if isinstance(operand, ir.Not) and isinstance(operand.operand, _NEVER_NONE):
        return operand.operand
    return expr


def _plainly_there(value: object, type_: Type) -> bool:
    """Return whether it is plain if a constant is there: not a list, nor what a ledger must say."""
    return value is not UNKNOWN and not isinstance(required(type_), ListType | RefType)


def _compare(expr: ir.Compare) -> ir.Expr:
    left, right = expr.left, expr.right
    if not isinstance(left, ir.Const) or not isinstance(right, ir.Const):
        return expr
    if left.value is None or right.value is None:
        return _constant(expr, False)
    if left.value is UNKNOWN or right.value is UNKNOWN:
        return expr
    alike = is_numeric(left.type) and is_numeric(right.type)
    if not alike:
        kinds = (required(left.type), required(right.type))
        if kinds[0] != kinds[1] or not isinstance(kinds[0], BooleanType | TextType):
            return expr
    match expr.operator:
        case "=":
            return _constant(expr, left.value == right.value)
        case "!=":
            return _constant(expr, left.value != right.value)
        case "<" if alike:
            return _constant(expr, left.value < right.value)
        case "<=" if alike:
            return _constant(expr, left.value <= right.value)
        case _:
            return expr


def _case(expr: ir.Case) -> ir.Expr:
    """Leave out branches that never hold, and everything below one that always does."""
    branches: list[tuple[ir.Expr, ir.Expr]] = []
    otherwise = expr.otherwise
    for condition, result in expr.branches:
        if _is(condition, True):
            otherwise = result
            break
        if not _is_no(condition):
            branches.append((condition, result))
    if not branches and required(otherwise.type) == required(expr.type):
        return otherwise  # else the choice stays, for its type: a reference is asked other things than a text
    if len(branches) == len(expr.branches):
        return expr
    return evolve(expr, branches=tuple(branches), otherwise=otherwise)


def _arithmetic(expr: ir.Arithmetic) -> ir.Expr:
    left, right = expr.left, expr.right
    if not isinstance(left, ir.Const) or not isinstance(right, ir.Const):
        return expr
    if not (is_numeric(left.type) and is_numeric(right.type)):
        return expr
    if left.value is None or right.value is None or UNKNOWN in (left.value, right.value):
        return expr
    try:
        return ir.Const(calculate(expr.operator, left.value, right.value), expr.type, place=expr.place)
    except CannotTell:
        return expr
