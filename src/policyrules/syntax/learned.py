"""Which mistake does the parser's state betray?

grammar/mistakes.toml holds malformed snippets with the message each deserves. Parsing a snippet shows
in which state the parser is stuck before which word; the same state and word later mean the same mistake.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.source import Source
from policyrules.syntax.grammar import grammar_text
from policyrules.syntax.reading import GiveUpError, Reading
from policyrules.syntax.run import Run
from policyrules.syntax.tables import stuck_state
from policyrules.syntax.tokens import Token

if TYPE_CHECKING:
    import lark


@frozen
class Mistake:
    """A known mistake and what to say of it; `{found}` and `{before}` stand for the words in question."""

    code: str
    message: Phrase
    label: Phrase
    help: Phrase
    at: Literal["found", "before"]
    """Whether the mark goes on the word that cannot stand there or on the one before it."""
    snippets: tuple[str, ...]


Learned = Mapping[tuple[int, str], Mistake]
"""The state the parser is stuck in and the terminal before it ("" for any) → the mistake."""


@cache
def known_mistakes() -> tuple[Mistake, ...]:
    """Return the mistakes of grammar/mistakes.toml in its order."""
    return tuple(_mistake(entry) for entry in tomllib.loads(grammar_text("mistakes.toml"))["mistake"])


def _mistake(entry: dict[str, Any]) -> Mistake:
    en, zh = entry["en"], entry["zh"]
    return Mistake(
        code=entry["code"],
        message=Phrase(en["message"], zh["message"]),
        label=Phrase(en["label"], zh["label"]),
        help=Phrase(en["help"], zh["help"]),
        at=entry.get("at", "found"),
        snippets=tuple(entry["snippets"]),
    )


def learn(parser: lark.Lark) -> Learned:
    """Return what each state betrays, learned from the snippets; the first snippet of a state counts."""
    found: dict[tuple[int, str], Mistake] = {}
    for mistake in known_mistakes():
        for snippet in mistake.snippets:
            key = stuck_before(parser, snippet)
            if key is not None:
                found.setdefault(key, mistake)
    return found


def stuck_before(parser: lark.Lark, snippet: str) -> tuple[int, str] | None:
    """Return the state a snippet's parse is stuck in and the terminal it is stuck before; None if it is sound."""
    reading = Reading(Source("<mistake>", snippet), lambda _: None)
    run = Run(parser, reading, "file")
    try:
        for token in run.tokens:
            if not run.feed(token):
                return key_of(run, token)
    except GiveUpError:
        return None
    if run.may_end():
        return None
    return key_of(run, Token("$END", "", reading.stop, reading.stop, reading))


def key_of(run: Run, token: Token) -> tuple[int, str]:
    """Return what the parser's state and this token betray."""
    return stuck_state(run.states, run.stack, token.type), token.type
