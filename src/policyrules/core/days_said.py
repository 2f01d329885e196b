"""How are days, and the stretches of time that quotas count in, said to people?

In Chinese as an official writes them: 2026年3月5日, 2026年3月1日至7日.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final

from policyrules.core.dates import day_of
from policyrules.core.period_names import period_name
from policyrules.core.words import period_words
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.core.ir import Window
    from policyrules.core.values import Period

IN_ALL: Final = Phrase("in all", "累计")


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
    """Return when a quota counts: `in 2026-03`, `from 2026-03-01 to 2026-03-07`, `in all`.

    A week is said with its days: nobody knows them by its number.
    """
    if days is None:
        return IN_ALL
    if window.unit is None:
        return _stretch(days)
    name = period_name(window.unit, days)
    if window.unit == "week":
        span = _stretch(days)
        return Phrase(f"in {name.en}, {span.en}", f"{name.zh}（{span.zh.removeprefix(name.zh[:5])}）")
    return Phrase(f"{'on' if window.unit == 'day' else 'in'} {name.en}", name.zh)


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
