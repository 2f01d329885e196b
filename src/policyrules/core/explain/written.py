"""How is a piece of policy text quoted? On one line, its brackets closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core import ir
from policyrules.syntax.keywords import keywords

if TYPE_CHECKING:
    from policyrules.diagnostics.span import Place

_CLOSERS: Final = {"(": ")", "（": "）", "[": "]", "{": "}"}
_QUOTES: Final = {'"': '"', "“": "”", "‘": "’", "《": "》", "`": "`"}


def quoted(place: Place) -> str:
    """Return the text of a place on one line, with the brackets that close what it opens."""
    source = place.source.text
    stop = place.span.stop
    for _ in unclosed(place.text):
        after = stop
        while after < len(source) and source[after].isspace():
            after += 1
        if source[after : after + 1] not in (")", "）", "]", "}"):
            break
        stop = after + 1
    return " ".join(source[place.span.start : stop].split())


def cut(text: str, longest: int) -> str:
    """Return a quoted text no longer than so many characters, its brackets closed behind the ellipsis.

    >>> cut("some v in visits where (v.days > 5)", 30)
    'some v in visits where (v.da…)'
    """
    if len(text) <= longest:
        return text
    kept = longest - 1
    while kept > 0 and kept + 1 + len(unclosed(text[:kept])) > longest:
        kept -= 1
    return f"{text[:kept]}…{unclosed(text[:kept])}"


def unclosed(text: str) -> str:
    """Return what would close the brackets a text leaves open; brackets in strings do not count.

    >>> unclosed('a and (b = "(" or (c')
    '))'
    """
    open_: list[str] = []
    ends: str | None = None
    for character in text:
        if ends is not None:
            ends = None if character == ends else ends
        elif character in _QUOTES:
            ends = _QUOTES[character]
        elif character in _CLOSERS:
            open_.append(_CLOSERS[character])
        elif open_ and character in (")", "）", "]", "}"):
            open_.pop()
    return "".join(reversed(open_))


def counts_failures(expr: ir.Aggregate) -> bool:
    """Return whether a search looks for entries that fail: `every v in S has (E)` denies one that does.

    In the core it looks like `no v in S where (not E)`; only the words of the policy tell them apart.
    """
    if expr.kind != "any" or expr.place is None or not isinstance(expr.where, ir.Not):
        return False
    every = tuple(word for words in keywords().terminals["EVERY"].values() for word in words)
    return expr.where.place == expr.where.operand.place and expr.place.text.startswith(every)
