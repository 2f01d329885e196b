"""What does the scalar part of the core become in SMT (z3)?

A condition becomes a pair: known, and (where known) yes. A value becomes known, none and a term: an
integer or real, a string, an ordinal for an enum, a day number for a date. Months use the civil
calendar on day numbers; regular expressions are outside this probe.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import z3
from attrs import frozen

from policyrules.core import ir
from policyrules.core.values import UNKNOWN, Duration
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

YES, NO = z3.BoolVal(True), z3.BoolVal(False)


@frozen(eq=False)
class Condition:
    """Known, and yes where known."""

    known: z3.BoolRef
    yes: z3.BoolRef


@frozen(eq=False)
class Term:
    """A value: known, none (where known), and what it is otherwise."""

    known: z3.BoolRef
    none: z3.BoolRef
    value: Any
    divisor: Any = None


def symbol(name: str, type_: Type) -> Term:
    """Return a field as three free constants."""
    sorts = {
        IntegerType: z3.Int,
        NumberType: z3.Real,
        BooleanType: z3.Bool,
        DateType: z3.Int,
        EnumType: z3.Int,
        TextType: z3.String,
    }
    kind = type(required(type_))
    if kind not in sorts:
        raise NotScalarError(kind.__name__)
    return Term(z3.Bool(f"{name}?"), z3.Bool(f"{name}!"), sorts[kind](name))


def facts(name: str, type_: Type, value: Any) -> list[z3.BoolRef]:
    """Return what says that a field has a value."""
    made = symbol(name, type_)
    if value is UNKNOWN:
        return [z3.Not(made.known)]
    if value is None:
        return [made.known, made.none]
    return [made.known, z3.Not(made.none), made.value == literal(value, type_)]


def literal(value: Any, type_: Type) -> Any:
    """Return the term of a constant."""
    match value:
        case bool():
            return z3.BoolVal(value)
        case str() if isinstance(required(type_), EnumType):
            plain = required(type_)
            assert isinstance(plain, EnumType)
            return z3.IntVal(plain.members.index(value))
        case str():
            return z3.StringVal(value)
        case int():
            return z3.IntVal(value)
        case Decimal():
            return z3.RealVal(str(value))
        case date():
            return z3.IntVal(value.toordinal())
        case _:
            raise NotScalarError(repr(value))


def condition(expr: ir.Expr) -> Condition:
    """Return the pair of a condition; none is no."""
    match expr:
        case ir.Const(value=bool() as value):
            return Condition(YES, z3.BoolVal(value))
        case ir.Known(operand=operand):
            return Condition(YES, of(operand).known)
        case ir.Present(operand=operand):
            made = of(operand)
            return Condition(made.known, z3.Not(made.none))
        case ir.Not(operand=operand):
            inner = condition(operand)
            return Condition(inner.known, z3.Not(inner.yes))
        case ir.And(operands=operands):
            asked = [condition(o) for o in operands]
            no = z3.Or([z3.And(a.known, z3.Not(a.yes)) for a in asked])
            yes = z3.And([z3.And(a.known, a.yes) for a in asked])
            return Condition(z3.Or(no, yes), yes)
        case ir.Or(operands=operands):
            asked = [condition(o) for o in operands]
            yes = z3.Or([z3.And(a.known, a.yes) for a in asked])
            no = z3.And([z3.And(a.known, z3.Not(a.yes)) for a in asked])
            return Condition(z3.Or(no, yes), yes)
        case ir.AtLeast(count=count, operands=operands):
            asked = [condition(o) for o in operands]
            least = of(count)
            sure = z3.Sum([z3.If(z3.And(a.known, a.yes), 1, 0) for a in asked])
            possible = z3.Sum([z3.If(z3.Or(z3.Not(a.known), a.yes), 1, 0) for a in asked])
            yes = z3.And(z3.Not(least.none), sure >= least.value)
            no = z3.Or(least.none, possible < least.value)
            return Condition(z3.And(least.known, z3.Or(yes, no)), yes)
        case ir.Compare(operator=operator, left=left, right=right):
            return _compare(operator, of(left), of(right))
        case ir.In(operand=operand, members=members):
            made = of(operand)
            test = z3.Or([made.value == of(member).value for member in members])
            return _when_there([made], test)
        case ir.Contains(operator=operator, operand=operand, other=other):
            text, part = of(operand), of(other)
            tests = {
                "contains": lambda: z3.Contains(text.value, part.value),
                "starts with": lambda: z3.PrefixOf(part.value, text.value),
                "ends with": lambda: z3.SuffixOf(part.value, text.value),
            }
            return _when_there([text, part], tests[operator]())
        case ir.Case() | ir.Field():
            made = of(expr)
            return Condition(made.known, z3.And(z3.Not(made.none), made.value))
        case _:
            raise NotScalarError(type(expr).__name__)


def of(expr: ir.Expr) -> Term:
    """Return the term of a value."""
    match expr:
        case ir.Const(value=None, type=type_):
            raise NotScalarError(f"none as {type(type_).__name__}")
        case ir.Const(value=value, type=type_):
            return Term(YES, NO, literal(value, type_))
        case ir.Field(steps=steps, type=type_):
            return symbol(steps[0], type_)
        case ir.Today(type=type_):
            return symbol("today", type_)
        case ir.Arithmetic(operator=operator, left=left, right=right):
            a, b = of(left), of(right)
            value = {
                "+": lambda: a.value + b.value,
                "-": lambda: a.value - b.value,
                "*": lambda: a.value * b.value,
            }
            return _both(a, b, value[operator]())
        case ir.Divide(left=left, right=right):
            a, b = of(left), of(right)
            both = _both(a, b, a.value)
            return Term(z3.Or(both.none, z3.And(both.known, b.value != 0)), both.none, a.value, b.value)
        case ir.Shift(moment=moment, sign=sign, duration=ir.Const(value=Duration() as length)):
            if length.working_days or length.minutes:
                raise NotScalarError("Shift by working days")
            a = of(moment)
            moved = _add_months(a.value, sign * length.months) if length.months else a.value
            return Term(a.known, a.none, moved + sign * length.days)
        case ir.Between(start=start, finish=finish):
            a, b = of(start), of(finish)
            return _both(a, b, b.value - a.value)
        case ir.Case(hit="first", branches=branches, otherwise=otherwise):
            rest = of(otherwise)
            for test, result in reversed(branches):
                asked, given = condition(test), of(result)
                if given.divisor is not None or rest.divisor is not None:
                    raise NotScalarError("Case of ratios")
                alike = z3.And(given.none == rest.none, z3.Or(given.none, given.value == rest.value))
                same = z3.And(given.known, rest.known, alike)
                takes = z3.Or(z3.Not(asked.known), asked.yes)
                rest = Term(
                    z3.If(asked.known, z3.If(asked.yes, given.known, rest.known), same),
                    z3.If(takes, given.none, rest.none),
                    z3.If(takes, given.value, rest.value),
                )
            return rest
        case _ if isinstance(required(expr.type), BooleanType):
            made = condition(expr)
            return Term(made.known, NO, made.yes)
        case _:
            raise NotScalarError(type(expr).__name__)


def _both(a: Term, b: Term, value: Any) -> Term:
    none = z3.Or(z3.And(a.known, a.none), z3.And(b.known, b.none))
    return Term(z3.Or(none, z3.And(a.known, b.known)), none, value)


def _compare(operator: str, a: Term, b: Term) -> Condition:
    x, y = a.value, b.value
    if a.divisor is not None or b.divisor is not None:
        d = a.divisor if a.divisor is not None else z3.RealVal(1)
        e = b.divisor if b.divisor is not None else z3.RealVal(1)
        flip = z3.If(d * e < 0, z3.RealVal(-1), z3.RealVal(1))
        x, y = x * e * flip, y * d * flip
    test = {"=": lambda: x == y, "!=": lambda: x != y, "<": lambda: x < y, "<=": lambda: x <= y}[operator]()
    return _when_there([a, b], test)


def _when_there(made: list[Term], test: z3.BoolRef) -> Condition:
    none = z3.Or([z3.And(one.known, one.none) for one in made])
    known = z3.Or(none, z3.And([one.known for one in made]))
    return Condition(known, z3.And(z3.Not(none), test))


def _add_months(day: Any, months: int) -> Any:
    """Return a day number some months on, clamped to the month's end (the civil calendar, by formula)."""
    # days since 0000-03-01, so that leap days end a year; date.toordinal counts from 0001-01-01 as 1
    since = day + 305
    era = since / 146097
    within = since - era * 146097
    year_of_era = (within - within / 1460 + within / 36524 - within / 146096) / 365
    day_of_year = within - (365 * year_of_era + year_of_era / 4 - year_of_era / 100)
    shifted_month = (5 * day_of_year + 2) / 153
    day_of_month = day_of_year - (153 * shifted_month + 2) / 5 + 1
    index = (year_of_era + era * 400) * 12 + shifted_month + months
    year, month = index / 12, index % 12
    first = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5
    following = index + 1
    next_year, next_month = following / 12, following % 12
    next_first = (
        365 * next_year + next_year / 4 - next_year / 100 + next_year / 400 + (153 * next_month + 2) / 5
    )
    length = next_first - first
    return first + z3.If(day_of_month > length, length, day_of_month) - 1 - 305
