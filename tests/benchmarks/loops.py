"""What is done to record after record while the time is taken? Nothing but what is measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import policyrules as pr
from tests.benchmarks.as_policy import RECORD
from tests.benchmarks.measuring import Loop


def each(work: Callable[[Any], object]) -> Loop:
    """Return a loop that does a work to every record."""

    def loop(forms: Sequence[Any]) -> None:
        for form in forms:
            work(form)

    return loop


def outcomes(decide: Callable[..., pr.Decision]) -> Loop:
    """Return a loop that reads the outcome of every record."""

    def loop(forms: Sequence[Any]) -> None:
        for form in forms:
            decide(form).outcome  # noqa: B018  # reading it is what is measured

    return loop


def partial_outcomes(decide: Callable[..., pr.Decision]) -> Loop:
    """Return a loop that reads the outcome of every record, facts of which may be left out."""

    def loop(forms: Sequence[Any]) -> None:
        for form in forms:
            decide(form, partial=True).outcome  # noqa: B018  # as above

    return loop


def engine_outcomes(ours: pr.Engine) -> Loop:
    """Return a loop that asks the engine by the record's name."""
    decide = ours.decide

    def loop(forms: Sequence[Any]) -> None:
        for form in forms:
            decide(RECORD, form).outcome  # noqa: B018  # as above

    return loop


def outcomes_and_ids(decide: Callable[..., pr.Decision]) -> Loop:
    """Return a loop that reads the outcome and which rules match."""

    def loop(forms: Sequence[Any]) -> None:
        for form in forms:
            decision = decide(form)
            decision.outcome  # noqa: B018  # as above
            [found.item for found in decision.finding_ids]

    return loop


def converted(convert: Callable[[Any], Any], answer: Callable[[Any], object]) -> Loop:
    """Return a loop that converts every record first."""

    def loop(forms: Sequence[Any]) -> None:
        for form in forms:
            answer(convert(form))

    return loop
