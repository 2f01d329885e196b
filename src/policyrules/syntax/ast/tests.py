"""What does a test give, and what does it expect?"""

from __future__ import annotations

from datetime import date
from typing import Literal

from policyrules.diagnostics.span import Span
from policyrules.frozen import field, frozen
from policyrules.syntax.ast.expressions import (
    CompareOperator,
    Expression,
    Path,
    RecordLiteral,
    TextLiteral,
)
from policyrules.syntax.ast.names import Annotation, ItemRef, Name


def _span() -> Span:
    return field(eq=False, repr=False)  # type: ignore[no-any-return]  # attrs types field() as Any


OutcomeWord = Literal["permit", "advise", "warn", "refer", "return", "forbid", "undetermined"]
BuiltinVerb = Literal["refer", "return", "route", "order"]


@frozen
class GivenRecord:
    """`given Inspection { … }` 设 督检考 { … }: the facts to decide."""

    record: Name
    facts: RecordLiteral
    span: Span = _span()


@frozen
class GivenLedger:
    """`given ledger Inspection [ {…}, … ]` 设 台账 督检考 [ … ]."""

    record: Name
    rows: tuple[RecordLiteral, ...]
    span: Span = _span()


@frozen
class GivenParameter:
    """`given parameter limit = 2`, `given parameter cap["Bureau A"] = 3`."""

    name: Name
    keys: tuple[Expression, ...]
    value: Expression
    span: Span = _span()


@frozen
class OnDate:
    """`on 2026-03-02` 于 2026-03-02."""

    date: date
    span: Span = _span()


@frozen
class ExpectOutcome:
    """`expect refer by IN-01`, `expect undetermined needing emergency`."""

    outcome: OutcomeWord
    by: tuple[ItemRef, ...]
    needing: tuple[Path, ...]
    span: Span = _span()


@frozen
class ExpectNot:
    """`expect not IN-07` 期望 未违反 IN-07: certainly not broken."""

    item: ItemRef
    span: Span = _span()


@frozen
class ExpectValue:
    """`expect handling = escalate`: a derived fact, table result or field compares so."""

    operator: CompareOperator
    left: Path
    right: Expression
    span: Span = _span()


@frozen
class ExpectAnswer:
    """`expect pass by CA-01`, `expect not applicable by CA-06`: a checklist answer."""

    answer: Literal["pass", "fail", "not applicable", "unknown"]
    by: tuple[ItemRef, ...]
    span: Span = _span()


@frozen
class ExpectDeadline:
    """`expect overdue by arrange`: a deadline's status."""

    status: Literal["on time", "late", "pending", "due soon", "overdue"]
    by: tuple[ItemRef, ...]
    span: Span = _span()


@frozen
class ExpectWarning:
    """`expect warning by arrange`: that the early warning of a quota or deadline is given, or certainly not."""

    by: tuple[ItemRef, ...]
    given: bool = field(kw_only=True)
    span: Span = _span()


@frozen
class ExpectActions:
    """`expect then urge, escalate by arrange`: exactly these actions follow, in this order.

    `expect no action by arrange` has no verbs.
    """

    verbs: tuple[Name | BuiltinVerb, ...]
    by: tuple[ItemRef, ...]
    span: Span = _span()


Expectation = (
    ExpectOutcome | ExpectNot | ExpectValue | ExpectAnswer | ExpectDeadline | ExpectWarning | ExpectActions
)
TestStep = GivenRecord | GivenLedger | GivenParameter | OnDate | Expectation


# --- tables of examples ---------------------------------------------------------------------


@frozen
class FactColumn:
    """A column of a fact of the record given: `pages`, `place.county`."""

    path: Path
    span: Span = _span()


@frozen
class DayColumn:
    """`on` 于: a column of the decision's day."""

    span: Span = _span()


@frozen
class ParameterColumn:
    """`parameter limit` 参数 limit, `parameter cap["Bureau A"]`: a column of a parameter's values."""

    name: Name
    keys: tuple[Expression, ...]
    span: Span = _span()


@frozen
class ExpectColumn:
    """`-> expect` 期望: a column of what should come out."""

    span: Span = _span()


@frozen
class ValueColumn:
    """`-> handling`: a column of the values a derived fact, table result or field should have."""

    path: Path
    span: Span = _span()


GivenColumn = FactColumn | DayColumn | ParameterColumn
ExpectedColumn = ExpectColumn | ValueColumn


@frozen
class ExampleRow:
    """One line of a table of examples: a cell a column, none where `*` leaves it as the test has it.

    What is expected stands as the steps it means; in a `ValueColumn` each is an `ExpectValue` of the column's path.
    """

    given: tuple[Expression | None, ...]
    expected: tuple[Expectation | None, ...]
    span: Span = _span()


@frozen
class Examples:
    """`examples { | pages | -> expect | … }` 示例: the test is run once for each row."""

    given: tuple[GivenColumn, ...]
    expected: tuple[ExpectedColumn, ...]
    rows: tuple[ExampleRow, ...]
    span: Span = _span()


@frozen
class TestDeclaration:
    """`test "title" { given … on … expect … examples { … } }` 测试."""

    __test__ = False

    title: TextLiteral
    steps: tuple[TestStep, ...]
    examples: Examples | None
    annotations: tuple[Annotation, ...]
    span: Span = _span()
