"""What does the scalar part of the core become in SQL (DuckDB)?

A condition becomes a nullable boolean: NULL is unknown. A value becomes two expressions, the value
(NULL when none or unknown) and whether it is known. A ratio becomes its numerator and divisor.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen

from policyrules.core import ir
from policyrules.core.values import Duration
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    NumberType,
    TextType,
    Type,
    required,
)
from tests.probes.scalar import NotScalarError

WIDE = 8
"""Digits after the point to which the probe's numbers are cast: enough for one product of fields."""


@frozen
class Sql:
    """A value in SQL: NULL in `value` means none where `known` is true."""

    value: str
    known: str
    divisor: str | None = None


def condition(expr: ir.Expr) -> str:
    """Return a nullable boolean: a none condition is false, an unknown one NULL."""
    match expr:
        case ir.Const(value=value) if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        case ir.Known(operand=operand):
            return f"({of(operand).known})"
        case ir.Present(operand=operand):
            made = of(operand)
            return f"(CASE WHEN {made.known} THEN {made.value} IS NOT NULL END)"
        case ir.Not(operand=operand):
            return f"(NOT {condition(operand)})"
        case ir.And(operands=operands):
            return "(" + " AND ".join(map(condition, operands)) + ")" if operands else "TRUE"
        case ir.Or(operands=operands):
            return "(" + " OR ".join(map(condition, operands)) + ")" if operands else "FALSE"
        case ir.AtLeast(count=count, operands=operands):
            least = of(count)
            sure = " + ".join(f"(CASE WHEN {condition(o)} THEN 1 ELSE 0 END)" for o in operands)
            possible = " + ".join(
                f"(CASE WHEN {condition(o)} IS NOT FALSE THEN 1 ELSE 0 END)" for o in operands
            )
            return (
                f"(CASE WHEN NOT {least.known} THEN NULL WHEN {least.value} IS NULL THEN FALSE "
                f"WHEN {sure} >= {least.value} THEN TRUE WHEN {possible} < {least.value} THEN FALSE END)"
            )
        case ir.Compare(operator=operator, left=left, right=right):
            return _compare(operator, left, right)
        case ir.In(operand=operand, members=members):
            made = of(operand)
            listed = ", ".join(of(member).value for member in members)
            return _when_there([made], f"{made.value} IN ({listed})")
        case ir.Like(operand=operand, pattern=pattern):
            made = of(operand)
            return _when_there([made], f"regexp_full_match({made.value}, {_text(pattern)})")
        case ir.Contains(operator=operator, operand=operand, other=other):
            function = {"contains": "contains", "starts with": "starts_with", "ends with": "suffix"}[operator]
            text, part = of(operand), of(other)
            return _when_there([text, part], f"{function}({text.value}, {part.value})")
        case ir.Case():
            made = of(expr)
            return f"(CASE WHEN {made.known} THEN coalesce({made.value}, FALSE) END)"
        case ir.Field():
            made = of(expr)
            return f"(CASE WHEN {made.known} THEN coalesce({made.value}, FALSE) END)"
        case _:
            raise NotScalarError(type(expr).__name__)


def of(expr: ir.Expr) -> Sql:
    """Return the SQL of a value."""
    match expr:
        case ir.Const(value=value, type=type_):
            return Sql(_literal(value, type_), "TRUE")
        case ir.Field(steps=steps):
            return Sql(f'"{steps[0]}"', f'"{steps[0]}?"')
        case ir.Today():
            return Sql('"today"', '"today?"')
        case ir.Arithmetic(operator=operator, left=left, right=right, type=type_):
            a, b = of(left), of(right)
            value = f"({_cast(a.value, left.type)} {operator} {_cast(b.value, right.type)})"
            none = f"({_none(a)} OR {_none(b)})"
            return Sql(_cast(value, type_), f"({none} OR ({a.known} AND {b.known}))")
        case ir.Divide(left=left, right=right):
            a, b = of(left), of(right)
            none = f"({_none(a)} OR {_none(b)})"
            known = f"({none} OR ({a.known} AND {b.known} AND {b.value} <> 0))"
            return Sql(a.value, known, b.value)
        case ir.Round(operand=operand, places=places):
            a = of(operand)
            if a.divisor is None:
                return Sql(f"round({a.value}, {places})", a.known)
            raise NotScalarError("Round of a ratio")
        case ir.Shift(moment=moment, sign=sign, duration=ir.Const(value=Duration() as length)):
            if length.working_days or length.minutes:
                raise NotScalarError("Shift by working days")
            a = of(moment)
            step = f"INTERVAL ({sign * length.months}) MONTH"
            shifted = f"CAST(CAST({a.value} + {step} AS DATE) + ({sign * length.days}) AS DATE)"
            return Sql(shifted, a.known)
        case ir.Between(start=start, finish=finish):
            a, b = of(start), of(finish)
            none = f"({_none(a)} OR {_none(b)})"
            return Sql(f"({b.value} - {a.value})", f"({none} OR ({a.known} AND {b.known}))")
        case ir.Case(hit="first", branches=branches, otherwise=otherwise):
            return _first(branches, otherwise)
        case _ if isinstance(required(expr.type), BooleanType):
            made = condition(expr)
            return Sql(made, f"({made} IS NOT NULL)")
        case _:
            raise NotScalarError(type(expr).__name__)


