"""What does an item's standing amount to in the decision? A finding, an undetermined item, a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core import ir
from policyrules.core.decision.actions import action_of
from policyrules.core.decision.entries import shown_of
from policyrules.core.decision.finding import (
    Action,
    Entry,
    ExceptionConsidered,
    Finding,
    Note,
    Undetermined,
    Waived,
    Where,
    Witnesses,
)
from policyrules.core.decision.measured import measured_of
from policyrules.core.decision.names import (
    facts_read,
    language_of_rule,
    missing_of,
    obstacles_of,
    parameters_read,
)
from policyrules.core.decision.parts import part_of
from policyrules.core.decision.unsettled import not_enough_known
from policyrules.core.evaluate.lists import counted
from policyrules.core.evaluate.reading import Read, reads
from policyrules.core.evaluate.scope import Binding, Scope
from policyrules.core.rule_parts import is_silent
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.core.combine import Standing
    from policyrules.core.decision.measured import Measured
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.logic import Kleene
    from policyrules.core.values import Row
    from policyrules.diagnostics.span import Place


def finding_of(evaluation: Evaluation, standing: Standing) -> Finding:
    """Return the finding of an item that says something.

    One that stands for want of facts states no breach: it asks for those facts and for nothing to be done.
    """
    rule, settled, needs = standing.rule, standing.say.settled, standing.needs()
    witnesses, seen, scope = _witnesses(evaluation, rule)
    measured = measured_of(evaluation, rule)
    rows, more_rows = shown_of(evaluation, (*seen, *measured.rows))
    read = _read(evaluation, standing)
    exceptions = _exceptions(evaluation, standing, scope)
    needing, obstacles = missing_of(evaluation, needs), obstacles_of(needs)
    unsettled = not_enough_known(rule.modality, needing, obstacles).in_(language_of_rule(rule))
    reason = _reason(evaluation, rule, scope, measured) if settled else unsettled
    return Finding(
        item=rule.names.first,
        policy=rule.id.policy,
        list=rule.list,
        names=rule.names,
        modality=rule.modality,
        word=rule.word,
        effect=standing.say.effect,
        title=rule.title,
        reason=reason,
        remedy=_filled(evaluation, rule.remedy, scope) if settled else None,
        citations=rule.citations,
        actions=_actions(evaluation, rule, scope, exceptions) if settled else (),
        facts=facts_read(evaluation, read),
        parameters=parameters_read(evaluation, read),
        part=part_of(evaluation, rule),
        usage=measured.usage,
        more_usage=measured.more_usage,
        deadline=measured.deadline,
        match=measured.match,
        measured=measured.said,
        witnesses=witnesses,
        rows=rows,
        more_rows=more_rows,
        exceptions=exceptions,
        overridden=_set_aside(evaluation, standing),
        settled=settled,
        needing=needing,
        obstacles=obstacles,
        span=where(rule.place),
        annotations=rule.annotations,
    )


def where(place: Place | None) -> Where | None:
    """Return the file, line and column something stands at."""
    if place is None:
        return None
    position = place.source.position(place.span.start)
    return Where(place.source.name, position.line, position.column)


def undetermined_of(evaluation: Evaluation, standing: Standing) -> Undetermined:
    """Return an item that cannot be decided, with what it lacks."""
    rule, needs = standing.rule, standing.needs()
    return Undetermined(
        item=rule.names.first,
        policy=rule.id.policy,
        effect=standing.say.effect,
        title=rule.title,
        names=rule.names,
        needing=missing_of(evaluation, needs),
        obstacles=obstacles_of(needs),
    )


def waived_of(standing: Standing) -> Waived:
    """Return an item that is broken and set aside."""
    rule = standing.rule
    return Waived(rule.names.first, rule.id.policy, standing.beaten_by, rule.title, rule.names)


def noted(evaluation: Evaluation, standing: Standing) -> Note:
    """Return the note on an item that is skipped because it cannot be told."""
    rule, needs = standing.rule, standing.needs()
    obstacles = obstacles_of(needs)
    en = "".join(f" ({obstacle.en})" for obstacle in obstacles)
    zh = "".join(f"（{obstacle.zh}）" for obstacle in obstacles)
    needing = missing_of(evaluation, needs)
    ledgers = [missing.said for missing in needing if missing.kind == "ledger"]
    if ledgers:
        en = f" without {' and '.join(ledger.en for ledger in ledgers)}{en}"
        lacking = f"未提供{'、'.join(ledger.zh for ledger in ledgers)}，"
    else:
        lacking = ""
    part = part_of(evaluation, rule)
    stage = Phrase("", "") if part is None else Phrase(f" ({part.said.en})", f"（{part.said.zh}）")
    return Note(
        Phrase(
            f"`{rule.names.first}`{stage.en} was skipped: whether it holds cannot be told{en}",
            f"`{rule.names.for_people()}`{stage.zh or ' '}已略过：{lacking}是否成立尚不能确定{zh}",
        ),
        rule.id.whole,
        needing,
    )


# --- parts of a finding -----------------------------------------------------------------------


def _witnesses(evaluation: Evaluation, rule: ir.Rule) -> tuple[tuple[Witnesses, ...], list[Row], Scope]:
    """What `when` names, the entries of ledgers among it, and the scope in which each name is its first sure entry."""
    scope = evaluation.root
    found: list[Witnesses] = []
    rows: list[Row] = []
    for witness in rule.witnesses:
        source = evaluation.value(witness.aggregate.source)
        sure = [
            inner.variables[witness.aggregate.variable]
            for inner, counts in counted(
                evaluation, witness.aggregate, evaluation.root, () if source is UNKNOWN else source or ()
            )
            if counts is True
        ]
        scope = scope.bind(witness.variable, sure[0] if sure else Binding(UNKNOWN, None))
        if not sure:
            continue
        if isinstance(witness.aggregate.source, ir.Rows):
            rows += [bound.value for bound in sure]
            entries, more = shown_of(evaluation, (bound.value for bound in sure))
            found.append(Witnesses(witness.variable, entries, more))
        else:
            found.append(Witnesses(witness.variable, tuple(Entry(bound.path, bound.value) for bound in sure)))
    return tuple(found), rows, scope


def _reason(evaluation: Evaluation, rule: ir.Rule, scope: Scope, measured: Measured) -> str | None:
    """The item's own reason; of one that gives none, what it measured, in the item's language."""
    if rule.because is not None or measured.said is None:
        return _filled(evaluation, rule.because, scope)
    return measured.said.in_(language_of_rule(rule))


def _filled(evaluation: Evaluation, text: ir.Text | None, scope: Scope) -> str | None:
    return None if text is None else str(evaluation.value(text, scope))


def _read(evaluation: Evaluation, standing: Standing) -> tuple[Read, ...]:
    rule = standing.rule
    asked = [rule.applies, rule.when, *(exemption.condition for exemption in rule.exempt)]
    asked += [] if rule.test is None else [rule.test]
    found = [read for expr in asked for read in reads(evaluation, expr, evaluation.root)]
    return tuple(dict.fromkeys(found))


def _exceptions(evaluation: Evaluation, standing: Standing, scope: Scope) -> tuple[ExceptionConsidered, ...]:
    rule = standing.rule
    return tuple(
        ExceptionConsidered(
            exemption.kind,
            _text_of(exemption),
            told(holds),
            None if exemption.referral is None else action_of(evaluation, exemption.referral, rule, scope),
        )
        for exemption, holds in zip(rule.exempt, standing.exemptions, strict=True)
    )


def _text_of(exemption: ir.Exemption) -> str:
    place = exemption.place or exemption.condition.place
    return "" if place is None else place.text.strip()


def told(holds: Kleene) -> bool | None:
    """Return yes or no, or None for unknown."""
    return None if holds is UNKNOWN else bool(holds)


def _actions(
    evaluation: Evaluation, rule: ir.Rule, scope: Scope, exceptions: tuple[ExceptionConsidered, ...]
) -> tuple[Action, ...]:
    """Whom to ask, for each `without` that is not met, and what the item says is to follow."""
    return (
        *(considered.referral for considered in exceptions if considered.referral is not None),
        *(
            action_of(evaluation, plan, rule, scope)
            for plan in rule.actions
            if plan.stage is None or evaluation.condition(plan.stage) is True
        ),
    )


def _set_aside(evaluation: Evaluation, standing: Standing) -> tuple[ir.RuleId, ...]:
    """The broken items this one sets aside, at whatever stage."""
    rule = standing.rule
    aside = (
        other.whole
        for other in rule.overrides
        if not is_silent(other.part)
        and other in evaluation.items
        and _is_waived_by(evaluation, other, rule.id)
    )
    return tuple(dict.fromkeys(aside))


def _is_waived_by(evaluation: Evaluation, beaten: ir.RuleId, by: ir.RuleId) -> bool:
    other = evaluation.items[beaten]
    return other.broken is True and by in other.beaten_by
