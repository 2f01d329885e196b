"""What a declared calendar becomes in the core."""

from __future__ import annotations

from datetime import date

from policyrules.core.calendars import (
    Calendar,
    Dates,
    Entry,
    OtherCalendar,
    Weekdays,
    WeekOfMonth,
    WorkingDays,
)
from policyrules.semantics.schema import Titled
from tests.unit.core_lower.lowered import checked, program


def test_every_form() -> None:
    made = program(
        """
        calendar all_forms 全部 {
            week 2 of each month by monday
            每月 第 1 周 按 周日 计
            last week of each month by row
            except every tuesday, sunday
            2026-10-01
            2026-12-30 至 2027-01-02
            仅限 工作日
            除 无会日 外
        }
        """
    )
    assert made.calendars["all_forms"] == Calendar(
        Titled("all_forms", "全部"),
        "p",
        (
            Entry("add", WeekOfMonth(2, 0)),
            Entry("add", WeekOfMonth(1, 6)),
            Entry("add", WeekOfMonth(-1, None)),
            Entry("except", Weekdays(frozenset({1, 6}))),
            Entry("add", Dates(date(2026, 10, 1), date(2026, 10, 1))),
            Entry("add", Dates(date(2026, 12, 30), date(2027, 1, 2))),
            Entry("only", WorkingDays("CN")),
            Entry("except", OtherCalendar("quiet")),
        ),
    )
    assert not made.calendars["all_forms"].starts_full
    place = made.calendars["all_forms"].entries[3].place
    assert place is not None
    assert place.text == "except every tuesday, sunday"


def test_working_days_are_those_of_the_policy_it_stands_in() -> None:
    made = program(
        "calendar here { working days }",
        'policy q { working days of "US" }\nuse p\ncalendar there { only working days  here }',
    )
    assert made.calendars["here"].entries == (Entry("add", WorkingDays("CN")),)
    there = made.calendars["there"]
    assert there.entries == (Entry("only", WorkingDays("US")), Entry("add", OtherCalendar("here")))
    assert (there.policy, there.starts_full) == ("q", True)


def test_another_calendar_is_meant_by_either_name() -> None:
    made, said = checked("calendar quiet 无会日 { every monday }\ncalendar 全部 { 无会日 }")
    assert not said
    assert made.calendars["全部"].entries == (Entry("add", OtherCalendar("quiet")),)
