"""What does a file declare?"""

from __future__ import annotations

from datetime import date
from typing import Literal

from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Span
from policyrules.frozen import field, frozen
from policyrules.syntax.ast.clauses import ActionPhrase, Clause, PeriodUnit
from policyrules.syntax.ast.expressions import (
    CompareOperator,
    Expression,
    Path,
    TextLiteral,
)
from policyrules.syntax.ast.names import Annotation, Comment, Name, Names
from policyrules.syntax.ast.tests import TestDeclaration
from policyrules.syntax.ast.types import EnumBody, TypeExpression


def _span() -> Span:
    return field(eq=False, repr=False)  # type: ignore[no-any-return]  # attrs types field() as Any


Modality = Literal["must not", "must", "should not", "should", "encourage", "may"]
ListKind = Literal["negative list", "positive list", "checklist", "list"]
HitPolicy = Literal["first", "unique", "collect"]


# --- policy ---------------------------------------------------------------------------------


@frozen
class PolicyHeader:
    """`policy NAME "title" { issued by …, from …, until …, working days of …, zone …, rolls … }`."""

    names: Names
    title: TextLiteral | None
    issued_by: TextLiteral | None
    from_: date | None
    until: date | None
    working_days: TextLiteral | None
    zone: TextLiteral | None
    rolls: bool
    annotations: tuple[Annotation, ...]
    span: Span = _span()


@frozen
class Use:
    """`use NAME` 引用."""

    name: Name
    span: Span = _span()


# --- vocabulary -----------------------------------------------------------------------------


@frozen
class EnumDeclaration:
    """`enum Tier 层级 { … }`."""

    names: Names
    body: EnumBody
    annotations: tuple[Annotation, ...]
    span: Span = _span()


@frozen
class FieldDeclaration:
    """`name 名称: type [key] [= default] ["question"] [asked of "who"]`."""

    names: Names
    type: TypeExpression
    key: bool
    default: Expression | None
    question: TextLiteral | None
    asked_of: TextLiteral | None
    annotations: tuple[Annotation, ...]
    span: Span = _span()


@frozen
class RecordDeclaration:
    """`record R 名称 dated FIELD { … }`."""

    names: Names
    dated: Name | None
    fields: tuple[FieldDeclaration, ...]
    annotations: tuple[Annotation, ...]
    span: Span = _span()


@frozen
class DatedValue:
    """`10 from 2019-03-11 [until …]` 自 2019-03-11 起 10."""

    value: Expression
    from_: date
    until: date | None
    span: Span = _span()


@frozen
class ParameterDeclaration:
    """`parameter NAME: type [= value | { dated } | by R.F, … from "file.csv"]`; none of them: required."""

    names: Names
    title: TextLiteral | None
    type: TypeExpression
    value: Expression | None
    dated: tuple[DatedValue, ...]
    keys: tuple[Path, ...]
    file: TextLiteral | None
    annotations: tuple[Annotation, ...]
    span: Span = _span()


@frozen
class DefineDeclaration:
    """`define NAME for R [each month] = E`."""

    names: Names
    record: Name
    each: PeriodUnit | None
    value: Expression
    annotations: tuple[Annotation, ...]
    span: Span = _span()


@frozen
class ActionDeclaration:
    """`action urge 催办, merge 合并`: verbs of the office's own."""

    verbs: tuple[Names, ...]
    annotations: tuple[Annotation, ...]
    span: Span = _span()


# --- calendars ------------------------------------------------------------------------------

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@frozen
class WeekOfMonth:
    """`week 2 of each month by monday` / `by row`; `nth` is -1 for the last week."""

    nth: int
    reading: Weekday | Literal["row"]
    span: Span = _span()


@frozen
class EveryWeekday:
    """`every monday, friday`."""

    days: tuple[Weekday, ...]
    span: Span = _span()


@frozen
class DateRange:
    """One day (`first` = `last`) or a range of days, both ends included."""

    first: date
    last: date
    span: Span = _span()


@frozen
class WorkingDays:
    """`working days`: the days the policy's working-day calendar counts."""

    span: Span = _span()


@frozen
class OtherCalendar:
    """Another calendar's days, by name."""

    name: Name
    span: Span = _span()


