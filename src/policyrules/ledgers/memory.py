"""Accepted records kept in memory. Safe to share between threads; gone with the process.

Counters and indexes are planned from the policies and kept up as entries come, so that neither a quota nor
a search by equal fields goes through the whole ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from threading import RLock
from typing import TYPE_CHECKING, Final, TypeVar

from policyrules.core.dates import zone_of
from policyrules.core.facts.records import RecordReader, RecordReaders
from policyrules.core.history import Entry
from policyrules.core.uses import Unplaced, key_of
from policyrules.core.values import UNKNOWN
from policyrules.errors import FactError, FactProblem, RowProblem
from policyrules.frozen import evolve
from policyrules.ledgers.books import Admission, Change, Counted, CountUses, Kept
from policyrules.ledgers.given_rows import read_rows
from policyrules.ledgers.memory_history import MemoryHistory
from policyrules.ledgers.memory_shelves import Index, Shelf, Version
from policyrules.ledgers.records_named import no_such_record, require_records

if TYPE_CHECKING:
    from datetime import datetime

    from policyrules.core.ir import Program

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
        self._by_number: dict[int, Kept] = {}
        self._number = 0
        self._books: list[MemoryBooks] = []

    @classmethod
    def holding(cls, versions: Iterable[Kept], *, records: Iterable[str]) -> MemoryLedger:
        """Return a ledger that holds versions kept elsewhere, in the order of their numbers."""
        ledger = cls(records=records)
        for version in versions:
            ledger._number = max(ledger._number, version.number, version.ended or 0)
            ledger._keep(version)
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
            books.take_in(self._kept)
            self._books.append(books)
            return books

    def _read_given(self, program: Program) -> None:
        for spelling in self._given:
            if not any(spelling in each.names.spellings for each in program.records.values()):
                raise no_such_record(spelling, program)
        read = [
            (schema, read_rows(rows, program, schema))
            for spelling, rows in self._given.items()
            for schema in program.records.values()
            if spelling in schema.names.spellings
        ]
        self._given = {}
        for schema, rows in read:
            name = schema.names.first
            standing: dict[str, Kept] = {}
            for facts in rows:
                self._number += 1
                own = key_of(program, facts.row)
                entry = Entry(name, own, facts.row, self._number)
                key = own or f"#{self._number}"
                if key in standing:
                    standing[key].ended = self._number
                standing[key] = Kept(entry, key, facts, None)
                self._keep(standing[key])
        self.given = self._number

    def _keep(self, kept: Kept) -> None:
        self._kept.setdefault(kept.entry.record, []).append(kept)
        self._by_number[kept.number] = kept

    # --- what books write -------------------------------------------------------------------

    def write(self, kept: Kept, writer: MemoryBooks) -> None:
        """Keep a version, and let all books know."""
        self._keep(kept)
        for books in self._books:
            books.add(kept, counted=books is writer)

    def end(self, ended: int, number: int, withdrawn: str | None) -> None:
        """Mark the version so numbered as ended, and let all books know."""
        kept = self._by_number[ended]
        kept.ended, kept.withdrawn = number, withdrawn
        for books in self._books:
            books.take_off(kept)

    def next_number(self) -> int:
        """Return the number of the next change."""
        self._number += 1
        return self._number

    @property
    def number(self) -> int:
        """The number of the last change."""
        return self._number


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
        self._ledger = ledger
        self._records = records
        self._count = count
        self._lock = lock
        self._shelves = {name: Shelf(program, name) for name in records}
        self._readers: dict[str, RecordReader] = {}

    # --- books ------------------------------------------------------------------------------

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return record in self._records

    def deciding(
        self, record: str, name: str | None, work: Callable[[MemoryHistory], T], *, counted: Counted = tuple
    ) -> T:
        """Return what `work` makes of the ledgers as a decision sees them, on a record that is so named."""
        del counted
        shelf = self._shelves.get(record)
        with self._lock:
            own = None if name is None or shelf is None else shelf.named.get(name)
            return work(MemoryHistory(self, self._ledger.number, record, own))

    def read(self, work: Callable[[MemoryBooks], T]) -> T:
        """Return what `work` makes of the ledgers as they are at one moment."""
        with self._lock:
            return work(self)

    def change(self, change: Change, work: Callable[[MemoryBooks], T]) -> T:
        """Return what `work` makes of the ledgers while nobody else changes them."""
        del change
        with self._lock:
            return work(self)

    def entries(self, record: str) -> Iterator[Kept]:
        """Return the versions that stand, in the order of their admission."""
        with self._lock:
            shelf = self._shelves.get(record)
            return iter([] if shelf is None else [v.kept for v in shelf.versions if v.kept.ended is None])

    def take_in(self, kept: Mapping[str, Sequence[Kept]]) -> None:
        """Take in what is in the ledger already; what each adds is as of when it was accepted."""
        for record, versions in kept.items():
            shelf = self._shelves.get(record)
            if shelf is not None:
                for each in versions:
                    kept_here = self._as_read(each)
                    shelf.put(Version(kept_here, kept_here.entry))
        for shelf in self._shelves.values():
            if not shelf.quotas:
                continue
            count = self._count(shelf.record)
            for row, version in enumerate(shelf.versions, 1):
                history = self._as_accepted(shelf, version)
                try:
                    uses = count(version.kept.facts, version.kept.on, history)
                except Unplaced as unplaced:
                    problem = RowProblem(row, FactProblem("", unplaced.message, code="is-missing"))
                    people = self.program.records[shelf.record].names.for_people()
                    raise FactError(shelf.record, [problem], name=people) from None
                shelf.count(version, uses)

    def _as_accepted(self, shelf: Shelf, version: Version) -> MemoryHistory:
        """Return the ledgers as they were when a version was accepted.

        A given row sees the rows given before it, and those given of other ledgers whole.
        """
        number = version.kept.number
        own, given = shelf.replaced_by(version.kept), self._ledger.given
        if number > given:
            return MemoryHistory(self, number - 1, shelf.record, own)
        return MemoryHistory(self, given, shelf.record, own, own_number=number - 1)

    def add(self, kept: Kept, *, counted: bool) -> None:
        """Put a version on its shelf; `counted` says that what it adds is known already."""
        shelf = self._shelves.get(kept.entry.record)
        if shelf is None:
            return
        kept = self._as_read(kept)
        version = Version(kept, kept.entry)
        uses = kept.entry.uses
        if not counted and shelf.quotas:
            history = self._as_accepted(shelf, version)
            uses = self._count(shelf.record)(kept.facts, kept.on, history)
        shelf.put(version)
        shelf.count(version, uses)

    def take_off(self, kept: Kept) -> None:
        """Take a version that has ended out of the counts."""
        shelf = self._shelves.get(kept.entry.record)
        if shelf is not None:
            shelf.take_off(kept)

    def _as_read(self, kept: Kept) -> Kept:
        """Return a version as this program reads it: facts of another policy set's record are read again.

        What the record no longer has is left aside, what is new in it is not known. Raises `FactError`.
        """
        record = kept.entry.record
        schema = self.program.records[record]
        if kept.facts.schema is schema:
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
        entry = Entry(record, key_of(self.program, facts.row), facts.row, kept.number)
        return evolve(kept, entry=entry, facts=facts)

    # --- a session --------------------------------------------------------------------------

    def history(self, record: str, own: Kept | None) -> MemoryHistory:
        """Return the ledgers as a decision on a record sees them now, and may read later."""
        shelf = self._shelves.get(record)
        version = None if own is None or shelf is None else shelf.version_of(own)
        return MemoryHistory(self, self._ledger.number, record, version)

    def before_number(self, record: str, number: int, own: Kept | None) -> MemoryHistory:
        """Return the ledgers as they were just before a change."""
        shelf = self._shelves.get(record)
        version = None if own is None or shelf is None else shelf.version_of(own)
        return MemoryHistory(self, number - 1, record, version)

    def standing(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under a key in the ledger."""
        shelf = self._shelves.get(record)
        found = None if shelf is None else shelf.standing.get(key)
        return None if found is None else found.kept

    def named(self, record: str, key: str) -> Kept | None:
        """Return the version that stands under the record's own key."""
        shelf = self._shelves.get(record)
        found = None if shelf is None else shelf.named.get(key)
        return None if found is None else found.kept

    def latest(self, record: str, key: str) -> Kept | None:
        """Return the last version under a key in the ledger, withdrawn or not."""
        shelf = self._shelves.get(record)
        found = None if shelf is None else shelf.by_key.get(key)
        return None if not found else found[-1].kept

    def first_of(self, record: str, key: str) -> Kept | None:
        """Return the first version under a key in the ledger."""
        shelf = self._shelves.get(record)
        found = None if shelf is None else shelf.by_key.get(key)
        return None if not found else found[0].kept

    def last_keys(self, record: str, limit: int) -> list[str]:
        """Return the keys in the ledger under which something stands, those admitted last first."""
        shelf = self._shelves.get(record)
        return [] if shelf is None else list(islice(reversed(shelf.standing), limit))

    def append(self, admission: Admission, *, instead_of: Kept | None = None) -> int:
        """Write an accepted record, in the place of an earlier version if there is one; return its number."""
        number = self._ledger.next_number()
        row = admission.facts.row
        entry = Entry(admission.record, key_of(self.program, row), row, number, admission.uses)
        if instead_of is not None:
            self._ledger.end(instead_of.number, number, None)
        kept = Kept(
            entry,
            admission.key,
            admission.facts,
            admission.on,
            admission.outcome,
            admission.override,
            admission.at,
        )
        self._ledger.write(kept, self)
        return number

    def withdraw(self, kept: Kept, reason: str, at: datetime | None) -> int:
        """Mark the version that stands as withdrawn; return the number of the change."""
        del at
        number = self._ledger.next_number()
        self._ledger.end(kept.number, number, reason)
        return number

    # --- what histories read ----------------------------------------------------------------

    @property
    def number(self) -> int:
        """The number of the last change."""
        return self._ledger.number

    def shelf(self, record: str) -> Shelf | None:
        """Return what a program knows of one ledger."""
        return self._shelves.get(record)

    def indexed(self, record: str, name: str) -> Index:
        """Return the index of a ledger by one field, made when it is first asked for."""
        shelf = self._shelves[record]
        index = shelf.indexes.get(name)
        if index is None:
            with self._lock:
                index = shelf.indexes.get(name) or shelf.index(name)
        return index
