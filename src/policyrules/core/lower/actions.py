"""What does an action or an exception become?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, assert_never

from policyrules.core import ir
from policyrules.core.lower.expressions import lower
from policyrules.frozen import evolve
from policyrules.semantics.schema import Titled
from policyrules.syntax.ast import clauses as syntax

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyrules.core.lower.scope import Scope
    from policyrules.syntax.ast.expressions import Expression

REFER: Final = Titled("refer", "报请")
RETURN: Final = Titled("return", "退回")
ROUTE: Final = Titled("route", "转")
ORDER: Final = Titled("order", "责令")


def lower_action(node: syntax.ActionPhrase, scope: Scope) -> ir.ActionPlan:
    """Return what an action phrase asks to be done."""
    place = scope.place(node)
    within = _optional(node.within, scope)
    match node:
        case syntax.ReferTo(who=who, kind=kind):
            return ir.ActionPlan("refer", REFER, lower(who, scope), kind, within, "refer", place=place)
        case syntax.ReturnTo(who=who):
            return ir.ActionPlan("return", RETURN, _optional(who, scope), None, within, "return", place=place)
        case syntax.RouteTo(who=who):
            return ir.ActionPlan("route", ROUTE, lower(who, scope), None, within, None, place=place)
        case syntax.Order(who=who, what=what):
            asked = lower(what, scope)
            return ir.ActionPlan("order", ORDER, lower(who, scope), asked, within, None, place=place)
        case syntax.DeclaredAction(verb=verb, about=about):
            names = _verb(verb.text, scope)
            topic = _optional(about, scope)
            return ir.ActionPlan(names.first, names, None, topic, within, None, place=place)
        case _:
            assert_never(node)


def lower_then(
    node: syntax.Then, scope: Scope, stage_of: Callable[[syntax.Stage], ir.Expr]
) -> tuple[ir.ActionPlan, ...]:
    """Return the actions of a `then`, in order, each with the stage it waits for."""
    return tuple(
        evolve(lower_action(action, scope), stage=None if stage is None else stage_of(stage))
        for action, stage in node.actions
    )


def lower_unless(node: syntax.Unless, scope: Scope) -> ir.Exemption:
    """Return an `unless` as an exception."""
    return ir.Exemption("unless", lower(node.condition, scope), None, place=scope.place(node))


def lower_without(node: syntax.Without, scope: Scope) -> ir.Exemption:
    """Return a `without` as an exception that, unmet, says whom to ask."""
    place = scope.place(node)
    referral = ir.ActionPlan("refer", REFER, lower(node.who, scope), node.kind, None, "refer", place=place)
    return ir.Exemption("without", lower(node.fact, scope), referral, place=place)


Effect = Literal["permit", "advise", "warn", "refer", "return", "forbid"]


def effect_of(modality: str, actions: tuple[ir.ActionPlan, ...], exempt: tuple[ir.Exemption, ...]) -> Effect:
    """Return what an item says when it is broken: its modality's effect, unless it refers or returns.

    Of a referral and a return the worse counts; an unmet `without` refers. Those of a stage count there alone.
    """
    asked = {plan.effect for plan in actions if plan.stage is None} | {
        exemption.referral.effect for exemption in exempt if exemption.referral is not None
    }
    if modality == "may":
        return "permit"
    if "return" in asked:
        return "return"
    if "refer" in asked:
        return "refer"
    match modality:
        case "must" | "must not":
            return "forbid"
        case "should" | "should not":
            return "warn"
        case _:
            return "advise"


def _optional(node: Expression | None, scope: Scope) -> ir.Expr | None:
    return None if node is None else lower(node, scope)


def _verb(spelling: str, scope: Scope) -> Titled:
    return next(
        schema.names for schema in scope.checked.actions.values() if spelling in schema.names.spellings
    )
