"""Cells of tables and words on the command line say what their type makes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
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
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
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
        (BooleanType(), "TRUE", True),
        (BooleanType(), "False", False),
        (BooleanType(), "√", True),
        (BooleanType(), "✔", True),
        (BooleanType(), "×", False),
        (DateType(), "2026/3/1", date(2026, 3, 1)),
        (DateType(), "２０２６／０３／０１", date(2026, 3, 1)),
        (DateType(), "2026.3.1", date(2026, 3, 1)),
        (DateType(), "2026/3/1 0:00", date(2026, 3, 1)),
        (DateType(), "2026-03-01T00:00:00", date(2026, 3, 1)),
        (DateTimeType(), "2026/3/1 9:30", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        (PeriodType(), "2026.3.1至2026.3.5", Period(date(2026, 3, 1), date(2026, 3, 5))),
        (OptionalType(TextType()), "无", None),
        (OptionalType(IntegerType()), " - ", None),
        (OptionalType(DateType()), "/", None),
        (OptionalType(EnumType("Kind", ("none", "some"), ("无", "有"))), "无", "none"),
        (TextType(), "无", "无"),
        (ListType(TextType()), "无", ()),
        (ListType(TextType()), "甲县，乙县,丙县", ("甲县", "乙县", "丙县")),
        (ListType(TextType()), "Smith, John；", ("Smith, John",)),
        (ListType(TextType()), "Smith, John; Doe, Jane", ("Smith, John", "Doe, Jane")),
        (ListType(IntegerType()), "1,2，30", (1, 2, 30)),
        (ListType(IntegerType()), "1、2", (1, 2)),
        (ListType(DateType()), "2026/3/1,2026-03-02", (date(2026, 3, 1), date(2026, 3, 2))),
        (OptionalType(ListType(TextType())), "", None),
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
        (DateType(), "2026/13/1", "not the text “2026/13/1”"),
        (DateType(), "2026/3.1", "a date such as"),
        (DateType(), "2026/3/1 9:30", "a date such as"),
        (DateType(), "3/1/2026", "a date such as"),
        (ListType(TextType()), "甲县、乙县，丙县", "both `、` and `，` stand between the entries"),
        (ListType(IntegerType()), "1,000", "the comma may stand between two numbers or inside one"),
        (ListType(NumberType()), "1.5,2,1，234", "the comma may stand between two numbers or inside one"),
        (ListType(TIER), "县,厅", "one of"),
    ],
)
def test_a_cell_that_does_not_fit(type_: Type, text: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        read_cell(type_, text)
    assert words in caught.value.message.en


@pytest.mark.parametrize(
    ("type_", "text", "en", "zh"),
    [
        (IntegerType(), "1,000", "write it without separators: 1000", "不加千位分隔符，写作 1000"),
        (NumberType(2), "-12，345.60", "write it without separators: -12345.60", "不加千位分隔符，写作 -12345.60"),
        (IntegerType(), "3.50102E+17", "write all its digits; a spreadsheet may have shortened it", "请写出全部数字；表格软件可能已将其缩写"),
        (ListType(TextType()), "甲、乙,丙", "put `；` between all of them", "各项之间统一用“；”隔开"),
        (ListType(IntegerType()), "1,000", "put `；` between numbers, and nothing inside them", "数之间用“；”隔开，数内不加分隔符"),
    ],
)  # fmt: skip
def test_what_to_write_instead(type_: Type, text: str, en: str, zh: str) -> None:
    with pytest.raises(Refused) as caught:
        read_cell(type_, text)
    assert [(help_.en, help_.zh) for help_ in caught.value.help] == [(en, zh)]


def test_long_cells_take_no_longer() -> None:
    for type_ in (IntegerType(), DateType(), DateTimeType(), BooleanType(), ListType(IntegerType())):
        for text in ("1," * 50_000 + "x", "1" * 100_000, "2026/3/" * 10_000, "，" * 100_000 + "y"):
            with pytest.raises(Refused):
                read_cell(type_, text)


def test_what_is_written_is_read_back() -> None:
    assert written_duration(Duration(months=1, days=2, working_days=3, minutes=4)) == (
        "1 month 2 days 3 working days 4 minutes"
    )
    assert written_duration(Duration()) == "0 days"
    for period in (Period(date(2026, 3, 1), None), Period(date(2026, 3, 1), date(2026, 3, 5))):
        assert read_cell(PeriodType(), written_period(period)) == period
