"""Which duty or prohibition names no source, where the policy's others do?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import ItemEntry, ListEntry
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.clauses import Cite
from policyrules.syntax.ast.names import Annotation

_BINDING: Final = ("must", "must not")
_SOURCES: Final = frozenset({"source", "来源", "依据"})
"""Annotations that name a source, as `cite` does."""


def warn_of_missing_citations(checking: Checking, lists: Sequence[ListEntry]) -> None:
    """Warn of each duty or prohibition without a source, where more than half of the policy's have one."""
    binding: dict[str, list[ItemEntry]] = {}
    for entry in lists:
        for item in entry.items:
            if item.node.modality in _BINDING:
                binding.setdefault(entry.view.policy, []).append(item)
    for items in binding.values():
        without = [item for item in items if not _cites(item)]
        if 2 * len(without) < len(items):
            for item in without:
                _tell(checking, item)


def _cites(item: ItemEntry) -> bool:
    entry = item.list
    return any(
        isinstance(clause, Cite) for clause in (*entry.node.clauses, *item.node.clauses)
    ) or _names_source((*entry.node.annotations, *item.node.annotations))


def _names_source(notes: Iterable[Annotation]) -> bool:
    return any(note.name.text in _SOURCES for note in notes)


def _tell(checking: Checking, item: ItemEntry) -> None:
    checking.report.warning(
        "missing-citation",
        item.place,
        Phrase(
            f"{quoted(item.names.first)} cites nothing, as most of this policy's items do",
            f"条目 {quoted(item.names.for_people())} 没有写依据，而本政策的多数条目都写了",
        ),
        label=Phrase("by what norm?", "依据何在？"),
        help=(
            Phrase('add `cite 《NORM》 "article"`', "请加上 `依据 《文件》 “条款”`"),
            Phrase(
                'or say why there is none: `@allow("missing-citation", "…")`',
                '确无依据的，请写明理由：`@不提示("missing-citation", "…")`',
            ),
        ),
    )
