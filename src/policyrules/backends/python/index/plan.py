"""How are a record's rules best asked: one after the other, or by shape and constants?

A plan is plain data: which rules stand alone, in their order, and which go together in groups of one shape, with
the constants of each in columns. It says the same as the rules; an index over the columns is made from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, overload

from policyrules.backends.python.index.columns import Hole
from policyrules.backends.python.index.indexes import order_of
from policyrules.backends.python.index.keys import Keys, conditions_asked, keys_of
from policyrules.backends.python.index.shapes import Shape, filled, shape_of, with_conditions
from policyrules.core import ir
from policyrules.core.packed.alike import Constants
from policyrules.core.packed.many_rules import Rules
from policyrules.core.rests_on import conditions_of, everything
from policyrules.core.simplify import simplified_rule
from policyrules.frozen import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyrules.core.packed.alike import Alike, Reason

Indexing = Literal["auto", "always", "never"]
"""Whether rules are looked up: where it pays, wherever it can be done, or not at all."""

LOOKED_UP: Final = 12
"""From so many rules of a shape on, looking them up is quicker than asking each in a line of its own.

Measured on CPython 3.11: from four on by an equality, eleven by a bound, fifteen by an equality with more to ask.
"""
GONE_THROUGH: Final = 100
"""So many rules of a shape that no key tells apart are gone through in a loop.

That is slower to ask than a line for each (by a fifth of a hundred rules), but compiling it takes a fourth of the time
for a hundred, and ever less of it for more.
"""


@frozen(eq=False)
class Group:
    """Rules of one shape, in the order in which they are best looked up.

    Their numbers are those among the record's rules; their constants stand column by column. `validities` are the days each is in force, where these are not the same for all and in the rule itself.
    """

    rule: ir.Rule
    """The shape, as a rule whose conditions have holes; the rest of it is the first rule's."""
    numbers: Sequence[int]
    columns: Sequence[Sequence[Any]]
    validities: Sequence[ir.Validity] | None
    holes: Sequence[int]
    """Of the constants of the shape, in their order, those that the columns are of: all others are the same for all."""
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
    """Of packed rules each is read when it is asked for."""
    known: Alike | None = None
    """What is known of the groups without reading any."""


def plan_of(program: ir.Program, record: str, *, indexing: Indexing = "auto") -> Plan:
    """Return how the rules of a record are asked."""
    rules = program.rules.get(record, ())
    least = 1 if indexing == "always" else LOOKED_UP
    if indexing == "never" or len(rules) < least:
        return Plan(range(len(rules)), ["few"] * len(rules), ())
    if indexing == "auto" and isinstance(rules, Rules) and (known := rules.alike) is not None:
        return Plan(known.apart, known.reasons, _Kept(rules, known), known)
    return _found_out(program, tuple(rules), least=least, always=indexing == "always")


def _found_out(program: ir.Program, rules: Sequence[ir.Rule], *, least: int, always: bool) -> Plan:
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
    groups: list[Group] = []
    for numbers in of_shape.values():
        group: Group | None = None
        if len(numbers) >= least:
            constants = [shape.constants for number in numbers if (shape := shapes[number]) is not None]
            validities = [rules[number].validity for number in numbers]
            told = _told(list(zip(*constants, strict=True)), validities, folds=not always)
            group = _arranged(_group(rules[numbers[0]], numbers, told))
        if group is not None and (
            always or group.keys.asked or group.asks_the_same or len(numbers) >= GONE_THROUGH
        ):
            groups.append(group)
        else:
            reasons.update(dict.fromkeys(numbers, "alone" if len(numbers) == 1 else "few"))
    alone = sorted(reasons)
    return Plan(alone, [reasons[number] for number in alone], groups)


class _Kept(Sequence[Group]):
    """The groups of packed rules, each read when it is asked for: its first rule, and the constants of all."""

    def __init__(self, rules: Rules, known: Alike) -> None:
        self._rules = rules
        self._known = known

    def __len__(self) -> int:
        return len(self._known.groups)

    @overload
    def __getitem__(self, at: int) -> Group: ...
    @overload
    def __getitem__(self, at: slice) -> list[Group]: ...
    def __getitem__(self, at: int | slice) -> Group | list[Group]:
        if isinstance(at, slice):
            return [self[each] for each in range(len(self))[at]]
        numbers = self._known.groups[at].numbers
        # they were arranged before they were kept
        return _group(self._rules[min(numbers)], numbers, self._rules.constants(at))


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


def _told(columns: Sequence[Sequence[Any]], validities: Sequence[ir.Validity], *, folds: bool) -> Constants:
    """Return constants without what is the same for all rules; if they fold, also without such columns."""
    holes = [hole for hole, column in enumerate(columns) if not folds or len(set(column)) > 1]
    same = all(validity == validities[0] for validity in validities)
    return Constants(holes, [columns[hole] for hole in holes], None if same else validities)


def _group(first: ir.Rule, numbers: Sequence[int], told: Constants) -> Group:
    """Return the group of these rules, whose constants stand in their order; `first` is the first as written."""
    shape = shape_of(first)
    assert shape is not None, "rules are alike by their shape"
    constants, at = shape.constants, {hole: column for column, hole in enumerate(told.holes)}

    def value(hole: int) -> Any:
        return Hole(at[hole]) if hole in at else constants[hole]

    conditions = [filled(condition, value) for condition in shape.conditions]
    rule = simplified_rule(with_conditions(first, conditions))
    keys = keys_of(conditions_asked(rule), told.columns, len(numbers))
    return Group(evolve(rule, overrides=()), numbers, told.columns, told.validities, told.holes, keys)


def _arranged(group: Group) -> Group:
    """Return a group with its rules in the order in which they are best looked up."""
    order = order_of(group.keys, group.columns, len(group.numbers))
    validities = group.validities
    return evolve(
        group,
        numbers=[group.numbers[rule] for rule in order],
        columns=[[column[rule] for rule in order] for column in group.columns],
        validities=None if validities is None else [validities[rule] for rule in order],
    )
