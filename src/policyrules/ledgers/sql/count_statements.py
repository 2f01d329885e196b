"""What is asked of the counts, and written there?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from policyrules.ledgers.sql.statements import Composer
from policyrules.ledgers.sql.tables import Tables

COUNTED: tuple[str, ...] = ("quota", "key", "period", "low", "high", "least", "most", "untold")
"""What a change of a count has, in this order."""
OF_ENTRIES: tuple[str, ...] = COUNTED[:5]
"""What a change of a count of entries has, which have no total."""
USED: tuple[str, ...] = ("quota", "key", "number", "surely", "first", "last", "length", "value", "untold")
"""What is written of what an entry adds to a quota, in this order."""


class CountStatements:
    """What is asked of the counts, and written there."""

    def __init__(self, tables: Tables, composer: Composer) -> None:
        make = composer.statement
        counts, values, uses = tables.counts, tables.values, tables.uses

        def at(table: sa.Table, *, period: bool = True) -> list[sa.ColumnElement[bool]]:
            found = [
                table.c.quota == sa.bindparam("quota", type_=sa.Integer()),
                table.c.key == sa.bindparam("key", type_=sa.Text()),
            ]
            return [*found, table.c.period == sa.bindparam("period", type_=sa.Integer())] if period else found

        def between(table: sa.Table) -> sa.ColumnElement[bool]:
            return table.c.period.between(
                sa.bindparam("first", type_=sa.Integer()), sa.bindparam("last", type_=sa.Integer())
            )

        amounts = [counts.c[name] for name in ("low", "high", "least", "most", "untold")]
        self.count = make(sa.select(*amounts).where(*at(counts)))
        self.days = make(
            sa.select(counts.c.period, *amounts)
            .where(*at(counts, period=False), between(counts))
            .order_by(counts.c.period)
        )
        same = values.c.value == sa.bindparam("value", type_=sa.Text())
        self.value = make(sa.select(values.c.low, values.c.high).where(*at(values), same))
        self.values_of_days = make(
            sa.select(values.c.period, values.c.value, values.c.low, values.c.high)
            .where(*at(values, period=False), between(values), values.c.high > sa.literal_column("0"))
            .order_by(values.c.period)
        )
        self.spans = make(_spans(uses, at(uses, period=False)))
        number = uses.c.number == sa.bindparam("number", type_=sa.BigInteger())
        self.uses_of = make(
            sa.select(
                uses.c.quota,
                uses.c.key,
                uses.c.surely,
                uses.c.first,
                uses.c.last,
                uses.c.value,
                uses.c.untold,
            )
            .where(number)
            .order_by(uses.c.quota, uses.c.key)
        )
        told = [uses.c[name] for name in ("surely", "first", "last", "value", "untold")]
        self.uses_of_quota = make(
            sa.select(uses.c.number, uses.c.key, *told)
            .where(uses.c.quota == sa.bindparam("quota", type_=sa.Integer()), uses.c.ended.is_(None))
            .order_by(uses.c.key, uses.c.number)
        )
        self.end_uses = make(
            sa.update(uses).where(number).values(ended=sa.bindparam("ended", type_=sa.BigInteger()))
        )
        value_row = ("quota", "key", "period", "value", "low", "high")
        self.change_value = make(
            upsert(tables, values, _row(values, value_row)).returning(values.c.low, values.c.high)
        )
        self.change_count = composer.in_order(upsert(tables, counts, _row(counts, COUNTED)), *COUNTED)
        entries = upsert(
            tables,
            counts,
            {**_row(counts, OF_ENTRIES), "untold": sa.literal_column("0")},
            but=("least", "most", "untold"),
        )
        self.count_entries = composer.in_order(entries, *OF_ENTRIES)
        self.add_value = composer.in_order(sa.insert(values).values(_row(values, value_row)), *value_row)
        self.add_use = composer.in_order(sa.insert(uses).values(_row(uses, USED)), *USED)
        self.add_old_use = composer.in_order(
            sa.insert(uses).values(_row(uses, (*USED, "ended"))), *USED, "ended"
        )


def _row(table: sa.Table, wanted: Iterable[str]) -> dict[str, sa.BindParameter[Any]]:
    return {name: sa.bindparam(name, type_=table.c[name].type) for name in wanted}


def upsert(tables: Tables, table: sa.Table, source: Any, *, but: Sequence[str] = ()) -> Any:
    """Return what adds to amounts, from nothing where nothing is yet; `source` is one row or a select.

    The amounts in `but` stay as they are.
    """
    insert = (sqlite if tables.backend == "sqlite" else postgresql).insert
    if isinstance(source, dict):
        adding = insert(table).values(source)
    else:
        adding = insert(table).from_select([column.key for column in source.selected_columns], source)
    changed = {}
    for column in table.columns:
        if column.primary_key or column.key in but:
            continue
        new = adding.excluded[column.key]
        exact = tables.backend == "sqlite" and column.key in ("least", "most")
        summed = sa.case((new.is_not(None), sa.func.exact_sum(column, new))) if exact else column + new
        changed[column.key] = summed
    return adding.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)


SHORT, YEAR, DECADE = 31, 366, 3660
"""Spans of so many days at most are looked for so far back; longer ones, or without an end, from the beginning."""


def length_of(days: int | None) -> int:
    """Return the kind of a span by its days: so that short ones are not looked for as far back as long ones."""
    if days is None or days > DECADE:
        return 3
    return 0 if days <= SHORT else 1 if days <= YEAR else 2


def _spans(uses: sa.Table, at: list[sa.ColumnElement[bool]]) -> Any:
    """Return what finds the spans that touch a stretch of days, in the order they were accepted."""
    columns = [uses.c[name] for name in ("number", "surely", "first", "last", "value", "untold")]
    first, last = (sa.bindparam(name, type_=uses.c.first.type) for name in ("begins", "ends"))
    parts = []
    for kind in range(4):
        near = [uses.c.first <= last]
        if kind < 3:
            near += [
                uses.c.first >= sa.bindparam(f"back_{kind}", type_=uses.c.first.type),
                uses.c.last >= first,
            ]
        else:
            near.append(sa.or_(uses.c.last.is_(None), uses.c.last >= first))
        kept = (uses.c.length == sa.literal_column(str(kind)), uses.c.ended.is_(None))
        parts.append(sa.select(*columns).where(*at, *kept, *near))
    return sa.union_all(*parts)
