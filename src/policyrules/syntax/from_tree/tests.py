"""Which example must hold?"""

from __future__ import annotations

from typing import Final

from policyrules.syntax.ast.expressions import Path
from policyrules.syntax.ast.names import ItemRef, Name
from policyrules.syntax.ast.tests import (
    BuiltinVerb,
    Examples,
    ExpectActions,
    ExpectAnswer,
    ExpectDeadline,
    ExpectNot,
    ExpectOutcome,
    ExpectValue,
    ExpectWarning,
    GivenLedger,
    GivenParameter,
    GivenRecord,
    OnDate,
    TestDeclaration,
)
from policyrules.syntax.from_tree.comparisons import COMPARISONS
from policyrules.syntax.from_tree.literals import date_of, text_of
from policyrules.syntax.from_tree.names import name_of
from policyrules.syntax.from_tree.places import Parts, nodes, span_of
from policyrules.syntax.from_tree.verdicts import ANSWERS, OUTCOMES, STATUSES, VERBS


def given_record(parts: Parts) -> GivenRecord:
    """`given Inspection { … }`."""
    _, record, facts = parts
    return GivenRecord(name_of(record), facts, span_of(parts))


def given_ledger(parts: Parts) -> GivenLedger:
    """`given ledger Inspection [ { … }, … ]`."""
    return GivenLedger(name_of(parts[2]), nodes(parts), span_of(parts))


def given_parameter(parts: Parts) -> GivenParameter:
    """`given parameter cap["Bureau A"] = 3`."""
    _, _, name, *keys, _, value = parts
    return GivenParameter(name_of(name), nodes(keys), value, span_of(parts))


def on_date(parts: Parts) -> OnDate:
    """`on 2026-03-02`."""
    return OnDate(date_of(parts[1]), span_of(parts))


def expect_outcome(parts: Parts) -> ExpectOutcome:
    """`expect refer by IN-01`, `expect undetermined needing emergency`."""
    items: tuple[ItemRef, ...] = next((part for part in parts if type(part) is tuple), ())
    needing = tuple(part for part in parts if type(part) is Path)
    return ExpectOutcome(OUTCOMES[parts[1].type], items, needing, span_of(parts))


def expect_not(parts: Parts) -> ExpectNot:
    """`expect not IN-07`."""
    return ExpectNot(parts[2], span_of(parts))


def expect_value(parts: Parts) -> ExpectValue:
    """`expect handling = escalate`."""
    _, left, sign, right = parts
    return ExpectValue(COMPARISONS[sign.type], left, right, span_of(parts))


def expect_answer(parts: Parts) -> ExpectAnswer:
    """`expect pass by CA-01`."""
    return ExpectAnswer(ANSWERS[parts[1].type], parts[3], span_of(parts))


def expect_deadline(parts: Parts) -> ExpectDeadline:
    """`expect overdue by arrange`."""
    return ExpectDeadline(STATUSES[parts[1].type], parts[3], span_of(parts))


def expect_warning(parts: Parts) -> ExpectWarning:
    """`expect warning by arrange`, `expect no warning by arrange`."""
    return ExpectWarning(parts[3], given=parts[1].type == "EARLY_WARNING", span=span_of(parts))


def expect_actions(parts: Parts) -> ExpectActions:
    """`expect then urge, escalate by arrange`."""
    return ExpectActions(parts[2], parts[4], span_of(parts))


def expect_no_action(parts: Parts) -> ExpectActions:
    """`expect no action by arrange`."""
    return ExpectActions((), parts[3], span_of(parts))


def verbs(parts: Parts) -> tuple[Name | BuiltinVerb, ...]:
    """`urge, escalate`."""
    return tuple(VERBS[word.type] if word.type in VERBS else name_of(word) for word in parts[::2])


def example(parts: Parts) -> TestDeclaration:
    """`test "title" { … }`."""
    annotations, _, title, _, *rest = parts
    steps = nodes(rest)
    examples = steps[-1] if steps and isinstance(steps[-1], Examples) else None
    if examples is not None:
        steps = steps[:-1]
    return TestDeclaration(text_of(title), steps, examples, annotations, span_of(parts))


CALLBACKS: Final = {
    "given_record": given_record,
    "given_ledger": given_ledger,
    "given_parameter": given_parameter,
    "on_date": on_date,
    "expect_outcome": expect_outcome,
    "expect_not": expect_not,
    "expect_value": expect_value,
    "expect_answer": expect_answer,
    "expect_deadline": expect_deadline,
    "expect_warning": expect_warning,
    "expect_actions": expect_actions,
    "expect_no_action": expect_no_action,
    "verbs": verbs,
    "test": example,
}
