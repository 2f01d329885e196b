"""How days and the windows of quotas are said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from policyrules.core import ir
from policyrules.core.days_said import day_said, moment_said, window_said
from policyrules.core.periods import period_of
from policyrules.core.values import Duration, Period

if TYPE_CHECKING:
    from policyrules.syntax.ast.clauses import PeriodUnit


@pytest.mark.parametrize(
    ("unit", "en", "zh"),
    [
        ("day", "on 2026-12-30", "2026年12月30日"),
        ("week", "in 2026-W53, from 2026-12-28 to 2027-01-03", "2026年第53周（12月28日至2027年1月3日）"),
        ("half month", "in 2026-12 second half", "2026年12月下半月"),
        ("month", "in 2026-12", "2026年12月"),
        ("quarter", "in 2026-Q4", "2026年第四季度"),
        ("half year", "in 2026-H2", "2026年下半年"),
        ("year", "in 2026", "2026年"),
    ],
)
def test_a_piece_of_the_calendar(unit: PeriodUnit, en: str, zh: str) -> None:
    said = window_said(ir.Window("calendar", unit=unit), period_of(unit, date(2026, 12, 30)))
    assert (said.en, said.zh) == (en, zh)


@pytest.mark.parametrize(
    ("first", "last", "en", "zh"),
    [
        ((2026, 3, 1), (2026, 3, 7), "from 2026-03-01 to 2026-03-07", "2026年3月1日至7日"),
        ((2026, 3, 28), (2026, 4, 3), "from 2026-03-28 to 2026-04-03", "2026年3月28日至4月3日"),
        ((2026, 12, 28), (2027, 1, 3), "from 2026-12-28 to 2027-01-03", "2026年12月28日至2027年1月3日"),
        ((2026, 3, 1), (2027, 3, 1), "from 2026-03-01 to 2027-03-01", "2026年3月1日至2027年3月1日"),
        ((2026, 3, 1), (2026, 3, 1), "on 2026-03-01", "2026年3月1日"),
        ((2026, 3, 1), None, "from 2026-03-01", "自2026年3月1日起"),
    ],
)
def test_a_stretch_of_days(first: Any, last: Any, en: str, zh: str) -> None:
    days = Period(date(*first), None if last is None else date(*last))
    said = window_said(ir.Window("sliding", length=Duration(days=7)), days)
    assert (said.en, said.zh) == (en, zh)


def test_all_time() -> None:
    assert window_said(ir.Window("ever"), None).zh == "累计"


def test_the_year_is_left_out_only_in_chinese_and_only_where_it_is_the_same() -> None:
    assert day_said(date(2026, 3, 5), year=2026).en == "2026-03-05"
    assert day_said(date(2026, 3, 5), year=2027).zh == "2026年3月5日"


def test_an_instant_is_said_on_the_clock_of_the_zone() -> None:
    moment = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
    assert moment_said(moment, ZoneInfo("Asia/Shanghai"), year=2026).zh == "3月2日02:30"
    assert moment_said(moment.replace(second=7), UTC).en == "2026-03-01 18:30:07"
