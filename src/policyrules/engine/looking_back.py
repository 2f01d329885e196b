"""What makes a decision that rests on ledgers as they were then, and works out later what it is asked?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from policyrules.backends.python.answers import Answer
    from policyrules.core.decision import Details
    from policyrules.core.decision.finding import Finding
    from policyrules.core.facts import Facts
    from policyrules.core.history import History
    from policyrules.core.ir import RuleId
    from policyrules.engine.record_decider import RecordDecider


class LookingBack:
    """Makes one decision that rests on ledgers as they were then."""

    __slots__ = ("decider", "history")

    decider: RecordDecider
    history: History

    @classmethod
    def at(cls, decider: RecordDecider, history: History) -> LookingBack:
        """Return what makes a decider's decisions from ledgers as they were."""
        made = cls()
        made.decider, made.history = decider, history
        return made

    @property
    def record(self) -> str:
        """The record's first name."""
        return self.decider.record

    @property
    def known_ids(self) -> Mapping[Any, tuple[RuleId, ...]]:
        """Ids of findings found before, by what the code answered."""
        return self.decider.known_ids

    def details(self, given: Facts | tuple[Any, ...], on: date | None, answer: Answer, /) -> Details:
        """Return what the decision says beyond its outcome."""
        whole = self.decider.whole(given)
        return self.decider.details_then(whole, on, self.history, answer)

    def finding_ids(
        self, answer: Answer, findings: Callable[[], tuple[Finding, ...]], /
    ) -> tuple[RuleId, ...]:
        """Return the ids of the findings."""
        return self.decider.finding_ids(answer, findings)


class SeeingBack:
    """Makes decisions that rest on what a database answered to one question, which stays with each beside its facts.

    The ledgers as they were then are made when details are read.
    """

    __slots__ = ("decider",)

    def __init__(self, decider: RecordDecider) -> None:
        self.decider = decider

    @property
    def record(self) -> str:
        """The record's first name."""
        return self.decider.record

    @property
    def known_ids(self) -> Mapping[Any, tuple[RuleId, ...]]:
        """Ids of findings found before, by what the code answered."""
        return self.decider.known_ids

    def details(self, seen: tuple[Any, tuple[Any, ...]], on: date | None, answer: Answer, /) -> Details:
        """Return what the decision says beyond its outcome; `seen` are the facts, and what the database answered."""
        given, row = seen
        decider = self.decider
        whole = decider.whole(given)
        return decider.details_then(whole, on, decider.at_once.history(whole.values, row), answer)

    def finding_ids(
        self, answer: Answer, findings: Callable[[], tuple[Finding, ...]], /
    ) -> tuple[RuleId, ...]:
        """Return the ids of the findings."""
        return self.decider.finding_ids(answer, findings)
