"""How is written what a test expects?"""

from __future__ import annotations

from typing import Final, assert_never

from policyrules.syntax.ast.names import ItemRef
from policyrules.syntax.ast.tests import (
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
        case ExpectWarning(by=by):
            return words("EARLY_WARNING") + _by(by, words)
        case _:
            assert_never(node)


def _by(items: tuple[ItemRef, ...], words: Words) -> str:
    return f" {words('BY_ITEM')} " + words.listing.join(map(words.item_ref, items)) if items else ""
