"""Which rules are alike but for the constants they compare with?

A shape is what a rule asks, with a hole in place of each such constant. Rules of one shape are compiled once;
their constants stand beside one another in columns, and can be looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from policyrules.backends.python.comparisons import is_plain
from policyrules.backends.python.index.columns import Hole
from policyrules.core import ir
from policyrules.core.simplify import simplified
from policyrules.core.values import UNKNOWN
from policyrules.frozen import evolve, frozen
from policyrules.semantics.types import ListType, Type, required

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


@frozen(eq=False)
class Shape:
    """What a rule asks: `key` is equal for rules of one shape, `constants` are the rule's own."""

    key: Hashable
    conditions: Sequence[ir.Expr]
    """`applies`, `when`, the exceptions and the test, with holes."""
    constants: Sequence[Any]


def shape_of(rule: ir.Rule) -> Shape | None:
    """Return the shape of a rule; None where it holds a constant that cannot be looked up."""
    constants: list[Any] = []
    conditions = [
        holed(condition, constants)
        for condition in (
            rule.applies,
            rule.when,
            *(exemption.condition for exemption in rule.exempt),
            *(() if rule.test is None else (rule.test,)),
        )
    ]
    key = _Key((rule.effect, rule.if_unknown, rule.test is None, *conditions))
    try:
        hash(key)
    except TypeError:
        return None
    return Shape(key, conditions, constants)


@frozen(cache_hash=True)
class _Key:
    """What rules of one shape have in common; it is looked up again and again."""

    parts: tuple[Any, ...]


def with_conditions(rule: ir.Rule, conditions: Sequence[ir.Expr]) -> ir.Rule:
    """Return a rule with other conditions, in the order of `Shape.conditions`."""
    applies, when, *others = conditions
    exempt = tuple(
        evolve(exemption, condition=condition)
        for exemption, condition in zip(rule.exempt, others, strict=False)
    )
    test = None if rule.test is None else others[-1]
    return evolve(rule, applies=applies, when=when, exempt=exempt, test=test)


def filled(expr: ir.Expr, constants: Callable[[int], Any]) -> ir.Expr:
    """Return a condition with the holes filled of which `constants` knows the value; others stay holes."""
    match expr:
        case ir.And(operands) | ir.Or(operands) | ir.AtLeast(operands=operands):
            return evolve(expr, operands=tuple(filled(each, constants) for each in operands))
        case ir.Not(operand):
            return evolve(expr, operand=filled(operand, constants))
        case ir.Compare(left=left, right=right):
            return evolve(expr, left=_filled(left, constants), right=_filled(right, constants))
        case ir.In(members=(ir.Const(value=Hole(column=column)) as hole,)):
            values = constants(column)
            if isinstance(values, Hole):
                return evolve(expr, members=(evolve(hole, value=values),))
            return evolve(expr, members=tuple(ir.Const(value, hole.type) for value in values))
        case ir.Contains(other=other):
            return evolve(expr, other=_filled(other, constants))
        case _:
            return expr


def _filled(expr: ir.Expr, constants: Callable[[int], Any]) -> ir.Expr:
    if isinstance(expr, ir.Const) and isinstance(expr.value, Hole):
        return evolve(expr, value=constants(expr.value.column))
    return expr


def holes_in(expr: ir.Expr) -> tuple[int, ...]:
    """Return the columns a condition reads, in order."""
    found: list[int] = []
    filled(expr, lambda column: _noted(found, column))
    return tuple(found)


def _noted(found: list[int], column: int) -> Hole:
    found.append(column)
    return Hole(column)


# --- making holes ---------------------------------------------------------------------------


def holed(expr: ir.Expr, constants: list[Any]) -> ir.Expr:
    """Return a condition with holes for its constants, which come after the others in `constants`."""
    make = _MAKE.get(type(expr))
    return expr if make is None else make(expr, constants)


def _hole(value: Any, type_: Type, constants: list[Any]) -> ir.Const:
    """Return a hole for a value; of whatever type that is written, it is compared as those beside it."""
    constants.append(value)
    return ir.Const(Hole(len(constants) - 1), required(type_))


def _of_and(expr: ir.And, constants: list[Any]) -> ir.Expr:
    return ir.And(tuple([holed(each, constants) for each in expr.operands]), place=expr.place)


def _of_or(expr: ir.Or, constants: list[Any]) -> ir.Expr:
    return ir.Or(tuple([holed(each, constants) for each in expr.operands]), place=expr.place)


def _of_not(expr: ir.Not, constants: list[Any]) -> ir.Expr:
    return ir.Not(holed(expr.operand, constants), place=expr.place)


def _of_at_least(expr: ir.AtLeast, constants: list[Any]) -> ir.Expr:
    operands = tuple(holed(each, constants) for each in expr.operands)
    return ir.AtLeast(expr.count, operands, place=expr.place)


def _of_compare(expr: ir.Compare, constants: list[Any]) -> ir.Expr:
    left, right = expr.left, expr.right
    if is_constant(right) and _varies(left) and is_plain(expr):
        hole = _hole(right.value, left.type, constants)
        return ir.Compare(expr.operator, left, hole, place=expr.place)
    if is_constant(left) and _varies(right) and is_plain(expr):
        hole = _hole(left.value, right.type, constants)
        return ir.Compare(expr.operator, hole, right, place=expr.place)
    return expr


def _of_in(expr: ir.In, constants: list[Any]) -> ir.Expr:
    operand, members = expr.operand, expr.members
    if not _varies(operand) or not all(map(is_constant, members)) or not is_plain(expr):
        return expr
    hole = _hole(tuple([member.value for member in members]), operand.type, constants)
    return ir.In(operand, (hole,), place=expr.place)


def _of_contains(expr: ir.Contains, constants: list[Any]) -> ir.Expr:
    operand, other = expr.operand, expr.other
    if not _varies(operand) or not is_constant(other) or not is_plain(expr):
        return expr
    kind = required(operand.type)
    beside = kind.element if isinstance(kind, ListType) else other.type
    hole = _hole(other.value, beside, constants)
    return ir.Contains(expr.operator, operand, hole, place=expr.place)


def is_constant(expr: ir.Expr) -> TypeGuard[ir.Const]:
    """Return whether an expression is a written value that is there."""
    return isinstance(expr, ir.Const) and expr.value is not None and expr.value is not UNKNOWN


_READ: Final = (ir.Field, ir.Derived, ir.Parameter)


def _varies(expr: ir.Expr) -> bool:
    """Return whether a value is another for other facts: a hole beside a constant would be worked out as one."""
    if isinstance(expr, _READ):
        return True
    return not isinstance(simplified(expr), ir.Const)


_MAKE: Final[dict[type, Callable[[Any, list[Any]], ir.Expr]]] = {
    ir.And: _of_and,
    ir.Or: _of_or,
    ir.Not: _of_not,
    ir.AtLeast: _of_at_least,
    ir.Compare: _of_compare,
    ir.In: _of_in,
    ir.Contains: _of_contains,
}
"""What has constants of its own to compare with; whatever else a rule asks is part of its shape."""
