"""What does an item say at its other stages? A rule for each, beside the item's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core import effect as effects
from policyrules.core import ir
from policyrules.core.lower.actions import Effect, effect_of
from policyrules.core.lower.stages import changes_effect, stage_name, staged
from policyrules.core.rule_parts import ASKED, USED, WARNING
from policyrules.frozen import evolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyrules.core.lower.measures import Measure
    from policyrules.syntax.ast import clauses as syntax


def staged_rules(whole: ir.Rule, measure: Measure, clauses: Sequence[syntax.Clause]) -> tuple[ir.Rule, ...]:
    """Return an item's rules: its own, which leaves to others the stages at which they speak for it.

    `clauses` are the item's own.
    """
    assert whole.test is not None, "what measures has a test"
    found: list[ir.Rule] = []
    spoken_for: list[ir.Expr] = []
    plain: list[ir.ActionPlan] = []
    referring: list[tuple[str, ir.ActionPlan]] = []
    waiting = [plan for plan in whole.actions if plan.stage is not None]
    for number, ((action, stage), plan) in enumerate(zip(staged(clauses), waiting, strict=True)):
        assert plan.stage is not None, "only those that wait are here"
        if stage.kind == "used":
            if changes_effect(action):
                referring.append((stage_name(number, stage), plan))
            else:
                plain.append(plan)
        elif changes_effect(action):
            name = stage_name(number, stage)
            if all(rule.id.part != name for rule in found):
                spoken_for.append(plan.stage)
                found.append(_at_stage(whole, name, plan.stage))
    own = whole
    if spoken_for:
        own = evolve(whole, test=ir.Or((whole.test, *spoken_for), place=whole.test.place))
    found += _before_it_is_over(whole, measure, plain, referring)
    if measure.deadline is not None:
        overdue = ir.In(
            measure.deadline,
            (ir.Const("overdue", ir.DEADLINE_STATUS, place=whole.test.place),),
            place=whole.test.place,
        )
        found.append(_silent(whole, ASKED, overdue, "permit", ()))
    return (own, *found)


def _at_stage(whole: ir.Rule, name: str, stage: ir.Expr) -> ir.Rule:
    """Return what an item says at a stage whose action replaces its effect."""
    here = tuple(
        evolve(plan, stage=None) if plan.stage is stage or plan.stage == stage else plan
        for plan in whole.actions
    )
    effect = effect_of(whole.modality, here, whole.exempt)
    return evolve(
        whole,
        id=evolve(whole.id, part=name),
        test=ir.Not(stage, place=stage.place),
        effect=effect,
        overrides=(),
    )


def _before_it_is_over(
    whole: ir.Rule,
    measure: Measure,
    plain: Sequence[ir.ActionPlan],
    referring: Sequence[tuple[str, ir.ActionPlan]],
) -> Iterable[ir.Rule]:
    """Yield what an item says while it is kept: the early warning, and what follows from so much on.

    Actions that leave the effect as it is are said by whichever speaks; where none does, with a permit.
    """
    others: list[ir.Expr] = []
    if measure.warned is not None:
        others.append(measure.warned)
        yield _silent(whole, WARNING, measure.warned, "warn", tuple(plain))
    for name, plan in referring:
        assert plan.stage is not None, "it waits for one"
        others.append(plan.stage)
        here = (evolve(plan, stage=None), *plain)
        effect = effect_of(whole.modality, here, whole.exempt)
        graver = effects.Effect(effect) > effects.Effect(
            whole.effect
        )  # then it goes on once the quota is over
        holds = plan.stage if graver else _all(plan.stage, measure.met)
        # a referral is what the norm asks for: it is not passed over for want of facts
        yield evolve(_silent(whole, name, holds, effect, here), if_unknown=whole.if_unknown)
    if plain:
        stages = tuple(plan.stage for plan in plain if plan.stage is not None)
        reached = stages[0] if len(stages) == 1 else ir.Or(stages, place=stages[0].place)
        alone = [ir.Not(other, place=other.place) for other in others]
        yield _silent(whole, USED, _all(reached, measure.met, *alone), "permit", tuple(plain))


def _all(*conditions: ir.Expr) -> ir.Expr:
    return ir.And(conditions, place=conditions[0].place)


def _silent(
    whole: ir.Rule,
    part: str,
    holds: ir.Expr,
    effect: Effect,
    plans: tuple[ir.ActionPlan, ...],
) -> ir.Rule:
    """Return a rule that speaks while the item itself is not broken; unknown, it is noted."""
    return evolve(
        whole,
        id=evolve(whole.id, part=part),
        test=ir.Not(holds, place=holds.place),
        effect=effect,
        if_unknown="skip",
        overrides=(),
        actions=plans,
        because=None,
        remedy=None,
        exempt=tuple(evolve(exemption, referral=None) for exemption in whole.exempt),
    )
