"""What can be said in a condition or a value?

Every node carries the span it was written in; equality ignores spans and spellings, so that two
texts that mean the same tree compare equal.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from policyrules.diagnostics.span import Span
from policyrules.frozen import field, frozen
from policyrules.syntax.ast.names import ItemRef, Name


def _span() -> Span:
    return field(eq=False, repr=False)  # type: ignore[no-any-return]  # attrs types field() as Any


def _spelling() -> str:
    return field(default="", eq=False, repr=False)


Unit = Literal["minute", "hour", "day", "working day", "week", "month", "quarter", "year"]
CompareOperator = Literal["=", "!=", "<", "<=", ">", ">="]
ArithmeticOperator = Literal["+", "-", "*", "/"]
TextOperator = Literal["contains", "starts with", "ends with", "like"]
Quantifier = Literal["some", "no", "every"]
Aggregation = Literal["count", "sum", "min", "max", "mean", "median", "distinct"]


# --- literals -------------------------------------------------------------------------------


@frozen
class TextLiteral:
    """`"words"` or `“words”`, without its quotes."""

    value: str
    span: Span = _span()


@frozen
class Template:
    """Words with expressions in braces: `"{organiser} has no plan"`.

    `parts` alternates freely between literal words (`str`) and expressions; `{{` and `}}` are
    already single braces in the words.
    """

    parts: tuple[str | Expression, ...]
    span: Span = _span()


@frozen
class NumberLiteral:
    """A number, exact: `30%` is 0.30, `5万` is 50000. `written` keeps the author's form."""

    value: Decimal
    span: Span = _span()
    written: str = _spelling()


@frozen
class DateLiteral:
    """`2026-03-01` or `2026年3月1日`."""

    value: date
    span: Span = _span()
    written: str = _spelling()


@frozen
class DateTimeLiteral:
    """`2026-03-01T09:30` with optional seconds; in the policy's zone unless an offset is written."""

    value: datetime
    span: Span = _span()
    written: str = _spelling()


@frozen
class DurationLiteral:
    """`3 working days`, `3个工作日`, `24 hours`."""

    amount: Decimal
    unit: Unit
    span: Span = _span()
    written: str = _spelling()


@frozen
class BooleanLiteral:
    """`yes` or `no`, 是 or 否."""

    value: bool
    span: Span = _span()


@frozen
class NoneLiteral:
    """`none` 无: known to be absent."""

    span: Span = _span()


@frozen
class UnknownLiteral:
    """`unknown` 不详 as a value in a test: we were not told."""

    span: Span = _span()


@frozen
class SetLiteral:
    """`{ a, b }`: at least one member, all of one type."""

    members: tuple[Expression, ...]
    span: Span = _span()


@frozen
class ListLiteral:
    """`[a, b]`: a value of a list field; only in tests and defaults."""

    members: tuple[Expression, ...]
    span: Span = _span()


@frozen
class RecordField:
    """`name: value` of a record value."""

    name: Name
    value: Expression
    span: Span = _span()


@frozen
class RecordLiteral:
    """`{ name: value, … }`; only in tests."""

    fields: tuple[RecordField, ...]
    span: Span = _span()


# --- names ----------------------------------------------------------------------------------


@frozen
class Path:
    """A dotted name: `tier`, `plan.start`, `m.topic`, `this.county`, `Tier.county`."""

    names: tuple[Name, ...]
    span: Span = _span()


@frozen
class Index:
    """`annual_limit[issuer]`, `cap[unit, year]`: a keyed parameter's value for keys."""

    target: Path
    keys: tuple[Expression, ...]
    span: Span = _span()


@frozen
class Argument:
    """One argument of a call, by position (`name` none) or by name (`ignoring: words`)."""

    name: Name | None
    value: Expression
    span: Span = _span()


@frozen
class Call:
    """`copied_share(draft, source, ignoring: words)`."""

    function: Name
    arguments: tuple[Argument, ...]
    span: Span = _span()


# --- over collections -----------------------------------------------------------------------


@frozen
class Binder:
    """`v in S where (E)` 有 S v 其中 (E): a variable, what it ranges over, and which entries count."""

    variable: Name
    source: Path | Call
    where: Expression | None
    span: Span = _span()


