"""Accepted records kept in memory. Safe to share between threads; gone with the process.

Counters and indexes are planned from the policies and kept up as entries come, so that neither a quota nor
a search by equal fields goes through the whole ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import evolve

from policyrules.core.dates import zone_of
from policyrules.core.facts import Facts
from policyrules.core.facts.records import RecordReader, RecordReaders
from policyrules.core.history import Days, Entry, Use, fullest
from policyrules.core.uses import Unplaced, key_of, quotas_of
from policyrules.core.values import UNKNOWN, Row, Unknown
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import FactError, FactProblem, RequestError, RowProblem
from policyrules.ledgers.books import Admission, Change, Counted, CountUses, Kept
from policyrules.ledgers.counting import Counting, counting_of

if TYPE_CHECKING:
    from datetime import datetime

    from policyrules.core.ir import Program, Quota, RuleId
    from policyrules.semantics.schema import RecordSchema

T = TypeVar("T")
_PROBLEMS: Final = 100
"""So many problems of given rows are said; the rest are counted."""
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
            (schema, _read_rows(rows, program, schema))
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


class Version:
    """A version of an entry on one program's shelf."""

    __slots__ = ("entry", "kept")

    def __init__(self, kept: Kept, entry: Entry) -> None:
        self.kept = kept
        self.entry = entry

    def may_have(self, equal: Mapping[str, Any]) -> bool:
        """Return whether each of these fields is the value, or not known."""
        values = self.entry.row.values
        return all(values.get(name, UNKNOWN) in (value, UNKNOWN) for name, value in equal.items())


class Index:
    """The versions of a ledger by the value of one field; those that do not say it apart."""

    __slots__ = ("untold", "values")

    def __init__(self) -> None:
        self.values: dict[Any, list[Version]] = {}
        self.untold: list[Version] = []

    def put(self, version: Version, value: Any) -> None:
        """Put a version where its value is looked up; none equals nothing."""
        if value is UNKNOWN:
            self.untold.append(version)
        elif value is not None:
            self.values.setdefault(value, []).append(version)

    def candidates(self, value: Any) -> int:
        """Return how many versions `found` would return."""
        return len(self.values.get(value, ())) + len(self.untold)

    def found(self, value: Any) -> list[Version]:
        """Return the versions whose field is the value, or not known, in order."""
        same = self.values.get(value, [])
        return sorted([*same, *self.untold], key=_in_order) if self.untold else same


class Shelf:
    """One record's ledger, as one program reads it."""

    def __init__(self, program: Program, record: str) -> None:
        self.record = record
        self.quotas: dict[RuleId, Quota] = quotas_of(program, record)
        self.versions: list[Version] = []
        self.by_key: dict[str, list[Version]] = {}
        self.standing: dict[str, Version] = {}
        """By the key in the ledger."""
        self.named: dict[str, Version] = {}
        """By the record's own key."""
        self.by_name: dict[str, list[Version]] = {}
        """All versions by the record's own key."""
        self.indexes: dict[str, Index] = {}
        self.counts: dict[RuleId, Counting] = {rule: counting_of(q) for rule, q in self.quotas.items()}
        self.uses: dict[tuple[RuleId, tuple[Any, ...]], list[tuple[Version, Use]]] = {}

    def put(self, version: Version) -> None:
        """Take in a version: what it adds to quotas comes with `count`."""
        self.versions.append(version)
        kept = version.kept
        self.by_key.setdefault(kept.key, []).append(version)
        if version.entry.key is not None:
            self.by_name.setdefault(version.entry.key, []).append(version)
        if kept.ended is None:
            self.standing[kept.key] = version
            if version.entry.key is not None:
                self.named[version.entry.key] = version
        for name, index in self.indexes.items():
            index.put(version, version.entry.row.values.get(name, UNKNOWN))

    def count(self, version: Version, uses: tuple[Use, ...]) -> None:
        """Take in what a version adds to quotas."""
        if uses is not version.entry.uses:
            version.entry = evolve(version.entry, uses=uses)
        for use in uses:
            self.uses.setdefault((use.quota, use.key), []).append((version, use))
            if version.kept.ended is None:
                self.counts[use.quota].change(use, 1)

    def take_off(self, kept: Kept) -> None:
        """Take a version that has ended out of the counts, and out of what stands."""
        version = self.standing.pop(kept.key)
        version.kept.ended, version.kept.withdrawn = kept.ended, kept.withdrawn
        name = version.entry.key
        if name is not None and self.named.get(name) is version:
            del self.named[name]
        for use in version.entry.uses:
            self.counts[use.quota].change(use, -1)

    def version_of(self, kept: Kept) -> Version | None:
        """Return the version on this shelf that a ledger keeps."""
        return next((v for v in self.by_key.get(kept.key, ()) if v.kept.number == kept.number), None)

    def replaced_by(self, kept: Kept) -> Version | None:
        """Return the version that ended when this one was accepted."""
        return next((v for v in self.by_key.get(kept.key, ()) if v.kept.ended == kept.number), None)

    def index(self, name: str) -> Index:
        """Make the index by a field."""
        index = Index()
        for version in self.versions:
            index.put(version, version.entry.row.values.get(name, UNKNOWN))
        self.indexes[name] = index
        return index


