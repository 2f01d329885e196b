"""Which term quoted in a text is nearly a name of the record, and not quite?

Terms are quoted by 「…」, 『…』, ‘…’ or backquotes; in a title, which shows no values, also by braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place, Span
from policyrules.diagnostics.suggest import slip_of
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import ItemEntry, ListEntry
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.clauses import Because, Remedy

_QUOTED: Final = r"「([^「」]{2,40})」|『([^『』]{2,40})』|‘([^‘’]{2,40})’|`([^`]{2,40})`"
_IN_TEXT: Final = re.compile(_QUOTED)
_IN_TITLE: Final = re.compile(_QUOTED + r"|\{([^{}]{2,40})\}")

_SAID: Final = (Because, Remedy)


def warn_of_near_terms(checking: Checking, lists: Sequence[ListEntry]) -> None:
    """Warn of quoted terms that differ by one slip from a fact, a parameter or a value of this record."""
    for entry in lists:
        known: dict[str, None] | None = None
        for item in entry.items:
            for place, term in _terms(item):
                if known is None:
                    known = dict.fromkeys(_names(checking, entry))
                if term in known:
                    continue
                meant = slip_of(term, known)
                if meant is not None:
                    _tell(checking, place, term, meant)


def _terms(item: ItemEntry) -> Iterator[tuple[Place, str]]:
    """Yield the quoted terms of an item's texts with where they stand."""
    view, node = item.list.view, item.node
    spans = [] if node.title is None else [(node.title.span, _IN_TITLE)]
    spans += [(clause.text.span, _IN_TEXT) for clause in node.clauses if isinstance(clause, _SAID)]
    for span, form in spans:
        text = view.source.text
        for found in form.finditer(text, span.start, span.stop):
            group = found.lastindex or 0
            yield view.place(Span(*found.span(group))), found.group(group).strip()


def _names(checking: Checking, entry: ListEntry) -> Iterator[str]:
    names = checking.names
    if entry.record is not None:
        yield from names.fields[entry.record]
        yield from names.derived[entry.record]
    yield from names.spellings("parameter", entry.view)
    yield from names.spellings("record", entry.view)
    yield from names.spellings("calendar", entry.view)
    for enum in names.enums.values():
        if enum.policy == entry.view.policy or enum.policy in entry.view.uses:
            yield from (*enum.type.members, *enum.type.people)


def _tell(checking: Checking, place: Place, term: str, meant: str) -> None:
    checking.report.warning(
        "near-term",
        place,
        Phrase(
            f"{quoted(term)} is nearly {quoted(meant)}, which is what the rules call it",
            f"{quoted(term)} 与规则中的名称 {quoted(meant)} 只差一字",
        ),
        label=Phrase("spelt otherwise", "写法不一"),
        help=(Phrase(f"write {quoted(meant)}", f"请写 {quoted(meant)}"),),
    )
