"""Accepted records kept in memory. Safe to share between threads; gone with the process.

Counters and indexes are planned from the policies and kept up as entries come, so that neither a quota nor
a search by equal fields goes through the whole ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from policyrules.core.dates import zone_of
from policyrules.core.facts.records import RecordReader, RecordReaders
from policyrules.core.uses import Unplaced, key_of
from policyrules.core.values import UNKNOWN
from policyrules.errors import FactError, FactProblem, RowProblem
from policyrules.ledgers.books import (
    Acceptance,
    Change,
    Counted,
    CountUses,
    Kept,
    Looking,
    looking_through,
    nowhere,
)
from policyrules.ledgers.given_rows import read_rows
from policyrules.ledgers.memory_history import MemoryHistory
from policyrules.ledgers.memory_shelves import Index, Shelf, numbered
from policyrules.ledgers.records_named import no_such_record, require_records

if TYPE_CHECKING:
    from datetime import date, datetime

    from policyrules.core.history import History
    from policyrules.core.ir import Program, RuleId

T = TypeVar("T")
_NOTHING: Final[Mapping[str, Iterable[object]]] = {}


class MemoryLedger:
    """Entries of many records, in memory.

    `given` are rows accepted before, by either name of their record, in their order: facts as a decision takes
    them, but some may be left out. `records` names those that have a ledger; without it all have.

    >>> import policyrules as pr
    >>> policies = pr.load_text('''
    ... record Visit { id: text key, county: text, day: date }
    ... list l for Visit { must twice "At most two visits a month" { at most 2 per county each month of day } }
    ... ''')
    >>> engine = pr.Engine(policies, ledger=pr.MemoryLedger())
    >>> [engine.admit("Visit", {"id": str(n), "county": "A", "day": "2026-03-01"}).status for n in range(3)]
    ['admitted', 'admitted', 'refused']
    """

    def __init__(
        self,
        given: Mapping[str, Iterable[object]] = _NOTHING,
        *,
        records: Iterable[str] | None = None,
    ) -> None:
        self._given = {record: list(rows) for record, rows in given.items()}
        self._only = None if records is None else frozenset(records)
        self.given = 0
        """The number of the last row that was given."""
        self._lock = RLock()
        self._kept: dict[str, list[Kept]] = {}
        self.number = 0
        """The number of the last change, as soon as that begins."""
        self.settled = 0
        """The number of the last change of which all is kept. While it is not `number`, a change is being made."""
        self._books: list[MemoryBooks] = []

    @classmethod
    def holding(cls, versions: Iterable[Kept], *, records: Iterable[str]) -> MemoryLedger:
        """Return a ledger that holds versions kept elsewhere, in the order of their numbers."""
        ledger = cls(records=records)
        for version in versions:
            ledger.number = max(ledger.number, version.number, version.ended or 0)
            ledger._keep(version)
        ledger.settled = ledger.number
        return ledger

    def open(self, program: Program, count: Callable[[str], CountUses]) -> MemoryBooks:
        """Return the books for a program. Raises `FactError` for given rows that do not fit their record."""
        with self._lock:
            only = self._only
            require_records(only or (), program)
            names = {
                name
                for name, schema in program.records.items()
                if only is None or not only.isdisjoint(schema.names.spellings)
            }
            books = MemoryBooks(self, program, frozenset(names), count, self._lock)
            if self._given:
                self._read_given(program)
            books.take_in(self._kept, others=bool(self._books))
            self._books.append(books)
            if len(self._books) > 1:
                for each in self._books:
                    each.tell_others()
            return books

    def _read_given(self, program: Program) -> None:
        for spelling in self._given:
            if not any(spelling in each.names.spellings for each in program.records.values()):
                raise no_such_record(spelling, program)
        read = [
            read_rows(rows, program, schema)
            for spelling, rows in self._given.items()
            for schema in program.records.values()
            if spelling in schema.names.spellings
        ]
        self._given = {}
        for rows in read:
            standing: dict[str, Kept] = {}
            accepted = None
            for facts in rows:
                accepted = accepted or Acceptance(facts.schema)
                self.number += 1
                own = key_of(program, facts.row)
                key = own or f"#{self.number}"
                if key in standing:
                    standing[key].ended = self.number
                standing[key] = Kept.made(accepted, facts.values, key, own, number=self.number)
                self._keep(standing[key])
        self.given = self.settled = self.number

    def _keep(self, kept: Kept) -> None:
        self.versions(kept.record).append(kept)

    # --- what books write -------------------------------------------------------------------

    def versions(self, record: str) -> list[Kept]:
        """Return all versions of a record's entries, as they were written; who writes appends to it."""
        return self._kept.setdefault(record, [])

    def tell_others(self, record: str, kept: Kept, writer: MemoryBooks) -> None:
        """Let all books but the writer's know of a new version."""
        for books in self._books:
            if books is not writer:
                books.add(record, kept)

    def end(self, ended: Kept, number: int, withdrawn: str | None) -> None:
        """Mark a version as ended, and let all books know."""
        kept = numbered(self._kept[ended.record], ended.number)
        assert kept is not None, "what ends was kept"
        kept.ended, kept.withdrawn = number, withdrawn
        for books in self._books:
            books.take_off(kept)


