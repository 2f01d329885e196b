"""Which facts show that no rule of a group can speak, before any code of the group is made?

A rule speaks only where all its conditions hold. Where one fact alone shows that a condition holds for no rule of
the group, its function need not be compiled to ask it. The tests are made from the constants: they may let a record
pass, but never refuse one of which a rule of the group might say something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.backends.python.comparisons import exact
from policyrules.backends.python.index.keys import Bound, Lookup, conditions_asked, key_of
from policyrules.backends.python.index.shapes import holed, holes_in
from policyrules.core import ir
from policyrules.core.packed.alike import Alike, AlikeRules, Constants, FactTest
from policyrules.core.rests_on import conditions_of, everything
from policyrules.semantics.types import BooleanType, required

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.backends.python.index.keys import Asked
    from policyrules.backends.python.index.plan import Group, Plan
    from policyrules.core.packed.alike import Fits
    from policyrules.semantics.schema import RecordSchema

_OF_THE_FACTS = (ir.And, ir.Or, ir.Not, ir.Known, ir.Present, ir.Compare, ir.In, ir.Contains, ir.Const)


def rests_on_facts(rule: ir.Rule) -> bool:
    """Return whether a rule asks for nothing but facts of the record itself: nothing that is worked out."""
    return all(
        isinstance(node, _OF_THE_FACTS) or _step(node) is not None
        for expr in conditions_of(rule)
        for node in everything(expr)
    )


def refusals_of(group: Group, schema: RecordSchema) -> tuple[FactTest, ...]:
    """Return the tests of single facts that every record passes of which a rule of the group may say something."""
    places = {field.names.first: place for place, field in enumerate(schema.fields)}
    found: list[FactTest] = []
    slower: list[FactTest] = []
    for asked in conditions_asked(group.rule):
        if (step := _step(asked.expr)) is not None and isinstance(required(asked.expr.type), BooleanType):
            found.append(FactTest(places[step], "is one of", (asked.wanted,)))
            continue
        key, columns = _key(asked, group.columns)
        if key is None or (step := _step(key.value)) is None:
            continue
        test = FactTest(places[step], *_fitting(key, columns[key.column]))
        (found if test.fits == "is one of" else slower).append(test)
    return (*found, *slower)


def known_of(plan: Plan, schema: RecordSchema, *, few: int) -> tuple[Alike, list[Constants]]:
    """Return what is kept of the groups of a plan, with tests where there are more than a few."""
    awaited = len(plan.groups) > few
    groups = [
        AlikeRules(
            group.numbers,
            refusals_of(group, schema) if awaited and rests_on_facts(group.rule) else None,
            tuple(asked_of_others(group.rule)),
        )
        for group in plan.groups
    ]
    constants = [Constants(group.holes, group.columns, group.validities) for group in plan.groups]
    return Alike(plan.alone, plan.reasons, groups), constants


def asked_of_others(rule: ir.Rule) -> dict[ir.RuleId, None]:
    """Return the rules whose saying a rule asks."""
    nodes = (node for expr in conditions_of(rule) for node in everything(expr))
    return {node.rule: None for node in nodes if isinstance(node, ir.Broken)}


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


def _fitting(key: Lookup | Bound, column: Sequence[Any]) -> tuple[Fits, tuple[Any, ...]]:
    """Return how a fact may fit the constant of any rule; what the furthest bound lets pass is enough for the others."""
    if isinstance(key, Bound):
        furthest = exact(min(column) if key.lower else max(column), key.value.type)
        if key.lower:
            return "above" if key.strict else "from", (furthest,)
        return "below" if key.strict else "up to", (furthest,)
    forms = dict.fromkeys(each for constant in dict.fromkeys(column) for each in key.form(constant))
    return "has one of" if key.kind == "has" else "is one of", tuple(forms)
