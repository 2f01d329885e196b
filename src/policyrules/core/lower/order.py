"""In which order can rules and derived facts be worked out, and which cannot be at all?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Final, TypeVar

from policyrules.core import ir
from policyrules.core.parts import LEAVES, parts
from policyrules.core.rests_on import conditions_of, derived_in, explained_by
from policyrules.core.rule_parts import ASKED
from policyrules.frozen import frozen

T = TypeVar("T")
K = TypeVar("K")
Defines = Mapping[tuple[str, str], ir.Define]


def ordered(things: Sequence[T], key: Callable[[T], K], needs: Callable[[T], Iterable[K]]) -> list[T]:
    """Return the things so that each stands after all it needs, else as they stood.

    What is not among the things is needed by nobody. Things that need each other in a circle come
    last, as they stood: the checker refuses them, and the invariants do.
    """
    at = {key(thing): number for number, thing in enumerate(things)}
    needed_by: dict[int, list[int]] = {}
    open_needs = [0] * len(things)
    for number, thing in enumerate(things):
        wanted = {at[need] for need in needs(thing) if need in at} - {number}
        open_needs[number] = len(wanted)
        for need in wanted:
            needed_by.setdefault(need, []).append(number)
    ready = [number for number, count in enumerate(open_needs) if count == 0]
    heapify(ready)
    found: list[int] = []
    while ready:
        number = heappop(ready)
        found.append(number)
        for waiting in needed_by.get(number, ()):
            open_needs[waiting] -= 1
            if open_needs[waiting] == 0:
                heappush(ready, waiting)
    left = sorted(set(range(len(things))) - set(found))
    return [things[number] for number in (*found, *left)]


def in_order_of_derivation(defines: Sequence[ir.Define]) -> dict[tuple[str, str], ir.Define]:
    """Return derived facts so that each stands after those it reads."""
    found = ordered(defines, key_of, lambda define: derived_in((define.value,)))
    return {key_of(define): define for define in found}


def in_order_of_decision(rules: Sequence[ir.Rule], asked: AskedOf) -> tuple[ir.Rule, ...]:
    """Return a record's rules so that each stands after those it asks of and those that override it."""
    overriders: dict[ir.RuleId, list[ir.RuleId]] = {}
    for rule in rules:
        for beaten in rule.overrides:
            overriders.setdefault(beaten, []).append(rule.id)

    def needs(rule: ir.Rule) -> Iterable[ir.RuleId]:
        yield from overriders.get(rule.id, ())
        for expr in conditions_of(rule):
            yield from asked.by(expr)

    return tuple(ordered(rules, lambda rule: rule.id, needs))


@frozen(eq=False)
class _Asked:
    """What an expression asks of."""

    items: frozenset[ir.RuleId]
    derived: frozenset[tuple[str, str]]


_NOTHING: Final = _Asked(frozenset(), frozenset())


class AskedOf:
    """Which items and derived facts expressions ask of; each expression is looked through once."""

    def __init__(self, defines: Defines) -> None:
        self._defines = defines
        self._found: dict[int, tuple[ir.Expr, _Asked]] = {}
        """Expression, by its identity → itself, so that no other is taken for it, and what it asks of."""
        self._by_define: dict[tuple[str, str], frozenset[ir.RuleId]] = {}

    def by(self, expr: ir.Expr) -> frozenset[ir.RuleId]:
        """Return the items an expression asks of."""
        found = self._asked(expr)
        if found.derived:
            return found.items.union(*(self._through(key) for key in found.derived))
        return found.items

    def derived(self, exprs: Iterable[ir.Expr]) -> set[tuple[str, str]]:
        """Return the derived facts that expressions read themselves."""
        return {key for expr in exprs for key in self._asked(expr).derived}

    def _asked(self, expr: ir.Expr) -> _Asked:
        known = self._found.get(id(expr))
        if known is None:
            known = self._found[id(expr)] = expr, _asked_in(expr)
        return known[1]

    def _through(self, key: tuple[str, str]) -> frozenset[ir.RuleId]:
        if key not in self._by_define:
            self._by_define[key] = frozenset()  # a circle ends here
            define = self._defines.get(key)
            if define is not None:
                self._by_define[key] = self.by(define.value)
        return self._by_define[key]


def _asked_in(expr: ir.Expr) -> _Asked:
    items: set[ir.RuleId] = set()
    derived: set[tuple[str, str]] = set()
    left = [expr]
    while left:
        node = left.pop()
        if isinstance(node, ir.Broken):
            items.add(node.rule)
        elif isinstance(node, ir.Derived):
            derived.add((node.record, node.name))
        elif node.__class__ not in LEAVES:
            left.extend(parts(node))
    return _Asked(frozenset(items), frozenset(derived)) if items or derived else _NOTHING


def key_of(define: ir.Define) -> tuple[str, str]:
    """Return what a derived fact is known by: its record and its first name."""
    return (define.record, define.names.first)


def without_unasked(rules: Sequence[ir.Rule], defines: Defines, asked: AskedOf) -> list[ir.Rule]:
    """Return the rules without those that are only there to be asked, where nobody does."""
    if all(rule.id.part != ASKED for rule in rules):
        return list(rules)
    wanted = {item for rule in rules for expr in conditions_of(rule) for item in asked.by(expr)}
    wanted |= {item for define in defines.values() for item in asked.by(define.value)}
    return [rule for rule in rules if rule.id.part != ASKED or rule.id in wanted]


# --- what is left out, and what falls with it -----------------------------------------------


def without_lost_facts(
    defines: Sequence[ir.Define], lost: Iterable[tuple[str, str]]
) -> tuple[list[ir.Define], set[tuple[str, str]]]:
    """Return the derived facts that rest on no lost one, and all that are lost."""
    gone = set(lost)
    kept = list(defines)
    while fallen := [define for define in kept if derived_in((define.value,)) & gone]:
        gone |= {key_of(define) for define in fallen}
        kept = [define for define in kept if key_of(define) not in gone]
    return kept, gone


def without_lost_rules(
    rules: Sequence[ir.Rule], asked: AskedOf, lost_facts: set[tuple[str, str]]
) -> list[ir.Rule]:
    """Return the rules that rest on no lost fact and ask of no lost item."""
    kept: list[ir.Rule] = []
    asks: dict[ir.RuleId, frozenset[ir.RuleId]] = {}
    for rule in rules:
        exprs = (*conditions_of(rule), *explained_by(rule))
        if not lost_facts or not asked.derived(exprs) & lost_facts:
            kept.append(rule)
            items = frozenset[ir.RuleId]().union(*[asked.by(expr) for expr in exprs])
            if items:
                asks[rule.id] = items
    while asks:
        there = {rule.id for rule in kept}
        fallen = {rule for rule, items in asks.items() if items - there}
        if not fallen:
            break
        kept = [rule for rule in kept if rule.id not in fallen]
        asks = {rule: items for rule, items in asks.items() if rule not in fallen}
    return kept
