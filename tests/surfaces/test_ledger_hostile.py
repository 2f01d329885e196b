"""Files made to do harm, or damaged: their rows, or what is wrong with them; never anything else."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import policyrules
from policyrules.errors import DataError
from policyrules.surfaces.ledger_files import LedgerRows
from tests.patience import PATIENCE
from tests.surfaces.ledgers import GIVEN, HEADINGS, ROW, csv, read, refused
from tests.surfaces.workbooks import archive, sheet_xml, workbook

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

TABLE = csv(HEADINGS, ROW, ["2", *ROW[1:]])
SAMPLES = {
    "a.csv": TABLE.encode(),
    "b.csv": TABLE.encode("gb18030"),
    "a.tsv": csv(HEADINGS, ROW, mark="\t").encode(),
    "a.json": f"[{GIVEN}]".encode(),
    "a.jsonl": f"{GIVEN}\n{GIVEN}".encode(),
}
pieces = st.one_of(
    st.binary(max_size=4),
    st.sampled_from([b'"', b",", b";", b"\t", b"\r", b"\n", b"\0", b"{", b"[", b"]", b"\xff\xfe", b"\xef\xbb\xbf"]),
)  # fmt: skip
changes = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 6), pieces), max_size=6)


def is_harmless(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    found = read_or_refused(path)
    if isinstance(found, DataError):
        assert found.problems
        assert len(found.in_("en")) < 100_000
        assert found.in_("zh")
    else:
        assert all(isinstance(row.facts["编号"], str) for row in found.rows)  # an empty text is a key too


def read_or_refused(path: Path) -> LedgerRows | DataError:
    try:
        return read(path, partial=True)
    except DataError as error:
        return error


@pytest.mark.parametrize("name", SAMPLES)
def test_changed_bytes(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path: Path = tmp_path_factory.mktemp("hostile") / name

    @settings(max_examples=150, deadline=None)
    @given(changes)
    @example([(0, 0, b"\xef\xbb\xbf\xef\xbb\xbf")])
    @example([(0, 400, b"")])
    @example([(12, 1, b"")])  # in JSON: a key that is empty, as keys may be
    def check(changes: list[tuple[int, int, bytes]]) -> None:
        raw = SAMPLES[name]
        for at, count, piece in changes:
            raw = raw[:at] + piece + raw[at + count :]
        is_harmless(path, raw)

    check()


def test_changed_workbooks(tmp_path: Path) -> None:
    """In the archive's own bytes, and inside its parts."""
    chance = random.Random(7)
    whole = workbook({"走访": [HEADINGS, ROW], "x": [["编号"]]})
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for turn in range(400):
        if turn % 2:
            raw = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            is_harmless(tmp_path / "a.xlsx", bytes(raw))
            continue
        name = chance.choice(list(parts))
        part = bytearray(parts[name])
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(part))
            match chance.randrange(3):
                case 0:
                    part[at] = chance.randrange(32, 127)
                case 1:
                    del part[at : at + chance.randint(1, 20)]
                case _:
                    part[at:at] = part[chance.randrange(len(part)) :][:30]
        is_harmless(tmp_path / "a.xlsx", archive({**parts, name: bytes(part)}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", '编号,路线\n1,"' + "、" * 100_000 + '"\n'),
        ("a.csv", "编号,路线\n" + '"' * 3_000_000),
        ("a.csv", "编号" + ",x" * 400_000 + "\n"),
        ("a.csv", "编号,人数\n" + "1,x\n" * 100_000),
        ("a.csv", "编号,占比\n1," + "9" * 100_000 + "\n"),
        ("a.csv", "\n" * 1_000_000),
        ("a.csv", "x" * 3_000_000),
        ("a.jsonl", '{"编号": "1", "路线": [' + '"a",' * 500_000 + '"a"]}'),
        ("a.jsonl", "[" * 1_000_000),
        ("a.jsonl", '{"a":' * 1_000_000),
        ("a.json", "[" + "{}," * 100_000 + "{}]"),
        ("a.json", "[" * 1_000_000),
        ("a.json", "[" + "\n" * 1_000_000 + "1,\n" * 100_000),
        ("a.json", '{"编号": ' + "9" * 1_000_000 + "}"),
    ],
)  # fmt: skip
def test_long_files_take_time_in_proportion(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    begin = time.process_time()
    found = read_or_refused(path)
    assert len(str(found)) < 100_000
    assert time.process_time() - begin < 20 * PATIENCE


BOMBS = {
    "a cell in the last corner": sheet_xml('<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'),
    "rows that say other than their cells": sheet_xml('<row r="1048576"><c r="XFC1"><v>1</v></c><c><v>1</v></c></row>'),
    "one long text in every cell": sheet_xml(
        "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 100_000))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_small_workbooks_stay_small(tmp_path: Path, name: str) -> None:
    """In a process with little memory, which a library that unfolded them would end."""
    path = tmp_path / "a.xlsx"
    strings = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
    sheet = {"xl__worksheets__sheet1.xml": BOMBS[name], "xl__sharedStrings.xml": strings}
    path.write_bytes(workbook({"走访": []}, **sheet))
    assert path.stat().st_size < 1_000_000
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "from tests.surfaces.ledgers import refused\n"
        "print([problem.code for problem in refused(sys.argv[1]).problems])"
    )
    folders = [str(Path(policyrules.__file__).parents[1]), str(Path(__file__).parents[2])]
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {folders!r}\n{code}", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout.strip(), ran.returncode) == ("['too-large']", 0), ran.stderr


def test_what_is_wrong_is_counted_not_kept(tmp_path: Path) -> None:
    error = refused(tmp_path / "a.jsonl", "{}\n" * 5_000)
    assert len(error.problems) == 100
    assert error.omitted == 7 * 5_000 - 100
