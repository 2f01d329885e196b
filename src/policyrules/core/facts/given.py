"""What was given, in a few words? For the messages about facts, whatever the caller passed.

Nothing here calls a method of the caller's own classes, and nothing takes longer for a longer value.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from policyrules.core.facts.written import written_duration, written_period
from policyrules.core.values import UNKNOWN, Duration, Period, Row
from policyrules.diagnostics.phrase import Phrase

_SHOWN: Final = 40
_DIGITS_OF_A_BIT: Final = 0.30103


def shown(value: object) -> Phrase:
    """Return words for a value: short, one line, safe to print.

    >>> shown("tomorrow").en, shown([1, 2]).zh
    ('the text “tomorrow”', '含 2 项的列表')
    """
    kind = type(value)
    if value is None:
        return Phrase("nothing (null)", "空值")
    if value is UNKNOWN:
        return Phrase("unknown", "不详")
    if kind is bool:
        return Phrase("yes", "是") if value else Phrase("no", "否")
    if issubclass(kind, str):
        text = excerpt(str.__str__(value))
        return Phrase(f"the text “{text}”", f"文本“{text}”")
    if issubclass(kind, int):
        return _whole(int.__index__(value))  # type: ignore[arg-type]  # issubclass says so
    if issubclass(kind, float):
        text = float.__repr__(value)
        return Phrase(f"the number {text}", f"数值 {text}")
    if issubclass(kind, Decimal):
        text = excerpt(Decimal.__str__(value))
        return Phrase(f"the number {text}", f"数值 {text}")
    if kind is datetime:
        text = value.isoformat(sep=" ")  # type: ignore[attr-defined]  # kind says so
        return Phrase(f"the time {text}", f"时间 {text}")
    if kind is date:
        text = value.isoformat()  # type: ignore[attr-defined]  # kind says so
        return Phrase(f"the date {text}", f"日期 {text}")
    if issubclass(kind, list | tuple):
        count = list.__len__(value) if issubclass(kind, list) else tuple.__len__(value)  # type: ignore[arg-type]  # as above
        return Phrase(f"a list of {count}", f"含 {count} 项的列表")
    return _other(value, kind)


def excerpt(text: str) -> str:
    """Return the beginning of a text on one line, with what cannot be printed written out."""
    cut = text[:_SHOWN]
    if not cut.isprintable():
        cut = "".join(
            mark if mark.isprintable() else mark.encode("unicode_escape").decode("ascii") for mark in cut
        )
    return f"{cut}…" if len(text) > _SHOWN else cut


def _whole(value: int) -> Phrase:
    if -(10**_SHOWN) < value < 10**_SHOWN:
        return Phrase(f"the number {value}", f"数值 {value}")
    digits = int(value.bit_length() * _DIGITS_OF_A_BIT) + 1
    return Phrase(f"a whole number of about {digits} digits", f"约 {digits} 位的整数")


def _other(value: object, kind: type) -> Phrase:
    if kind is timedelta or kind is Duration:
        text = str(value) if kind is timedelta else written_duration(value)  # type: ignore[arg-type]  # kind says so
        return Phrase(f"the duration {text}", f"时长 {text}")
    if kind is Period:
        text = written_period(value)  # type: ignore[arg-type]  # kind says so
        return Phrase(f"the period {text}", f"期间 {text}")
    if kind is Row or issubclass(kind, Mapping):
        return Phrase("a record", "一条记录")
    name = excerpt(type.__dict__["__name__"].__get__(kind))
    if issubclass(kind, type):
        return Phrase("a class instead of a value", "一个类而非值")
    return Phrase(f"a value of the kind `{name}`", f"`{name}` 类型的值")
