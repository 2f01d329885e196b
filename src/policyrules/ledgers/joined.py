"""How do ledgers that are kept in different places become one? By the record each holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from policyrules.core.history import NO_HISTORY, Days, Entry, History, Use
from policyrules.core.values import UNKNOWN, Row, Unknown
from policyrules.ledgers.books import looking_through, nowhere

if TYPE_CHECKING:
    from datetime import date, datetime

    from policyrules.core.ir import Program, Quota
    from policyrules.ledgers.books import Books, Change, Counted, CountUses, Kept, Ledger, Looking, Session

T = TypeVar("T")


class JoinedLedger:
    """Several ledgers, each with records of its own; the first that has a record's ledger has it.

    What is written is written into one of them, in its transaction; the others are read beside it.
    """

    def __init__(self, ledgers: Iterable[Ledger]) -> None:
        self._ledgers = tuple(ledgers)

    def open(self, program: Program, count: Callable[[str], CountUses]) -> JoinedBooks:
        """Return the books for a program."""
        return JoinedBooks(program, [ledger.open(program, count) for ledger in self._ledgers])


class JoinedBooks:
    """The books of several ledgers."""

    def __init__(self, program: Program, books: Sequence[Books]) -> None:
        self.program = program
        self._books = books
        self._of = {
            record: number
            for record in program.records
            for number in reversed(range(len(books)))
            if books[number].has(record)
        }

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return record in self._of

    def at_hand(self, record: str) -> None:
        """Return none: it is not in memory, or not alone."""
        del record

    def at_once(self, record: str, counted: Counted) -> None:
        """Return none: several ledgers see no one moment."""
        del record, counted

    def admitting_at_once(self, record: str, counted: Counted, settled: object) -> None:
        """Return none: several ledgers see no one moment."""
        del record, counted, settled

    def looking(self, record: str, counted: Counted = nowhere) -> Looking:
        """Return what lets records of one kind be decided."""
        del counted

        def looking(
            work: Callable[[Any, date | None, History], T],
            name: str | None,
            facts: Any,
            on: date | None,
        ) -> T:
            def look(session: Session) -> T:
                own = None if name is None else session.named(record, name)
                return work(facts, on, session.history(record, own))

            return self.read(look)

        return looking

    def deciding(self, record: str, name: str | None, work: Callable[[History], T]) -> T:
        """Return what `work` makes of the ledgers as a decision sees them."""
        return looking_through(self.looking(record), name, work)

    def read(self, work: Callable[..., T], *given: Any) -> T:
        """Return what `work` makes of the ledgers, each as it is at one moment, and of `given`."""
        return self._with_sessions([], lambda sessions: work(JoinedSession(sessions, self._of), *given))

    def change(self, change: Change, work: Callable[..., T], *given: Any) -> T:
        """Return what `work` makes of the ledgers, and of `given`, while nobody else changes the one written to."""
        own = self._of[change.record]

        def inside(session: Session) -> T:
            return self._with_sessions(
                [(own, session)], lambda sessions: work(JoinedSession(sessions, self._of), *given)
            )

        return self._books[own].change(change, inside)

    def entries(self, record: str) -> Iterable[Kept]:
        """Return the versions that stand, in the order of their admission."""
        number = self._of.get(record)
        return () if number is None else self._books[number].entries(record)

    def _with_sessions(
        self, given: list[tuple[int, Session]], work: Callable[[Mapping[int, Session]], T]
    ) -> T:
        """Open a session on each of the books that has none yet, one inside the other."""
        open_ = dict(given)
        number = next((n for n in sorted(set(self._of.values())) if n not in open_), None)
        if number is None:
            return work(open_)
        at = number
        return self._books[at].read(
            lambda session: self._with_sessions([*open_.items(), (at, session)], work)
        )


class JoinedSession:
    """One transaction, and a look at the other ledgers beside it."""

    def __init__(self, sessions: Mapping[int, Session], of: Mapping[str, int]) -> None:
        self._sessions = sessions
        self._of = of

    def _session(self, record: str) -> Session:
        return self._sessions[self._of[record]]

    def history(self, record: str, own: Kept | None) -> JoinedHistory:
        """Return the ledgers as a decision on a record sees them now, and may read later."""
        histories = {number: session.history(record, own) for number, session in self._sessions.items()}
        return JoinedHistory(record, histories, self._of)

    def before_number(self, record: str, number: int, own: Kept | None) -> JoinedHistory:
        """Return the record's ledger as it was just before a change, and the others as they are."""
        own_at = self._of[record]
        histories = {
            at: session.before_number(record, number, own) if at == own_at else session.history(record, own)
            for at, session in self._sessions.items()
        }
        return JoinedHistory(record, histories, self._of)

    def standing(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under a key in the ledger."""
        return self._session(record).standing(record, key) if record in self._of else None

    def named(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under the record's own key."""
        return self._session(record).named(record, key) if record in self._of else None

    def entries(self, record: str) -> Iterable[Kept]:
        """Return the versions that stand, in the order of their admission."""
        return self._session(record).entries(record) if record in self._of else ()

    def latest(self, record: str, key: str) -> Kept | None:
        """Return the last version under a key in the ledger, withdrawn or not."""
        return self._session(record).latest(record, key)

    def first_of(self, record: str, key: str) -> Kept | None:
        """Return the first version under a key in the ledger."""
        return self._session(record).first_of(record, key)

    def last_keys(self, record: str, limit: int) -> list[str]:
        """Return the keys in the ledger under which something stands, those admitted last first."""
        return self._session(record).last_keys(record, limit)

    def append(self, admission: Kept, *, instead_of: Kept | None = None) -> int:
        """Write an accepted record into its ledger; return its number there."""
        return self._session(admission.record).append(admission, instead_of=instead_of)

    def withdraw(self, kept: Kept, reason: str, at: datetime | None) -> int:
        """Mark the version that stands as withdrawn; return the number of the change."""
        return self._session(kept.record).withdraw(kept, reason, at)


class JoinedHistory:
    """Several ledgers as one decision sees them."""

    counters: Final = None

    def __init__(self, own: str, histories: Mapping[int, History], of: Mapping[str, int]) -> None:
        self._own = own
        self._histories = histories
        self._of = of

    def _history(self, record: str) -> History:
        return self._histories[self._of[record]] if record in self._of else NO_HISTORY

    @property
    def before(self) -> Row | Unknown | None:
        """The record's earlier version; none for a new one, unknown without its ledger."""
        return self._history(self._own).before if self._own in self._of else UNKNOWN

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return record in self._of

    def entries(self, record: str, equal: Mapping[str, Any]) -> Sequence[Entry]:
        """Return the entries of a ledger in order, narrowed by what their fields must equal."""
        return self._history(record).entries(record, equal)

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        return self._history(record).entry(record, key)

    def uses(self, quota: Quota, key: tuple[Any, ...]) -> Iterable[tuple[Entry, Use]]:
        """Return what entries add to a quota under a key, in order."""
        return self._history(quota.record).uses(quota, key)

    def used(self, quota: Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return how many count, where that is quickly told."""
        return self._history(quota.record).used(quota, key, day)

    def fullest(self, quota: Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return how much is used in the fullest window a record lies in, the record included."""
        return self._history(quota.record).fullest(quota, key, days, value)
