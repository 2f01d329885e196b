"""What does an engine ask of its ledgers?

A ledger holds entries of many records. Opened for a program it is its *books*: what decisions read, and
where accepted records are written, each admission in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from policyrules.frozen import define, frozen

if TYPE_CHECKING:
    from datetime import date, datetime

    from policyrules.core.facts import Facts
    from policyrules.core.history import Entry, History, Use
    from policyrules.core.ir import Program, RuleId

T = TypeVar("T")

Counted = Callable[[], "tuple[tuple[RuleId, tuple[Any, ...], date | None], ...]"]
"""Says which quotas may count a record, each with a key it counts under and the day it counts from.

For ledgers that look up at once what will be asked, or lock no more than that.
"""

CountUses = Callable[["Facts", "date | None", "History"], "tuple[Use, ...]"]
"""From the facts of a record, the day of its admission and the ledgers before it to what it adds to quotas."""


@define(eq=False)
class Kept:
    """One version of an accepted record, with what is known of its acceptance.

    `key` names it in the ledger; `outcome` is that of its decision, `override` the reason it was accepted
    in spite of it. `ended` is the number of the change that revised or withdrew it, none while it stands;
    `withdrawn` the reason it was withdrawn for. A ledger sets these two, and nothing else of it changes.
    """

    entry: Entry
    key: str
    facts: Facts
    on: date | None
    outcome: str | None = None
    override: str | None = None
    at: datetime | None = None
    ended: int | None = None
    withdrawn: str | None = None

    @property
    def number(self) -> int:
        """Its admission number."""
        return self.entry.number

    def stands_at(self, number: int) -> bool:
        """Return whether it was accepted by, and not yet ended at, a change of the ledger."""
        return self.entry.number <= number and (self.ended is None or self.ended > number)


@frozen(eq=False)
class Admission:
    """What is written when a record is accepted. Unlike a `Kept` it has no number yet."""

    record: str
    key: str
    facts: Facts
    on: date | None
    uses: tuple[Use, ...]
    outcome: str | None
    override: str | None
    at: datetime | None


@frozen(eq=False)
class Change:
    """What a change of a ledger rests on, so that books know what nobody else may touch meanwhile.

    `key` is the entry's in the ledger, `name` its record's own; `counted` says which quotas count the
    record. `ends` says that the version which stands may end.
    """

    record: str
    key: str
    name: str | None = None
    counted: Counted = tuple
    ends: bool = False


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

    def append(self, admission: Admission, *, instead_of: Kept | None = None) -> int:
        """Write an accepted record, in the place of an earlier version if there is one; return its number."""
        ...

    def withdraw(self, kept: Kept, reason: str, at: datetime | None) -> int:
        """Mark the version that stands as withdrawn; return the number of the change."""
        ...

    def before_number(self, record: str, number: int, own: Kept | None) -> History:
        """Return the ledgers as they were just before a change."""
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

    def deciding(
        self, record: str, name: str | None, work: Callable[[History], T], *, counted: Counted = tuple
    ) -> T:
        """Return what `work` makes of the ledgers as a decision sees them, on a record that is so named.

        It may be asked again, where what it needs was not looked up at once.
        """
        ...

    def read(self, work: Callable[[Session], T]) -> T:
        """Return what `work` makes of the ledgers as they are at one moment."""
        ...

    def change(self, change: Change, work: Callable[[Session], T]) -> T:
        """Return what `work` makes of the ledgers while nobody else changes what it rests on.

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
