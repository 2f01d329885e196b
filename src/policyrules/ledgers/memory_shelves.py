"""How does a memory ledger find entries: by key, by the value of a field, by what they add to quotas?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir
from policyrules.core.limits import quotas_of
from policyrules.core.rests_on import everything
from policyrules.core.uses import PlainUses, plain_place
from policyrules.core.values import UNKNOWN
from policyrules.ledgers.counting import Counting, counting_of
from policyrules.ledgers.plain_counting import DayCount, PeriodCount

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.ir import Program, Quota
    from policyrules.ledgers.books import Kept
    from policyrules.ledgers.memory_history import MemoryHistory

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


class CountedEntries:
    """The entries that count in one quota: their numbers, and which they are under each key."""

    __slots__ = ("counting", "quota", "under")

    def __init__(self, quota: Quota) -> None:
        self.quota = quota
        self.counting: Counting = counting_of(quota)
        self.under: dict[Key, list[Kept]] = {}
        """All versions, those that have ended as well, in the order they were accepted."""

    @property
    def add(self) -> Callable[[Key, date | None], None] | None:
        """What counts an entry that surely counts, by its key and day alone; None where more must be known."""
        counting = self.counting
        return counting.add if isinstance(counting, PeriodCount | DayCount) else None


class Shelf:
    """One record's ledger, as one program reads it."""

    def __init__(self, program: Program, record: str) -> None:
        self.record = record
        self.at = {field.names.first: at for at, field in enumerate(program.records[record].fields)}
        """Where the value of each field stands."""
        self.versions: list[Kept] = []
        self.last: dict[str, Kept] = {}
        """The last version under each key in the ledger."""
        self._earlier: dict[str, list[Kept]] = {}
        """Those before it, for the keys that have any."""
        self.called_otherwise: dict[str, list[Kept]] = {}
        """By their record's own key, the versions that have another in the ledger."""
        self.indexes: dict[str, Index] = {}
        quotas = quotas_of(program, record)
        self.counts = {rule: CountedEntries(quota) for rule, quota in quotas.items()}
        self.used = {
            id(node.quota): self.counts[node.quota.rule].counting.used
            for rule in program.rules.get(record, ())
            if rule.test is not None
            for node in everything(rule.test)
            if isinstance(node, ir.AtMost | ir.Used)
        }
        """What says how many count, by the quota itself, which lives as long as the program does."""
        self.now: MemoryHistory | None = None
        """What a decision on a new record sees since the last change."""
        self._plain: tuple[PlainUses | None, tuple[_Placed, ...]] = (None, ())

    # --- by key -------------------------------------------------------------------------------

    def put(self, kept: Kept) -> None:
        """Take in a version: what it adds to quotas comes with `count`."""
        self.versions.append(kept)
        key = kept.key
        earlier = self.last.get(key)
        if earlier is not None:
            self._earlier.setdefault(key, []).append(earlier)
        self.last[key] = kept
        name = kept.name
        if name is not None and name != key:
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
            plain, placed = self._plain
            if plain is not settled:
                placed = self._placed(settled)
            for add, under, keys, day_at in placed:
                for key, day in plain_place(kept.values, keys, day_at):
                    add(key, day)
                    there = under.get(key)
                    if there is None:
                        under[key] = [kept]
                    else:
                        there.append(kept)
            if len(placed) == len(settled.quotas):
                return
            uses = [use for use in kept.uses if self.counts[use.quota].add is None]
        else:
            uses = list(kept.uses)
        for use in uses:
            counted = self.counts[use.quota]
            counted.under.setdefault(use.key, []).append(kept)
            if kept.ended is None:
                counted.counting.change(use, 1)

    def _placed(self, plain: PlainUses) -> tuple[_Placed, ...]:
        found = []
        for rule, keys, day_at, _ in plain.quotas:
            counted = self.counts[rule]
            if counted.add is not None:
                found.append((counted.add, counted.under, keys, day_at))
        self._plain = (plain, tuple(found))
        return self._plain[1]

    def take_off(self, ended: Kept) -> None:
        """Take a version that has ended out of the counts."""
        kept = self.last[ended.key]
        kept.ended, kept.withdrawn = ended.ended, ended.withdrawn
        for use in kept.uses:
            self.counts[use.quota].counting.change(use, -1)

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
        return index

    def numbered(self, number: int) -> Kept | None:
        """Return the version of a number."""
        return numbered(self.versions, number)


def numbered(versions: list[Kept], number: int) -> Kept | None:
    """Return the version of a number among versions in order."""
    at = bisect_left(versions, number, key=in_order)
    return versions[at] if at < len(versions) and versions[at].number == number else None


_Placed = tuple[
    "Callable[[Key, date | None], None]", "dict[Key, list[Kept]]", "tuple[int, ...]", "int | None"
]
"""What counts an entry, where those under a key are, and which facts are the keys and the day."""
