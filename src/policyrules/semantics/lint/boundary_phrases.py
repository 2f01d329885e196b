"""Which numbers in a text stand beside a boundary word, and on which side does the word put them?

以上、以下、以内、届满 include the number; 不满、超过、以外 do not (Civil Code, art. 1259). Negation changes
nothing: 超过 and 不超过 both leave the number on the lower side, 不满 and 不低于 on the upper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from policyrules.frozen import frozen
from policyrules.syntax.numerals import numeral_value

Side = Literal["lower", "upper"]
"""Whether the number itself goes with what is less, or with what is more."""

SIDES: Final[tuple[Side, ...]] = ("lower", "upper")

_BEFORE: Final[dict[Side, str]] = {
    "lower": r"超过|超出|高于|多于|大于|至多|最多|\b(?:more than|exceed(?:s|ing)?|at most|greater than|over|above)",
    "upper": r"低于|少于|小于|至少|最少|不满|未满|不足|达到|\b(?:at least|(?:less|fewer) than|under|below)",
}
_AFTER: Final[dict[Side, str]] = {
    "lower": r"(?:[（(]含[）)])?(?:以下|以内|之内)|or (?:less|fewer)\b",
    "upper": r"(?:[（(]含[）)])?以上|or more\b",
}
_WORD: Final = re.compile("|".join((*_BEFORE.values(), *_AFTER.values())), re.IGNORECASE)
"""A boundary word by itself: most texts have none, which is soon seen."""
_HAN_DIGITS: Final = "零〇一二两三四五六七八九十百千"
_NUMBER: Final = (
    rf"\x00\d+\x01|\d+(?:,\d{{3}})*(?:\.\d+)?\s?[%％万亿]?|百分之[{_HAN_DIGITS}]+|[{_HAN_DIGITS}]+[万亿]?"
)
_TIME: Final = {
    "working day": r"个?工作日|working days?",
    "day": r"[天日]|days?",
    "hour": r"个?小时|hours?",
    "week": r"周|个?星期|weeks?",
    "month": r"个月|months?",
    "year": r"年|years?",
}
_UNIT: Final = rf"(?:\s*(?:{'|'.join(_TIME.values())})|[^\W\d_]{{1,2}}?|(?: [a-z]+){{1,2}}?)?"


@cache
def _phrase() -> re.Pattern[str]:
    """Return the pattern of a number beside a boundary word; most loads meet no such word, and never compile it."""
    before = (
        rf"(?P<{side}>(?:{words})\s*(?P<{side}_n>{_NUMBER})(?P<{side}_u>{_UNIT}))"
        for side, words in _BEFORE.items()
    )
    after = (
        rf"(?P<{side}_2>(?P<{side}_n2>{_NUMBER})(?P<{side}_u2>{_UNIT})\s*(?:{words}))"
        for side, words in _AFTER.items()
    )
    return re.compile("|".join((*before, *after)), re.IGNORECASE)


@frozen
class BoundaryPhrase:
    """`50人以上`: a number beside a word that says which side it belongs to.

    `value` is the number, or the number of a mark; `unit` is a unit of time, or empty.
    """

    value: Decimal | None
    mark: int | None
    unit: str
    side: Side
    words: str


def boundary_phrases(text: str) -> Iterator[BoundaryPhrase]:
    r"""Yield the numbers of a text that stand beside a boundary word.

    A mark (`\x00N\x01`) stands for an expression and counts as a number.

    >>> [(one.value, one.side) for one in boundary_phrases("50人以上的会议不得超过百分之二十")]
    [(Decimal('50'), 'upper'), (Decimal('0.20'), 'lower')]
    """
    if _WORD.search(text) is None:
        return
    for match in _phrase().finditer(text):
        for side in SIDES:
            for which in ("", "2"):
                number = match[f"{side}_n{which}"]
                if number:
                    unit = match[f"{side}_u{which}"] or ""
                    mark = int(number[1:-1]) if number.startswith("\x00") else None
                    value = None if mark is not None else _value(number)
                    yield BoundaryPhrase(
                        value, mark, _time(unit or match.string[match.end() :]), side, match.group().strip()
                    )


def _time(after: str) -> str:
    for unit, words in _TIME.items():
        if re.match(rf"\s*(?:{words})", after):
            return unit
    return ""


def _value(written: str) -> Decimal | None:
    """Return the value of a number as offices write it."""
    number = written.replace(",", "").replace(" ", "")
    factor = Decimal(1)
    if number.startswith("百分之"):
        number, factor = number.removeprefix("百分之"), Decimal("0.01")
    elif number[-1] in "%％":
        number, factor = number[:-1], Decimal("0.01")
    elif number[0].isascii() and number[-1] in "万亿":
        number, factor = number[:-1], Decimal(10_000 if number[-1] == "万" else 100_000_000)
    if number.isascii():
        return Decimal(number) * factor
    whole = numeral_value(number)
    return None if whole is None else whole * factor
