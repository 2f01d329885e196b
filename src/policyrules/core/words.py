"""How is a value said to people? In the language of the text it stands in."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from policyrules.core import numbers
from policyrules.core.dates import day_of
from policyrules.core.ir import DEADLINE_STATUS, MATCH_STATUS
from policyrules.core.values import UNKNOWN, CannotTell, Duration, Period, Row
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.semantics.types import EnumType, ListType, Type, required

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyrules.core.ir import Program

NONE: Final = Phrase("none", "无")
UNKNOWN_WORD: Final = Phrase("unknown", "不详")
YES: Final = Phrase("yes", "是")
NO: Final = Phrase("no", "否")

_HAN: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF), (0x3007, 0x3007))
_RATIO_PLACES: Final = 4
_ENTRIES: Final = 50
"""So many entries of a list are said; the rest are counted."""


def language_of(texts: Iterable[str]) -> Language:
    """Return the language of texts: Chinese as soon as one has a Han character, else English.

    >>> language_of(["{a} ", "已报备"]), language_of(["filed"])
    ('zh', 'en')
    """
    return "zh" if any(_is_han(ord(mark)) for text in texts if not text.isascii() for mark in text) else "en"


def _is_han(code: int) -> bool:
    return any(first <= code <= last for first, last in _HAN)


def words(value: Any, type_: Type, language: Language, program: Program, zone: tzinfo) -> str:
    """Return a value of a type as people of a language write it.

    Enum members by their second name in Chinese and their first in English, numbers without
    trailing zeros, ratios with at most four decimals, lists with 、 or a comma (long ones cut and
    counted), an entry of a record by its key.
    """
    inner = required(type_)
    match value:
        case None:
            return NONE.in_(language)
        case _ if value is UNKNOWN:
            return UNKNOWN_WORD.in_(language)
        case bool():
            return (YES if value else NO).in_(language)
        case str() if isinstance(inner, EnumType) and language == "zh" and value in inner.members:
            return inner.people[inner.members.index(value)]
        case str() if inner in (DEADLINE_STATUS, MATCH_STATUS):
            return value.replace("_", " ")
        case str():
            return value
        case int() | Decimal():
            return numbers.written(value)
        case Fraction():
            return _ratio(value)
        case datetime():
            return moment_words(value, zone)
        case date():
            return value.isoformat()
        case Duration():
            return duration_words(value, language)
        case Period():
            return period_words(value, language)
        case tuple() | frozenset():
            element = inner.element if isinstance(inner, ListType) else inner
            parts = sorted(value) if isinstance(value, frozenset) else value
            said = [words(part, element, language, program, zone) for part in parts[:_ENTRIES]]
            return _listed(said, len(parts), language)
        case Row():
            return _row(value, language, program, zone)
        case _:
            return str(value)


def _listed(said: list[str], count: int, language: Language) -> str:
    if not said:
        return NONE.in_(language)
    if language == "zh":
        return "、".join(said) + (f"等{count}项" if count > len(said) else "")
    return ", ".join(said) + (f" and {count - len(said)} more" if count > len(said) else "")


def _ratio(value: Fraction) -> str:
    try:
        return numbers.written(numbers.round_half_up(value, _RATIO_PLACES))
    except CannotTell:
        return f"{value.numerator}/{value.denominator}"


def moment_words(value: datetime, zone: tzinfo) -> str:
    """Return a moment in words, on the clock of a zone: `2026-03-01 09:30`."""
    day_of(value, zone)
    local = value.astimezone(zone)
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return f"{local.date().isoformat()} {clock}"


def _row(value: Row, language: Language, program: Program, zone: tzinfo) -> str:
    """An entry's key; without one, its facts that are known."""
    schema = program.records.get(value.record)
    if schema is None:
        return value.record
    if schema.key is not None:
        key = schema.field_named(schema.key)
        if key is not None:
            return words(value.values.get(schema.key, UNKNOWN), key.type, language, program, zone)
    said = [
        f"{field.names.for_people() if language == 'zh' else field.names.first}"
        f"{'：' if language == 'zh' else ': '}{words(known, field.type, language, program, zone)}"
        for field in schema.fields
        if (known := value.values.get(field.names.first, UNKNOWN)) is not UNKNOWN and known is not None
    ]
    return ("，" if language == "zh" else ", ").join(said) or UNKNOWN_WORD.in_(language)


def duration_words(duration: Duration, language: Language) -> str:
    """Return a length of time in words.

    >>> duration_words(Duration(working_days=3), "zh"), duration_words(Duration(months=12), "en")
    ('3个工作日', '1 year')
    """
    return _joined(
        [
            *_counted(duration.months, 12, (Phrase("year", "年"), Phrase("month", "个月")), language),
            *_counted(duration.days, 1, (Phrase("day", "日"), Phrase("day", "日")), language),
            *_counted(duration.working_days, 1, (_WORKING_DAY, _WORKING_DAY), language),
            *_counted(duration.minutes, 60, (Phrase("hour", "小时"), Phrase("minute", "分钟")), language),
        ],
        language,
    )


_WORKING_DAY: Final = Phrase("working day", "个工作日")


def _counted(count: int, many: int, units: tuple[Phrase, Phrase], language: Language) -> list[str]:
    """So many of the larger unit if it comes out even, else of the smaller; nothing of none."""
    if not count:
        return []
    amount, unit = (count // many, units[0]) if count % many == 0 else (count, units[1])
    if language == "zh":
        return [f"{amount}{unit.zh}"]
    return [f"{amount} {unit.en}{'' if abs(amount) == 1 else 's'}"]


def _joined(parts: list[str], language: Language) -> str:
    if not parts:
        return "0日" if language == "zh" else "0 days"
    return ("又" if language == "zh" else " and ").join(parts)


def period_words(period: Period, language: Language) -> str:
    """Return a period in words: `2026-03-01 to 2026-03-05` or 2026-03-01至2026-03-05."""
    start = period.start.isoformat()
    if period.finish is None:
        return f"自{start}起" if language == "zh" else f"from {start}"
    finish = period.finish.isoformat()
    return f"{start}至{finish}" if language == "zh" else f"{start} to {finish}"
