"""Which plain Python test says how two values compare?

Only where the types leave no doubt that Python compares them as the core does; None otherwise, and
then the comparison is worked out by the core's own (`runtime.compared`).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from policyrules.backends.python.index.columns import Hole
from policyrules.backends.python.operands import operand
from policyrules.backends.python.unit import UNKNOWN, Operand, Unit
from policyrules.core import ir
from policyrules.core.values import UNKNOWN as UNKNOWN_VALUE
from policyrules.frozen import field, frozen
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    ListType,
    NumberType,
    PeriodType,
    RefType,
    TextType,
    Type,
    is_numeric,
    required,
)

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from policyrules.backends.python.computations import Computations
    from policyrules.backends.python.nodes import Line

_FEW: Final = 4
"""So many constants are compared one by one; more, or more than one text, are looked up in a set."""


def is_plain(expr: ir.Compare | ir.In | ir.Contains) -> bool:
    """Return whether a comparison is a plain Python test."""
    match expr:
        case ir.Compare(left=left, right=right):
            return _alike(left.type, right.type)
        case ir.In(operand=operand, members=members):
            return all(_alike(operand.type, member.type) for member in members)
        case ir.Contains(operand=operand, other=other):
            kind = required(operand.type)
            if not isinstance(other, ir.Const) or other.value is None or other.value is UNKNOWN_VALUE:
                return False
            if isinstance(kind, ListType):
                return _alike(kind.element, other.type)
            return isinstance(kind, TextType | RefType) and isinstance(required(other.type), TextType)


def compared(code: Computations, unit: Unit, expr: ir.Compare, *, sure: bool) -> ast.expr | None:
    """Return the test that a comparison possibly, or surely, holds."""
    left, right = expr.left, expr.right
    line = unit.line_of(expr.place)
    if not is_plain(expr):
        return None
    kind = required(left.type)
    match left, right:
        case ir.Const(value=None), _:
            return line.constant(False)
        case _, ir.Const(value=None):
            return line.constant(False)
        case _, ir.Const(value=value) if value is not UNKNOWN_VALUE:
            if isinstance(kind, EnumType) and expr.operator in ("<", "<="):
                form = Members(expr.operator, kind, constant_first=False)
                return _one_of(code, line, operand(code, unit, left), _several(value, form), sure=sure)
            exact = _single(code, value, left.type)
            return _with_constant(code, line, operand(code, unit, left), expr.operator, exact, sure=sure)
        case ir.Const(value=value), _ if value is not UNKNOWN_VALUE:
            if isinstance(kind, EnumType) and expr.operator in ("<", "<="):
                form = Members(expr.operator, kind, constant_first=True)
                return _one_of(code, line, operand(code, unit, right), _several(value, form), sure=sure)
            turned = {"<": ">", "<=": ">="}.get(expr.operator, expr.operator)
            exact = _single(code, value, right.type)
            return _with_constant(code, line, operand(code, unit, right), turned, exact, sure=sure)
        case _:
            first, second = operand(code, unit, left), operand(code, unit, right)
            if isinstance(kind, EnumType) and expr.operator in ("<", "<="):
                ranks = {member: rank for rank, member in enumerate(kind.members)}
                held = code.constants.of(_Ranks(ranks), line)
                return _with_each_other(line, first, second, expr.operator, ranks=held, sure=sure)
            return _with_each_other(line, first, second, expr.operator, ranks=None, sure=sure)


def in_any_of(code: Computations, unit: Unit, expr: ir.In, *, sure: bool) -> ast.expr | None:
    """Return the test that a value possibly, or surely, is one of some constants."""
    if not is_plain(expr):
        return None
    line = unit.line_of(expr.place)
    among = Among(expr.operand.type)
    match expr.members:
        case (ir.Const(value=Hole() as hole),):
            return _one_of(code, line, operand(code, unit, expr.operand), (hole, among), sure=sure)
        case members:
            values = among([member.value for member in members if member.value is not None])
            return _one_of(code, line, operand(code, unit, expr.operand), values, sure=sure)


def with_text(code: Computations, unit: Unit, expr: ir.Contains, *, sure: bool) -> ast.expr | None:
    """Return the test that a text possibly, or surely, contains, begins or ends with a written one.

    Or that a list contains a written value: possibly also by an element that is unknown.
    """
    if not is_plain(expr) or not isinstance(expr.other, ir.Const):
        return None
    line = unit.line_of(expr.place)
    value = operand(code, unit, expr.operand)
    kind = required(expr.operand.type)
    beside = kind.element if isinstance(kind, ListType) else expr.other.type
    words = code.constants.of(_single(code, expr.other.value, beside), line)
    guards = _there(line, value, sure=sure)
    if isinstance(kind, ListType):
        found = line.test(words, "in", value())
        if not sure and value.may_hold_unknown:
            found = line.any(found, line.test(line.name(UNKNOWN), "in", value()))
    elif expr.operator == "contains":
        found = line.test(words, "in", value())
    else:
        method = "startswith" if expr.operator == "starts with" else "endswith"
        found = line.call(line.attribute(value(), method), [words])
    return _guarded(line, guards, found)


# --- which types Python compares as the core does -------------------------------------------

_TEXTS: Final = (TextType, RefType)
_PLAIN: Final = (TextType, RefType, EnumType, BooleanType, DateType, DateTimeType, DurationType, PeriodType)


def _alike(left: Type, right: Type) -> bool:
    """Return whether values of two types compare in Python as they do in the core.

    Not a date with a datetime, which compare by the day, nor lists and records, whose parts may be
    unknown.
    """
    left, right = required(left), required(right)
    if is_numeric(left) and is_numeric(right):
        return True
    if isinstance(left, _TEXTS) and isinstance(right, _TEXTS):
        return True
    return isinstance(left, _PLAIN) and type(left) is type(right)


def exact(value: Any, beside: Type) -> Any:
    """Return a constant in the form it compares fastest in: as the values beside it are."""
    if isinstance(required(beside), NumberType) and type(value) is int:
        return Decimal(value)
    if isinstance(value, Decimal) and not isinstance(required(beside), NumberType):
        whole = Fraction(value)
        return int(whole) if whole.denominator == 1 else value
    return value


class _Ranks(dict[str, int]):
    """The rank of each member of an enum, held as a constant: equal only to itself."""

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]  # it never changes
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


# --- constants of one rule, and of rules of one shape ----------------------------------------


@frozen
class Exact:
    """The form of a constant beside values of a type."""

    beside: Type

    def __call__(self, value: Any) -> Any:
        """Return the constant in this form."""
        return exact(value, self.beside)


@frozen
class Among:
    """The form of several constants, one of which values of a type may be."""

    beside: Type

    def __call__(self, values: Iterable[Any]) -> list[Any]:
        """Return the constants in this form."""
        return [exact(value, self.beside) for value in values]


@frozen
class Members:
    """The members of an enum for which an order comparison with one of them holds."""

    operator: str
    kind: EnumType
    constant_first: bool = field(kw_only=True)

    def __call__(self, value: str) -> list[str]:
        """Return the members, for the one that is written."""
        members = self.kind.members
        at = members.index(value)
        if self.constant_first:
            return list(members[at + 1 if self.operator == "<" else at :])
        return list(members[: at if self.operator == "<" else at + 1])


@frozen
class OneOf:
    """The set in which a value is looked up; an unknown one is possibly in it."""

    several: Among | Members
    unknown: bool = field(kw_only=True)

    def __call__(self, written: Any) -> frozenset[Any]:
        """Return the set, for what is written."""
        values = self.several(written)
        return frozenset([*values, UNKNOWN_VALUE] if self.unknown else values)


Several = list[Any] | tuple[Hole, Among | Members]
"""Constants; or those of each rule of a shape, and their form."""


def _single(code: Computations, value: Any, beside: Type) -> Any:
    """Return a constant as it is compared, or where each rule of a shape has its own."""
    return code.column(value, Exact(beside)) if isinstance(value, Hole) else exact(value, beside)


def _several(value: Any, form: Members) -> Several:
    return (value, form) if isinstance(value, Hole) else form(value)


# --- the tests ------------------------------------------------------------------------------


def _with_constant(
    code: Computations, line: Line, value: Operand, operator: str, constant: Any, *, sure: bool
) -> ast.expr:
    held = code.constants.of(constant, line)
    match operator:
        case "=" | "!=" if isinstance(constant, bool):
            return _is_boolean(line, value, constant is (operator == "="), sure=sure)
        case "=":
            return _one_of(code, line, value, [constant], sure=sure)
        case "!=":
            different: list[ast.expr] = []
            if sure and value.may_be_unknown:
                different.append(line.test(value(), "is not", line.name(UNKNOWN)))
            if value.may_be_none:
                different.append(line.test(value(), "is not", line.constant(None)))
            return line.both(*different, line.test(value(), "!=", held))
        case _:
            guards = _there(line, value, sure=sure)
            return _guarded(line, guards, _ordered(line, value(), operator, held))


def _is_boolean(line: Line, value: Operand, wanted: bool, *, sure: bool) -> ast.expr:  # noqa: FBT001  # a value
    if not value.may_be_none and not value.may_be_unknown:
        return value() if wanted else line.not_(value())
    if sure:
        return line.test(value(), "is", line.constant(wanted))
    not_other = line.test(value(), "is not", line.constant(not wanted))
    if not value.may_be_none:
        return not_other
    return line.both(not_other, line.test(value(), "is not", line.constant(None)))


def _one_of(code: Computations, line: Line, value: Operand, constants: Several, *, sure: bool) -> ast.expr:
    """Return the test of one of several constants: none and unknown are equal to none of them."""
    unknown = not sure and value.may_be_unknown
    if isinstance(constants, tuple):
        hole, several = constants
        members = code.column(hole, OneOf(several, unknown=unknown))
        return line.test(value(), "in", code.constants.of(members, line))
    if constants and len(constants) > (1 if isinstance(constants[0], str) else _FEW):
        held = frozenset([*constants, UNKNOWN_VALUE] if unknown else constants)
        return line.test(value(), "in", code.constants.of(held, line))
    tests = [line.test(value(), "==", code.constants.of(constant, line)) for constant in constants]
    if unknown:
        tests.append(line.test(value(), "is", line.name(UNKNOWN)))
    return line.any(*tests)


def _with_each_other(
    line: Line,
    first: Operand,
    second: Operand,
    operator: str,
    *,
    ranks: ast.expr | None,
    sure: bool,
) -> ast.expr:
    """Return the test of two values: no when either is none, then unknown when either is unknown."""
    there = [
        line.test(value(), "is not", line.constant(None)) for value in (first, second) if value.may_be_none
    ]
    unknown = [
        line.test(value(), "is", line.name(UNKNOWN)) for value in (first, second) if value.may_be_unknown
    ]
    left, right = first(), second()
    if ranks is not None:
        left, right = line.lookup(ranks, left), line.lookup(ranks, right)
    match operator:
        case "=":
            found = line.test(left, "==", right)
        case "!=":
            found = line.test(left, "!=", right)
        case _:
            found = _ordered(line, left, operator, right)
    if sure:
        return line.both(*there, *(line.not_(test) for test in unknown), found)
    return line.both(*there, line.any(*unknown, found))


def _ordered(line: Line, left: ast.expr, operator: str, right: ast.expr) -> ast.expr:
    match operator:
        case "<":
            return line.test(left, "<", right)
        case "<=":
            return line.test(left, "<=", right)
        case ">":
            return line.test(left, ">", right)
        case _:
            return line.test(left, ">=", right)


def _there(line: Line, value: Operand, *, sure: bool) -> tuple[list[ast.expr], list[ast.expr]]:
    """Return what must hold before a value is looked at, and what settles it without a look."""
    needed: list[ast.expr] = []
    settled: list[ast.expr] = []
    if value.may_be_unknown:
        if sure:
            needed.append(line.test(value(), "is not", line.name(UNKNOWN)))
        else:
            settled.append(line.test(value(), "is", line.name(UNKNOWN)))
    if value.may_be_none:
        needed.append(line.test(value(), "is not", line.constant(None)))
    return needed, settled


def _guarded(line: Line, guards: tuple[list[ast.expr], list[ast.expr]], found: ast.expr) -> ast.expr:
    needed, settled = guards
    return line.any(*settled, line.both(*needed, found))
