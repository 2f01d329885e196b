"""What is said of facts, tables and parameters that cannot be used: all of it, and where in the file it stands.

`data_errors/` holds files with the slips of people who fill in forms; `NAME.en.txt` and `NAME.zh.txt` are
everything the command has to say. Run with `UPDATE_SNAPSHOTS=1` to write them anew, and read what changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Language
from policyrules.errors import DataError, FactError
from policyrules.surfaces.cli import main
from policyrules.surfaces.json_facts import one_record
from policyrules.surfaces.ledger_files import read_facts
from tests.surfaces.ledgers import SHANGHAI, csv
from tests.surfaces.workbooks import Raw, Sheet, workbook

FOLDER: Final = Path(__file__).parent / "data_errors"
UPDATE: Final = bool(os.environ.get("UPDATE_SNAPSHOTS"))
HEADINGS: Final = ["编号", "单位", "层级", "开始日期", "人数", "占比", "已报备", "对象", "牵头", "任务"]
WORKBOOK: Final = workbook(
    {
        "走访": Sheet(
            [
                HEADINGS,
                ["1", "甲", "县", date(2026, 3, 2), 3, 0.3, True, "甲县", None, '[{"名称": "核稿"}]'],
                [2, "甲", "市", "2026-02-30", 2.5, 0.123456, "也许", "甲、乙,丙", '{"名称": 1}', "核稿"],
                ["3", Raw('t="e"', "<v>#N/A</v>"), "县", 46083, "六", None, None, None, None, None],
                ["4", "乙", Raw("", "<f>B3</f>"), date(2026, 3, 9), 3, None, True, None, None, None],
            ],
            merged=["D5:D6"],
        ),
        "说明": [["备注"]],
    }
)
DECIDED: Final = (
    "values.json", "twice.json", "no_number.json", "not_json.json", "not_utf8.json", "lines.jsonl", "table.csv",
    "headings.csv", "not_text.csv", "open_quote.csv", "cells.xlsx",
)  # fmt: skip
PARAMETERS: Final = ("params", "bare_name", "twice", "no_value", "no_such_day")


def said(arguments: list[str], language: Language, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command that finds its input unusable says."""
    assert main([*arguments, "--language", language]) == 2
    captured = capsys.readouterr()
    assert "decided" not in captured.out or arguments[3].endswith(".jsonl")
    return captured.out + captured.err


