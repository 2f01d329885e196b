"""Which permit does a prohibition always beat?

A prohibition beats a permission wherever both speak. Only what is sure is said: the prohibition has no
exception, nothing beats it, it is in force as long, and its conditions follow from the permit's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_validity import Days, days_of
from policyrules.semantics.checking import Checking
from policyrules.semantics.lint.conditions import clauses_of, conjuncts_of
from policyrules.semantics.lint.implied import all_follow
from policyrules.semantics.names import ItemEntry, ListEntry
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.clauses import IfUnknown, Unless, Without
from policyrules.syntax.ast.declarations import Item


def warn_of_beaten_permits(checking: Checking, lists: Sequence[ListEntry]) -> None:
    """Warn of permits whose every case a prohibition of the same record forbids."""
    if not any(item.node.modality == "may" for entry in lists for item in entry.items):
        return
    beaten = {key for keys in checking.overrides.values() for key in keys}
    forbidding: dict[tuple[str, str | None], list[ItemEntry]] = {}
    for entry in lists:
        for item in entry.items:
            if _is_plain_prohibition(item) and item.key not in beaten:
                forbidding.setdefault((entry.record or "", entry.node.each), []).append(item)
    for entry in lists:
        against = forbidding.get((entry.record or "", entry.node.each), ())
        for item in entry.items:
            if item.node.modality == "may":
                _hold(checking, item, against)


def _is_plain_prohibition(item: ItemEntry) -> bool:
    return (
        isinstance(item.node, Item)
        and item.node.modality == "must not"
        and not any(isinstance(clause, Unless | Without | IfUnknown) for clause in clauses_of(item))
    )


def _hold(checking: Checking, permit: ItemEntry, against: Iterable[ItemEntry]) -> None:
    given = conjuncts_of(permit)
    for prohibition in against:
        if not _lasts(days_of_item(prohibition), days_of_item(permit)):
            continue
        wanted = conjuncts_of(prohibition)
        if wanted and all_follow(checking, wanted, given):
            first, other = permit.names, prohibition.names
            checking.report.warning(
                "beaten-permit",
                permit.place,
                Phrase(
                    f"{quoted(first.first)} permits nothing: {quoted(other.first)} forbids all of it",
                    f"{quoted(first.for_people())} 所允许的，{quoted(other.for_people())} 一律禁止",
                ),
                label=Phrase("never permits", "从不生效"),
                labels=(Label(prohibition.place, Phrase("forbids every case of it", "禁止其全部情形")),),
                help=(
                    Phrase(
                        f"take its cases out of {quoted(other.first)} (`unless …`), or let it win: "
                        f"`overrides {other.first}`",
                        f"请在 {quoted(other.for_people())} 中除外（`除 … 外`），"
                        f"或写明 `优先于 {other.for_people()}`",
                    ),
                ),
            )
            return


def days_of_item(item: ItemEntry) -> Days:
    """Return the days an item is in force: its own, its list's and its policy's."""
    policy = item.list.view.schema
    own, of_list = days_of(item.node.clauses), days_of(item.list.node.clauses)
    return own.within(of_list).within(Days(policy.from_, policy.until))


def _lasts(outer: Days, inner: Days) -> bool:
    """Return whether every day of the second belongs to the first."""
    return outer.within(inner) == inner
