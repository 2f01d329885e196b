"""A datetime is an instant, also where the clock of the policy's zone jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policyrules as pr
from policyrules.core.dates import day_of, shift
from policyrules.core.values import Duration

BERLIN = ZoneInfo("Europe/Berlin")
POLICY = """
policy p { zone "Europe/Berlin" }
record Visit {
    begin: datetime
    end: datetime
    due: datetime?
    on: date?
}
"""


@pytest.fixture(scope="module")
def engine() -> pr.Engine:
    rules = """
    define hours_later for Visit = begin + 24 hours
    define day_later for Visit = begin + 1 day
    define day_earlier for Visit = begin - 1 day
    define days for Visit = end - begin
    list l for Visit {
        must not later_on { when end > begin }
        must not same { when end = begin }
        must not tardy { when end > due }
        must not past_literal { when end > 2026-10-25T02:30+02:00 }
        must not in_set { when end in { 2026-10-25T02:30+02:00, 2020-01-01T00:00Z } }
        must not that_day { when begin = on }
    }
    """
    return pr.Engine(pr.load_text(POLICY + rules))


def decided(engine: pr.Engine, **facts: Any) -> pr.Decision:
    given_facts = {"due": None, "on": None, "end": facts["begin"], **facts}
    return engine.decide("Visit", given_facts)


def broken(decision: pr.Decision) -> set[str]:
    return {finding.item for finding in decision.findings}


def test_hours_count_instants_and_days_count_on_the_clock(engine: pr.Engine) -> None:
    """At two o'clock on 2026-03-29 the clock goes on to three."""
    values = decided(engine, begin="2026-03-28T12:00").values
    assert values["hours_later"] == datetime(2026, 3, 29, 11, tzinfo=UTC)
    assert values["hours_later"].isoformat() == "2026-03-29T13:00:00+02:00"
    assert values["day_later"].isoformat() == "2026-03-29T12:00:00+02:00"
    back = decided(engine, begin="2026-03-29T12:00").values
    assert back["day_earlier"].isoformat() == "2026-03-28T12:00:00+01:00"


def test_a_naive_time_is_one_of_the_policys_zone(engine: pr.Engine) -> None:
    naive = datetime(2026, 3, 29, 1, 30)  # noqa: DTZ001  # no offset is what is tested
    facts = engine.facts("Visit", {"begin": "2026-03-29T03:30", "end": naive}, partial=True)
    begin, end = facts.values[:2]
    assert begin == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert end == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert begin.utcoffset() == timedelta(hours=2)
    assert end.utcoffset() == timedelta(hours=1)


def test_a_time_the_clock_skips_is_the_instant_it_would_have_been(engine: pr.Engine) -> None:
    facts = engine.facts("Visit", {"begin": "2026-03-29T02:30", "end": "2026-03-29T03:10"}, partial=True)
    begin, end = facts.values[:2]
    assert begin == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert end < begin, "03:10 is the earlier instant"
    assert shift(datetime(2026, 3, 28, 2, 30, tzinfo=BERLIN), Duration(days=1), zone=BERLIN) == begin


def test_days_between_are_days_on_the_clock(engine: pr.Engine) -> None:
    values = decided(engine, begin="2026-03-28T23:30", end="2026-03-30T00:10").values
    assert values["days"] == 2, "though not 25 hours have passed"


def test_in_the_hour_that_comes_twice_the_earlier_instant_is_less(engine: pr.Engine) -> None:
    """At three o'clock on 2026-10-25 the clock goes back to two."""
    first, second = "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"
    assert broken(decided(engine, begin=first, end=second)) == {"later_on", "past_literal"}
    assert broken(decided(engine, begin=second, end=first)) == {"in_set"}
    assert broken(decided(engine, begin=first, end=first)) == {"same", "in_set"}
    assert broken(
        decided(engine, begin=first, end="2026-10-25T02:10+01:00", due="2026-10-25T02:50+02:00")
    ) == {
        "later_on",
        "tardy",
        "past_literal",
    }
    assert broken(decided(engine, begin=first, on="2026-10-25")) == {"same", "in_set", "that_day"}
    hour = decided(engine, begin="2026-10-24T02:30").values["hours_later"]
    assert hour == datetime.fromisoformat(first)


def test_whole_hours_pass_through_the_night_the_clock_goes_back() -> None:
    at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    clock = [shift(at, Duration(minutes=60 * step), zone=BERLIN) for step in range(3)]
    assert [moment.isoformat()[11:] for moment in clock] == [
        "02:30:00+02:00",
        "02:30:00+01:00",
        "03:30:00+01:00",
    ]
    assert clock == sorted(set(clock))
    assert {day_of(moment, BERLIN) for moment in clock} == {date(2026, 10, 25)}


def test_the_reference_agrees(engine: pr.Engine) -> None:
    for begin, end in (
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),
        ("2026-03-29T02:30", "2026-03-29T03:10"),
    ):
        decision = decided(engine, begin=begin, end=end)
        assert decision.explain().outcome == decision.outcome


moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minute: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


@given(moments, st.integers(-100_000, 100_000))
def test_minutes_are_exact(moment: datetime, minutes: int) -> None:
    moved = shift(moment, Duration(minutes=minutes), zone=BERLIN)
    assert moved - moment == timedelta(minutes=minutes)
    assert isinstance(moved, datetime)
    assert moved.utcoffset() == moved.astimezone(BERLIN).utcoffset(), "on the zone's clock"


@given(moments, st.integers(-800, 800))
def test_days_keep_the_clock(moment: datetime, days: int) -> None:
    local = moment.astimezone(BERLIN)
    moved = shift(moment, Duration(days=days), zone=BERLIN)
    assert isinstance(moved, datetime)
    assert day_of(moved, BERLIN) == local.date() + timedelta(days=days)
    skipped = timedelta(0)
    if moved.replace(tzinfo=None).time() != local.time():  # the hour that is skipped in March
        skipped = timedelta(hours=1)
    assert moved.replace(tzinfo=None) == local.replace(tzinfo=None) + timedelta(days=days) + skipped


def test_a_plugins_moment_compares_as_an_instant() -> None:
    class Office:
        @pr.hookimpl
        def policyrules_functions(self) -> list[Any]:
            @pr.function("office_closes", "下班时间", arguments={"moment": "时间"}, about="下班时间。")
            def office_closes(moment: datetime) -> datetime:
                """When the office closes that day."""
                del moment
                return datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)

            return [office_closes]

    text = POLICY + "list l for Visit { must not tardy { when end >= office_closes(begin) } }"
    engine = pr.Engine(pr.load_text(text, plugins=[Office()]), plugins=[])
    for end, expected in (("02:30+02:00", "permit"), ("02:30+01:00", "forbid"), ("02:29+01:00", "permit")):
        decision = decided(engine, begin="2026-10-25T00:00", end=f"2026-10-25T{end}")
        assert decision.outcome == expected, end


def test_offsets_of_any_kind_are_instants() -> None:
    moment = datetime(2026, 3, 1, 17, tzinfo=timezone(timedelta(hours=8)))
    assert shift(moment, Duration(), zone=BERLIN) == moment
