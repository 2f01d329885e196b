"""What does an item become? A rule, with what its list and policy say of all their items copied in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

from policyrules.core import ir
from policyrules.core.lower.actions import effect_of, lower_then, lower_unless, lower_without
from policyrules.core.lower.expressions import YES, clauses_of, item_meant, lower
from policyrules.core.lower.measures import Measure, measure_of
from policyrules.core.lower.parts import staged_rules
from policyrules.core.lower.scope import LeftOut, Scope
from policyrules.core.lower.stages import parts_of
from policyrules.core.parts import conjuncts
from policyrules.frozen import evolve
from policyrules.semantics.check_policies import annotations_of
from policyrules.syntax.ast import clauses as syntax
from policyrules.syntax.ast.declarations import Otherwise

if TYPE_CHECKING:
    from datetime import date

    from policyrules.semantics.checked import CheckedItem, CheckedList
    from policyrules.semantics.schema import PolicySchema

C = TypeVar("C")
Clauses = Sequence[syntax.Clause]

_TESTED = ("must", "should", "encourage")


def lower_item(item: CheckedItem, listed: CheckedList, scope: Scope) -> tuple[ir.Rule, ...]:
    """Return the rules an item means: itself first, then its other stages, each a part of it.

    Nothing, after reporting why, when it cannot be decided yet.
    """
    declaration = item.declaration
    own: Clauses = declaration.clauses
    clauses: Clauses = (*listed.declaration.clauses, *own)
    read = _Reading(scope)
    rule_id = ir.RuleId(item.policy, item.names.first)
    applies = read.all_of(syntax.AppliesWhen, clauses)
    when = read.all_of(syntax.When, clauses)
    measure = read.measure(clauses, rule_id)
    test = read.all_of(syntax.Ensure, clauses) if measure is None else measure.met
    exempt = read.exemptions(clauses)
    actions = read.actions(clauses, measure)
    because = read.text(_of(syntax.Because, clauses))
    remedy = read.text(_of(syntax.Remedy, clauses))
    if read.left_out:
        return ()
    modality = declaration.modality
    closing = isinstance(declaration, Otherwise)
    if closing:
        when = _and(_none_permitted(listed, scope, item), when)
    whole = ir.Rule(
        id=rule_id,
        names=item.names,
        list=listed.names.first,
        list_kind=listed.declaration.kind,
        record=listed.record,
        modality=modality,
        word=declaration.word,
        title=None if declaration.title is None else declaration.title.value,
        validity=validity_of(scope.checked.policies[item.policy], clauses),
        applies=applies or YES,
        when=when or YES,
        exempt=exempt,
        test=test if modality in _TESTED else None,
        effect=effect_of(modality, actions, exempt),
        if_unknown=_if_unknown(clauses, settles=closing or modality in ("must", "must not")),
        overrides=tuple(
            evolve(item_meant(ref, scope), part=part)
            for clause in _of(syntax.Overrides, own)
            for ref in clause.items
            for part in parts_of(clauses_of(item_meant(ref, scope), scope))
        ),
        actions=actions,
        because=because,
        remedy=remedy,
        citations=tuple(
            ir.Citation(clause.norm, None if clause.article is None else clause.article.value)
            for clause in _of(syntax.Cite, clauses)
        ),
        annotations=annotations_of(declaration.annotations),
        witnesses=() if when is None else witnesses_in(when),
        otherwise=closing,
        each=listed.declaration.each,
        place=scope.place(declaration),
    )
    return (whole,) if measure is None else staged_rules(whole, measure, own)


def validity_of(policy: PolicySchema, clauses: Clauses) -> ir.Validity:
    """Return the days on which policy, list and item are all in force."""
    first: list[date] = [clause.date for clause in _of(syntax.From, clauses)]
    last: list[date] = [clause.date for clause in _of(syntax.Until, clauses)]
    first += [] if policy.from_ is None else [policy.from_]
    last += [] if policy.until is None else [policy.until]
    return ir.Validity(max(first, default=None), min(last, default=None))


def witnesses_in(when: ir.Expr) -> tuple[ir.Witness, ...]:
    """Return the variables a condition names for its explanation: those of `some` it cannot hold without."""
    return tuple(
        ir.Witness(part.variable, part)
        for part in conjuncts(when)
        if isinstance(part, ir.Aggregate) and part.kind == "any"
    )


class _Reading:
    """Reads an item's clauses one by one, so that each says what it cannot do yet."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.left_out = False

    def measure(self, clauses: Clauses, rule: ir.RuleId) -> Measure | None:
        """Return the quota, deadline or match that is the item's test; None where it has none."""
        try:
            return measure_of(clauses, rule, self._scope)
        except LeftOut:
            self.left_out = True
            return None

    def all_of(
        self,
        kind: type[syntax.AppliesWhen | syntax.When | syntax.Ensure],
        clauses: Clauses,
    ) -> ir.Expr | None:
        """Return that all conditions of a kind of clause hold; None when there is none."""
        found: ir.Expr | None = None
        for clause in _of(kind, clauses):
            try:
                found = _and(found, lower(clause.condition, self._scope))
            except LeftOut:
                self.left_out = True
        return found

    def exemptions(self, clauses: Clauses) -> tuple[ir.Exemption, ...]:
        """Return the exceptions, in the order written."""
        found: list[ir.Exemption] = []
        for clause in clauses:
            try:
                if isinstance(clause, syntax.Unless):
                    found.append(lower_unless(clause, self._scope))
                elif isinstance(clause, syntax.Without):
                    found.append(lower_without(clause, self._scope))
            except LeftOut:
                self.left_out = True
        return tuple(found)

    def actions(self, clauses: Clauses, measure: Measure | None) -> tuple[ir.ActionPlan, ...]:
        """Return what follows, in the order written."""

        def stage_of(node: syntax.Stage) -> ir.Expr:
            if measure is None:
                raise LeftOut  # the measure is left out itself, which has been reported
            return measure.stage(node)

        found: list[ir.ActionPlan] = []
        for clause in _of(syntax.Then, clauses):
            try:
                found += lower_then(clause, self._scope, stage_of)
            except LeftOut:
                self.left_out = True
        return tuple(found)

    def text(self, clauses: Sequence[syntax.Because | syntax.Remedy]) -> ir.Text | None:
        """Return the words of the last such clause, if there is one."""
        if not clauses:
            return None
        try:
            text = lower(clauses[-1].text, self._scope)
        except LeftOut:
            self.left_out = True
            return None
        assert isinstance(text, ir.Text), "reasons and remedies are templates"
        return text


def _of(kind: type[C], clauses: Clauses) -> list[C]:
    return [clause for clause in clauses if isinstance(clause, kind)]


def _and(first: ir.Expr | None, second: ir.Expr | None) -> ir.Expr | None:
    if first is None or second is None:
        return first if second is None else second
    return ir.And((first, second), place=first.place)


def _if_unknown(clauses: Clauses, *, settles: bool) -> Literal["undetermined", "block", "warn", "skip"]:
    """Return what an unknown answer means: as the item, else its list, says; else by the modality."""
    said = _of(syntax.IfUnknown, clauses)
    if said:
        return said[-1].answer
    return "undetermined" if settles else "skip"


def _none_permitted(listed: CheckedList, scope: Scope, item: CheckedItem) -> ir.Expr | None:
    """Return that no `may` of a closed list holds. One not in force, or itself beaten, permits nothing."""
    place = scope.place(item.declaration)
    permissions = tuple(
        ir.Broken(ir.RuleId(other.policy, other.names.first), place=place)
        for other in listed.items
        if other.declaration.modality == "may"
    )
    if not permissions:
        return None
    return ir.Not(ir.Or(permissions, place=place), place=place)
