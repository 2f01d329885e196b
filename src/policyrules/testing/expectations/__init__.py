"""Is what a test expects so, and if not, what is?"""

from __future__ import annotations

from collections.abc import Iterator

from policyrules.syntax.ast.tests import (
    ExpectActions,
    ExpectAnswer,
    Expectation,
    ExpectDeadline,
    ExpectNot,
    ExpectOutcome,
    ExpectValue,
    ExpectWarning,
)
from policyrules.testing.expectations.actions import actions_unmet
from policyrules.testing.expectations.answers import (
    answers_unmet,
    deadlines_unmet,
    not_broken_unmet,
    warnings_unmet,
)
from policyrules.testing.expectations.decided import Decided, Failure
from policyrules.testing.expectations.outcomes import outcome_unmet
from policyrules.testing.expectations.values import value_unmet

__all__ = ["Decided", "Failure", "unmet"]


def unmet(step: Expectation, decided: Decided) -> Iterator[Failure]:
    """Yield what a step expects and is not so."""
    match step:
        case ExpectOutcome():
            yield from outcome_unmet(step, decided)
        case ExpectNot():
            yield from not_broken_unmet(step, decided)
        case ExpectValue():
            yield from value_unmet(step, decided)
        case ExpectAnswer():
            yield from answers_unmet(step, decided)
        case ExpectDeadline():
            yield from deadlines_unmet(step, decided)
        case ExpectWarning():
            yield from warnings_unmet(step, decided)
        case ExpectActions():
            yield from actions_unmet(step, decided)
