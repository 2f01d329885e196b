"""Working days come from published calendars; a year nobody has published is never guessed."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from chinese_calendar.constants import holidays as holidays_in_china

from policyrules.core.dates import WEEKEND, add_working_days
from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.calendars import Countries, working_day_in_china, working_days_between

YEARS = range(2004, max(holidays_in_china).year + 1)
"""The years whose notice the library has."""


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [day for after in range(366) if (day := first + timedelta(days=after)).year == year]


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("year", YEARS)
def test_china_agrees_with_chinesecalendar_on_every_day(year: int) -> None:
    for day in days_of(year):
        off, name = chinese_calendar.get_holiday_detail(day)
        assert working_day_in_china(day) is chinese_calendar.is_workday(day) is (not off), day
        reason = working_day_in_china.reason(day)
        if name is None:
            assert reason == (None if day.weekday() < 5 else WEEKEND), day
        else:
            assert reason is not None
            assert reason.en == (name if off else f"worked to make up for {name}"), day
            assert reason.zh.endswith("调休上班") is (not off), day


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("year", YEARS)
def test_working_days_in_china_can_be_counted_through_every_year(year: int) -> None:
    """From each day to the year's last: as many as the library finds."""
    last = date(year, 12, 31)
    left = 0
    for day in reversed(days_of(year)):
        assert working_days_between(day, last, working_day_in_china) == left
        if left:
            assert add_working_days(day, left, working_day_in_china) <= last
        left += chinese_calendar.is_workday(day)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 2, 12), 3, date(2026, 2, 24)),
        (date(2026, 2, 12), 7, date(2026, 2, 28)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 4, 30), 3, date(2026, 5, 8)),
    ],
)
def test_working_days_in_china_by_the_notice_of_2026(start: date, count: int, expected: date) -> None:
    assert add_working_days(start, count, working_day_in_china) == expected
    assert add_working_days(expected, -count, working_day_in_china) == start
    assert working_days_between(start, expected, working_day_in_china) == count


def test_the_holidays_of_2026_in_both_languages() -> None:
    named: dict[str, list[date]] = {}
    for day in days_of(2026):
        reason = working_day_in_china.reason(day)
        if reason is not None and reason != WEEKEND:
            named.setdefault(reason.zh, []).append(day)
    assert {name: (days[0], days[-1], len(days)) for name, days in named.items()} == {
        "元旦": (date(2026, 1, 1), date(2026, 1, 3), 3),
        "元旦调休上班": (date(2026, 1, 4), date(2026, 1, 4), 1),
        "春节": (date(2026, 2, 15), date(2026, 2, 23), 9),
        "春节调休上班": (date(2026, 2, 14), date(2026, 2, 28), 2),
        "清明节": (date(2026, 4, 4), date(2026, 4, 6), 3),
        "劳动节": (date(2026, 5, 1), date(2026, 5, 5), 5),
        "劳动节调休上班": (date(2026, 5, 9), date(2026, 5, 9), 1),
        "端午节": (date(2026, 6, 19), date(2026, 6, 21), 3),
        "中秋节": (date(2026, 9, 25), date(2026, 9, 27), 3),
        "国庆节": (date(2026, 10, 1), date(2026, 10, 7), 7),
        "国庆节调休上班": (date(2026, 9, 20), date(2026, 10, 10), 2),
    }
    assert working_day_in_china.reason(date(2026, 4, 5)) == Phrase("Tomb-sweeping Day", "清明节")
    assert working_day_in_china.reason(date(2026, 10, 10)) == Phrase(
        "worked to make up for National Day", "国庆节调休上班"
    )


def test_a_year_without_its_notice_has_no_reasons_either() -> None:
    with pytest.raises(CannotTell):
        working_day_in_china.reason(date(max(YEARS) + 1, 3, 1))
    with pytest.raises(CannotTell):
        Countries()["US"].reason(date(2101, 3, 1))


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("code", ["DE", "US", "US-CA", "RU", "HU", "HK", "IL", "SA", "TW", "JP"])
def test_other_countries_agree_with_holidays_and_say_why(code: str) -> None:
    country, _, part = code.partition("-")
    works = Countries()[code]
    library = holidays.country_holidays(country, subdiv=part or None, years=(2023, 2024, 2025))
    for day in days_of(2024):
        reason = works.reason(day)
        assert works(day) is library.is_working_day(day), day
        if not works(day):
            assert reason is not None
            assert (reason == WEEKEND) is (day not in library), day
        else:
            assert (reason is None) is (not library.is_weekend(day)), day


