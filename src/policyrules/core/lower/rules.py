"""What does an item become? A rule, with what its list and policy say of all their items copied in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

from policyrules.core import ir
from policyrules.core.lower.actions import effect_of, lower_then, lower_unless, lower_without
from policyrules.core.lower.expressions import YES, item_meant, lower
from policyrules.core.lower.foreseen import CLAUSES
from policyrules.core.lower.scope import LeftOut, Scope
from policyrules.core.parts import conjuncts
from policyrules.syntax.ast import clauses as syntax
from policyrules.syntax.ast.declarations import Otherwise

if TYPE_CHECKING:
    from datetime import date

    from policyrules.semantics.checked import CheckedItem, CheckedList
    from policyrules.semantics.schema import PolicySchema

C = TypeVar("C")
Clauses = Sequence[syntax.Clause]

_TESTED = ("must", "should", "encourage")


def lower_item(item: CheckedItem, listed: CheckedList, scope: Scope) -> ir.Rule | None:
    """Return the rule an item means; None, after reporting why, when it cannot be decided yet."""
    declaration = item.declaration
    own: Clauses = declaration.clauses
    clauses: Clauses = (*listed.declaration.clauses, *own)
    read = _Reading(scope)
    read.refuse_what_is_not_yet(clauses)
    applies = read.all_of(syntax.AppliesWhen, clauses)
    when = read.all_of(syntax.When, clauses)
    test = read.all_of(syntax.Ensure, clauses)
    exempt = read.exemptions(clauses)
    actions = read.actions(clauses)
    because = read.text(_of(syntax.Because, clauses))
    remedy = read.text(_of(syntax.Remedy, clauses))
    if read.left_out:
        return None
    modality = declaration.modality
    closing = isinstance(declaration, Otherwise)
    if closing:
        when = _and(_none_permitted(listed, scope, item), when)
    return ir.Rule(
        id=ir.RuleId(item.policy, item.names.first),
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
            item_meant(ref, scope) for clause in _of(syntax.Overrides, own) for ref in clause.items
        ),
        actions=actions,
        because=because,
        remedy=remedy,
        citations=tuple(
            ir.Citation(clause.norm, None if clause.article is None else clause.article.value)
            for clause in _of(syntax.Cite, clauses)
        ),
        annotations=tuple((note.name.text, note.arguments) for note in declaration.annotations),
        witnesses=() if when is None else witnesses_in(when),
        otherwise=closing,
        place=scope.place(declaration),
    )


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

    def refuse_what_is_not_yet(self, clauses: Clauses) -> None:
        """Report clauses that cannot be decided yet, whatever they say."""
        for clause in clauses:
            what = CLAUSES.get(type(clause))
            if what is not None:
                self._scope.not_yet(what, clause)
                self.left_out = True

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

    def actions(self, clauses: Clauses) -> tuple[ir.ActionPlan, ...]:
        """Return what follows, in the order written."""
        found: list[ir.ActionPlan] = []
        for clause in _of(syntax.Then, clauses):
            try:
                found += lower_then(clause, self._scope)
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
