"""What does an engine ask of its ledgers?

A ledger holds entries of many records. Opened for a program it is its *books*: what decisions read, and
where accepted records are written, each admission in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar

from policyrules.core.facts import Facts
from policyrules.core.history import Entry
from policyrules.core.uses import uses_told

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.counters import AskedAtOnce
    from policyrules.core.history import History, Use
    from policyrules.core.ir import Program, RuleId
    from policyrules.core.uses import PlainQuota, Uses
    from policyrules.ledgers.at_hand import AtHand
    from policyrules.semantics.schema import RecordSchema

T = TypeVar("T")

Places = tuple[tuple["RuleId", tuple[Any, ...], "date | None"], ...]
"""Which quotas may count a record, each with a key it counts under and the day it counts from."""


class Counted(Protocol):
    """Says of a record's facts which quotas may count it: for ledgers that look up at once what will be asked."""

    @property
    def plainly(self) -> tuple[PlainQuota, ...] | None:
        """Which facts its quotas count by; None where some count by more than single facts and a date."""
        ...

    def places(self, given: Any, /) -> Places:
        """Return each quota that may count the record."""
        ...


class Nowhere:
    """Says of all facts that nothing is counted."""

    plainly: Final = ()

    def places(self, _given: Any, /) -> Places:
        """Return nothing."""
        return ()


nowhere: Final = Nowhere()


class Looking(Protocol):
    """Lets records of one kind be decided on ledgers as a decision sees them, one after the other."""

    def __call__(
        self, work: Callable[[Any, date | None, History], T], name: str | None, facts: Any, on: date | None, /
    ) -> T:
        """Return what `work` makes of the facts, the day and the ledgers, on a record that is so named.

        It may be asked again, where what it needs was not looked up at once.
        """
        ...


def looking_through(looking: Looking, name: str | None, work: Callable[[History], T]) -> T:
    """Return what `work` makes of the ledgers alone."""
    return looking(lambda _facts, _on, history: work(history), name, None, None)


CountUses = Callable[["Facts", "date | None", "History"], "Uses"]
"""From the facts of a record, the day of its admission and the ledgers before it to what it adds to quotas."""


class Acceptance(NamedTuple):
    """How versions of one kind of record were accepted: the same for very many of them."""

    schema: RecordSchema
    on: date | None = None
    outcome: str | None = None
    """The outcome of their decision."""
    override: str | None = None
    """The reason they were accepted in spite of it."""


class Kept:
    """One version of an accepted record, with what is known of its acceptance.

    `key` names it in the ledger, `name` is its record's own key. A ledger gives it its `number` when it takes it in,
    which is 0 before. `ended` is the number of the change that revised or withdrew it, none while it stands;
    `withdrawn` the reason it was withdrawn for. Nothing else of it changes.
    """

    # a ledger in memory keeps one for each entry: what most have in common they share
    __slots__ = (
        "_accepted",
        "_at",
        "_entry",
        "ended",
        "key",
        "name",
        "number",
        "settled",
        "values",
        "withdrawn",
    )

    # no `__init__`, whose call takes as long as to set what there is: generated code
    # (`backends/python/admitting.py`) makes its own, as `made` does
    values: tuple[Any, ...]
    key: str
    name: str | None
    settled: Uses
    """What it adds to quotas, or what says it."""
    number: int
    ended: int | None
    withdrawn: str | None
    _accepted: Acceptance
    _at: datetime | float | None
    _entry: Entry | None

    @classmethod
    def made(  # noqa: PLR0917  # by position it is quicker
        cls,
        accepted: Acceptance,
        values: tuple[Any, ...],
        key: str,
        name: str | None,
        settled: Uses = (),
        at: datetime | float | None = None,
        number: int = 0,
    ) -> Kept:
        """Return a version of what there is; `at` is when it was accepted, a number being seconds since 1970."""
        kept = cls()
        kept._accepted = accepted
        kept.values = values
        kept.key = key
        kept.name = name
        kept.settled = settled
        kept._at = at
        kept.number = number
        kept.ended = kept.withdrawn = kept._entry = None
        return kept

    @property
    def schema(self) -> RecordSchema:
        """Its record."""
        return self._accepted.schema

    @property
    def on(self) -> date | None:
        """The day it was decided for, if one was given."""
        return self._accepted.on

    @property
    def outcome(self) -> str | None:
        """The outcome of its decision."""
        return self._accepted.outcome

    @property
    def override(self) -> str | None:
        """The reason it was accepted in spite of that."""
        return self._accepted.override

    @property
    def at(self) -> datetime | None:
        """When it was accepted."""
        at = self._at
        return datetime.fromtimestamp(at, UTC) if isinstance(at, float) else at

    @property
    def record(self) -> str:
        """Its record's first name."""
        return self._accepted.schema.names.first

    @property
    def facts(self) -> Facts:
        """Its facts."""
        return Facts(self._accepted.schema, self.values)

    @property
    def uses(self) -> tuple[Use, ...]:
        """What it adds to quotas."""
        return uses_told(self.settled, self.values)

    @property
    def entry(self) -> Entry:
        """The same as a decision sees it: one object, however often it is asked for."""
        entry = self._entry
        if entry is None:
            entry = Entry(self.record, self.name, self.facts.row, self.number, self.uses)
            self._entry = entry
        return entry

    def counted_as(self, settled: Uses) -> Kept:
        """Return the same version with what it adds to quotas."""
        return self._otherwise(self._accepted, self.values, self.name, settled)

    def read_as(self, facts: Facts, name: str | None) -> Kept:
        """Return the same version as another record of the same name reads it."""
        return self._otherwise(self._accepted._replace(schema=facts.schema), facts.values, name, ())

    def _otherwise(
        self, accepted: Acceptance, values: tuple[Any, ...], name: str | None, settled: Uses
    ) -> Kept:
        other = Kept.made(accepted, values, self.key, name, settled, self._at, self.number)
        other.ended, other.withdrawn = self.ended, self.withdrawn
        return other

    def stands_at(self, number: int) -> bool:
        """Return whether it was accepted by, and not yet ended at, a change of the ledger."""
        return self.number <= number and (self.ended is None or self.ended > number)


