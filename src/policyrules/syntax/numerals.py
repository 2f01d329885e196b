"""What number do words stand for?"""

from __future__ import annotations

from typing import Final

_DIGITS: Final = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_PLACES: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}


def numeral_value(written: str) -> int | None:
    """Return the number; None when the characters make none, or are too many for one.

    >>> numeral_value("五千")
    5000
    >>> numeral_value("三十二"), numeral_value("两万零五百"), numeral_value("二〇二六")
    (32, 20500, 2026)
    >>> numeral_value("万千") is None
    True
    """
    if not written or len(written) > 20:
        return None
    if all(character in _DIGITS for character in written):
        return int("".join(str(_DIGITS[character]) for character in written))
    total = section = digit = 0
    seen = False
    for character in written:
        if character in _DIGITS:
            digit, seen = _DIGITS[character], True
        elif character in _PLACES:
            if not seen and character != "十":
                return None
            section += (digit or 1) * _PLACES[character]
            digit, seen = 0, True
        elif character in _MYRIADS:
            if not seen:
                return None
            total = (total + section + digit) * _MYRIADS[character]
            section = digit = 0
        else:
            return None
    return total + section + digit


_ENGLISH: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_NUMBERS: Final = {word: value for value, word in enumerate(_ENGLISH.split())}


def number_in_words(word: str) -> int | None:
    """Return the number that a word is for, in English or Chinese.

    >>> number_in_words("Seven"), number_in_words("七"), number_in_words("county")
    (7, 7, None)
    """
    value = _NUMBERS.get(word.lower())
    return numeral_value(word) if value is None else value
