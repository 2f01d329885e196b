"""How is one kind of record decided, as often as anyone likes?"""

from __future__ import annotations

from copy import copy
from datetime import date
from functools import partial as part
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.dates import zone_of
from policyrules.core.decision import Decision
from policyrules.core.decision.brief import Brief
from policyrules.core.facts import Facts
from policyrules.core.facts.records import RecordReaders
from policyrules.core.history import NO_HISTORY, History
from policyrules.core.ledgers_read import counts_uses, rows_read
from policyrules.engine.code import Code, planned_once
from policyrules.engine.facts_given import FactsGiven
from policyrules.engine.grounds import day_asked
from policyrules.engine.looking_back import LookingBack, SeeingBack
from policyrules.engine.many import brief_of, in_turns, one_by_one
from policyrules.engine.orders import orders_of
from policyrules.frozen import evolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from policyrules.backends.python.answers import Answer
    from policyrules.backends.python.index.plan import Indexing
    from policyrules.core.counters import AskedAtOnce
    from policyrules.core.decision import Details
    from policyrules.core.decision.finding import Finding
    from policyrules.core.ir import RuleId
    from policyrules.core.parameters import ParameterValues
    from policyrules.core.uses import PlainQuota, Uses
    from policyrules.engine.admitting_at_once import AdmitAtOnce
    from policyrules.engine.code import Admit
    from policyrules.engine.counting import Counts
    from policyrules.engine.grounds import Grounds
    from policyrules.engine.many import DecideSome
    from policyrules.ledgers.at_hand import AtHand
    from policyrules.ledgers.books import AdmitsAtOnce, Books
    from policyrules.plugins.checks import Check
    from policyrules.semantics.schema import RecordSchema

