"""Each row of a table of examples is a test of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import policyrules as pr
from policyrules.testing.rules import Backend, each_test, run_tests

if TYPE_CHECKING:
    from policyrules.testing.rules import TestResult

RULES = """
record Place 地点 { county 县: text, days 天数: integer }
record Trip 出差 dated day {
    id     编号: text key
    day    日期: date
    people 人数: integer
    place  地点: Place
}
parameter most 人数上限: integer
parameter cap 天数上限: integer by Trip.id from "caps.csv"
list l for Trip {
    must not T-1 过多 "Not too many" { when people > most }
    must not T-2 "Not too long" { when place.days > cap[id] from 2026-01-01 }
}
"""
BASE = """
    given Trip { 编号: "1", 人数: 4, 地点: { 县: "A", 天数: 9 }, day: 2026-03-01 }
    given parameter 人数上限 = 3
    given parameter cap["1"] = 5
    on 2026-03-01
"""


def results(body: str, *, base: str = BASE, backend: Backend = "python") -> tuple[TestResult, ...]:
    text = f'{RULES}\ntest "trips" {{{base}\n    examples {{\n{body}\n    }}\n}}\n'
    return run_tests(pr.load_text(text, name="trips.rules", parameters={"cap": {}}), backend=backend)


@pytest.mark.parametrize("backend", ["python", "reference"])
@pytest.mark.parametrize(
    "table",
    [
        "| people | -> expect |\n| * | forbid by T-1 |\n| 3 | not T-1 |",
        "| place.days | -> expect |\n| * | forbid by T-2 |\n| 5 | not T-2 |",
        '| place | -> expect | place.county |\n| { 天数: 5, county: "B" } | pass by T-2 | "B" |',
        "| 地点.天数 | 人数 | -> expect |\n| 5 | 3 | permit |",
        "| parameter most | -> expect |\n| 4 | not T-1 |\n| * | fail by T-1 |",
        '| parameter cap["1"] | parameter cap["2"] | -> expect |\n| 9 | 1 | not T-2 |\n| * | 9 | fail by T-2 |',
        "| day | on | -> expect |\n| 2025-12-31 | * | not T-2 |\n| * | 2025-12-31 | fail by T-2 |",
        "| people | -> expect | people |\n| unknown | unknown by T-1 | unknown |\n| 9 | fail by T-1 | > 8 |",
    ],
)
def test_what_a_row_gives_stands_in_place_of_what_the_test_gives(table: str, backend: Backend) -> None:
    found = results(table, backend=backend)
    assert len(found) == table.count("\n")
    assert [result.text() for result in found if not result.passed] == []


def test_what_the_test_expects_is_expected_in_every_row() -> None:
    found = results("| people | -> expect |\n| 4 | * |\n| 3 | * |", base=f"{BASE}    expect fail by T-1\n")
    assert [result.status for result in found] == ["passed", "failed"]


def test_a_row_is_named_by_what_it_gives_and_stands_on_its_line() -> None:
    found = results('| people | place.county | -> expect |\n| 4 | "A" | permit |\n| * | * | permit |')
    assert [result.name for result in found] == ['trips (people 4, place.county "A")', "trips"]
    lines = found[0].source.text.splitlines()
    for result, start in zip(found, ("| 4 ", "| * "), strict=True):
        assert lines[result.position.line - 1].startswith(start)
        assert result.text().startswith(f"trips.rules:{result.position.line}: ")
    assert found[0].values == (("people", "4"), ("place.county", '"A"'))


def test_a_row_of_a_chinese_test_is_named_in_chinese() -> None:
    text = f"{RULES}测试 “出差” {{ 设 出差 {{ 编号: “1” }} 示例 {{\n| 人数 | 日期 | -> 期望 |\n| 不详 | 2026-03-01 | 未违反 T-2 |\n}} }}"
    chinese = "# 中文\n" + text.replace("record", "记录").replace("parameter", "参数").replace("list", "规定")
    chinese = chinese.replace(" for ", " 适用于 ").replace("must not", "不得").replace("when", "凡")
    (test,) = each_test(pr.load_text(chinese, parameters={"cap": {}, "most": 1}))
    assert test.name == "出差（人数 不详、日期 2026-03-01）"
