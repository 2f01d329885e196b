"""What is asked to be done, by whom and by when? The actions of findings and of decision tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core import ir
from policyrules.core.combine import in_force
from policyrules.core.dates import day_of
from policyrules.core.decision.finding import Action, Note
from policyrules.core.decision.names import language_of_rule, missing_of
from policyrules.core.evaluate.calling import Faulty
from policyrules.core.evaluate.dates import derivation
from policyrules.core.values import UNKNOWN, CannotTell, Duration
from policyrules.core.words import language_of, words
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve, frozen

if TYPE_CHECKING:
    from policyrules.core.derivation import Derivation
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope
    from policyrules.diagnostics.phrase import Language


def action_of(evaluation: Evaluation, plan: ir.ActionPlan, rule: ir.Rule, scope: Scope) -> Action:
    """Return what a rule's plan asks of this record."""
    asked = _Asked(evaluation, scope, language_of_rule(rule), rule.id.policy)
    return evolve(asked.action(plan), items=(rule.id.whole,))


@frozen(eq=False)
class _Asked:
    """Who asks: in which scope, language and policy a plan is read."""

    evaluation: Evaluation
    scope: Scope
    language: Language
    policy: str

    def action(self, plan: ir.ActionPlan) -> Action:
        """Return what a plan asks."""
        within = None if plan.within is None else self.evaluation.value(plan.within, self.scope)
        length = within if isinstance(within, Duration) else None
        derived = None if length is None else _derived(self.evaluation, length, self.policy)
        return Action(
            kind=plan.kind,
            names=plan.names,
            who=self._said(plan.who),
            about=plan.about if isinstance(plan.about, str) else self._said(plan.about),
            within=length,
            due=None if derived is None else day_of(derived.result, self.evaluation.zone),
            derivation=derived,
        )

    def _said(self, expr: ir.Expr | None) -> str | None:
        if expr is None:
            return None
        value = self.evaluation.value(expr, self.scope)
        if value is None:
            return None
        return words(value, expr.type, self.language, self.evaluation.program, self.evaluation.zone)


def _derived(evaluation: Evaluation, length: Duration, policy: str) -> Derivation | None:
    """How the last day comes about, counted from the decision's day; it rolls where the policy says so.

    None where that day or the calendar is not known.
    """
    today = evaluation.today
    if today is UNKNOWN:
        return None
    schema = evaluation.program.policies.get(policy)
    calendar = None if schema is None else schema.working_days
    rolls = schema is not None and schema.rolls
    try:
        return derivation(evaluation, today, length, calendar, rolls=rolls)
    except CannotTell as reason:
        if isinstance(reason, Faulty):
            evaluation.faults[reason.fault] = None
        return None


# --- tables -----------------------------------------------------------------------------------


def table_actions(evaluation: Evaluation) -> tuple[tuple[Action, ...], tuple[Note, ...]]:
    """Return what the decision tables ask to be done, and a note for each that cannot tell.

    Nothing of a period: a table is about the record whenever it is decided.
    """
    if evaluation.unit is not None:
        return (), ()
    actions: list[Action] = []
    notes: list[Note] = []
    for table in evaluation.program.table_actions.get(evaluation.record, ()):
        plans = _plans(evaluation, table)
        if plans is None:
            notes.append(_untold(evaluation, table))
            continue
        language = language_of([table.table.for_people()])
        asked = _Asked(evaluation, evaluation.root, language, table.policy)
        actions += [asked.action(plan) for plan in plans]
    return tuple(actions), tuple(notes)


def _plans(evaluation: Evaluation, table: ir.TableAction) -> list[ir.ActionPlan] | None:
    """The plans of the rows that hold, by the table's hit policy; None where that cannot be told."""
    policy = evaluation.program.policies.get(table.policy)
    if policy is not None:
        force = in_force(ir.Validity(policy.from_, policy.until), evaluation)
        if force is not True:
            return [] if force is False else None
    held = [(evaluation.condition(condition), plan) for condition, plan in table.branches]
    if table.hit == "first":
        for holds, plan in held:
            if holds is not False:
                return [plan] if holds is True else None
        return []
    sure = [plan for holds, plan in held if holds is True]
    if any(holds is UNKNOWN for holds, _ in held) or (table.hit == "unique" and len(sure) > 1):
        return None
    return sure


def _untold(evaluation: Evaluation, table: ir.TableAction) -> Note:
    needs = [need for condition, _ in table.branches for need in evaluation.missing(condition)]
    name = table.table
    return Note(
        Phrase(
            f"what the table `{name.first}` asks to be done cannot be told",
            f"判定表 `{name.for_people()}` 应如何办理，尚不能确定",
        ),
        needing=missing_of(evaluation, tuple(dict.fromkeys(needs))),
    )
