"""How is a condition written in a language of infix operators?

Ours and most peers' differ in words and literals only: a `Dialect` says which.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from attrs import field, frozen

from tests.benchmarks.workload import (
    COMPARES,
    All,
    Compare,
    CompareFields,
    Condition,
    Field,
    Flag,
    Has,
    Not,
    OneOf,
    Op,
    Value,
)


def literal(value: Value) -> str:
    """Return a constant as JSON has it, and as most languages do: dates are texts, decimals floats."""
    match value:
        case date():
            return json.dumps(value.isoformat())
        case Decimal():
            return repr(float(value)) if value % 1 else str(int(value))
        case _:
            return json.dumps(value, ensure_ascii=False)


@frozen
class Dialect:
    """The words of a language."""

    name: Callable[[Field], str]
    """a field, where its value is compared"""
    value: Callable[[Value], str] = literal
    member: Callable[[str], str] = literal
    """a member of an enum"""
    conjunction: str = " and "
    negation: str = "not ({})"
    equals: str = "="
    ordered_enums: bool = False
    """whether `tier <= county` can be written; elsewhere it is spelt out as the members that are meant"""
    compare: Callable[[str, Op, str, Field], str] | None = None
    """a comparison, where kinds are compared in ways of their own"""
    one_of: Callable[[str, Sequence[str]], str] = field(
        default=lambda name, members: f"{name} in [{', '.join(members)}]"
    )
    has: Callable[[str, str], str] = field(default=lambda name, element: f"{element} in {name}")


def written(condition: Condition, dialect: Dialect) -> str:
    """Return a condition in a dialect."""
    match condition:
        case Flag(of):
            return dialect.name(of)
        case Compare(of, op, value):
            if of.ordered and not dialect.ordered_enums:
                return written(spelt_out(condition), dialect)
            return _compared(dialect, of, op, _constant(dialect, of, value))
        case CompareFields(of, op, other):
            return _compared(dialect, of, op, dialect.name(other))
        case OneOf(of, members):
            return dialect.one_of(dialect.name(of), [dialect.member(member) for member in members])
        case Has(of, element):
            return dialect.has(dialect.name(of), dialect.value(element))
        case Not(inner):
            return dialect.negation.format(written(inner, dialect))
        case All(conditions):
            return dialect.conjunction.join(written(inner, dialect) for inner in conditions)
        case _:
            assert_never(condition)


def _constant(dialect: Dialect, of: Field, value: Value) -> str:
    return dialect.member(str(value)) if of.kind == "enum" else dialect.value(value)


def _compared(dialect: Dialect, of: Field, op: Op, right: str) -> str:
    if dialect.compare is not None:
        return dialect.compare(dialect.name(of), op, right, of)
    return f"{dialect.name(of)} {dialect.equals if op == '=' else op} {right}"


def spelt_out(condition: Compare) -> Condition:
    """Return a comparison of an ordered enum as the members that are meant."""
    of = condition.field
    limit = of.members.index(str(condition.value))
    return OneOf(
        of, tuple(member for rank, member in enumerate(of.members) if COMPARES[condition.op](rank, limit))
    )
