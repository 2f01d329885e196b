"""What does each row that is reviewed see of the ledgers?

All rows of one review see the same, but for themselves. So entries are asked for once, and each is one
object for all rows, by which what was worked out for it is found again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core.history import fullest
from policyrules.core.values import UNKNOWN, Row, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from policyrules.core.history import Days, Entry, History, Use
    from policyrules.core.ir import Quota


class Seen:
    """The ledgers as one review sees them, read through one history that leaves nothing out."""

    __slots__ = ("_by_number", "_entries", "_named", "history")

    def __init__(self, history: History) -> None:
        self.history = history
        self._entries: dict[tuple[Any, ...], tuple[Entry, ...]] = {}
        self._named: dict[tuple[str, str], Entry | None] = {}
        self._by_number: dict[tuple[str, int], Entry] = {}

    def entries(self, record: str, equal: Mapping[str, Any]) -> tuple[Entry, ...]:
        """Return the entries of a ledger in order, narrowed by what their fields must equal."""
        asked = (record, *equal.items())
        if asked not in self._entries:
            found = self.history.entries(record, equal)
            self._entries[asked] = tuple(self.one(entry) for entry in found)
        return self._entries[asked]

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        asked = (record, key)
        if asked not in self._named:
            found = self.history.entry(record, key)
            self._named[asked] = None if found is None else self.one(found)
        return self._named[asked]

    def one(self, entry: Entry) -> Entry:
        """Return the entry as it was first read."""
        return self._by_number.setdefault((entry.record, entry.number), entry)

    def by(self, own: Entry) -> SeenByRow:
        """Return what one row sees: everything but itself."""
        return SeenByRow(self, own)


class SeenByRow:
    """The ledgers as one row sees them while it is reviewed, and later."""

    __slots__ = ("_own", "_seen")

    counters: Final = None

    def __init__(self, seen: Seen, own: Entry) -> None:
        self._seen = seen
        self._own = own

    @property
    def before(self) -> Row | Unknown | None:
        """Unknown: a review looks at rows as they stand, and the checker refuses to ask for more."""
        return UNKNOWN

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return self._seen.history.has(record)

    def entries(self, record: str, equal: Mapping[str, Any]) -> Sequence[Entry]:
        """Return the entries of a ledger in order, without the row."""
        found = self._seen.entries(record, equal)
        return found if record != self._own.record else tuple(each for each in found if self._is_other(each))

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names; none where it is the row itself."""
        found = self._seen.entry(record, key)
        return found if found is not None and self._is_other(found) else None

    def uses(self, quota: Quota, key: tuple[Any, ...]) -> Iterable[tuple[Entry, Use]]:
        """Return what entries add to a quota under a key, without the row."""
        return [pair for pair in self._seen.history.uses(quota, key) if self._is_other(pair[0])]

    def used(self, quota: Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return none: what entries add is gone through."""
        del quota, key, day
        return None

    def fullest(self, quota: Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return the fullest usage by going through what entries add."""
        return fullest(self, quota, key, days, value)

    def _is_other(self, entry: Entry) -> bool:
        return entry.record != self._own.record or entry.number != self._own.number
