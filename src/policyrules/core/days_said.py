"""How are days, and the stretches of time that quotas count in, said to people?

In Chinese as an official writes them: 2026年3月5日, 2026年3月, 2026年第一季度.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core.dates import day_of
from policyrules.core.words import period_words
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.core.ir import Window
    from policyrules.core.values import Period
    from policyrules.syntax.ast.clauses import PeriodUnit

IN_ALL: Final = Phrase("in all", "累计")
_MIDDLE: Final = 15
_JULY: Final = 7
_QUARTERS: Final = (
    Phrase("1st", "一"),
    Phrase("2nd", "二"),
    Phrase("3rd", "三"),
    Phrase("4th", "四"),
)


def day_said(day: date, *, year: int | None = None) -> Phrase:
    """Return a day; in Chinese without its year where that is the `year` it is said in.

    >>> day_said(date(2026, 3, 5)).zh, day_said(date(2026, 3, 5), year=2026).zh
    ('2026年3月5日', '3月5日')
    """
    return Phrase(day.isoformat(), _chinese(day, year))


def moment_said(moment: date, zone: tzinfo, *, year: int | None = None) -> Phrase:
    """Return a day, or an instant on the clock of a zone: `2026-03-05 10:00`, 2026年3月5日10:00.

    Raises `CannotTell` for an instant outside the years 1 to 9999 there.
    """
    day = day_said(day_of(moment, zone), year=year)
    if not isinstance(moment, datetime):
        return day
    local = moment.astimezone(zone)
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return Phrase(f"{day.en} {clock}", f"{day.zh}{clock}")


def window_said(window: Window, days: Period | None) -> Phrase:
    """Return when a quota counts: `in 2026-03`, `from 2026-03-01 to 2026-03-07`, `in all`."""
    if days is None:
        return IN_ALL
    if window.unit is not None:
        return period_said(window.unit, days)
    return _stretch(days)


def period_said(unit: PeriodUnit, days: Period) -> Phrase:
    """Return a piece of the calendar by what it is called.

    >>> from policyrules.core.values import Period
    >>> period_said("quarter", Period(date(2026, 4, 1), date(2026, 6, 30)))
    Phrase(en='in the 2nd quarter of 2026', zh='2026年第二季度')
    """
    first = days.start
    month = Phrase(f"{first.year:04}-{first.month:02}", f"{first.year}年{first.month}月")
    match unit:
        case "day":
            day = day_said(first)
            return Phrase(f"on {day.en}", day.zh)
        case "week":
            return Phrase(f"in the week of {first}", f"{_stretch(days).zh}这一周")
        case "half month":
            early = first.day <= _MIDDLE
            return Phrase(
                f"in the {'first' if early else 'second'} half of {month.en}",
                f"{month.zh}{'上' if early else '下'}半月",
            )
        case "month":
            return Phrase(f"in {month.en}", month.zh)
        case "quarter":
            number = _QUARTERS[(first.month - 1) // 3]
            return Phrase(f"in the {number.en} quarter of {first.year}", f"{first.year}年第{number.zh}季度")
        case "half year":
            early = first.month < _JULY
            return Phrase(
                f"in the {'first' if early else 'second'} half of {first.year}",
                f"{first.year}年{'上' if early else '下'}半年",
            )
        case "year":
            return Phrase(f"in {first.year}", f"{first.year}年")
        case _:
            assert_never(unit)


def _stretch(days: Period) -> Phrase:
    """A stretch of days: what the last has in common with the first is not said twice in Chinese."""
    if days.finish is None:
        return Phrase(period_words(days, "en"), f"自{_chinese(days.start, None)}起")
    if days.finish == days.start:
        return Phrase(f"on {days.start}", _chinese(days.start, None))
    start, finish = days.start, days.finish
    same_month = (start.year, start.month) == (finish.year, finish.month)
    last = f"{finish.day}日" if same_month else _chinese(finish, start.year)
    return Phrase(f"from {start} to {finish}", f"{_chinese(start, None)}至{last}")


def _chinese(day: date, year: int | None) -> str:
    return f"{'' if day.year == year else f'{day.year}年'}{day.month}月{day.day}日"
