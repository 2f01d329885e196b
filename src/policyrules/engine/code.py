"""Which generated code reads and decides one kind of record? Each function is made when it is first needed."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Protocol

from policyrules.backends.python.asking_at_once import AtOnce
from policyrules.backends.python.deciding import Deciding
from policyrules.backends.python.load import NO_NAMES, compile_record
from policyrules.backends.python.reading import Reading
from policyrules.core.counters import asked_by
from policyrules.core.ledgers_read import calls_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from policyrules.backends.python.deciding import How
    from policyrules.backends.python.index.plan import Indexing
    from policyrules.backends.python.index.planned import Planned
    from policyrules.backends.python.load import CompiledRecord
    from policyrules.core.counters import CountedBy
    from policyrules.core.decision import Decision
    from policyrules.core.decision.brief import Brief
    from policyrules.core.facts.records import RecordReaders
    from policyrules.core.ir import Program
    from policyrules.core.uses import PlainQuota
    from policyrules.engine.admission import Desk
    from policyrules.engine.grounds import Grounds
    from policyrules.engine.receipt import Receipt
    from policyrules.engine.record_decider import RecordDecider
    from policyrules.semantics.schema import RecordSchema


class Decide(Protocol):
    """What decides one record."""

    def __call__(
        self, decider: RecordDecider, given: object, /, *, on: date | str | None = None, partial: bool = False
    ) -> Decision:
        """Return the decision on what was given, which the decider makes."""
        ...


class DecideAdmitted(Protocol):
    """What decides one that is to be admitted, and asks its ledger, which is then being changed."""

    def __call__(
        self, decider: RecordDecider, given: object, goes_by: str | None, /, *, on: date | None
    ) -> Decision | None:
        """Return the decision; None where the record is to be decided otherwise."""
        ...


class DecideMany(Protocol):
    """What decides many."""

    def __call__(
        self,
        decider: RecordDecider,
        given: Sequence[object],
        found: list[Brief],
        /,
        *,
        on: date | str | None = None,
        partial: bool = False,
    ) -> None:
        """Add a brief of each to those found."""
        ...


class Admit(Protocol):
    """What admits one record."""

    def __call__(  # noqa: PLR0917  # by position it is quicker
        self,
        desk: Desk,
        given: object,
        key: object,
        on: object,
        override: object,
        dry_run: bool,  # noqa: FBT001  # as above
        /,
    ) -> Receipt:
        """Return what became of what was given; see `Desk.admit`."""
        ...


class Code:
    """The code for records of which all that must be known is; or, `partial`, for those of which it may not be."""

    def __init__(
        self,
        schema: RecordSchema,
        readers: RecordReaders,
        grounds: Grounds,
        planned: Callable[[], Planned],
        *,
        indexing: Indexing,
        partial: bool,
    ) -> None:
        self._program = grounds.program
        self._schema = schema
        self._readers = readers
        self._partial = partial
        self.compiled: CompiledRecord = compile_record(
            grounds.program,
            schema.names.first,
            calendars=grounds.calendars,
            complete=not partial,
            indexing=indexing,
            planned=planned,
        )

    def _reading(self) -> Reading:
        return Reading(self._readers, self._schema, partial=self._partial)

    @cached_property
    def read(self) -> Callable[[Any], tuple[Any, ...]]:
        """Reads the facts of a record, and raises where they do not simply fit."""
        return self._reading().function()

    @cached_property
    def decide(self) -> Decide:
        """Decides what was given in one piece, for a decider."""
        return self._deciding(Deciding.one)

    @cached_property
    def decide_at_hand(self) -> Decide:
        """Decides one whose ledger is at hand, of which each look is at one number."""
        return self._deciding(Deciding.at_hand)

    @cached_property
    def decide_at_hand_locked(self) -> Decide:
        """Decides one whose ledger is at hand, while nobody changes that."""
        return self._deciding(Deciding.at_hand_locked)

    @cached_property
    def decide_at_once(self) -> Decide | None:
        """Decides one of which a single question to a database tells all counts; None where that cannot be."""
        return self._at_once(admitted=False)

    @cached_property
    def decide_admitted(self) -> DecideAdmitted | None:
        """Decides so one that is to be admitted."""
        return self._at_once(admitted=True)

    def _at_once(self, *, admitted: bool) -> Callable[..., Any] | None:
        if self.counted is None:
            return None
        how = AtOnce(self.counted, admitted)
        return self._deciding(lambda deciding: deciding.at_once(how), counts_are_seen=True)

    @cached_property
    def counted(self) -> Sequence[CountedBy] | None:
        """By which facts quotas count, where one question to a database tells all counts; else None."""
        record = self._schema.names.first
        return (
            None
            if self._partial or calls_functions(self._program, record)
            else asked_by(self._program, record)
        )

    @cached_property
    def decide_many(self) -> DecideMany:
        """Does the same to each of many, and adds what is left of it to a list."""
        return self._deciding(Deciding.many)

    def admitting(self, plain: Sequence[PlainQuota], names: Mapping[str, object]) -> Admit:
        """Return what admits one whose ledger is at hand in one piece, for a desk.

        `plain` says which facts count in each quota, `names` are those of `backends/python/admitting.py`.
        """
        from policyrules.backends.python.admitting import admitting  # noqa: PLC0415  # who only decides needs none

        return self._deciding(admitting(self._program, plain), names, keeps_looks=True)

    def _deciding(
        self,
        how: How,
        names: Mapping[str, object] = NO_NAMES,
        *,
        keeps_looks: bool = False,
        counts_are_seen: bool = False,
    ) -> Callable[..., Any]:
        return self.compiled.deciding(
            self._schema,
            self._reading(),
            how,
            complete=not self._partial,
            keeps_looks=keeps_looks,
            counts_are_seen=counts_are_seen,
            names=names,
        )


def planned_once(program: Program, record: str, indexing: Indexing) -> Callable[[], Planned]:
    """Return what says how the rules of a record are asked, worked out when it is first needed."""

    @cache
    def planned() -> Planned:
        from policyrules.backends.python.index.planned import Planned  # noqa: PLC0415  # what awaits groups needs none

        return Planned(program, record, indexing=indexing)

    return planned
