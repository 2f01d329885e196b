"""The answer for one record: what an application reads, prints and logs."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from policyrules.core.decision.deadlines import DeadlineStanding, Light
    from policyrules.core.decision.finding import Action, Finding, Missing, Note, Undetermined, Waived
    from policyrules.core.decision.sheets import AnswerWord, Sheet
    from policyrules.core.effect import Outcome
    from policyrules.core.evaluate.calling import Fault
    from policyrules.core.explain import Explanation
    from policyrules.core.ir import RuleId


class Details(Protocol):
    """Everything a decision says beyond its outcome; each part is worked out when it is first read."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the items that say something say."""
        ...

    @property
    def undetermined(self) -> tuple[Undetermined, ...]:
        """The items that cannot be decided yet."""
        ...

    @property
    def waived(self) -> tuple[Waived, ...]:
        """The items that are broken but set aside."""
        ...

    @property
    def notes(self) -> tuple[Note, ...]:
        """What has no effect."""
        ...

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What to ask."""
        ...

    @property
    def actions(self) -> tuple[Action, ...]:
        """What is to be done."""
        ...

    @property
    def values(self) -> Mapping[str, Any]:
        """The derived facts."""
        ...

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The answers to each checklist."""
        ...

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What plugins did wrong."""
        ...

    @property
    def deadlines(self) -> tuple[DeadlineStanding, ...]:
        """How deadlines stand."""
        ...

    def explain(self) -> Explanation:
        """Return the proof tree."""
        ...

    def answer_to(self, item: RuleId) -> AnswerWord | None:
        """Return the answer to an item; None for one not in force."""
        ...


class Maker(Protocol):
    """What decisions are made by: it works out what they are asked from what it left with them."""

    @property
    def record(self) -> str:
        """The record's first name."""
        ...

    @property
    def known_ids(self) -> Mapping[Any, tuple[RuleId, ...]]:
        """Ids of findings found before, by what was left with the decision."""
        ...

    def details(self, facts: Any, on: date | None, answer: Any, /) -> Details:
        """Return the details of a decision."""
        ...

    def finding_ids(self, answer: Any, findings: Callable[[], tuple[Finding, ...]], /) -> tuple[RuleId, ...]:
        """Return the ids of a decision's findings, which can be had as well."""
        ...


@frozen(eq=False)
class Known:
    """Makes a decision of which all is known, or is once somebody asks."""

    record: str
    work: Callable[[], Details]
    known_ids: Mapping[Any, tuple[RuleId, ...]] = MappingProxyType({})

    def details(self, _facts: Any, _on: date | None, _answer: Any, /) -> Details:
        """Return the details of the decision."""
        return self.work()

    def finding_ids(self, _answer: Any, findings: Callable[[], tuple[Finding, ...]], /) -> tuple[RuleId, ...]:
        """Return the ids of the findings."""
        return tuple(finding.id for finding in findings())


class Decision:
    """What the policies say of one record.

    `outcome`, `record` and `on` are there at once, `finding_ids` at the price of a look-up; everything else is
    worked out when first read, by the reference evaluator. Safe to share between threads.
    """

    # plain slots, what the rest is worked out from kept as it came, and no `__init__`: making one is much of what a
    # decision costs, and generated code (`backends/python/deciding.py`) makes its own, as `made` does
    __slots__ = ("_answer", "_details", "_facts", "_made_by", "on", "outcome")

    outcome: Outcome
    """The worst effect found, or undetermined."""
    on: date | None
    """The decision's day: `on`, else the day of the `dated` field; None when neither is known."""
    _made_by: Maker
    _facts: Any
    _answer: Any

    @classmethod
    def made(
        cls, outcome: Outcome, on: date | None, made_by: Maker, facts: object = None, answer: object = None
    ) -> Decision:
        """Return a decision of what there is; `made_by` works out the rest from it."""
        decision = cls()
        decision.outcome = outcome
        decision.on = on
        decision._made_by = made_by
        decision._facts = facts
        decision._answer = answer
        return decision

    @property
    def record(self) -> str:
        """The record's first name."""
        return self._made_by.record

    @property
    def details(self) -> Details:
        """Everything beyond the outcome, together."""
        try:
            return self._details
        except AttributeError:
            self._details: Details = self._made_by.details(self._facts, self.on, self._answer)
            return self._details

    @property
    def finding_ids(self) -> tuple[RuleId, ...]:
        """The items that say something, each as often as it does, in the order written: `id` of each of `findings`.

        Cheaper than the findings themselves, of which nothing is worked out.
        """
        found = self._made_by.known_ids.get(self._answer)
        return self._made_by.finding_ids(self._answer, lambda: self.findings) if found is None else found

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the items that say something say, in the order written."""
        return self.details.findings

    @property
    def undetermined(self) -> tuple[Undetermined, ...]:
        """The items that cannot be decided yet, in the order written."""
        return self.details.undetermined

    @property
    def waived(self) -> tuple[Waived, ...]:
        """The items that are broken but set aside by others."""
        return self.details.waived

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is worth knowing and has no effect."""
        return self.details.notes

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What to ask, the fact that can settle most first; empty when the outcome is settled."""
        return self.details.missing

    @property
    def actions(self) -> tuple[Action, ...]:
        """What is asked to be done, each thing once: by the findings, in their order, then by tables."""
        return self.details.actions

    @property
    def values(self) -> Mapping[str, Any]:
        """The derived facts by first name."""
        return self.details.values

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The answers to each checklist."""
        return self.details.sheets

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What plugins did that they promised not to, while this decision was made."""
        return self.details.faults

    @property
    def deadlines(self) -> tuple[DeadlineStanding, ...]:
        """How the deadline of every item that is about this record stands, in the order written."""
        return self.details.deadlines

    @property
    def light(self) -> Light | None:
        """The record's traffic light: that of its worst deadline; none without a deadline that can be told."""
        from policyrules.core.decision.deadlines import light_of  # noqa: PLC0415  # as all that is worked out later

        return light_of(self.deadlines)

    def explain(self) -> Explanation:
        """Return the proof tree: why each item says what it says, and why not."""
        return self.details.explain()

    def to_dict(self) -> dict[str, Any]:
        """Return the decision ready for JSON, as docs/decision.schema.json describes it."""
        from policyrules.core.decision.in_json import decision_json  # noqa: PLC0415  # only when it is written out

        return decision_json(self)

    def __repr__(self) -> str:
        return f"<Decision {self.outcome.value} on {self.record}>"
