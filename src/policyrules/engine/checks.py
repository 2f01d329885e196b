"""How does what plugins check join a decision?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core.calling import Faulty
from policyrules.core.effect import Effect
from policyrules.core.evaluate import Evaluation
from policyrules.core.finding import Action, FactRead, Finding, Undetermined, Where
from policyrules.core.ir import Citation, RuleId
from policyrules.core.missing import FactNeed
from policyrules.core.paths import names_of
from policyrules.core.report_names import missing_of, said_in_both
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.checks import Check, CheckAnswer, CheckFinding, ask
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.decision import Decision
    from policyrules.core.facts import Facts
    from policyrules.engine.record_decider import Grounds


def with_checks(
    checks: tuple[Check, ...], decision: Decision, facts: Facts, *, on: date | None, grounds: Grounds
) -> Decision:
    """Return the decision with what the checks say of the facts; the same when they say nothing."""
    answers = ask(checks, facts, records=grounds.program.records, on=on)
    if not any(answer.findings or answer.undetermined for answer in answers):
        return decision
    evaluation = Evaluation(
        grounds.program,
        facts.record,
        facts.row,
        on=on,
        parameters=grounds.parameters,
        calendars=grounds.calendars,
    )
    return decision.joined(
        [_finding(evaluation, answer.check, each) for answer in answers for each in answer.findings],
        [_undetermined(evaluation, answer) for answer in answers if answer.undetermined],
        faults=[answer.trouble.fault for answer in answers if isinstance(answer.trouble, Faulty)],
    )


def _finding(evaluation: Evaluation, check: Check, found: CheckFinding) -> Finding:
    item = found.item or check.name
    source = check.source
    return Finding(
        item=item,
        policy=check.plugin,
        names=Titled(item),
        modality=found.modality or check.modality,
        effect=found.effect,
        title=found.title,
        reason=found.reason,
        remedy=found.remedy,
        citations=tuple(each for each in found.citations if isinstance(each, Citation)),
        actions=_actions(check, found, item),
        facts=tuple(_fact(evaluation, path, value) for path, value in found.facts),
        span=None if source is None else Where(source[0], source[1], 1),
        annotations=found.annotations,
    )


def _actions(check: Check, found: CheckFinding, item: str) -> tuple[Action, ...]:
    rule = RuleId(check.plugin, item)
    actions = []
    if found.refer_to is not None:
        actions.append(Action("refer", Titled("refer", "报"), found.refer_to, found.refer_for, item=rule))
    if found.return_to is not None:
        actions.append(Action("return", Titled("return", "退回"), found.return_to, item=rule))
    return tuple(actions)


def _fact(evaluation: Evaluation, path: str, value: Any) -> FactRead:
    called = names_of(evaluation.program, evaluation.record, path)
    if called.schema is None:
        return FactRead(path, called.names, value, Phrase.same(str(value)))
    return FactRead(path, called.names, value, said_in_both(evaluation, value, called.schema.type))


def _undetermined(evaluation: Evaluation, answer: CheckAnswer) -> Undetermined:
    check = answer.check
    needs = [FactNeed(path) for path in answer.missing]
    return Undetermined(
        item=check.name,
        policy=check.plugin,
        effect=Effect(check.worst),
        title=check.title,
        names=Titled(check.name),
        needing=missing_of(evaluation, needs),
        obstacles=() if answer.trouble is None else (answer.trouble.message,),
    )
