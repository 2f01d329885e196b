"""What is said, in one line or as a list of cases?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, assert_never

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.width import width
from policyrules.frozen import frozen

_NUMERALS: Final = "〇一二三四五六七八九"
_TENTH: Final = 10
_LETTERS: Final = 26
LONGEST: Final = 64
"""Columns; what would take more is a list."""


@frozen
class Several:
    """Conditions that must all hold, or of which one must, or so many (then `count` says how many)."""

    kind: Literal["all", "any", "some"]
    parts: tuple[Said, ...]
    count: str = ""


Said = str | Several
"""What is said: words for one line, or several conditions."""


def lead(several: Several) -> Phrase:
    """Return what stands before a list of conditions."""
    match several.kind:
        case "all":
            return Phrase("all of the following", "下列各项条件")
        case "any":
            return Phrase("any of the following", "下列情形之一")
        case "some":
            count = several.count
            return Phrase(f"at least {count} of the following", f"下列情形中的至少{count}项")
        case _:
            assert_never(several.kind)


def inline(said: Said, language: Language) -> str:
    """Return what is said in one line."""
    if isinstance(said, str):
        return said
    parts = [_bracketed(part, language) for part in said.parts]
    match said.kind, language:
        case "all", "zh":
            return "且".join(parts)
        case "any", "zh":
            return "或者".join(parts)
        case "some", "zh":
            return f"{'；'.join(parts)}——以上情形中至少有{said.count}项"
        case "all", _:
            return " and ".join(parts)
        case "any", _:
            return " or ".join(parts)
        case _:
            return f"at least {said.count} of these hold: {'; '.join(parts)}"


def _bracketed(part: Said, language: Language) -> str:
    words = inline(part, language)
    if isinstance(part, str):
        return words
    return f"（{words}）" if language == "zh" else f"({words})"


def is_long(said: Said, language: Language) -> bool:
    """Return whether it takes a list to say it."""
    return isinstance(said, Several) and width(inline(said, language)) > LONGEST


def numbered(
    parts: Iterable[Said], language: Language, depth: int = 0, *, inner: bool = False
) -> Iterator[tuple[int, str]]:
    """Yield the parts of a list as lines, each with how deep it stands; in an `inner` list more follows."""
    listed = list(parts)
    for number, part in enumerate(listed, 1):
        more = inner or number < len(listed)
        mark = _mark(number, depth, language)
        if isinstance(part, Several) and is_long(part, language):
            colon = "：" if language == "zh" else ":"
            yield depth, f"{mark}{lead(part).in_(language)}{colon}"
            yield from numbered(part.parts, language, depth + 1, inner=more)
        else:
            end = Phrase(";", "；") if more else Phrase(".", "。")
            yield depth, f"{mark}{inline(part, language)}{end.in_(language)}"


def _mark(number: int, depth: int, language: Language) -> str:
    """（一） and then 1. in Chinese; (a) and then (1) in English."""
    if language == "zh":
        return f"（{chinese(number)}）" if depth == 0 else f"{number}．"
    return f"({_letter(number)}) " if depth == 0 else f"({number}) "


def chinese(number: int) -> str:
    """Return a small whole number in Chinese.

    >>> chinese(3), chinese(10), chinese(12), chinese(23)
    ('三', '十', '十二', '二十三')
    """
    if number >= _TENTH * _TENTH:
        return str(number)
    tens, ones = divmod(number, _TENTH)
    if tens == 0:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def _letter(number: int) -> str:
    before, at = divmod(number - 1, _LETTERS)
    return (_letter(before) if before else "") + "abcdefghijklmnopqrstuvwxyz"[at]
