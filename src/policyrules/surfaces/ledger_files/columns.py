"""What do the cells of one column say?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts.cells import cell_reader
from policyrules.core.facts.refused import Read, Refused, needs
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
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
from policyrules.surfaces.ledger_files.entries import Entries
from policyrules.surfaces.ledger_files.headings import Heading
from policyrules.surfaces.ledger_files.tables import Cell, Spoilt
from policyrules.surfaces.ledger_files.typed_cells import typed_reader

if TYPE_CHECKING:
    from policyrules.semantics.schema import FieldSchema

LONGEST_CELL: Final = 100_000
UNKNOWN_WORDS: Final = frozenset({"unknown", "不详"})

_KEPT: Final = 10_000
"""So many readings of a column's cells are kept: most columns say few things."""
_SHORT: Final = 60


@frozen
class Column:
    """A column, the field it is, and how its cells are read."""

    heading: Heading
    field: FieldSchema
    value: Callable[[Cell], Any]
    """What a cell says; raises `Refused` or, for what stands inside a nested record, `FactError`."""


def column_reader(entries: Entries, heading: Heading) -> Column:
    """Return how a column's cells are read as its field, in the ledger being read."""
    field = entries.schema.fields[heading.field]
    read = _known_or_not(entries, heading.field, _content_reader(entries, heading, field))
    keeps = not isinstance(required(field.type), TextType | RefType | RecordType)
    return Column(heading, field, _kept(read) if keeps else read)


def _kept(read: Read) -> Read:
    """Return a reading that keeps what short texts say."""
    known: dict[str, Any] = {}

    def read_kept(cell: Cell) -> Any:
        if not isinstance(cell, str):
            return read(cell)
        if cell in known:
            return known[cell]
        value = read(cell)
        if len(cell) <= _SHORT and len(known) < _KEPT:
            known[cell] = value
        return value

    return read_kept


def _known_or_not(entries: Entries, at: int, read: Read) -> Read:
    """Return how any cell is read: one that says something, one that is empty, one that says 不详."""
    field = entries.schema.fields[at]
    empty = _when_empty(entries, at)
    allows_unknown = not entries.is_always(at) and (entries.partial or isinstance(field.type, OptionalType))
    may_be_text = not entries.partial and isinstance(field.type, TextType | RefType)

    def read_any(cell: Cell) -> Any:
        if isinstance(cell, Spoilt):
            raise Refused(cell.code, cell.message, (cell.help,))
        if not isinstance(cell, str):
            return read(cell)
        if len(cell) > LONGEST_CELL:
            raise _too_long(cell)
        written = cell.strip()
        if not written:
            return empty()
        if written.lower() in UNKNOWN_WORDS and not may_be_text and not _is_member(written, field.type):
            if not allows_unknown:
                raise Refused("is-missing", _NOT_KNOWN, _question(field))
            return UNKNOWN
        value = read(written)
        return empty() if value is None else value

    return read_any


def _when_empty(entries: Entries, at: int) -> Callable[[], Any]:
    """Return what an empty cell is, or raises."""
    field = entries.schema.fields[at]

    def refuse() -> Any:
        raise Refused("is-missing", _EMPTY, _question(field) or _how_to_say_nothing(field))

    if at != entries.key:
        if isinstance(field.type, OptionalType):
            return lambda: None
        if field.has_default:
            return lambda: field.default
    return refuse if entries.needed[at] else lambda: UNKNOWN


def _content_reader(entries: Entries, heading: Heading, field: FieldSchema) -> Read:
    """Return how a cell with something in it is read."""
    if isinstance(_innermost(field.type), RecordType):
        return _nested_reader(entries, heading, field)
    written = cell_reader(field.type, entries.zone)
    typed = typed_reader(field.type, entries.zone)

    def read(cell: Any) -> Any:
        return written(cell) if isinstance(cell, str) else typed(cell)

    return read


def _nested_reader(entries: Entries, heading: Heading, field: FieldSchema) -> Read:
    """Return how a cell with a nested record, or a list of them, is read: as JSON."""
    name = field.names.first if heading.text.isascii() else field.names.for_people()
    reader = entries.readers.of(entries.schema.names.first)

    def read(cell: Any) -> Any:
        if not isinstance(cell, str):
            raise needs(_IN_JSON, cell)
        try:
            value = value_in(cell)
        except JsonError as error:
            said = error.said
            raise Refused(
                "not-json",
                Phrase(f"{_IN_JSON.en} is needed; {said.en}", f"应为{_IN_JSON.zh}；{said.zh}"),
            ) from None
        return reader.read_field(name, value, partial=entries.partial)

    return read


def _innermost(type_: Type) -> Type:
    inner = required(type_)
    return required(inner.element) if isinstance(inner, ListType) else inner


def _is_member(written: str, type_: Type) -> bool:
    inner = _innermost(type_)
    return isinstance(inner, EnumType) and written in {*inner.members, *inner.people}


# --- what is said ----------------------------------------------------------------------------

_IN_JSON: Final = Phrase('a record in JSON, such as {"name": "…"},', '记录的 JSON（如 {"名称": "…"}）')
_EMPTY: Final = Phrase("a value is needed, and this is empty", "此处不能为空")
_NOT_KNOWN: Final = Phrase("this is needed and was given as unknown", "此项必填，所给为不详")


def _too_long(cell: str) -> Refused:
    return Refused(
        "too-long",
        Phrase(
            f"a cell has at most {LONGEST_CELL:,} characters, and this one has {len(cell):,}",
            f"一格最多 {LONGEST_CELL:,} 个字符，此格有 {len(cell):,} 个",
        ),
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
