"""Which cases does a decision table have, and which of them does a row take?

The values of each column are cut into the finitely many pieces its cells can tell apart (`atoms`).
A row takes a set of atoms in each column; sets of rows and of atoms are the bits of whole numbers,
so that tables of thousands of rows are asked in moderate time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import define, field, frozen

_MOST_STEPS: Final = 200_000
_MOST_COLUMNS: Final = 40
_MOST_PAIRS: Final = 4_000_000


@frozen
class Column:
    """A column: what each atom is called, and which atoms each row surely and possibly takes (bits)."""

    atoms: tuple[Phrase, ...]
    sure: tuple[int, ...]
    possible: tuple[int, ...]

    @property
    def everything(self) -> int:
        """All atoms."""
        return (1 << len(self.atoms)) - 1


Case = tuple[int | None, ...]
"""An atom of each column; none where any will do."""


@define(eq=False)
class Cases:
    """The cases of a table, to be asked about. Every answer may also be "too many to tell"."""

    columns: Sequence[Column]
    rows: int
    _steps: int = 0
    _covering: dict[tuple[int, int], int] = field(factory=dict)

    @property
    def tellable(self) -> bool:
        """Whether the table is small enough to be asked about."""
        pairs = sum(len(column.atoms) * self.rows for column in self.columns)
        return len(self.columns) <= _MOST_COLUMNS and pairs <= _MOST_PAIRS

    @property
    def too_many(self) -> bool:
        """Whether a question was given up."""
        return self._steps > _MOST_STEPS

    @cached_property
    def _rows_at(self) -> tuple[tuple[int, ...], ...]:
        """Column → atom → the rows that surely take it."""
        found = []
        for column in self.columns:
            at = [0] * len(column.atoms)
            for row, mask in enumerate(column.sure):
                bit = 1 << row
                left = mask
                while left:
                    low = left & -left
                    at[low.bit_length() - 1] |= bit
                    left ^= low
            found.append(tuple(at))
        return tuple(found)

    @cached_property
    def _open_from(self) -> tuple[int, ...]:
        """Column number → the rows that surely take anything in this and all later columns."""
        rows = (1 << self.rows) - 1
        found = [rows]
        for column in reversed(self.columns):
            for row, mask in enumerate(column.sure):
                if mask != column.everything:
                    rows &= ~(1 << row)
            found.append(rows)
        return tuple(reversed(found))

    def missed(self) -> Case | None:
        """Return a case that no row surely takes, or None."""
        everything = tuple(column.everything for column in self.columns)
        return self._gap((1 << self.rows) - 1, everything)

    def perhaps_taken(self, case: Case) -> bool:
        """Return whether some row may take a case: its cells say nothing that can be told beforehand."""
        return any(
            all(
                atom is None or column.possible[row] >> atom & 1
                for column, atom in zip(self.columns, case, strict=True)
            )
            for row in range(self.rows)
        )

    def reachable(self, row: int) -> bool:
        """Return whether some case that a row may take is left over by the rows above it."""
        above = (1 << row) - 1
        box = tuple(column.possible[row] for column in self.columns)
        if all(box) and above & self._supersets(box):
            return False
        return self._gap(above, box) is not None or self.too_many

    def overlap(self, row: int) -> tuple[int, Case] | None:
        """Return an earlier row that surely takes a case this one surely takes too, and the case."""
        common = (1 << row) - 1
        for number, column in enumerate(self.columns):
            common &= self._touching(number, column.sure[row])
            if not common:
                return None
        other = (common & -common).bit_length() - 1
        case = tuple(
            ((column.sure[row] & column.sure[other]) & -(column.sure[row] & column.sure[other])).bit_length()
            - 1
            for column in self.columns
        )
        return other, case

    def _touching(self, number: int, mask: int) -> int:
        """Return the rows that surely take one of the atoms of a column."""
        key = (number, mask)
        rows = self._covering.get(key)
        if rows is None:
            rows = 0
            for atom, taking in enumerate(self._rows_at[number]):
                if mask >> atom & 1:
                    rows |= taking
            self._covering[key] = rows
        return rows

    def _supersets(self, box: Case | Sequence[int]) -> int:
        """Return the rows that surely take every case of a box."""
        rows = (1 << self.rows) - 1
        for number, mask in enumerate(box):
            for atom, taking in enumerate(self._rows_at[number]):
                if mask is not None and mask >> atom & 1:
                    rows &= taking
                    if not rows:
                        return 0
        return rows

    def _gap(self, rows: int, box: Sequence[int]) -> Case | None:
        """Return a case inside a box that none of some rows surely takes, or None."""
        covered: set[tuple[int, int]] = set()

        def search(number: int, active: int) -> Case | None:
            if not active:
                return (None,) * (len(self.columns) - number)
            if active & self._open_from[number] or (number, active) in covered:
                return None
            self._steps += 1
            if self._steps > _MOST_STEPS:
                return None
            seen: set[int] = set()
            for atom, taking in enumerate(self._rows_at[number]):
                left = active & taking
                if not box[number] >> atom & 1 or left in seen:
                    continue
                seen.add(left)
                rest = search(number + 1, left)
                if rest is not None:
                    return (atom, *rest)
            covered.add((number, active))
            return None

        if not all(box):
            return None
        return search(0, rows)

    def described(self, case: Case, titles: Sequence[str]) -> Phrase:
        """Return a case in words: `kind = assessment, people = 3`; what does not matter is left out."""
        parts = [
            Phrase(f"`{title} = {column.atoms[atom].en}`", f"`{title} = {column.atoms[atom].zh}`")
            for title, column, atom in zip(titles, self.columns, case, strict=True)
            if atom is not None
        ]
        return Phrase(", ".join(part.en for part in parts), "，".join(part.zh for part in parts))
