"""Cells of tables and words on the command line say what their type makes of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.facts.schemas import TIER

from policyrules.core.facts.cells import read_cell
from policyrules.core.facts.refused import Refused
from policyrules.core.facts.written import written_duration, written_period
from policyrules.core.values import Duration, Period
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    DurationType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    PeriodType,
    RecordType,
    TextType,
    Type,
)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (TextType(), " 8 ", "8"),
        (IntegerType(), "８", 8),
        (IntegerType(), "5万", 50000),
        (NumberType(2), "30%", Decimal("0.3")),
        (NumberType(2), "-1.5", Decimal("-1.5")),
        (BooleanType(), "是", True),
        (DateType(), "2026年3月1日", date(2026, 3, 1)),
        (DurationType(), "3个工作日", Duration(working_days=3)),
        (PeriodType(), "2026-03-01..2026-03-05", Period(date(2026, 3, 1), date(2026, 3, 5))),
        (TIER, "县", "county"),
        (OptionalType(TIER), "", None),
        (OptionalType(TIER), "县", "county"),
        (ListType(TextType()), "甲县；乙县、丙县;丁县\n", ("甲县", "乙县", "丙县", "丁县")),
        (ListType(IntegerType()), "1;2", (1, 2)),
        (ListType(TextType()), "", ()),
    ],
)
def test_a_cell(type_: Type, text: str, value: Any) -> None:
    assert read_cell(type_, text) == value


@pytest.mark.parametrize(
    ("type_", "text", "words"),
    [
        (IntegerType(), "1.5", "a whole number in plain digits"),
        (IntegerType(), "1,000", "a whole number in plain digits"),
        (IntegerType(), "9" * 41, "a whole number in plain digits"),
        (IntegerType(), "9" * 19, "at most 18 digits"),
        (NumberType(2), "1.234", "at most 2 decimals"),
        (NumberType(2), "1e3", "a number in plain digits"),
        (BooleanType(), "maybe", "yes or no is needed"),
        (DateType(), "", "a value is needed, and this is empty"),
        (TIER, "厅", "one of"),
        (RecordType("Task"), "x", "a single value is needed"),
    ],
)
def test_a_cell_that_does_not_fit(type_: Type, text: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        read_cell(type_, text)
    assert words in caught.value.message.en


def test_what_is_written_is_read_back() -> None:
    assert written_duration(Duration(months=1, days=2, working_days=3, minutes=4)) == (
        "1 month 2 days 3 working days 4 minutes"
    )
    assert written_duration(Duration()) == "0 days"
    for period in (Period(date(2026, 3, 1), None), Period(date(2026, 3, 1), date(2026, 3, 5))):
        assert read_cell(PeriodType(), written_period(period)) == period
