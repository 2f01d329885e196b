"""Do the parts of a core expression have types that go together?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.values import UNKNOWN, Duration, Period, Row
from policyrules.semantics.fit import comparable, has_order
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    ErrorType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    PeriodType,
    RecordType,
    RefType,
    TextType,
    Type,
    is_numeric,
    required,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def misfits(node: ir.Expr) -> Iterator[str]:
    """Yield what does not fit among a node and the expressions directly inside it."""
    match node:
        case ir.Const(value=value, type=type_):
            if not holds(type_, value):
                yield f"the constant {value!r} is no {_named(type_)}"
        case ir.Not(operand=operand):
            yield from _conditions(operand)
        case ir.And(operands=operands) | ir.Or(operands=operands):
            yield from _conditions(*operands)
        case ir.AtLeast(count=count, operands=operands):
            yield from _conditions(*operands)
            yield from _numbers(count)
        case ir.Compare(operator=operator, left=left, right=right):
            if not comparable(left.type, right.type) and not _none(left, right):
                yield f"{_named(left.type)} {operator} {_named(right.type)}"
            if operator in ("<", "<=") and not has_order(left.type) and not _none(left, right):
                yield f"{_named(left.type)} has no order"
        case ir.In(operand=operand, members=members):
            for member in members:
                if not comparable(operand.type, member.type):
                    yield f"{_named(operand.type)} in a set of {_named(member.type)}"
        case ir.Case(branches=branches):
            yield from _conditions(*(condition for condition, _ in branches))
        case ir.Arithmetic(left=left, right=right, type=type_):
            if isinstance(required(type_), DurationType):
                yield from _of(DurationType, left, right)
            else:
                yield from _numbers(left, right)
        case ir.Divide(left=left, right=right):
            yield from _numbers(left, right)
        case ir.Round(operand=operand):
            yield from _numbers(operand)
        case ir.Shift(moment=moment, duration=duration):
            yield from _of((DateType, DateTimeType), moment)
            yield from _of(DurationType, duration)
        case ir.Between(start=start, finish=finish) | ir.MakePeriod(start=start, finish=finish):
            yield from _of((DateType, DateTimeType), start, finish)
        case ir.InPeriod(operand=operand, period=period):
            yield from _of((DateType, DateTimeType), operand)
            yield from _of(PeriodType, period)
        case ir.InCalendar(operand=operand):
            yield from _of((DateType, DateTimeType), operand)
        case ir.Like(operand=operand):
            yield from _of((TextType, RefType), operand)
        case ir.Aggregate(where=where, source=source):
            yield from _conditions(where)
            yield from _of(ListType, source)
        case _:
            pass


def holds(type_: Type, value: Any) -> bool:
    """Return whether a runtime value (core/values.py) is one of a type."""
    if value is UNKNOWN:
        return True
    match type_:
        case OptionalType(element):
            return value is None or holds(element, value)
        case TextType() | RefType():
            return isinstance(value, str)
        case EnumType(members=members):
            return value in members
        case BooleanType():
            return isinstance(value, bool)
        case IntegerType():
            return type(value) is int
        case NumberType():
            return type(value) in (int, Decimal)
        case DateTimeType():
            return isinstance(value, datetime) and value.tzinfo is not None
        case DateType():
            return isinstance(value, date) and not isinstance(value, datetime)
        case DurationType():
            return isinstance(value, Duration)
        case PeriodType():
            return isinstance(value, Period)
        case ListType(element):
            return isinstance(value, tuple) and all(holds(element, part) for part in value)
        case RecordType(record):
            return isinstance(value, Row) and value.record == record
        case _:
            return True


def _conditions(*exprs: ir.Expr) -> Iterator[str]:
    yield from _of((BooleanType,), *exprs)


def _numbers(*exprs: ir.Expr) -> Iterator[str]:
    for expr in exprs:
        if not (is_numeric(expr.type) or isinstance(expr.type, ErrorType) or _none(expr)):
            yield f"{_named(expr.type)} is counted with"


def _of(kinds: type | tuple[type, ...], *exprs: ir.Expr) -> Iterator[str]:
    for expr in exprs:
        if not (isinstance(required(expr.type), kinds) or isinstance(expr.type, ErrorType) or _none(expr)):
            yield f"{_named(expr.type)} where another kind is needed"


def _none(*exprs: ir.Expr) -> bool:
    return any(isinstance(expr, ir.Const) and expr.value is None for expr in exprs)


def _named(type_: Type) -> str:
    return type(type_).__name__.removesuffix("Type").lower()
