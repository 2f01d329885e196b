"""Ledgers in CSV and JSON files: what they may hold, and everything said of what does not fit."""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from policyrules.core.values import UNKNOWN, Duration, Period, Row
from policyrules.errors import DataError, InputError
from policyrules.surfaces.ledger_files import SUFFIXES, problems, separated
from policyrules.surfaces.ledger_files import encodings as encodings_module
from policyrules.surfaces.ledger_files import entries as entries_module
from policyrules.surfaces.ledger_files import json_rows as json_module
from tests.surfaces.ledgers import GIVEN, HEADINGS, POLICIES, ROW, SHANGHAI, both, csv, read, refused


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "visits.csv"


def value(table: Path, heading: str, cell: str) -> Any:
    """Return what a cell says under a heading."""
    plain = heading.rpartition(".")[2]
    field = POLICIES.records["Visit"].field_named(plain)
    assert field is not None
    cells = dict(zip(HEADINGS, ROW, strict=True))
    cells.pop(field.names.second or "", None)
    (row,) = read(table, csv([*cells, heading], [*cells.values(), cell])).rows
    return row.facts[plain]


# --- a file that fits ------------------------------------------------------------------------


def test_rows_with_their_places(table: Path) -> None:
    found = read(
        table,
        csv(HEADINGS, ROW, [], ["2", "乙局", "village", "2026/3/3", "５", "是", "甲、\n乙"], ["3", *ROW[1:]]),
    )
    assert [row.place for row in found.rows] == [f"{table}:{line}" for line in (2, 4, 6)]
    assert (found.file, found.sheet, found.other_sheets) == (str(table), None, ())
    facts = found.rows[1].facts
    assert facts.schema is POLICIES.records["Visit"]
    assert facts.values == (
        "2", "乙局", "village", date(2026, 3, 3), 5, True, None, False, (), ("甲", "乙"),
        UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, (), UNKNOWN,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("编号", " 2026-03 ", "2026-03"),
        ("id", "e\u0301", "\u00e9"),
        ("占比", "30%", Decimal("0.3")),
        ("占比", "", None),
        ("占比", "—", None),
        ("已报备", "", False),
        ("已报备", "√", True),
        ("应急", "FALSE", False),
        ("对象", "", ()),
        ("对象", "甲县；乙县", ("甲县", "乙县")),
        ("对象", "甲县,乙县", ("甲县", "乙县")),
        ("路线", "无", ()),
        ("时间", "2026/3/2 9:30", datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)),
        ("时间", "不详", UNKNOWN),
        ("时长", "3个工作日", Duration(working_days=3)),
        ("期间", "2026.3.1..2026.3.5", Period(date(2026, 3, 1), date(2026, 3, 5))),
        ("计划号", "无", None),
        ("计划号", "unknown", UNKNOWN),
        ("单位", "不详", "不详"),
        ("事项", '[{"名称": "汇总"}]', (Row("Task", {"title": "汇总", "days": 1}),)),
        ("牵头事项", '{"title": "汇总", "天数": 2}', Row("Task", {"title": "汇总", "days": 2})),
        ("走访.占比", "1", Decimal(1)),
        ("Visit.share", "1", Decimal(1)),
    ],
)  # fmt: skip
def test_what_a_cell_says(table: Path, heading: str, cell: str, expected: Any) -> None:
    assert value(table, heading, cell) == expected


def test_headings_as_people_write_them(table: Path) -> None:
    heads = ["编 号", "ｕｎｉｔ", "\u3000层级\u3000", "开始\n日期", "\u200b人数", " 应急", "路线", ""]
    (row,) = read(table, csv(heads, [*ROW, "for people"])).rows
    assert row.facts["编号"] == "1"
    assert row.facts["start"] == date(2026, 3, 2)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_separators_and_encodings(table: Path, mark: str, encoding: str) -> None:
    rows = read(table, csv(HEADINGS, [*ROW[:-1], "甲村,乙村"], mark=mark).encode(encoding)).rows
    assert [row.facts["路线"] for row in rows] == [("甲村", "乙村")]


