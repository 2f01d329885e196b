"""Do the tests written beside the rules hold?"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Final, Literal

from policyrules.core.dates import today_of, zone_of
from policyrules.core.decide import decide
from policyrules.core.periods import period_of
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.engine.counting import Counts
from policyrules.engine.grounds import Grounds
from policyrules.engine.record_decider import RecordDecider
from policyrules.errors import PolicyRulesError, RequestError
from policyrules.frozen import evolve, field, frozen
from policyrules.ledgers.memory import MemoryLedger
from policyrules.syntax.ast.tests import (
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
    TestStep,
)
from policyrules.testing.examples import row_said, steps_of, values_said
from policyrules.testing.expectations import Decided, Failure, unmet
from policyrules.testing.observed import Seen, observe
from policyrules.testing.written_values import written_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from policyrules.core.decision import Decision
    from policyrules.core.facts import Facts
    from policyrules.core.history import History
    from policyrules.core.values import Period
    from policyrules.diagnostics.source import Position, Source
    from policyrules.diagnostics.span import Span
    from policyrules.engine.policy_set import PolicySet
    from policyrules.semantics.checked import CheckedTest
    from policyrules.syntax.ast.clauses import PeriodUnit
    from policyrules.syntax.ast.tests import ExampleRow

Backend = Literal["python", "reference"]
Status = Literal["passed", "failed", "skipped"]

_NOTHING_GIVEN: Final = Phrase(
    "nothing is given yet; write `given RECORD { … }` before what is expected",
    "尚未给出事实；请在期望之前写 `设 记录 { … }`",
)

_WHICH_PERIOD: Final = Phrase(
    "of which period? Write `on DATE` for a day of it", "属于哪一期？请写 `于 日期`，取该期中的一日"
)


@frozen
class TestResult:
    """What became of one test: its title, where it stands, and every expectation that is not met.

    Of a row of examples, `values` are what it gives. `skipped` says why a test was not run, or none;
    `seconds` is how long it took.
    """

    __test__ = False

    name: str
    policy: str
    source: Source = field(repr=False)
    span: Span = field(repr=False)
    failures: tuple[Failure, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    skipped: Phrase | None = None
    seconds: float = field(default=0.0, eq=False)

    @property
    def status(self) -> Status:
        """Whether it passed, failed or was not run."""
        if self.failures:
            return "failed"
        return "passed" if self.skipped is None else "skipped"

    @property
    def passed(self) -> bool:
        """Whether it was run and everything expected is so."""
        return self.status == "passed"

    @property
    def position(self) -> Position:
        """The line and column the test, or its row, begins at."""
        return self.source.position(self.span.start)

    def text(self, language: Language = "en", *, explained: bool = True) -> str:
        """Return what is not met, each with its file and line and (`explained`) why it is not."""
        parts = []
        for failure in self.failures:
            place = self.source.position(failure.span.start)
            parts.append(f"{self.source.name}:{place.line}: {failure.message.in_(language)}")
            parts.extend(f"  - {each.in_(language)}" for each in failure.near)
            if explained and (why := failure.why(language)):
                parts.append("\n".join(f"    {line}".rstrip() for line in why.splitlines()))
        if self.skipped is not None:
            parts.append(self.skipped.in_(language))
        return "\n".join(parts)


def run_tests(
    policies: PolicySet, *, backend: Backend = "python", seen: Seen | None = None
) -> tuple[TestResult, ...]:
    """Return the result of every test of a policy set, in the order of the files and in them.

    Facts may be partial, and parameters without a value are unknown. Only the rules are asked: the
    checks of plugins are not. `backend` is what the outcomes come from; `seen` takes what `coverage_of` counts.
    """
    return tuple(test.result() for test in each_test(policies, backend=backend, seen=seen))


def each_test(
    policies: PolicySet, *, backend: Backend = "python", seen: Seen | None = None
) -> tuple[RulesTest, ...]:
    """Return the tests of a policy set without running them, in the order of `run_tests`.

    A test with a table of examples is one for each of its rows.
    """
    running = _Running(policies, backend, seen)
    return tuple(
        RulesTest(test, running, row)
        for test in policies.checked.tests
        for row in ((None,) if test.declaration.examples is None else test.declaration.examples.rows)
    )


class RulesTest:
    """One test of a policy set, to be run: as it stands or, with a `row`, for that row of its examples."""

    __slots__ = ("_running", "row", "test")

    def __init__(self, test: CheckedTest, running: _Running, row: ExampleRow | None = None) -> None:
        self.test = test
        self.row = row
        self._running = running

    @property
    def name(self) -> str:
        """The test's title; of a row, with the values it gives."""
        return self.test.declaration.title.value if self.row is None else row_said(self.test, self.row)

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """What the row gives, as it is written: columns with their cells."""
        return () if self.row is None else values_said(self.test, self.row)

    @property
    def steps(self) -> tuple[TestStep, ...]:
        """What is given and expected, in order."""
        return steps_of(self.test, self.row, self._running.policies)

    @property
    def source(self) -> Source:
        """The file the test stands in."""
        return self.test.file.source

    @property
    def position(self) -> Position:
        """The line and column the test, or its row, begins at."""
        return self.source.position(self.span.start)

    @property
    def span(self) -> Span:
        """Where the test, or its row, stands."""
        return (self.test.declaration if self.row is None else self.row).span

    def result(self) -> TestResult:
        """Run the test and return what became of it."""
        begin = perf_counter()
        failures = tuple(_Asking(self._running, self.test.policy).failures(self.steps))
        return TestResult(
            self.name,
            self.test.policy,
            self.source,
            self.span,
            failures,
            values=self.values,
            seconds=perf_counter() - begin,
        )


