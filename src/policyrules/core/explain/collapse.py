"""Which parts of a proof does a reader see? What one piece of text became is one line.

`n in 1..20` is two comparisons in the core and `has no plan` a negation; all of them carry the words
they came from. The first of them has the value of those words; the rest only lead to the facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.core.explain.tree import Proof
    from policyrules.diagnostics.phrase import Phrase
    from policyrules.diagnostics.span import Place


def parts_seen(proof: Proof) -> Iterator[Proof]:
    """Return the parts with words of their own, each once, and the items an answer hangs on."""
    seen: list[Place] = []
    for part in _spliced(proof):
        if part.place is not None and part.kind != "item":
            if part.place in seen:
                continue
            seen.append(part.place)
        yield part


def note_seen(proof: Proof) -> Phrase | None:
    """Return the note of a proof, else that of a part with the same words."""
    if proof.note is not None:
        return proof.note
    notes = (note_seen(part) for part in proof.parts if same_words(proof, part))
    return next((note for note in notes if note is not None), None)


def same_words(proof: Proof, part: Proof) -> bool:
    """Return whether a part stands for the very text its whole stands for."""
    return part.place is not None and part.place == proof.place


def _spliced(proof: Proof) -> Iterator[Proof]:
    for part in proof.parts:
        if same_words(proof, part) and part.kind != "item":
            yield from _spliced(part)
        else:
            yield part
