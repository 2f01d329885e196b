"""How are annotations printed: where something comes from, how sure it is, what it is called elsewhere?

Any name is allowed and printed. A few that many use have words of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Pair, Paragraph

if TYPE_CHECKING:
    from policyrules.surfaces.documents.asked import Asked

Annotations = tuple[tuple[str, tuple[str, ...]], ...]
"""Names with their arguments, as schemas and rules hold them."""

USUAL: Final = {
    "source": Phrase("source", "出处"),
    "confidence": Phrase("confidence", "可信程度"),
    "item": Phrase("listed as", "条目编号"),
    "note": Phrase("note", "说明"),
    "reconstructed": Phrase("reconstructed", "拟定"),
}
"""What is written for names in common use; any other stands as it is."""

YES: Final = Phrase("yes", "是")


def label(asked: Asked, name: str) -> str:
    """Return what an annotation's name is printed as."""
    known = USUAL.get(name)
    return name if known is None else asked.say(known)


def told(asked: Asked, annotations: Annotations, named: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return each annotation's name and words, left out what only repeats one of the given names."""
    known = set(named)
    return [
        (name, asked.comma.join(arguments) or asked.say(YES))
        for name, arguments in annotations
        if not (arguments and known.issuperset(arguments))
    ]


def pairs(asked: Asked, annotations: Annotations, named: Iterable[str] = ()) -> list[Pair]:
    """Return annotations as pairs, in the order written."""
    return [
        Pair(asked.label(Phrase.same(label(asked, name))), ((words,),))
        for name, words in told(asked, annotations, named)
    ]


def notes(asked: Asked, annotations: Annotations) -> list[Paragraph]:
    """Return annotations of a whole list or policy as remarks, a paragraph each."""
    return [
        Paragraph((f"{asked.label(Phrase.same(label(asked, name)))}{asked.colon}{words}",), note=True)
        for name, words in told(asked, annotations)
    ]


def in_brackets(asked: Asked, annotations: Annotations) -> str:
    """Return annotations behind something, in brackets; empty without any."""
    listed = [f"{label(asked, name)}{asked.colon}{words}" for name, words in told(asked, annotations)]
    if not listed:
        return ""
    return f"（{'；'.join(listed)}）" if asked.chinese else f" ({'; '.join(listed)})"
