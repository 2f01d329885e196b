"""Which facts show that no rule of a group can speak, before any code of the group is made?

A rule speaks only where all its conditions hold. Where one fact alone shows that a condition holds for no rule of
the group, its function need not be compiled to ask it. These are tests in plain Python, made from the
constants: they may let a record pass, but never refuse one of which a rule of the group might say something.
"""

from __future__ import annotations

from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from policyrules.backends.python.comparisons import exact
from policyrules.backends.python.index.keys import Bound, Lookup, conditions_asked, key_of
from policyrules.backends.python.index.shapes import holed, holes_in
from policyrules.core import ir
from policyrules.core.rests_on import conditions_of, everything
from policyrules.core.values import UNKNOWN
from policyrules.semantics.types import BooleanType, required

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policyrules.backends.python.index.keys import Asked
    from policyrules.backends.python.index.plan import Group
    from policyrules.semantics.schema import RecordSchema

Refusal = tuple[int, "Callable[[Any], object]"]
"""The place of a fact, and what is false of its value where no rule of the group can speak."""

_OF_THE_FACTS = (ir.And, ir.Or, ir.Not, ir.Known, ir.Present, ir.Compare, ir.In, ir.Contains, ir.Const)


def rests_on_facts(rule: ir.Rule) -> bool:
    """Return whether a rule asks for nothing but facts of the record itself: nothing that is worked out."""
    return all(
        isinstance(node, _OF_THE_FACTS) or _step(node) is not None
        for expr in conditions_of(rule)
        for node in everything(expr)
    )


def refusals_of(group: Group, schema: RecordSchema) -> tuple[Refusal, ...]:
    """Return the tests of single facts that every record passes of which a rule of the group may say something."""
    places = {field.names.first: place for place, field in enumerate(schema.fields)}
    found: list[Refusal] = []
    slower: list[Refusal] = []
    for asked in conditions_asked(group.rule):
        if (step := _step(asked.expr)) is not None and isinstance(required(asked.expr.type), BooleanType):
            found.append((places[step], frozenset((asked.wanted, None, UNKNOWN)).__contains__))
            continue
        key, columns = _key(asked, group.columns)
        if key is None or (step := _step(key.value)) is None:
            continue
        refusal = (places[step], _may_fit(key, columns[key.column]))
        (slower if isinstance(key, Bound) or key.kind == "has" else found).append(refusal)
    return (*found, *slower)


def _step(expr: ir.Expr) -> str | None:
    """Return the field of the record itself that an expression is."""
    match expr:
        case ir.Field(row="this", steps=(step,)):
            return step
        case _:
            return None


def _key(
    asked: Asked, columns: Sequence[Sequence[Any]]
) -> tuple[Lookup | Bound | None, Sequence[Sequence[Any]]]:
    """Return how a condition would look rules up, and the columns of its constants.

    A constant that all rules share is a column of one.
    """
    if holes_in(asked.expr):
        return key_of(asked), columns
    constants: list[Any] = []
    expr = holed(asked.expr, constants)
    return key_of(type(asked)(expr, asked.wanted)), [[constant] for constant in constants]


def _may_fit(key: Lookup | Bound, column: Sequence[Any]) -> Callable[[Any], object]:
    """Return what is true of every value that fits the constant of any rule, and of what is none or not known."""
    if isinstance(key, Bound):
        return _beyond_the_furthest(key, column)
    fitting = frozenset((None, UNKNOWN, *(each for constant in {*column} for each in key.form(constant))))
    if key.kind != "has":
        return fitting.__contains__
    return lambda values: values is None or values is UNKNOWN or not fitting.isdisjoint(values)


def _beyond_the_furthest(bound: Bound, column: Sequence[Any]) -> Callable[[Any], object]:
    furthest = exact(min(column) if bound.lower else max(column), bound.value.type)
    lowest, highest = (gt, lt) if bound.strict else (ge, le)
    is_within = lowest if bound.lower else highest
    return lambda value: value is None or value is UNKNOWN or is_within(value, furthest)
