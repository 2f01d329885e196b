"""Records for the tests of plugins, without a parser."""

from datetime import date
from typing import Any

from policyrules.core.facts import Facts, read_facts
from policyrules.core.ir import Program
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.semantics.schema import FieldSchema, RecordSchema, Titled
from policyrules.semantics.types import (
    DateType,
    EnumType,
    IntegerType,
    ListType,
    OptionalType,
    RecordType,
    TextType,
    Type,
)

PLACE = Place(Source("schema.rules", ""), Span(0, 0))
KIND = EnumType("Kind", ("notice", "report"), ("通知", "报告"))


def field(
    first: str, second: str | None, type_: Type, question: str | None = None, asked_of: str | None = None
) -> FieldSchema:
    return FieldSchema(
        names=Titled(first, second),
        type=type_,
        key=False,
        has_default=False,
        default=None,
        question=question,
        asked_of=asked_of,
        annotations=(),
        place=PLACE,
    )


def record(first: str, second: str | None, *fields: FieldSchema) -> RecordSchema:
    return RecordSchema(Titled(first, second), fields, None, None, (), "main", PLACE)


TASK = record(
    "Task",
    "任务",
    field("name", "名称", TextType()),
    field("owner", "承担单位", OptionalType(TextType()), "谁来承担？", "起草单位"),
)
DOCUMENT = record(
    "Document",
    "文件",
    field("title", "标题", TextType()),
    field("genre", "文种", OptionalType(KIND)),
    field("pages", "页数", OptionalType(IntegerType()), "共几页？", "起草单位"),
    field("issued", "成文日期", DateType()),
    field("tasks", "任务", ListType(RecordType("Task"))),
    field("targets", "对象", ListType(TextType())),
)
RECORDS = {schema.names.first: schema for schema in (DOCUMENT, TASK)}
PROGRAM = Program({}, RECORDS, {}, {}, {}, {}, {}, (), {})


def document(**given: Any) -> Facts:
    """Return a document's facts: what is not given is not told."""
    return read_facts(
        RECORDS, "Document", {"title": "关于检查的通知", "issued": date(2026, 3, 1), **given}, partial=True
    )
