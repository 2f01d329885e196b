"""How are headings numbered?"""

from __future__ import annotations

from typing import Final

from policyrules.diagnostics.phrase import Language

_DIGITS: Final = "零一二三四五六七八九"


def numbered(numbers: tuple[int, ...], language: Language) -> str:
    """Return the number before a heading, from its own and those of the headings above.

    In Chinese by its layer, as GB/T 9704 has it: 一、 then （一） then 1. then （1）; in English 1.2.3.

    >>> numbered((3,), "zh"), numbered((3, 12), "zh"), numbered((3, 12, 4), "zh"), numbered((3, 12, 4, 1), "zh")
    ('三、', '（十二）', '4.', '（1）')
    >>> numbered((3, 12), "en")
    '3.12  '
    """
    last = numbers[-1]
    if language == "en":
        return ".".join(map(str, numbers)) + ("." if len(numbers) == 1 else "") + "  "
    match len(numbers):
        case 1:
            return f"{han(last)}、"
        case 2:
            return f"（{han(last)}）"
        case 3:
            return f"{last}."
        case _:
            return f"（{last}）"


def han(number: int) -> str:
    """Return a number below a hundred in Chinese numerals, a larger one in digits.

    >>> han(9), han(10), han(21), han(80)
    ('九', '十', '二十一', '八十')
    """
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    front = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return front + ("" if ones == 0 and tens else _DIGITS[ones])
