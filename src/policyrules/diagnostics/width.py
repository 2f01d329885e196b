"""How wide is a text on the screen?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import category, east_asian_width

TAB: Final = 4
"""Columns from one tab stop to the next."""

_INVISIBLE: Final = frozenset(("Mn", "Me", "Cf"))
_JOINED_FIRST, _JOINED_LAST = "\u1160", "\u11ff"
"""Vowels and final consonants of Hangul, which join the syllable before them."""


@lru_cache(maxsize=4096)
def _character_width(character: str) -> int:
    if category(character) in _INVISIBLE or _JOINED_FIRST <= character <= _JOINED_LAST:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def width(text: str) -> int:
    """Return how many columns the text takes: full-width characters and emoji two, combining marks none.

    Characters that East Asian fonts may draw in either width (“ ” … ×) take one, as in terminals in UTF-8.

    >>> width("页数 > 10")
    9
    """
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def pad(text: str, columns: int) -> str:
    """Return the text filled with spaces on the right to at least so many columns."""
    return text + " " * (columns - width(text))


def right_aligned(table: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows of a table as lines: every column but the last ends where the others of it end.

    >>> right_aligned([["条目", "政策"], ["3", "documents"]])
    ['条目  政策', '   3  documents']
    """
    widths = [max(map(width, column)) for column in list(zip(*table, strict=True))[:-1]]
    return [
        "  ".join(
            [" " * (columns - width(cell)) + cell for cell, columns in zip(row, widths, strict=False)]
            + [row[-1]]
        )
        for row in table
    ]


def printable(text: str) -> str:
    r"""Return the text, one character for each, without any that could move the cursor or hide code.

    Control characters become their pictures, characters that turn the writing direction and lone
    surrogates become `�`; tabs stay.

    >>> printable("a\0b")
    'a␀b'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_printable_character, text))


def _printable_character(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    kind = category(character)
    return "�" if kind in {"Cc", "Cf", "Cs", "Zl", "Zp"} else character
