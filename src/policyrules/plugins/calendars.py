"""Is it a working day there?

`CN` follows the State Council's yearly notices with their make-up days (chinesecalendar); other
countries and subdivisions (`US`, `DE`, `US-CA`) their public holidays (holidays). A year nobody has
decided yet is never guessed: the answer is `CannotTell`. Both tell why a day works or does not (`reason`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from attrs import frozen

from policyrules.core.dates import WEEKEND
from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase

WorkingCalendar = Callable[[date], bool]
"""Whether a day is a working day; raises `CannotTell` for a year it does not cover.

It may have a `reason(day)`, as `Country` has, which derivations show.
"""

CHINA: Final = "CN"
_ONE_DAY: Final = timedelta(days=1)


class Countries(Mapping[str, WorkingCalendar]):
    """The working calendar of every country, by its ISO code; read when asked for.

    >>> Countries()["CN"](date(2026, 2, 28))    # a Saturday, worked for the Spring Festival
    True
    """

    def __getitem__(self, code: str) -> WorkingCalendar:
        if code == CHINA:
            return working_day_in_china
        if not _supported(code):
            raise KeyError(code)
        return Country(code)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and (code == CHINA or _supported(code))

    def __iter__(self) -> Iterator[str]:
        import holidays  # noqa: PLC0415  # heavy, and few policies need it

        return iter(sorted({CHINA, *holidays.list_supported_countries(include_aliases=False)}))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@frozen
class China:
    """The working days of mainland China, make-up days included."""

    def __call__(self, day: date) -> bool:
        """Return whether people work that day."""
        import chinese_calendar  # noqa: PLC0415  # read only by policies that count working days

        if day.year not in _years_in_china():
            raise _not_covered(CHINA, day.year)
        return bool(chinese_calendar.is_workday(day))

    def reason(self, day: date) -> Phrase | None:
        """Return the holiday, the holiday a day makes up for, or the weekend; None for a plain working day.

        >>> working_day_in_china.reason(date(2026, 2, 28)).zh
        '春节调休上班'
        """
        from chinese_calendar import Holiday, get_holiday_detail  # noqa: PLC0415  # as above

        if self(day) and day.weekday() < _SATURDAY:
            return None
        off, english = get_holiday_detail(day)
        if english is None:
            return WEEKEND
        chinese = _FULL_NAMES.get(english) or Holiday(english).chinese
        if off:
            return Phrase(english, chinese)
        return Phrase(f"worked to make up for {english}", f"{chinese}调休上班")


working_day_in_china: Final = China()
"""Whether people work that day in mainland China."""

_SATURDAY: Final = 5
_FULL_NAMES: Final = {
    "Tomb-sweeping Day": "清明节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
}
"""Holidays that chinesecalendar calls by a shorter name than the notices do."""


@frozen
class Country:
    """The working days of a country or a part of it, by its ISO code."""

    code: str

    def __call__(self, day: date) -> bool:
        """Return whether it is a working day."""
        return day in _year_of(self.code, day.year).working_days

    def reason(self, day: date) -> Phrase | None:
        """Return the holiday or the weekend, or that a weekend's day is worked; None for other working days.

        >>> Country("DE").reason(date(2026, 5, 1)).en
        'Labor Day'
        """
        year = _year_of(self.code, day.year)
        if day not in year.working_days:
            return year.names.get(day, WEEKEND)
        return _MADE_UP if day in year.made_up else None


_MADE_UP: Final = Phrase("worked to make up for another day", "调休上班")


@lru_cache(maxsize=1)
def _years_in_china() -> frozenset[int]:
    """The years whose notice is known whole: a notice already names its National Day."""
    from chinese_calendar.constants import holidays  # noqa: PLC0415

    return frozenset(day.year for day in holidays if (day.month, day.day) == (10, 1))


def working_days_between(start: date, finish: date, calendar: WorkingCalendar) -> int:
    """Return how many working days follow `start` up to and with `finish`; negative when it is earlier.

    The first day does not count, the last does (Civil Code art. 201).

    >>> working_days_between(date(2026, 9, 30), date(2026, 10, 13), working_day_in_china)
    5
    """
    if finish < start:
        return -working_days_between(finish, start, calendar)
    count, day = 0, start
    while day < finish:
        day += _ONE_DAY
        count += calendar(day)
    return count


@lru_cache(maxsize=512)
def _supported(code: str) -> bool:
    country, _, part = code.partition("-")
    if not (len(country) == 2 and country.isascii() and country.isupper()):
        return False
    import holidays  # noqa: PLC0415  # heavy, and few policies need it

    known = holidays.list_supported_countries(include_aliases=False)
    return (
        country in known
        and country != CHINA
        and (not code.endswith("-"))
        and (not part or part in known[country])
    )


@frozen
class _Year:
    """A year's working days, those of them that fall on a weekend, and what its holidays are called."""

    working_days: frozenset[date]
    made_up: frozenset[date]
    names: Mapping[date, Phrase]


@lru_cache(maxsize=512)
def _year_of(code: str, year: int) -> _Year:
    """Return a year, read once: what holidays returns changes while it is asked."""
    import holidays  # noqa: PLC0415  # heavy, and few policies need it

    country, _, part = code.partition("-")
    kind: Any = holidays.country_holidays
    asked: dict[str, Any] = {"subdiv": part or None, "expand": False}
    sample = kind(country, **asked)
    if "en_US" in sample.supported_languages:
        asked["language"] = "en_US"  # so that estimates are marked in words we know
    if not sample.start_year <= year <= sample.end_year:
        raise _not_covered(code, year)
    # next year's first holiday may be kept on this year's last working day
    asked["years"] = (year, min(year + 1, sample.end_year))
    found = kind(country, **asked)
    label = str(getattr(found, "estimated_label", "") or "").replace("%s", "").strip()
    if any(
        day.year == year and ("(estimated)" in name or (label and label in name))
        for day, name in found.items()
    ):
        raise _not_covered(code, year)
    first = date(year, 1, 1)
    days = [day for after in range(366) if (day := first + timedelta(days=after)).year == year]
    working = frozenset(day for day in days if found.is_working_day(day))
    made_up = frozenset(day for day in working if found.is_weekend(day))
    in_chinese = found
    if "zh_CN" in sample.supported_languages:
        in_chinese = kind(country, **{**asked, "language": "zh_CN"})
    names = {day: Phrase(found[day], in_chinese.get(day, found[day])) for day in days if day in found}
    return _Year(working, made_up, names)


def _not_covered(code: str, year: int) -> CannotTell:
    return CannotTell(
        Phrase(
            f"the working days of `{code}` are not known for {year}",
            f"`{code}`的工作日历未包含 {year} 年",
        )
    )
