"""Into which pieces is a text with mistakes cut?

A line led by a declaration or by a modality begins a piece; annotations above it belong to it. So a
brace forgotten in one item does not reach the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, Literal

from policyrules.diagnostics.suggest import near
from policyrules.frozen import evolve, frozen
from policyrules.syntax.other_words import meanings
from policyrules.syntax.vocabulary import vocabulary

Kind = Literal["head", "declaration", "item", "otherwise"]

LISTS: Final = frozenset({"NEGATIVE_LIST", "POSITIVE_LIST", "CHECKLIST", "LIST"})
DECLARATIONS: Final = LISTS | frozenset(
    {"POLICY", "USE", "ENUM", "RECORD", "PARAMETER", "DEFINE", "TABLE", "CALENDAR", "ACTION", "TEST"}
)
MODALITIES: Final = frozenset({"MUST_NOT", "MUST", "SHOULD_NOT", "SHOULD", "ENCOURAGE", "MAY"})
_LEADS: Final = DECLARATIONS | MODALITIES | {"OTHERWISE"}


@frozen
class TextPiece:
    """A part of a text that is parsed on its own."""

    kind: Kind
    """What it should be; `head` is what stands before the first leading keyword."""
    lead: str
    """The terminal of the leading keyword."""
    start: int
    stop: int
    at: int
    """Where the leading keyword stands; `start` when none leads."""
    indent: int
    """Columns before the first word of the line that the keyword leads."""


_LINE: Final = re.compile(r"(?:\A|(?<=[\n\r]))[ \t]*(?=[^\s#}])")
_ANNOTATION: Final = re.compile(
    r"""@[ \t]*\w+(?:[ \t]*\((?:"[^"\n\r]*"|“[^”\n\r]*”|[^()"“\n\r])*\))?[ \t]*"""
)
_WORD: Final = re.compile(r"[^\W\d]\w*")
_NO_LEAD: Final = re.compile(r"[ \t]*(?:[:=,.)\]|]|\Z)")
_FIELD: Final = re.compile(r"[ \t]+[^\W\d]\w*[ \t]*:[ \t]*[^\W\d][^{\n\r]*(?:\Z|[\n\r])")
"""What follows the first name of a field: its second, its type; `use 功能: 强制功能` declares no use."""
_REST: Final = re.compile(r"[^\n\r]{0,200}")
_TWO_WORDS: Final = re.compile(r"[^\W\d]\w*[ \t]+[^\W\d]\w*")
_OPENS: Final = re.compile(r"\w*[ \t]+[^\n\r{:=]*\{")
_MOST_LOOKED: Final = 1_000
"""Lines whose first word may be looked up as misspelt."""
NUMBERING: Final = re.compile(
    r"""(?:[0-9]{1,3}(?:[.,)](?![0-9])|[ \t](?=[^\W\d]))|\([0-9一二三四五六七八九十]{1,3}\)
      |[一二三四五六七八九十]{1,3}[,.]|第[0-9一二三四五六七八九十百]{1,5}[条项款](?!\w)
      |[①-⑳⑴-⑽●•·◆■○□★※\-*])[ \t]*""",
    re.VERBOSE,
)
"""What offices write before an item: `1.`, `一、`, `（一）`, `第一条`, `①`, `●`."""
_NOTHING: Final = re.compile(r"(?:[ \t\n\r]|#[^\n\r]*)*\Z")


def pieces(text: str) -> Iterator[TextPiece]:
    """Yield the pieces of a folded text in order."""
    open_piece = TextPiece("head", "", 0, 0, 0, 0)
    above: tuple[int, int] | None = None
    """Where annotations that stand above begin and end."""
    looked = 0
    for line in _LINE.finditer(text):
        first = line.end()
        word = _after_annotations(text, first)
        numbering = NUMBERING.match(text, word)
        if numbering is not None and leading(text, numbering.end()) is not None:
            word = numbering.end()
        if above is not None and not _NOTHING.match(text, above[1], line.start()):
            above = None
        lead = leading(text, word)
        if lead is None and looked < _MOST_LOOKED and first == line.start() and _OPENS.match(text, word):
            looked += 1
            lead = _nearly(text, word)
        if lead is None:
            if word > first:
                above = (above[0] if above is not None else first, word)
            continue
        start = above[0] if above is not None else first
        above = None
        if open_piece.kind != "head" or text[:start].strip():
            yield evolve(open_piece, stop=start)
        open_piece = TextPiece(_kind(lead), lead, start, start, word, first - line.start())
    if open_piece.kind != "head" or text.strip():
        yield evolve(open_piece, stop=len(text))


def leading(text: str, at: int) -> str | None:
    """Return the terminal of the declaration or modality that leads a line, if one does."""
    word = _WORD.match(text, at)
    if word is None:
        return None
    known = vocabulary()
    for rest, _, terminals in known.phrases.get(word.group(), ()):
        further = rest.match(text, word.end())
        if further is not None and not _LEADS.isdisjoint(terminals):
            return _one_of(terminals) if not _NO_LEAD.match(text, further.end()) else None
    terminals = known.words.get(word.group(), ())
    if not _LEADS.isdisjoint(terminals):
        lead = _one_of(terminals)
        is_field = lead in DECLARATIONS and lead != "PARAMETER" and _FIELD.match(text, word.end())
        return None if is_field or _NO_LEAD.match(text, word.end()) else lead
    if "ENSURE" in terminals:
        return None  # 须 … { … } is a clause with a set in it, though some write 须 for 应当
    return _meant(text, word)


def _meant(text: str, word: re.Match[str]) -> str | None:
    """Return what a line is led by in other words: `不准 IN-01 {`."""
    if not _OPENS.match(text, word.end()):
        return None
    known = vocabulary()
    two = _TWO_WORDS.match(text, word.start())
    said = " ".join(two.group().split()) if two is not None else ""
    if word.group() != word.group().lower():
        line = _REST.match(text, word.start())
        return leading(line.group().lower(), 0) if line is not None else None
    for spelling in (*meanings(said), *meanings(word.group())):
        terminals = known.words.get(spelling, ()) or known.phrase(spelling)
        if not _LEADS.isdisjoint(terminals):
            return _one_of(terminals)
    return None


def _nearly(text: str, at: int) -> str | None:
    """Return what a line is led by if its first word is misspelt: `recrod Visit {`."""
    word = _WORD.match(text, at)
    found = near(word.group(), first_words(), limit=1) if word is not None and len(word.group()) > 2 else ()
    return first_words()[found[0]] if found else None


@cache
def first_words() -> Mapping[str, str]:
    """Return the words that begin a declaration, with what each begins."""
    known = vocabulary()
    found = {word: terminals for word, terminals in known.words.items() if len(word) > 2}
    found |= {word: phrases[0][2] for word, phrases in known.phrases.items()}
    return {
        word: _one_of(terminals)
        for word, terminals in found.items()
        if not DECLARATIONS.isdisjoint(terminals)
    }


def _one_of(terminals: tuple[str, ...]) -> str:
    return next(terminal for terminal in terminals if terminal in _LEADS)


def _kind(lead: str) -> Kind:
    if lead in MODALITIES:
        return "item"
    return "otherwise" if lead == "OTHERWISE" else "declaration"


def piece_at(text: str, at: int, before: TextPiece, *, inside_list: bool) -> TextPiece:
    """Return what follows a finished piece in the same stretch of text, as a piece of its own."""
    word = _after_annotations(text, at)
    lead = leading(text, word)
    if lead is not None:
        return TextPiece(_kind(lead), lead, at, before.stop, word, before.indent)
    return TextPiece("item" if inside_list else "head", "", at, before.stop, at, before.indent)


def _after_annotations(text: str, at: int) -> int:
    while (annotation := _ANNOTATION.match(text, at)) is not None:
        at = annotation.end()
    return at
