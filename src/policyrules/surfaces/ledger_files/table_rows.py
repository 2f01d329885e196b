"""Which entries do the rows of a table make?

The first row that is not blank names the columns. An empty cell of a `T?` is none, of a field with a
default the default; of any other field it is not known, which only `partial` allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from policyrules.core.facts import Facts
from policyrules.core.facts.cells import cell_reader
from policyrules.core.facts.given import excerpt
from policyrules.core.facts.refused import Read, Refused, needs
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import DataProblem, FactError, FactProblem
from policyrules.semantics.types import (
    BooleanType,
    EnumType,
    ListType,
    OptionalType,
    RecordType,
    RefType,
    TextType,
    Type,
    required,
)
from policyrules.surfaces.json_facts import JsonError, value_in
from policyrules.surfaces.ledger_files.entries import Entries, LedgerRow
from policyrules.surfaces.ledger_files.headings import Heading, Headings, columns_of, expected_headings
from policyrules.surfaces.ledger_files.problems import Broken
from policyrules.surfaces.ledger_files.tables import Cell, Spoilt, TableRow, is_blank
from policyrules.surfaces.ledger_files.typed_cells import typed_reader

if TYPE_CHECKING:
    from policyrules.semantics.schema import FieldSchema

LONGEST_CELL: Final = 100_000
UNKNOWN_WORDS: Final = frozenset({"unknown", "不详"})

_AHEAD: Final = 10
"""So many rows are looked through for headings that do not stand in the first."""
_KEPT: Final = 10_000
"""So many readings of a column's cells are kept: most columns say few things."""
_SHORT: Final = 60


def table_rows(entries: Entries, place: FilePlace, rows: Iterable[TableRow]) -> Iterator[LedgerRow]:
    """Yield the entries of a table; what does not fit is reported, and its row left out."""
    try:
        yield from _entries_in(entries, place, (row for row in rows if not row.is_blank))
    except Broken as broken:
        entries.problems.broken(broken)


def _entries_in(entries: Entries, place: FilePlace, rows: Iterator[TableRow]) -> Iterator[LedgerRow]:
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
            f"没有一列的列名是`{names.for_people()}`的字段",
        ),
        expected_headings(headings.schema),
        code="no-headings",
    )


@frozen
class _Column:
    """How the cells of one field are read."""

    heading: Heading
    field: FieldSchema
    read: Read
    type: Type
    empty: Any
    """What an empty cell is; `_LACKING` where there must be something."""
    known: Any
    """What 不详 is; `_LACKING` where that is not allowed, `_AS_WRITTEN` where it is text."""
    kept: dict[str, Any] | None


_LACKING: Final = object()
_AS_WRITTEN: Final = object()


