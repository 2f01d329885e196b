"""What do the entries there are add to a quota that is new?

Each counts as of its own time: by the ledgers as they were just before it was accepted, with today's policies and
parameters. What it adds to the other quotas stays as it was settled then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir, numbers
from policyrules.core.rests_on import everything
from policyrules.core.uses import Unplaced, asked_to_count, uses_told
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.ledgers.books import Kept
from policyrules.ledgers.sql.counters import CountChange, KeptQuota
from policyrules.ledgers.sql.keys import written_key

if TYPE_CHECKING:
    from policyrules.core.ir import Program, RuleId
    from policyrules.ledgers.books import CountUses
    from policyrules.ledgers.sql.books import SqlBooks
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.session import SqlSession

Progress = Callable[[str, int, int], None]
"""Told now and then while entries are counted: the record, how many are done, and how many there are."""

PAGE: Final = 500


def rebuild(
    books: SqlBooks,
    session: SqlSession,
    record: KeptRecord,
    new: Mapping[RuleId, KeptQuota],
    *,
    count: CountUses,
    progress: Progress | None,
) -> None:
    """Write what the entries of a record add to new quotas, and the counts. Raises `LedgerError` for one that cannot count."""
    connection, pages = session.connection, record.statements.pages(PAGE)
    total_row = connection.one(record.statements.so_many, {})
    assert total_row is not None, "a count is a row"
    total, done, after = total_row[0], 0, 0
    at_once = not _asks_quotas(books.program, record.name, new)
    counts = _Counts()
    last_of: dict[str, Kept] = {}
    while rows := connection.all(pages, {"after": after}):
        waiting: list[tuple[Any, ...]] = []
        for row in rows:
            kept = record.kept(row)
            before = last_of.get(kept.key)
            last_of[kept.key] = kept
            history = session.before_number(record.name, kept.number, before)
            try:
                uses = uses_told(count(kept.facts, kept.on, history), kept.values)
            except Unplaced as unplaced:
                raise _unplaced(unplaced) from None
            for use in uses:
                quota = new.get(use.quota)
                if quota is None:
                    continue
                key = written_key(use.key)
                waiting.append((*quota.row(use, key, kept.number), kept.ended))
                if kept.ended is None:
                    counts.add(quota.change(use, key, 1))
            if not at_once:
                connection.run_many(books.counts.add_old_use, waiting)
                waiting = []
        if waiting:
            connection.run_many(books.counts.add_old_use, waiting)
        done, after = done + len(rows), rows[-1][0]
        if progress is not None:
            progress(record.name, done, total)
    amounts = [books.writing.amounts(change) for change in counts.changes.values()]
    if amounts:
        connection.run_many(books.counts.change_count, amounts)
    if counts.values:
        connection.run_many(
            books.counts.add_value,
            [(*where, low, high) for where, (low, high) in counts.values.items()],
        )


def _asks_quotas(program: Program, record: str, new: Mapping[RuleId, KeptQuota]) -> bool:
    """Return whether what counts rests on whether quotas are kept: then each entry sees what those before it add."""
    return any(
        isinstance(node, ir.Broken)
        for rule in asked_to_count(program, record, quotas=new)
        for expr in (rule.applies, rule.when, *(exemption.condition for exemption in rule.exempt))
        for node in everything(expr)
    )


class _Counts:
    """Counts as they grow, to be written when all entries are through."""

    def __init__(self) -> None:
        self.changes: dict[tuple[int, str, int], CountChange] = {}
        self.values: dict[tuple[int, str, int, str], tuple[int, int]] = {}

    def add(self, change: CountChange | None) -> None:
        """Take in what one entry changes."""
        if change is None:
            return
        if change.value is not None:
            place = (change.quota, change.key, change.period, change.value)
            low, high = self.values.get(place, (0, 0))
            low, high = low + change.value_low, high + change.value_high
            self.values[place] = low, high
            change.tell(low, high)
        where = (change.quota, change.key, change.period)
        same = self.changes.setdefault(where, change)
        if same is not change:
            same.low += change.low
            same.high += change.high
            same.untold += change.untold
            if change.least is not None:
                same.least = numbers.calculate("+", same.least, change.least)
                same.most = numbers.calculate("+", same.most, change.most)


def _unplaced(unplaced: Unplaced) -> LedgerError:
    said = unplaced.message
    return LedgerError(
        Phrase(
            f"{said.en}: revise or withdraw it under the earlier policies first",
            f"{said.zh}；请先按原政策变更或撤销该记录",
        )
    )
