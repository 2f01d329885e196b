"""Which expressions does a rule's answer rest on, and which its finding?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core import ir
from policyrules.core.parts import LEAVES, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def everything(expr: ir.Expr) -> Iterator[ir.Expr]:
    """Yield an expression and everything inside it, outermost first, left to right."""
    left = [expr]
    while left:
        node = left.pop()
        yield node
        if node.__class__ not in LEAVES:
            left.extend(reversed(parts(node)))


def conditions_of(rule: ir.Rule) -> tuple[ir.Expr, ...]:
    """Return every condition a rule's answer rests on: applies, when, exceptions, test."""
    exceptions = [exemption.condition for exemption in rule.exempt]
    return (rule.applies, rule.when, *exceptions, *(() if rule.test is None else (rule.test,)))


def explained_by(rule: ir.Rule) -> tuple[ir.Expr, ...]:
    """Return what a rule's finding needs beyond its conditions: reason, remedy, actions."""
    found: list[ir.Expr] = [text for text in (rule.because, rule.remedy) if text is not None]
    referrals = [exemption.referral for exemption in rule.exempt if exemption.referral is not None]
    for plan in (*rule.actions, *referrals):
        found += asked_by(plan)
    return tuple(found)


def asked_by(plan: ir.ActionPlan) -> tuple[ir.Expr, ...]:
    """Return the expressions of an action: who, about what, within how long, at which stage."""
    about = plan.about if not isinstance(plan.about, str) else None
    return tuple(expr for expr in (plan.who, about, plan.within, plan.stage) if expr is not None)


def derived_in(exprs: Iterable[ir.Expr]) -> set[tuple[str, str]]:
    """Return the derived facts that expressions read, each by its record and name."""
    return {
        (node.record, node.name)
        for expr in exprs
        for node in everything(expr)
        if isinstance(node, ir.Derived)
    }
