"""Declared calendars hold the days a reader with a calendar sheet would say they hold."""

from __future__ import annotations

from calendar import monthcalendar, monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, date, timedelta
from functools import cache, partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyrules.backends.python.runtime import _DAYS_REMEMBERED, CalendarDays, Surroundings
from policyrules.core.calendars import (
    Asked,
    Calendar,
    Dates,
    Entry,
    OtherCalendar,
    Weekdays,
    WeekOfMonth,
    WorkingDays,
    holds,
)
from policyrules.core.calendars import (
    CalendarDays as Days,
)
from policyrules.core.calendars.weeks import LAST, in_week_by_row, in_week_by_weekday
from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.schema import Titled
from tests.unit.core import build as b

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

ONE = timedelta(days=1)


def all_days(first: date, last: date) -> list[date]:
    return [first + number * ONE for number in range((last - first).days + 1)]


# --- weeks ------------------------------------------------------------------------------------


@cache
def weeks_by_weekday(year: int, month: int, weekday: int) -> tuple[tuple[date, ...], ...]:
    """The weeks of a month as one finds them with a finger: go down the column of that weekday."""
    anchors = [
        date(year, month, day)
        for day in range(1, monthrange(year, month)[1] + 1)
        if date(year, month, day).weekday() == weekday
    ]
    return tuple(tuple(anchor + (number - weekday) * ONE for number in range(7)) for anchor in anchors)


def of_every_month(year: int, weekday: int, nth: int) -> set[date]:
    """The days of the nth weeks of all months of a year, and of the months beside it."""
    found: set[date] = set()
    for at in range(year * 12 - 1, year * 12 + 13):
        weeks = weeks_by_weekday(*divmod_month(at), weekday)
        wanted = weeks[-1:] if nth == LAST else weeks[nth - 1 : nth]
        found.update(day for week in wanted for day in week)
    return found


def divmod_month(number: int) -> tuple[int, int]:
    return number // 12, number % 12 + 1


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5, LAST])
def test_weeks_by_a_weekday_are_those_of_the_calendar_sheet(weekday: int, nth: int) -> None:
    for year in (1900, 2000, 2023, 2024, 2025, 2026, 2027, 2028):
        expected = of_every_month(year, weekday, nth)
        for day in all_days(date(year, 1, 1), date(year, 12, 31)):
            assert in_week_by_weekday(day, nth, weekday) is (day in expected), day


@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5, 6, LAST])
def test_rows_are_those_of_the_calendar_sheet(nth: int) -> None:
    for number in range(1900 * 12, 2030 * 12, 7):
        year, month = divmod_month(number)
        sheet = monthcalendar(year, month)
        row = sheet[-1] if nth == LAST else sheet[nth - 1] if nth <= len(sheet) else []
        for day in range(1, monthrange(year, month)[1] + 1):
            assert in_week_by_row(date(year, month, day), nth) is (day in row), (year, month, day)


def test_every_day_is_in_one_week_and_one_row() -> None:
    for day in all_days(date(2023, 1, 1), date(2028, 12, 31)):
        for weekday in range(7):
            assert sum(in_week_by_weekday(day, nth, weekday) for nth in range(1, 7)) == 1
            assert not in_week_by_weekday(day, 6, weekday)
        assert sum(in_week_by_row(day, nth) for nth in range(1, 7)) == 1


def test_the_readings_differ_as_offices_know() -> None:
    begin = {
        month: (
            next(d for d in all_days(date(*month, 1), date(*month, 28)) if in_week_by_weekday(d, 2, 0)),
            next(d for d in all_days(date(*month, 1), date(*month, 28)) if in_week_by_row(d, 2)),
        )
        for month in ((2026, 2), (2026, 8), (2026, 11), (2027, 1), (2027, 2))
    }
    assert begin == {
        (2026, 2): (date(2026, 2, 9), date(2026, 2, 2)),
        (2026, 8): (date(2026, 8, 10), date(2026, 8, 3)),
        (2026, 11): (date(2026, 11, 9), date(2026, 11, 2)),
        (2027, 1): (date(2027, 1, 11), date(2027, 1, 4)),
        (2027, 2): (date(2027, 2, 8), date(2027, 2, 8)),
    }