def test_the_holidays_of_other_countries_have_names() -> None:
    countries = Countries()
    assert countries["DE"].reason(date(2026, 10, 3)) == Phrase.same("German Unity Day")
    assert countries["HK"].reason(date(2026, 7, 1)) == Phrase(
        "Hong Kong S.A.R. Establishment Day", "香港特别行政区成立纪念日"
    )
    made_up = countries["RU"].reason(date(2024, 4, 27))
    assert made_up is not None
    assert made_up.zh == "调休上班"


def test_china_has_holidays_and_make_up_days() -> None:
    days = [date(2026, 1, 1) + timedelta(days=after) for after in range(365)]
    assert sum(map(working_day_in_china, days)) == 248
    assert working_day_in_china(date(2026, 2, 28)), "a Saturday that is worked"
    assert not working_day_in_china(date(2026, 10, 7)), "a Wednesday that is not"


def not_known(code: str, year: int) -> CannotTell:
    with pytest.raises(CannotTell) as caught:
        Countries()[code](date(year, 6, 1))
    return caught.value


@pytest.mark.parametrize(
    ("code", "package"), [("CN", "chinesecalendar"), ("MY", "holidays"), ("US", "holidays")]
)
def test_a_year_to_come_is_brought_by_a_newer_package(code: str, package: str) -> None:
    said = not_known(code, 2900)
    assert said.in_("en") == (
        f"the working days of `{code}` are not known for 2900: once they are announced, "
        f"`pip install --upgrade {package}` brings them; "
        "a plugin can give them too (`policyrules_working_calendars`)"
    )
    assert said.in_("zh") == (
        f"`{code}` 的工作日历未包含 2900 年：放假安排公布后，请执行 `pip install --upgrade {package}` 更新；"
        "也可由插件提供（`policyrules_working_calendars`）"
    )


@pytest.mark.parametrize(
    ("code", "year", "first"), [("CN", 1999, 2004), ("CN", 2003, 2004), ("DE", 1900, 1991)]
)
def test_a_year_before_all_that_is_known_is_not(code: str, year: int, first: int) -> None:
    said = not_known(code, year)
    assert said.in_("en") == (
        f"the working days of `{code}` are not known for {year}: they begin with {first}; "
        "a plugin can give earlier ones (`policyrules_working_calendars`)"
    )
    assert said.in_("zh") == (
        f"`{code}` 的工作日历自 {first} 年起，未包含 {year} 年；"
        "更早的年份可由插件提供（`policyrules_working_calendars`）"
    )


def test_other_countries() -> None:
    countries = Countries()
    assert not countries["US"](date(2021, 12, 31)), "New Year's Day of 2022, kept on the Friday before"
    assert countries["US"](date(2021, 12, 30))
    assert not countries["DE"](date(2026, 10, 3))
    assert not countries["US-CA"](date(2026, 3, 31)), "a holiday of the state alone"
    assert countries["US"](date(2026, 3, 31))


@pytest.mark.parametrize(("code", "year"), [("US", 1700), ("US", 2101), ("SG", 2060), ("MY", 2060)])
def test_estimated_and_uncovered_years(code: str, year: int) -> None:
    with pytest.raises(CannotTell):
        Countries()[code](date(year, 3, 3))


def test_which_names_are_countries() -> None:
    countries = Countries()
    for name in ("CN", "US", "US-CA", "FR"):
        assert name in countries
    for other in ("XX", "US-ZZ", "CN-BJ", "us", "", "本省", "US-", 3, None):
        assert other not in countries
    assert {"CN", "US"} <= set(countries)
    assert len(countries) > 100
    with pytest.raises(KeyError):
        countries["XX"]


def test_counting() -> None:
    always = {"days": 0}

    def every_day(_: date) -> bool:
        always["days"] += 1
        return True

    assert working_days_between(date(2026, 3, 1), date(2026, 3, 8), every_day) == 7
    assert always["days"] == 7, "the first day is not asked for"
    assert working_days_between(date(9999, 12, 30), date(9999, 12, 31), every_day) == 1
