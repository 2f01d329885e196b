"""How much of a quota is used, under which key, when, and by which entries?"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Literal

from policyrules.core import ir
from policyrules.core.decision.entries import SHOWN, entry_of
from policyrules.core.decision.names import names_read, said_in_both
from policyrules.core.decision.usage_said import amount_said, limit_said, over_said, used_said, where_said
from policyrules.core.evaluate.quotas import over, own_uses
from policyrules.core.usage import Usage, amount, days_from, touches, usages
from policyrules.core.values import UNKNOWN, Period
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import field, frozen
from policyrules.semantics.types import EnumType, ListType, RefType, TextType, Type, required

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.core.decision.finding import Entry
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope
    from policyrules.core.history import Entry as LedgerEntry
    from policyrules.core.history import Use
    from policyrules.semantics.schema import Titled

Counting = Literal["over", "used"]
"""Whether it is told that a quota is over, or how much of it is used."""


@frozen
class QuotaKey:
    """What a quota counts by: its names, its value here, and that in words."""

    names: Titled
    value: Any
    said: Phrase


@frozen
class Counted:
    """An entry that counts: whether that is sure, on which days (none: time plays no part), with what value."""

    entry: Entry
    sure: bool
    days: Period | None
    value: Any


@frozen
class QuotaUsage:
    """How much of a quota is used under one key in one window, the record itself included.

    `days` are the first and the last of the window, none for all time. So much surely (`low`) and so much
    possibly (`high`) counts, none where nobody can tell; at most `limit` may. `entries` count beside the
    record; of very many the first, and how many `more` there are. `said` is all this in words.
    """

    keys: tuple[QuotaKey, ...]
    days: Period | None
    low: Any
    high: Any
    limit: Any
    entries: tuple[Counted, ...]
    more: int
    said: Phrase
    amount: Phrase = field(default=Phrase("", ""), repr=False)
    """How much counts, in words: `3 inspections`, 3 次."""
    where: Phrase = field(default=Phrase("", ""), repr=False)
    """Under which key and when, in words: `for County A in 2026-03`, 甲县 2026年3月."""


@frozen(eq=False)
class Filled:
    """A window a record lies in, and what counts in it beside the record."""

    own: Use
    usage: Usage
    others: tuple[tuple[LedgerEntry, Use], ...]
    anywhere: Sequence[tuple[LedgerEntry, Use]]
    """What counts under this key, in whatever window."""


# --- which windows --------------------------------------------------------------------------


def windows_of(evaluation: Evaluation, quota: ir.Quota, scope: Scope) -> list[list[Filled]]:
    """Return for each key of a record the windows it lies in; nothing where they cannot be told."""
    own = own_uses(evaluation, quota, True, scope)
    if own is UNKNOWN or not evaluation.history.has(quota.record):
        return []
    found: list[list[Filled]] = []
    for use in own:
        others = list(evaluation.history.uses(quota, use.key))
        by_entry = {id(entry): (entry, other) for entry, other in others}
        found.append(
            [
                Filled(use, usage, tuple(by_entry[id(entry)] for entry in usage.entries), others)
                for usage in usages(quota.window, quota.measure, use, others)
            ]
        )
    return found


def fullest(quota: ir.Quota, windows: Sequence[Filled]) -> Filled:
    """Return the fullest window: by what surely counts, then by what possibly does; the first of equals."""
    return _moved_up(quota, max(windows, key=lambda filled: (filled.usage.low, filled.usage.high)))


def that_are_over(quota: ir.Quota, windows: Sequence[Filled], limit: Any) -> list[Filled]:
    """Return the windows that are, or may be, over a limit, the fullest first; one where the same entries count.

    Stretches of days overlap: of these only those in which something counts that is in none before.
    """
    found = [filled for filled in windows if over(filled.usage.high, limit)]
    found.sort(key=lambda filled: (filled.usage.low, filled.usage.high), reverse=True)
    if quota.window.kind != "sliding":
        return found
    told: set[int] = set()
    kept: list[Filled] = []
    for filled in found:
        inside = {id(entry) for entry, _ in filled.others}
        if not kept or not inside <= told:
            kept.append(_moved_up(quota, filled))
            told |= inside
    return kept


def _moved_up(quota: ir.Quota, filled: Filled) -> Filled:
    """Return a stretch of days moved on to the first of them on which something counts: all stays in it."""
    days, window = filled.usage.days, quota.window
    firsts = [use.first for use in (filled.own, *(use for _, use in filled.others)) if use.first is not None]
    if window.kind != "sliding" or days is None or not firsts or min(firsts) <= days.start:
        return filled
    later = days_from(window, min(firsts))
    inside = tuple((entry, use) for entry, use in filled.anywhere if touches(use, later))
    low, high = amount(quota.measure, [filled.own, *(use for _, use in inside)])
    usage = Usage(low, high, later, tuple(entry for entry, _ in inside))
    return Filled(filled.own, usage, inside, filled.anywhere)


# --- as evidence ----------------------------------------------------------------------------


def shown(
    evaluation: Evaluation, quota: ir.Quota, limit: Any, filled: Filled, counting: Counting = "over"
) -> QuotaUsage:
    """Return how much is used in a window, as evidence."""
    keys = tuple(
        _key(evaluation, node, value) for node, value in zip(quota.keys, filled.own.key, strict=True)
    )
    usage = filled.usage
    most = limit if limit is UNKNOWN else max(limit, 0)
    program = evaluation.program
    much = amount_said(program, quota, usage.low, usage.high)
    where = where_said(program, quota, [key.said for key in keys], usage.days)
    if counting == "over":
        said = over_said(much, where, limit_said(quota, most))
    else:
        said = used_said(program, quota, (usage.low, usage.high, most), where)
    return QuotaUsage(
        keys,
        usage.days,
        _told(usage.low),
        _told(usage.high),
        most,
        tuple(
            Counted(entry_of(evaluation, entry.row), use.counts is True, _days(use), use.value)
            for entry, use in filled.others[:SHOWN]
        ),
        max(len(filled.others) - SHOWN, 0),
        said,
        much,
        where,
    )


def _key(evaluation: Evaluation, node: ir.Expr, value: Any) -> QuotaKey:
    type_: Type = required(node.type)
    if isinstance(type_, ListType):
        type_ = required(type_.element)
    names = names_read(evaluation.program, node)
    said = said_in_both(evaluation, value, type_)
    if not isinstance(type_, TextType | EnumType | RefType):
        said = Phrase(f"{names.first} {said.en}", f"{names.for_people()}{said.zh}")
    return QuotaKey(names, value, said)


def _days(use: Use) -> Period | None:
    return None if use.first is None else Period(use.first, use.last)


def _told(amount: Any) -> Any:
    return None if amount in (inf, -inf) else amount
