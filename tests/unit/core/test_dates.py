"""Period arithmetic by the Civil Code, and days on the policy's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyrules.core import ir
from policyrules.core.calendars import Entry, WorkingDays
from policyrules.core.dates import add_months, add_working_days, day_of, shift, zone_of
from policyrules.core.values import UNKNOWN, CannotTell, Duration, Period
from policyrules.diagnostics.phrase import Phrase
from tests.unit.core.build import (
    CASE,
    DATE,
    DATED_CASE,
    DURATION,
    INTEGER,
    PERIOD,
    case,
    const,
    evaluation,
    f,
    policy,
    program,
    value,
)

DAY = date(2026, 3, 2)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def weekday(day: date) -> bool:
    return day.weekday() < 5


def in_china(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_clamp_to_the_months_end(start: date, months: int, expected: date) -> None:
    assert add_months(start, months) == expected


def test_months_are_added_once() -> None:
    once = shift(date(2026, 1, 31), Duration(months=2))
    twice = shift(shift(date(2026, 1, 31), Duration(months=1)), Duration(months=1))
    assert (once, twice) == (date(2026, 3, 31), date(2026, 3, 28))
    assert shift(date(2026, 1, 31), Duration(months=1, days=1)) == date(2026, 3, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-500, 500))
def test_clamping_keeps_month_and_day(start: date, months: int) -> None:
    moved = add_months(start, months)
    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == months
    assert moved.day == start.day or (moved + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 2, 12), 3, date(2026, 2, 24)),
        (date(2026, 2, 12), 7, date(2026, 2, 28)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 4, 30), 3, date(2026, 5, 8)),
    ],
)
def test_working_days_in_china(start: date, count: int, expected: date) -> None:
    assert add_working_days(start, count, in_china) == expected


def test_the_first_day_does_not_count() -> None:
    saturday = date(2026, 3, 7)
    assert add_working_days(saturday, 0, weekday) == saturday
    assert add_working_days(saturday, 1, weekday) == date(2026, 3, 9)
    assert add_working_days(date(2026, 3, 9), -1, weekday) == date(2026, 3, 6)


def test_the_end_of_time_cannot_be_told() -> None:
    for duration in (Duration(months=10**18), Duration(days=10**18), Duration(working_days=10**18)):
        for sign in (1, -1):
            with pytest.raises(CannotTell):
                shift(DAY, duration, sign=sign, working_day=weekday)
    with pytest.raises(CannotTell):
        shift(datetime(9999, 12, 31, 23, tzinfo=UTC), Duration(minutes=120))
    with pytest.raises(CannotTell):
        shift(datetime(2026, 1, 1, tzinfo=UTC), Duration(minutes=10**18))


def test_a_datetime_keeps_its_clock() -> None:
    moment = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)  # 07:30 on 1 February in Shanghai
    moved = shift(moment, Duration(months=1), zone=SHANGHAI)
    assert moved == datetime(2026, 3, 1, 7, 30, tzinfo=SHANGHAI)
    assert shift(moment, Duration(minutes=90), sign=-1, zone=SHANGHAI) == moment - timedelta(minutes=90)


def test_a_date_moves_by_whole_days_of_minutes() -> None:
    assert shift(DAY, Duration(minutes=60 * 36)) == date(2026, 3, 3)
    assert shift(DAY, Duration(minutes=-60 * 36)) == date(2026, 3, 1)


def test_the_day_of_a_datetime_is_the_zones() -> None:
    late = datetime(2026, 3, 1, 17, tzinfo=UTC)
    assert day_of(late, SHANGHAI) == DAY
    made = program(policies=policy(zone="Asia/Shanghai"))
    assert zone_of(made, "Case") == SHANGHAI
    assert zone_of(program(), "Case") is UTC
    there = evaluation(made, case(at=late, start=DAY))
    assert there.value(ir.Compare("=", f("at"), f("start"))) is True
    assert there.value(ir.Compare("<=", f("start"), f("at"))) is True
    assert there.value(ir.Between(f("at"), const(date(2026, 3, 5)), INTEGER)) == 3
    here = evaluation(program(), case(at=late, start=DAY))
    assert here.value(ir.Compare("<", f("at"), f("start"))) is True
    bare = datetime(2026, 3, 1, 17, tzinfo=timezone(timedelta(hours=8)))
    assert evaluation(made, case(at=bare, start=DAY)).value(ir.Compare("=", f("at"), f("start"))) is False


def test_shift_with_none_unknown_and_calendars() -> None:
    three = const(Duration(working_days=3), DURATION)

    def moved(calendar: str | None, **known: Any) -> object:
        expr = ir.Shift(f("finish"), 1, three, calendar, DATE)
        return evaluation(calendars={"office": weekday}, **known).value(expr)

    assert moved("office", finish=DAY) == date(2026, 3, 5)
    assert moved("office", finish=None) is None
    assert moved("office") is UNKNOWN
    assert moved(None, finish=DAY) is UNKNOWN
    assert moved("nowhere", finish=DAY) is UNKNOWN


def test_a_missing_calendar_is_a_fault() -> None:
    made = evaluation(finish=DAY)
    expr = ir.Shift(f("finish"), 1, const(Duration(working_days=1), DURATION), "nowhere", DATE)
    assert made.value(expr) is UNKNOWN
    assert [fault.function for fault in made.faults] == ["nowhere"]


def test_a_calendar_may_fail_or_not_cover_a_year() -> None:
    def broken(day: date) -> bool:
        raise ValueError(day)

    expr = ir.InCalendar(f("finish"), "worked")
    declared = program(calendars={"worked": (Entry("add", WorkingDays("office")),)})
    made = evaluation(declared, finish=DAY, calendars={"office": broken})
    assert made.value(expr) is UNKNOWN
    assert "ValueError" in next(iter(made.faults)).message.en
    assert evaluation(declared, finish=DAY).value(expr) is UNKNOWN

    def uncovered(day: date) -> bool:
        raise CannotTell(Phrase(f"{day} is not covered", "未覆盖"))

    other = evaluation(declared, finish=DAY, calendars={"office": uncovered})
    assert other.value(expr) is UNKNOWN
    assert not other.faults
    assert evaluation(declared, finish=DAY, calendars={"office": weekday}).value(expr) is True
    assert evaluation(declared, finish=None, calendars={"office": weekday}).value(expr) is False
    assert evaluation(declared, calendars={"office": weekday}).value(expr) is UNKNOWN


def test_periods() -> None:
    span = ir.MakePeriod(f("start"), f("finish"), PERIOD)
    assert value(span, start=DAY, finish=None) == Period(DAY, None)
    assert value(span, start=DAY) is UNKNOWN
    assert value(ir.MakePeriod(f("finish"), f("start"), PERIOD), finish=None) is None
    inside = ir.InPeriod(f("start"), const(Period(DAY, date(2026, 3, 5)), PERIOD))
    for day, expected in (
        (date(2026, 3, 1), False),
        (DAY, True),
        (date(2026, 3, 5), True),
        (date(2026, 3, 6), False),
    ):
        assert value(inside, start=day) is expected
    assert value(ir.InPeriod(f("start"), const(None, PERIOD))) is False


def test_made_durations() -> None:
    def made(unit: str, amount: ir.Expr) -> object:
        return value(ir.MakeDuration(amount, unit, DURATION), n=2, m=None)

    assert made("quarter", f("n")) == Duration(months=6)
    assert made("hour", f("n")) == Duration(minutes=120)
    assert made("working day", f("m")) is None


def test_the_governing_date() -> None:
    other = date(2026, 12, 31)
    dated = program(schema=DATED_CASE)
    assert evaluation(dated, case(start=DAY), on=other).governing == DAY
    assert evaluation(dated, case(start=DAY), on=other).today == other
    assert evaluation(dated, case(start=DAY)).today == DAY
    assert evaluation(dated, case(), on=other).governing is UNKNOWN
    assert evaluation(dated, case(start=None), on=other).governing == other
    assert evaluation(dated, case()).today is UNKNOWN
    undated = program(schema=CASE)
    assert evaluation(undated, case(start=DAY), on=other).governing == other
    assert evaluation(undated, case(start=DAY)).governing is UNKNOWN
    assert evaluation(undated, case(start=DAY)).value(ir.Today(DATE)) is UNKNOWN