class _Running:
    """What the tests of one policy set share: a decider per record is kept."""

    def __init__(self, policies: PolicySet, backend: Backend, seen: Seen | None) -> None:
        self.policies = policies
        self.seen = seen
        self.backend = backend
        self.grounds = Grounds(policies.program, policies.parameters, policies.plugins.calendars)
        self.deciders: dict[str, RecordDecider] = {}

    def decider(self, record: str) -> RecordDecider:
        """Return what decides a record, by its first name."""
        if record not in self.deciders:
            self.deciders[record] = RecordDecider(self.policies.records[record], self.grounds)
        return self.deciders[record]


class _Asking:
    """One test while it runs: what is given so far. What is expected is asked of that."""

    def __init__(self, running: _Running, policy: str) -> None:
        self.running = running
        self.policy = policy
        self.policies = running.policies
        self.on: date | None = None
        self.facts: Facts | None = None
        self.ledgers: dict[str, list[object]] = {}
        self.decided: Decided | None = None

    def failures(self, steps: tuple[TestStep, ...]) -> Iterator[Failure]:
        """Take the steps and yield what is not met; what cannot be given ends the test."""
        for step in steps:
            try:
                yield from self.step(step)
            except PolicyRulesError as error:
                yield Failure(step.span, Phrase(error.in_("en"), error.in_("zh")))
                return

    def step(self, step: TestStep) -> Iterator[Failure]:
        """Take one step."""
        match step:
            case GivenRecord():
                schema = self.policies.record_named(step.record.text)
                if schema is None:
                    yield Failure(step.span, _no_record(step.record.text))
                    return
                decider = self.running.decider(schema.names.first)
                self.facts = decider.facts(written_value(step.facts), partial=True)
                self.decided = None
            case GivenParameter():
                keys = tuple(written_value(key) for key in step.keys)
                value = written_value(step.value)
                self.policies = self.policies.with_parameters(
                    {step.name.text: {keys: value} if keys else value}
                )
                self.decided = None
            case OnDate():
                self.on = step.date
                self.decided = None
            case GivenLedger():
                schema = self.policies.record_named(step.record.text)
                if schema is None:
                    yield Failure(step.span, _no_record(step.record.text))
                    return
                decider = self.running.decider(schema.names.first)
                rows = self.ledgers.setdefault(schema.names.first, [])
                rows += [decider.facts(written_value(row), partial=True) for row in step.rows]
                self.decided = None
            case (
                ExpectOutcome()
                | ExpectNot()
                | ExpectValue()
                | ExpectAnswer()
                | ExpectDeadline()
                | ExpectWarning()
                | ExpectActions()
            ):
                decided = self.decision()
                if decided is None:
                    yield Failure(step.span, _NOTHING_GIVEN)
                else:
                    yield from unmet(step, decided)

    def decision(self) -> Decided | None:
        """Return what is decided on what is given; None when nothing is."""
        facts = self.facts
        if self.decided is None and facts is not None:
            decisions: dict[PeriodUnit | None, Decision] = {}

            def decide_once(unit: PeriodUnit | None) -> Decision:
                if unit not in decisions:
                    decisions[unit] = self.decide(facts, unit)
                return decisions[unit]

            self.decided = Decided(
                decide=decide_once,
                day=self.day(facts),
                facts=facts,
                policies=self.policies,
                policy=self.policy,
            )
        return self.decided

    def day(self, facts: Facts) -> date | None:
        """Return the day whose periods are asked about: the test's, else that of the `dated` field."""
        zone = zone_of(self.policies.program, facts.record)
        day = today_of(facts.schema, facts.row, self.on, zone)
        return None if day is UNKNOWN else day

    def decide(self, facts: Facts, unit: PeriodUnit | None) -> Decision:
        """Return the decision, or with a unit what its lists say of the period that contains the day.

        Raises `RequestError` where there is no such day.
        """
        program, parameters = self.policies.program, self.policies.parameters
        day = self.on if unit is None else self.day(facts)
        period: tuple[PeriodUnit, Period] | None = None
        if unit is not None:
            if day is None:
                raise RequestError(_WHICH_PERIOD)
            period = (unit, period_of(unit, day))
        decider = self.running.decider(facts.record).with_parameters(parameters)
        grounds = evolve(self.running.grounds, parameters=parameters)
        ledger = MemoryLedger(self.ledgers, records=self.ledgers)
        books = ledger.open(program, lambda record: Counts(grounds, record, by_reference=True))

        def asked(history: History) -> Decision:
            if self.running.seen is not None:
                observe(
                    self.running.seen,
                    program,
                    facts.record,
                    facts.row,
                    on=day,
                    parameters=parameters,
                    calendars=self.policies.plugins.calendars,
                    history=history,
                    period=period,
                )
            if self.running.backend == "python" and period is None:
                return decider.decided(facts, self.on, history)
            if period is None:
                decider.refuse_disorder(facts, self.on, history)
            return decide(
                program,
                facts.record,
                facts,
                on=day,
                parameters=parameters,
                calendars=self.policies.plugins.calendars,
                history=history,
                period=period,
            )

        return books.deciding(facts.record, decider.name_of(facts), asked)


def _no_record(name: str) -> Phrase:
    return Phrase(f"there is no record `{name}`", f"没有名为 `{name}` 的记录")
