"""Records to read facts of, without a parser."""

from datetime import date
from decimal import Decimal
from typing import Any

from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.semantics.schema import FieldSchema, RecordSchema, Titled
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    PeriodType,
    RecordType,
    RefType,
    TextType,
    Type,
)

PLACE = Place(Source("schema.rules", ""), Span(0, 0))
TIER = EnumType("Tier", ("village", "county", "province"), ("村", "县", "省"), ordered=True)
NOTHING = object()


def field(
    first: str,
    second: str | None,
    type_: Type,
    *,
    default: Any = NOTHING,
    question: str | None = None,
    asked_of: str | None = None,
) -> FieldSchema:
    return FieldSchema(
        names=Titled(first, second),
        type=type_,
        key=False,
        has_default=default is not NOTHING,
        default=None if default is NOTHING else default,
        question=question,
        asked_of=asked_of,
        annotations=(),
        place=PLACE,
    )


def record(first: str, second: str | None, *fields: FieldSchema, dated: str | None = None) -> RecordSchema:
    return RecordSchema(Titled(first, second), tuple(fields), dated, None, (), "main", PLACE)


TASK = record(
    "Task",
    "任务",
    field("name", "名称", TextType()),
    field("owner", "责任人", OptionalType(TextType())),
    field("days", "天数", IntegerType(), default=1),
)
NODE = record(
    "Node",
    "节点",
    field("name", "名称", TextType()),
    field("children", "下级", ListType(RecordType("Node")), default=()),
    field("parent", "上级", OptionalType(RecordType("Node"))),
)
INSPECTION = record(
    "Inspection",
    "督检考",
    field("id", "编号", TextType()),
    field("tier", "层级", TIER),
    field("people", "人数", IntegerType()),
    field("cost", "费用", NumberType(scale=2), default=Decimal(0)),
    field("filed", "已报备", BooleanType(), default=False),
    field("emergency", "应急", BooleanType(), question="Is it an emergency?", asked_of="the organiser"),
    field("start", "开始日期", DateType()),
    field("at", "时间", OptionalType(DateTimeType())),
    field("length", "时长", OptionalType(DurationType())),
    field("span", "期间", OptionalType(PeriodType())),
    field("plan", "计划", OptionalType(RefType("Plan"))),
    field("targets", "对象", ListType(TextType()), default=()),
    field("tiers", "各层级", ListType(TIER), default=()),
    field("tasks", "任务", ListType(RecordType("Task")), default=()),
    field("lead", "牵头任务", OptionalType(RecordType("Task"))),
    dated="start",
)
RECORDS = {schema.names.first: schema for schema in (TASK, NODE, INSPECTION)}
GIVEN: dict[str, Any] = {
    "id": "2026-17",
    "tier": "county",
    "people": 3,
    "emergency": False,
    "start": date(2026, 3, 2),
}


def given(**more: Any) -> dict[str, Any]:
    return {**GIVEN, **more}
