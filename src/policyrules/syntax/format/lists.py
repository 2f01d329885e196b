"""How are lists and their items written?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policyrules.diagnostics.span import Span
from policyrules.diagnostics.width import width
from policyrules.frozen import evolve
from policyrules.syntax.ast.clauses import Clause, Deadline, Quota, Warn
from policyrules.syntax.ast.declarations import Item, ListDeclaration, ListKind, Modality, Otherwise
from policyrules.syntax.format.annotations import above
from policyrules.syntax.format.clauses import EACH, clause
from policyrules.syntax.format.expressions import one_line
from policyrules.syntax.format.layout import INDENT, WIDEST, lay_out
from policyrules.syntax.format.weave import Piece
from policyrules.syntax.format.words import Words

_KINDS: Final[dict[ListKind, str]] = {
    "negative list": "NEGATIVE_LIST",
    "positive list": "POSITIVE_LIST",
    "checklist": "CHECKLIST",
    "list": "LIST",
}
_MODALITIES: Final[dict[Modality, str]] = {
    "must not": "MUST_NOT",
    "must": "MUST",
    "should not": "SHOULD_NOT",
    "should": "SHOULD",
    "encourage": "ENCOURAGE",
    "may": "MAY",
}
_COLUMN: Final = len("without ")
"""Where English clauses of an item go on after their first word."""


def list_(node: ListDeclaration, words: Words) -> list[Piece]:
    """Return a list: its head, clauses and items in the order written, and its closing brace."""
    head = [words(_KINDS[node.kind]), words.names(node.names)]
    if node.title is not None:
        head.append(words.text(node.title.value))
    head.extend((words("FOR"), words.name(node.record)))
    if node.each is not None:
        head.append(words(EACH[node.each]))
    body: list[tuple[int, list[Piece]]] = [
        (each.span.start, [_clause(each, words, INDENT)]) for each in node.clauses
    ]
    body.extend((item.span.start, _item(item, words)) for item in node.items)
    if node.otherwise is not None:
        body.append((node.otherwise.span.start, _item(node.otherwise, words)))
    body.sort(key=lambda entry: entry[0])
    start = head_start(node, words)
    return [
        *above(node.annotations, words, 0),
        Piece(f"{' '.join(head)} {{", 0, start, node.record.span.stop, opens=True),
        *(piece for _, pieces in body for piece in pieces),
        closing(node.span, 0),
    ]


def head_start(node: Item | Otherwise | ListDeclaration, words: Words) -> int:
    """Return where something begins after its annotations."""
    return words.after(node.annotations[-1].span.stop) if node.annotations else node.span.start


def closing(span: Span, indent: int) -> Piece:
    """Return the brace that closes a block."""
    return Piece("}", indent, max(span.stop - 1, span.start), span.stop, closes=True)


def _item(node: Item | Otherwise, words: Words) -> list[Piece]:
    head = [words.kept(_MODALITIES[node.modality], node.word)]
    if isinstance(node, Otherwise):
        head.insert(0, words("OTHERWISE"))
    if node.names is not None:
        head.append(words.item_names(node.names))
    if node.title is not None:
        head.append(words.text(node.title.value))
    start = head_start(node, words)
    line = " ".join(head)
    annotations = above(node.annotations, words, INDENT)
    if not node.clauses:
        text = line if isinstance(node, Otherwise) else f"{line} {{ }}"
        return [*annotations, Piece(text, INDENT, start, node.span.stop)]
    if len(node.clauses) == 1 and words.on_one_line(Span(start, node.span.stop)):
        text = f"{line} {{ {one_line(clause(node.clauses[0], words))} }}"
        if width(text) + INDENT <= WIDEST:
            return [*annotations, Piece(text, INDENT, start, node.span.stop)]
    stop = node.title.span.stop if node.title is not None else start
    return [
        *annotations,
        Piece(f"{line} {{", INDENT, start, stop, opens=True),
        *_clauses(node.clauses, words),
        closing(node.span, INDENT),
    ]


def _clauses(nodes: Sequence[Clause], words: Words) -> list[Piece]:
    pieces: list[Piece] = []
    before: Clause | None = None
    for node in nodes:
        piece = _clause(node, words, 2 * INDENT, 0 if words.chinese else _COLUMN)
        if isinstance(node, Warn) and isinstance(before, Quota | Deadline):
            joined = f"{pieces[-1].text}{words.comma}{'' if words.chinese else ' '}{piece.text}"
            if width(joined.rsplit("\n", maxsplit=1)[-1]) + 2 * INDENT <= WIDEST:
                pieces[-1] = evolve(pieces[-1], text=joined, stop=piece.stop)
                before = node
                continue
        pieces.append(piece)
        before = node
    return pieces


def _clause(node: Clause, words: Words, indent: int, column: int = 0) -> Piece:
    text = lay_out(clause(node, words, column), widest=WIDEST - indent)
    return Piece(text, indent, node.span.start, node.span.stop)
