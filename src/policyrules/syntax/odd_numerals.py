"""Which numbers and dates are written in numerals or words, and how are they written in digits?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.numerals import numeral_value
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import vocabulary
from policyrules.syntax.written_days import DayInWords, day_in_words

_WANTS_NUMBER: Final = frozenset(
    {"AT_MOST", "AT_LEAST", "AMONG", "DUE_BEFORE", "IN_ANY", "WITHIN", "KEY_WITHIN", "NTH", "WARN_AT", "WARN"}
    | {"LT", "LE", "GT", "GE", "AFTER", "BEFORE"}
)
NUMERAL_SIGNS: Final = "零〇一二两三四五六七八九十百千万亿"
"""What every number and every date in words begins with."""
_IN_WORDS: Final = re.compile(f"[{NUMERAL_SIGNS}]+")


def numeral(reading: Reading, word: str, start: int, stop: int) -> Token | None:
    """Return the number that 五千 stands for where a number is due, after saying how it is written."""
    day = day_in_words(word) if word[0] in _NUMERALS and reading.previous in _WANTS_DATE else None
    if day is not None:
        return _day_in_words(reading, day, start)
    if reading.previous not in _WANTS_NUMBER:
        return None
    share = "%" if word.startswith("百分之") else ""
    written = _IN_WORDS.match(word, 3 if share else 0)
    value = numeral_value(written.group()) if written is not None else None
    if written is None or value is None:
        return None
    rest = word[written.end() :]
    spoken = word[: written.end()]
    if rest and not rest.startswith(vocabulary().after_numbers):
        return None
    stop -= len(rest)
    reading.at = stop
    reading.report(
        "chinese-numeral",
        Span(start, stop),
        Phrase(f"`{spoken}` is not written in digits", f"`{spoken}` 未用阿拉伯数字"),
        label=Phrase("numbers are written in digits", "数量用阿拉伯数字书写"),
        help_=(Phrase(f"write `{value}{share}`", f"请写 `{value}{share}`"),),
        instead=f"{value}{share}",
    )
    return Token("NUMBER", f"{value}{share}", start, stop, reading)


_NUMERALS: Final = frozenset("〇零一二三四五六七八九十")
_WANTS_DATE: Final = frozenset(
    {
        "LT",
        "LE",
        "GT",
        "GE",
        "EQ",
        "NE",
        "IN",
        "RANGE",
        "COLON",
        "FROM",
        "UNTIL",
        "ON_DATE",
        "AFTER",
        "BEFORE",
    }
)


def _day_in_words(reading: Reading, day: DayInWords, start: int) -> Token:
    """Return the date that 二〇二六年二月三日 stands for, after saying how it is written."""
    stop = start + day.length
    reading.at = stop
    day_not_in_figures(reading, day, Span(start, stop))
    return Token("DATE", day.in_figures(), start, stop, reading)


def year_last(days: Sequence[date]) -> tuple[Phrase, Phrase, Phrase]:
    """Return what is said of a date with its year last: message, label and help; two days where it may be either."""
    meant = [f"`{day}`" for day in days]
    return (
        Phrase("a date is not written so", "日期不这样书写"),
        Phrase("the year comes first", "应当先写年份"),
        Phrase(f"write {' or '.join(meant)}", f"请写 {' 或 '.join(meant)}"),
    )


def day_not_in_figures(reading: Reading, day: DayInWords, span: Span) -> None:
    """Say how a date is written whose parts are numerals, and what is missing of it."""
    spoken, figures = reading.source.text[span.start : span.stop], day.in_figures()
    if day.is_whole and not day.is_english:
        reading.report(
            "chinese-numeral",
            span,
            Phrase(f"`{spoken}` is not written in digits", f"`{spoken}` 未用阿拉伯数字"),
            label=Phrase("dates are written in digits", "日期用阿拉伯数字书写"),
            help_=(Phrase(f"write `{figures}`", f"请写 `{figures}`"),),
            instead=figures,
        )
        return
    if day.is_whole:
        reading.report(
            "date-form",
            span,
            Phrase("a date is not written so", "日期不这样书写"),
            label=Phrase("the month in words", "月份用了文字"),
            help_=(Phrase(f"write `{figures}`", f"请写 `{figures}`"),),
        )
        return
    reading.report(
        "date-form",
        span,
        Phrase(f"`{spoken}` is not a whole date", f"`{spoken}` 不是完整的日期"),
        label=Phrase("year, month and day", "年、月、日"),
        help_=(
            Phrase(
                f"write year, month and day in figures: `{figures}`", f"请用数字写明年、月、日：`{figures}`"
            ),
        ),
    )