@frozen
class Quantified:
    """`some v in S where (E)`, `no v in S where (E)`, `every v in S has (E)`.

    For `every` the condition is what each must have and stands in `binder.where`.
    """

    quantifier: Quantifier
    binder: Binder
    span: Span = _span()


@frozen
class Aggregate:
    """`count(v in S where E)`, `sum(v.days for v in S where E)`; `value` is none for count."""

    kind: Aggregation
    value: Expression | None
    binder: Binder
    span: Span = _span()


# --- conditions -----------------------------------------------------------------------------


@frozen
class Not:
    """`not E`, 非／未／不 E; `word` keeps the author's word."""

    operand: Expression
    span: Span = _span()
    word: str = _spelling()


@frozen
class And:
    """Two or more conditions that must all hold."""

    operands: tuple[Expression, ...]
    span: Span = _span()


@frozen
class Or:
    """Two or more conditions of which one must hold."""

    operands: tuple[Expression, ...]
    span: Span = _span()


@frozen
class AtLeast:
    """`at least N of (a, b, c)`, （a、b、c）中至少 N 项."""

    count: Expression
    conditions: tuple[Expression, ...]
    span: Span = _span()


@frozen
class Compare:
    """`a < b`; `word` keeps the author's operator (以上, 不超过, 县及以下, >=)."""

    operator: CompareOperator
    left: Expression
    right: Expression
    span: Span = _span()
    word: str = _spelling()


@frozen
class InSet:
    """`x in { a, b }`, `x not in { a, b }`."""

    operand: Expression
    members: SetLiteral
    negated: bool
    span: Span = _span()


@frozen
class InRange:
    """`x in 10..20`: both ends belong."""

    operand: Expression
    low: Expression
    high: Expression
    negated: bool
    span: Span = _span()


@frozen
class InCollection:
    """`d in no_meeting_week`, `d in period`, `x in some_list`."""

    operand: Expression
    target: Expression
    negated: bool
    span: Span = _span()


@frozen
class TextTest:
    """`contains`, `starts with`, `ends with`, `like "regex"`; `contains` also asks of a list."""

    operator: TextOperator
    operand: Expression
    other: Expression
    negated: bool
    span: Span = _span()


@frozen
class Has:
    """`has plan` 有 计划; `has no plan` 无 计划 (negated)."""

    operand: Path
    negated: bool
    span: Span = _span()


@frozen
class IsUnknown:
    """`F is unknown` F 不详; `F is known` (negated)."""

    operand: Expression
    negated: bool
    span: Span = _span()


@frozen
class ItemState:
    """`broken(ITEM)` 违反(ITEM), `overdue(ITEM)` 逾期(ITEM)."""

    state: Literal["broken", "overdue"]
    item: ItemRef
    span: Span = _span()


@frozen
class Complies:
    """`complies with LIST` 符合 LIST."""

    list: ItemRef
    span: Span = _span()


# --- values ---------------------------------------------------------------------------------


@frozen
class Arithmetic:
    """`a + b`, `a - b`, `a * b`, `a / b`."""

    operator: ArithmeticOperator
    left: Expression
    right: Expression
    span: Span = _span()


@frozen
class Negative:
    """`-a`."""

    operand: Expression
    span: Span = _span()


@frozen
class If:
    """`(if C then A else B)`, (如果 C 则 A 否则 B)."""

    condition: Expression
    then: Expression
    otherwise: Expression
    span: Span = _span()


@frozen
class SpanOf:
    """`start..finish`: the dates from one to the other, both included."""

    start: Expression
    finish: Expression
    span: Span = _span()


Expression = (
    TextLiteral
    | Template
    | NumberLiteral
    | DateLiteral
    | DateTimeLiteral
    | DurationLiteral
    | BooleanLiteral
    | NoneLiteral
    | UnknownLiteral
    | SetLiteral
    | ListLiteral
    | RecordLiteral
    | Path
    | Index
    | Call
    | Quantified
    | Aggregate
    | Not
    | And
    | Or
    | AtLeast
    | Compare
    | InSet
    | InRange
    | InCollection
    | TextTest
    | Has
    | IsUnknown
    | ItemState
    | Complies
    | Arithmetic
    | Negative
    | If
    | SpanOf
)
