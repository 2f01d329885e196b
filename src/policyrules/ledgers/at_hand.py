"""What does generated code read of a ledger in this process's memory, and where does it put entries there?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import RLock

    from policyrules.core.history import History
    from policyrules.ledgers.books import Kept
    from policyrules.ledgers.counting import Counting


class Changes(Protocol):
    """How far the changes of a ledger in memory have come."""

    number: int
    """The number of the last change, as soon as that begins."""
    settled: int
    """The number of the last change of which all is kept."""


class AtHand(Protocol):
    """A record's ledger in this process's memory, as generated code reads it, and puts entries there.

    (`backends/python/deciding.py`, `backends/python/admitting.py`.)
    """

    @property
    def lock(self) -> RLock:
        """Held by who changes the ledger."""
        ...

    @property
    def ledger(self) -> Changes:
        """How far its changes have come."""
        ...

    @property
    def now(self) -> History:
        """What decisions see that are made on records new to the ledger; it has the counters of `core/counters.py`."""
        ...

    @property
    def is_read_at_once(self) -> bool:
        """Whether each quota is looked up in one step, and so without the lock."""
        ...

    @property
    def written(self) -> list[Kept]:
        """All versions, as they were written."""
        ...

    @property
    def versions(self) -> list[Kept]:
        """The same as this program reads them."""
        ...

    @property
    def last(self) -> dict[str, Kept]:
        """The last version under each key in the ledger."""
        ...

    @property
    def called_otherwise(self) -> dict[str, list[Kept]]:
        """By their record's own key, the versions that have another in the ledger."""
        ...

    @property
    def numbered_counts(self) -> Sequence[Counting]:
        """How much counts in each quota."""
        ...

    @property
    def keeps_more(self) -> bool:
        """Whether there is more than all these to be kept of a version: then only `append` does so."""
        ...

    def as_of(self, number: int) -> History:
        """Return the ledgers as a record that is new to them saw them after a change."""
        ...

    def append(self, kept: Kept) -> int:
        """Take in a version that is written here; return its number."""
        ...
