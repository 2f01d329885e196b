"""What must be known of a sheet before a library unfolds it, and what the library would not tell?

The library holds a sheet as a full rectangle and writes each shared text out, so a small file could
fill the memory: both are measured first. And it gives cells that failed (#N/A), formulas never
calculated, and all but the first of merged cells as empty ones, which would be taken for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.surfaces.ledger_files.problems import Broken
from policyrules.surfaces.ledger_files.tables import Spoilt
from policyrules.surfaces.ledger_files.workbook_parts import Attributes, parse

CELLS: Final = 16_777_216
"""So many cells may the rectangle have that holds everything in a sheet."""
CHARACTERS: Final = 64_000_000
"""So long may the shared texts be, written out in all cells."""
COVERED: Final = 1_000_000
"""So many cells may be parts of merged ones."""

_CELL: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_RANGE: Final = re.compile(r"([A-Za-z]{1,3}[0-9]{1,7}):([A-Za-z]{1,3}[0-9]{1,7})")
_ERROR: Final = 20


@frozen
class Survey:
    """The cells of a sheet that must not be taken as they come: row and column, from 0 → why."""

    spoilt: Mapping[int, Mapping[int, Spoilt]]


def survey(sheet: bytes, strings: bytes | None, place: FilePlace) -> Survey:
    """Return what there is to know of a sheet; raises `Broken` when it would be too large."""
    lengths = [] if strings is None else _lengths(strings)
    seen = _Surveying(lengths, place)
    parse(sheet, start=seen.start, end=seen.end, text=seen.text)
    seen.close()
    return Survey(seen.all_spoilt())


def _lengths(strings: bytes) -> list[int]:
    """Return how long each shared text is, at most."""
    lengths: list[int] = []

    def start(name: str, _attributes: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def text(part: str) -> None:
        if lengths:
            lengths[-1] += len(part)

    parse(strings, start=start, text=text)
    return lengths


class _Surveying:
    """One pass over a sheet."""

    def __init__(self, lengths: list[int], place: FilePlace) -> None:
        self.lengths = lengths
        self.place = place
        self.height = self.width = 0
        self.characters = 0
        self.spoilt: dict[int, dict[int, Spoilt]] = {}
        self.merged: list[tuple[str, int, int, int, int]] = []
        self.row = self.column = -1
        self.current_row = -1
        """The row that `<row>` says, which a cell may contradict."""
        self.kind = ""
        self.has_formula = self.has_value = False
        self.in_value = self.in_cell = False
        self.value = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "v":
            self.in_value, self.value = True, ""
        elif name == "c":
            self.close()
            self.row, self.column = self._position(attributes.get("r"))
            self.in_cell = True
            self.kind = attributes.get("t", "")
            self.has_formula = self.has_value = False
        elif name == "row":
            self.close()
            number = attributes.get("r", "")
            told = number.isascii() and number.isdigit()
            self.current_row = int(number) - 1 if told else self.current_row + 1
            self.column = -1
        elif name == "f":
            self.has_formula = True
        elif name == "is":
            self.has_value = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name == "v":
            self.in_value = False
            self.has_value = self.has_value or bool(self.value) or self.kind == "str"

    def text(self, part: str) -> None:
        if self.in_value and len(self.value) < _ERROR:
            self.value += part

    def close(self) -> None:
        """Note what there was to know of the cell that has just ended."""
        if not self.in_cell:
            return
        self.in_cell = False
        if self.has_value:
            self.height = max(self.height, self.row + 1, self.current_row + 1)
            self.width = max(self.width, self.column + 1)
            if self.height * self.width > CELLS:
                size = f"{self.height:,} × {self.width:,}"
                raise self._too_large(Phrase(f"{size} cells", f"有 {size} 个单元格"))
            if self.kind == "s":
                self._count_shared()
            if self.kind == "e":
                self._spoil(self.row, self.column, _failed(self.value))
        elif self.has_formula:
            self._spoil(self.row, self.column, _NOT_CALCULATED)

    def all_spoilt(self) -> Mapping[int, Mapping[int, Spoilt]]:
        """Return the cells that say nothing reliable, those that merged cells cover among them."""
        covered = 0
        for written, top, left, bottom, right in self.merged:
            last_row, last_column = min(bottom, self.height - 1), min(right, self.width - 1)
            covered += max(last_row - top + 1, 0) * max(last_column - left + 1, 0)
            if covered > COVERED:
                raise Broken(
                    self.place,
                    Phrase(
                        f"more than {COVERED:,} cells are parts of merged ones",
                        f"合并单元格超过 {COVERED:,} 格",
                    ),
                    _UNMERGE,
                    code="merged-cells",
                )
            spoilt = _covered(written)
            for row, column in _cells(top, left, last_row, last_column):
                if (row, column) != (top, left):
                    self._spoil(row, column, spoilt)
        return self.spoilt

    def _spoil(self, row: int, column: int, spoilt: Spoilt) -> None:
        self.spoilt.setdefault(row, {})[column] = spoilt

    def _count_shared(self) -> None:
        at = int(self.value) if self.value.isascii() and self.value.isdigit() else -1
        if 0 <= at < len(self.lengths):
            self.characters += self.lengths[at]
        if self.characters > CHARACTERS:
            raise self._too_large(
                Phrase(f"more than {CHARACTERS:,} characters", f"超过 {CHARACTERS:,} 个字符")
            )

    def _position(self, written: str | None) -> tuple[int, int]:
        """Return where a cell stands; without saying so it stands after the last one."""
        if written is None:
            return max(self.current_row, 0), self.column + 1
        return _position(written, self.place)

    def _merge(self, written: str) -> None:
        match = _RANGE.fullmatch(written)
        if match is None:
            return
        (top, left), (bottom, right) = (_position(corner, self.place) for corner in match.groups())
        self.merged.append((written, top, left, bottom, right))

    def _too_large(self, size: Phrase) -> Broken:
        return Broken(
            self.place,
            Phrase(
                f"the sheet is too large: written out it has {size.en}",
                f"工作表过大：展开后{size.zh}",
            ),
            Phrase(
                "delete what stands far from the table, or save the sheet as CSV UTF-8",
                "请删去表格以外的内容，或将工作表另存为 CSV UTF-8",
            ),
            code="too-large",
        )


def _position(written: str, place: FilePlace) -> tuple[int, int]:
    match = _CELL.fullmatch(written)
    if match is None or not int(match[2]):
        raise Broken(
            place,
            Phrase("the sheet has a cell that stands nowhere", "工作表中有位置不明的单元格"),
            Phrase("open the workbook in a spreadsheet and save it again", "请用表格软件打开并重新保存"),
        )
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _cells(top: int, left: int, bottom: int, right: int) -> Iterator[tuple[int, int]]:
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column


# --- what is said ----------------------------------------------------------------------------

_UNMERGE: Final = Phrase("unmerge them, and write the value in each row", "请取消合并，并在每一行填写")
_NOT_CALCULATED: Final = Spoilt(
    "not-calculated",
    Phrase("this formula has not been calculated", "此格公式尚未计算"),
    Phrase("open the workbook in a spreadsheet and save it again", "请用表格软件打开并重新保存"),
)


def _failed(error: str) -> Spoilt:
    shown = error if error.isascii() and error.isprintable() else "#"
    return Spoilt(
        "formula-failed",
        Phrase(f"the spreadsheet has the error {shown} here", f"此格为表格错误值 {shown}"),
        Phrase("correct the formula, or write the value", "请改正公式，或直接填写"),
    )


def _covered(written: str) -> Spoilt:
    return Spoilt(
        "merged-cells",
        Phrase(f"this is part of the merged cells {written}", f"此格属于合并单元格 {written}"),
        _UNMERGE,
    )
