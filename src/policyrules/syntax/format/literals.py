"""How is a literal written?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.syntax.ast.expressions import (
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    NumberLiteral,
    Unit,
)
from policyrules.syntax.folding import fold
from policyrules.syntax.format.words import Words

UNITS: Final[dict[Unit, str]] = {
    "minute": "MINUTES",
    "hour": "HOURS",
    "day": "DAYS",
    "working day": "WORKING_DAY_UNIT",
    "week": "WEEKS",
    "month": "MONTHS",
    "quarter": "QUARTERS",
    "year": "YEARS",
}
_AMOUNT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?(?: *(?:%|万?亿|万))?) *")


def number(node: NumberLiteral) -> str:
    """Return a number in the author's form (`30%`, `5万`), its digits in ASCII."""
    return fold(node.written).replace(" ", "") or format(node.value, "f")


def moment(node: DateLiteral, words: Words) -> str:
    """Return a date: as the author wrote it in Chinese, else year-month-day."""
    written = fold(node.written)
    return written if words.chinese and "年" in written else node.value.isoformat()


def date_time(node: DateTimeLiteral, words: Words) -> str:
    """Return an instant: as the author wrote it in Chinese, else date, `T` and time."""
    written = fold(node.written)
    if words.chinese and "年" in written:
        return written
    value = node.value
    finest = "seconds" if value.second or value.microsecond else "minutes"
    text = value.isoformat(timespec="microseconds" if value.microsecond else finest)
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def duration(node: DurationLiteral, words: Words) -> str:
    """Return a length of time: the author's amount and, in the language printed, the author's unit."""
    terminal = UNITS[node.unit]
    written = " ".join(fold(node.written).split())
    found = _AMOUNT.match(written)
    amount = found.group(1).replace(" ", "") if found is not None else format(node.amount, "f")
    if words.chinese:
        unit = written[found.end() :] if found is not None else ""
        return f"{amount} {words.kept(terminal, unit)}"
    return f"{amount} {words(terminal, 1 if node.amount == 1 else 0)}"
