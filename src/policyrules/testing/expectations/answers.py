"""Has an item the answer, or its deadline the status, that a test expects?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.decision.deadlines import STATUSES
from policyrules.core.decision.finding import Finding, Note, Undetermined
from policyrules.core.decision.sheets import ANSWERS
from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.ast.tests import (
    ExpectAnswer,
    ExpectDeadline,
    ExpectNot,
    ExpectWarning,
)
from policyrules.testing.expectations.decided import Decided, Failure
from policyrules.testing.expectations.named import no_item, rule_named
from policyrules.testing.expectations.told import all_decided_on, decided_on, said_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def not_broken_unmet(step: ExpectNot, decided: Decided) -> Iterator[Failure]:
    """Yield that an item is broken, or may be, although it is expected not to be."""
    rule = rule_named(step.item, decided)
    if rule is None:
        yield Failure(step.span, no_item(step.item))
        return
    decision = decided.decide(rule.each)
    if decision.details.answer_to(rule.id) in ("fail", "unknown"):
        said = decided_on(rule.id, decision)
        got = Phrase("cannot be told", "尚不能确定") if said is None else said_of(said)
        message = Phrase(
            f"expected `{rule.names.first}` not to be broken, but it {got.en}",
            f"期望未违反 `{rule.names.for_people()}`，但该条{got.zh}",
        )
        yield Failure(step.span, decided.of(rule.each, message), decision, (rule.id,))


def answers_unmet(step: ExpectAnswer, decided: Decided) -> Iterator[Failure]:
    """Yield the items whose answer is another."""
    expected = ANSWERS[step.answer]
    for ref in step.by:
        rule = rule_named(ref, decided)
        if rule is None:
            yield Failure(step.span, no_item(ref))
            continue
        decision = decided.decide(rule.each)
        given = decision.details.answer_to(rule.id)
        if given == step.answer:
            continue
        got = (
            Phrase("no answer: it is not in force", "没有答复：该条未施行")
            if given is None
            else ANSWERS[given]
        )
        message = Phrase(
            f"expected {expected.en} by `{rule.names.first}`, got {got.en}",
            f"期望 `{rule.names.for_people()}` {expected.zh}，实为{got.zh}",
        )
        near = decision.explain().nearest(rule.effect, (rule.id,)) if step.answer == "fail" else None
        kept = () if near is None else tuple(each.said for each in near.obstacles)
        yield Failure(step.span, decided.of(rule.each, message), decision, (rule.id,), kept)


def deadlines_unmet(step: ExpectDeadline, decided: Decided) -> Iterator[Failure]:
    """Yield the items whose deadline stands otherwise, or that have none about the record."""
    wanted = step.status.replace(" ", "_")
    for ref in step.by:
        rule = rule_named(ref, decided)
        if rule is None:
            yield Failure(step.span, no_item(ref))
            continue
        decision = decided.decide(rule.each)
        found = next((deadline for deadline in decision.deadlines if deadline.item == rule.id), None)
        if found is not None and found.status == wanted:
            continue
        got = Phrase("no deadline about this record", "没有适用于本件的时限")
        if found is not None:
            untold = Phrase("one that cannot be told", "尚不能确定")
            got = untold if found.status is None else STATUSES[found.status]
        message = Phrase(
            f"expected `{rule.names.first}` to be {STATUSES[wanted].en}, got {got.en}",
            f"期望 `{rule.names.for_people()}` {STATUSES[wanted].zh}，实为{got.zh}",
        )
        yield Failure(step.span, decided.of(rule.each, message), decision, (rule.id,))


def warnings_unmet(step: ExpectWarning, decided: Decided) -> Iterator[Failure]:
    """Yield the items that give no early warning, whatever else is said of the record.

    Where none is expected, those that give one or may.
    """
    for ref in step.by:
        rule = rule_named(ref, decided)
        if rule is None:
            yield Failure(step.span, no_item(ref))
            continue
        decision = decided.decide(rule.each)
        told = all_decided_on(rule.id, decision)
        warnings = [
            each
            for each in told
            if isinstance(each, Finding) and each.part is not None and each.part.name == "warning"
        ]
        untold = [each for each in told if isinstance(each, Undetermined | Note)]
        if warnings if step.given else not (warnings or untold):
            continue
        if step.given:
            got = said_of(told[0] if told else None)
            message = Phrase(
                f"expected an early warning by `{rule.names.first}`, but it {got.en}",
                f"期望 `{rule.names.for_people()}` 预警，但该条{got.zh}",
            )
        else:
            got = Phrase("gives one", "预警了") if warnings else said_of(untold[0])
            message = Phrase(
                f"expected no early warning by `{rule.names.first}`, but it {got.en}",
                f"期望 `{rule.names.for_people()}` 未预警，但该条{got.zh}",
            )
        yield Failure(step.span, decided.of(rule.each, message), decision, (rule.id,))
