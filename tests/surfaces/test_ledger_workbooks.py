"""Ledgers in Excel workbooks: typed cells, sheets, and what a spreadsheet may have done to a value."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from policyrules.core.values import UNKNOWN, Duration
from policyrules.surfaces.ledger_files.workbook_parts import LARGEST_FILE, LARGEST_UNPACKED
from tests.surfaces.ledgers import HEADINGS, ROW, SHANGHAI, both, read, refused
from tests.surfaces.workbooks import Raw, Sheet, archive, sheet_xml, workbook

FAILED = Raw('t="e"', "<v>#N/A</v>")
NEVER_CALCULATED = Raw("", "<f>1+1</f>")
CALCULATED = Raw("", "<f>1+1</f><v>2</v>")
TIME_OF_DAY = Raw('s="4"', "<v>0.5</v>")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "visits.xlsx"


def value(book: Path, heading: str, cell: Any) -> Any:
    """Return what a cell says under a heading."""
    cells: dict[str, Any] = dict(zip(HEADINGS, ROW, strict=True)) | {heading: cell}
    (row,) = read(book, workbook({"走访": [list(cells), list(cells.values())]})).rows
    return row.facts[heading]


def said(book: Path, heading: str, cell: Any) -> tuple[str, str]:
    """Return the one thing wrong with a cell under a heading, its place and field left off."""
    cells: dict[str, Any] = dict(zip(HEADINGS, ROW, strict=True)) | {heading: cell}
    (problem,) = refused(book, workbook({"走访": [list(cells), list(cells.values())]})).problems
    assert problem.place.line == 2
    assert problem.place.column == list(cells).index(heading)
    return problem.in_("en").partition("): ")[2], problem.in_("zh").partition("）：")[2]


# --- cells that fit --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("编号", "007", "007"),
        ("编号", 2026, "2026"),
        ("编号", 10**15 - 1, "999999999999999"),
        ("编号", CALCULATED, "2"),
        ("编号", Raw('t="inlineStr"', "<is><t>甲</t></is>"), "甲"),
        ("编号", Raw('t="str"', '<f>"甲"</f><v>甲</v>'), "甲"),
        ("层级", "county", "county"),
        ("人数", 3.0, 3),
        ("人数", "5万", 50_000),
        ("占比", 0.1, Decimal("0.1")),
        ("占比", 0.1 + 0.2, Decimal("0.3")),
        ("占比", Decimal("1E-4"), Decimal("0.0001")),
        ("占比", 12_345_678.25, Decimal("12345678.25")),
        ("占比", "30%", Decimal("0.3")),
        ("占比", None, None),
        ("占比", Raw('t="str"', '<f>""</f><v></v>'), None),
        ("应急", True, True),
        ("应急", "√", True),
        ("已报备", None, False),
        ("开始日期", date(2026, 3, 2), date(2026, 3, 2)),
        ("开始日期", datetime(2026, 3, 2), date(2026, 3, 2)),  # noqa: DTZ001  # as spreadsheets have it
        ("开始日期", "2026年3月2日", date(2026, 3, 2)),
        ("时间", datetime(2026, 3, 2, 9, 20), datetime(2026, 3, 2, 9, 20, tzinfo=SHANGHAI)),  # noqa: DTZ001  # as above
        ("时间", datetime(2026, 3, 2, 23, 59, 59), datetime(2026, 3, 2, 23, 59, 59, tzinfo=SHANGHAI)),  # noqa: DTZ001  # as above
        ("时间", date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=SHANGHAI)),
        ("时长", timedelta(hours=36), Duration(minutes=36 * 60)),
        ("时长", timedelta(days=2), Duration(days=2)),
        ("时长", "3个工作日", Duration(working_days=3)),
        ("对象", 2026, ("2026",)),
        ("对象", "甲，乙", ("甲", "乙")),
        ("计划号", "不详", UNKNOWN),
    ],
)  # fmt: skip
def test_what_a_cell_says(book: Path, heading: str, cell: Any, expected: Any) -> None:
    found = value(book, heading, cell)
    assert found == expected
    assert type(found) is type(expected)


def test_rows_with_their_places(book: Path) -> None:
    rows = [[], [None, *HEADINGS], [], [None, *ROW], [None, "2", *ROW[1:]]]
    found = read(book, workbook({"走访 记录": rows}))
    assert [row.place for row in found.rows] == [f"{book} '走访 记录'!A4", f"{book} '走访 记录'!A5"]


def test_rich_text_and_its_readings(book: Path) -> None:
    strings = "<sst><si><t>内容</t></si><si><r><t>甲</t></r><r><t xml:space='preserve'> 县</t></r></si></sst>"
    raw = workbook({"记事": [["内容"], ["x"]]}, **{"xl__sharedStrings.xml": strings})
    assert [row.facts["body"] for row in read(book, raw, record="Note").rows] == ["甲 县"]


def test_dates_counted_from_1904(book: Path) -> None:
    raw = workbook({"走访": [["编号", "开始日期"], ["1", date(2026, 3, 2)]]})
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        listing = parts.read("xl/workbook.xml").decode()
        others = {name: parts.read(name) for name in parts.namelist()}
    listing = listing.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    (row,) = read(book, archive({**others, "xl/workbook.xml": listing}), partial=True).rows
    assert row.facts["start"] == date(2030, 3, 3)


# --- sheets ----------------------------------------------------------------------------------

SHEETS: Mapping[str, Sheet | Sequence[Sequence[Any]]] = {
    "说明": Sheet([["编号"], ["hidden"]], hidden=True),
    "一季度": [["编号"], ["1"]],
    "二季度": [["编号"], ["2"], ["3"]],
    "Notes": [["x"]],
}


def test_the_first_sheet_that_is_shown(book: Path) -> None:
    found = read(book, workbook(SHEETS), partial=True)
    assert [row.facts["id"] for row in found.rows] == ["1"]
    assert (found.file, found.sheet, found.other_sheets) == (str(book), "一季度", ("二季度", "Notes"))


@pytest.mark.parametrize(
    ("name", "keys"), [("二季度", ["2", "3"]), (" 二季度 ", ["2", "3"]), ("说明", ["hidden"])]
)
def test_a_sheet_by_its_name(book: Path, name: str, keys: list[str]) -> None:
    book.write_bytes(workbook(SHEETS))
    found = read(f"{book}#{name}", partial=True)
    assert [row.facts["id"] for row in found.rows] == keys
    assert found.file == str(book)
    assert found.sheet == name.strip()


def test_no_such_sheet(book: Path) -> None:
    book.write_bytes(workbook(SHEETS))
    assert both(refused(f"{book}#三季度"), book) == (
        [": the workbook has no sheet `三季度`; it has `一季度`, `二季度`"],
        ["：工作簿中没有名为 `三季度` 的工作表；可选：`一季度`、`二季度`"],
    )
    en, _ = both(refused(f"{book}#数据"), book)
    assert en == [": the workbook has no sheet `数据`; it has `说明`, `一季度`, `二季度`, `Notes`"]
    assert both(refused(f"{book}#notes", record="Count"), book)[0][0].startswith(
        ", sheet Notes, cell A1: no column"
    )


@pytest.mark.parametrize("name", ["走访", " visit ", "走访台账", "走访表"])
def test_the_sheet_that_is_called_as_the_record(book: Path, name: str) -> None:
    found = read(book, workbook({"封面": [["编号"], ["0"]], name: [["编号"], ["1"]]}), partial=True)
    assert ([row.facts["id"] for row in found.rows], found.sheet) == (["1"], name)


def test_a_sheet_that_is_no_ledger_names_the_others(book: Path) -> None:
    book.write_bytes(workbook({"封面": [["标题"], ["x"]], "一季度": [["编号"], ["1"]]}))
    error = refused(str(book))
    assert (
        error.in_("en").splitlines()[-1]
        == f"other sheets of this workbook: `一季度`; one is read as `{book}#一季度`"
    )
    assert (
        error.in_("zh").splitlines()[-1] == f"此工作簿的其他工作表：`一季度`；指定工作表写作 `{book}#一季度`"
    )
    assert refused(f"{book}#封面").help == ()
    book.write_bytes(workbook({"一季度": [["编号", "人数"], ["1", "x"]], "二季度": [["编号"], ["1"]]}))
    assert refused(str(book), partial=True).help == ()


def test_a_file_whose_own_name_has_the_mark(tmp_path: Path) -> None:
    path = tmp_path / "第1#本.xlsx"
    assert len(read(path, workbook(SHEETS), partial=True).rows) == 1


def test_macros_are_left_alone(tmp_path: Path) -> None:
    raw = workbook(SHEETS, **{"xl__vbaProject.bin": b"\0" * 100})
    assert len(read(tmp_path / "a.xlsm", raw, partial=True).rows) == 1


# --- what a spreadsheet may have done --------------------------------------------------------

AS_TEXT = ("; format the column as text and type the value again", "；请将此列设为“文本”格式，再重新输入")


@pytest.mark.parametrize(
    ("heading", "cell", "en", "zh"),
    [
        ("编号", 1.5, f"text is needed, not the number 1.5{AS_TEXT[0]}", f"应为文本，所给为数值 1.5{AS_TEXT[1]}"),
        ("编号", date(2026, 3, 1), f"text is needed, not the date 2026-03-01{AS_TEXT[0]}", f"应为文本，所给为日期 2026-03-01{AS_TEXT[1]}"),
        ("编号", True, f"text is needed, not yes{AS_TEXT[0]}", f"应为文本，所给为是{AS_TEXT[1]}"),
        ("编号", 110_101_199_003_074_258, f"a spreadsheet keeps 15 digits of a number, and this one has more{AS_TEXT[0]}", f"表格软件只保留数字的前 15 位，此数超过 15 位{AS_TEXT[1]}"),
        ("编号", Raw("", "<v>INF</v>"), f"text is needed, not the number Infinity{AS_TEXT[0]}", f"应为文本，所给为数值 Infinity{AS_TEXT[1]}"),
        ("层级", 3, "one of `village` (村), `township` (乡镇), `county` (县) is needed, not the number 3", "应为 `村`、`乡镇`、`县` 之一，所给为数值 3"),
        ("人数", 1.5, "a whole number is needed, not the number 1.5", "应为整数，所给为数值 1.5"),
        ("人数", 10**15, f"a spreadsheet keeps 15 digits of a number, and this one has more{AS_TEXT[0]}", f"表格软件只保留数字的前 15 位，此数超过 15 位{AS_TEXT[1]}"),
        ("人数", date(2026, 3, 1), "a whole number is needed, not the date 2026-03-01", "应为整数，所给为日期 2026-03-01"),
        ("人数", TIME_OF_DAY, f"a value of its own kind is needed, and the spreadsheet has a time of day here{AS_TEXT[0]}", f"应为相应类型的值，而表格中此格为时刻{AS_TEXT[1]}"),
        ("占比", 0.00001, "at most 4 decimals are kept here, and this is the number 0.00001; round it to 4 decimals first", "此处最多保留 4 位小数，所给为数值 0.00001；先按 4 位小数取整"),
        ("占比", FAILED, "the spreadsheet has the error #N/A here; correct the formula, or write the value", "此格为表格错误值 #N/A；请改正公式，或直接填写"),
        ("占比", NEVER_CALCULATED, "this formula has not been calculated; open the workbook in a spreadsheet and save it again", "此格公式尚未计算；请用表格软件打开并重新保存"),
        ("占比", Raw("", "<f>1+1</f><v></v>"), "this formula has not been calculated; open the workbook in a spreadsheet and save it again", "此格公式尚未计算；请用表格软件打开并重新保存"),
        ("应急", 1, "yes or no is needed, not the number 1; give true or false, yes or no", "应为是或否，所给为数值 1；可填 true、false、是、否"),
        ("开始日期", 46083, "a date is needed, not the number 46083; is 2026-03-02 meant? then format the column as a date", "应为日期，所给为数值 46083；若指 2026-03-02，请将此列设为“日期”格式"),
        ("开始日期", 7, "a date is needed, not the number 7", "应为日期，所给为数值 7"),
        ("开始日期", datetime(2026, 3, 2, 9, 30), "a date such as 2026-03-01 is needed, not the time 2026-03-02 09:30:00; give the day alone, without a time", "应为日期（如 2026-03-01 或 2026年3月1日），所给为时间 2026-03-02 09:30:00；只填日期，不带时刻"),  # noqa: DTZ001  # as spreadsheets have it
        ("时间", 46083.5, "a date and time is needed, not the number 46083.5; is 2026-03-02 meant? then format the column as a date", "应为日期和时间，所给为数值 46083.5；若指 2026-03-02，请将此列设为“日期”格式"),
        ("时间", TIME_OF_DAY, f"a date and time is needed, and the spreadsheet has a time of day here{AS_TEXT[0]}", f"应为日期和时间，而表格中此格为时刻{AS_TEXT[1]}"),
        ("时长", TIME_OF_DAY, f"a length of time such as “3 working days” is needed, and the spreadsheet has a time of day here{AS_TEXT[0]}", f"应为时长（如“3个工作日”），而表格中此格为时刻{AS_TEXT[1]}"),
        ("期间", date(2026, 3, 1), "a period such as 2026-03-01..2026-03-05 is needed, not the date 2026-03-01", "应为期间（如 2026-03-01..2026-03-05），所给为日期 2026-03-01"),
        ("事项", 3, 'a record in JSON, such as {"name": "…"}, is needed, not the number 3.0', '应为记录的 JSON（如 {"名称": "…"}），所给为数值 3.0'),
        ("单位", None, "a value is needed, and this is empty", "此处不能为空"),
    ],
)  # fmt: skip
def test_cells_that_do_not_fit(book: Path, heading: str, cell: Any, en: str, zh: str) -> None:
    assert said(book, heading, cell) == (en, zh)


def test_merged_cells_are_not_taken_for_empty_ones(book: Path) -> None:
    rows: list[list[Any]] = [
        ["编号", "占比", "计划号"],
        ["1", 0.5, "甲"],
        ["2", None, None],
        ["3", 0.5, None],
    ]
    raw = workbook({"走访": Sheet(rows, ["B2:C3", "E1:F9"])})
    en, zh = both(refused(book, raw, partial=True), book)
    unmerge = "; unmerge them, and write the value in each row", "；请取消合并，并在每一行填写"
    assert en == [
        f", sheet 走访, cell C2: 计划号 (plan): this is part of the merged cells B2:C3{unmerge[0]}",
        f", sheet 走访, cell B3: 占比 (share): this is part of the merged cells B2:C3{unmerge[0]}",
        f", sheet 走访, cell C3: 计划号 (plan): this is part of the merged cells B2:C3{unmerge[0]}",
    ]
    assert zh == [
        f"“走访”工作表 C2 单元格：计划号（plan）：此格属于合并单元格 B2:C3{unmerge[1]}",
        f"“走访”工作表 B3 单元格：占比（share）：此格属于合并单元格 B2:C3{unmerge[1]}",
        f"“走访”工作表 C3 单元格：计划号（plan）：此格属于合并单元格 B2:C3{unmerge[1]}",
    ]


def test_merged_titles_and_headings(book: Path) -> None:
    title = Sheet([["2026年走访台账", None], ["编号", "单位"], ["1", "甲"]], ["A1:B1"])
    assert both(refused(book, workbook({"走访": title}), partial=True), book) == (
        [", sheet 走访, cell A1: the first row does not name the columns; it is a title over several cells; delete what stands above row 2"],
        ["“走访”工作表 A1 单元格：首行不是列名，而是合并单元格的标题；请删去第 2 行以上的内容"],
    )  # fmt: skip
    heading = Sheet([["编号", "单位", None], ["1", "甲", "乙"]], ["B1:C1"])
    assert both(refused(book, workbook({"走访": heading}), partial=True), book) == (
        [
            ", sheet 走访, cell C1: this is part of the merged cells B1:C1; unmerge them, and write the value in each row"
        ],
        ["“走访”工作表 C1 单元格：此格属于合并单元格 B1:C1；请取消合并，并在每一行填写"],
    )


def test_columns_without_a_heading_are_nobodys(book: Path) -> None:
    rows: list[list[Any]] = [[None, "编号", None, "单位"], [None, "1", FAILED, "甲"], [None, "2", "x", "乙"]]
    found = read(book, workbook({"走访": rows}), partial=True).rows
    assert [row.facts["unit"] for row in found] == ["甲", "乙"]


def test_formulas_never_calculated_below_the_table(book: Path) -> None:
    en, _ = both(
        refused(book, workbook({"走访": [["编号"], ["1"], [], [NEVER_CALCULATED]]}), partial=True), book
    )
    assert en == [
        ", sheet 走访, cell A4: 编号 (id): this formula has not been calculated; open the workbook in a spreadsheet and save it again"
    ]


def test_the_same_key_twice(book: Path) -> None:
    rows: list[list[Any]] = [[None, "编号"], [None, "1"], [None, 1]]
    assert both(refused(book, workbook({"走访": rows}), partial=True), book) == (
        [f", sheet 走访, cell B3: 编号 (id): “1” is already the key of {book}, sheet 走访, cell A2; keep one of the two rows, or correct the key"],
        [f"“走访”工作表 B3 单元格：编号（id）：“1”已是 {book}“走访”工作表 A2 单元格的主键；请只保留其中一行，或改正主键"],
    )  # fmt: skip


# --- files that are none, and files made to do harm ------------------------------------------

BASE = {"走访": [["编号"], ["1"]]}
NO_WORKBOOK = (": is not an Excel workbook; open it in a spreadsheet and save it as .xlsx", "：不是 Excel 工作簿；请用表格软件打开并另存为 .xlsx")  # fmt: skip
DAMAGED = (": is damaged or no Excel workbook; open it in a spreadsheet and save it again as .xlsx", "：已损坏或不是 Excel 工作簿；请用表格软件打开并重新另存为 .xlsx")  # fmt: skip
TOO_LARGE = (": is too large: the sheet holds more than 256 MB; save the sheet as CSV UTF-8, which may be longer", "：过大：工作表内容超过 256 MB；请将工作表另存为 CSV UTF-8，其篇幅可以更大")  # fmt: skip
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>编号</t></is></c></row>'


def with_sheet(rows: str, after: str = "") -> bytes:
    return workbook(BASE, **{"xl__worksheets__sheet1.xml": sheet_xml(HEAD + rows, after)})


def locked() -> bytes:
    raw = bytearray(workbook(BASE))
    at = -1
    while (at := raw.find(b"PK\x01\x02", at + 1)) >= 0:
        raw[at + 8] |= 1
    return bytes(raw)


def lying() -> bytes:
    """Return a workbook whose sheet is much longer than it says."""
    raw = workbook(BASE, **{"xl__worksheets__sheet1.xml": " " * (40 << 20)})
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        size = parts.getinfo("xl/worksheets/sheet1.xml").file_size
    return raw.replace(struct.pack("<I", size), struct.pack("<I", 100))


@pytest.mark.parametrize(
    ("raw", "en", "zh"),
    [
        (b"", *NO_WORKBOOK),
        (b"<html><table></table></html>", *NO_WORKBOOK),
        (archive({"word/document.xml": "<x/>"}), *NO_WORKBOOK),
        (workbook({}), *NO_WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ": is an old Excel file or locked by a password; save it as .xlsx without a password", "：是旧版 Excel 文件或设有密码；请取消密码并另存为 .xlsx"),
        (locked(), ": is locked by a password; save it without a password", "：设有密码；请取消密码后重新保存"),
        (workbook(BASE)[:-40], *NO_WORKBOOK),
        (workbook(BASE, **{"xl__worksheets__sheet1.xml": "<worksheet>"}), *DAMAGED),
        (workbook(BASE, **{"xl__workbook.xml": "<a>" * 100_000}), *DAMAGED),
        (workbook(BASE, **{"xl__workbook.xml": b"<?xml version='1.0' encoding='none'?><x/>"}), *DAMAGED),
        (workbook(BASE, **{"xl__worksheets__sheet1.xml": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'}), *DAMAGED),
        (with_sheet('<row r="' + "9" * 5000 + '"><c><v>1</v></c></row>'), *DAMAGED),
        (with_sheet('<row r="2"><c r="A2" t="s"><v>99</v></c></row>'), *DAMAGED),
        (lying(), *DAMAGED),
        (with_sheet('<row r="2"><c r="A0"><v>1</v></c></row>'), ", sheet 走访: the sheet has a cell that stands nowhere; open the workbook in a spreadsheet and save it again", "“走访”工作表：工作表中有位置不明的单元格；请用表格软件打开并重新保存"),
        (with_sheet('<row r="2"><c r="1A"><v>1</v></c></row>'), ", sheet 走访: the sheet has a cell that stands nowhere; open the workbook in a spreadsheet and save it again", "“走访”工作表：工作表中有位置不明的单元格；请用表格软件打开并重新保存"),
        (with_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), ", sheet 走访: the sheet is too large: written out it has 1,048,576 × 16,384 cells; delete what stands far from the table, or save the sheet as CSV UTF-8", "“走访”工作表：工作表过大：展开后有 1,048,576 × 16,384 个单元格；请删去表格以外的内容，或将工作表另存为 CSV UTF-8"),
        (with_sheet('<row r="1048576"><c r="XFC1"><v>1</v></c><c><v>1</v></c></row>'), ", sheet 走访: the sheet is too large: written out it has 1,048,576 × 16,383 cells; delete what stands far from the table, or save the sheet as CSV UTF-8", "“走访”工作表：工作表过大：展开后有 1,048,576 × 16,383 个单元格；请删去表格以外的内容，或将工作表另存为 CSV UTF-8"),
        (workbook({"记事": [["编号"], *([["x" * 30_000]] * 3_000)]}), ", sheet 记事: the sheet is too large: written out it has more than 64,000,000 characters; delete what stands far from the table, or save the sheet as CSV UTF-8", "“记事”工作表：工作表过大：展开后超过 64,000,000 个字符；请删去表格以外的内容，或将工作表另存为 CSV UTF-8"),
        (with_sheet('<row r="1500000"><c r="A1500000"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A1:A1500000"/></mergeCells>'), ", sheet 走访: more than 1,000,000 cells are parts of merged ones; unmerge them, and write the value in each row", "“走访”工作表：合并单元格超过 1,000,000 格；请取消合并，并在每一行填写"),
    ],
)  # fmt: skip
def test_files_that_are_not_read(book: Path, raw: bytes, en: str, zh: str) -> None:
    assert both(refused(book, raw, partial=True), book) == ([en], [zh])


def test_files_too_large(book: Path) -> None:
    with book.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    en, zh = both(refused(book), book)
    assert en == [TOO_LARGE[0].replace("256", "64")]
    assert zh == [TOO_LARGE[1].replace("256", "64")]
    raw = workbook(BASE, **{"xl__worksheets__sheet1.xml": b"\0" * (LARGEST_UNPACKED + 1)})
    assert both(refused(book, raw), book) == ([TOO_LARGE[0]], [TOO_LARGE[1]])


def test_much_merging_far_away_and_styles_down_to_the_last_row_cost_nothing(book: Path) -> None:
    styled = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    merged = (
        '<mergeCells><mergeCell ref="C1:XFD1048576"/>' + '<mergeCell ref="D4:E5"/>' * 1000 + "</mergeCells>"
    )
    raw = with_sheet('<row r="2"><c r="A2"><v>1</v></c></row>' + styled, merged)
    assert [row.facts["id"] for row in read(book, raw, partial=True).rows] == ["1"]


class Panic(BaseException):
    """What a panic in the library looks like."""


Panic.__module__ = "pyo3_runtime"


def test_a_panic_of_the_library_is_a_damaged_file(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine

    def panic(_content: object) -> None:
        raise Panic

    monkeypatch.setattr(python_calamine, "load_workbook", panic)
    assert both(refused(book, workbook(BASE), partial=True), book) == ([DAMAGED[0]], [DAMAGED[1]])

    def interrupt(_content: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(python_calamine, "load_workbook", interrupt)
    with pytest.raises(KeyboardInterrupt):
        read(book, partial=True)


def test_what_reads_workbooks_may_not_be_installed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert both(refused(book, workbook(BASE)), book) == (
        [
            ": is an Excel workbook, and what reads them is not installed; type: pip install 'policyrules[office]'"
        ],
        ["：是 Excel 工作簿，而读取组件尚未安装；请运行：pip install 'policyrules[office]'"],
    )


def test_only_workbooks_load_what_reads_them() -> None:
    code = (
        "import sys; import policyrules.surfaces.ledger_files\n"
        "print([name for name in sys.modules if name.startswith(('python_calamine', 'pyexpat', 'zipfile'))"
        " or name == 'policyrules.surfaces.ledger_files.workbooks'])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
