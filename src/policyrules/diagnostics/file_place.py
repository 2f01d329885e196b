"""Where in a file of records?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Language
from policyrules.frozen import frozen

_PLAIN: Final = re.compile(r"[^\W\d]\w*")
_LETTERS: Final = 26


@frozen
class FilePlace:
    """A line of a text, or a cell of a workbook's sheet, as whoever opens the file finds it.

    `line` counts from 1 (of a sheet: the row), `column` from 0 (of a text: the character); none where
    it does not matter.

    >>> str(FilePlace("visits.csv", 7)), str(FilePlace("visits.xlsx", 7, "走访", 2))
    ('visits.csv:7', 'visits.xlsx 走访!C7')
    """

    file: str
    line: int | None = None
    sheet: str | None = None
    column: int | None = None

    @property
    def cell(self) -> str | None:
        """What a spreadsheet calls the place: `C7`; a row without a column is its first cell."""
        if self.sheet is None or self.line is None:
            return None
        return f"{column_letters(self.column or 0)}{self.line}"

    def at(self, line: int, column: int | None = None) -> FilePlace:
        """Return the place of a row of the same table; of a text's rows there are only lines.

        >>> str(FilePlace("visits.csv").at(7, 2)), str(FilePlace("visits.xlsx", sheet="走访").at(7, 2))
        ('visits.csv:7', 'visits.xlsx 走访!C7')
        """
        return FilePlace(self.file, line, self.sheet, None if self.sheet is None else column)

    def in_(self, language: Language) -> str:
        """Return the place in words: as `str` does, but a cell as people speak of it.

        >>> place = FilePlace("visits.xlsx", 7, "走访", 2)
        >>> place.in_("en"), place.in_("zh")
        ('visits.xlsx, sheet 走访, cell C7', 'visits.xlsx“走访”工作表 C7 单元格')
        """
        if self.sheet is None:
            return str(self)
        cell = self.cell
        if language == "zh":
            return f"{self.file}“{self.sheet}”工作表" + (f" {cell} 单元格" if cell else "")
        return f"{self.file}, sheet {self.sheet}" + (f", cell {cell}" if cell else "")

    def __str__(self) -> str:
        if self.sheet is None:
            numbers = (self.line, None if self.column is None else self.column + 1)
            return ":".join((self.file, *(str(number) for number in numbers if number is not None)))
        cell = self.cell
        name = self.sheet.replace("'", "''")
        quoted = name if _PLAIN.fullmatch(name) else f"'{name}'"
        return f"{self.file} {quoted}" if cell is None else f"{self.file} {quoted}!{cell}"


def column_letters(column: int) -> str:
    """Return what spreadsheets call a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16_383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    left = column + 1
    while left:
        left, letter = divmod(left - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters
