"""Lookup tables: what a file may hold, and everything said of one that does not fit."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.semantics.schema import ParameterSchema, RecordSchema, Titled
from policyrules.semantics.types import EnumType, IntegerType, NumberType, OptionalType, TextType
from policyrules.surfaces import lookup_files
from policyrules.surfaces.lookup_files import LookupRow, read_lookup
from tests.unit.facts.schemas import TIER, field, record

if TYPE_CHECKING:
    from pathlib import Path

TEXT = 'parameter limit 限额: integer by Unit.name, Unit.tier from "limits.csv"'
PLACE = Place(Source("units.rules", TEXT), Span(0, len(TEXT)))
UNIT = record("Unit", "单位", field("name", "名称", TextType()), field("tier", "层级", TIER))
RECORDS = {"Unit": UNIT}


def parameter(
    type_: IntegerType | NumberType | OptionalType | EnumType | None = None, file: str = "limits.csv"
) -> ParameterSchema:
    return ParameterSchema(
        names=Titled("limit", "限额"),
        title=None,
        type=type_ or IntegerType(),
        versions=(),
        keys=(("Unit", "name"), ("Unit", "tier")),
        key_types=(TextType(), TIER),
        file=file,
        annotations=(),
        policy="units",
        place=PLACE,
    )


def read(
    folder: Path, content: str | bytes, schema: ParameterSchema | None = None
) -> tuple[tuple[LookupRow, ...], tuple[Diagnostic, ...]]:
    raw = content.encode() if isinstance(content, str) else content
    (folder / "limits.csv").write_bytes(raw)
    records: dict[str, RecordSchema] = RECORDS
    return read_lookup(schema or parameter(), records, folder, UTC)


def said(folder: Path, content: str | bytes, schema: ParameterSchema | None = None) -> list[str]:
    _rows, diagnostics = read(folder, content, schema)
    assert diagnostics
    assert all(diagnostic.place is PLACE for diagnostic in diagnostics)
    assert all(diagnostic.message.zh for diagnostic in diagnostics)
    return [diagnostic.message.en for diagnostic in diagnostics]


def test_rows(tmp_path: Path) -> None:
    rows, diagnostics = read(tmp_path, "name,tier,limit,备注\n甲局,县,3,x\n\n乙局,county,12,\n")
    assert not diagnostics
    assert rows == (
        LookupRow(("甲局", "county"), 3, None, None, 2),
        LookupRow(("乙局", "county"), 12, None, None, 4),
    )


def test_second_names_qualified_names_byte_order_mark_and_quotes(tmp_path: Path) -> None:
    rows, diagnostics = read(tmp_path, '\ufeff限额,单位.层级, 名称 \r\n 5 ,村,"甲, 局"\r\n')
    assert not diagnostics
    assert rows == (LookupRow(("甲, 局", "village"), 5, None, None, 2),)


def test_dated_rows_hold_until_the_next_begins(tmp_path: Path) -> None:
    content = "name,tier,limit,自,至\n甲,县,8,2024-08-06,\n甲,县,10,2019年3月11日,\n乙,县,1,,2020-12-31\n乙,县,2,2022-01-01,\n"
    rows, diagnostics = read(tmp_path, content)
    assert not diagnostics
    assert [(row.value, row.from_, row.until) for row in rows] == [
        (8, date(2024, 8, 6), None),
        (10, date(2019, 3, 11), date(2024, 8, 5)),
        (1, None, date(2020, 12, 31)),
        (2, date(2022, 1, 1), None),
    ]


def test_values_are_read_as_their_type(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, "name,tier,limit\n甲,县,30%\n乙,县,5万\n", parameter(NumberType()))
    assert [row.value for row in rows] == [Decimal("0.3"), Decimal(50000)]
    rows, _ = read(tmp_path, "name,tier,limit\n甲,县,\n", parameter(OptionalType(IntegerType())))
    assert rows[0].value is None
    rows, _ = read(tmp_path, "name,tier,limit,from\n甲,县,3,2026/3/1\n")
    assert rows[0].from_ == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "`limits.csv`: the file is empty"),
        ("name,limit\n甲,3\n", "`limits.csv:1`: there is no column `tier` (`层级`)"),
        ("name,tier,limmit\n甲,县,3\n", "`limits.csv:1`: there is no column `limit` (`限额`)"),
        ("name,tier,limit,form\n甲,县,3,2026-01-01\n", "`limits.csv:1`: there is no column `from` (`自`)"),
        ("name,名称,tier,limit\n甲,甲,县,3\n", "`limits.csv:1`: the columns `name` and `名称` mean the same"),
        ("name,tier,limit\n甲,县,many\n", "`limits.csv:2`: in the column `limit` (限额) a whole number in plain digits, such as 12 is needed, not the text “many”"),
        ('name,tier,limit\n甲,县,"1,000"\n', "`limits.csv:2`: in the column `limit` (限额) a whole number in plain digits"),
        ("name,tier,limit\n甲,县\n", "`limits.csv:2`: in the column `limit` (限额) a value is needed, and this is empty"),
        ("name,tier,limit\n,县,3\n", "`limits.csv:2`: in the column `name` (名称) a value is needed"),
        ("name,tier,limit\n甲,厅,3\n", "`limits.csv:2`: in the column `tier` (层级) one of `village` (村)"),
        ("name,tier,limit\n甲,县,3\n甲,county,4\n", "`limits.csv:3`: this row has the same keys, at the same time, as line 2"),
        ("name,tier,limit,from,until\n甲,县,3,2020-01-01,2022-12-31\n甲,县,4,2022-01-01,\n", "`limits.csv:3`: this row has the same keys"),
        ("name,tier,limit,from,until\n甲,县,3,2023-01-01,2022-12-31\n", "`limits.csv:2`: the row ends on 2022-12-31"),
        ("name,tier,limit,from\n甲,县,3,soon\n", "`limits.csv:2`: in the column `from` (自) a date such as"),
        ('name,tier,limit\n"甲,县,3\n', "`limits.csv:2`: this line cannot be read as CSV"),
        (f"name,tier,limit\n{'甲' * 200_000},县,3\n", "`limits.csv:2`: this line cannot be read as CSV"),
        ("name,tier,limit\n甲,县,3\n".encode("gb18030"), "`limits.csv:2`: this is not UTF-8"),
        (b"name,tier,limit\n\x00,\x00,3\n", "`limits.csv:2`: in the column `tier` (层级) one of"),
    ],
)  # fmt: skip
def test_what_does_not_fit(tmp_path: Path, content: str | bytes, message: str) -> None:
    messages = said(tmp_path, content)
    assert any(each.startswith(message) for each in messages), messages


def test_near_names_of_columns_and_files_are_offered(tmp_path: Path) -> None:
    _, (diagnostic,) = read(tmp_path, "name,tier,limmit\n甲,县,3\n")
    assert diagnostic.help[0].en == "is `limmit` meant to be it? then name the column `limit`"
    _, (diagnostic,) = read_lookup(parameter(file="limmits.csv"), RECORDS, tmp_path, UTC)
    assert diagnostic.code == "lookup-file"
    assert diagnostic.help[0].en == "did you mean `limits.csv`?"


def test_all_problems_at_once_and_an_end_to_them(tmp_path: Path) -> None:
    _, diagnostics = read(tmp_path, "name,tier,limit\n" + "甲,厅,x\n" * 50)
    assert len(diagnostics) == lookup_files.PROBLEMS
    assert diagnostics[-1].help[-1].en == "80 more problems in `limits.csv` are not shown"


@pytest.mark.parametrize(
    "file",
    ["../limits.csv", "sub/../../limits.csv", "C:\\limits.csv", "\\\\host\\limits.csv", "a\0b.csv", "", ".", "link.csv", "folder/limits.csv"],
)  # fmt: skip
def test_a_table_lies_inside_its_policys_folder(tmp_path: Path, file: str) -> None:
    inside = tmp_path / "policies"
    inside.mkdir()
    (tmp_path / "limits.csv").write_text("name,tier,limit\n甲,县,3\n", encoding="utf-8")
    (inside / "link.csv").symlink_to(tmp_path / "limits.csv")
    (inside / "folder").symlink_to(tmp_path)
    for name in (file, str(tmp_path / "limits.csv")):
        rows, (diagnostic,) = read_lookup(parameter(file=name), RECORDS, inside, UTC)
        assert not rows
        assert diagnostic.code == "lookup-file"


def test_a_table_in_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "limits.csv").write_text("name,tier,limit\n甲,县,3\n", encoding="utf-8")
    rows, diagnostics = read_lookup(parameter(file="tables/limits.csv"), RECORDS, tmp_path, UTC)
    assert len(rows) == 1
    assert not diagnostics


def test_a_folder_is_no_table_and_a_text_has_none(tmp_path: Path) -> None:
    (tmp_path / "limits.csv").mkdir()
    _, (diagnostic,) = read_lookup(parameter(), RECORDS, tmp_path, UTC)
    assert diagnostic.code == "lookup-file"
    _, (diagnostic,) = read_lookup(parameter(), RECORDS, None, UTC)
    assert diagnostic.code == "lookup-file"


def test_a_table_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup_files, "BYTES", 100)
    assert said(tmp_path, "x" * 101) == ["`limits.csv`: is longer than 0 MB"]
