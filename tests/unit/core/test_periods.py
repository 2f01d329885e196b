"""The pieces of the calendar: without gaps, without overlaps, and called by one name each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyrules.core.dates import add_months
from policyrules.core.period_names import UNITS, period_called, period_name, unit_called
from policyrules.core.periods import (
    a_year_earlier,
    last_day_of,
    period_days,
    period_number,
    period_of,
    previous,
)
from policyrules.core.values import CannotTell, Period
from policyrules.syntax.ast.clauses import PeriodUnit

EVERY_UNIT: tuple[PeriodUnit, ...] = get_args(PeriodUnit)
units = st.sampled_from(EVERY_UNIT)
days = st.dates()
past = st.dates(date(3, 1, 1))
"""Days with a year before them."""
ONE = timedelta(days=1)


@given(unit=units, day=days)
def test_a_day_lies_in_the_period_of_its_number_and_in_no_other(unit: PeriodUnit, day: date) -> None:
    number = period_number(unit, day)
    assert day in period_days(unit, number)
    for other in (number - 1, number + 1):
        try:
            assert day not in period_days(unit, other)
        except CannotTell:
            assert day.year in (1, 9999)


@given(unit=units, day=days)
def test_every_day_of_a_period_has_its_number(unit: PeriodUnit, day: date) -> None:
    period = period_of(unit, day)
    assert {period_number(unit, each) for each in (period.start, last_day_of(period))} == {
        period_number(unit, day)
    }
    assert period.start <= day <= last_day_of(period)


@given(unit=units, day=past)
def test_periods_follow_each_other_without_a_gap(unit: PeriodUnit, day: date) -> None:
    period = period_of(unit, day)
    before = previous(unit, period)
    assert last_day_of(before) + ONE == period.start
    assert period_number(unit, last_day_of(before)) + 1 == period_number(unit, period.start)


@given(unit=units.filter(lambda unit: unit != "week"), day=past)
def test_a_year_earlier_is_called_the_same(unit: PeriodUnit, day: date) -> None:
    period, earlier = period_of(unit, day), a_year_earlier(unit, period_of(unit, day))
    assert earlier == period_of(unit, add_months(period.start, -12))
    if unit != "day" or (day.month, day.day) != (2, 29):
        said, before = period_name(unit, period).en, period_name(unit, earlier).en
        assert before == f"{day.year - 1:04}{said[4:]}"


@given(day=past)
def test_weeks_a_year_earlier_are_52_weeks_earlier(day: date) -> None:
    week = period_of("week", day)
    earlier = a_year_earlier("week", week)
    assert week.start - earlier.start == timedelta(weeks=52)
    assert earlier.start.isoweekday() == 1
    assert last_day_of(earlier).isoweekday() == 7


def test_leap_days() -> None:
    assert a_year_earlier("day", Period(date(2028, 2, 29), date(2028, 2, 29))).start == date(2027, 2, 28)
    assert a_year_earlier("half month", period_of("half month", date(2028, 2, 29))) == Period(
        date(2027, 2, 16), date(2027, 2, 28)
    )
    assert last_day_of(period_of("month", date(2028, 2, 1))) == date(2028, 2, 29)


def test_the_first_and_the_last_day_there_are() -> None:
    for unit in EVERY_UNIT:
        assert period_of(unit, date.min).start == date.min
        assert period_of(unit, date.max).finish == date.max
        with pytest.raises(CannotTell):
            previous(unit, period_of(unit, date.min))
        with pytest.raises(CannotTell):
            a_year_earlier(unit, period_of(unit, date.min))


# --- names ------------------------------------------------------------------------------------


@given(unit=units, day=days)
def test_either_name_of_a_period_means_it(unit: PeriodUnit, day: date) -> None:
    period = period_of(unit, day)
    name = period_name(unit, period)
    assert period_called(name.en) == period_called(name.zh) == (unit, period)
    assert name.en.isascii()
    assert not name.zh.isascii()


@pytest.mark.parametrize(
    ("text", "unit", "day"),
    [
        ("2026", "year", date(2026, 1, 1)),
        ("2026年度", "year", date(2026, 1, 1)),
        ("２０２６年", "year", date(2026, 1, 1)),
        ("2026H2", "half year", date(2026, 7, 1)),
        ("2026 second half", "half year", date(2026, 7, 1)),
        ("first half of 2026", "half year", date(2026, 1, 1)),
        ("2026上半年", "half year", date(2026, 1, 1)),
        ("2026-q4", "quarter", date(2026, 10, 1)),
        ("2026年四季度", "quarter", date(2026, 10, 1)),
        ("2026年第4季度", "quarter", date(2026, 10, 1)),
        ("2026-3", "month", date(2026, 3, 1)),
        ("2026年03月份", "month", date(2026, 3, 1)),
        ("2026-03-first half", "half month", date(2026, 3, 1)),
        ("Second half of 2026-02", "half month", date(2026, 2, 16)),
        ("2026年2月 下半月", "half month", date(2026, 2, 16)),
        ("2026-w1", "week", date(2025, 12, 29)),
        ("2026年第53周", "week", date(2026, 12, 28)),
        ("2026-03-02", "day", date(2026, 3, 2)),
        (" 2026年3月2日 ", "day", date(2026, 3, 2)),
    ],
)
def test_what_periods_are_called(text: str, unit: PeriodUnit, day: date) -> None:
    assert period_called(text) == (unit, period_of(unit, day))


@pytest.mark.parametrize(
    "text",
    [
        "", "March", "2026-13", "2026-00", "2026-Q5", "2026-H3", "2027-W53", "2026-02-30", "2026年3月中半月", "26-03",
        "0000", "2026-W00", "2026年零季度", "2026-03 third half", "first half", "2026-03-02..2026-03-05", "2" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    assert period_called(text) is None


@pytest.mark.no_cover
@given(st.text(max_size=60))
def test_any_text_is_a_period_or_none(text: str) -> None:
    found = period_called(text)
    assert found is None or period_of(found[0], found[1].start) == found[1]


def test_units_by_their_words() -> None:
    assert list(UNITS) == list(EVERY_UNIT)
    for unit, said in UNITS.items():
        for word in (said.en, said.zh, f"each {said.en}", f"每{said.zh}", said.en.upper()):
            assert unit_called(word) == unit
    for word in ("", "each", "fortnight", "旬"):
        assert unit_called(word) is None
