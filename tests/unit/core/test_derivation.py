"""A date that was worked out can say why it is that date."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyrules.core.dates import WEEKEND, add_working_days, can_roll, first_working_day, shift
from policyrules.core.derivation import (
    DaysAdded,
    Derivation,
    MonthsAdded,
    Rolled,
    Run,
    WorkingDaysCounted,
    derive,
)
from policyrules.core.values import CannotTell, Duration
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.calendars import Countries, working_day_in_china

BERLIN = ZoneInfo("Europe/Berlin")
ONE = timedelta(days=1)
COVERED = st.dates(date(2005, 1, 1), date(2025, 11, 15))
"""Days from which 400 others, and a roll over days off, lie in the years that are published (to 2026)."""


def weekday(day: date) -> bool:
    return day.weekday() < 5


def in_china(start: date, **length: int) -> Derivation:
    return derive(start, Duration(**length), working_day=working_day_in_china, rolls=True, calendar="CN")


# --- in words ---------------------------------------------------------------------------------


def test_working_days_over_the_spring_festival() -> None:
    assert in_china(date(2026, 2, 12), working_days=7).text() == (
        "7 working days after 2026-02-12 is 2026-02-28\n"
        "- 2026-02-12 itself does not count\n"
        "- 2026-02-13: working day 1\n"
        "- 2026-02-14: working day 2, worked to make up for Spring Festival\n"
        "- 2026-02-15..2026-02-23: Spring Festival\n"
        "- 2026-02-24..2026-02-27: working days 3 to 6\n"
        "- 2026-02-28: working day 7, worked to make up for Spring Festival"
    )
    assert in_china(date(2026, 2, 12), working_days=3).text("zh") == (
        "2026-02-12 后3个工作日为 2026-02-24\n"
        "- 2026-02-12 当日不计入\n"
        "- 2026-02-13：第 1 个工作日\n"
        "- 2026-02-14：第 2 个工作日，春节调休上班\n"
        "- 2026-02-15 至 2026-02-23：春节\n"
        "- 2026-02-24：第 3 个工作日"
    )


def test_working_days_over_the_national_day_and_may() -> None:
    assert in_china(date(2026, 9, 30), working_days=5).text() == (
        "5 working days after 2026-09-30 is 2026-10-13\n"
        "- 2026-09-30 itself does not count\n"
        "- 2026-10-01..2026-10-07: National Day\n"
        "- 2026-10-08..2026-10-09: working days 1 to 2\n"
        "- 2026-10-10: working day 3, worked to make up for National Day\n"
        "- 2026-10-11: weekend\n"
        "- 2026-10-12..2026-10-13: working days 4 to 5"
    )
    assert in_china(date(2026, 4, 30), working_days=3).text("zh") == (
        "2026-04-30 后3个工作日为 2026-05-08\n"
        "- 2026-04-30 当日不计入\n"
        "- 2026-05-01 至 2026-05-05：劳动节\n"
        "- 2026-05-06 至 2026-05-08：第 1 至 3 个工作日"
    )


def test_plain_weeks_are_told_together() -> None:
    found = in_china(date(2026, 3, 1), working_days=60)
    assert found.text() == (
        "60 working days after 2026-03-01 is 2026-05-27\n"
        "- 2026-03-01 itself does not count\n"
        "- 2026-03-02..2026-04-03: working days 1 to 25, weekends left out\n"
        "- 2026-04-04..2026-04-06: Tomb-sweeping Day\n"
        "- 2026-04-07..2026-04-30: working days 26 to 43, weekends left out\n"
        "- 2026-05-01..2026-05-05: Labour Day\n"
        "- 2026-05-06..2026-05-08: working days 44 to 46\n"
        "- 2026-05-09: working day 47, worked to make up for Labour Day\n"
        "- 2026-05-10: weekend\n"
        "- 2026-05-11..2026-05-27: working days 48 to 60, weekends left out"
    )
    assert "- 2026-05-11 至 2026-05-27：第 48 至 60 个工作日，周末不计入" in found.text("zh")


def test_a_calendar_that_gives_no_reasons() -> None:
    found = derive(date(2026, 3, 5), Duration(working_days=2), working_day=lambda day: day.weekday() != 6)
    assert found.text() == (
        "2 working days after 2026-03-05 is 2026-03-07\n"
        "- 2026-03-05 itself does not count\n"
        "- 2026-03-06..2026-03-07: working days 1 to 2"
    )
    found = derive(
        date(2026, 3, 6), Duration(working_days=3), working_day=lambda day: day.weekday() in (0, 1)
    )
    assert found.text().splitlines()[2:] == [
        "- 2026-03-07..2026-03-08: not working days",
        "- 2026-03-09..2026-03-10: working days 1 to 2",
        "- 2026-03-11..2026-03-15: not working days",
        "- 2026-03-16: working day 3",
    ]
    found = derive(date(2026, 3, 7), Duration(working_days=1), working_day=lambda day: day.weekday() != 6)
    assert found.text("zh").splitlines()[2:] == ["- 2026-03-08：非工作日", "- 2026-03-09：第 1 个工作日"]


def test_counted_back() -> None:
    found = derive(
        date(2026, 2, 24), Duration(working_days=3), sign=-1, working_day=working_day_in_china, rolls=True
    )
    assert found.text() == (
        "3 working days before 2026-02-24 is 2026-02-12\n"
        "- 2026-02-24 itself does not count\n"
        "- 2026-02-15..2026-02-23: Spring Festival\n"
        "- 2026-02-14: working day 1, worked to make up for Spring Festival\n"
        "- 2026-02-12..2026-02-13: working days 2 to 3"
    )
    days = derive(date(2026, 3, 8), Duration(days=7), sign=-1, working_day=weekday, rolls=True)
    assert (
        days.text("zh") == "2026-03-08 前7日为 2026-03-01\n- 2026-03-08 当日不计入，往前第 7 日为 2026-03-01"
    )
    assert days.text() == (
        "7 days before 2026-03-08 is 2026-03-01\n- 2026-03-08 itself does not count, so day 7 before it is 2026-03-01"
    )
    month = derive(date(2026, 3, 31), Duration(months=1), sign=-1)
    assert month.text("zh") == "2026-03-31 前1个月为 2026-02-28\n- 该月没有 31 日，以月末 2026-02-28 为准"
    same_day = derive(date(2026, 3, 30), Duration(months=2), sign=-1)
    assert same_day.text().endswith("- the same day 2 months earlier is 2026-01-30")
    assert same_day.text("zh").endswith("- 2个月前的对应日为 2026-01-30")


def test_months_days_and_the_roll() -> None:
    assert in_china(date(2026, 8, 31), months=1, days=1).text() == (
        "1 month and 1 day after 2026-08-31 is 2026-10-08\n"
        "- that month has no day 31: its last day, 2026-09-30, counts\n"
        "- 2026-09-30 itself does not count, so day 1 is 2026-10-01\n"
        "- 2026-10-01 is not a working day, so the last day moves on to 2026-10-08\n"
        "- 2026-10-01..2026-10-07: National Day"
    )
    assert in_china(date(2026, 9, 1), months=1).text("zh") == (
        "2026-09-01 后1个月为 2026-10-08\n"
        "- 1个月后的对应日为 2026-10-01\n"
        "- 2026-10-01 不是工作日，最后一日顺延至 2026-10-08\n"
        "- 2026-10-01 至 2026-10-07：国庆节"
    )
    on_time = in_china(date(2026, 1, 31), months=1)
    assert on_time.result == date(2026, 2, 28), "a Saturday, but it is worked"
    assert not any(isinstance(step, Rolled) for step in on_time.steps)


def test_time_of_day() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    found = derive(start, Duration(days=1, minutes=90), zone=BERLIN)
    assert found.result == datetime(2026, 3, 29, 13, 30, tzinfo=BERLIN)
    assert found.text() == (
        "1 day and 90 minutes after 2026-03-28 12:00 is 2026-03-29 13:30\n"
        "- 2026-03-28 itself does not count, so day 1 is 2026-03-29\n"
        "- 90 minutes after 2026-03-29 12:00 is 2026-03-29 13:30"
    )
    hours = derive(start, Duration(minutes=24 * 60), zone=BERLIN)
    assert hours.text("zh") == (
        "2026-03-28 12:00 后24小时为 2026-03-29 13:00\n- 2026-03-28 12:00 后24小时为 2026-03-29 13:00"
    )
    back = derive(start, Duration(minutes=30), sign=-1, zone=BERLIN)
    assert back.text().endswith("- 30 minutes before 2026-03-28 12:00 is 2026-03-28 11:30")
    whole = derive(date(2026, 3, 28), Duration(minutes=36 * 60))
    assert whole.text() == "36 hours after 2026-03-28 is 2026-03-29\n- a date goes by whole days: 2026-03-29"


def test_nothing_added_is_no_step() -> None:
    saturday = date(2026, 3, 7)
    found = derive(saturday, Duration(), working_day=weekday, rolls=True)
    assert (found.result, found.steps, found.note()) == (saturday, (), None)
    assert found.text("zh") == "2026-03-07 后0日为 2026-03-07"


def test_very_many_days_are_shortened() -> None:
    found = derive(date(2026, 1, 1), Duration(working_days=1000), working_day=lambda day: day.weekday() == 0)
    lines = found.text().splitlines()
    assert len(lines) == 2 + 61
    assert lines[32] == "- … 1940 more stretches …"
    assert lines[-1].endswith(": working day 1000")
    note = found.note()
    assert note is not None
    assert note.zh.count("；") == 9
    assert "……（略去 1992 段）……" in note.zh
    just = derive(date(2026, 1, 1), Duration(working_days=30), working_day=lambda day: day.weekday() == 0)
    assert "…" not in just.text()


def test_the_note_is_on_one_line() -> None:
    note = in_china(date(2026, 4, 30), working_days=3).note()
    assert note == Phrase(
        "2026-04-30 itself does not count; 2026-05-01..2026-05-05: Labour Day; "
        "2026-05-06..2026-05-08: working days 1 to 3",
        "2026-04-30 当日不计入；2026-05-01 至 2026-05-05：劳动节；2026-05-06 至 2026-05-08：第 1 至 3 个工作日",
    )
    assert in_china(date(2026, 3, 2), days=1).note() is None
    clamped = in_china(date(2026, 3, 31), months=1).note()
    assert clamped is not None
    assert clamped.en == "that month has no day 31: its last day, 2026-04-30, counts"


# --- as values --------------------------------------------------------------------------------


def test_in_json() -> None:
    found = in_china(date(2026, 9, 1), months=1).to_dict()
    assert json.loads(json.dumps(found)) == found
    text = found.pop("text")
    assert text["en"].startswith("1 month after 2026-09-01")
    assert found == {
        "start": "2026-09-01",
        "length": {"months": 1},
        "direction": "after",
        "result": "2026-10-08",
        "calendar": "CN",
        "steps": [
            {"kind": "months", "from": "2026-09-01", "to": "2026-10-01", "months": 1, "clamped": False},
            {
                "kind": "rolled",
                "from": "2026-10-01",
                "to": "2026-10-08",
                "runs": [
                    {
                        "from": "2026-10-01",
                        "to": "2026-10-07",
                        "counts": False,
                        "reason": {"en": "National Day", "zh": "国庆节"},
                    }
                ],
            },
        ],
    }
    kinds = [
        derive(datetime(2026, 3, 1, 9, tzinfo=UTC), Duration(days=1, minutes=1)),
        derive(date(2026, 3, 1), Duration(minutes=24 * 60)),
        derive(date(2026, 3, 1), Duration(working_days=1), sign=-1, working_day=weekday),
    ]
    told: list[Any] = [
        [(step["kind"], step["from"], step["to"]) for step in each.to_dict()["steps"]] for each in kinds
    ]
    assert told == [
        [
            ("days", "2026-03-01", "2026-03-02"),
            ("time", "2026-03-02T09:00:00+00:00", "2026-03-02T09:01:00+00:00"),
        ],
        [("days of hours", "2026-03-01", "2026-03-02")],
        [("working days", "2026-03-01", "2026-02-27")],
    ]


def test_the_steps() -> None:
    steps = in_china(date(2026, 8, 31), months=1, days=1).steps
    assert steps[:2] == (
        MonthsAdded(date(2026, 8, 31), date(2026, 9, 30), 1),
        DaysAdded(date(2026, 9, 30), date(2026, 10, 1), 1),
    )
    (counted,) = in_china(date(2026, 4, 3), working_days=1).steps
    assert counted == WorkingDaysCounted(
        date(2026, 4, 3),
        date(2026, 4, 7),
        1,
        (
            Run(
                date(2026, 4, 4), date(2026, 4, 6), counts=False, reason=Phrase("Tomb-sweeping Day", "清明节")
            ),
            Run(date(2026, 4, 7), date(2026, 4, 7), counts=True),
        ),
    )
    (step,) = derive(date(2026, 3, 6), Duration(working_days=1), working_day=working_day_in_china).steps
    assert isinstance(step, WorkingDaysCounted)
    weekend, _ = step.runs
    assert weekend == Run(date(2026, 3, 7), date(2026, 3, 8), counts=False, reason=WEEKEND)


def test_what_cannot_be_told() -> None:
    with pytest.raises(CannotTell, match="`CN` are not known for 2098"):
        in_china(date(2098, 3, 2), working_days=1)
    with pytest.raises(CannotTell, match="`CN` are not known for 2027"):
        in_china(date(2026, 12, 30), working_days=2)
    with pytest.raises(CannotTell, match="no working-day calendar"):
        derive(date(2026, 3, 2), Duration(working_days=1))
    with pytest.raises(CannotTell, match="no working-day calendar"):
        derive(date(2026, 3, 2), Duration(days=1), rolls=True)
    with pytest.raises(CannotTell, match="1 to 9999"):
        derive(date(9999, 12, 31), Duration(days=1))
    assert derive(date(2026, 3, 2), Duration(minutes=60), rolls=True).result == date(2026, 3, 2)


def test_a_reason_that_cannot_be_told_says_so() -> None:
    class Office:
        def __call__(self, day: date) -> bool:
            return day.weekday() < 5

        def reason(self, day: date) -> Phrase | None:
            raise CannotTell(Phrase(f"why {day}?", "何故？"))

    found = derive(date(2026, 3, 6), Duration(working_days=1), working_day=Office())
    assert found.text().splitlines()[2] == "- 2026-03-07: why 2026-03-07?"


# --- rolling ----------------------------------------------------------------------------------

SATURDAY, MONDAY = date(2026, 3, 7), date(2026, 3, 9)


@pytest.mark.parametrize(
    ("start", "length", "rolled"),
    [
        (date(2026, 3, 2), Duration(days=5), MONDAY),
        (date(2026, 2, 7), Duration(months=1), MONDAY),
        (date(2025, 3, 7), Duration(months=12), MONDAY),
        (date(2026, 3, 1), Duration(days=5), date(2026, 3, 6)),
        # neither working days nor hours, nor a period of no length
        (SATURDAY, Duration(), SATURDAY),
        (date(2026, 3, 6), Duration(minutes=24 * 60), SATURDAY),
        (date(2026, 3, 6), Duration(days=1, minutes=60), SATURDAY),
        (date(2026, 3, 5), Duration(working_days=1), date(2026, 3, 6)),
        (date(2026, 3, 5), Duration(days=1, working_days=1), MONDAY),
        # a length that leads back
        (date(2026, 3, 9), Duration(days=-2), SATURDAY),
    ],
)
def test_what_rolls(start: date, length: Duration, rolled: date) -> None:
    assert shift(start, length, working_day=weekday, rolls=True) == rolled
    assert derive(start, length, working_day=weekday, rolls=True).result == rolled
    plain = shift(start, length, working_day=weekday)
    assert derive(start, length, working_day=weekday).result == plain
    assert plain == rolled or (plain.weekday() >= 5 and can_roll(start, plain, length))


def test_a_period_counted_back_does_not_roll() -> None:
    for length in (Duration(days=2), Duration(months=1)):
        moved = shift(date(2026, 3, 9), length, sign=-1, working_day=weekday, rolls=True)
        assert moved == shift(date(2026, 3, 9), length, sign=-1)
    assert shift(date(2026, 3, 9), Duration(days=2), sign=-1, working_day=weekday, rolls=True) == SATURDAY


def test_a_datetime_keeps_its_time_when_it_rolls() -> None:
    at = datetime(2026, 3, 27, 9, 30, tzinfo=BERLIN)
    moved = shift(at, Duration(days=1), working_day=weekday, rolls=True, zone=BERLIN)
    assert moved == datetime(2026, 3, 30, 9, 30, tzinfo=BERLIN), "over the night the clock goes on"
    assert derive(at, Duration(days=1), working_day=weekday, rolls=True, zone=BERLIN).result == moved


# --- properties -------------------------------------------------------------------------------

lengths = st.builds(
    Duration,
    months=st.integers(-30, 30),
    days=st.integers(-100, 100),
    working_days=st.sampled_from([0, 0, 1, 3, 20, -4]),
    minutes=st.sampled_from([0, 0, 30, 60 * 36, -90]),
)
signs = st.sampled_from([1, -1])
starts = st.one_of(
    COVERED,
    st.tuples(COVERED, st.integers(0, 1439)).map(
        lambda pair: datetime.combine(pair[0], datetime.min.time(), UTC) + timedelta(minutes=pair[1])
    ),
)


@given(starts, lengths, signs, st.booleans())
def test_a_derivation_comes_to_what_shift_comes_to(
    start: date, length: Duration, sign: Any, rolls: bool
) -> None:
    found = derive(start, length, sign=sign, working_day=weekday, rolls=rolls, zone=BERLIN)
    assert found.result == shift(start, length, sign=sign, working_day=weekday, rolls=rolls, zone=BERLIN)
    assert type(found.result) is type(start)
    assert found.text().splitlines()[0].endswith(f"is {found.text('zh').splitlines()[0].split('为 ')[1]}")
    assert json.loads(json.dumps(found.to_dict()))


@given(COVERED, st.integers(-250, 250))
def test_counting_agrees_with_walking(start: date, count: int) -> None:
    """Cross off working days on the calendar, one at a time, and stop at the last."""
    step = ONE if count > 0 else -ONE
    day, crossed = start, 0
    while crossed < abs(count):
        day += step
        crossed += working_day_in_china(day)
    assert add_working_days(start, count, working_day_in_china) == day


@given(COVERED, st.integers(1, 250), signs)
def test_the_days_that_count_sum_up_to_the_length(start: date, count: int, sign: Any) -> None:
    found = derive(start, Duration(working_days=count), sign=sign, working_day=working_day_in_china)
    (step,) = found.steps
    assert isinstance(step, WorkingDaysCounted)
    assert sum(run.days for run in step.runs if run.counts) == count
    assert step.runs[-1].counts, "it ends on a working day"
    told = [
        run.first + number * ONE
        for run in (step.runs if sign > 0 else step.runs[::-1])
        for number in range(run.days)
    ]
    passed = sorted((start, found.result))
    assert told == [
        passed[0] + number * ONE for number in range(1 if sign > 0 else 0, len(told) + (sign > 0))
    ]
    assert len(told) == (passed[1] - passed[0]).days
    for run in step.runs:
        for number in range(run.days):
            day = run.first + number * ONE
            assert working_day_in_china(day) is run.counts
            assert working_day_in_china.reason(day) == run.reason
    for before, after in zip(step.runs, step.runs[1:], strict=False):
        assert (before.counts, before.reason) != (after.counts, after.reason), "runs are as long as can be"


@given(COVERED, st.integers(1, 400))
def test_a_roll_passes_over_days_off_only(start: date, days: int) -> None:
    found = derive(start, Duration(days=days), working_day=working_day_in_china, rolls=True)
    end = start + days * ONE
    assert found.result == first_working_day(end, working_day_in_china)
    assert working_day_in_china(found.result)
    rolled = [step for step in found.steps if isinstance(step, Rolled)]
    assert sum(run.days for step in rolled for run in step.runs) == (found.result - end).days
    assert not any(run.counts for step in rolled for run in step.runs)


def test_every_country_can_be_derived_by() -> None:
    countries = Countries()
    for code in ("US", "DE", "RU", "HU", "HK", "IL", "JP", "US-CA"):
        found = derive(date(2024, 12, 20), Duration(working_days=15), working_day=countries[code])
        assert found.result == add_working_days(date(2024, 12, 20), 15, countries[code])
        assert found.text("zh").startswith("2024-12-20 后15个工作日为 2025-01-")
        assert "not a working day" not in found.text()