def test_tabs_by_the_suffix(tmp_path: Path) -> None:
    content = "body,x\ty\n甲\t\n"
    assert refused(tmp_path / "a.tsv", content, record="Note").problems[0].code == "no-headings"
    (row,) = read(tmp_path / "b.tab", "内容\t\n甲, 乙\t\n", record="Note").rows
    assert row.facts["body"] == "甲, 乙"


def test_the_mark_is_the_one_that_makes_headings(table: Path) -> None:
    """Though another stands more often in the first row."""
    (row,) = read(table, "序号;次数\n1;3\n", record="Count").rows
    assert row.facts.values == ("1", 3)
    en, _ = both(refused(table, "序号;次数,,,,,\n1;3\n", record="Count"), table)
    assert en[0].startswith(":1: 次数,,,,,: `Count` has no field of this name")


def test_quotes_line_ends_and_blank_rows(table: Path) -> None:
    content = '编号, 单位 \r\n"1","甲 ""一"" 局"\r\n ,  \r\n"2", "乙\r\n局"\r\n\r\n3,"丙,局"\r\n'
    rows = read(table, content, partial=True).rows
    assert [row.facts["unit"] for row in rows] == ['甲 "一" 局', "乙\r\n局", "丙,局"]
    assert [row.place for row in rows] == [f"{table}:{line}" for line in (2, 4, 7)]


def test_headings_alone_are_an_empty_ledger(table: Path) -> None:
    assert read(table, csv(HEADINGS)).rows == ()


def test_short_rows_are_empty_at_the_end_as_spreadsheets_save_them(table: Path) -> None:
    rows = read(table, csv([*HEADINGS, "占比", "已报备"], ROW, ["2", *ROW[1:], "30%"])).rows
    assert [row.facts["share"] for row in rows] == [None, Decimal("0.3")]
    en, _ = both(refused(table, csv(HEADINGS, ROW[:-1])), table)
    assert en == [
        ":2: 路线 (paths): a value is needed, and this is empty; if it has no entries, write `none`"
    ]


def test_partial_rows_leave_out_what_is_not_known(table: Path) -> None:
    (row,) = read(
        table, csv(["编号", "层级", "人数", "占比", "单位"], ["1", "", "不详", "", "不详"]), partial=True
    ).rows
    assert row.facts.unknown == (
        "unit",
        "tier",
        "start",
        "people",
        "urgent",
        "paths",
        "at",
        "length",
        "span",
        "plan",
        "lead",
    )
    assert row.facts["share"] is None


def test_keys_are_the_same_however_they_are_spaced_or_composed(table: Path) -> None:
    content = csv(["序号"], ["\u00e9"], [" e\u0301 "])
    en, _ = both(refused(table, content, record="Count"), table)
    assert en == [
        f":3: 序号 (number): “\u00e9” is already the key of {table}:2; keep one of the two rows, or correct the key"
    ]


def test_a_record_without_a_key_may_repeat(table: Path) -> None:
    assert len(read(table, csv(["内容"], ["甲"], ["甲"]), record="Note").rows) == 2


# --- what is wrong with cells ----------------------------------------------------------------