class Change:
    """What a change of a ledger rests on, so that books know what nobody else may touch meanwhile.

    `key` is the entry's in the ledger, `name` its record's own. `ends` says that the version which stands may end.
    `counts` says which quotas may count the record, from its `facts`.
    """

    __slots__ = ("counts", "ends", "facts", "key", "name", "record")

    def __init__(  # by position it is quicker
        self,
        record: str,
        key: str,
        name: str | None = None,
        facts: Any = None,
        counts: Counted = nowhere,
        *,
        ends: bool = False,
    ) -> None:
        self.record = record
        self.key = key
        self.name = name
        self.facts = facts
        self.counts = counts
        self.ends = ends


class Session(Protocol):
    """One transaction on the books."""

    def history(self, record: str, own: Kept | None) -> History:
        """Return the ledgers as a decision on a record sees them now, and may read later.

        `own` is the version of that record that stands, which is left out and is its `before`.
        """
        ...

    def entries(self, record: str) -> Iterable[Kept]:
        """Return the versions that stand, in the order of their admission."""
        ...

    def standing(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under a key in the ledger."""
        ...

    def named(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under the record's own key, as references name it."""
        ...

    def latest(self, record: str, key: str) -> Kept | None:
        """Return the last version under a key in the ledger, withdrawn or not."""
        ...

    def first_of(self, record: str, key: str) -> Kept | None:
        """Return the first version under a key in the ledger."""
        ...

    def last_keys(self, record: str, limit: int) -> list[str]:
        """Return the keys in the ledger under which something stands: so many at most, those admitted last first."""
        ...

    def append(self, admission: Kept, *, instead_of: Kept | None = None) -> int:
        """Write an accepted record, in the place of an earlier version if there is one; return its number."""
        ...

    def withdraw(self, kept: Kept, reason: str, at: datetime | None) -> int:
        """Mark the version that stands as withdrawn; return the number of the change."""
        ...

    def before_number(self, record: str, number: int, own: Kept | None) -> History:
        """Return the ledgers as they were just before a change."""
        ...


class AdmitsAtOnce(Protocol):
    """What admits records that are new to their ledger."""

    first: tuple[Any, ...]
    """As `AskedAtOnce` has it; the key a record is to go by is given after its own name. What asks begins the change."""

    def write(
        self, values: tuple[Any, ...], row: tuple[Any, ...], on: date | None, outcome: str, /
    ) -> tuple[str, int] | None:
        """Write the record that was asked about, and keep it; return the key it goes by, and its number.

        `row` is what was answered. None where the record is to be admitted otherwise: then nothing is kept.
        """
        ...

    def end(self) -> None:
        """End the change that was begun, if one was, whatever happened."""
        ...


class Books(Protocol):
    """The ledgers of one program."""

    @property
    def program(self) -> Program:
        """The program they are kept for."""
        ...

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        ...

    def at_hand(self, record: str) -> AtHand | None:
        """Return a record's ledger where that is in this process's memory and may be written; None elsewhere."""
        ...

    def at_once(self, record: str, counted: Counted) -> AskedAtOnce | None:
        """Return what gives all counts that decisions on a record rest on by one question, where that can be."""
        ...

    def admitting_at_once(self, record: str, counted: Counted, settled: Uses) -> AdmitsAtOnce | None:
        """Return what admits records that each add what is `settled`, beginning with one such question, where that can be."""
        ...

    def looking(self, record: str, counted: Counted = nowhere) -> Looking:
        """Return what lets records of one kind be decided, as often as anyone likes."""
        ...

    def deciding(self, record: str, name: str | None, work: Callable[[History], T]) -> T:
        """Return what `work` makes of the ledgers as a decision sees them, on a record that is so named."""
        ...

    def read(self, work: Callable[..., T], *given: Any) -> T:
        """Return what `work` makes of the ledgers as they are at one moment, and of `given`."""
        ...

    def change(self, change: Change, work: Callable[..., T], *given: Any) -> T:
        """Return what `work` makes of the ledgers, and of `given`, while nobody else changes what it rests on.

        All it writes is kept together, or nothing. It may be asked again, where others came in between.
        """
        ...

    def entries(self, record: str) -> Iterable[Kept]:
        """Return the versions that stand, in the order of their admission."""
        ...


class Ledger(Protocol):
    """Where accepted records are kept."""

    def open(self, program: Program, count: Callable[[str], CountUses]) -> Books:
        """Return the books for a program; `count` gives what a record's entries add to its quotas."""
        ...
