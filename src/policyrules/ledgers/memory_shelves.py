"""How does a memory ledger find entries: by key, by the value of a field, by what they add to quotas?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.limits import quotas_of
from policyrules.core.uses import PlainUses
from policyrules.core.values import UNKNOWN
from policyrules.ledgers.counting import Counting, counting_of
from policyrules.ledgers.memory_history import MemoryHistory
from policyrules.ledgers.plain_counting import DayCount, PeriodCount
from policyrules.semantics.types import OptionalType

if TYPE_CHECKING:
    from policyrules.core.history import Use
    from policyrules.core.ir import Program, RuleId
    from policyrules.ledgers.books import Kept
    from policyrules.ledgers.memory import MemoryBooks
    from policyrules.ledgers.plain_counting import Adding

in_order: Final = attrgetter("number")

Key = tuple[Any, ...]


class Index:
    """The versions of a ledger by the value of one field; those that do not say it apart."""

    __slots__ = ("untold", "values")

    def __init__(self) -> None:
        self.values: dict[Any, list[Kept]] = {}
        self.untold: list[Kept] = []

    def put(self, kept: Kept, value: Any) -> None:
        """Put a version where its value is looked up; none equals nothing."""
        if value is UNKNOWN:
            self.untold.append(kept)
        elif value is not None:
            self.values.setdefault(value, []).append(kept)

    def candidates(self, value: Any) -> int:
        """Return how many versions `found` would return."""
        return len(self.values.get(value, ())) + len(self.untold)

    def found(self, value: Any) -> list[Kept]:
        """Return the versions whose field is the value, or not known, in order."""
        same = self.values.get(value, [])
        return sorted([*same, *self.untold], key=in_order) if self.untold else same


class Shelf:
    """One record's ledger, as one program reads it."""

    def __init__(self, books: MemoryBooks, program: Program, record: str) -> None:
        self.record = record
        self.books = books
        self.ledger = books.ledger
        self.lock = books.lock
        self.at = {field.names.first: at for at, field in enumerate(program.records[record].fields)}
        """Where the value of each field stands."""
        self.written = books.ledger.versions(record)
        """All versions, as they were written, by this program or others."""
        self.versions: list[Kept] = []
        """Those that stand here, as this program reads them."""
        self.last: dict[str, Kept] = {}
        """The last version under each key in the ledger."""
        self._earlier: dict[str, list[Kept]] = {}
        """Those before it, for the keys that have any."""
        self.called_otherwise: dict[str, list[Kept]] = {}
        """By their record's own key, the versions that have another in the ledger."""
        self.indexes: dict[str, Index] = {}
        quotas = quotas_of(program, record)
        self.counts: dict[RuleId, Counting] = {rule: counting_of(quota) for rule, quota in quotas.items()}
        """How much counts in each quota; the order gives the numbers of `core/counters.py`."""
        self.numbered_counts = list(self.counts.values())
        self.is_read_at_once = all(isinstance(each, PeriodCount) for each in self.counts.values())
        """Whether each quota is looked up in one step, and so without the lock."""
        self.under: dict[RuleId, dict[Key, list[Kept]]] = {}
        """Of quotas somebody has asked for their entries: all versions under each key, also those that have ended."""
        self.keeps_more = False
        """Whether more is to be kept of a version than `put` and `count` always do: by others, or under more keys."""
        self.now = MemoryHistory.now(books, record)
        """What decisions see that are made on new records."""
        self._tell_counters()
        self._optional = {
            at
            for at, field in enumerate(program.records[record].fields)
            if isinstance(field.type, OptionalType)
        }
        self._plain: tuple[PlainUses | None, tuple[Adding, ...]] = (None, ())

    def as_of(self, number: int) -> MemoryHistory:
        """Return the ledgers as a record that is new to them saw them after a change."""
        return MemoryHistory(self.books, number, self.record, None)

    def append(self, kept: Kept, instead_of: Kept | None = None) -> int:
        """Take in a version that is written here, in the place of an earlier one if there is one; return its number."""
        ledger = self.ledger
        number = kept.number = ledger.number = ledger.number + 1
        if instead_of is not None:
            ledger.end(instead_of, number, None)
        self.written.append(kept)
        self.put(kept)
        self.count(kept)
        ledger.tell_others(self.record, kept, self.books)
        ledger.settled = number
        return number

    # --- by key -------------------------------------------------------------------------------

    def put(self, kept: Kept) -> None:
        """Take in a version: what it adds to quotas comes with `count`."""
        self.versions.append(kept)
        key, name, last = kept.key, kept.name, self.last
        if key in last:
            self._earlier.setdefault(key, []).append(last[key])
        last[key] = kept
        if name != key and name is not None:
            self.called_otherwise.setdefault(name, []).append(kept)
        if self.indexes:
            for field, index in self.indexes.items():
                index.put(kept, kept.values[self.at[field]])

    def standing(self, key: str) -> Kept | None:
        """Return the version that stands under a key in the ledger."""
        found = self.last.get(key)
        return found if found is not None and found.ended is None else None

    def named(self, name: str) -> Kept | None:
        """Return the version that stands under the record's own key."""
        found = self.last.get(name)
        if found is not None and found.ended is None and found.name == name:
            return found
        if self.called_otherwise:
            others = self.called_otherwise.get(name, ())
            return next((kept for kept in reversed(others) if kept.ended is None), None)
        return None

    def all_named(self, name: str) -> list[Kept]:
        """Return all versions under the record's own key, in order."""
        same = [kept for kept in self.versions_of(name) if kept.name == name]
        others = self.called_otherwise.get(name)
        return sorted([*same, *others], key=in_order) if others else same

    def versions_of(self, key: str) -> list[Kept]:
        """Return all versions under a key in the ledger, in order."""
        last = self.last.get(key)
        return [] if last is None else [*self._earlier.get(key, ()), last]

    def first(self, key: str) -> Kept | None:
        """Return the first version under a key in the ledger."""
        earlier = self._earlier.get(key)
        return earlier[0] if earlier else self.last.get(key)

    def last_keys(self) -> Iterator[str]:
        """Yield the keys in the ledger under which something stands, those admitted last first."""
        return (kept.key for kept in reversed(self.versions) if kept.ended is None)

    def version_of(self, kept: Kept) -> Kept | None:
        """Return the version on this shelf that a ledger keeps."""
        return next((v for v in self.versions_of(kept.key) if v.number == kept.number), None)

    def replaced_by(self, kept: Kept) -> Kept | None:
        """Return the version that ended when this one was accepted."""
        return next((v for v in self.versions_of(kept.key) if v.ended == kept.number), None)

    # --- by what it adds ----------------------------------------------------------------------

    def count(self, kept: Kept) -> None:
        """Take in what a version adds to quotas."""
        settled = kept.settled
        if type(settled) is PlainUses and kept.ended is None:
            plain, adding = self._plain
            if plain is not settled:
                adding = self._adding(settled)
            for add in adding:
                add(kept.values)
            if self.under:
                self._put_under(kept, self.under)
            if len(adding) == len(settled.quotas):
                return
            uses = [use for use in kept.uses if not _is_plain(self.counts[use.quota])]
        else:
            uses = list(kept.uses)
            self._put_under(kept, self.under)
        if kept.ended is None:
            self._change(uses, 1)

    def take_off(self, ended: Kept) -> None:
        """Take a version that has ended out of the counts."""
        kept = self.last[ended.key]
        kept.ended, kept.withdrawn = ended.ended, ended.withdrawn
        self._change(kept.uses, -1)

    def _change(self, uses: Iterable[Use], sign: int) -> None:
        is_sure = True
        for use in uses:
            self.counts[use.quota].change(use, sign)
            is_sure = is_sure and use.counts is True
        if not is_sure:
            self._tell_counters()

    def _tell_counters(self) -> None:
        """Let who decides now see the counters, those in which somebody only may count aside."""
        self.now.counters = [
            counting if isinstance(counting, PeriodCount | DayCount) and counting.is_sure else None
            for counting in self.counts.values()
        ]

    def _adding(self, plain: PlainUses) -> tuple[Adding, ...]:
        """Return what counts an entry in each quota that plain numbers count."""
        found: list[Adding] = []
        for rule, keys, day_at, _ in plain.quotas:
            counting = self.counts[rule]
            if isinstance(counting, PeriodCount | DayCount):
                told = {*keys, *([] if day_at is None else [day_at])}
                found.append(counting.adding(keys, day_at, surely=told.isdisjoint(self._optional)))
        self._plain = (plain, tuple(found))
        return self._plain[1]

    def put_under(self, rule: RuleId) -> dict[Key, list[Kept]]:
        """Keep from now on which entries count in a quota under each key, and return them."""
        under: dict[Key, list[Kept]] = {}
        for kept in self.versions:
            self._put_under(kept, {rule: under})
        self.under[rule] = under
        self.keeps_more = True
        return under

    def _put_under(self, kept: Kept, under: Mapping[RuleId, dict[Key, list[Kept]]]) -> None:
        for use in kept.uses if under else ():
            there = under.get(use.quota)
            if there is not None:
                there.setdefault(use.key, []).append(kept)

    # --- by the value of a field --------------------------------------------------------------

    def may_have(self, kept: Kept, equal: Mapping[str, Any]) -> bool:
        """Return whether each of these fields is the value, or not known."""
        values, at = kept.values, self.at
        return all(values[at[name]] in (value, UNKNOWN) for name, value in equal.items())

    def index(self, name: str) -> Index:
        """Make the index by a field."""
        index, at = Index(), self.at[name]
        for kept in self.versions:
            index.put(kept, kept.values[at])
        self.indexes[name] = index
        self.keeps_more = True
        return index

    def numbered(self, number: int) -> Kept | None:
        """Return the version of a number."""
        return numbered(self.versions, number)


def numbered(versions: list[Kept], number: int) -> Kept | None:
    """Return the version of a number among versions in order."""
    at = bisect_left(versions, number, key=in_order)
    return versions[at] if at < len(versions) and versions[at].number == number else None


def _is_plain(counting: Counting) -> bool:
    return isinstance(counting, PeriodCount | DayCount)