class _Reading:
    """One table being read, after its headings."""

    def __init__(self, entries: Entries, place: FilePlace, columns: Sequence[Heading], *, width: int) -> None:
        self.entries = entries
        self.place = place
        self.width = width
        self.columns = tuple(self._column(heading) for heading in columns)
        there = {heading.field for heading in columns}
        self.is_complete = all(at in there for at, needed in enumerate(entries.needed) if needed)
        self.key = next((heading for heading in columns if heading.field == entries.key), None)

    def row(self, row: TableRow) -> LedgerRow | None:
        """Return the entry of a row; None after reporting what does not fit."""
        cells = row.cells
        fits = len(cells) <= self.width or self._has_width(row)
        values = list(self.entries.defaults)
        for column in self.columns:
            at = column.heading.column
            cell = cells[at] if at < len(cells) else ""
            value = self._value(column, cell, row.line)
            if value is _LACKING:
                fits = False
            else:
                values[column.heading.field] = value
        if not fits or not self.is_complete:
            return None
        facts = Facts(self.entries.schema, tuple(values))
        at = self.place.at(row.line)
        if self.key is None:
            return self.entries.entry(facts, at)
        return self.entries.entry(facts, at, column=self.key.column, heading=excerpt(self.key.text))

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

    def _value(self, column: _Column, cell: Cell, line: int) -> Any:
        """Return the value of a cell, `_LACKING` after reporting why there is none."""
        kept = column.kept
        if kept is not None and type(cell) is str and cell in kept:
            return kept[cell]
        try:
            value = _read(column, cell)
        except Refused as refused:
            self._report(column, line, refused)
            return _LACKING
        except FactError as error:
            for problem in error.problems:
                self._report_inside(column, line, problem)
            return _LACKING
        if kept is not None and type(cell) is str and len(cell) <= _SHORT and len(kept) < _KEPT:
            kept[cell] = value
        return value

    def _report(self, column: _Column, line: int, refused: Refused) -> None:
        self.entries.problems.of_field(
            column.field,
            self.place.at(line, column.heading.column),
            heading=excerpt(column.heading.text),
            code=refused.code,
            message=refused.message,
            helps=refused.help,
        )

    def _report_inside(self, column: _Column, line: int, problem: FactProblem) -> None:
        place = self.place.at(line, column.heading.column)
        self.entries.problems.add(
            DataProblem(
                place,
                problem.path,
                problem.message,
                code=problem.code,
                names=problem.names,
                helps=problem.help,
            )
        )

    def _column(self, heading: Heading) -> _Column:
        entries = self.entries
        at = heading.field
        field = entries.schema.fields[at]
        is_key = at == entries.key
        optional = isinstance(field.type, OptionalType)
        must = entries.needed[at]
        empty: Any = _LACKING if must else UNKNOWN
        if optional and not is_key:
            empty = None
        elif field.has_default and not is_key:
            empty = field.default
        known: Any = UNKNOWN
        if entries.is_always(at):
            known = _LACKING
        elif not entries.partial and not optional:
            known = _AS_WRITTEN if isinstance(field.type, TextType | RefType) else _LACKING
        keeps = not isinstance(required(field.type), TextType | RefType | RecordType)
        return _Column(
            heading, field, self._reader(field, heading), field.type, empty, known, {} if keeps else None
        )

    def _reader(self, field: FieldSchema, heading: Heading) -> Read:
        """Return how a cell with something in it is read."""
        if isinstance(_innermost(field.type), RecordType):
            return self._nested_reader(field, heading)
        written = cell_reader(field.type, self.entries.zone)
        typed = typed_reader(field.type, self.entries.zone)

        def read(cell: Any) -> Any:
            return written(cell) if isinstance(cell, str) else typed(cell)

        return read

    def _nested_reader(self, field: FieldSchema, heading: Heading) -> Read:
        """Return how a cell with a nested record, or a list of them, is read: as JSON."""
        name = field.names.first if heading.text.isascii() else field.names.for_people()
        reader = self.entries.readers.of(self.entries.schema.names.first)

        def read(cell: Any) -> Any:
            if not isinstance(cell, str):
                raise needs(_IN_JSON, cell)
            try:
                value = value_in(cell)
            except JsonError as error:
                raise Refused(
                    "not-json",
                    Phrase(
                        f"{_IN_JSON.en} is needed; {error.said.en}", f"应为{_IN_JSON.zh}；{error.said.zh}"
                    ),
                ) from None
            return reader.read({name: value}, partial=True).values[heading.field]

        return read


_IN_JSON: Final = Phrase('a record in JSON, such as {"name": "…"}', 'JSON 记录（如 {"名称": "…"}）')


def _innermost(type_: Type) -> Type:
    inner = required(type_)
    return required(inner.element) if isinstance(inner, ListType) else inner


def _read(column: _Column, cell: Cell) -> Any:
    """Return the value of a cell; raises `Refused` or, for what stands inside a record, `FactError`."""
    if isinstance(cell, Spoilt):
        raise Refused(cell.code, cell.message, (cell.help,))
    if isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            raise Refused(
                "too-long",
                Phrase(
                    f"a cell has at most {LONGEST_CELL:,} characters, and this one has {len(cell):,}",
                    f"一格最多 {LONGEST_CELL:,} 个字符，此格有 {len(cell):,} 个",
                ),
            )
        written = cell.strip()
        if not written:
            return _nothing(column)
        if written.lower() in UNKNOWN_WORDS and not _is_member(written, column.type):
            if column.known is _LACKING:
                raise Refused(
                    "is-missing",
                    Phrase("this is needed and was given as unknown", "此项必填，所给为不详"),
                    _question(column.field),
                )
            if column.known is not _AS_WRITTEN:
                return column.known
        value = column.read(cell)
        if value is None and column.empty is _LACKING:
            return _nothing(column)
        return value
    return column.read(cell)


def _nothing(column: _Column) -> Any:
    if column.empty is not _LACKING:
        return column.empty
    raise Refused(
        "is-missing",
        Phrase("a value is needed, and this is empty", "此处不能为空"),
        _question(column.field) or _how_to_say_nothing(column.field),
    )


def _question(field: FieldSchema) -> tuple[Phrase, ...]:
    return (Phrase.same(field.question),) if field.question else ()


def _how_to_say_nothing(field: FieldSchema) -> tuple[Phrase, ...]:
    match field.type:
        case BooleanType():
            first, people = field.names.first, field.names.for_people()
            return (
                Phrase(
                    f"write yes or no; if empty cells mean no, let the policy say so: `{first}: boolean = no`",
                    f"请填是或否；空格即表示否的，请在政策文件中写明默认值：`{people}: 是否 = 否`",
                ),
            )
        case ListType():
            return (Phrase("if it has no entries, write `none`", "确无内容的，请填“无”"),)
        case _:
            return ()


def _is_member(written: str, type_: Type) -> bool:
    inner = _innermost(type_)
    return isinstance(inner, EnumType) and written in {*inner.members, *inner.people}
