"""What is a test asked about, and what does it say where it is not as expected?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.period_names import period_name
from policyrules.core.periods import period_of
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from policyrules.core.decision import Decision
    from policyrules.core.facts import Facts
    from policyrules.core.ir import RuleId
    from policyrules.diagnostics.span import Span
    from policyrules.engine.policy_set import PolicySet
    from policyrules.syntax.ast.clauses import PeriodUnit


@frozen
class Failure:
    """One expectation that is not met, or one thing given that does not fit.

    `message` says what was expected and what is, `near` which item came nearest to what was expected and
    what kept it from it; `why` gives the proof of the items concerned, or of a derived fact.
    """

    span: Span = field(repr=False)
    message: Phrase
    decision: Decision | None = field(default=None, repr=False, eq=False)
    items: tuple[RuleId, ...] = ()
    near: tuple[Phrase, ...] = ()
    fact: str | None = None

    def why(self, language: Language = "en") -> str:
        """Return the proof of the items concerned, or of the derived `fact`; nothing where there is none."""
        if self.decision is None or not (self.items or self.fact):
            return ""
        explanation = self.decision.explain()
        if self.fact is not None:
            return explanation.text_of_fact(self.fact, language)
        return explanation.text_of(self.items, language)


@frozen(eq=False)
class Decided:
    """What a test asks about, and what it is decided from; `policy` is the test's.

    `decide` gives the decision on the record or, for a unit, what its lists say of the period that contains
    `day`; raises `RequestError` where there is no day.
    """

    decide: Callable[[PeriodUnit | None], Decision]
    day: date | None
    facts: Facts
    policies: PolicySet
    policy: str

    @property
    def units(self) -> tuple[PeriodUnit | None, ...]:
        """What an outcome is expected of that names no item: the decision, else the periodic lists there are."""
        program, record = self.policies.program, self.facts.record
        in_periods = tuple(unit for owner, unit in program.periodic if owner == record)
        return (None,) if program.rules.get(record) or not in_periods else in_periods

    def of(self, unit: PeriodUnit | None, message: Phrase) -> Phrase:
        """Return what is said of a decision, with the period it is about."""
        if unit is None or self.day is None:
            return message
        name = period_name(unit, period_of(unit, self.day))
        return Phrase(f"in {name.en}, {message.en}", f"{name.zh}：{message.zh}")
