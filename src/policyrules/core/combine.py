"""What do the items say together? From each item's answers to the outcome.

Kleene logic throughout; completions of unknown facts are never tried.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from policyrules.core.effect import Effect, Outcome, outcome_of, worst
from policyrules.core.evaluate.missing import Need, governing_need
from policyrules.core.logic import Kleene, all_of, any_of, not_
from policyrules.core.values import UNKNOWN
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policyrules.core import ir
    from policyrules.core.evaluate.evaluation import Evaluation


class Standing:
    """How one item stands in one decision. Each part is asked when it is first needed, and once.

    `overriders` are the standings of the items that override this one.
    """

    def __init__(self, rule: ir.Rule, evaluation: Evaluation, overriders: tuple[Standing, ...]) -> None:
        self.rule = rule
        self.evaluation = evaluation
        self.overriders = overriders

    @cached_property
    def in_force(self) -> Kleene:
        """Whether the governing date lies in the item's validity."""
        return in_force(self.rule.validity, self.evaluation)

    @cached_property
    def applies(self) -> Kleene:
        """Whether its list applies to this record at all."""
        return self.evaluation.condition(self.rule.applies)

    @cached_property
    def when(self) -> Kleene:
        """Whether its condition holds."""
        return self.evaluation.condition(self.rule.when)

    @cached_property
    def exemptions(self) -> tuple[Kleene, ...]:
        """Whether each exception holds, in order."""
        return tuple(self.evaluation.condition(exemption.condition) for exemption in self.rule.exempt)

    @cached_property
    def exempt(self) -> Kleene:
        """Whether any exception holds."""
        return any_of(self.exemptions)

    @cached_property
    def test(self) -> Kleene:
        """Whether its test holds; no for an item without one."""
        return False if self.rule.test is None else self.evaluation.condition(self.rule.test)

    def _concerned(self) -> Iterator[Kleene]:
        yield self.in_force
        yield self.applies
        yield self.when
        yield not_(self.exempt)

    def _against(self) -> Iterator[Kleene]:
        yield from self._concerned()
        yield not_(self.test)

    @cached_property
    def condition(self) -> Kleene:
        """Whether it is about this record: in force, applying, its `when` holding, not exempt."""
        return all_of(self._concerned())

    @cached_property
    def counts(self) -> Kleene:
        """Whether its quota counts this record: it applies, its `when` holds, not exempt, not set aside.

        On whatever day: what was done before the item was in force counts as well.
        """
        return all_of(self._counted())

    def _counted(self) -> Iterator[Kleene]:
        yield self.applies
        yield self.when
        yield not_(self.exempt)
        yield not_(self.beaten)

    @cached_property
    def broken(self) -> Kleene:
        """Whether it is broken (for `may`: matched)."""
        return all_of(self._against())

    @cached_property
    def beaten(self) -> Kleene:
        """Whether an item that overrides it, and is not itself beaten, is about this record."""
        return any_of(all_of((other.condition, not_(other.beaten))) for other in self.overriders)

    @cached_property
    def says(self) -> Kleene:
        """Whether it is broken (or matched) and not set aside."""
        return False if self.broken is False else all_of((self.broken, not_(self.beaten)))

    def settle(self) -> None:
        """Ask now what later items may ask of it, so that no chain of items is asked in depth."""
        _ = self.says, self.beaten, self.condition

    @property
    def beaten_by(self) -> tuple[ir.RuleId, ...]:
        """The items that surely set it aside."""
        return tuple(
            other.rule.id for other in self.overriders if other.condition is True and other.beaten is False
        )

    @property
    def say(self) -> Say:
        """What it contributes to the decision."""
        return say_of(self.rule, self.says)

    def settle_needs(self) -> None:
        """Ask now what later items may ask of what this one lacks, so that no chain of items is asked in depth."""
        _ = self.needs_of_condition

    def needs(self) -> tuple[Need, ...]:
        """Return what is lacking to tell what it says; nothing when that is known."""
        return self._needs

    @cached_property
    def _needs(self) -> tuple[Need, ...]:
        if self.says is not UNKNOWN:
            return ()
        return tuple(dict.fromkeys([*self._own_needs(), *self._overriders_needs()]))

    def _own_needs(self) -> Iterator[Need]:
        rule, missing = self.rule, self.evaluation.missing
        if self.in_force is UNKNOWN:
            yield governing_need(self.evaluation)
        yield from missing(rule.applies)
        yield from missing(rule.when)
        for exemption in rule.exempt:
            yield from missing(exemption.condition)
        if rule.test is not None:
            yield from missing(rule.test)

    def _overriders_needs(self) -> Iterator[Need]:
        if self.beaten is UNKNOWN:
            for other in self.overriders:
                yield from other.needs_of_condition

    @cached_property
    def needs_of_condition(self) -> tuple[Need, ...]:
        """What is lacking to tell whether it sets another item aside."""
        if all_of((self.condition, not_(self.beaten))) is not UNKNOWN:
            return ()
        rule, missing = self.rule, self.evaluation.missing
        found: list[Need] = []
        if self.condition is UNKNOWN:
            found += [governing_need(self.evaluation)] if self.in_force is UNKNOWN else []
            found += [*missing(rule.applies), *missing(rule.when)]
            found += [need for exemption in rule.exempt for need in missing(exemption.condition)]
        return tuple(dict.fromkeys([*found, *self._overriders_needs()]))


