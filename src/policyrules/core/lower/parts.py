"""What does an item say at its other stages? A rule for each, beside the item's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from policyrules.core import ir
from policyrules.core.lower.actions import Effect, effect_of
from policyrules.core.lower.stages import ASKED, USED, WARNING, changes_effect, stage_name, staged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.core.lower.measures import Measure
    from policyrules.syntax.ast import clauses as syntax


def staged_rules(whole: ir.Rule, measure: Measure, clauses: Sequence[syntax.Clause]) -> tuple[ir.Rule, ...]:
    """Return an item's rules: its own, which leaves to others the stages at which they speak for it.

    `clauses` are the item's own.
    """
    assert whole.test is not None, "what measures has a test"
    found: list[ir.Rule] = []
    spoken_for: list[ir.Expr] = []
    used: list[tuple[ir.Expr, syntax.ActionPhrase]] = []
    waiting = [plan for plan in whole.actions if plan.stage is not None]
    for number, ((action, stage), plan) in enumerate(zip(staged(clauses), waiting, strict=True)):
        assert plan.stage is not None, "only those that wait are here"
        if stage.kind == "used":
            used.append((plan.stage, action))
        elif changes_effect(action):
            name = stage_name(number, stage)
            if all(rule.id.part != name for rule in found):
                spoken_for.append(plan.stage)
                found.append(_at_stage(whole, name, plan.stage))
    own = whole
    if spoken_for:
        own = evolve(whole, test=ir.Or((whole.test, *spoken_for), place=whole.test.place))
    if measure.warned is not None:
        early = [plan for plan in waiting if any(stage is plan.stage for stage, _ in used)]
        found.append(_silent(whole, WARNING, measure.warned, "warn", tuple(early)))
    elif used:
        found.append(_at_use(whole, measure, used))
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


def _at_use(whole: ir.Rule, measure: Measure, used: Sequence[tuple[ir.Expr, syntax.ActionPhrase]]) -> ir.Rule:
    """Return what an item says once so much of its quota is used, as long as that is not over."""
    stages = tuple(stage for stage, _ in used)
    reached = stages[0] if len(stages) == 1 else ir.Or(stages, place=stages[0].place)
    plans = tuple(plan for plan in whole.actions if any(plan.stage is stage for stage in stages))
    effects = {plan.effect for plan in plans if plan.effect is not None}
    effect: Effect = "return" if "return" in effects else "refer" if effects else "permit"
    so_far = ir.And((reached, measure.met), place=reached.place)
    return _silent(whole, USED, so_far, effect, plans)


def _silent(
    whole: ir.Rule,
    part: str,
    holds: ir.Expr,
    effect: Effect,
    plans: tuple[ir.ActionPlan, ...],
) -> ir.Rule:
    """Return a rule that speaks while the item itself is not broken; unknown, it says nothing."""
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
