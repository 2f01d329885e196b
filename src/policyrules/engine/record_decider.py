"""How is one kind of record decided, as often as anyone likes?"""

from __future__ import annotations

from copy import copy
from datetime import date
from functools import partial as bind
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from policyrules.backends.python.load import compile_record
from policyrules.core.dates import governing_date, today_of, zone_of
from policyrules.core.decide import decide
from policyrules.core.decision import Decision, Details
from policyrules.core.evaluate import Evaluation
from policyrules.core.facts import Facts
from policyrules.core.facts.records import RecordReaders
from policyrules.core.facts.refused import Refused
from policyrules.core.facts.times import read_date
from policyrules.core.history import NO_HISTORY, History
from policyrules.core.ledgers_read import counts_uses, rows_read
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase
from policyrules.engine.counting import Counts
from policyrules.engine.disorder import orders_of, refuse_disorder
from policyrules.errors import RequestError
from policyrules.plugins.joining import with_checks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from policyrules.core.dates import WorkingDay
    from policyrules.core.ir import Program
    from policyrules.core.parameters import ParameterValues
    from policyrules.ledgers.books import Books
    from policyrules.plugins.checks import Check
    from policyrules.semantics.schema import RecordSchema


@frozen(eq=False)
class Grounds:
    """What decisions rest on beside the facts; `books` are none without ledgers."""

    program: Program
    parameters: ParameterValues
    calendars: Mapping[str, WorkingDay]
    books: Books | None = None


