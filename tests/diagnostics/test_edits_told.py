"""Edits reach programs too: in JSON and in SARIF they make of a text what `check --fix` makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import unquote

import pytest

from policyrules.diagnostics.diagnostic import Diagnostic, Edit
from policyrules.diagnostics.editing import edited
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.render import to_json
from policyrules.diagnostics.sarif import to_sarif
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from tests.diagnostics.test_broken import MADE, NAMES, said
from tests.schemas import checked

BROKEN: Final = [name for name in NAMES if name not in MADE]
WINDOWS: Final = Source("文件/a b.rules", "政策 甲\r\n\r\n引用 乙\r\n不得 😀 { 凡 甲 == 1 的。 }\r\n")


def slip(*edits: Edit) -> Diagnostic:
    place = Place(WINDOWS, Span(0, 2))
    return Diagnostic(
        "a-slip", place, Phrase("two slips", "两处笔误"), help=(Phrase("so", "改"),), edits=edits
    )


def edit(words: str, after: str) -> Edit:
    start = WINDOWS.text.index(words)
    return Edit(Place(WINDOWS, Span(start, start + len(words))), after)


def offset(source: Source, line: int, column: int) -> int:
    """Return the offset of a line and a column, as a program that reads them would find it."""
    return source.line_starts[line - 1] + column - 1


def by_json(source: Source, edits: Iterable[Mapping[str, Any]]) -> str:
    text = source.text
    for each in sorted(edits, key=lambda one: (one["line"], one["column"]), reverse=True):
        start = offset(source, each["line"], each["column"])
        stop = offset(source, each["end_line"], each["end_column"])
        assert each["file"] == source.name
        assert text[start:stop] == each["before"]
        text = text[:start] + each["after"] + text[stop:]
    return text


def by_sarif(source: Source, fix: Mapping[str, Any]) -> str:
    (change,) = fix["artifactChanges"]
    assert unquote(change["artifactLocation"]["uri"]) == source.name
    regions = [(each["deletedRegion"], each["insertedContent"]["text"]) for each in change["replacements"]]
    text = source.text
    for region, after in sorted(regions, key=lambda one: tuple(one[0].values()), reverse=True):
        start = offset(source, region["startLine"], region["startColumn"])
        stop = offset(source, region["endLine"], region["endColumn"])
        text = text[:start] + after + text[stop:]
    return text


def agree(diagnostic: Diagnostic) -> None:
    """Fail unless JSON and SARIF say what becomes of the text, or that nothing does."""
    (told,) = checked("diagnostics", to_json([diagnostic], "zh"))["diagnostics"]
    (result,) = to_sarif([diagnostic], "zh", version="1")["runs"][0]["results"]
    if not diagnostic.edits:
        assert told["edits"] == []
        assert "fixes" not in result
        return
    source = diagnostic.edits[0].place.source
    after = edited(source.text, diagnostic.edits)
    assert after != source.text
    assert by_json(source, told["edits"]) == after
    (fix,) = result["fixes"]
    assert by_sarif(source, fix) == after


def test_both_say_what_is_to_stand_there() -> None:
    found = slip(edit("==", "="), edit("。", ""), edit("引用 乙\r\n", ""))
    agree(found)
    assert to_sarif([found], "zh", version="1")["runs"][0]["results"][0]["fixes"] == [
        {
            "description": {"text": "改"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "%E6%96%87%E4%BB%B6/a%20b.rules"},
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 4,
                                "startColumn": 12,
                                "endLine": 4,
                                "endColumn": 14,
                            },
                            "insertedContent": {"text": "="},
                        },
                        {
                            "deletedRegion": {
                                "startLine": 4,
                                "startColumn": 18,
                                "endLine": 4,
                                "endColumn": 19,
                            },
                            "insertedContent": {"text": ""},
                        },
                        {
                            "deletedRegion": {"startLine": 3, "startColumn": 1, "endLine": 4, "endColumn": 1},
                            "insertedContent": {"text": ""},
                        },
                    ],
                }
            ],
        }
    ]
    assert to_json([found], "en")["diagnostics"][0]["edits"][1] == {
        "before": "。", "after": "", "file": "文件/a b.rules", "line": 4, "column": 18, "end_line": 4, "end_column": 19,
    }  # fmt: skip


def test_what_is_put_in_between_deletes_nothing() -> None:
    start = WINDOWS.text.index("1")
    agree(slip(Edit(Place(WINDOWS, Span(start, start)), "不超过 ")))


def test_a_fix_without_a_help_is_described_by_the_message() -> None:
    found = Diagnostic(
        "a-slip", Place(WINDOWS, Span(0, 2)), Phrase("a slip", "笔误"), edits=(edit("甲\r", "丙\r"),)
    )
    (result,) = to_sarif([found], "en", version="1")["runs"][0]["results"]
    assert result["fixes"][0]["description"] == {"text": "a slip"}


@pytest.mark.parametrize("name", BROKEN)
def test_every_edit_of_a_broken_policy_is_told(name: str) -> None:
    for diagnostic in said(name)[0]:
        agree(diagnostic)


def test_broken_policies_have_edits_to_tell() -> None:
    assert sum(bool(each.edits) for name in BROKEN for each in said(name)[0]) > 50