def test_the_first_and_the_last_day_there_is() -> None:
    assert in_week_by_weekday(date.min, 1, 0), "1 January of the year 1 is a Monday"
    assert in_week_by_weekday(date.max, LAST, 4), "a Friday"
    assert in_week_by_weekday(date.max, 1, 6), "its Sunday is the first of a year that never comes"
    assert not in_week_by_weekday(date.max, LAST, 6)
    assert in_week_by_row(date.min, 1)
    assert in_week_by_row(date.max, LAST)


# --- set operations ---------------------------------------------------------------------------

COVERED = (date(2026, 1, 1), date(2026, 12, 31))


def office(day: date) -> bool:
    """Works on weekdays, and is not told beyond 2026."""
    if not COVERED[0] <= day <= COVERED[1]:
        raise CannotTell(Phrase(f"{day.year} is not told", f"未公布 {day.year} 年"))
    return day.weekday() < 5


def working(name: str) -> Callable[[date], bool]:
    assert name == "office"
    return office


def declared(**entries: tuple[Entry, ...]) -> Mapping[str, Calendar]:
    return {name: Calendar(Titled(name), "p", each) for name, each in entries.items()}


def add(days: Days) -> Entry:
    return Entry("add", days)


def but(days: Days) -> Entry:
    return Entry("except", days)


def only(days: Days) -> Entry:
    return Entry("only", days)


FEAST = Dates(date(2026, 10, 1), date(2026, 10, 7))
MONDAYS = Weekdays(frozenset({0}))
WEEKEND = Weekdays(frozenset({5, 6}))
OFFICE = WorkingDays("office")

