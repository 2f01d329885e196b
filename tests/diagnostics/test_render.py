"""How a diagnostic reads: whole messages as snapshots, in both languages."""

from __future__ import annotations

import textwrap

from policyrules.diagnostics.diagnostic import Diagnostic, Label, Severity
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.render import render, rows, to_json
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.diagnostics.width import width

TEXT = """\
记录 文件 {
    页数: integer
}
不得 GW-04 “篇幅不超过十页” {
\t当 页树 > 10
}
"""


def source(text: str = TEXT, name: str = "documents.rules") -> Source:
    return Source(name, text)


def place(words: str, within: Source, *, nth: int = 0) -> Place:
    start = -1
    for _ in range(nth + 1):
        start = within.text.index(words, start + 1)
    return Place(within, Span(start, start + len(words)))


def unknown_name(within: Source) -> Diagnostic:
    return Diagnostic(
        "unknown-name",
        place("页树", within),
        Phrase("nothing here is called `页树`", "这里没有叫 `页树` 的"),
        label=Phrase("not a field of `文件`", "不是 `文件` 的字段"),
        help=(Phrase("`文件` has a field `页数`", "`文件` 有字段 `页数`"),),
    )


def text(snapshot: str) -> str:
    return textwrap.dedent(snapshot).strip("\n")


def test_the_heading_the_code_and_the_help() -> None:
    assert render(unknown_name(source())) == text(
        """
        error[unknown-name]: nothing here is called `页树`
         ┌─ documents.rules:5:4
        5│     当 页树 > 10
         │        ^^^^ not a field of `文件`
         = help: `文件` has a field `页数`
        """
    )


def test_the_same_in_chinese() -> None:
    assert render(unknown_name(source()), "zh") == text(
        """
        错误[unknown-name]：这里没有叫 `页树` 的
         ┌─ documents.rules:5:4
        5│     当 页树 > 10
         │        ^^^^ 不是 `文件` 的字段
         = 帮助：`文件` 有字段 `页数`
        """
    )


def test_further_labels_have_lines_of_their_own() -> None:
    within = source()
    one = unknown_name(within)
    labelled = Diagnostic(
        one.code,
        one.place,
        one.message,
        label=one.label,
        labels=(
            Label(place("文件", within), Phrase("the record is declared here", "记录在这里声明")),
            Label(place("> 10", within), Phrase("compared with this", "与此比较")),
            Label(place("不得 GW-04 “篇幅不超过十页” {\n\t当", within), Phrase("in this item", "在这一项")),
        ),
        severity=Severity.WARNING,
    )
    assert render(labelled) == text(
        """
        warning[unknown-name]: nothing here is called `页树`
         ┌─ documents.rules:5:4
        1│ 记录 文件 {
         │      ---- the record is declared here
         ·
        4│ 不得 GW-04 “篇幅不超过十页” {
         │ -----------------------------
        5│     当 页树 > 10
         │        ^^^^ not a field of `文件`
         │     -- in this item
         │             ---- compared with this
        """
    )


def test_a_label_in_another_file_names_that_file() -> None:
    vocabulary = source("enum 文种 { 通知, 函 }\n", "vocabulary.rules")
    within = source("a\n" * 11 + "不得 函 { }\n")
    shadowed = Diagnostic(
        "shadowed-name",
        place("函", within),
        Phrase("`函` is also a member", "`函` 也是成员"),
        labels=(Label(place("函", vocabulary), Phrase("declared here", "在这里声明")),),
        severity=Severity.NOTE,
    )
    assert render(shadowed, "zh") == text(
        """
        提示[shadowed-name]：`函` 也是成员
          ┌─ documents.rules:12:4
        12│ 不得 函 { }
          │      ^^
          ├─ vocabulary.rules:1:15
         1│ enum 文种 { 通知, 函 }
          │                   -- 在这里声明
        """
    )


def test_the_end_of_a_file_has_a_mark_too() -> None:
    within = source("list a {\n")
    end = Diagnostic("unclosed", Place(within, Span(9, 9)), Phrase("`{` is not closed", "`{` 没有闭合"))
    assert render(end) == text(
        """
        error[unclosed]: `{` is not closed
         ┌─ a.rules:2:1
        2│
         │ ^
        """
    ).replace("a.rules", "documents.rules")


def test_a_long_line_is_cut_around_what_is_marked() -> None:
    within = source("要求 “" + "很长的一行" * 40 + "” oops “" + "很长的一行" * 40 + "”\n")
    far = Diagnostic(
        "unexpected",
        place("oops", within),
        Phrase("`oops` is not expected here", "此处不能写 `oops`"),
        label=Phrase("here", "此处"),
        labels=(Label(place("要求", within), Phrase("this clause", "这一子句")),),
    )
    drawn = render(far)
    lines = drawn.splitlines()
    marked = lines.index(next(line for line in lines if "^" in line))
    assert max(map(width, lines)) <= 110
    assert lines[marked - 1].lstrip("1│ ").startswith("…")
    assert lines[marked - 1].endswith("…")
    assert width(lines[marked].split("^")[0]) == width(lines[marked - 1].split("oops")[0])
    assert lines[marked + 1].startswith("1│ 要求 “很长的一行")
    assert lines[marked + 2] == " │ ---- this clause"


def test_ten_megabytes_on_one_line_are_no_trouble() -> None:
    within = source("当" * 3_500_000 + "oops" + "当" * 3_500_000)
    far = Diagnostic("unexpected", place("oops", within), Phrase("not expected", "不能写"))
    assert "oops" in render(far)
    assert len(render(far)) < 1000


def test_characters_that_deceive_are_shown_as_marks() -> None:
    within = source("当 \u202e页\x00树\ud800 > 10\n", "a\x1b[31m.rules")
    hidden = Diagnostic("odd", place("树", within), Phrase("odd `\x1b[0m`", "异常 `\x1b[0m`"))
    drawn = render(hidden)
    assert not {"\u202e", "\x00", "\x1b", "\ud800"} & set(drawn)
    assert "当 �页␀树� > 10" in drawn


def test_json_has_positions_and_labels() -> None:
    within = source()
    listed = to_json([unknown_name(within)], "zh")
    position = {"file": "documents.rules", "line": 5, "column": 4, "end_line": 5, "end_column": 6}
    assert listed == {
        "diagnostics": [
            {
                "code": "unknown-name",
                "severity": "error",
                "message": "这里没有叫 `页树` 的",
                "help": "`文件` 有字段 `页数`",
                "page": "docs/diagnostics.zh.md#unknown-name-没有这个名称",
                **position,
                "labels": [{"text": "不是 `文件` 的字段", "primary": True, **position}],
                "edits": [],
            }
        ]
    }


def test_rows_say_what_each_piece_is() -> None:
    roles = [[piece.role for piece in row] for row in rows(unknown_name(source()))]
    assert roles == [
        ["severity", "message"],
        ["frame", "plain"],
        ["frame", "source"],
        ["frame", "mark"],
        ["frame", "help"],
    ]