def check(name: str, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Hold what a command says, in both languages, to its snapshots."""
    for language in ("en", "zh"):
        text = said(arguments, language, capsys)
        path = FOLDER / f"{name}.{language}.txt"
        if UPDATE:
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in a folder with the files, and the workbook beside them."""
    for path in FOLDER.iterdir():
        if path.suffix != ".txt":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "cells.xlsx").write_bytes(WORKBOOK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("file", DECIDED)
def test_facts_that_cannot_be_used(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    check(file, ["decide", "visits.rules", "走访", file, "--on", "2026-03-02"], capsys)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("file", ["table.csv", "lines.jsonl", "cells.xlsx"])
def test_ledgers_that_cannot_be_used(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["decide", "visits.rules", "走访", "facts.json", "--ledger", f"走访={file}"]
    Path("facts.json").write_text("{}", encoding="utf-8")
    check(f"ledger-{file}", asked, capsys)


@pytest.mark.usefixtures("here")
def test_facts_set_beside_others(capsys: pytest.CaptureFixture[str]) -> None:
    Path("more.json").write_text('{\n "filed": "也许",\n "人数": 3}', encoding="utf-8")
    Path("facts.json").write_text(
        '{"id": "1",\n "unit": 3, "tier": "county", "start": "2026-03-02"}', encoding="utf-8"
    )
    asked = ["decide", "visits.rules", "走访", "facts.json", "--set", "@more.json", "--set", "层级=市"]
    check("set", asked, capsys)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters_that_cannot_be_used(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    check(f"{name}.toml", ["decide", "visits.rules", "走访", "x.json", "--params", f"{name}.toml"], capsys)


@pytest.mark.usefixtures("here")
def test_a_lookup_table_that_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    check("shares.csv", ["decide", "lookup.rules", "走访", "values.json"], capsys)


@pytest.mark.usefixtures("here")
def test_places_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    expected: dict[str, list[dict[str, object]]] = {
        "values.json": [{"line": 1, "column": 1}, {"line": 2, "column": 9}],
        "cells.xlsx": [{"sheet": "走访", "cell": "C3"}, {"sheet": "走访", "cell": "D3"}],
    }
    for file, places in expected.items():
        told = json.loads(said(["decide", "visits.rules", "走访", file, "--format", "json"], "en", capsys))
        assert [{name: each[name] for name in places[0]} for each in told["problems"][:2]] == places


@pytest.mark.usefixtures("here")
def test_a_row_may_lack_what_is_set(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["decide", "visits.rules", "走访", "some.csv", "--on", "2026-03-02", "--language", "zh"]
    Path("some.csv").write_text(
        "编号,单位,层级,开始日期,人数\n1,甲,县,2026/3/2,3\n1,乙,县,2026/3/3,11\n", encoding="utf-8"
    )
    assert main([*asked, "--set", "已报备=是"]) == 1
    assert "共作出结论 2 件：允许 1 件，提醒 1 件" in capsys.readouterr().out
    assert main(asked) == 2
    assert "some.csv:1：`已报备`（filed）：缺少此列，而每行都需要此项" in capsys.readouterr().err
    assert main([*asked, "--partial"]) == 1
    assert "共作出结论 2 件：允许 1 件，提醒 1 件" in capsys.readouterr().out


# --- one wrong value anywhere is told with its place -----------------------------------------

POLICIES: Final = pr.load(FOLDER / "visits.rules")
ENGINE: Final = pr.Engine(POLICIES)
VISIT: Final = POLICIES.records["Visit"]
WRONG: Final = 0.123456789
"""No field takes it, and no valid row holds it."""

texts = st.text(alphabet='甲é\u0301"\\{[,:]} \n\t😀a', max_size=6)
tasks = st.fixed_dictionaries({"名称": texts}, optional={"days": st.integers(0, 9)})
rows = st.fixed_dictionaries(
    {
        "id": texts,
        "单位": texts,
        "tier": st.sampled_from(["村", "county"]),
        "开始日期": st.dates().map(str),
        "people": st.integers(0, 99),
        "filed": st.booleans(),
    },
    optional={
        "share": st.one_of(st.none(), st.just(0.25)),
        "对象": st.lists(texts, max_size=3),
        "lead": st.one_of(st.none(), tasks),
        "任务": st.lists(tasks, max_size=3),
    },
)

Path_ = tuple[str | int, ...]


def leaves(value: Any, path: Path_ = ()) -> list[Path_]:
    """Return the paths of everything in a value, itself not."""
    if isinstance(value, dict):
        inner = [(name, each) for name, each in value.items()]
    elif isinstance(value, list):
        inner = list(enumerate(value))
    else:
        return []
    return [found for step, each in inner for found in ((*path, step), *leaves(each, (*path, step)))]


def with_wrong(value: Any, path: Path_) -> Any:
    """Return the value with a wrong one at the end of a path."""
    if not path:
        return WRONG
    step, *rest = path
    inner = with_wrong(value[step], tuple(rest))
    if isinstance(value, dict):
        return {name: inner if name == step else each for name, each in value.items()}
    return [inner if at == step else each for at, each in enumerate(value)]


def spelt(path: Path_) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


layouts = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 1, 4]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\n:  ")]),
    }
)


@settings(deadline=None, max_examples=200)
@given(rows, st.data(), layouts)
def test_a_wrong_value_in_json_is_told_with_its_place(
    row: dict[str, Any], data: st.DataObject, layout: dict[str, Any]
) -> None:
    path = data.draw(st.sampled_from(leaves(row)))
    text = "\n " + json.dumps(with_wrong(row, path), **layout)
    record = one_record(text, "a.json")
    with pytest.raises(FactError) as caught:
        ENGINE.facts("Visit", record.facts)
    assert [problem.path for problem in caught.value.problems] == [spelt(path)]
    at = text.index(str(WRONG))
    before = text[:at].split("\n")
    place = FilePlace("a.json", len(before), None, len(before[-1]))
    assert record.places_of(caught.value.problems, "a.json") == [place]


@settings(deadline=None, max_examples=100)
@given(rows, st.data(), layouts)
def test_a_name_given_twice_in_json_is_told_with_its_place(
    row: dict[str, Any], data: st.DataObject, layout: dict[str, Any]
) -> None:
    text = json.dumps(row, **layout)
    assert one_record(text, "a.json").problem is None
    name = data.draw(st.sampled_from(sorted(row)))
    twice = text[: text.rindex("}")] + f",\n {json.dumps(name)}: 1" + "}"
    problem = one_record(twice, "a.json").problem
    assert problem is not None
    assert (problem.line, problem.column) == (twice.count("\n") + 1, 2)


Writer = Callable[[list[str], list[list[str]]], bytes]
TABLES: Final[dict[str, Writer]] = {
    "comma.csv": lambda heads, cells: csv(heads, *cells).encode(),
    "semicolon.csv": lambda heads, cells: csv(heads, *cells, mark=";").encode("gb18030"),
    "tabs.tsv": lambda heads, cells: csv(heads, *cells, mark="\t").encode("utf-8-sig"),
    "cells.xlsx": lambda heads, cells: workbook({"走访": [heads, *cells]}),
}
COLUMNS: Final = ["编号", "tier", "开始日期", "people", "已报备", "单位"]
cells = st.tuples(
    st.integers(0, 10**6).map(str),
    st.sampled_from(["村", "county"]),
    st.dates(date(2000, 1, 1), date(2050, 1, 1)).map(str),
    st.integers(0, 99).map(str),
    st.sampled_from(["是", "no", "√"]),
    st.sampled_from(["甲", "甲\n局", "甲,局", "甲；“局”"]),
).map(list)


@pytest.mark.parametrize("name", TABLES)
def test_a_wrong_cell_is_told_with_its_place(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("facts") / name

    @settings(deadline=None, max_examples=50)
    @given(st.lists(cells, min_size=1, max_size=5), st.permutations(COLUMNS), st.data())
    def told(rows: list[list[str]], order: list[str], data: st.DataObject) -> None:
        wrong = data.draw(st.sampled_from(["tier", "开始日期", "people", "已报备"]))
        at = data.draw(st.integers(0, len(rows) - 1))
        table = [[row[COLUMNS.index(each)] for each in order] for row in rows]
        table[at][order.index(wrong)] = "错"
        path.write_bytes(TABLES[name](order, table))
        with pytest.raises(DataError) as caught:
            read_facts(str(path), VISIT, records=POLICIES.records, zone=SHANGHAI, partial=False)
        (problem,) = caught.value.problems
        field = VISIT.field_named(wrong)
        assert field is not None
        assert (problem.path, problem.names) == (wrong, (field.names.first, field.names.second))
        above = 1 + at if path.suffix == ".xlsx" else 1 + sum(lines_of(row) for row in table[:at])
        place = FilePlace(str(path)).at(above + 1)
        if path.suffix == ".xlsx":
            place = FilePlace(str(path), above + 1, "走访", order.index(wrong))
        assert problem.place == place

    told()


def lines_of(row: list[str]) -> int:
    return 1 + sum(cell.count("\n") for cell in row)
