"""What is a period of the calendar called, and which one does somebody mean?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core.periods import period_of
from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.folding import fold

if TYPE_CHECKING:
    from policyrules.core.values import Period
    from policyrules.syntax.ast.clauses import PeriodUnit

UNITS: Final[Mapping[PeriodUnit, Phrase]] = {
    "day": Phrase("day", "日"),
    "week": Phrase("week", "周"),
    "half month": Phrase("half month", "半月"),
    "month": Phrase("month", "月"),
    "quarter": Phrase("quarter", "季度"),
    "half year": Phrase("half year", "半年"),
    "year": Phrase("year", "年"),
}
"""What each unit is called, the shortest first."""

_HALVES: Final = (Phrase("first half", "上"), Phrase("second half", "下"))
_NUMERALS: Final = "一二三四"
_MONTHS: Final = {"quarter": 3, "half year": 6}
_LONGEST: Final = 40

_WRITTEN: Final[Mapping[PeriodUnit, tuple[str, ...]]] = {
    "year": (r"(\d{4})(?:年度?)?",),
    "half year": (
        r"(\d{4})-?h([12])",
        r"(\d{4})-?(first|second)half",
        r"(first|second)halfof(\d{4})",
        r"(\d{4})年?([上下])半年",
    ),
    "quarter": (r"(\d{4})-?q([1-4])", r"(\d{4})年?第?([1-4一二三四])季度"),
    "month": (r"(\d{4})-(\d{1,2})", r"(\d{4})年(\d{1,2})月份?"),
    "half month": (
        r"(\d{4})-(\d{1,2})-?(first|second)half",
        r"(first|second)halfof(\d{4})-(\d{1,2})",
        r"(\d{4})年(\d{1,2})月份?([上下])半月",
    ),
    "week": (r"(\d{4})-?w(\d{1,2})", r"(\d{4})年第?(\d{1,2})周"),
    "day": (r"(\d{4})-(\d{1,2})-(\d{1,2})", r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
}


def period_name(unit: PeriodUnit, period: Period) -> Phrase:
    """Return what a period is called; either name means it to `period_called`.

    >>> period_name("quarter", period_of("quarter", date(2026, 5, 1)))
    Phrase(en='2026-Q2', zh='2026年第二季度')
    >>> period_name("half month", period_of("half month", date(2026, 3, 16))).en
    '2026-03 second half'
    """
    start = period.start
    year, month = f"{start.year:04}", start.month
    match unit:
        case "year":
            return Phrase(year, f"{year}年")
        case "half year":
            half = (month - 1) // 6
            return Phrase(f"{year}-H{half + 1}", f"{year}年{_HALVES[half].zh}半年")
        case "quarter":
            quarter = (month - 1) // 3
            return Phrase(f"{year}-Q{quarter + 1}", f"{year}年第{_NUMERALS[quarter]}季度")
        case "month":
            return Phrase(f"{year}-{month:02}", f"{year}年{month}月")
        case "half month":
            said = _HALVES[start.day > 1]
            return Phrase(f"{year}-{month:02} {said.en}", f"{year}年{month}月{said.zh}半月")
        case "week":
            of, number, _ = start.isocalendar()
            return Phrase(f"{of:04}-W{number:02}", f"{of:04}年第{number}周")
        case "day":
            return Phrase(start.isoformat(), f"{year}年{month}月{start.day}日")
        case _:
            assert_never(unit)


def period_called(text: str) -> tuple[PeriodUnit, Period] | None:
    """Return the period that a text names, in either language, with its unit; None for any other text.

    >>> period_called("2026-03 first half")[1] == period_called("2026年3月上半月")[1]
    True
    >>> period_called("2026-W10")
    ('week', Period(start=datetime.date(2026, 3, 2), finish=datetime.date(2026, 3, 8)))
    >>> period_called("2026-13"), period_called("March")
    (None, None)
    """
    if len(text) > _LONGEST:
        return None
    written = "".join(fold(text).split()).casefold()
    for unit, form in _forms():
        found = form.fullmatch(written)
        if found is not None:
            try:
                return unit, period_of(unit, _a_day(unit, _numbers(found.groups())))
            except ValueError:
                return None
    return None


def unit_called(text: str) -> PeriodUnit | None:
    """Return the unit that a word names, as in `each month` or 每月; None for any other word.

    >>> unit_called("half month"), unit_called("每半月"), unit_called("decade")
    ('half month', 'half month', None)
    """
    word = " ".join(text.casefold().split()).removeprefix("each ").removeprefix("每")
    return next((unit for unit, said in UNITS.items() if word in (said.en, said.zh)), None)


@cache
def _forms() -> tuple[tuple[PeriodUnit, re.Pattern[str]], ...]:
    """Return every way to write a period of each unit: years first, then halves, months, without blanks."""
    return tuple((unit, re.compile(pattern)) for unit, patterns in _WRITTEN.items() for pattern in patterns)


def _numbers(groups: tuple[str, ...]) -> list[int]:
    """Return what a form names from the largest part to the smallest: the year, the month, which half."""
    read = [_VALUES.get(group) or int(group) for group in groups]
    return [*read[1:], read[0]] if groups[0] in ("first", "second") else read


_VALUES: Final = {
    **{numeral: number for number, numeral in enumerate(_NUMERALS, 1)},
    "first": 1,
    "second": 2,
    "上": 1,
    "下": 2,
}


def _a_day(unit: PeriodUnit, numbers: list[int]) -> date:
    """Return a day of the period. Raises ValueError where the calendar has no such period."""
    match unit, numbers:
        case "year", [year]:
            return date(year, 1, 1)
        case (("half year" | "quarter"), [year, which]):
            return date(year, (which - 1) * _MONTHS[unit] + 1, 1)
        case "month", [year, month]:
            return date(year, month, 1)
        case "half month", [year, month, half]:
            return date(year, month, 1 if half == 1 else 16)
        case "week", [year, week]:
            return date.fromisocalendar(year, week, 1)
        case _:
            return date(*numbers)
