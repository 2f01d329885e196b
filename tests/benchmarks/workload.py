"""What is decided? The rules and fields of the benchmarks as data, of which every form of them is written.

A condition is a tree of these nodes. Our policy, and each peer's expressions, are written from it; the hand-written
functions are held to the answers of `matching`, the plainest reading of the tree.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, assert_never

from attrs import frozen

Kind = Literal["text", "enum", "integer", "number", "date", "boolean", "texts"]
Op = Literal["=", "<", "<=", ">", ">="]
Value = str | int | Decimal | date
Facts = Mapping[str, Any]

COMPARES: dict[Op, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@frozen
class Field:
    """A fact: its name, its kind, and of an enum the members, from the lowest where they have an order."""

    name: str
    kind: Kind
    members: tuple[str, ...] = ()
    ordered: bool = False


@frozen
class Flag:
    """A boolean holds."""

    field: Field


@frozen
class Compare:
    """A field against a constant."""

    field: Field
    op: Op
    value: Value


@frozen
class CompareFields:
    """A field against another of its kind."""

    field: Field
    op: Op
    other: Field


@frozen
class OneOf:
    """A field is one of some members."""

    field: Field
    members: tuple[str, ...]


@frozen
class Has:
    """A list of texts has an element."""

    field: Field
    element: str


@frozen
class Not:
    """It does not hold."""

    condition: Condition


@frozen
class All:
    """All of them hold."""

    conditions: tuple[Condition, ...]


Condition = Flag | Compare | CompareFields | OneOf | Has | Not | All


@frozen
class Rule:
    """An item: it matches where its condition holds and its exception, if it has one, does not."""

    id: str
    modality: Literal["must not", "may", "should not"]
    when: Condition
    unless: Condition | None = None

    @property
    def condition(self) -> Condition:
        """The condition with the exception in it, for languages without exceptions."""
        return self.when if self.unless is None else All((self.when, Not(self.unless)))


@frozen
class Workload:
    """Fields and rules, of which all that match are asked for."""

    name: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]


def matching(workload: Workload, facts: Facts) -> list[str]:
    """Return the ids of the rules that match, in their order: what every answer is held to."""
    return [rule.id for rule in workload.rules if holds(rule.condition, facts)]


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Return whether a condition holds; None where that rests on a fact that is left out (Kleene's logic).

    >>> filed = Flag(Field("filed", "boolean"))
    >>> holds(Not(filed), {"filed": False}), holds(filed, {}), holds(All((filed, Not(filed))), {})
    (True, None, None)
    """
    match condition:
        case Flag(field):
            return facts.get(field.name)
        case Compare(field, op, value):
            return _compared(op, _ordinal(field, facts.get(field.name)), _ordinal(field, value))
        case CompareFields(field, op, other):
            return _compared(op, facts.get(field.name), facts.get(other.name))
        case OneOf(field, members):
            return None if field.name not in facts else facts[field.name] in members
        case Has(field, element):
            return None if field.name not in facts else element in facts[field.name]
        case Not(inner):
            held = holds(inner, facts)
            return None if held is None else not held
        case All(conditions):
            each = [holds(inner, facts) for inner in conditions]
            return False if False in each else None if None in each else True
        case _:
            assert_never(condition)


def _compared(op: Op, left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else COMPARES[op](left, right)


def _ordinal(field: Field, value: Any) -> Any:
    return field.members.index(value) if field.ordered and value is not None else value
