"""What is a sentence of a rule: words on a line, with a list under it where they would be long?"""

from __future__ import annotations

from collections.abc import Iterator

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.surfaces.prose.said import Said, Several, inline, is_long, numbered
from policyrules.surfaces.prose.speech import Speech


@frozen
class Sentence:
    """One thing a rule says: what it is, its words, and the cases listed under them with their depth."""

    label: Phrase
    text: str
    under: tuple[tuple[int, str], ...] = ()

    @property
    def whole(self) -> str:
        """The sentence in one line."""
        return " ".join([self.text, *(line for _, line in self.under)])

    def lines(self, indent: str) -> Iterator[str]:
        """Yield the sentence as lines."""
        yield indent + self.text
        for depth, line in self.under:
            yield f"{indent}  {'  ' * depth}{line}"


def sentence(label: Phrase, short: str, long: str, said: Said, speech: Speech) -> Sentence:
    """Return a sentence about conditions: `short` with them in it (`{}`), or `long` with them under it."""
    if isinstance(said, Several) and is_long(said, speech.language):
        return Sentence(label, long, tuple(numbered(said.parts, speech.language)))
    return Sentence(label, short.replace("{}", inline(said, speech.language)))
