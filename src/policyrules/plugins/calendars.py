"""Is it a working day there?

`CN` follows the State Council's yearly notices with their make-up days (chinesecalendar); other
countries and subdivisions (`US`, `DE`, `US-CA`) their public holidays (holidays). A year nobody has
decided yet is never guessed: the answer is `CannotTell`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase

WorkingCalendar = Callable[[date], bool]
"""Whether a day is a working day; raises `CannotTell` for a year it does not cover."""

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

        def working_day(day: date) -> bool:
            return day in _working_days_of(code, day.year)

        return working_day

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and (code == CHINA or _supported(code))

    def __iter__(self) -> Iterator[str]:
        import holidays  # noqa: PLC0415  # heavy, and few policies need it

        return iter(sorted({CHINA, *holidays.list_supported_countries(include_aliases=False)}))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def working_day_in_china(day: date) -> bool:
    """Return whether people work that day in mainland China, make-up days included."""
    import chinese_calendar  # noqa: PLC0415  # read only by policies that count working days

    if day.year not in _years_in_china():
        raise _not_covered(CHINA, day.year)
    return bool(chinese_calendar.is_workday(day))


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


@lru_cache(maxsize=512)
def _working_days_of(code: str, year: int) -> frozenset[date]:
    """Return a year's working days, read once: what holidays returns changes while it is asked."""
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
    found = kind(country, years=(year, min(year + 1, sample.end_year)), **asked)
    label = str(getattr(found, "estimated_label", "") or "").replace("%s", "").strip()
    if any(
        day.year == year and ("(estimated)" in name or (label and label in name))
        for day, name in found.items()
    ):
        raise _not_covered(code, year)
    first = date(year, 1, 1)
    days = (first + timedelta(days=after) for after in range(366))
    return frozenset(day for day in days if day.year == year and found.is_working_day(day))


def _not_covered(code: str, year: int) -> CannotTell:
    return CannotTell(
        Phrase(
            f"the working days of `{code}` are not known for {year}",
            f"`{code}`的工作日历未包含 {year} 年",
        )
    )