class MemoryBooks:
    """A memory ledger as one program reads and writes it. It is its own session, under one lock."""

    def __init__(
        self,
        ledger: MemoryLedger,
        program: Program,
        records: frozenset[str],
        count: Callable[[str], CountUses],
        lock: RLock,
    ) -> None:
        self.program = program
        self.ledger = ledger
        self._records = records
        self._count = count
        self.lock = lock
        self._shelves = {name: Shelf(self, program, name) for name in records}
        self._readers: dict[str, RecordReader] = {}

    # --- books ------------------------------------------------------------------------------

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return record in self._records

    def at_hand(self, record: str) -> Shelf | None:
        """Return what this program knows of a record's ledger."""
        return self._shelves.get(record)

    def at_once(self, record: str, counted: Counted) -> None:
        """Return none: it is at hand."""
        del record, counted

    def admitting_at_once(self, record: str, counted: Counted, settled: object) -> None:
        """Return none: it is at hand."""
        del record, counted, settled

    def tell_others(self) -> None:
        """Let others know from now on of what is written here."""
        for shelf in self._shelves.values():
            shelf.keeps_more = True

    def looking(self, record: str, counted: Counted = nowhere) -> Looking:
        """Return what lets records of one kind be decided."""
        del counted
        shelf, ledger, lock = self._shelves.get(record), self.ledger, self.lock
        if shelf is None:
            return self._looking_without(record)
        last, others = shelf.last, shelf.called_otherwise

        def looking(
            work: Callable[[Any, date | None, History], T],
            name: str | None,
            facts: Any,
            on: date | None,
        ) -> T:
            with lock:
                own = None
                if name is not None and (name in last or others):
                    own = shelf.named(name)
                return work(facts, on, MemoryHistory(self, ledger.number, record, own))

        return looking

    def _looking_without(self, record: str) -> Looking:
        """Return what lets records be decided that have no ledger themselves."""

        def looking(
            work: Callable[[Any, date | None, History], T],
            name: str | None,
            facts: Any,
            on: date | None,
        ) -> T:
            del name
            with self.lock:
                return work(facts, on, MemoryHistory(self, self.ledger.number, record, None))

        return looking

    def deciding(self, record: str, name: str | None, work: Callable[[History], T]) -> T:
        """Return what `work` makes of the ledgers as a decision sees them."""
        return looking_through(self.looking(record), name, work)

    def read(self, work: Callable[..., T], *given: Any) -> T:
        """Return what `work` makes of the ledgers as they are at one moment, and of `given`."""
        with self.lock:
            return work(self, *given)

    def change(self, change: Change, work: Callable[..., T], *given: Any) -> T:
        """Return what `work` makes of the ledgers, and of `given`, while nobody else changes them."""
        del change
        with self.lock:
            return work(self, *given)

    def entries(self, record: str) -> Iterator[Kept]:
        """Return the versions that stand, in the order of their admission."""
        with self.lock:
            shelf = self._shelves.get(record)
            return iter([] if shelf is None else [kept for kept in shelf.versions if kept.ended is None])

    def take_in(self, kept: Mapping[str, Sequence[Kept]], *, others: bool) -> None:
        """Take in what is in the ledger already; what each adds is as of when it was accepted.

        `others` says that other programs read the same ledger.
        """
        for record, versions in kept.items():
            shelf = self._shelves.get(record)
            if shelf is not None:
                for each in versions:
                    read = self._as_read(each)
                    # what it adds here is this program's to say, and others have it on their shelves
                    shelf.put(read.counted_as(()) if others and read is each else read)
        for shelf in self._shelves.values():
            if not shelf.counts:
                continue
            count = self._count(shelf.record)
            for row, version in enumerate(shelf.versions, 1):
                history = self._as_accepted(shelf, version)
                try:
                    version.settled = count(version.facts, version.on, history)
                except Unplaced as unplaced:
                    problem = RowProblem(row, FactProblem("", unplaced.message, code="is-missing"))
                    people = self.program.records[shelf.record].names.for_people()
                    raise FactError(shelf.record, [problem], name=people) from None
                shelf.count(version)

    def _as_accepted(self, shelf: Shelf, version: Kept) -> MemoryHistory:
        """Return the ledgers as they were when a version was accepted.

        A given row sees the rows given before it, and those given of other ledgers whole.
        """
        number = version.number
        own, given = shelf.replaced_by(version), self.ledger.given
        if number > given:
            return MemoryHistory(self, number - 1, shelf.record, own)
        return MemoryHistory(self, given, shelf.record, own, own_number=number - 1)

    def add(self, record: str, kept: Kept) -> None:
        """Put a version on its shelf that was written through other books."""
        shelf = self._shelves.get(record)
        if shelf is None:
            return
        kept = self._as_read(kept)
        if shelf.counts:
            history = self._as_accepted(shelf, kept)
            kept = kept.counted_as(self._count(shelf.record)(kept.facts, kept.on, history))
        shelf.put(kept)
        shelf.count(kept)

    def take_off(self, kept: Kept) -> None:
        """Take a version that has ended out of the counts."""
        shelf = self._shelves.get(kept.record)
        if shelf is not None:
            shelf.take_off(kept)

    def _as_read(self, kept: Kept) -> Kept:
        """Return a version as this program reads it: facts of another policy set's record are read again.

        What the record no longer has is left aside, what is new in it is not known. Raises `FactError`.
        """
        record = kept.record
        schema = self.program.records[record]
        if kept.schema is schema:
            return kept
        reader = self._readers.get(record)
        if reader is None:
            readers = RecordReaders(self.program.records, zone_of(self.program, record))
            reader = self._readers[record] = readers.of(record)
        there = {
            name: value
            for name, value in kept.facts.row.values.items()
            if value is not UNKNOWN and schema.field_named(name) is not None
        }
        facts = reader.read(there, partial=True)
        return kept.read_as(facts, key_of(self.program, facts.row))

    # --- a session --------------------------------------------------------------------------

    def history(self, record: str, own: Kept | None) -> MemoryHistory:
        """Return the ledgers as a decision on a record sees them now, and may read later."""
        shelf = self._shelves.get(record)
        version = None if own is None or shelf is None else shelf.version_of(own)
        return MemoryHistory(self, self.ledger.number, record, version)

    def before_number(self, record: str, number: int, own: Kept | None) -> MemoryHistory:
        """Return the ledgers as they were just before a change."""
        shelf = self._shelves.get(record)
        version = None if own is None or shelf is None else shelf.version_of(own)
        return MemoryHistory(self, number - 1, record, version)

    def standing(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under a key in the ledger."""
        shelf = self._shelves.get(record)
        return None if shelf is None else shelf.standing(key)

    def named(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under the record's own key."""
        shelf = self._shelves.get(record)
        return None if shelf is None else shelf.named(key)

    def latest(self, record: str, key: str) -> Kept | None:
        """Return the last version under a key in the ledger, withdrawn or not."""
        shelf = self._shelves.get(record)
        return None if shelf is None else shelf.last.get(key)

    def first_of(self, record: str, key: str) -> Kept | None:
        """Return the first version under a key in the ledger."""
        shelf = self._shelves.get(record)
        return None if shelf is None else shelf.first(key)

    def last_keys(self, record: str, limit: int) -> list[str]:
        """Return the keys in the ledger under which something stands, those admitted last first."""
        shelf = self._shelves.get(record)
        return [] if shelf is None else list(islice(shelf.last_keys(), limit))

    def append(self, admission: Kept, *, instead_of: Kept | None = None) -> int:
        """Write an accepted record, in the place of an earlier version if there is one; return its number."""
        return self._shelves[admission.record].append(admission, instead_of)

    def withdraw(self, kept: Kept, reason: str, at: datetime | None) -> int:
        """Mark the version that stands as withdrawn; return the number of the change."""
        del at
        ledger = self.ledger
        number = ledger.number = ledger.number + 1
        ledger.end(kept, number, reason)
        ledger.settled = number
        return number

    # --- what histories read ----------------------------------------------------------------

    def shelf(self, record: str) -> Shelf | None:
        """Return what a program knows of one ledger."""
        return self._shelves.get(record)

    def indexed(self, record: str, name: str) -> Index:
        """Return the index of a ledger by one field, made when it is first asked for."""
        shelf = self._shelves[record]
        index = shelf.indexes.get(name)
        if index is None:
            with self.lock:
                index = shelf.indexes.get(name) or shelf.index(name)
        return index

    def under(self, shelf: Shelf, rule: RuleId) -> Mapping[tuple[Any, ...], Sequence[Kept]]:
        """Return which entries count in a quota under each key: gone through when somebody first asks, then kept up."""
        under = shelf.under.get(rule)
        if under is None:
            with self.lock:
                under = shelf.under.get(rule) or shelf.put_under(rule)
        return under
