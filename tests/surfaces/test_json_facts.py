"""Which records a JSON text holds, and what is said of one that holds none."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from policyrules.surfaces.json_facts import each_line, one_record, records_of


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
        ('{"a": Infinity}', "1", "`Infinity` is not a number"),
        ('{"b": {"a": 1, "a": 2}}', "1", "`a` is given twice"),
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
