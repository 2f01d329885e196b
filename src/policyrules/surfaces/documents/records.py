"""What is printed of records and of the words with a closed set of meanings?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Block, Grid, Pair, Pairs, Row, Section, filled
from policyrules.semantics.check_policies import annotations_of
from policyrules.semantics.types import required
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.asked import titled
from policyrules.surfaces.documents.kinds_said import kind_said
from policyrules.surfaces.documents.noted import in_brackets, pairs

if TYPE_CHECKING:
    from policyrules.semantics.schema import EnumSchema, FieldSchema, RecordSchema
    from policyrules.surfaces.documents.asked import Asked
    from policyrules.syntax.ast.declarations import EnumDeclaration

_FIELD: Final = Phrase("Field", "名称")
_KIND: Final = Phrase("What is given", "填写内容")
_ASKED: Final = Phrase("Question and remarks", "询问与说明")


def record_printed(asked: Asked, record: RecordSchema) -> Section:
    """Return a record: which field dates it, and a row for each field."""
    about: list[Pair] = []
    if record.dated is not None:
        dated = record.field_named(record.dated)
        assert dated is not None
        about.append(Pair(asked.label(Phrase("dated by", "日期以何为准")), ((asked.called(dated.names),),)))
    about.extend(pairs(asked, record.annotations))
    other = asked.say(Phrase("Other name", "程序用名"))
    grid = filled(
        Grid(
            (asked.say(_FIELD), other, asked.say(_KIND), asked.say(_ASKED)),
            (3, 3, 4, 6),
            tuple(_field(asked, record, each) for each in record.fields),
        )
    )
    blocks: list[Block] = [Pairs(tuple(about)), grid] if about else [grid]
    return Section(anchor("record", record.names.first), asked.both(record.names), tuple(blocks))


def _field(asked: Asked, record: RecordSchema, field: FieldSchema) -> Row:
    names = field.names
    return Row(
        (
            (asked.called(names),),
            (asked.other(names),),
            kind_said(asked, field.type),
            (_remarks(asked, record, field),),
        )
    )


def _remarks(asked: Asked, record: RecordSchema, field: FieldSchema) -> str:
    """Return what a field asks and of whom, and how it is taken when nothing is said."""
    said = []
    if field.key:
        said.append(asked.say(Phrase("The key: no two are alike.", "主键，不得重复。")))
    if field.question is not None:
        said.append(field.question)
    if field.asked_of is not None:
        said.append(f"（由{field.asked_of}回答）" if asked.chinese else f"(asked of {field.asked_of})")
    if field.has_default:
        value = asked.value(field.default, required(field.type), asked.zone(record.names.first))
        said.append(f"未填的，视为“{value}”。" if asked.chinese else f"If not given: {value}.")
    joint = "" if asked.chinese else " "
    return joint.join(said) + in_brackets(asked, field.annotations)


def enum_printed(asked: Asked, schema: EnumSchema, declaration: EnumDeclaration) -> Section:
    """Return a set of words as a table: both names of each, and whether their order counts."""
    about: list[Pair] = []
    if schema.type.ordered:
        order = Phrase("from low to high", "由低到高")
        about.append(Pair(asked.label(Phrase("order", "次序")), ((asked.say(order),),)))
    about.extend(pairs(asked, schema.annotations))
    rows = []
    for member in declaration.body.members:
        names = titled(member.names)
        notes = in_brackets(asked, annotations_of(member.annotations))
        rows.append(Row(((asked.called(names) + notes,), (asked.other(names),))))
    head = (asked.say(Phrase("Word", "用语")), asked.say(Phrase("Other name", "程序用名")))
    grid = filled(Grid(head, (1, 1), tuple(rows)))
    blocks: list[Block] = [Pairs(tuple(about)), grid] if about else [grid]
    return Section(anchor("enum", schema.names.first), asked.both(schema.names), tuple(blocks))