_NO_CHANGE: Final = (-1, None)


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
        "_counts",
        "_given",
        "_grounds",
        "_heard",
        "_looking",
        "_may_ask_at_once",
        "_orders",
        "_partly",
        "_plain",
        "_searches",
        "_told",
        "_whole",
        "_zone",
        "at_once",
        "changing",
        "days",
        "latest",
        "parameters",
        "record",
        "schema",
        "seeing_back",
        "shelf",
    )

    shelf: AtHand | None
    """The record's ledger, where that is at hand and looks into it are enough."""
    _may_ask_at_once: bool
    at_once: AskedAtOnce
    """What asks a database, where one question tells all counts."""
    changing: AdmitsAtOnce
    """What asks it and begins to change it."""
    seeing_back: SeeingBack
    """What makes the decisions on its answers."""
    days: Callable[[tuple[Any, ...], date | None], tuple[date | None, date | None]]
    """From the values of facts, and a day that is asked for, to the governing date and the decision's day."""
    latest: tuple[int, LookingBack | None]
    """What made the last decision from it, and after which change."""

    day_asked = staticmethod(day_asked)

    def __init__(
        self,
        schema: RecordSchema,
        grounds: Grounds,
        *,
        checks: tuple[Check, ...] = (),
        told: tuple[Callable[[Decision, Facts], None], ...] = (),
        indexing: Indexing = "auto",
    ) -> None:
        """`indexing` says whether rules are looked up (see `backends/python/index/plan.py`)."""
        self.schema = schema
        self.record = schema.names.first
        """The record's first name."""
        self._zone = zone_of(grounds.program, self.record)
        readers = RecordReaders(grounds.program.records, self._zone)
        planned = planned_once(grounds.program, self.record, indexing)
        self._whole = Code(schema, readers, grounds, planned, indexing=indexing, partial=False)
        self._partly = Code(schema, readers, grounds, planned, indexing=indexing, partial=True)
        self._given = FactsGiven(
            schema, readers.of(self.record), self._zone, whole=self._whole, partly=self._partly
        )
        self.days = self._given.days
        self._compiled = self._whole.compiled
        self._checks = checks
        self._told = told
        self._orders = orders_of(grounds.program, self.record)
        # a record whose rules look into no ledger is decided without a look at one
        reads = rows_read(grounds.program, self.record) or counts_uses(grounds.program, self.record)
        self._asks = bool(reads)
        self._searches = bool(rows_read(grounds.program, self.record))
        self._set(grounds)

    def facts(self, given: object, *, partial: bool = False) -> Facts:
        """Return the facts as this record takes them; raises `FactError` with every problem.

        `Facts` of the same record of another policy set are read again, as complete as they were.
        """
        return self._given.facts(given, partial=partial)

    def decide(self, given: object, *, on: date | str | None = None, partial: bool = False) -> Decision:
        """Return the decision on a record; see `Engine.decide`."""
        if self._plain:
            decide = self._whole.decide
        elif self.shelf is not None:
            is_one_step = self.shelf.is_read_at_once and not self._searches
            decide = self._whole.decide_at_hand if is_one_step else self._whole.decide_at_hand_locked
        elif self._may_ask_at_once and self._asks_at_once() and self._whole.decide_at_once is not None:
            decide = self._whole.decide_at_once
        else:
            return self._looking_back(given, day_asked(on), partial=partial)
        # generated code decides all others from now on, as a method: a call that hands on would be a tenth of all
        methods = {"__slots__": (), "decide": decide, "__call__": decide}
        self.__class__ = type("RecordDecider", (RecordDecider,), methods)
        return decide(self, given, on=on, partial=partial)

    __call__ = decide

    # --- what generated code leaves to others -------------------------------------------------------

    def partly(self, given: object, *, on: date | None, partial: bool) -> Decision:
        """Return the decision on what may lack facts, by the code for such."""
        decide = self._partly.decide
        if type(self) is not RecordDecider:
            type(self).partly = decide  # type: ignore[method-assign,assignment]  # as in `decide`
        return decide(self, given, on=on, partial=partial)

    def otherwise(self, given: object, *, on: date | None, partial: bool) -> Decision:
        """Return the decision on what does not simply fit: whatever it is, the thorough reading says it properly."""
        is_facts = type(given) is Facts
        facts = self.facts(given) if is_facts else self._given.thoroughly(given, partial=partial)
        code = self._whole if facts.complete else self._partly
        return code.decide(self, facts, on=on, partial=partial)

    def partly_in_brief(self, given: object, *, on: date | None, partial: bool) -> Brief:
        """Return what is left of such a decision in brief."""
        return brief_of(self.partly(given, on=on, partial=partial))

    def otherwise_in_brief(self, given: object, *, on: date | None, partial: bool) -> Brief:
        """Return what is left of such a decision in brief."""
        return brief_of(self.otherwise(given, on=on, partial=partial))

    def at_length(self, given: object, *, on: date | None, partial: bool) -> Decision:
        """Return the decision on what the ledger may know, or what does not simply fit, while nobody changes the ledger."""
        return self._looking_back(given, on, partial=partial)

    def as_of(self, change: int) -> LookingBack:
        """Return what makes decisions from the ledger at hand as it was after a change."""
        assert self.shelf is not None, "a ledger is at hand"
        made = LookingBack.at(self, self.shelf.as_of(change))
        self.latest = (change, made)
        return made

    def _asks_at_once(self) -> bool:
        """Return whether one question to a database tells all counts; then `at_once` is what asks it."""
        books = self._books
        found = None
        if self._may_ask_at_once and books is not None and self._whole.counted is not None:
            found = books.at_once(self.record, self.counts)
        if found is None:
            self._may_ask_at_once = False
            return False
        self.at_once, self.seeing_back = found, SeeingBack(self)
        return True

    def _looking_back(self, given: object, on: date | None, *, partial: bool) -> Decision:
        """Return the decision on a record whose rules ask ledgers, or of which others are asked or told."""
        looking = self._looking
        if looking is None:
            return self.decided(self.facts(given, partial=partial), on, NO_HISTORY)
        facts: Any
        if partial or self._heard or type(given) is Facts:
            facts = self.facts(given, partial=partial)
        else:
            facts = self._given.facts_or_values(given)
        name = self._given.name_of(facts if type(facts) is tuple else facts.values)
        return looking(self.decided if self._heard else self._answered, name, facts, on)

    def many(
        self,
        given: Iterable[object],
        *,
        on: date | str | None = None,
        partial: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[Brief]:
        """Yield the decision on each record in brief; see `Engine.decide_many`."""
        day = day_asked(on)
        decide_some: DecideSome
        if self._plain:
            code = self._partly if partial else self._whole
            decide_some = part(code.decide_many, self, on=day, partial=partial)
        else:
            decide_some = one_by_one(lambda each: self.decide(each, on=day, partial=partial))
        turns = in_turns(
            iter(given),
            decide_some,
            record=self.record,
            people=self.schema.names.for_people(),
            progress=progress,
        )
        # what goes from one record to the next is then all in C
        return chain.from_iterable(turns)

    def name_of(self, facts: Facts) -> str | None:
        """Return what names a record in its ledger; None for one without a key."""
        return self._given.name_of(facts.values)

    def decided(
        self, facts: Facts, on: date | None, history: History, *, by_reference: bool = False
    ) -> Decision:
        """Return the decision on checked facts from ledgers as they are; `on` is a day.

        `by_reference` is for ledgers as they once were, which only the reference evaluator reads.
        """
        if self._orders:
            self.refuse_disorder(facts, on, history)
        if by_reference:
            from policyrules.engine.by_reference import decided_by_reference  # noqa: PLC0415  # see there

            decision = decided_by_reference(self._grounds, facts, on, history)
        else:
            decision = self._answered(facts, on, history)
        if self._checks:
            from policyrules.plugins.joining import with_checks  # noqa: PLC0415  # most policies have no checks

            decision = with_checks(
                decision, self._checks, facts, program=self._grounds.program, zone=self._zone
            )
        for told in self._told:
            told(decision, facts)
        return decision

    def _answered(self, facts: Any, on: date | None, history: History) -> Decision:
        """Return what generated code answers; of facts that are all known their values alone will do."""
        code = self._whole
        if type(facts) is tuple:
            values = facts
        else:
            values = facts.values
            if not facts.complete:
                code = self._partly
        governing, today = self.days(values, on)
        answer = code.compiled.answer(values, governing, today, self.parameters, history)
        # as `Decision.made`, whose call would be a tenth of this
        decision, made_by = Decision(), LookingBack()
        made_by.decider, made_by.history = self, history
        compiled = self._compiled
        decision.outcome = compiled.outcome_known(answer) or compiled.outcome_of_answer(answer)
        decision.on = today
        decision._made_by = made_by  # noqa: SLF001  # see above
        decision._facts = facts  # noqa: SLF001  # see above
        decision._answer = answer  # noqa: SLF001  # see above
        return decision

    def refuse_disorder(self, facts: Facts, on: date | None, history: History) -> None:
        """Raise `FactError` where something was done before it began."""
        from policyrules.engine.disorder import refuse_disorder  # noqa: PLC0415  # most records have no such facts

        refuse_disorder(self._orders, facts, self._grounds, on=on, history=history)

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
        self._counts: Counts | None = None
        self.parameters = grounds.parameters
        # facts alone decide, nobody is asked and nobody told: then facts need not be made whole
        self._heard = bool(self._orders or self._checks or self._told)
        self._plain = self._books is None and not self._heard
        self._looking = None if self._books is None else self._books.looking(self.record, self.counts)
        self.latest = _NO_CHANGE
        self._may_ask_at_once = self._books is not None and not self._heard and not self._searches
        self.shelf = None if self._books is None or self._heard else self._books.at_hand(self.record)
        if not self._plain:
            self.__class__ = RecordDecider

    @property
    def is_heard(self) -> bool:
        """Whether others are asked, or told, of each decision."""
        return self._heard

    def admitting(self, plain: Sequence[PlainQuota], names: Mapping[str, object]) -> Admit:
        """Return what admits into a ledger at hand; see `Code.admitting`."""
        return self._whole.admitting(plain, names)

    def admitting_at_once(self, books: Books, settled: Uses) -> AdmitAtOnce | None:
        """Return what admits plain dicts by one question to a database; None where that does not tell all."""
        found = books.admitting_at_once(self.record, self.counts, settled) if self._asks_at_once() else None
        decide = None if found is None else self._whole.decide_admitted
        if found is None or decide is None:
            return None
        from policyrules.engine.admitting_at_once import admitting  # noqa: PLC0415  # most records ask no ledger

        self.changing = found
        return admitting(self, decide, found)

    @property
    def counts(self) -> Counts:
        """Says what records add to quotas."""
        if self._counts is None:
            from policyrules.engine.counting import Counts  # noqa: PLC0415  # most records count for nothing

            self._counts = Counts(self._grounds, self.record)
        return self._counts

    @property
    def known_ids(self) -> Mapping[Any, tuple[RuleId, ...]]:
        """Ids of findings found before, by what the code answered."""
        return self._compiled.ids

    def whole(self, given: Facts | tuple[Any, ...]) -> Facts:
        """Return facts, of values that were only read."""
        return self._given.whole(given)

    # --- what its decisions ask later ------------------------------------------------------

    def details(self, given: Facts | tuple[Any, ...], on: date | None, answer: Answer, /) -> Details:
        """Return what a decision of this says beyond its outcome."""
        return self.details_then(self.whole(given), on, NO_HISTORY, answer)

    def details_then(self, facts: Facts, on: date | None, history: History, answer: Answer) -> Details:
        """Return what a decision that rests on ledgers as they were says beyond its outcome."""
        numbers = self._compiled.rules_needed(answer)
        rules = self._grounds.program.rules.get(self.record, ())
        speaking = None if numbers is None else [rules[number] for number in numbers]
        from policyrules.engine.by_reference import decided_by_reference  # noqa: PLC0415  # see there

        return decided_by_reference(self._grounds, facts, on, history, speaking).details

    def finding_ids(
        self, answer: Answer, _findings: Callable[[], tuple[Finding, ...]], /
    ) -> tuple[RuleId, ...]:
        """Return the ids of the findings of a decision of this."""
        return self._compiled.finding_ids(answer)

    def __repr__(self) -> str:
        return f"<RecordDecider of {self.record}>"
