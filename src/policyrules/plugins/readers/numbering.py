"""Which number does Word print before a paragraph it numbers itself?

The number is not in the paragraph's text, but it is on the page (`一、`, `（一）`), so a reader that
leaves it out would take a numbered heading for an unnumbered one.
"""

from __future__ import annotations

import re
from typing import Any, Final

from policyrules.frozen import field, frozen

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE: Final = re.compile(r"%([1-9])")
_HAN: Final = "零一二三四五六七八九"
_UNITS: Final = ((1000, "千"), (100, "百"), (10, "十"))
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MOST: Final = 9999


@frozen
class _Level:
    start: int
    format: str
    text: str


@frozen
class _Scheme:
    """One abstract numbering: its levels, and how far each has counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(factory=dict)


class Numbering:
    """The numbers of a document; asked for in the order of its paragraphs, since it counts them."""

    def __init__(self, element: Any) -> None:
        self._schemes: dict[str, _Scheme] = {}
        self._numbers: dict[str, tuple[str, dict[int, int]]] = {}
        self._begun: set[str] = set()
        if element is None:
            return
        for abstract in element.iterchildren(f"{W}abstractNum"):
            levels = {
                _int(level.get(f"{W}ilvl"), 0): _level(level) for level in abstract.iterchildren(f"{W}lvl")
            }
            self._schemes[abstract.get(f"{W}abstractNumId") or ""] = _Scheme(levels)
        for number in element.iterchildren(f"{W}num"):
            restarts = {
                _int(override.get(f"{W}ilvl"), 0): _int(_value(override, "startOverride"), 1)
                for override in number.iterchildren(f"{W}lvlOverride")
                if override.find(f"{W}startOverride") is not None
            }
            self._numbers[number.get(f"{W}numId") or ""] = (_value(number, "abstractNumId") or "", restarts)

    def label(self, number: str | None, level: int) -> str:
        """Return what stands before the next paragraph of a numbering, with a space; or nothing."""
        if number is None or number not in self._numbers:
            return ""
        abstract, restarts = self._numbers[number]
        scheme = self._schemes.get(abstract)
        if scheme is None or level not in scheme.levels:
            return ""
        if number not in self._begun:
            self._begun.add(number)
            for restarted, start in restarts.items():
                scheme.counts[restarted] = start - 1
        counts = scheme.counts
        counts[level] = counts.get(level, scheme.levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        return self._written(scheme, level)

    @staticmethod
    def _written(scheme: _Scheme, level: int) -> str:
        own = scheme.levels[level]
        if own.format in ("bullet", "none") or not own.text:
            return ""

        def at(place: re.Match[str]) -> str:
            other = int(place[1]) - 1
            described = scheme.levels.get(other)
            if described is None:
                return ""
            return number_in(scheme.counts.get(other, described.start), described.format)

        text = _PLACE.sub(at, own.text)
        return text if text[-1:] in "、）" else f"{text} "


def number_in(number: int, written: str) -> str:
    """Return a number in one of Word's formats; digits for those it has no letters for.

    >>> number_in(12, "chineseCounting"), number_in(3, "decimal"), number_in(4, "upperRoman")
    ('十二', '3', 'IV')
    """
    if not 0 < number <= _MOST:
        return str(number)
    if written in _CHINESE:
        return _han(number)
    if written in ("upperRoman", "lowerRoman"):
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (number // value)
            number %= value
        return roman if written == "upperRoman" else roman.lower()
    if written in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if written == "upperLetter" else letter.lower()
    return str(number)


_CHINESE: Final = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
    }
)


def _han(number: int) -> str:
    written, gap = "", False
    for value, unit in _UNITS:
        digit, number = divmod(number, value)
        if digit:
            written += ("零" if gap else "") + _HAN[digit] + unit
            gap = False
        elif written:
            gap = True
    if number:
        written += ("零" if gap else "") + _HAN[number]
    return written[1:] if written.startswith("一十") else written


def _level(element: Any) -> _Level:
    return _Level(
        _int(_value(element, "start"), 1),
        _value(element, "numFmt") or "decimal",
        (_value(element, "lvlText") or "")[:40],
    )


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _int(written: str | None, default: int) -> int:
    return (
        int(written)
        if written is not None and written.isascii() and written.isdigit() and len(written) < 7
        else default
    )