class RecordDecider:
    """Decides records of one kind: call it with facts. Keeps nothing of them; safe to share.

    The outcome comes from generated Python, everything else a decision says from the reference
    evaluator, when it is first read.
    """

    __slots__ = (
        "_asks",
        "_books",
        "_checks",
        "_compiled",
        "_dated_at",
        "_grounds",
        "_key_at",
        "_orders",
        "_reader",
        "_record",
        "_told",
        "_zone",
        "counts",
        "schema",
    )

    def __init__(
        self,
        schema: RecordSchema,
        grounds: Grounds,
        *,
        checks: tuple[Check, ...] = (),
        told: tuple[Callable[[Decision, Facts], None], ...] = (),
    ) -> None:
        self.schema = schema
        self._record = schema.names.first
        self._zone = zone_of(grounds.program, self._record)
        self._reader = RecordReaders(grounds.program.records, self._zone).of(self._record)
        self._compiled = compile_record(grounds.program, self._record, calendars=grounds.calendars)
        self._checks = checks
        self._told = told
        names = [field.names.first for field in schema.fields]
        self._dated_at = names.index(schema.dated) if schema.dated is not None else None
        self._key_at = names.index(schema.key) if schema.key is not None else None
        self._orders = orders_of(grounds.program, self._record)
        # a record whose rules look into no ledger is decided without a look at one
        reads = rows_read(grounds.program, self._record) or counts_uses(grounds.program, self._record)
        self._asks = bool(reads)
        self._set(grounds)

    def facts(self, given: object, *, partial: bool = False) -> Facts:
        """Return the facts as this record takes them; raises `FactError` with every problem.

        `Facts` of the same record of another policy set are read again, as complete as they were.
        """
        if type(given) is Facts:
            if given.schema is self.schema:
                return given
            if given.record != self._record:
                raise _other_record(given.record, self._record)
            partial = True
        return self._reader.read(given, partial=partial)

    def __call__(self, given: object, *, on: date | str | None = None, partial: bool = False) -> Decision:
        """Return the decision on a record; see `Engine.decide`."""
        facts = (
            given
            if type(given) is Facts and given.schema is self.schema
            else self.facts(given, partial=partial)
        )
        if on is not None and type(on) is not date:
            on = day_asked(on)
        if self._books is None:
            return self.decided(facts, on, NO_HISTORY)
        return self._books.deciding(
            self._record,
            self.name_of(facts),
            self.decided,
            facts,
            on,
            counted=self.counts.places,
        )

    def name_of(self, facts: Facts) -> str | None:
        """Return what names a record in its ledger; None for one without a key."""
        key = None if self._key_at is None else facts.values[self._key_at]
        return None if key is None or key is UNKNOWN else str(key)

    def decided(
        self, facts: Facts, on: date | None, history: History, *, by_reference: bool = False
    ) -> Decision:
        """Return the decision on checked facts from ledgers as they are; `on` is a day.

        `by_reference` is for ledgers as they once were, which only the reference evaluator reads.
        """
        if self._orders:
            self.refuse_disorder(facts, on, history)
        if self._dated_at is None:
            governing = today = on
        else:
            dated = facts.values[self._dated_at]
            if type(dated) is date:
                governing, today = dated, on or dated
            else:
                governing, today = self._days(facts, on)
        if by_reference:
            decision = self._by_reference(facts, on, history)
        else:
            outcome = self._compiled.outcome(
                facts.values, governing, today, self._grounds.parameters, history
            )
            decision = Decision(outcome, self._record, today, bind(self._details, facts, on, history))
        if self._checks:
            decision = with_checks(
                decision, self._checks, facts, program=self._grounds.program, zone=self._zone
            )
        for told in self._told:
            told(decision, facts)
        return decision

    def refuse_disorder(self, facts: Facts, on: date | None, history: History) -> None:
        """Raise `FactError` where something was done before it began."""
        refuse_disorder(self._orders, facts, self._zone, lambda: self._evaluation(facts, on, history))

    def with_parameters(self, parameters: ParameterValues) -> RecordDecider:
        """Return what decides the same records by the same rules with these values of parameters."""
        return self.on(evolve(self._grounds, parameters=parameters))

    def on(self, grounds: Grounds) -> RecordDecider:
        """Return what decides the same records by the same rules on other grounds: nothing is compiled again."""
        other = copy(self)
        other._set(grounds)  # noqa: SLF001  # one of its own kind
        return other

    def _set(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._books = grounds.books if self._asks else None
        self.counts = Counts(grounds, self._record)
        """Says what records add to quotas."""

    def _days(self, facts: Facts, on: date | None) -> tuple[date | None, date | None]:
        """Return the governing date and the decision's day, where they take more than a look."""
        governing = governing_date(self.schema, facts.row, on, self._zone)
        today = today_of(self.schema, facts.row, on, self._zone)
        return (None if governing is UNKNOWN else governing, None if today is UNKNOWN else today)

    def _details(self, facts: Facts, on: date | None, history: History) -> Details:
        return self._by_reference(facts, on, history).details

    def _evaluation(self, facts: Facts, on: date | None, history: History) -> Evaluation:
        grounds = self._grounds
        return Evaluation(
            grounds.program,
            self._record,
            facts.row,
            on=on,
            parameters=grounds.parameters,
            calendars=grounds.calendars,
            history=history,
        )

    def _by_reference(self, facts: Facts, on: date | None, history: History) -> Decision:
        grounds = self._grounds
        return decide(
            grounds.program,
            self._record,
            facts,
            on=on,
            parameters=grounds.parameters,
            calendars=grounds.calendars,
            history=history,
        )

    def __repr__(self) -> str:
        return f"<RecordDecider of {self._record}>"


def day_asked(on: Any) -> date | None:
    """Return the day a decision is asked for; raises `RequestError` for what is no day."""
    if on is None:
        return None
    try:
        return read_date(on)
    except Refused as refused:
        raise RequestError(
            Phrase(f"`on` is a day: {refused.message.en}", f"决定日期（`on`）应为日期：{refused.message.zh}")
        ) from None


def _other_record(given: str, wanted: str) -> RequestError:
    return RequestError(
        Phrase(
            f"these are facts of `{given}`, and a decision on `{wanted}` was asked for",
            f"所给为`{given}`的事实，而所求为对`{wanted}`的判定",
        )
    )
