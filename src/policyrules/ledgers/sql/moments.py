"""What did the ledger look like at a moment? Asked at any time, of entries that may have ended since.

A moment is told by the number of the last change before it. Changes that have nothing in common may be kept on
PostgreSQL in another order than their numbers. That does not matter to whoever holds locks: what they rest on
is kept in order. Whoever only reads tells the moment by what their transaction saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from policyrules.ledgers.sql.statements import Form

if TYPE_CHECKING:
    from policyrules.core.history import Use
    from policyrules.ledgers.books import Kept
    from policyrules.ledgers.sql.connection import Connection
    from policyrules.ledgers.sql.counters import KeptQuota
    from policyrules.ledgers.sql.entries import KeptRecord


class Moment(NamedTuple):
    """A moment of a ledger: after the change of a number, or as a transaction saw it.

    The changes up to `floor` are told by their numbers anyhow.
    """

    number: int
    snapshot: str | None = None
    floor: int = 0

    @property
    def form(self) -> Form:
        """How it is told."""
        return "number" if self.snapshot is None else "snapshot"

    @property
    def values(self) -> dict[str, Any]:
        """The parameters that tell it."""
        if self.snapshot is None:
            return {"moment": self.number}
        return {"floor": self.floor, "snapshot": self.snapshot}


def entries_at(
    moment: Moment, record: KeptRecord, equal: Mapping[str, Any], connection: Connection
) -> list[Kept]:
    """Return the entries that stood, in order, narrowed by what their fields must equal."""
    columns, sought = record.sought(dict(equal))
    rows = connection.all(record.statements.search(columns, moment.form), {**sought, **moment.values})
    return [record.kept(row) for row in rows]


def entry_at(moment: Moment, record: KeptRecord, name: str, connection: Connection) -> Kept | None:
    """Return the entry that stood under its record's own key."""
    key = record.table.key
    sought = None if key is None else key.storing.sought(name)
    if sought is None:
        return None
    row = connection.one(record.statements.entry(moment.form), {"name": sought, **moment.values})
    return None if row is None else record.kept(row)


def uses_at(
    moment: Moment,
    record: KeptRecord,
    quota: KeptQuota,
    key: tuple[tuple[Any, ...], str],
    connection: Connection,
) -> list[tuple[Kept, Use]]:
    """Return what the entries that stood add to a quota under a key, in order; the key as it is and as text."""
    given = {"quota": quota.number, "key": key[1], **moment.values}
    rows = connection.all(record.statements.uses(moment.form), given)
    return [(record.kept(row[5:]), quota.use(key[0], row[:5])) for row in rows]