WINDOW = all_days(date(2026, 9, 20), date(2027, 1, 10))
simple = st.one_of(
    st.builds(WeekOfMonth, st.sampled_from([1, 2, 4, 5, 6, LAST]), st.sampled_from([None, 0, 2, 6])),
    st.builds(Weekdays, st.frozensets(st.integers(0, 6), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(WINDOW), st.integers(0, 20)).map(
        lambda pair: Dates(pair[0], pair[0] + pair[1] * ONE)
    ),
    st.just(OFFICE),
)
hows = st.sampled_from(["add", "add", "except", "only"])


@st.composite
def several(draw: Callable[..., Any]) -> Mapping[str, Calendar]:
    """A few calendars; each may rest on those before it."""
    made: dict[str, tuple[Entry, ...]] = {}
    for name in ("a", "b", "c", "d"):
        entries = []
        for _ in range(draw(st.integers(1, 4))):
            days = draw(simple)
            if made and draw(st.integers(0, 2)) == 0:
                days = OtherCalendar(draw(st.sampled_from(sorted(made))))
            entries.append(Entry(draw(hows), days))
        made[name] = tuple(entries)
    return declared(**made)


def brute_force(calendars: Mapping[str, Calendar], name: str) -> tuple[set[date], set[date]]:
    """The days that surely, and that possibly, belong: set operations over a window, one after the other."""

    def of(days: Days) -> tuple[set[date], set[date]]:
        found: set[date] = set()
        match days:
            case WeekOfMonth(nth, weekday):
                ask = partial(in_week_by_row, nth=nth)
                if weekday is not None:
                    ask = partial(in_week_by_weekday, nth=nth, weekday=weekday)
                found = {day for day in WINDOW if ask(day)}
            case Weekdays(weekdays):
                found = {day for day in WINDOW if day.weekday() in weekdays}
            case Dates(first, last):
                found = {day for day in WINDOW if first <= day <= last}
            case OtherCalendar(other):
                return brute_force(calendars, other)
            case WorkingDays():
                told = {day for day in WINDOW if day <= COVERED[1]}
                found = {day for day in told if day.weekday() < 5}
                return found, found | (set(WINDOW) - told)
        return found, found

    entries = calendars[name].entries
    sure = set() if entries[0].how == "add" else set(WINDOW)
    possible = set(sure)
    for entry in entries:
        surely, possibly = of(entry.days)
        match entry.how:
            case "add":
                sure, possible = sure | surely, possible | possibly
            case "except":
                sure, possible = sure - possibly, possible - surely
            case "only":
                sure, possible = sure & surely, possible & possibly
    return sure, possible


@given(several())
def test_entries_are_set_operations_in_order(calendars: Mapping[str, Calendar]) -> None:
    sure, possible = brute_force(calendars, "d")
    for day in WINDOW:
        if day in sure:
            assert holds(calendars, "d", day, working)
        elif day not in possible:
            assert not holds(calendars, "d", day, working)
        else:
            with pytest.raises(CannotTell, match="2027 is not told"):
                holds(calendars, "d", day, working)


@given(several(), st.sampled_from(WINDOW))
def test_the_last_entry_that_says_something_decides(calendars: Mapping[str, Calendar], day: date) -> None:
    asked = Asked(calendars, day, working)
    answer, entry = asked.answer("d"), asked.decided_by("d")
    if isinstance(answer, CannotTell):
        assert entry is None
    elif entry is None:
        assert answer is calendars["d"].starts_full
    else:
        assert answer is (entry.how == "add")


def test_which_entry_decided() -> None:
    entries = (add(OFFICE), but(MONDAYS), add(FEAST), only(WeekOfMonth(1, None)))
    calendars = declared(quiet=entries)
    for day, expected in (
        (date(2026, 10, 1), entries[2]),
        (date(2026, 10, 5), entries[3]),
        (date(2026, 9, 1), entries[0]),
        (date(2026, 9, 7), entries[3]),
        (date(2026, 6, 1), entries[1]),
    ):
        assert Asked(calendars, day, working).decided_by("quiet") == expected, day
    assert Asked(declared(quiet=(add(FEAST),)), date(2026, 9, 1), working).decided_by("quiet") is None


def test_an_empty_calendar_has_no_days() -> None:
    assert not holds(declared(empty=()), "empty", date(2026, 3, 2), working)


def test_calendars_of_working_days_are_asked_only_where_it_matters() -> None:
    asked: list[date] = []

    def curious(name: str) -> Callable[[date], bool]:
        del name

        def ask(day: date) -> bool:
            asked.append(day)
            return True

        return ask

    calendars = declared(quiet=(add(MONDAYS), add(OFFICE), but(WEEKEND)))
    assert holds(calendars, "quiet", date(2026, 3, 2), curious)
    assert asked == [], "it is a Monday"
    assert holds(calendars, "quiet", date(2026, 3, 3), curious)
    assert asked == [date(2026, 3, 3)]


def test_what_is_not_told_counts_only_where_it_matters() -> None:
    day = date(2027, 3, 7)
    assert not holds(declared(x=(add(OFFICE), but(WEEKEND))), "x", day, working)
    assert holds(declared(x=(but(OFFICE), add(WEEKEND))), "x", day, working)
    with pytest.raises(CannotTell):
        holds(declared(x=(add(OFFICE), but(MONDAYS))), "x", day, working)


def test_calendars_rest_on_each_other_as_deep_and_as_often_as_they_like() -> None:
    deep = {f"c{n}": (add(OtherCalendar(f"c{n + 1}")),) for n in range(5_000)}
    calendars = declared(**deep, c5000=(add(MONDAYS),))
    assert holds(calendars, "c0", date(2026, 3, 2), working)
    assert not holds(calendars, "c0", date(2026, 3, 3), working)
    doubled = {
        f"c{n}": (add(OtherCalendar(f"c{n + 1}")), but(WEEKEND), add(OtherCalendar(f"c{n + 1}")))
        for n in range(200)
    }
    assert holds(declared(**doubled, c200=(add(MONDAYS),)), "c0", date(2026, 3, 2), working)


def test_generated_code_keeps_answers_within_bounds() -> None:
    asked: list[date] = []

    def office_days(day: date) -> bool:
        asked.append(day)
        return office(day)

    program = b.program(calendars={"quiet": (add(OFFICE),)})
    ask = CalendarDays(Surroundings(program, UTC, {"office": office_days}), "quiet")
    monday = date(2026, 3, 2)
    assert (ask(monday), ask(monday), ask(None)) == (True, True, False)
    assert asked == [monday]
    for _ in range(2):
        with pytest.raises(CannotTell):
            ask(date(2027, 3, 2))
    assert len(asked) == 3, "what cannot be told is asked again: it may be published later"
    many = Surroundings(program, UTC, {"office": lambda day: day.weekday() < 5})
    far = CalendarDays(many, "quiet")
    for day in all_days(date(2000, 1, 1), date(2010, 1, 1)):
        assert far(day) is (day.weekday() < 5)
        assert len(far._known) <= _DAYS_REMEMBERED
