"""Values as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from policyrules.core.values import UNKNOWN, Duration, Period
from policyrules.core.words import language_of, words
from policyrules.semantics.types import ListType, OptionalType, RecordType, Type, WordsType
from tests.unit.core.build import (
    BOOLEAN,
    DATE,
    DATETIME,
    DURATION,
    INTEGER,
    NUMBER,
    PERIOD,
    RATIO,
    TEXT,
    TIER,
    case,
    program,
    task,
)

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("value", "type_", "en", "zh"),
    [
        (None, OptionalType(TEXT), "none", "无"),
        (UNKNOWN, TEXT, "unknown", "不详"),
        (True, BOOLEAN, "yes", "是"),
        (False, BOOLEAN, "no", "否"),
        ("county", TIER, "county", "县"),
        ("county", OptionalType(TIER), "county", "县"),
        ("county", TEXT, "county", "county"),
        (Decimal("1.500"), NUMBER, "1.5", "1.5"),
        (Decimal("1E+3"), NUMBER, "1000", "1000"),
        (50_000, INTEGER, "50000", "50000"),
        (Fraction(1, 3), RATIO, "0.3333", "0.3333"),
        (Fraction(1, 2), RATIO, "0.5", "0.5"),
        (DAY, DATE, "2026-03-02", "2026-03-02"),
        (datetime(2026, 3, 2, 1, 30, tzinfo=UTC), DATETIME, "2026-03-02 09:30", "2026-03-02 09:30"),
        (Duration(months=1, working_days=3), DURATION, "1 month and 3 working days", "1个月又3个工作日"),
        (Duration(), DURATION, "0 days", "0日"),
        (Duration(minutes=90), DURATION, "90 minutes", "90分钟"),
        (Duration(minutes=120), DURATION, "2 hours", "2小时"),
        (Period(DAY, None), PERIOD, "from 2026-03-02", "自2026-03-02起"),
        (Period(DAY, DAY), PERIOD, "2026-03-02 to 2026-03-02", "2026-03-02至2026-03-02"),
        (("a", "b"), ListType(TEXT), "a, b", "a、b"),
        ((), ListType(TEXT), "none", "无"),
        (("city", None), ListType(OptionalType(TIER)), "city, none", "市、无"),
        (frozenset({"b", "a"}), WordsType(), "a, b", "a、b"),
        (case(id="2026-1"), RecordType("Case"), "2026-1", "2026-1"),
        (task(owner="Li", done=True), RecordType("Task"), "owner: Li, done: yes", "负责人：Li，已完成：是"),
        (task(), RecordType("Task"), "unknown", "不详"),
    ],
)
def test_words(value: Any, type_: Type, en: str, zh: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert words(value, type_, "en", program(), zone) == en
    assert words(value, type_, "zh", program(), zone) == zh


def test_long_lists_are_cut_and_counted() -> None:
    many = tuple(str(number) for number in range(1_000_000))
    assert words(many, ListType(TEXT), "en", program(), UTC).endswith("48, 49 and 999950 more")
    assert words(many, ListType(TEXT), "zh", program(), UTC).endswith("、49等1000000项")


@pytest.mark.parametrize(("texts", "expected"), [(["a 县 b"], "zh"), (["a", "《》"], "en"), ([], "en")])
def test_the_language_of_a_text(texts: list[str], expected: str) -> None:
    assert language_of(texts) == expected
