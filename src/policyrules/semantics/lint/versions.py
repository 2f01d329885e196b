"""Do two versions of an item follow each other day by day?

Versions are items about one record that share their title, or their code up to a last letter or year,
where one ends and the other begins. That a parameter's values follow each other is checked where its
values are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.semantics.check_validity import ALWAYS
from policyrules.semantics.checking import Checking
from policyrules.semantics.lint.beaten_permits import days_of_item
from policyrules.semantics.lint.conditions import clauses_of
from policyrules.semantics.names import ItemEntry, ListEntry
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.clauses import From, Until

_DAY: Final = timedelta(days=1)
_STEM: Final = re.compile(r"\A(.+?\d)(?:[a-z]|[-_](?:19|20)\d\d|[-_]?v\d+)\Z")


def warn_of_versions(checking: Checking, lists: Sequence[ListEntry]) -> None:
    """Warn of days between two versions of an item on which neither or both are in force."""
    groups: dict[tuple[object, ...], dict[int, ItemEntry]] = {}
    for entry in lists:
        for item in entry.items:
            days = days_of_item(item)
            if days == ALWAYS or days.empty:
                continue
            about = entry.record, entry.node.each, item.node.modality
            for key in _called(item):
                groups.setdefault((*about, *key), {})[id(item)] = item
    told: set[tuple[int, int]] = set()
    for group in groups.values():
        in_order = sorted(group.values(), key=lambda item: days_of_item(item).first or date.min)
        for earlier, later in pairwise(in_order):
            if (id(earlier), id(later)) not in told:
                told.add((id(earlier), id(later)))
                _hold(checking, earlier, later)


def _called(item: ItemEntry) -> tuple[tuple[str, str], ...]:
    """Return what versions of an item would share."""
    stem = _STEM.match(item.names.first)
    found = [("code", item.names.first if stem is None else stem.group(1))]
    if item.node.title is not None and item.node.title.value.strip():
        found.append(("title", item.node.title.value.strip()))
    return tuple(found)


def _hold(checking: Checking, earlier: ItemEntry, later: ItemEntry) -> None:
    before, after = days_of_item(earlier), days_of_item(later)
    if before.last is None or after.first is None or before.last == date.max:
        return
    if after.first > before.last + _DAY:
        _gap(checking, earlier, later, before.last, after.first)
    elif (before.first or date.min) < after.first <= before.last and (
        after.last is None or after.last > before.last
    ):
        _overlap(checking, earlier, later, before.last, after.first)


def _gap(checking: Checking, earlier: ItemEntry, later: ItemEntry, last: date, first: date) -> None:
    days = f"from {last + _DAY} until {first - _DAY}" if first - last > 2 * _DAY else f"on {last + _DAY}"
    days_zh = (
        f"自 {last + _DAY} 起至 {first - _DAY} 止" if first - last > 2 * _DAY else f"{last + _DAY} 这一天"
    )
    checking.report.warning(
        "uncovered-day",
        _dates(later, From),
        Phrase(
            f"{days} neither {quoted(earlier.names.first)} nor {quoted(later.names.first)} is in force",
            f"{days_zh}，{quoted(earlier.names.for_people())} 与 {quoted(later.names.for_people())} 均不生效",
        ),
        label=Phrase("begins later", "起始较晚"),
        labels=(Label(_dates(earlier, Until), Phrase("ends before", "此前已终止")),),
        help=(
            Phrase(
                f"begin it with `from {last + _DAY}`; the day that `until` names still belongs to the first",
                f"请写 `自 {last + _DAY} 起`；`至` 所写的当日仍属前者",
            ),
        ),
    )


def _overlap(checking: Checking, earlier: ItemEntry, later: ItemEntry, last: date, first: date) -> None:
    days = f"from {first} until {last}" if first < last else f"on {first}"
    days_zh = f"自 {first} 起至 {last} 止" if first < last else f"{first} 这一天"
    checking.report.warning(
        "overlapping-versions",
        _dates(later, From),
        Phrase(
            f"{days} both {quoted(earlier.names.first)} and {quoted(later.names.first)} are in force",
            f"{days_zh}，{quoted(earlier.names.for_people())} 与 {quoted(later.names.for_people())} 同时生效",
        ),
        label=Phrase("begins before the other ends", "起始时另一条尚未终止"),
        labels=(Label(_dates(earlier, Until), Phrase(f"holds until {last}", f"至 {last} 止")),),
        help=(
            Phrase(
                f"end the first with `until {first - _DAY}`",
                f"前一条请写 `至 {first - _DAY} 止`",
            ),
        ),
    )


def _dates(item: ItemEntry, kind: type[From | Until]) -> Place:
    """Return where an item's, or its list's, first or last day is written; else the item's name."""
    for clause in reversed(clauses_of(item)):
        if isinstance(clause, kind):
            return item.list.view.place(clause.span)
    return item.place