def test_every_problem_of_a_file_at_once_in_both_languages(table: Path) -> None:
    heads = [*HEADINGS, "事项", "时间"]
    error = refused(
        table,
        csv(
            heads,
            ["1", "甲局", "厅", "2026/13/2", "1,000", "", "甲、乙,丙", '[{"名称": 1, "责任": "甲"}]', "9:30"],
            [*ROW, "{", ""],
            ["", "", "", "", "", "不详", "", "", ""],
            ROW,
        ),
    )
    en, zh = both(error, table)
    assert en == [
        ":2: 层级 (tier): one of `village` (村), `township` (乡镇), `county` (县) is needed, not the text “厅”",
        ":2: 开始日期 (start): a date such as 2026-03-01 is needed, not the text “2026/13/2”",
        ":2: 人数 (people): a whole number in plain digits, such as 12 is needed, not the text “1,000”; write it without separators: 1000",
        ":2: 应急 (urgent): a value is needed, and this is empty; write yes or no; if empty cells mean no, let the policy say so: `urgent: boolean = no`",
        ":2: 路线 (paths): both `、` and `,` stand between the entries of this list; put `；` between all of them",
        ':2: 事项[0].名称 (title): text is needed, not the number 1; put it in quotes: "1"',
        ":2: 事项[0].责任: `Task` has no field of this name; leave it out; the fields are `title`, `days`",
        ":2: 时间 (at): a date and time such as 2026-03-01T09:30 is needed, not the text “9:30”",
        ':3: 事项 (tasks): a record in JSON, such as {"name": "…"}, is needed; a field name in double quotes is missing (a `,` too many before `}` looks like this)',
        ":4: 编号 (id): a value is needed, and this is empty",
        ":4: 单位 (unit): a value is needed, and this is empty",
        ":4: 层级 (tier): a value is needed, and this is empty",
        ":4: 开始日期 (start): a value is needed, and this is empty",
        ":4: 人数 (people): a value is needed, and this is empty",
        ":4: 应急 (urgent): this is needed and was given as unknown",
        ":4: 路线 (paths): a value is needed, and this is empty; if it has no entries, write `none`",
    ]  # fmt: skip
    assert zh == [
        ":2：层级（tier）：应为 `村`、`乡镇`、`县` 之一，所给为文本“厅”",
        ":2：开始日期（start）：应为日期（如 2026-03-01 或 2026年3月1日），所给为文本“2026/13/2”",
        ":2：人数（people）：应为整数（如 12），所给为文本“1,000”；不加千位分隔符，写作 1000",
        ":2：应急（urgent）：此处不能为空；请填是或否；空格即表示否的，请在政策文件中写明默认值：`应急: 是否 = 否`",
        ":2：路线（paths）：此列表各项之间既有“、”又有“,”；各项之间统一用“；”隔开",
        ':2：事项[0].名称（title）：应为文本，所给为数值 1；请加引号："1"',
        ":2：事项[0].责任：`任务` 没有这个名称的字段；请删去此项；字段有 `名称`、`天数`",
        ":2：时间（at）：应为日期和时间（如 2026-03-01T09:30），所给为文本“9:30”",
        ':3：事项（tasks）：应为记录的 JSON（如 {"名称": "…"}）；此处缺少双引号括起的字段名（`}` 前多写逗号也会如此）',
        ":4：编号（id）：此处不能为空",
        ":4：单位（unit）：此处不能为空",
        ":4：层级（tier）：此处不能为空",
        ":4：开始日期（start）：此处不能为空",
        ":4：人数（people）：此处不能为空",
        ":4：应急（urgent）：此项必填，所给为不详",
        ":4：路线（paths）：此处不能为空；确无内容的，请填“无”",
    ]  # fmt: skip


def test_the_whole_error(table: Path) -> None:
    error = refused(table, csv(["编号", "单位"], ["1", "甲"], ["1", "乙"]), partial=True)
    assert str(error) == (
        f"`{table}` cannot be used as a ledger of `Visit` (1 problem):\n"
        f"- {table}:3: 编号 (id): “1” is already the key of {table}:2; keep one of the two rows, or correct the key"
    )
    assert error.in_("zh") == (
        f"`{table}` 不能用作 `走访` 的台账（共 1 处问题）：\n"
        f"- {table}:3：编号（id）：“1”已是 {table}:2 的主键；请只保留其中一行，或改正主键"
    )
    assert (error.file, error.record) == (str(table), "Visit")
    (problem,) = error.problems
    assert (problem.code, problem.path, problem.names) == ("key-repeated", "编号", ("id", "编号"))
    assert (problem.place.file, problem.place.line, problem.place.cell) == (str(table), 3, None)


