"""How does a memory ledger find entries: by key, by the value of a field, by what they add to quotas?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from policyrules.core.history import Entry, Use
from policyrules.core.uses import quotas_of
from policyrules.core.values import UNKNOWN
from policyrules.frozen import evolve
from policyrules.ledgers.books import Kept
from policyrules.ledgers.counting import Counting, counting_of

if TYPE_CHECKING:
    from policyrules.core.ir import Program, Quota, RuleId


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


def _in_order(version: Version) -> int:
    return version.kept.number