def in_force(validity: ir.Validity, evaluation: Evaluation) -> Kleene:
    """Return whether the governing date lies in a validity; its last day belongs."""
    if validity.always:
        return True
    day = evaluation.governing
    if day is UNKNOWN:
        return UNKNOWN
    return (validity.from_ is None or validity.from_ <= day) and (
        validity.until is None or day <= validity.until
    )


# --- effects ----------------------------------------------------------------------------------


@frozen
class Say:
    """What an item contributes: a finding or an undetermined item with an effect, a note, or nothing.

    `settled` is no for a finding that stands because facts are lacking (`if unknown block`, `warn`).
    """

    kind: Literal["finding", "undetermined", "note", "nothing"]
    effect: Effect
    settled: bool = True


def say_of(rule: ir.Rule, says: Kleene) -> Say:
    """Return what a rule contributes, given whether it is broken (matched) and not set aside."""
    if says is False:
        return Say("nothing", Effect.PERMIT)
    if says is True:
        return Say("finding", Effect(rule.effect))
    match rule.if_unknown:
        case "undetermined":
            return Say("undetermined", Effect(rule.effect))
        case "block":
            return Say("finding", Effect.RETURN, settled=False)
        case "warn":
            return Say("finding", Effect.WARN, settled=False)
        case "skip":
            return Say("note", Effect.PERMIT)


# --- the whole --------------------------------------------------------------------------------


@frozen(eq=False)
class Combination:
    """The standings of a record's items, in evaluation order, and what they come to."""

    standings: tuple[Standing, ...]
    low: Effect
    high: Effect
    outcome: Outcome


def rules_asked(evaluation: Evaluation) -> Sequence[ir.Rule]:
    """Return the rules a decision asks: those of the record, or of its periodic lists for the period."""
    program, record = evaluation.program, evaluation.record
    if evaluation.unit is None:
        return program.rules.get(record, ())
    return program.periodic.get((record, evaluation.unit), ())


def standing_of(rules: Iterable[ir.Rule], evaluation: Evaluation) -> Iterator[Standing]:
    """Yield how each rule stands; each knows those that override it, and later ones may ask of it."""
    overriders: dict[ir.RuleId, list[Standing]] = {}
    for rule in rules:
        standing = Standing(rule, evaluation, tuple(overriders.get(rule.id, ())))
        evaluation.items[rule.id] = standing
        for beaten in rule.overrides:
            overriders.setdefault(beaten, []).append(standing)
        yield standing


def combine(evaluation: Evaluation, rules: Iterable[ir.Rule] | None = None) -> Combination:
    """Return how every item of the evaluation's record stands, and the outcome.

    With `rules` of these alone: whoever gives them knows that no other says anything, and that none of these
    asks another or is set aside by it.

    `low` is the worst of the certain effects, `high` also counts those of undetermined items; the
    outcome is undetermined unless they are the same.
    """
    standings: dict[ir.RuleId, Standing] = {}
    for standing in standing_of(rules_asked(evaluation) if rules is None else rules, evaluation):
        standings[standing.rule.id] = standing
        standing.settle()
    says = [standing.say for standing in standings.values()]
    certain = [say.effect for say in says if say.kind == "finding"]
    possible = [say.effect for say in says if say.kind == "undetermined"]
    return Combination(
        tuple(standings.values()),
        worst(certain),
        worst([*certain, *possible]),
        outcome_of(certain, possible),
    )