CalendarDays = WeekOfMonth | EveryWeekday | DateRange | WorkingDays | OtherCalendar


@frozen
class CalendarEntry:
    """Days added (`+`), taken out (`except` 除 … 外) or kept to (`only` 仅限), in order."""

    how: Literal["add", "except", "only"]
    days: CalendarDays
    span: Span = _span()


@frozen
class CalendarDeclaration:
    """`calendar NAME { … }`."""

    names: Names
    entries: tuple[CalendarEntry, ...]
    annotations: tuple[Annotation, ...]
    span: Span = _span()


# --- decision tables ------------------------------------------------------------------------


@frozen
class AnyCell:
    """`*`."""

    span: Span = _span()


@frozen
class ValueCell:
    """A value to equal (in a condition column) or to give (in a result column)."""

    value: Expression
    span: Span = _span()


@frozen
class CompareCell:
    """`>= 3`, 不低于 3, 在 3 以上."""

    operator: CompareOperator
    value: Expression
    span: Span = _span()
    word: str = field(default="", eq=False, repr=False)


@frozen
class SetCell:
    """`{ a, b }`."""

    members: tuple[Expression, ...]
    span: Span = _span()


@frozen
class RangeCell:
    """`10..20`: both ends belong."""

    low: Expression
    high: Expression
    span: Span = _span()


@frozen
class ActionCell:
    """An action in a `-> then` column: `route to "…"`, `urge unit`."""

    action: ActionPhrase
    span: Span = _span()


Cell = AnyCell | ValueCell | CompareCell | SetCell | RangeCell | ActionCell


@frozen
class ResultColumn:
    """A column after `->`: a derived fact (`names`, optional with `?`) or `then` (`names` none)."""

    names: Names | None
    optional: bool
    span: Span = _span()


@frozen
class TableRow:
    """One line of a table: a cell for each condition column, then one for each result column."""

    conditions: tuple[Cell, ...]
    results: tuple[Cell, ...]
    span: Span = _span()


@frozen
class TableDeclaration:
    """`table NAME for R first|unique|collect { rows }`."""

    names: Names
    record: Name
    hit: HitPolicy
    columns: tuple[Expression, ...]
    results: tuple[ResultColumn, ...]
    rows: tuple[TableRow, ...]
    annotations: tuple[Annotation, ...]
    span: Span = _span()


# --- lists ----------------------------------------------------------------------------------


@frozen
class Item:
    """One modal sentence. `word` keeps the author's modality (一律不得)."""

    modality: Modality
    names: Names
    title: TextLiteral | None
    clauses: tuple[Clause, ...]
    annotations: tuple[Annotation, ...]
    span: Span = _span()
    word: str = field(default="", eq=False, repr=False)


@frozen
class Otherwise:
    """`otherwise must not [NAME] "…" { … }`: what a closed positive list says of everything else."""

    modality: Modality
    names: Names | None
    title: TextLiteral | None
    clauses: tuple[Clause, ...]
    annotations: tuple[Annotation, ...]
    span: Span = _span()
    word: str = field(default="", eq=False, repr=False)


@frozen
class ListDeclaration:
    """A list of items about one record; `clauses` hold for all of them (cite, applies when, from, until, if unknown)."""

    kind: ListKind
    names: Names
    title: TextLiteral | None
    record: Name
    each: PeriodUnit | None
    clauses: tuple[Clause, ...]
    items: tuple[Item, ...]
    otherwise: Otherwise | None
    annotations: tuple[Annotation, ...]
    span: Span = _span()


Declaration = (
    PolicyHeader
    | Use
    | EnumDeclaration
    | RecordDeclaration
    | ParameterDeclaration
    | DefineDeclaration
    | TableDeclaration
    | CalendarDeclaration
    | ActionDeclaration
    | ListDeclaration
    | TestDeclaration
)


@frozen
class File:
    """One `.rules` file: its declarations in order, and every comment."""

    source: Source = field(eq=False, repr=False)
    declarations: tuple[Declaration, ...]
    comments: tuple[Comment, ...] = field(eq=False, repr=False)
    language: Literal["en", "zh"] = field(default="en", eq=False)
