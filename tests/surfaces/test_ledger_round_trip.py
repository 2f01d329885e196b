"""Rows written to a file of any kind come back the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyrules.core.facts.cells import NOTHING
from policyrules.core.facts.written import written_duration, written_period
from policyrules.core.normal_text import normal_text
from policyrules.core.values import UNKNOWN, Duration, Period
from policyrules.surfaces.ledger_files.columns import UNKNOWN_WORDS
from tests.surfaces.ledgers import POLICIES, SHANGHAI, csv, read
from tests.surfaces.workbooks import workbook

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

VISIT = POLICIES.records["Visit"]
NAMES = [field.names for field in VISIT.fields]

texts = (
    st.text(alphabet="甲乙县a1é\u0301 \"',，;；、\t\n-/%=.<&>", max_size=12)
    .map(lambda text: normal_text(text).strip())
    .filter(bool)
)
known_texts = texts.filter(lambda text: text not in NOTHING | UNKNOWN_WORDS)
entries = (
    st.text(alphabet="甲乙县a1 ,，.", max_size=6).map(str.strip).filter(lambda text: bool(text.strip(" ,，")))
)
days = st.dates(date(1950, 1, 1), date(2090, 12, 31))
moments = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001  # the zone follows
    lambda moment: moment.replace(microsecond=0, tzinfo=SHANGHAI)
)
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))
numbers = st.decimals(-(10**9), 10**9, places=4, allow_nan=False).map(
    lambda number: Decimal(int(number)) if number == int(number) else number.normalize()
)
durations = st.one_of(
    st.integers(0, 1000).map(lambda count: Duration(working_days=count)),
    st.integers(1, 1000).map(lambda count: Duration(minutes=count)),
)
maybe = st.none
lists = st.lists(entries, max_size=3).map(tuple)
rows = st.lists(
    st.tuples(
        texts,
        texts,
        st.sampled_from(["village", "township", "county"]),
        days,
        st.integers(-(10**14), 10**14),
        st.booleans(),
        st.one_of(maybe(), numbers),
        st.booleans(),
        lists,
        lists,
        st.one_of(maybe(), moments),
        st.one_of(maybe(), durations),
        st.one_of(maybe(), periods),
        st.one_of(maybe(), known_texts),
    ),
    max_size=4,
    unique_by=lambda row: row[0],
)
people = st.booleans()


def whole(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the values of a row's record: no nested records are written."""
    return (*row, (), UNKNOWN)


def headings(people: bool) -> list[str]:
    return [names.for_people() if people else names.first for names in NAMES[:-2]]


def cell(value: Any) -> str:
    """Return a value as people write it in a cell."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "no"
        case tuple():
            commas = any("," in entry or "，" in entry for entry in value)
            return "；".join(value) + ("；" if commas else "") or "无"
        case datetime():
            return value.isoformat(sep=" ")[:19].replace("-", "/")
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case Duration():
            return written_duration(value)
        case Period():
            return written_period(value)
        case _:
            return str(value)


def typed(value: Any) -> Any:
    """Return a value as a spreadsheet types it."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value if value is None or isinstance(value, bool | int | Decimal | date) else cell(value)


def in_json(value: Any) -> Any:
    """Return a value as JSON has it."""
    match value:
        case None | bool() | int():
            return value
        case Decimal():
            return float(value)
        case tuple():
            return list(value)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case _:
            return cell(value)


Rows = list[tuple[Any, ...]]
Writer = Callable[[Rows, list[str]], str | bytes]


def written(mark: str, encoding: str) -> Writer:
    return lambda rows, heads: csv(heads, *(list(map(cell, row)) for row in rows), mark=mark).encode(encoding)


def as_json(rows: Rows, heads: list[str]) -> list[str]:
    return [
        json.dumps(dict(zip(heads, map(in_json, row), strict=True)), ensure_ascii=False, allow_nan=False)
        for row in rows
    ]


WRITERS: dict[str, Writer] = {
    "comma.csv": written(",", "utf-8"),
    "semicolon.csv": written(";", "utf-8-sig"),
    "tab.csv": written("\t", "gb18030"),
    "tab.tsv": written("\t", "utf-8"),
    "lines.jsonl": lambda rows, heads: "\n".join(as_json(rows, heads)),
    "list.json": lambda rows, heads: "[" + ",\n".join(as_json(rows, heads)) + "]",
    "typed.xlsx": lambda rows, heads: workbook({"走访": [heads, *(list(map(typed, row)) for row in rows)]}),
    "text.xlsx": lambda rows, heads: workbook({"走访": [heads, *(list(map(cell, row)) for row in rows)]}),
}


@pytest.mark.parametrize("name", WRITERS)
def test_rows_come_back(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path: Path = tmp_path_factory.mktemp("ledgers") / name

    @settings(max_examples=60, deadline=None)
    @given(rows, people)
    def check(rows: Rows, people: bool) -> None:
        found = read(path, WRITERS[name](rows, headings(people))).rows
        assert [row.facts.values for row in found] == list(map(whole, rows))

    check()
