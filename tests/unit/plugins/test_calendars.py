"""Working days come from published calendars; a year nobody has published is never guessed."""

from datetime import date, timedelta

import pytest

from policyrules.core.values import CannotTell
from policyrules.plugins.calendars import Countries, working_day_in_china, working_days_between


def test_china_has_holidays_and_make_up_days() -> None:
    days = [date(2026, 1, 1) + timedelta(days=after) for after in range(365)]
    assert sum(map(working_day_in_china, days)) == 248
    assert working_day_in_china(date(2026, 2, 28)), "a Saturday that is worked"
    assert not working_day_in_china(date(2026, 10, 7)), "a Wednesday that is not"


@pytest.mark.parametrize("year", [1999, 2003, 2098])
def test_china_outside_its_notices(year: int) -> None:
    with pytest.raises(CannotTell) as caught:
        working_day_in_china(date(year, 6, 1))
    assert caught.value.in_("en") == f"the working days of `CN` are not known for {year}"
    assert caught.value.in_("zh") == f"`CN`的工作日历未包含 {year} 年"


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
