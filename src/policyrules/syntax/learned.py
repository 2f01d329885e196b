"""Which mistake does the parser's state betray?

grammar/mistakes.toml holds malformed snippets with the message each deserves. Parsing a snippet shows
in which state the parser is stuck before which word; the same state and word later mean the same mistake.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.source import Source
from policyrules.frozen import frozen
from policyrules.syntax.ast.expressions import Path
from policyrules.syntax.grammar import grammar_text
from policyrules.syntax.leading import LEADING
from policyrules.syntax.pieces import LISTS, MODALITIES
from policyrules.syntax.reading import GiveUpError, Reading
from policyrules.syntax.run import Run
from policyrules.syntax.stands import Stands
from policyrules.syntax.tokens import Token


@frozen
class Mistake:
    """A known mistake and what to say of it.

    `{found}` and `{before}` stand for the words in question, `{so_far}` for what is written from the
    keyword `since` on.
    """

    code: str
    message: Phrase
    label: Phrase
    help: Phrase
    at: Literal["found", "before"]
    """Whether the mark goes on the word that cannot stand there or on the one before it."""
    snippets: tuple[str, ...]
    since: frozenset[str] = frozenset()


Stuck = tuple[int, str, str]
"""The state the parser is stuck in, the terminal it is stuck before, and the construct it is in."""

Learned = Mapping[Stuck, Mistake]
"""Where the parser is stuck → the mistake that betrays; its keyword left out where all constructs agree."""


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
        since=frozenset(entry.get("since", ())),
    )


def learn(stands: Stands) -> Learned:
    """Return what being stuck betrays, learned from the snippets; the first snippet of a place counts."""
    found: dict[Stuck, Mistake] = {}
    anywhere: dict[Stuck, set[str]] = {}
    for mistake in known_mistakes():
        for snippet in mistake.snippets:
            key = stuck_before(stands, snippet)
            if key is not None:
                found.setdefault(key, mistake)
                anywhere.setdefault(_unled(key), set()).add(found[key].message.en)
    for key, mistake in list(found.items()):
        if len(anywhere[_unled(key)]) == 1:
            found[_unled(key)] = mistake
    return found


def _unled(key: Stuck) -> Stuck:
    """Forget the keyword that leads the construct, not the bracket that stands open in it."""
    state, terminal, construct = key
    return state, terminal, construct[-1:] if construct[-1:] in "([{" else ""


def stuck_before(stands: Stands, snippet: str) -> Stuck | None:
    """Return where a snippet's parse is stuck; None if it is sound."""
    reading = Reading(Source("<mistake>", snippet), lambda _: None)
    run = Run(stands, reading, "file")
    try:
        for token in run.tokens:
            if not run.feed(token):
                return stuck_at(run, token)
    except GiveUpError:
        return None
    if run.may_end():
        return None
    return stuck_at(run, Token("$END", "", reading.stop, reading.stop, reading))


def betrayed(run: Run, token: Token, learned: Learned) -> Mistake | None:
    """Return the mistake that is known for where the parser is stuck."""
    key = stuck_at(run, token)
    return learned.get(key) or learned.get(_unled(key))


def stuck_at(run: Run, token: Token) -> Stuck:
    """Return where the parser is stuck before a token."""
    if name_beside(run) is not None:
        return run.stand.stack[-2], "NAME beside", _construct(run.values[:-1])
    return run.stand.step(token.type).at, token.type, _construct(run.values)


def name_beside(run: Run) -> Token | None:
    """Return the name last taken if it stands beside another, as 县 does in `层级 县及以下`.

    When nothing comes of it, that name is the word that could not stand there.
    """
    values = run.values
    if len(values) > 1 and isinstance(values[-2], Path):
        last = values[-1]
        return last if type(last) is Token and last.type == "NAME" else None
    return None


def _construct(values: Sequence[Any]) -> str:
    """Return the keyword that leads what is being written, with the innermost bracket that stands open in it."""
    bracket = ""
    for value in reversed(values):
        if type(value) is not Token:
            continue
        if value.type in LEADING:
            return _class_of(value.type) + bracket
        if value.type in _OPENING:
            bracket = bracket or _OPENING[value.type]
    return bracket


_OPENING: Final = {"LPAR": "(", "LBRACK": "[", "LBRACE": "{"}


def _class_of(terminal: str) -> str:
    if terminal in MODALITIES:
        return "MODALITY"
    return "LIST" if terminal in LISTS else terminal
