"""Which records a JSON text holds, and what is said of one that holds none."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from policyrules.surfaces.json_facts import each_line, one_record, records_in, records_of


def test_numbers_are_exact() -> None:
    given = one_record('{"share": 0.1, "count": 3, "long": ' + "9" * 200 + "}", "a.json")
    assert given.facts is not None
    assert given.facts["share"] == Decimal("0.1")
    assert type(given.facts["count"]) is int
    assert isinstance(given.facts["long"], Decimal)


@pytest.mark.parametrize(
    ("text", "place", "en"),
    [
        ('{"a": 1,}', "1:9", "a field name in double quotes is missing"),
        ('{"a" 1}', "1:6", "`:` is missing after the field name"),
        ('{"a": 1\n "b": 2}', "2:2", "`,` is missing between two values"),
        ('{"a": "x}', "1:7", "the text that begins here never ends"),
        ('{"a": "x\ny"}', "1:9", "a text cannot go over a line end"),
        ('{"a": "\\x"}', "1:8", "a `\\` stands alone"),
        ("{} {}", "1:4", "there is more after the end of the record"),
        ("[1]", "1", "this is a list"),
        ('"a"', "1", "this is no record"),
        ('{"a": Infinity}', "1:7", "`Infinity` is not a number"),
        ('{"b": {"a": 1, "a": 2}}', "1:16", "`a` is given twice, first in column 8; keep one of them"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, place: str, en: str) -> None:
    given = one_record(text, "a.json")
    assert given.facts is None
    assert given.problem is not None
    assert given.problem.in_("en").startswith(f"a.json:{place}: {en}")
    assert given.problem.in_("zh").startswith(f"a.json:{place}：")


def test_lines_with_marks_and_gaps() -> None:
    lines = b'\xef\xbb\xbf{"a": 1}\r\n\r\n  \n{"a": 2}'.splitlines(keepends=True)
    assert [(given.line, given.facts) for given in each_line(lines, "a")] == [(1, {"a": 1}), (4, {"a": 2})]


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        (b'{"a": 1}', [1]),
        (b'\n{"a":\n1}', [None]),
        (b'{"a": \n{"a": 2}\n', [1, 2]),
        (b'{"a": 1}\nx\n', [1, 2]),
        (b"", [None]),
    ],
)
def test_one_record_or_lines(raw: bytes, lines: list[int | None]) -> None:
    assert [given.line for given in records_of(io.BytesIO(raw), "<stdin>")] == lines


def test_a_list_of_records_and_the_lines_they_begin_on() -> None:
    text = '\n [{"a": 0.10},\n\n {"a":\n {"b": [1]}}, {"a": 3}\n]\n'
    assert [(given.line, given.facts) for given in records_in(text, "a.json")] == [
        (2, {"a": Decimal("0.10")}),
        (4, {"a": {"b": [1]}}),
        (5, {"a": 3}),
    ]
    assert [(given.line, given.facts) for given in records_in('\n{"a": 1}', "a.json")] == [(2, {"a": 1})]
    assert list(records_in(" [ ] ", "a.json")) == []


@pytest.mark.parametrize(
    ("text", "read", "en", "zh"),
    [
        ("", 0, "a.json:1:1: a value is missing", "a.json:1:1：此处缺少取值"),
        ("[", 0, "a.json:1:2: a value is missing", "a.json:1:2：此处缺少取值"),
        ('[{"a": 1},\n]', 1, "a.json:2:1: a `,` too many before `]`", "a.json:2:1：`]` 前多写了逗号"),
        ('[{"a": 1}\n{"a": 2}]', 1, "a.json:2:1: `,` is missing between two values", "a.json:2:1：两项之间缺少 `,`"),
        ('[{"a": 1}', 1, "a.json:1:10: `]` is missing at the end of the list", "a.json:1:10：列表末尾缺少 `]`"),
        ('[{"a": 1}] {}', 1, "a.json:1:12: there is more after the end of the record", "a.json:1:12：一条记录之后还有内容"),
        ('[{"a": 1},\n{"a": 1, "a": 2}]', 1, "a.json:2:10: `a` is given twice, first in column 2; keep one of them", "a.json:2:10：`a` 重复给出，首次在本行第 2 列；请只保留一处"),
        ('[{"a": 1},\n{"a": NaN}]', 1, "a.json:2:7: `NaN` is not a number", "a.json:2:7：`NaN` 不是数"),
        ("[{}," + "[" * 100_000, 1, "a.json:1: values are nested too deeply", "a.json:1：嵌套层次过深"),
    ],
)  # fmt: skip
def test_a_list_that_breaks_off(text: str, read: int, en: str, zh: str) -> None:
    *records, last = records_in(text, "a.json")
    assert [given.problem for given in records] == [None] * read
    assert last.facts is None
    assert last.problem is not None
    assert (last.problem.in_("en"), last.problem.in_("zh")) == (en, zh)


def test_what_is_no_record_leaves_the_others() -> None:
    first, second = records_in('[3,\n{"a": 1}]', "a.json")
    assert first.problem is not None
    assert first.problem.in_("zh") == 'a.json:1：这不是记录，应写作 `{"字段": 值, …}`'
    assert (second.line, second.facts) == (2, {"a": 1})


def test_many_names_and_one_of_them_twice() -> None:
    names = "".join(f'"n{number}": 1, ' for number in range(100_000))
    assert one_record(f'{{{names}"n0": 2}}', "a.json").problem is not None