class MemoryHistory:
    """A memory ledger as one decision sees it: as it was after one change, without the record itself.

    `fullest` reads the counters, which follow every change, as long as there has been none since; that is at the
    moment of the decision, under the lock. `own_number` is the change up to which the record's own ledger is seen,
    where that is another.
    """

    __slots__ = ("_books", "_number", "_own", "_own_number", "_record")

    def __init__(
        self,
        books: MemoryBooks,
        number: int,
        record: str,
        own: Version | None,
        *,
        own_number: int | None = None,
    ) -> None:
        self._books = books
        self._number = number
        self._record = record
        self._own = own
        self._own_number = number if own_number is None else own_number

    @property
    def before(self) -> Row | Unknown | None:
        """The record's earlier version; none for a new one, unknown without its ledger."""
        if not self._books.has(self._record):
            return UNKNOWN
        return None if self._own is None else self._own.entry.row

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return self._books.has(record)

    def entries(self, record: str, equal: Mapping[str, Any]) -> list[Entry]:
        """Return the entries of a ledger in order, narrowed by what their fields must equal."""
        shelf = self._books.shelf(record)
        if shelf is None:
            return []
        found: Iterable[Version] = shelf.versions
        if equal:
            indexes = [(self._books.indexed(record, name), value) for name, value in equal.items()]
            index, value = min(indexes, key=lambda each: each[0].candidates(each[1]))
            # which index is the shortest changes with the ledger; what is found must not
            found = [version for version in index.found(value) if version.may_have(equal)]
        return [version.entry for version in found if self._sees(record, version)]

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        shelf = self._books.shelf(record)
        found = None if shelf is None else shelf.named.get(key)
        if found is not None and self._sees(record, found):
            return found.entry
        named = [] if shelf is None else shelf.by_name.get(key, [])
        return next((v.entry for v in reversed(named) if self._sees(record, v)), None)

    def uses(self, quota: Quota, key: tuple[Any, ...]) -> list[tuple[Entry, Use]]:
        """Return what entries add to a quota under a key, in order."""
        shelf = self._books.shelf(quota.record)
        found = () if shelf is None else shelf.uses.get((quota.rule, key), ())
        return [(version.entry, use) for version, use in found if self._sees(quota.record, version)]

    def fullest(self, quota: Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return how much is used in the fullest window a record lies in, the record included."""
        shelf = self._books.shelf(quota.record)
        assert shelf is not None, "asked of a ledger that is there"
        if self._own_number != self._books.number:
            return fullest(self, quota, key, days, value)
        own = self._own
        without: Sequence[Use] = ()
        if own is not None and own.kept.ended is None:
            without = [use for use in own.entry.uses if use.quota == quota.rule and use.key == key]
        return shelf.counts[quota.rule].fullest(key, days, value, without)

    def _sees(self, record: str, version: Version) -> bool:
        if version is self._own and record == self._record:
            return False
        return version.kept.stands_at(self._own_number if record == self._record else self._number)


def _read_rows(rows: Iterable[object], program: Program, schema: RecordSchema) -> list[Facts]:
    """Return the facts of given rows. Raises `FactError` with what does not fit in each of them."""
    name = schema.names.first
    reader = RecordReaders(program.records, zone_of(program, name)).of(name)
    read: list[Facts] = []
    problems: list[RowProblem] = []
    omitted = 0
    for number, row in enumerate(rows, 1):
        try:
            read.append(row if isinstance(row, Facts) else reader.read(row, partial=True))
        except FactError as error:
            fit = max(_PROBLEMS - len(problems), 0)
            problems += [RowProblem(number, problem) for problem in error.problems[:fit]]
            omitted += len(error.problems[fit:]) + error.omitted
    if problems:
        raise FactError(name, problems, omitted=omitted, name=schema.names.for_people())
    return read


def _in_order(version: Version) -> int:
    return version.kept.number


def require_records(spellings: Iterable[str], program: Program) -> None:
    """Refuse a ledger of records there are not. Raises `RequestError`."""
    known = {name for schema in program.records.values() for name in schema.names.spellings}
    for spelling in spellings:
        if spelling not in known:
            raise no_such_record(spelling, program)


def no_such_record(spelling: str, program: Program) -> RequestError:
    """Return what says that a ledger was given for a record there is not."""
    known = ", ".join(f"`{name}`" for name in program.records)
    known_zh = "、".join(f"`{schema.names.for_people()}`" for schema in program.records.values())
    return RequestError(
        Phrase(
            f"the policies have no record `{spelling[:100]}` to keep a ledger of; there are: {known}",
            f"政策文件中没有名为`{spelling[:100]}`的记录，无法建立台账；现有记录：{known_zh}",
        )
    )
