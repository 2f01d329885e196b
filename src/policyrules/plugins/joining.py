"""What does a decision come to once the plugins' checks have had their say?"""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from policyrules.core.decision.examples import example_of
from policyrules.core.decision.finding import Action, FactRead, Finding, Missing, Undetermined, Where
from policyrules.core.decision.together import joined
from policyrules.core.effect import MODALITIES, Effect
from policyrules.core.evaluate.calling import Faulty
from policyrules.core.evaluate.paths import names_of
from policyrules.core.ir import Citation, RuleId
from policyrules.core.values import Duration, Period, Row
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.checks import Check, CheckAnswer, CheckFinding, ask
from policyrules.semantics.schema import Titled
from policyrules.semantics.types import ListType, TextType, Type, required

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from policyrules.core.decision import Decision
    from policyrules.core.facts import Facts
    from policyrules.core.ir import Program

_PLAIN = (str, int, Decimal, Fraction, bool, date, Duration, Period, Row, tuple)


def with_checks(
    decision: Decision, checks: Iterable[Check], facts: Facts, *, program: Program, zone: tzinfo = UTC
) -> Decision:
    """Return the decision with what these checks say of its facts; itself when there are none.

    A finding's policy is the plugin's name. A check that lacks a fact, or fails, is an undetermined
    item with the worst effect it can have.
    """
    answers = ask(checks, facts, records=program.records, on=decision.on)
    if not answers:
        return decision
    return joined(
        decision,
        [
            _finding(answer.check, found, facts, program, zone)
            for answer in answers
            for found in answer.findings
        ],
        [_undetermined(answer, facts, program) for answer in answers if answer.undetermined],
        faults=[answer.trouble.fault for answer in answers if isinstance(answer.trouble, Faulty)],
    )


def _finding(check: Check, found: CheckFinding, facts: Facts, program: Program, zone: tzinfo) -> Finding:
    item = found.item or check.name
    modality = found.modality or check.modality
    return Finding(
        item=item,
        policy=check.plugin,
        modality=modality,
        effect=found.effect,
        title=found.title,
        reason=found.reason,
        remedy=found.remedy,
        word=MODALITIES[modality].zh if _is_chinese(found.reason) else modality,
        names=Titled(item),
        citations=tuple(citation for citation in found.citations if isinstance(citation, Citation)),
        actions=_actions(found, RuleId(check.plugin, item)),
        facts=tuple(_fact(path, value, facts, program, zone) for path, value in found.facts),
        span=_where(check),
        annotations=found.annotations,
    )


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in text)


def _actions(found: CheckFinding, item: RuleId) -> tuple[Action, ...]:
    actions = []
    if found.refer_to is not None:
        names = Titled("refer", "报请")
        actions.append(Action("refer", names, found.refer_to, found.refer_for, items=(item,)))
    if found.return_to is not None:
        actions.append(Action("return", Titled("return", "退回"), found.return_to, items=(item,)))
    return tuple(actions)


def _fact(path: str, value: Any, facts: Facts, program: Program, zone: tzinfo) -> FactRead:
    named = names_of(program, facts.record, path)
    type_: Type = TextType() if named.schema is None else named.schema.type
    for _ in range(path.rpartition(".")[2].count("[")):
        inner = required(type_)
        type_ = inner.element if isinstance(inner, ListType) else inner
    kept = value if value is None or isinstance(value, _PLAIN) else str(value)
    said = Phrase(words(kept, type_, "en", program, zone), words(kept, type_, "zh", program, zone))
    return FactRead(path, named.names, kept, said)


def _where(check: Check) -> Where | None:
    return None if check.source is None else Where(PurePath(check.source[0]).name, check.source[1], 1)


def _undetermined(answer: CheckAnswer, facts: Facts, program: Program) -> Undetermined:
    check = answer.check
    return Undetermined(
        item=check.name,
        policy=check.plugin,
        effect=Effect(check.worst),
        title=check.title,
        names=Titled(check.name),
        needing=tuple(_missing(path, facts, program) for path in answer.missing),
        obstacles=() if answer.trouble is None else (answer.trouble.message,),
    )


def _missing(path: str, facts: Facts, program: Program) -> Missing:
    named = names_of(program, facts.record, path)
    schema = named.schema
    return Missing(
        path,
        named.names,
        question=None if schema is None else schema.question,
        asked_of=None if schema is None else schema.asked_of,
        order=named.order,
        example=None if schema is None else example_of(schema.type),
    )
