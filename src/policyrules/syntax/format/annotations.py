"""How are annotations written?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policyrules.syntax.ast.names import Annotation
from policyrules.syntax.format.layout import WIDEST, Fill, lay_out
from policyrules.syntax.format.weave import Piece
from policyrules.syntax.format.words import Words

_ENGLISH: Final = Words("en")


def annotation(node: Annotation, words: Words) -> str:
    """Return `@name("value", …)`, in ASCII whatever the language."""
    given = ", ".join(map(_ENGLISH.text, node.arguments))
    return f"@{words.name(node.name)}" + (f"({given})" if given else "")


def annotated(nodes: Sequence[Annotation], words: Words, what: str) -> str:
    """Return something on one line with its annotations before it."""
    return " ".join([*(annotation(node, words) for node in nodes), what])


def above(nodes: Sequence[Annotation], words: Words, indent: int) -> list[Piece]:
    """Return the line of annotations above what they annotate; none without annotations."""
    if not nodes:
        return []
    written = tuple(annotation(node, words) for node in nodes)
    text = lay_out(Fill(written), widest=WIDEST - indent)
    return [Piece(text, indent, nodes[0].span.start, nodes[-1].span.stop)]