def test_the_key_is_always_told(table: Path) -> None:
    en, zh = both(refused(table, csv(["编号", "人数"], ["不详", "1"], ["", "2"]), partial=True), table)
    assert en == [
        ":2: 编号 (id): this is needed and was given as unknown",
        ":3: 编号 (id): a value is needed, and this is empty",
    ]
    assert zh == [":2：编号（id）：此项必填，所给为不详", ":3：编号（id）：此处不能为空"]
    en, _ = both(refused(table, csv(["人数"], ["1"]), partial=True), table)
    assert en == [":1: 编号 (id): there is no such column, and every row needs it"]


def test_what_rules_read_is_always_told(table: Path) -> None:
    """Even where rows may be partial; a default and a known absence are told, 不详 is not."""
    content = csv(
        ["编号", "人数", "占比", "已报备", "计划号"], ["1", "", "", "", "不详"], ["2", "不详", "不详", "", ""]
    )
    always = ("people", "share", "filed", "plan")
    en, _ = both(refused(table, content, partial=True, always=always), table)
    assert en == [
        ":2: 人数 (people): a value is needed, and this is empty",
        ":2: 计划号 (plan): this is needed and was given as unknown",
        ":3: 人数 (people): this is needed and was given as unknown",
        ":3: 占比 (share): this is needed and was given as unknown",
    ]
    en, zh = both(refused(table, csv(["编号"], ["1"]), partial=True, always=always), table)
    assert en == [
        ":1: 人数 (people): there is no such column, and every row needs it",
        ":1: 计划号 (plan): there is no such column, and every row needs it",
    ]
    assert zh == [
        ":1：人数（people）：缺少此列，而每行都需要此项",
        ":1：计划号（plan）：缺少此列，而每行都需要此项",
    ]


def test_rows_that_are_too_wide_or_cells_that_are_too_long(table: Path) -> None:
    content = f"编号,人数\n1,1,000\n2,2,,\n3,{'9' * 100_001}\n"
    en, zh = both(refused(table, content, partial=True), table)
    assert en == [
        ':2: this row has 3 cells, and there are 2 columns; a text that holds the separating mark stands in quotes `"…"`',
        ":4: 人数 (people): a cell has at most 100,000 characters, and this one has 100,001",
    ]
    assert zh == [
        ':2：此行有 3 格，而表头只有 2 列；含有分隔符的文本应放在引号 `"…"` 内',
        ":4：人数（people）：一格最多 100,000 个字符，此格有 100,001 个",
    ]


def test_a_column_wrong_throughout_does_not_hide_the_others(table: Path) -> None:
    rows = [[str(number), "many", "3"] for number in range(500)]
    rows[300][2] = "maybe"
    error = refused(table, csv(["编号", "人数", "应急"], *rows), partial=True)
    assert len(error.problems) == 2 * problems.ALIKE
    assert {problem.names[0] for problem in error.problems} == {"people", "urgent"}
    assert error.omitted == 1000 - 2 * problems.ALIKE
    assert error.in_("en").startswith(f"`{table}` cannot be used as a ledger of `Visit` (1,000 problems):\n")
    assert error.in_("en").endswith("\n(and 960 more)")
    assert error.in_("zh").endswith("\n（另有 960 处）")


def test_no_more_problems_than_anyone_would_read(table: Path) -> None:
    heads = ["编号", *(f"x{number}" for number in range(300))]
    error = refused(table, csv(heads), partial=True)
    assert len(error.problems) == problems.ALIKE
    error = refused(table, csv(HEADINGS, *([["", "", "x", "x", "x", "x", ""]] * 50)))
    assert len(error.problems) == problems.LISTED
    assert error.omitted == 350 - problems.LISTED


# --- what is wrong with headings -------------------------------------------------------------


def test_headings_that_do_not_fit(table: Path) -> None:
    heads = ["编号", "单位", "层集", "start", "开始日期", "人数", "应急", "备注", "应急"]
    en, zh = both(refused(table, csv(heads)), table)
    assert en == [
        ":1: 开始日期 (start): this is the same field as the column `start`; keep one of them",
        ":1: 应急 (urgent): this column is there already; keep one of them",
        ":1: 层集: `Visit` has no field of this name; did you mean `层级`?",
        ":1: 备注: `Visit` has no field of this name; clear the heading of a column that only people read",
        ":1: 路线 (paths): there is no such column, and every row needs it",
    ]
    assert zh == [
        ":1：开始日期（start）：与 `start` 列是同一字段；请只保留其中一列",
        ":1：应急（urgent）：此列已有；请只保留其中一列",
        ":1：层集：`走访` 没有这个名称的字段；是否指 `层级`？",
        ":1：备注：`走访` 没有这个名称的字段；仅供查看、无需读取的列，请清空其列名",
        ":1：路线（paths）：缺少此列，而每行都需要此项",
    ]


