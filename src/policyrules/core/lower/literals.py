"""Which value does a literal write?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.normal_text import UnreadableText, normal_text
from policyrules.core.values import UNKNOWN, Duration
from policyrules.semantics.checked import MemberMeaning
from policyrules.semantics.types import (
    DurationType,
    IntegerType,
    Type,
    WordsType,
    required,
)
from policyrules.semantics.zones import instant
from policyrules.syntax.ast import expressions as syntax

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from policyrules.core.lower.scope import Scope
    from policyrules.diagnostics.span import Place

Literal = (
    syntax.TextLiteral
    | syntax.NumberLiteral
    | syntax.DateLiteral
    | syntax.DateTimeLiteral
    | syntax.DurationLiteral
    | syntax.BooleanLiteral
    | syntax.NoneLiteral
    | syntax.UnknownLiteral
    | syntax.SetLiteral
    | syntax.ListLiteral
    | syntax.RecordLiteral
)
_PARTS: dict[syntax.Unit, tuple[str, int]] = {
    "minute": ("minutes", 1),
    "hour": ("minutes", 60),
    "day": ("days", 1),
    "working day": ("working_days", 1),
    "week": ("days", 7),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "year": ("months", 12),
}


def literal_of(node: Literal, scope: Scope) -> ir.Const | ir.WordSet:
    """Return the constant a literal writes, fitted to the type the checker gave it."""
    type_, place = scope.type_of(node), scope.place(node)
    if isinstance(node, syntax.SetLiteral) and isinstance(required(type_), WordsType):
        words = tuple(_value(member, scope) for member in node.members)
        return ir.WordSet(words, type_, place=place)
    return ir.Const(_value(node, scope), type_, place=place)


def negative_of(operand: ir.Expr, type_: Type, place: Place) -> ir.Expr:
    """Return minus a value: a constant where it is one, else nought less the value."""
    nought = Duration() if isinstance(required(type_), DurationType) else _number(Decimal(0), type_)
    if isinstance(operand, ir.Const) and isinstance(operand.value, int | Decimal):
        minus = operand.value.copy_negate() if isinstance(operand.value, Decimal) else -operand.value
        return ir.Const(minus if operand.value else nought, type_, place=place)
    return ir.Arithmetic("-", ir.Const(nought, type_, place=place), operand, type_, place=place)


def duration_of(amount: Decimal, unit: syntax.Unit) -> Duration:
    """Return the length of so many of a unit.

    >>> duration_of(Decimal("1.5"), "hour")
    Duration(months=0, days=0, working_days=0, minutes=90)
    """
    part, each = _PARTS[unit]
    return Duration(**{part: int(amount * each)})


def _value(node: syntax.Expression, scope: Scope) -> Any:
    match node:
        case syntax.TextLiteral(value=text):
            return _text(text)
        case syntax.NumberLiteral(value=number):
            return _number(number, scope.type_of(node))
        case syntax.DateLiteral(value=day):
            return day
        case syntax.DateTimeLiteral(value=moment):
            return _in_zone(moment, scope.zone)
        case syntax.DurationLiteral(amount=amount, unit=unit):
            return duration_of(amount, unit)
        case syntax.BooleanLiteral(value=answer):
            return answer
        case syntax.NoneLiteral():
            return None
        case syntax.UnknownLiteral():
            return UNKNOWN
        case syntax.Negative(operand=operand):
            return -_value(operand, scope)
        case syntax.SetLiteral(members=members) | syntax.ListLiteral(members=members):
            return tuple(_value(member, scope) for member in members)
        case syntax.Path():
            meaning = scope.meaning_of(node)
            assert isinstance(meaning, MemberMeaning), "a literal holds literals and members"
            return meaning.member
        case _:
            raise TypeError(f"{type(node).__name__} is no value in a rule")


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Return an instant on the zone's clock; one its calendar has no day for stays as it is written."""
    try:
        return instant(moment, zone)
    except OverflowError:
        return moment


def _text(written: str) -> str:
    """Return a text as it is compared; one that no fact can equal stays as it is written."""
    try:
        return normal_text(written)
    except UnreadableText:
        return written


def _number(value: Decimal, type_: Type) -> int | Decimal:
    if isinstance(required(type_), IntegerType):
        return int(value)
    return value
