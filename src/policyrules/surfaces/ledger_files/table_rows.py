"""Which entries do the rows of a table make?

The first row that is not blank names the columns. An empty cell of a `T?` is none, of a field with a
default the default; of any other field it is not known, which only `partial` allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from policyrules.core.facts import Facts
from policyrules.core.facts.given import excerpt
from policyrules.core.facts.refused import Refused
from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import FactError
from policyrules.surfaces.ledger_files.columns import Column, column_reader
from policyrules.surfaces.ledger_files.entries import Entries, LedgerRow
from policyrules.surfaces.ledger_files.headings import Heading, Headings, columns_of, expected_headings
from policyrules.surfaces.ledger_files.problems import Broken
from policyrules.surfaces.ledger_files.tables import Spoilt, TableRow, is_blank

_AHEAD: Final = 10
"""So many rows are looked through for headings that do not stand in the first."""


def entries_in_table(entries: Entries, place: FilePlace, rows: Iterable[TableRow]) -> Iterator[LedgerRow]:
    """Yield the entries of a table; what does not fit is reported, and its row left out."""
    try:
        yield from _entries(entries, place, (row for row in rows if not row.is_blank))
    except Broken as broken:
        entries.problems.broken(broken)


def _entries(entries: Entries, place: FilePlace, rows: Iterator[TableRow]) -> Iterator[LedgerRow]:
    headings = Headings(entries.schema)
    head = next(rows, None)
    if head is None:
        raise Broken(
            place,
            Phrase("there is nothing in it", "其中没有内容"),
            expected_headings(entries.schema),
            code="no-headings",
        )
    if not headings.count(head.cells):
        raise _no_headings(head, rows, headings, place)
    columns = columns_of(head, headings, needed=entries.needed, place=place, problems=entries.problems)
    entries.columns = {entries.schema.fields[each.field].names.first: each.column for each in columns}
    reading = _Reading(entries, place, columns, width=len(head.cells))
    for row in rows:
        entry = reading.row(row)
        if entry is not None:
            yield entry


def _no_headings(head: TableRow, left: Iterator[TableRow], headings: Headings, place: FilePlace) -> Broken:
    """Return why the first row cannot be the headings, and where they may stand."""
    here = place.at(head.line)
    names = headings.schema.names
    spoilt = next((cell for cell in head.cells if isinstance(cell, Spoilt)), None)
    for _, row in zip(range(_AHEAD), left, strict=False):
        if headings.count(row.cells):
            message = Phrase("the first row does not name the columns", "首行不是列名")
            return Broken(
                here,
                message
                if spoilt is None
                else Phrase(
                    f"{message.en}; it is a title over several cells",
                    f"{message.zh}，而是合并单元格的标题",
                ),
                Phrase(f"delete what stands above row {row.line}", f"请删去第 {row.line} 行以上的内容"),
                code="no-headings",
            )
    return Broken(
        here,
        Phrase(
            f"no column is called as a field of `{names.first}` is",
            f"没有一列的列名是 `{names.for_people()}` 的字段",
        ),
        expected_headings(headings.schema),
        code="no-headings",
    )


class _Reading:
    """One table being read, after its headings."""

    def __init__(
        self, entries: Entries, place: FilePlace, headings: Sequence[Heading], *, width: int
    ) -> None:
        self.entries = entries
        self.place = place
        self.width = width
        self.columns = tuple(
            column_reader(entries, heading) for heading in headings if heading.field not in entries.given
        )
        there = {heading.field for heading in headings}
        self.is_complete = all(at in there for at, needed in enumerate(entries.needed) if needed)
        self.key = next((heading for heading in headings if heading.field == entries.key), None)

    def row(self, row: TableRow) -> LedgerRow | None:
        """Return the entry of a row; None after reporting what does not fit."""
        cells = row.cells
        fits = len(cells) <= self.width or self._has_width(row)
        values = list(self.entries.defaults)
        for column in self.columns:
            at = column.heading.column
            try:
                values[column.heading.field] = column.value(cells[at] if at < len(cells) else "")
            except Refused as refused:
                fits = False
                self._report(column, row.line, refused)
            except FactError as error:
                fits = False
                self._report_inside(column, row.line, error)
        if not fits or not self.is_complete:
            return None
        facts = Facts(self.entries.schema, tuple(values))
        here = self.place.at(row.line)
        if self.key is None:
            return self.entries.entry(facts, here)
        return self.entries.entry(
            facts,
            here,
            heading=excerpt(self.key.text),
            key_place=partial(self.place.at, row.line, self.key.column),
        )

    def _has_width(self, row: TableRow) -> bool:
        """Return whether nothing stands beyond the headings; report what does."""
        beyond = [at for at, cell in enumerate(row.cells) if at >= self.width and not is_blank(cell)]
        if not beyond:
            return True
        count = beyond[-1] + 1
        self.entries.problems.of_file(
            self.place.at(row.line, beyond[0]),
            "too-many-cells",
            Phrase(
                f"this row has {count} cells, and there are {self.width} columns",
                f"此行有 {count} 格，而表头只有 {self.width} 列",
            ),
            Phrase(
                'a text that holds the separating mark stands in quotes `"…"`',
                '含有分隔符的文本应放在引号 `"…"` 内',
            ),
        )
        return False

    def _report(self, column: Column, line: int, refused: Refused) -> None:
        self.entries.problems.of_field(
            column.field,
            self.place.at(line, column.heading.column),
            heading=excerpt(column.heading.text),
            code=refused.code,
            message=refused.message,
            helps=refused.help,
        )

    def _report_inside(self, column: Column, line: int, error: FactError) -> None:
        here = self.place.at(line, column.heading.column)
        self.entries.problems.of_facts(error, [here] * len(error.problems))