def test_cells_are_read_under_the_headings_that_fit(table: Path) -> None:
    en, _ = both(
        refused(table, csv(["编号", "人数", "x"], ["1", "many", ""], ["2", "1", ""]), partial=True), table
    )
    assert en == [
        ":1: x: `Visit` has no field of this name; clear the heading of a column that only people read",
        ":2: 人数 (people): a whole number in plain digits, such as 12 is needed, not the text “many”",
    ]


@pytest.mark.parametrize(
    ("content", "en", "zh"),
    [
        ("", ": there is nothing in it; the first row names the fields: number, times", "：其中没有内容；首行应为列名：序号、次数"),
        ("\n , \n", ": there is nothing in it; the first row names the fields: number, times", "：其中没有内容；首行应为列名：序号、次数"),
        ("a,b\n1,2\n", ":1: no column is called as a field of `Count` is; the first row names the fields: number, times", ":1：没有一列的列名是 `统计` 的字段；首行应为列名：序号、次数"),
        ("2026年统计,\n\n填报单位：甲局,\n序号,次数\n1,2\n", ":1: the first row does not name the columns; delete what stands above row 4", ":1：首行不是列名；请删去第 4 行以上的内容"),
    ],
)  # fmt: skip
def test_files_without_headings(table: Path, content: str, en: str, zh: str) -> None:
    assert both(refused(table, content, record="Count"), table) == ([en], [zh])


def test_long_headings_and_many(table: Path) -> None:
    en, _ = both(refused(table, csv(["编号", "x" * 5000, "e" + "\u0301" * 200]), partial=True), table)
    assert en[0].startswith(f":1: {'x' * 40}…: `Visit` has no field of this name")
    assert len(en) == 2


