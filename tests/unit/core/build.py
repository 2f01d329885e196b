"""Small programs made by hand, for tests of the core that need no parser."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.calendars import Calendar, Entry
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.parameters import ParameterValues
from policyrules.core.values import UNKNOWN, Row
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.semantics.schema import (
    ArgumentSchema,
    FieldSchema,
    FunctionSchema,
    ParameterSchema,
    PolicySchema,
    RecordSchema,
    Titled,
    Version,
)
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
    RatioType,
    RecordType,
    RefType,
    TextType,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from policyrules.core.dates import WorkingDay

BOOLEAN, INTEGER, NUMBER, TEXT = BooleanType(), IntegerType(), NumberType(), TextType()
DATE, DATETIME, DURATION, PERIOD, RATIO = (
    DateType(),
    DateTimeType(),
    DurationType(),
    PeriodType(),
    RatioType(),
)
TIER = EnumType("Tier", ("village", "township", "county", "city"), ("村", "乡镇", "县", "市"), ordered=True)

YES, NO = ir.Const(True, BOOLEAN), ir.Const(False, BOOLEAN)
SOURCE = Source("test.rules", "")
PLACE = Place(SOURCE, Span(0, 0))


def field(
    first: str,
    type_: Type,
    second: str | None = None,
    *,
    key: bool = False,
    question: str | None = None,
    asked_of: str | None = None,
) -> FieldSchema:
    return FieldSchema(Titled(first, second), type_, key, False, None, question, asked_of, (), PLACE)


TASK = RecordSchema(
    Titled("Task", "任务"),
    (
        field("owner", TEXT, "负责人"),
        field("days", INTEGER, "天数"),
        field("done", BOOLEAN, "已完成"),
        field("note", OptionalType(TEXT), "备注"),
    ),
    None,
    None,
    (),
    "p",
    PLACE,
)
CASE = RecordSchema(
    Titled("Case", "事项"),
    (
        field("id", TEXT, "编号", key=True),
        field("a", BOOLEAN, "甲", question="Is it a?", asked_of="the drafter"),
        field("b", BOOLEAN, "乙"),
        field("c", BOOLEAN, "丙"),
        field("d", OptionalType(BOOLEAN)),
        field("n", INTEGER, "件数", question="How many?"),
        field("m", OptionalType(INTEGER)),
        field("x", NUMBER, "比例"),
        field("t", TEXT, "标题"),
        field("start", DATE, "开始日期"),
        field("finish", OptionalType(DATE)),
        field("at", DATETIME),
        field("tier", TIER, "层级"),
        field("plan", OptionalType(RefType("Task")), "计划"),
        field("words", ListType(TEXT), "对象"),
        field("tasks", ListType(RecordType("Task")), "任务"),
        field("lead", OptionalType(RecordType("Task"))),
    ),
    None,
    "id",
    (),
    "p",
    PLACE,
)
DATED_CASE = RecordSchema(CASE.names, CASE.fields, "start", "id", (), "p", PLACE)
TYPES: Mapping[str, Type] = {each.names.first: each.type for each in CASE.fields}


def policy(
    *, zone: str | None = None, working_days: str | None = None, from_: date | None = None
) -> PolicySchema:
    return PolicySchema(
        Titled("p"), None, None, from_, None, working_days, zone, rolls=False, annotations=(), place=PLACE
    )


def case(**known: Any) -> Row:
    """A Case with these facts; the rest unknown."""
    return Row("Case", {name: known.get(name, UNKNOWN) for name in TYPES})


def task(**known: Any) -> Row:
    return Row("Task", {each.names.first: known.get(each.names.first, UNKNOWN) for each in TASK.fields})


def f(*steps: str, row: str = "this", record: str = "Case", type_: Type | None = None) -> ir.Field:
    if type_ is None:
        schema = CASE if record == "Case" else TASK
        for step in steps:
            found = schema.field_named(step)
            assert found is not None, step
            type_ = found.type
            schema = TASK
    assert type_ is not None
    return ir.Field(row, record, steps, type_, place=None)


def const(value: Any, type_: Type | None = None) -> ir.Const:
    if type_ is None:
        match value:
            case bool():
                type_ = BOOLEAN
            case int():
                type_ = INTEGER
            case Decimal():
                type_ = NUMBER
            case str():
                type_ = TEXT
            case date():
                type_ = DATE
            case _:
                type_ = OptionalType(TEXT)
    return ir.Const(value, type_)


def rule(
    item: str,
    *,
    when: ir.Expr = YES,
    modality: Any = "must not",
    effect: Any = "forbid",
    test: ir.Expr | None = None,
    applies: ir.Expr = YES,
    exempt: tuple[ir.Exemption, ...] = (),
    if_unknown: Any = None,
    overrides: tuple[str, ...] = (),
    validity: tuple[date | None, date | None] = (None, None),
    actions: tuple[ir.ActionPlan, ...] = (),
    because: ir.Text | None = None,
    remedy: ir.Text | None = None,
    witnesses: tuple[ir.Witness, ...] = (),
    title: str | None = None,
    list_: str = "list",
    kind: Any = "list",
    second: str | None = None,
) -> ir.Rule:
    strict = modality in ("must", "must not")
    return ir.Rule(
        id=ir.RuleId("p", item),
        names=Titled(item, second),
        list=list_,
        list_kind=kind,
        record="Case",
        modality=modality,
        word=modality,
        title=title,
        validity=ir.Validity(*validity),
        applies=applies,
        when=when,
        exempt=exempt,
        test=test,
        effect=effect,
        if_unknown=if_unknown or ("undetermined" if strict else "skip"),
        overrides=tuple(ir.RuleId("p", other) for other in overrides),
        actions=actions,
        because=because,
        remedy=remedy,
        citations=(),
        annotations=(("source", ("R1",)),),
        witnesses=witnesses,
    )


def unless(condition: ir.Expr) -> ir.Exemption:
    return ir.Exemption("unless", condition, None)


def without(condition: ir.Expr, who: str = "the General Office") -> ir.Exemption:
    plan = ir.ActionPlan("refer", Titled("refer", "报请"), const(who), "filing", None, "refer")
    return ir.Exemption("without", condition, plan)


def program(
    *rules: ir.Rule,
    defines: Mapping[str, ir.Expr] | None = None,
    parameters: tuple[ParameterSchema, ...] = (),
    schema: RecordSchema = CASE,
    policies: PolicySchema | None = None,
    tables: tuple[ir.TableAction, ...] = (),
    order: tuple[str, ...] | None = None,
    calendars: Mapping[str, tuple[Entry, ...]] | None = None,
) -> ir.Program:
    lists: dict[str, ir.ListInfo] = {}
    for each in rules:
        known = lists.get(each.list)
        ids = (*(known.rules if known else ()), each.id)
        lists[each.list] = ir.ListInfo("p", Titled(each.list), None, each.list_kind, "Case", ids, ())
    names = order or tuple(each.id.item for each in rules)
    return ir.Program(
        policies={"p": policies or policy()},
        records={"Case": schema, "Task": TASK},
        parameters={each.names.first: each for each in parameters},
        calendars={name: Calendar(Titled(name), "p", entries) for name, entries in (calendars or {}).items()},
        defines={
            ("Case", name): ir.Define("Case", Titled(name), value.type, value)
            for name, value in (defines or {}).items()
        },
        rules={"Case": rules},
        table_actions={"Case": tables},
        lists=tuple(lists.values()),
        order={ir.RuleId("p", name): number for number, name in enumerate(names)},
    )


def parameter(
    name: str,
    type_: Type = INTEGER,
    *versions: Version,
    keys: tuple[Type, ...] = (),
    second: str | None = None,
) -> ParameterSchema:
    return ParameterSchema(
        Titled(name, second),
        None,
        type_,
        versions,
        tuple(("Case", "t") for _ in keys),
        keys,
        "file.csv" if keys else None,
        (),
        "p",
        PLACE,
    )


def values_of(made: ir.Program, **supplied: Any) -> ParameterValues:
    values, problems = ParameterValues.of(made.parameters, supplied)
    assert not problems, problems
    return values


def evaluation(
    made: ir.Program | None = None,
    row: Row | None = None,
    *,
    on: date | None = None,
    calendars: Mapping[str, WorkingDay] | None = None,
    parameters: ParameterValues | None = None,
    **known: Any,
) -> Evaluation:
    made = made or program()
    return Evaluation(
        made,
        "Case",
        row or case(**known),
        on=on,
        parameters=parameters or values_of(made),
        calendars=calendars or {},
    )


def value(expr: ir.Expr, **known: Any) -> Any:
    """The value of an expression for a Case with these facts."""
    return evaluation(**known).value(expr)


def function(
    call: Callable[..., Any], *types: Type | None, returns: Type = INTEGER, variadic: bool = False
) -> FunctionSchema:
    return FunctionSchema(
        Titled("made"),
        tuple(ArgumentSchema(Titled(f"a{index}"), type_) for index, type_ in enumerate(types)),
        returns,
        call,
        plugin="tests",
        variadic=variadic,
    )


def compare(operator: Any, left: ir.Expr, right: ir.Expr) -> ir.Compare:
    return ir.Compare(operator, left, right)


def some(source: ir.Expr, where: ir.Expr, variable: str = "v") -> ir.Aggregate:
    return ir.Aggregate("any", variable, source, where, None, BOOLEAN)
