"""Each type takes what it says and refuses the rest, naming what was given."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.unit.facts.schemas import RECORDS, given

from policyrules.core.facts import read_facts
from policyrules.core.facts.refused import Refused
from policyrules.core.facts.times import read_date
from policyrules.core.facts.written import date_in
from policyrules.core.values import UNKNOWN, Duration, Period, Row
from policyrules.errors import FactError

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Tier(enum.Enum):
    COUNTY = "county"
    PROVINCE = "省"


class Level(enum.IntEnum):
    county = 2


def value_of(field: str, value: Any) -> Any:
    return read_facts(RECORDS, "Inspection", given(**{field: value}), zone=SHANGHAI)[field]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("id", "e\u0301", "\u00e9"),
        ("id", "", ""),
        ("people", 0, 0),
        ("people", -(10**18) + 1, -(10**18) + 1),
        ("people", Level.county, 2),
        ("cost", 3, Decimal(3)),
        ("cost", 0.1, Decimal("0.1")),
        ("cost", 1e3, Decimal(1000)),
        ("cost", -0.0, Decimal(0)),
        ("cost", Decimal("1.50"), Decimal("1.5")),
        ("cost", Decimal("1E+3"), Decimal(1000)),
        ("filed", "是", True),
        ("filed", "No", False),
        ("start", "2026-03-02", date(2026, 3, 2)),
        ("start", "2026-3-2", date(2026, 3, 2)),
        ("start", " ２０２６年3月2日 ", date(2026, 3, 2)),
        ("start", datetime(2026, 3, 2), date(2026, 3, 2)),  # noqa: DTZ001  # as spreadsheets have it
        ("at", "2026-03-02T09:30", datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)),
        ("at", "2026-03-02 09:30:15Z", datetime(2026, 3, 2, 17, 30, 15, tzinfo=SHANGHAI)),
        ("at", "2026年3月2日 9:30", datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)),
        ("at", datetime(2026, 3, 2, 22, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=SHANGHAI)),
        ("length", "3个工作日", Duration(working_days=3)),
        ("length", "3 working days", Duration(working_days=3)),
        ("length", "24小时", Duration(minutes=24 * 60)),
        ("length", "1 year", Duration(months=12)),
        ("length", timedelta(days=2), Duration(days=2)),
        ("length", timedelta(hours=30), Duration(minutes=30 * 60)),
        ("length", Duration(months=1), Duration(months=1)),
        ("span", "2026-03-01..2026-03-05", Period(date(2026, 3, 1), date(2026, 3, 5))),
        ("span", "2026年3月1日至2026年3月5日", Period(date(2026, 3, 1), date(2026, 3, 5))),
        ("span", "2026-03-01..", Period(date(2026, 3, 1), None)),
        ("span", {"start": "2026-03-01", "finish": None}, Period(date(2026, 3, 1), None)),
        (
            "span",
            {"开始": date(2026, 3, 1), "结束": date(2026, 3, 1)},
            Period(date(2026, 3, 1), date(2026, 3, 1)),
        ),
        ("plan", "P-1", "P-1"),
        ("plan", None, None),
        ("tier", "省", "province"),
        ("tier", " county ", "county"),
        ("tier", Tier.COUNTY, "county"),
        ("tier", Tier.PROVINCE, "province"),
        ("targets", ("甲县", "乙县"), ("甲县", "乙县")),
        ("targets", [], ()),
        ("tiers", ["村", "county"], ("village", "county")),
        ("lead", {"名称": "部署", "owner": None}, Row("Task", {"name": "部署", "owner": None, "days": 1})),
    ],
)
def test_a_value_is_read(field: str, value: Any, expected: Any) -> None:
    read = value_of(field, value)
    assert read == expected
    assert type(read) is type(expected)


def test_a_datetime_has_its_day_in_the_policys_zone() -> None:
    moment = value_of("at", datetime(2026, 3, 2, 23, tzinfo=timezone(timedelta(hours=-5))))
    assert moment.date() == date(2026, 3, 3)


def test_numbers_that_are_equal_print_equal() -> None:
    assert {str(value_of("cost", value)) for value in (1.5, Decimal("1.50"), Decimal("15E-1"))} == {"1.5"}


@pytest.mark.parametrize(
    ("field", "value", "code", "words", "words_zh"),
    [
        ("id", 5, "wrong-kind", "text is needed, not the number 5", "应为文本，所给为数值 5"),
        ("id", "a\ud800b", "unreadable-text", "half a surrogate pair stands at character 2", "第 2 个字符"),
        ("id", "a" + "\u0301\u0316" * 40, "unreadable-text", "combining marks", "附加符号"),
        ("people", True, "wrong-kind", "a whole number is needed, not yes", "应为整数，所给为是"),
        (
            "people",
            "3",
            "wrong-kind",
            "a whole number is needed, not the text “3”",
            "应为整数，所给为文本“3”",
        ),
        ("people", 3.0, "wrong-kind", "a whole number is needed, not the number 3.0", "应为整数"),
        ("people", 10**18, "too-many-digits", "at most 18 digits", "整数最多 18 位"),
        ("cost", float("nan"), "wrong-kind", "a number is needed, not the number nan", "应为数值"),
        ("cost", float("inf"), "wrong-kind", "a number is needed, not the number inf", "应为数值"),
        ("cost", Decimal("sNaN"), "wrong-kind", "not the number sNaN", "应为数值"),
        (
            "cost",
            0.125,
            "too-many-decimals",
            "at most 2 decimals are kept here, and this is the number 0.125",
            "最多保留 2 位小数",
        ),
        ("cost", Decimal("1E-1000000"), "too-many-decimals", "at most 2 decimals", "最多保留 2 位小数"),
        ("cost", 1e300, "too-many-digits", "at most 16 digits before the point", "小数点前最多 16 位"),
        ("cost", Decimal("1E+1000000"), "too-many-digits", "at most 16 digits", "最多 16 位"),
        ("cost", "3", "wrong-kind", "a number is needed, not the text “3”", "应为数值"),
        ("filed", 1, "wrong-kind", "yes or no is needed, not the number 1", "应为是或否"),
        ("filed", "maybe", "wrong-kind", "yes or no is needed, not the text “maybe”", "应为是或否"),
        ("start", "20260302", "wrong-kind", "a date such as 2026-03-01 is needed", "应为日期"),
        ("start", "2026-02-30", "wrong-kind", "not the text “2026-02-30”", "应为日期"),
        (
            "start",
            datetime(2026, 3, 2, 9, tzinfo=UTC),
            "wrong-kind",
            "not the time 2026-03-02 09:00:00+00:00",
            "应为日期",
        ),
        ("start", 20260302, "wrong-kind", "not the number 20260302", "应为日期"),
        ("at", date(2026, 3, 2), "wrong-kind", "not the date 2026-03-02", "应为日期和时间"),
        (
            "at",
            datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
            "wrong-kind",
            "a date and time",
            "应为日期和时间",
        ),
        ("at", "2026-03-02T25:00", "wrong-kind", "a date and time", "应为日期和时间"),
        ("length", "soon", "wrong-kind", "a length of time such as “3 working days”", "应为时长"),
        ("length", "0.3 days", "wrong-kind", "a length of time", "应为时长"),
        ("length", timedelta(seconds=1), "wrong-kind", "not the duration 0:00:01", "应为时长"),
        (
            "span",
            "2026-03-05..2026-03-01",
            "ends-before-start",
            "before its start 2026-03-05",
            "早于开始日期",
        ),
        ("span", {"start": "2026-03-01", "end": "2026-03-05"}, "wrong-kind", "a period such as", "应为期间"),
        ("span", {"finish": "2026-03-01"}, "wrong-kind", "a period such as", "应为期间"),
        ("plan", 17, "wrong-kind", "text is needed, not the number 17", "应为文本"),
        (
            "tier",
            "countey",
            "not-a-member",
            "one of `village` (村), `county` (县), `province` (省) is needed",
            "应为 `村`、`县`、`省` 之一",
        ),
        ("tier", 2, "not-a-member", "not the number 2", "所给为数值 2"),
        (
            "targets",
            "甲县",
            "wrong-kind",
            "a list is needed, not the text “甲县”",
            "应为列表，所给为文本“甲县”",
        ),
        ("targets", {"甲县"}, "wrong-kind", "a list is needed, not a value of the kind `set`", "应为列表"),
        ("lead", "部署", "wrong-kind", "a record (a mapping", "应为一条记录"),
    ],
)
def test_a_value_is_refused(field: str, value: Any, code: str, words: str, words_zh: str) -> None:
    with pytest.raises(FactError) as caught:
        value_of(field, value)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.path == field
    assert words in problem.message.en
    assert words_zh in problem.message.zh


def test_whole_numbers_python_would_not_print() -> None:
    for field in ("people", "cost", "id", "tier"):
        with pytest.raises(FactError, match="a whole number of about 10001 digits"):
            value_of(field, 10**10_000)


def test_near_members_are_offered_in_both_languages() -> None:
    with pytest.raises(FactError) as caught:
        value_of("tier", "countey")
    (problem,) = caught.value.problems
    assert problem.help[0].en == "did you mean `county`?"
    assert problem.help[0].zh == "是否指 `county`？"


def test_a_single_value_for_a_list_is_told_of_brackets() -> None:
    with pytest.raises(FactError, match=r"put it in brackets: \[ … \]"):
        value_of("targets", "甲县")


def test_subclasses_of_plain_values_become_plain() -> None:
    class Text(str):
        __slots__ = ()

        def __str__(self) -> str:
            return "something else"

    class Day(date):
        pass

    assert type(value_of("id", Text("x"))) is str
    assert value_of("id", Text("x")) == "x"
    assert type(value_of("start", Day(2026, 3, 2))) is date


def test_unknown_stays_unknown_where_facts_may_be_partial() -> None:
    facts = read_facts(RECORDS, "Inspection", given(tier=UNKNOWN), partial=True)
    assert facts["tier"] is UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "2026-3-1",
        "２０２６-03-01",
        "2026-02-30",
        "2026-W10-1",
        "0000-01-01",
        "20260-3-01",
        " 2026-3-01",
    ],
)
def test_a_date_is_read_the_same_whichever_way(text: str) -> None:
    try:
        read: date | None = read_date(text)
    except Refused:
        read = None
    assert read == date_in(text)
