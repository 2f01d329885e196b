"""Which column of a table is which field?

A heading is either name of a field, also behind the record's own (`走访.编号`). Spaces in it and
full-width letters do not matter: no name has spaces, and people put them in to spread a heading out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from policyrules.core.facts.given import excerpt
from policyrules.core.facts.refused import did_you_mean
from policyrules.core.normal_text import UnreadableText, normal_text
from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.suggest import near
from policyrules.frozen import frozen
from policyrules.surfaces.ledger_files.tables import Cell, Spoilt, TableRow

if TYPE_CHECKING:
    from policyrules.semantics.schema import FieldSchema, RecordSchema
    from policyrules.surfaces.ledger_files.problems import Problems

COLUMNS: Final = 16_384
"""So many columns may a table have: those of a spreadsheet."""

_WIDTHS: Final = {0xFF01 + at: 0x21 + at for at in range(0x5E)}
_UNSEEN: Final = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u200f\u2060"))
_LONGEST: Final = 300
_SHOWN: Final = 12
_COMPARED: Final = 100
"""So many strange headings are compared with the fields' names: that takes time."""


@frozen
class Heading:
    """The heading of a column: where it stands, as written, and the index of the field it names."""

    column: int
    text: str
    field: int


class Headings:
    """Every name a record's columns may have."""

    def __init__(self, schema: RecordSchema) -> None:
        self.schema = schema
        self._fields: dict[str, int] = {}
        for at, field in enumerate(schema.fields):
            for name in field.names.spellings:
                self._fields.setdefault(folded(name), at)
                for record in schema.names.spellings:
                    self._fields.setdefault(folded(f"{record}.{name}"), at)

    def field_of(self, heading: str) -> int | None:
        """Return which field a heading names, by its place among the record's fields."""
        return self._fields.get(folded(heading))

    def is_heading(self, text: str) -> bool:
        """Return whether a text names a field."""
        return self.field_of(text) is not None

    def count(self, cells: Sequence[Cell]) -> int:
        """Return how many cells of a row name a field."""
        return sum(isinstance(cell, str) and self.is_heading(cell) for cell in cells)


def folded(heading: str) -> str:
    """Return a heading without its spaces, in the forms names are written in.

    >>> folded("　开始 日期"), folded("Ｐｌａｎ＿no")
    ('开始日期', 'Plan_no')
    """
    if len(heading) > _LONGEST:
        return ""
    try:
        text = normal_text(heading.translate(_WIDTHS).translate(_UNSEEN))
    except UnreadableText:
        return ""
    return "".join(text.split())


def columns_of(
    row: TableRow, headings: Headings, *, needed: Sequence[bool], place: FilePlace, problems: Problems
) -> tuple[Heading, ...]:
    """Return the columns that are a field's, in the table's order, after reporting what does not fit.

    `needed` says of each field whether every row must give it. A column without a heading is nobody's.
    """
    sorting = _Sorting(headings, problems)
    for column, cell in enumerate(row.cells[:COLUMNS]):
        sorting.take(column, cell, place.at(row.line, column))
    sorting.report_strange()
    sorting.report_lacking(needed, place.at(row.line))
    return tuple(sorted(sorting.found.values(), key=lambda heading: heading.column))


class _Sorting:
    """The headings of one table as they are told apart."""

    def __init__(self, headings: Headings, problems: Problems) -> None:
        self.headings = headings
        self.problems = problems
        self.schema = headings.schema
        self.found: dict[int, Heading] = {}
        self.strange: list[tuple[FilePlace, str]] = []

    def take(self, column: int, cell: Cell, here: FilePlace) -> None:
        """Note which field a heading names, if it names one, and no other does."""
        if isinstance(cell, Spoilt):
            self.problems.of_file(here, cell.code, cell.message, cell.help)
            return
        text = str(cell).strip()
        if not text:
            return
        at = self.headings.field_of(text)
        if at is None:
            self.strange.append((here, text))
            return
        first = self.found.setdefault(at, Heading(column, text, at))
        if first.column == column:
            return
        other = excerpt(first.text)
        self.problems.of_field(
            self.schema.fields[at],
            here,
            heading=excerpt(text),
            code="given-twice",
            message=Phrase("this column is there already", "此列已有")
            if first.text == text
            else Phrase(f"this is the same field as the column `{other}`", f"与 `{other}` 列是同一字段"),
            helps=(Phrase("keep one of them", "请只保留其中一列"),),
        )

    def report_strange(self) -> None:
        """Report the headings that are no field's, with the fields still free that are spelt nearly so."""
        names = self.schema.names
        free = [
            name
            for at, field in enumerate(self.schema.fields)
            if at not in self.found
            for name in field.names.spellings
        ]
        for number, (here, text) in enumerate(self.strange):
            meant = did_you_mean(near(folded(text), free)) if number < _COMPARED else ()
            self.problems.of_file(
                here,
                "unknown-name",
                Phrase(
                    f"`{names.first}` has no field of this name", f"`{names.for_people()}` 没有这个名称的字段"
                ),
                *(meant or (_FOR_PEOPLE,)),
                heading=excerpt(text),
            )

    def report_lacking(self, needed: Sequence[bool], here: FilePlace) -> None:
        """Report the columns that are not there, unless a strange heading that may be meant for one is told."""
        strange = [folded(text) for _, text in self.strange[:_COMPARED]]
        for at, field in enumerate(self.schema.fields):
            if at in self.found or not needed[at]:
                continue
            if any(near(text, field.names.spellings) for text in strange):
                continue
            self.problems.lacks_columns = True
            self.problems.of_field(
                field,
                here,
                heading=self._usual_name(field),
                code="is-missing",
                message=Phrase(
                    "there is no such column, and every row needs it", "缺少此列，而每行都需要此项"
                ),
            )

    def _usual_name(self, field: FieldSchema) -> str:
        """Return the name a table like this one would give the column: in the script of the others."""
        people = sum(not heading.text.isascii() for heading in self.found.values())
        return field.names.for_people() if people * 2 > len(self.found) else field.names.first


_FOR_PEOPLE: Final = Phrase(
    "clear the heading of a column that only people read", "仅供查看、无需读取的列，请清空其列名"
)


def expected_headings(schema: RecordSchema) -> Phrase:
    """Return the names a table's first row should have."""
    shown = schema.fields[:_SHOWN]
    more = "…" if len(schema.fields) > _SHOWN else ""
    return Phrase(
        f"the first row names the fields: {', '.join(field.names.first for field in shown)}{more}",
        f"首行应为列名：{'、'.join(field.names.for_people() for field in shown)}{more}",
    )
