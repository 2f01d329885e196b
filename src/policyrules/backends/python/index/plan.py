"""How are a record's rules best asked: one after the other, or by shape and constants?

A plan is plain data: which rules stand alone, in their order, and which go together in groups of one shape, with
the constants of each in columns. It says the same as the rules; an index over the columns is made from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.backends.python.index.columns import Hole
from policyrules.backends.python.index.keys import Keys, conditions_asked, keys_of
from policyrules.backends.python.index.shapes import Shape, filled, shape_of, with_conditions
from policyrules.core import ir
from policyrules.core.packed.alike import Alike, AlikeRules
from policyrules.core.packed.many_rules import Rules
from policyrules.core.rests_on import conditions_of, everything
from policyrules.core.simplify import simplified_rule
from policyrules.frozen import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyrules.core.packed.alike import Reason

Indexing = Literal["auto", "always", "never"]
"""Whether rules are looked up: where it pays, wherever it can be done, or not at all."""

LOOKED_UP: Final = 12
"""From so many rules of a shape on, looking them up is quicker than asking each in a line of its own."""
GONE_THROUGH: Final = 100
"""So many rules of a shape that no key tells apart are gone through in a loop: slower than a line for each to
ask (by half), but a hundred times quicker to compile."""


@frozen(eq=False)
class Group:
    """Rules of one shape: their numbers among the record's rules, and their constants, column by column.

    `validities` are the days each is in force, where these are not the same for all and in the rule itself.
    """

    rule: ir.Rule
    """The shape, as a rule whose conditions have holes; the rest of it is the first rule's."""
    numbers: Sequence[int]
    columns: Sequence[Sequence[Any]]
    validities: Sequence[ir.Validity] | None
    keys: Keys

    @property
    def asks_the_same(self) -> bool:
        """Whether all rules ask the very same, on the same days, so that one asks for all of them."""
        return not self.columns and self.validities is None


@frozen(eq=False)
class Plan:
    """The rules of a record that are asked one after the other, by number and reason, and the groups."""

    alone: Sequence[int]
    reasons: Sequence[Reason]
    groups: Sequence[Group]


def plan_of(program: ir.Program, record: str, *, indexing: Indexing = "auto") -> Plan:
    """Return how the rules of a record are asked."""
    rules = program.rules.get(record, ())
    least = 1 if indexing == "always" else LOOKED_UP
    if indexing == "never" or len(rules) < least:
        return Plan(range(len(rules)), ["few"] * len(rules), ())
    known = rules.alike if indexing == "auto" and isinstance(rules, Rules) else None
    alike = alike_rules(program, record, least=least) if known is None else known
    reasons: dict[int, Reason] = dict(zip(alike.apart, alike.reasons, strict=True))
    groups: list[Group] = []
    for together in alike.groups:
        group = _group(rules[together.numbers[0]], together, folds=indexing == "auto")
        count = len(together.numbers)
        if indexing == "always" or group.keys.asked or group.asks_the_same or count >= GONE_THROUGH:
            groups.append(group)
        else:
            reasons.update(dict.fromkeys(together.numbers, "alone" if count == 1 else "few"))
    alone = sorted(reasons)
    return Plan(alone, [reasons[number] for number in alone], groups)


def alike_rules(program: ir.Program, record: str, *, least: int = LOOKED_UP) -> Alike:
    """Return which rules of a record are alike but for constants; of one shape there are so many at least."""
    rules = tuple(program.rules.get(record, ()))
    shapes = [shape_of(rule) for rule in rules]
    asked = _asked_of(rules, shapes, program.defines.values())
    reasons: dict[int, Reason] = {}
    of_shape: dict[object, list[int]] = {}
    for number, (rule, shape) in enumerate(zip(rules, shapes, strict=True)):
        if rule.id in asked or rule.overrides:
            reasons[number] = "asked"
        elif shape is None:
            reasons[number] = "alone"
        else:
            of_shape.setdefault(shape.key, []).append(number)
    groups: list[AlikeRules] = []
    for numbers in of_shape.values():
        if len(numbers) < least:
            reasons.update(dict.fromkeys(numbers, "alone" if len(numbers) == 1 else "few"))
            continue
        constants = [shape.constants for number in numbers if (shape := shapes[number]) is not None]
        validities = [rules[number].validity for number in numbers]
        same = all(validity == validities[0] for validity in validities)
        groups.append(AlikeRules(numbers, list(zip(*constants, strict=True)), None if same else validities))
    apart = sorted(reasons)
    return Alike(apart, [reasons[number] for number in apart], groups)


def _asked_of(
    rules: Sequence[ir.Rule], shapes: Sequence[Shape | None], defines: Iterable[ir.Define]
) -> set[ir.RuleId]:
    """Return the rules that others ask of or set aside: they are asked in their order, before all groups."""
    conditions: dict[object, Sequence[ir.Expr]] = {
        number if shape is None else shape.key: conditions_of(rule) if shape is None else shape.conditions
        for number, (rule, shape) in enumerate(zip(rules, shapes, strict=True))
    }
    exprs = [expr for each in conditions.values() for expr in each]
    exprs += [define.value for define in defines]
    asked = {node.rule for expr in exprs for node in everything(expr) if isinstance(node, ir.Broken)}
    return asked | {beaten for rule in rules for beaten in rule.overrides}


def _group(first: ir.Rule, alike: AlikeRules, *, folds: bool) -> Group:
    shape = shape_of(first)
    assert shape is not None, "rules are alike by their shape"
    conditions, columns = shape.conditions, list(alike.columns)
    if folds:
        conditions, columns = _folded(conditions, columns)
    rule = simplified_rule(with_conditions(first, conditions))
    keys = keys_of(conditions_asked(rule), columns, len(alike.numbers))
    return Group(evolve(rule, overrides=()), alike.numbers, columns, alike.validities, keys)


def _folded(
    conditions: Sequence[ir.Expr], columns: Sequence[Sequence[Any]]
) -> tuple[Sequence[ir.Expr], list[Sequence[Any]]]:
    """Return conditions and columns without the holes that all rules fill alike."""
    kept = [number for number, column in enumerate(columns) if len(set(column)) > 1]
    at = {number: place for place, number in enumerate(kept)}

    def value(column: int) -> Any:
        return Hole(at[column]) if column in at else columns[column][0]

    return [filled(condition, value) for condition in conditions], [columns[number] for number in kept]
