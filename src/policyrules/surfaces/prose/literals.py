"""How is a written value said?"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policyrules.core.words import NO, NONE, UNKNOWN_WORD, YES
from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.ast.expressions import (
    BooleanLiteral,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    NoneLiteral,
    NumberLiteral,
    TextLiteral,
    Unit,
    UnknownLiteral,
)
from policyrules.syntax.folding import fold

if TYPE_CHECKING:
    from datetime import date

    from policyrules.surfaces.prose.speech import Speech

Literal = (
    TextLiteral
    | NumberLiteral
    | DateLiteral
    | DateTimeLiteral
    | DurationLiteral
    | BooleanLiteral
    | NoneLiteral
    | UnknownLiteral
)

UNITS: Final[dict[Unit, Phrase]] = {
    "minute": Phrase("minute", "分钟"),
    "hour": Phrase("hour", "小时"),
    "day": Phrase("day", "日"),
    "working day": Phrase("working day", "个工作日"),
    "week": Phrase("week", "周"),
    "month": Phrase("month", "个月"),
    "quarter": Phrase("quarter", "个季度"),
    "year": Phrase("year", "年"),
}
_MANY: Final = re.compile(r"[0-9.]+(万?亿|万)")


def literal(node: Literal, speech: Speech) -> str:
    """Return a written value in words."""
    match node:
        case TextLiteral(value=text):
            return speech.quoted(text) if text else speech("an empty text", "空文本")
        case NumberLiteral():
            return number(node, speech)
        case DateLiteral(value=value):
            return day(value, speech)
        case DateTimeLiteral(value=value):
            return f"{day(value, speech)}{speech(' ', '')}{value:%H:%M}"
        case DurationLiteral(amount=amount, unit=unit):
            word = UNITS[unit]
            return speech(
                f"{plain(amount)} {word.en}{'' if amount == 1 else 's'}", f"{plain(amount)}{word.zh}"
            )
        case BooleanLiteral(value=value):
            return (YES if value else NO).in_(speech.language)
        case NoneLiteral():
            return NONE.in_(speech.language)
        case UnknownLiteral():
            return UNKNOWN_WORD.in_(speech.language)


def number(node: NumberLiteral, speech: Speech) -> str:
    """Return a number: a percentage as one, and 万 and 亿 where Chinese is spoken."""
    written = fold(node.written).replace(" ", "")
    if written.endswith("%") or (speech.chinese and _MANY.fullmatch(written)):
        return written
    return plain(node.value)


def plain(value: Decimal) -> str:
    """Return a number without zeros that say nothing.

    >>> plain(Decimal("30")), plain(Decimal("0.30")), plain(Decimal("-50000"))
    ('30', '0.3', '-50000')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(value: date, speech: Speech) -> str:
    """Return a day: 2026年3月1日, or 2026-03-01 in English."""
    return speech(f"{value:%Y-%m-%d}", f"{value.year}年{value.month}月{value.day}日")
