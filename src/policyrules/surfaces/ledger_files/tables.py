"""What is a table, wherever it came from?

Rows of cells, each row with the line it begins on. Text files have only text in their cells; a
spreadsheet types them itself, and a cell that says nothing reliable is `Spoilt`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen


@frozen
class Spoilt:
    """A cell that must not be taken for a value, nor for an empty one; `message` says why."""

    code: str
    message: Phrase
    help: Phrase


Cell = str | float | int | bool | date | datetime | time | timedelta | Spoilt


@frozen
class TableRow:
    """One row: its cells, and the line (of a sheet: the row) it begins on, counted from 1."""

    line: int
    cells: Sequence[Cell]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(map(is_blank, self.cells))


def is_blank(cell: Cell) -> bool:
    """Return whether nothing stands in a cell."""
    return isinstance(cell, str) and not cell.strip()