# --- what is wrong with files ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "en", "zh"),
    [
        (
            "编号,单位\n1,甲局\n2,乙局\n".encode() + b"3,\xe4\xb9",
            ":4: this line is not UTF-8, and the text before it is; the file was cut or changed on its way; save the file as CSV UTF-8",
            ":4：此行不是 UTF-8 编码，而前文是；文件可能在传送中被截断或改动；请将文件另存为 CSV UTF-8",
        ),
        (
            b"id,unit\n1,a\n2,\xff\xff\n",
            ":3: this line is neither UTF-8 nor GB 18030; save the file as CSV UTF-8",
            ":3：此行既不是 UTF-8 也不是 GB 18030 编码；请将文件另存为 CSV UTF-8",
        ),
        (
            "编号,单位\n1,甲\n".encode("utf-16"),
            ":1: this is no text, or it is UTF-16; save the file as CSV UTF-8",
            ":1：不是文本文件，或是 UTF-16 编码；请将文件另存为 CSV UTF-8",
        ),
        (
            '编号,单位\n1,甲\n2,"乙\n3,丙\n',
            ':3: a `"` in this row is never closed; close it, or leave it out',
            ':3：此行的引号 `"` 没有结束；请补上右引号，或删去此引号',
        ),
        (
            '编号,单位\n1,"甲"乙\n',
            ':2: in this row something else than `,` follows a closing `"`; inside a text in quotes, write `""` for `"`',
            ':2：此行中，右引号 `"` 之后不是 `,`；引号内的文本中，引号写作 `""`',
        ),
        (
            f'编号,单位\n1,"{"甲" * 140_000}"\n',
            ':2: a `"` in this row is never closed; close it, or leave it out',
            ':2：此行的引号 `"` 没有结束；请补上右引号，或删去此引号',
        ),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_on(table: Path, content: str | bytes, en: str, zh: str) -> None:
    assert both(refused(table, content, partial=True), table) == ([en], [zh])


def test_a_file_that_changes_while_it_is_read(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separated, "encoding_of", lambda _path, _file: "utf-8")
    assert both(refused(table, b"id,unit\n" + b"1,\xff\n", partial=True), table) == (
        [":1: the file was changed while it was read; run the command again"],
        [":1：文件在读取过程中被改动；请重新运行命令"],
    )


def test_what_was_found_before_a_file_breaks_off_is_told_too(table: Path) -> None:
    en, _ = both(refused(table, '编号,人数\n1,many\n2,"3\n', partial=True), table)
    assert [line[:4] for line in en] == [":2: ", ":3: "]


def test_files_that_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, records = tmp_path / "a.csv", tmp_path / "a.json"
    monkeypatch.setattr(encodings_module, "LARGEST", 1 << 20)
    monkeypatch.setattr(json_module, "LARGEST", 1 << 20)
    monkeypatch.setattr(entries_module, "ROWS", 3)
    en, zh = both(refused(table, csv(["内容"], *([["x" * 1000]] * 1100)), record="Note"), table)
    assert en == [": is longer than 1 MB; divide it, or keep the ledger in a database"]
    assert zh == ["：超过 1 MB；请拆分文件，或将台账存入数据库"]
    en, zh = both(refused(records, " " * (1 << 20) + "[]", record="Note"), records)
    assert en == [": is longer than 1 MB; write one record a line, in a .jsonl file"]
    assert zh == ["：超过 1 MB；请改用 .jsonl 文件，每行一条记录"]
    en, zh = both(refused(table, csv(["内容"], *([["x"]] * 5)), record="Note"), table)
    assert en == [":5: a file has at most 3 rows; divide it, or keep a ledger in a database"]
    assert zh == [":5：一个文件最多 3 行；请拆分文件；台账可存入数据库"]


def test_lines_that_are_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separated, "LONGEST_LINE", 100)
    monkeypatch.setattr(json_module, "LONGEST_LINE", 100)
    table, records = tmp_path / "a.csv", tmp_path / "a.jsonl"
    en, zh = both(refused(table, csv(["内容"], ["x" * 100]), record="Note"), table)
    assert en == [":2: this line has more than 100 characters; see that the file is a table"]
    assert zh == [":2：此行超过 100 个字符；请确认此文件是表格"]
    en, zh = both(refused(records, '{"内容": "x"}\n{"内容": "' + "x" * 100 + '"}\n', record="Note"), records)
    assert en == [":2: this line is longer than 0 MB; write one record a line"]
    assert zh == [":2：此行超过 0 MB；请每行写一条记录"]


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("a.txt", "no ledger can be read from `a.txt`; files that can be read: .csv, .json, .jsonl, .ndjson, .tab, .tsv, .xlsm, .xlsx", "无法从 `a.txt` 读取台账；可读取的文件：.csv、.json、.jsonl、.ndjson、.tab、.tsv、.xlsm、.xlsx"),
        ("a.xls", "no ledger can be read from `a.xls`; save the table as .xlsx", "无法从 `a.xls` 读取台账；请将表格另存为 .xlsx"),
        ("a.csv", "there is no file `a.csv`", "没有文件 `a.csv`"),
        ("a.xlsx", "there is no file `a.xlsx`", "没有文件 `a.xlsx`"),
        ("a.jsonl", "there is no file `a.jsonl`", "没有文件 `a.jsonl`"),
    ],
)  # fmt: skip
def test_no_file(name: str, en: str, zh: str) -> None:
    with pytest.raises(InputError) as caught:
        read(name)
    assert not isinstance(caught.value, DataError)
    assert (caught.value.in_("en"), caught.value.in_("zh")) == (en, zh)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_no_file(tmp_path: Path, suffix: str) -> None:
    folder, pipe = tmp_path / f"folder{suffix}", tmp_path / f"pipe{suffix}"
    folder.mkdir()
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="is a folder, a file is needed"):
        read(folder)
    with pytest.raises(InputError, match="is no file"):
        read(pipe)
    with pytest.raises(InputError, match="there is no file"):
        read(f"a\0b{suffix}")


# --- JSON ------------------------------------------------------------------------------------


def test_json_lines(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.jsonl", f"\ufeff{GIVEN}\n\n{GIVEN.replace('1', '2')}\n").rows
    assert [(row.place, row.facts["id"]) for row in rows] == [
        (f"{tmp_path / 'a.jsonl'}:1", "1"),
        (f"{tmp_path / 'a.jsonl'}:3", "2"),
    ]


def test_a_json_list_and_one_record(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.json", f'[{GIVEN},\n {GIVEN.replace("1", "2")[:-1]}, "占比": 0.10}}]').rows
    assert [(row.place[-2:], row.facts["share"]) for row in rows] == [(":1", None), (":2", Decimal("0.1"))]
    assert len(read(tmp_path / "b.json", f"\n{GIVEN}\n").rows) == 1
    assert read(tmp_path / "c.json", "[]").rows == ()


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".ndjson"])
def test_what_does_not_fit_in_json(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    lines = [GIVEN, GIVEN, '{"编号": 2, "人数": 1.5, "责任人": "甲"}', "3"]
    listed = "[" + ",\n".join(lines) + "\n]"
    content = listed if suffix == ".json" else "\n".join([*lines, '{"编号":'])
    en, zh = both(refused(path, content, partial=True), path)
    assert en[:5] == [
        f":2:8: 编号 (id): “1” is already the key of {path}:1; keep one of the two rows, or correct the key",
        ':3:8: 编号 (id): text is needed, not the number 2; put it in quotes: "2"',
        ":3:17: 人数 (people): a whole number is needed, not the number 1.5",
        (
            ":3:22: 责任人: `Visit` has no field of this name; leave it out; the fields are `id`, `unit`, `tier`, `start`, `people`, `urgent`, "
            "`share`, `filed`, `places`, `paths`, `at`, `length`…"
        ),
        ':4: this is no record; write `{"field": value, …}`',
    ]
    assert zh[:5] == [
        f":2:8：编号（id）：“1”已是 {path}:1 的主键；请只保留其中一行，或改正主键",
        ':3:8：编号（id）：应为文本，所给为数值 2；请加引号："2"',
        ":3:17：人数（people）：应为整数，所给为数值 1.5",
        ":3:22：责任人：`走访` 没有这个名称的字段；请删去此项；字段有 `编号`、`单位`、`层级`、`开始日期`、`人数`、`应急`、`占比`、`已报备`、`对象`、`路线`、`时间`、`时长`…",
        ':4：这不是记录，应写作 `{"字段": 值, …}`',
    ]
    assert en[5:] == ([] if suffix == ".json" else [":5:7: a value is missing"])
    assert zh[5:] == ([] if suffix == ".json" else [":5:7：此处缺少取值"])


def test_the_key_and_what_rules_read_are_told_in_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    content = (
        '{"id": "1", "people": null}\n{"people": 1, "unit": "a"}\n{"id": "2", "people": 1, "单位": "甲"}\n'
    )
    en, zh = both(refused(path, content, partial=True, always=("people", "unit")), path)
    assert en == [
        ":1: unit (单位): every row needs this, and it is not told here",
        ":1: people (人数): every row needs this, and it is not told here",
        ":2: id (编号): every row needs this, and it is not told here",
    ]
    assert zh == [
        ":1：unit（单位）：每行都需要此项，而此处未给出",
        ":1：people（人数）：每行都需要此项，而此处未给出",
        ":2：id（编号）：每行都需要此项，而此处未给出",
    ]


def test_json_in_another_encoding(tmp_path: Path) -> None:
    for suffix in (".json", ".jsonl"):
        path = tmp_path / f"a{suffix}"
        assert both(refused(path, GIVEN.encode("gb18030")), path) == (
            [":1: this is not UTF-8; save the file as UTF-8"],
            [":1：不是 UTF-8 编码，请将文件另存为 UTF-8"],
        )
