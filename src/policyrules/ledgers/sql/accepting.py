"""How is an entry accepted on PostgreSQL? All that is written, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from policyrules.ledgers.sql.count_statements import COUNTED, USED, upsert

if TYPE_CHECKING:
    from policyrules.ledgers.sql.statements import Composer, EntryStatements, Statement
    from policyrules.ledgers.sql.tables import Tables

FEW: Final = 8
"""So many uses and counts at most are written as rows of their own; more as columns, which takes longer for a few."""


class Accepting:
    """How an entry is accepted on PostgreSQL: all that is written, in one statement."""

    def __init__(self, tables: Tables, entries: EntryStatements, composer: Composer) -> None:
        self._tables = tables
        self._entries = entries
        self._composer = composer
        self._few: dict[tuple[int, int], Statement] = {}
        self._many: Statement | None = None

    def few(self, uses: int, counts: int) -> Statement:
        """Return what writes an entry with so many uses, and so many counts that change.

        The parameters are the entry's, then those of each use but for its number, then those of each count.
        """
        found = self._few.get((uses, counts))
        if found is None:
            used = [f"use_{at}_{name}" for at in range(uses) for name in _OF_USE]
            changed = [f"count_{at}_{name}" for at in range(counts) for name in COUNTED]
            found = self._few[uses, counts] = self._composer.in_order(
                self._written(
                    [self._use(at) for at in range(uses)],
                    [self._count(at) for at in range(counts)],
                ),
                *self._entries.given,
                *used,
                *changed,
            )
        return found

    def many(self) -> Statement:
        """Return what writes an entry with any number of uses, and of counts that change.

        The parameters are the entry's, then a list for each column of uses but for their number, then a list for
        each column of counts.
        """
        if self._many is None:
            used, changed = [f"use_{name}" for name in _OF_USE], [f"count_{name}" for name in COUNTED]
            self._many = self._composer.in_order(
                self._written([self._uses()], [self._counts()]), *self._entries.given, *used, *changed
            )
        return self._many

    @cached_property
    def _change(self) -> sa.CTE:
        """The change's number: the one given, else the next."""
        given = sa.bindparam("number", type_=sa.BigInteger())
        next_ = self._tables.sequence.next_value()
        return sa.select(sa.func.coalesce(given, next_).label("number")).cte("change")

    def _written(self, uses: Iterable[Any], counts: Iterable[Any]) -> Any:
        number, columns = self._change.c.number, self._entries.written
        values = [
            sa.cast(sa.bindparam(name, type_=column.type), column.type)  # what is none has a type too
            for name, column in zip(self._entries.given[1:], columns[1:], strict=True)
        ]
        entry = sa.insert(self._entries.table).from_select(columns, sa.select(number, *values))
        written = [entry.cte("entry")]
        written += [use.cte(f"used_{at}") for at, use in enumerate(uses)]
        written += [count.cte(f"counted_{at}") for at, count in enumerate(counts)]
        return sa.select(number).add_cte(*written)

    def _use(self, at: int) -> Any:
        uses = self._tables.uses
        values = [
            self._change.c.number if name == "number" else _typed(f"use_{at}_{name}", uses.c[name])
            for name in USED
        ]
        return sa.insert(uses).from_select([uses.c[name] for name in USED], sa.select(*values))

    def _count(self, at: int) -> Any:
        counts = self._tables.counts
        values = {name: _typed(f"count_{at}_{name}", counts.c[name]) for name in COUNTED}
        return upsert(self._tables, counts, values)

    def _uses(self) -> Any:
        uses, change = self._tables.uses, self._change
        used = _unnested(uses, _OF_USE, "use")
        rows = [change.c.number if name == "number" else used.c[name] for name in USED]
        source = sa.select(*rows).select_from(sa.join(change, used, sa.true()))
        return sa.insert(uses).from_select([uses.c[name] for name in USED], source)

    def _counts(self) -> Any:
        changes = _unnested(self._tables.counts, COUNTED, "count")
        source = sa.select(*(changes.c[name] for name in COUNTED))
        return upsert(self._tables, self._tables.counts, source)


_OF_USE: Final = tuple(name for name in USED if name != "number")


def _typed(name: str, column: sa.Column[Any]) -> Any:
    return sa.cast(sa.bindparam(name, type_=column.type), column.type)


def _unnested(table: sa.Table, wanted: Sequence[str], what: str) -> Any:
    """Return rows given as one array for each column."""
    arrays = [sa.bindparam(f"{what}_{name}", type_=postgresql.ARRAY(table.c[name].type)) for name in wanted]
    columns = [sa.column(name, table.c[name].type) for name in wanted]
    return sa.func.unnest(*arrays).table_valued(*columns, name=f"{what}s").render_derived()
