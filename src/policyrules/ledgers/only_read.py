"""How is a ledger read by those who must not change it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.ledgers.books import nowhere

if TYPE_CHECKING:
    from policyrules.core.counters import AskedAtOnce
    from policyrules.core.history import History
    from policyrules.core.ir import Program
    from policyrules.ledgers.books import Books, Change, Counted, Kept, Looking

T = TypeVar("T")


class OnlyRead:
    """Books that can be read, and refuse to be changed."""

    def __init__(self, books: Books) -> None:
        self._books = books

    @property
    def program(self) -> Program:
        """The program they are kept for."""
        return self._books.program

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return self._books.has(record)

    def at_hand(self, record: str) -> None:
        """Return none: nothing is written here."""
        del record

    def at_once(self, record: str, counted: Counted) -> AskedAtOnce | None:
        """Return what gives all counts by one question, where that can be."""
        return self._books.at_once(record, counted)

    def admitting_at_once(self, record: str, counted: Counted, settled: object) -> None:
        """Return none: nothing is written here."""
        del record, counted, settled

    def looking(self, record: str, counted: Counted = nowhere) -> Looking:
        """Return what lets records of one kind be decided."""
        return self._books.looking(record, counted)

    def deciding(self, record: str, name: str | None, work: Callable[[History], T]) -> T:
        """Return what `work` makes of the ledgers as a decision sees them."""
        return self._books.deciding(record, name, work)

    def read(self, work: Callable[..., T], *given: Any) -> T:
        """Return what `work` makes of the ledgers as they are at one moment, and of `given`."""
        return self._books.read(work, *given)

    def change(self, change: Change, work: Callable[..., T], *given: Any) -> T:
        """Raise `LedgerError`: nothing is written here."""
        del work, given
        raise LedgerError(
            Phrase(
                f"the ledger of `{change.record}` was opened to be read only (`read_only=True`)",
                f"`{change.record}` 台账以只读方式打开（`read_only=True`），不能变更",
            )
        )

    def entries(self, record: str) -> Iterable[Kept]:
        """Return the versions that stand, in the order of their admission."""
        return self._books.entries(record)