def _first(branches: tuple[tuple[ir.Expr, ir.Expr], ...], otherwise: ir.Expr) -> Sql:
    """A row yes: its result. No: the rest. Unknown: its result if the rest gives the same."""
    rest = of(otherwise)
    for test, result in reversed(branches):
        asked, given = condition(test), of(result)
        if given.divisor or rest.divisor:
            raise NotScalarError("Case of ratios")
        same = f"({given.known} AND {rest.known} AND {given.value} IS NOT DISTINCT FROM {rest.value})"
        rest = Sql(
            f"(CASE WHEN {asked} IS FALSE THEN {rest.value} ELSE {given.value} END)",
            f"(CASE WHEN {asked} THEN {given.known} WHEN {asked} IS FALSE THEN {rest.known} ELSE {same} END)",
        )
    return rest


def _compare(operator: str, left: ir.Expr, right: ir.Expr) -> str:
    a, b = of(left), of(right)
    if a.divisor is not None or b.divisor is not None:
        # n/d ? m/e  is  n*e ? m*d  with the sign of d*e moved to one side
        d, e = a.divisor or "1", b.divisor or "1"
        x = f"({_wide(a.value)} * {_wide(e)} * sign({d}) * sign({e}))"
        y = f"({_wide(b.value)} * {_wide(d)} * sign({d}) * sign({e}))"
    elif isinstance(required(left.type), EnumType) and operator in ("<", "<="):
        x, y = _ordinal(a.value, left.type), _ordinal(b.value, right.type)
    else:
        x, y = a.value, b.value
    sql_operator = "<>" if operator == "!=" else operator
    return _when_there([a, b], f"{x} {sql_operator} {y}")


def _when_there(made: list[Sql], test: str) -> str:
    none = " OR ".join(_none(one) for one in made)
    known = " AND ".join(one.known for one in made)
    return f"(CASE WHEN {none} THEN FALSE WHEN {known} THEN {test} END)"


def _none(made: Sql) -> str:
    parts = (
        f"{made.value} IS NULL"
        if made.divisor is None
        else f"({made.value} IS NULL OR {made.divisor} IS NULL)"
    )
    if made.divisor is None:
        return f"({made.known} AND {parts})"
    return f"({made.known} AND {parts})"


def _ordinal(value: str, type_: Type) -> str:
    plain = required(type_)
    assert isinstance(plain, EnumType)
    return f"list_position([{', '.join(map(_text, plain.members))}], {value})"


def column(type_: Type) -> str:
    """Return the DuckDB type of a field's column."""
    match required(type_):
        case IntegerType():
            return "DECIMAL(18,0)"
        case NumberType(scale=scale):
            return f"DECIMAL(18,{scale})"
        case BooleanType():
            return "BOOLEAN"
        case DateType():
            return "DATE"
        case TextType() | EnumType():
            return "VARCHAR"
        case other:
            raise NotScalarError(type(other).__name__)


def _cast(value: str, type_: Type) -> str:
    match required(type_):
        case IntegerType():
            return f"CAST({value} AS DECIMAL(18,0))"
        case NumberType(scale=scale, precision=precision):
            return f"CAST({value} AS DECIMAL({min(precision, 38)},{scale}))"
        case _:
            return value


def _wide(value: str) -> str:
    return f"CAST({value} AS DECIMAL(18,4))"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _literal(value: Any, type_: Type) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | Decimal():
            return _cast(format(value, "f"), type_)
        case str():
            return _text(value)
        case date():
            return f"DATE '{value.isoformat()}'"
        case _:
            raise NotScalarError(repr(value))
