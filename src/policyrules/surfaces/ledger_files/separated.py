"""Which rows does a file of separated values (CSV, TSV) hold?

It is read line by line. A `.tsv` has tabs between its cells; a `.csv` has the mark of `,`, `;` and tab
under which one of its first rows names most fields of the record.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.surfaces.ledger_files.encodings import encoding_of
from policyrules.surfaces.ledger_files.problems import Broken
from policyrules.surfaces.ledger_files.tables import TableRow

TABS: Final = frozenset({".tsv", ".tab"})
LONGEST_LINE: Final = 1_000_000

_MARKS: Final = (",", ";", "\t")
_LOOKED_AT: Final = 10


def separated_rows(path: Path, file: str, *, is_heading: Callable[[str], bool]) -> Iterator[TableRow]:
    """Yield the rows of a file, the first with its headings; raises `Broken` where it cannot be read on."""
    encoding = encoding_of(path, file)
    mark = "\t" if path.suffix.lower() in TABS else _mark(path, file, encoding, is_heading)
    with path.open(encoding=encoding, newline="") as stream:
        yield from _rows(stream, file, mark)


def _mark(path: Path, file: str, encoding: str, is_heading: Callable[[str], bool]) -> str:
    """Return the mark under which one of the first rows has most headings; a comma where none has any."""
    best, most = _MARKS[0], 0
    for mark in _MARKS:
        with path.open(encoding=encoding, newline="") as stream:
            try:
                rows = [row.cells for row in islice(_rows(stream, file, mark), _LOOKED_AT)]
            except Broken:
                continue
        found = max(
            (sum(isinstance(cell, str) and is_heading(cell) for cell in row) for row in rows), default=0
        )
        if found > most:
            best, most = mark, found
    return best


def _rows(stream: TextIO, file: str, mark: str) -> Iterator[TableRow]:
    rows = csv.reader(_lines(stream, file), delimiter=mark, strict=True, skipinitialspace=True)
    line = 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise Broken(FilePlace(file, line), *_said_of(str(error), mark)) from None
        yield TableRow(line, cells)
        line = rows.line_num + 1


def _lines(stream: TextIO, file: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(LONGEST_LINE + 1)
        except UnicodeDecodeError:
            raise Broken(
                FilePlace(file, number),
                Phrase("the file was changed while it was read", "文件在读取过程中被改动"),
                Phrase("run the command again", "请重新运行命令"),
            ) from None
        if not line:
            return
        if len(line) > LONGEST_LINE:
            raise Broken(
                FilePlace(file, number),
                Phrase(
                    f"this line has more than {LONGEST_LINE:,} characters",
                    f"此行超过 {LONGEST_LINE:,} 个字符",
                ),
                Phrase("see that the file is a table", "请确认此文件是表格"),
                code="too-large",
            )
        yield line


def _said_of(error: str, mark: str) -> tuple[Phrase, Phrase]:
    """Return what the reader of CSV found, and what to do about it."""
    if "expected after" in error:
        shown = "tab" if mark == "\t" else f"`{mark}`"
        shown_zh = "制表符" if mark == "\t" else f" `{mark}`"
        return (
            Phrase(
                f'in this row something else than {shown} follows a closing `"`',
                f'此行中，右引号 `"` 之后不是{shown_zh}',
            ),
            Phrase('inside a text in quotes, write `""` for `"`', '引号内的文本中，引号写作 `""`'),
        )
    if "unexpected end" in error or "field limit" in error:
        return (
            Phrase('a `"` in this row is never closed', '此行的引号 `"` 没有结束'),
            Phrase("close it, or leave it out", "请补上右引号，或删去此引号"),
        )
    return (
        Phrase("this row cannot be read as CSV", "此行无法按 CSV 读取"),
        Phrase("save the table again as CSV UTF-8", "请将表格重新另存为 CSV UTF-8"),
    )
