"""Months are added as Catala adds them when it rounds down.

The cases are those that Catala's `dates_calc` publishes for its own tests: the same days, lengths of time
and results, as far as they are about additions. Our stated rounding is theirs “down”: a month without the day
ends on its last, years and months are added at once, days after them. (Rounding up, the ambiguous ones would be
the first of the next month.)
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyrules.core.dates import add_months, shift
from policyrules.core.derivation import MonthsAdded, derive
from policyrules.core.values import Duration
from policyrules.plugins.standard.dates import end_of_month

EXACT = {
    # days alone, over the ends of months and years and both kinds of February
    ("2012-03-20", "10 days"): "2012-03-30",
    ("2012-03-31", "1 day"): "2012-04-01",
    ("2012-02-28", "1 day"): "2012-02-29",
    ("2013-02-28", "1 day"): "2013-03-01",
    ("2012-03-01", "71 days"): "2012-05-11",
    ("2012-11-01", "71 days"): "2013-01-11",
    # months that have the day
    ("2012-02-15", "2 months"): "2012-04-15",
    ("2012-02-28", "4 months"): "2012-06-28",
    ("2012-03-15", "1 month"): "2012-04-15",
    ("2012-11-15", "3 months"): "2013-02-15",
    ("2012-03-31", "2 months"): "2012-05-31",
    ("2012-01-31", "2 months"): "2012-03-31",
    ("2013-01-31", "2 months"): "2013-03-31",
    ("2012-10-31", "5 months"): "2013-03-31",
    # years that have the day
    ("2012-01-01", "1 year"): "2013-01-01",
    ("2012-02-28", "4 years"): "2016-02-28",
    ("2012-02-29", "4 years"): "2016-02-29",
    ("2012-03-15", "1 year"): "2013-03-15",
    ("2012-11-15", "3 years"): "2015-11-15",
}
ROUNDED_DOWN = {
    ("2012-03-31", "1 month"): "2012-04-30",
    ("2012-03-31", "3 months"): "2012-06-30",
    ("2012-01-31", "1 month"): "2012-02-29",
    ("2012-01-31", "3 months"): "2012-04-30",
    ("2013-01-31", "1 month"): "2013-02-28",
    ("2013-01-31", "3 months"): "2013-04-30",
    ("2012-10-31", "4 months"): "2013-02-28",
    ("2012-10-31", "6 months"): "2013-04-30",
    ("2012-10-29", "4 months"): "2013-02-28",
    ("2012-02-29", "1 year"): "2013-02-28",
    ("2012-02-29", "88 years"): "2100-02-28",
}
LAST_DAYS = {"2012-02-15": "2012-02-29", "2013-02-15": "2013-02-28"}


def length(text: str) -> Duration:
    count, unit = text.split()
    match unit.removesuffix("s"):
        case "day":
            return Duration(days=int(count))
        case "month":
            return Duration(months=int(count))
        case _:
            return Duration(months=12 * int(count))


@pytest.mark.parametrize(("start", "added", "expected"), [(*case, day) for case, day in EXACT.items()])
def test_exact_additions(start: str, added: str, expected: str) -> None:
    day, duration = date.fromisoformat(start), length(added)
    assert shift(day, duration) == date.fromisoformat(expected)
    steps = derive(day, duration).steps
    assert not any(isinstance(step, MonthsAdded) and step.clamped for step in steps)


@pytest.mark.parametrize(("start", "added", "expected"), [(*case, day) for case, day in ROUNDED_DOWN.items()])
def test_ambiguous_additions_are_rounded_down(start: str, added: str, expected: str) -> None:
    day, duration = date.fromisoformat(start), length(added)
    moved = shift(day, duration)
    assert moved == date.fromisoformat(expected)
    assert moved == end_of_month(moved)
    (step,) = derive(day, duration).steps
    assert isinstance(step, MonthsAdded)
    assert step.clamped


@pytest.mark.parametrize(("day", "last"), LAST_DAYS.items())
def test_the_last_day_of_a_month(day: str, last: str) -> None:
    assert end_of_month(date.fromisoformat(day)) == date.fromisoformat(last)


days = st.dates(date(1000, 1, 1), date(3000, 12, 31))


@given(days, st.integers(-200, 200), st.integers(-50, 50))
def test_years_and_months_are_added_at_once(day: date, months: int, years: int) -> None:
    assert shift(day, Duration(months=12 * years + months)) == add_months(day, 12 * years + months)


@given(days, st.integers(-500, 500))
def test_a_month_has_the_day_or_ends_on_its_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day == min(day.day, monthrange(moved.year, moved.month)[1])


@given(days, days, st.integers(0, 500))
def test_adding_months_never_turns_days_round(first: date, second: date, months: int) -> None:
    earlier, later = sorted((first, second))
    assert add_months(earlier, months) <= add_months(later, months)


@given(days, st.integers(-500, 500), st.integers(-500, 500))
def test_months_come_before_days(day: date, months: int, count: int) -> None:
    assert shift(day, Duration(months=months, days=count)) == add_months(day, months) + timedelta(days=count)
