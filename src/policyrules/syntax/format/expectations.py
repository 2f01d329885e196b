"""How is written what a test expects?"""

from __future__ import annotations

from typing import Final, assert_never

from policyrules.syntax.ast.names import ItemRef, Name
from policyrules.syntax.ast.tests import (
    BuiltinVerb,
    ExpectActions,
    ExpectAnswer,
    Expectation,
    ExpectDeadline,
    ExpectNot,
    ExpectOutcome,
    ExpectValue,
    ExpectWarning,
    OutcomeWord,
)
from policyrules.syntax.format.expressions import COMPARISONS, path, value
from policyrules.syntax.format.layout import Doc
from policyrules.syntax.format.words import Words

OUTCOMES: Final[dict[OutcomeWord, str]] = {
    "permit": "PERMIT",
    "advise": "ADVISE",
    "warn": "WARN_OUTCOME",
    "refer": "REFER",
    "return": "RETURN",
    "forbid": "FORBID",
    "undetermined": "UNDETERMINED",
}
_ANSWERS: Final = {
    "pass": "PASS",
    "fail": "FAIL",
    "not applicable": "NOT_APPLICABLE",
    "unknown": "ANSWER_UNKNOWN",
}
_STATUSES: Final = {
    "on time": "ON_TIME",
    "late": "LATE",
    "pending": "PENDING",
    "due soon": "DUE_SOON",
    "overdue": "OVERDUE_STATUS",
}
_VERBS: Final[dict[BuiltinVerb, str]] = {
    "refer": "REFER",
    "return": "RETURN",
    "route": "ROUTE",
    "order": "ORDER",
}


def expected(node: Expectation, words: Words) -> Doc:
    """Return what is expected, without the word that leads a step."""
    match node:
        case ExpectOutcome(outcome=outcome, by=by, needing=needing):
            said = words(OUTCOMES[outcome]) + _by(by, words)
            if needing:
                said += f" {words('NEEDING')} " + words.listing.join(path(each, words) for each in needing)
            return said
        case ExpectNot(item=item):
            return f"{words('EXPECT_NOT')} {words.item_ref(item)}"
        case ExpectValue(operator=operator, left=left, right=right):
            return (path(left, words), f" {words(COMPARISONS[operator])} ", value(right, words))
        case ExpectAnswer(answer=answer, by=by):
            return words(_ANSWERS[answer]) + _by(by, words)
        case ExpectDeadline(status=status, by=by):
            return words(_STATUSES[status]) + _by(by, words)
        case ExpectWarning(by=by, given=given):
            return words("EARLY_WARNING" if given else "NO_WARNING") + _by(by, words)
        case ExpectActions(verbs=(), by=by):
            return words("NO_ACTION") + _by(by, words)
        case ExpectActions(verbs=verbs, by=by):
            said = words.listing.join(
                words.name(verb) if isinstance(verb, Name) else words(_VERBS[verb]) for verb in verbs
            )
            return f"{words('THEN')} {said}{_by(by, words)}"
        case _:
            assert_never(node)


def _by(items: tuple[ItemRef, ...], words: Words) -> str:
    return f" {words('BY_ITEM')} " + words.listing.join(map(words.item_ref, items)) if items else ""
