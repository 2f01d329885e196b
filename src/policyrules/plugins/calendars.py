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

from policyrules.core.dates import WEEKEND
from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen

WorkingCalendar = Callable[[date], bool]
"""Whether a day is a working day; raises `CannotTell` for a year it does not cover.

It may have a `reason(day)`, as `Country` has, which derivations show.
"""

CHINA: Final = "CN"
_LONGEST: Final = 20
"""So many characters a code has at most."""
_ONE_DAY: Final = timedelta(days=1)


class Countries(Mapping[str, "Country"]):
    """The working calendar of every country, by its ISO code; read when asked for.

    >>> Countries()["CN"](date(2026, 2, 28))    # a Saturday, worked for the Spring Festival
    True
    """

    def __getitem__(self, code: str) -> Country:
        if code not in self:
            raise KeyError(code)
        return working_day_in_china if code == CHINA else Country(code)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and len(code) <= _LONGEST and (code == CHINA or _supported(code))

    def __iter__(self) -> Iterator[str]:
        import holidays  # noqa: PLC0415  # heavy, and few policies need it

        return iter(sorted({CHINA, *holidays.list_supported_countries(include_aliases=False)}))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@frozen
class Country:
    """The working days of a country or a part of it, by its ISO code."""

    code: str

    def __call__(self, day: date) -> bool:
        """Return whether it is a working day."""
        year = _year_of(self.code, day.year)
        if year is None:
            raise _not_covered(self.code, day.year)
        return day in year.working_days

    def reason(self, day: date) -> Phrase | None:
        """Return the holiday, the weekend, or what a day makes up for; None for a plain working day.

        >>> Country("CN").reason(date(2026, 2, 28)).zh, Country("DE").reason(date(2026, 5, 1)).en
        ('春节调休上班', 'Labor Day')
        """
        year = _year_of(self.code, day.year)
        if year is None:
            raise _not_covered(self.code, day.year)
        return year.reasons.get(day)


working_day_in_china: Final = Country(CHINA)
"""Whether people work that day in mainland China, make-up days included."""


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


def calendar_called(calendars: Mapping[str, WorkingCalendar], name: str) -> WorkingCalendar:
    """Return the calendar of working days of that name. Raises `CannotTell` where there is none."""
    found = calendars.get(name)
    if found is None:
        raise CannotTell(
            Phrase(f"there is no calendar of working days called `{name}`", f"没有名为 `{name}` 的工作日历")
        )
    return found


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


# --- years, read once -------------------------------------------------------------------------


@frozen
class _Year:
    """A year's working days, and why a day works or does not where the weekday does not say enough."""

    working_days: frozenset[date]
    reasons: Mapping[date, Phrase]


@lru_cache(maxsize=512)
def _year_of(code: str, year: int) -> _Year | None:
    """Return a year, or None where nobody has decided it yet."""
    return _year_in_china(year) if code == CHINA else _year_of_holidays(code, year)


def _year_in_china(year: int) -> _Year | None:
    """Return a year by its notice. A notice that is known whole already names its National Day."""
    from chinese_calendar.constants import Holiday, holidays, workdays  # noqa: PLC0415  # few policies need it

    if date(year, 10, 1) not in holidays:
        return None
    working: set[date] = set()
    reasons: dict[date, Phrase] = {}
    for day in _days_of(year):
        if day in workdays:
            name = _in_both(Holiday(workdays[day]))
            reasons[day] = Phrase(f"worked to make up for {name.en}", f"{name.zh}调休上班")
            working.add(day)
        elif day in holidays:
            reasons[day] = _in_both(Holiday(holidays[day]))
        elif day.weekday() in _WEEKEND_IN_CHINA:
            reasons[day] = WEEKEND
        else:
            working.add(day)
    return _Year(frozenset(working), reasons)


def _in_both(holiday: Any) -> Phrase:
    return Phrase(holiday.value, _FULL_NAMES.get(holiday.value, holiday.chinese))


_WEEKEND_IN_CHINA: Final = (5, 6)
_FULL_NAMES: Final = {
    "Tomb-sweeping Day": "清明节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
}
"""Holidays that chinesecalendar calls by a shorter name than the notices do."""
_MADE_UP: Final = Phrase("worked to make up for another day", "调休上班")


def _year_of_holidays(code: str, year: int) -> _Year | None:
    """Return a year by its public holidays; what the library returns changes while it is asked."""
    import holidays  # noqa: PLC0415  # heavy, and few policies need it

    country, _, part = code.partition("-")
    kind: Any = holidays.country_holidays
    asked: dict[str, Any] = {"subdiv": part or None, "expand": False}
    sample = kind(country, **asked)
    if "en_US" in sample.supported_languages:
        asked["language"] = "en_US"  # so that estimates are marked in words we know
    if not sample.start_year <= year <= sample.end_year:
        return None
    # next year's first holiday may be kept on this year's last working day
    asked["years"] = (year, min(year + 1, sample.end_year))
    found = kind(country, **asked)
    label = str(getattr(found, "estimated_label", "") or "").replace("%s", "").strip()
    if any(
        day.year == year and ("(estimated)" in name or (label and label in name))
        for day, name in found.items()
    ):
        return None
    in_chinese = found
    if "zh_CN" in sample.supported_languages:
        in_chinese = kind(country, **{**asked, "language": "zh_CN"})
    working: set[date] = set()
    reasons: dict[date, Phrase] = {}
    for day in _days_of(year):
        if found.is_working_day(day):
            working.add(day)
            if found.is_weekend(day):
                reasons[day] = _MADE_UP
        elif day in found:
            reasons[day] = Phrase(found[day], in_chinese.get(day, found[day]))
        else:
            reasons[day] = WEEKEND
    return _Year(frozenset(working), reasons)


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    yield from (first + after * _ONE_DAY for after in range((date(year, 12, 31) - first).days + 1))


def _not_covered(code: str, year: int) -> CannotTell:
    """Return what says that a year is not known, and what brings it."""
    first = _first_year(code)
    if year < first:
        return CannotTell(
            Phrase(
                f"the working days of `{code}` are not known for {year}: they begin with {first}; "
                "a plugin can give earlier ones (`policyrules_working_calendars`)",
                f"`{code}` 的工作日历自 {first} 年起，未包含 {year} 年；更早的年份可由插件提供（`policyrules_working_calendars`）",
            )
        )
    update = f"pip install --upgrade {'chinesecalendar' if code == CHINA else 'holidays'}"
    return CannotTell(
        Phrase(
            f"the working days of `{code}` are not known for {year}: once they are announced, `{update}` brings them; "
            "a plugin can give them too (`policyrules_working_calendars`)",
            f"`{code}` 的工作日历未包含 {year} 年：放假安排公布后，请执行 `{update}` 更新；"
            "也可由插件提供（`policyrules_working_calendars`）",
        )
    )


@lru_cache(maxsize=512)
def _first_year(code: str) -> int:
    if code == CHINA:
        from chinese_calendar.constants import holidays as in_china  # noqa: PLC0415  # few policies need it

        earliest: date = min(in_china)
        return earliest.year
    import holidays  # noqa: PLC0415  # heavy, and few policies need it

    country, _, part = code.partition("-")
    first: int = holidays.country_holidays(country, subdiv=part or None).start_year
    return first
