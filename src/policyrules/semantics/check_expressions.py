"""What type has an expression?

One `match` over all expressions; each family's questions are asked in a module of its own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_calls import call_type
from policyrules.semantics.check_collections import (
    aggregate_type,
    in_collection_type,
    quantified_type,
    text_test_type,
)
from policyrules.semantics.check_comparisons import compare_type, in_range_type, in_set_type, is_moment
from policyrules.semantics.check_durations import duration_type
from policyrules.semantics.check_heads import is_bare, peek
from policyrules.semantics.check_lookups import index_type
from policyrules.semantics.check_numbers import arithmetic_type, negative_type, number_type, report_ratio
from policyrules.semantics.check_paths import path_type
from policyrules.semantics.check_references import complies, item_state
from policyrules.semantics.check_values import list_type, record_type, set_type
from policyrules.semantics.checking import BOOLEAN, ERROR, Checking
from policyrules.semantics.fit import common
from policyrules.semantics.mismatch import what_fits
from policyrules.semantics.no_calendar import value_type
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import (
    CalendarType,
    DateTimeType,
    DateType,
    ErrorType,
    IntegerType,
    ListType,
    NoneType,
    OptionalType,
    PeriodType,
    RatioType,
    RefType,
    TextType,
    Type,
    optional,
    required,
)
from policyrules.semantics.wording import kind_of, written
from policyrules.syntax.ast.expressions import (
    Aggregate,
    And,
    Arithmetic,
    AtLeast,
    BooleanLiteral,
    Call,
    Compare,
    Complies,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    Expression,
    Has,
    If,
    InCollection,
    Index,
    InRange,
    InSet,
    IsUnknown,
    ItemState,
    ListLiteral,
    Negative,
    NoneLiteral,
    Not,
    NumberLiteral,
    Or,
    Path,
    Quantified,
    RecordLiteral,
    SetLiteral,
    SpanOf,
    Template,
    TextLiteral,
    TextTest,
    UnknownLiteral,
)

_TEXT: Final = TextType()


def infer(checking: Checking, node: Expression, scope: Scope, expected: Type | None) -> Type:
    """Return the type of an expression, reporting what is wrong in it."""
    match node:
        case Path():
            return path_type(checking, node, scope, expected)
        case Compare():
            return compare_type(checking, node, scope)
        case NumberLiteral():
            return number_type(checking, node, scope)
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                checking.condition(operand, scope)
            return BOOLEAN
        case Not(operand=operand):
            checking.condition(operand, scope)
            return BOOLEAN
        case TextLiteral():
            return _TEXT
        case BooleanLiteral():
            return BOOLEAN
        case Template():
            check_template(checking, node, scope)
            return _TEXT
        case Has():
            return _has(checking, node, scope)
        case InSet():
            return in_set_type(checking, node, scope)
        case InRange():
            return in_range_type(checking, node, scope)
        case InCollection():
            return in_collection_type(checking, node, scope)
        case TextTest():
            return text_test_type(checking, node, scope)
        case Quantified():
            return quantified_type(checking, node, scope)
        case Aggregate():
            return aggregate_type(checking, node, scope)
        case Arithmetic():
            return arithmetic_type(checking, node, scope)
        case Negative():
            return negative_type(checking, node, scope, expected)
        case Call():
            return call_type(checking, node, scope)
        case Index():
            return index_type(checking, node, scope)
        case If():
            return _if(checking, node, scope, expected)
        case AtLeast():
            return _at_least(checking, node, scope)
        case IsUnknown(operand=operand):
            value_type(checking, operand, scope)
            return BOOLEAN
        case ItemState():
            item_state(checking, node, scope)
            return BOOLEAN
        case Complies():
            complies(checking, node, scope)
            return BOOLEAN
        case DateLiteral():
            return DateType()
        case DateTimeLiteral():
            return _moment(checking, node, scope)
        case DurationLiteral():
            return duration_type(checking, node, scope)
        case NoneLiteral():
            return NoneType()
        case UnknownLiteral():
            return _unknown(checking, node, scope, expected)
        case SpanOf():
            return _span(checking, node, scope)
        case SetLiteral():
            return set_type(checking, node, scope, expected)
        case ListLiteral():
            return list_type(checking, node, scope, expected)
        case RecordLiteral():
            return record_type(checking, node, scope, expected)
        case _:
            assert_never(node)


# --- templates ------------------------------------------------------------------------------


def check_template(checking: Checking, node: Template, scope: Scope) -> None:
    """Check the expressions inside the braces of a reason, a remedy or an action."""
    for part in node.parts:
        if isinstance(part, str):
            continue
        type_ = required(checking.type_of(part, scope))
        if isinstance(type_, RatioType):
            report_ratio(checking, part, scope)
        elif isinstance(type_, CalendarType):
            words = written(scope.place(part))
            checking.report.error(
                "type-mismatch",
                scope.place(part),
                Phrase(f"{words} is a calendar, which has no words", f"{words} 是日历，不能写成文字"),
                label=Phrase("cannot be printed", "不能写入文字"),
            )


# --- asking ---------------------------------------------------------------------------------


def _has(checking: Checking, node: Has, scope: Scope) -> Type:
    type_ = value_type(checking, node.operand, scope)
    kind = required(type_)
    if isinstance(type_, OptionalType) or isinstance(kind, ListType | RefType | ErrorType):
        return BOOLEAN
    words = written(scope.place(node.operand))
    bare = words.strip("`")
    checking.report.warning(
        "never-none",
        scope.place(node),
        Phrase(
            f"{words} is never none, so this always gives the same answer",
            f"{words} 不会为无，此处的答案总是一样",
        ),
        label=Phrase("always there", "总是有"),
        help=(
            Phrase(
                f"if it may be absent, say so where it is declared: `{bare}: …?`; "
                f"if it may be unknown, ask `{bare} is known`",
                f"若可以没有，请在声明时写明：`{bare}: …?`；若可能不知道，请问 `{bare} 已知`",
            ),
        ),
    )
    return BOOLEAN


def _at_least(checking: Checking, node: AtLeast, scope: Scope) -> Type:
    checking.value_of(node.count, scope, IntegerType())
    for condition in node.conditions:
        checking.condition(condition, scope)
    count = node.count.value if isinstance(node.count, NumberLiteral) else None
    if count is not None and not Decimal(1) <= count <= len(node.conditions):
        always = count < 1
        checking.report.warning(
            "at-least-count",
            scope.place(node.count),
            Phrase(
                f"of {len(node.conditions)} conditions at least {count} {'always' if always else 'never'} hold",
                f"共 {len(node.conditions)} 个条件，“至少 {count} 项”{'恒成立' if always else '不可能成立'}",
            ),
            label=Phrase("always" if always else "never", "恒成立" if always else "不可能"),
        )
    return BOOLEAN


# --- values ---------------------------------------------------------------------------------


def _if(checking: Checking, node: If, scope: Scope, expected: Type | None) -> Type:
    checking.condition(node.condition, scope)
    if expected is None and is_bare(node.then) and peek(checking, node.then, scope) is None:
        last = value_type(checking, node.otherwise, scope)
        first = value_type(checking, node.then, scope, last)
    else:
        first = value_type(checking, node.then, scope, expected)
        last = value_type(checking, node.otherwise, scope, expected or first)
    both = common(first, last)
    if both is None:
        one, other = kind_of(first), kind_of(last)
        checking.report.error(
            "type-mismatch",
            scope.place(node),
            Phrase(
                f"{written(scope.place(node.then))} is {one.en}, {written(scope.place(node.otherwise))} is {other.en}",
                f"{written(scope.place(node.then))} 是{one.zh}，{written(scope.place(node.otherwise))} 是{other.zh}",
            ),
            label=Phrase("both must be of one kind", "二者须为同一类"),
            help=what_fits(first),
        )
        return ERROR
    if isinstance(required(both), IntegerType):
        bounds = [checking.bounds.get(id(part)) for part in (node.then, node.otherwise)]
        if all(bound is not None for bound in bounds):
            checking.bounds[id(node)] = max(bound for bound in bounds if bound is not None)
    return both


def _moment(checking: Checking, node: DateTimeLiteral, scope: Scope) -> Type:
    place = scope.place(node)
    silent = scope.view.schema.zone is not None or checking.damage.touches(place)
    if node.value.tzinfo is None and not silent and not _said_of_zone(checking, scope):
        checking.report.warning(
            "zone-missing",
            place,
            Phrase(
                "the policy does not say in which zone its times are, so UTC is meant",
                "本政策未写明时区，此时刻按世界协调时（UTC）理解",
            ),
            label=Phrase("read as UTC", "按 UTC 理解"),
            help=(
                Phrase(
                    'add `zone "Asia/Shanghai"` inside the braces of `policy … { … }`',
                    "请在 `政策 … { … }` 的花括号里写明：`时区 “Asia/Shanghai”`",
                ),
            ),
        )
    return DateTimeType()


def _said_of_zone(checking: Checking, scope: Scope) -> bool:
    """Once is enough for a file."""
    return any(
        found.code == "zone-missing" and found.place.source is scope.view.source
        for found in checking.report.diagnostics
    )


def _span(checking: Checking, node: SpanOf, scope: Scope) -> Type:
    maybe_none = False
    for end in (node.start, node.finish):
        type_ = checking.type_of(end, scope, DateType())
        if isinstance(end, NoneLiteral):
            continue
        if not is_moment(type_):
            is_ = kind_of(type_)
            words = written(scope.place(end))
            checking.report.error(
                "type-mismatch",
                scope.place(end),
                Phrase(f"{words} is {is_.en}, not a date", f"{words} 是{is_.zh}，不是日期"),
                label=Phrase("a period goes from date to date", "期间应由日期至日期"),
            )
            return ERROR
        maybe_none = maybe_none or (end is node.start and isinstance(type_, OptionalType))
    return optional(PeriodType()) if maybe_none else PeriodType()


def _unknown(checking: Checking, node: UnknownLiteral, scope: Scope, expected: Type | None) -> Type:
    if scope.values == "tests":
        return expected or ERROR
    checking.report.error(
        "unknown-as-value",
        scope.place(node),
        Phrase("nothing can be given the value unknown here", "此处不能取值为 `不详`"),
        label=Phrase("unknown is not a value", "`不详` 不是值"),
        help=(
            Phrase(
                "a fact that is not given is unknown; ask `plan is unknown`",
                "未提供的事实即为不详；询问请写 `计划 不详`",
            ),
        ),
    )
    return ERROR
