"""What day do words or figures stand for that are not written as a date?"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Final

from policyrules.frozen import frozen
from policyrules.syntax.numerals import numeral_value


@frozen
class DayInWords:
    """A date whose parts are numerals; a part that is left out is none."""

    length: int
    """How many characters it takes."""
    year: int | None
    month: int | None
    day: int | None
    is_english: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether year, month and day are all there."""
        return None not in (self.year, self.month, self.day)

    def in_figures(self) -> str:
        """Return the date in figures, as its language writes them; what is left out is the first, of 2026."""
        year, month, day = (
            given if given is not None else other
            for given, other in zip((self.year, self.month, self.day), (2026, 1, 1), strict=True)
        )
        return f"{year}-{month:02}-{day:02}" if self.is_english else f"{year}年{month}月{day}日"


_NUMERAL: Final = "[0-9〇零一二两三四五六七八九十]"
_DAY: Final = re.compile(
    f"(?:(?P<year>[〇零一二三四五六七八九]{{4}}|[0-9]{{4}})年)?"
    f"(?:(?P<month>{_NUMERAL}{{1,3}})月(?:(?P<day>{_NUMERAL}{{1,3}})[日号])?)?"
)


def day_in_words(words: str, at: int = 0) -> DayInWords | None:
    """Return the date that begins there in numerals: at least a year, or a month and its day.

    >>> day_in_words("二〇二六年二月三日").in_figures()
    '2026年2月3日'
    >>> day_in_words("二〇二六年的").in_figures(), day_in_words("二月") is None
    ('2026年1月1日', True)
    """
    found = _DAY.match(words, at)
    if found is None or not (found["year"] or found["day"]):
        return None
    year, month, day = (
        None if part is None else _figure(part) for part in found.group("year", "month", "day")
    )
    return DayInWords(found.end() - at, year, month, day)


def _figure(part: str) -> int | None:
    return int(part) if part.isascii() else numeral_value(part)


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_with_month(words: str) -> DayInWords | None:
    """Return the date of which an English month is a part.

    >>> day_with_month("3 March 2026").in_figures(), day_with_month("Sept. 30").in_figures()
    ('2026-03-03', '2026-09-30')
    """
    figures = [int(figure) for figure in re.findall("[0-9]+", words)]
    month = re.search("[a-z]{3}", words.lower())
    if month is None or month.group() not in _MONTHS:
        return None
    year = next((figure for figure in figures if figure > _MOST_DAYS), None)
    day = next((figure for figure in figures if figure <= _MOST_DAYS), None)
    return DayInWords(len(words), year, _MONTHS.index(month.group()) + 1, day, is_english=True)


_MOST_DAYS: Final = 31

_FIGURES: Final = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{2}(?=-))-?(?:(?P<month>[0-9]{1,2})(?:-?(?P<day>[0-9]{1,2}))?)?"
)


def day_in_figures(written: str) -> date | None:
    """Return the day that figures were meant for which are not written as a date; None where there is none.

    >>> day_in_figures("26-2-3"), day_in_figures("20260203"), day_in_figures("2026")
    (datetime.date(2026, 2, 3), datetime.date(2026, 2, 3), datetime.date(2026, 1, 1))
    >>> day_in_figures("26") is None, day_in_figures("20261303") is None
    (True, True)
    """
    found = _FIGURES.fullmatch(written.replace(" ", ""))
    if (
        found is None
        or not 1900 <= (year := int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)) < 2200
    ):
        return None
    try:
        return date(year, int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return None


_SLASHED: Final = re.compile(
    r"(?P<first>[0-9]{1,2})[ ]*/[ ]*(?P<second>[0-9]{1,2})[ ]*/[ ]*(?P<year>[0-9]{4})(?![0-9])"
)


def days_with_slashes(written: str, at: int = 0) -> tuple[date, ...]:
    """Return the days that begin there with the year last: one, or two where day and month may be either.

    >>> days_with_slashes("12/31/2026")
    (datetime.date(2026, 12, 31),)
    >>> days_with_slashes("3/4/2026")
    (datetime.date(2026, 3, 4), datetime.date(2026, 4, 3))
    >>> days_with_slashes("13/32/2026"), days_with_slashes("12/31")
    ((), ())
    """
    found = _SLASHED.match(written, at)
    if found is None:
        return ()
    first, second, year = (int(found[name]) for name in ("first", "second", "year"))
    days: dict[date, None] = {}
    for month, day in ((first, second), (second, first)):
        with suppress(ValueError):
            days[date(year, month, day)] = None
    return tuple(days)
