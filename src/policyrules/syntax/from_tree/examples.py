"""Which rows does a table of examples have, and what does each cell mean in its column?

The parser cannot tell a member called `pass` from the answer: a cell that is nothing but a word of
outcomes is one in a column of expectations, and a name in any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import frozen
from policyrules.syntax.ast.expressions import CompareOperator, Expression, Path
from policyrules.syntax.ast.names import ItemRef, Name
from policyrules.syntax.ast.tests import (
    DayColumn,
    ExampleRow,
    Examples,
    ExpectActions,
    ExpectAnswer,
    Expectation,
    ExpectColumn,
    ExpectDeadline,
    ExpectedColumn,
    ExpectNot,
    ExpectOutcome,
    ExpectValue,
    ExpectWarning,
    FactColumn,
    GivenColumn,
    ParameterColumn,
    ValueColumn,
)
from policyrules.syntax.from_tree.comparisons import COMPARISONS
from policyrules.syntax.from_tree.names import name_of
from policyrules.syntax.from_tree.places import Parts, between, nodes, reading_of, span_of
from policyrules.syntax.from_tree.tables import report_width
from policyrules.syntax.from_tree.verdicts import ANSWERS, OUTCOMES, STATUSES
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token

# --- the head -------------------------------------------------------------------------------


def fact_column(parts: Parts) -> FactColumn:
    """`pages`."""
    return FactColumn(parts[0], parts[0].span)


def day_column(parts: Parts) -> DayColumn:
    """`on`."""
    return DayColumn(parts[0].span)


def parameter_column(parts: Parts) -> ParameterColumn:
    """`parameter limit`, `parameter cap["Bureau A"]`."""
    _, name, *keys = parts
    return ParameterColumn(name_of(name), nodes(keys), span_of(parts))


def expect_column(parts: Parts) -> ExpectColumn:
    """`expect`."""
    return ExpectColumn(parts[0].span)


def value_column(parts: Parts) -> ValueColumn:
    """`handling`."""
    return ValueColumn(parts[0], parts[0].span)


@frozen
class Head:
    """The first line of a table of examples."""

    given: tuple[GivenColumn, ...]
    expected: tuple[ExpectedColumn, ...]
    span: Span


def example_head(parts: Parts) -> Head:
    """`| pages | kind | -> expect |`."""
    cells = nodes(parts)
    return Head(
        tuple(cell for cell in cells if isinstance(cell, GivenColumn)),
        tuple(cell for cell in cells if isinstance(cell, ExpectedColumn)),
        span_of(parts),
    )


# --- cells ----------------------------------------------------------------------------------


@frozen
class Blank:
    """`*`."""

    span: Span


@frozen
class Compared:
    """A value, with what it is compared by if that is written."""

    operator: CompareOperator
    value: Expression
    is_plain: bool
    span: Span


@frozen
class Verdict:
    """What should come out. Without a `step` it names no item, which an answer and a status need.

    `word` is the keyword when the cell is nothing else.
    """

    step: ExpectOutcome | ExpectNot | ExpectAnswer | ExpectDeadline | ExpectWarning | ExpectActions | None
    word: Token | None
    span: Span


Cell = Blank | Compared | Verdict


def blank_cell(parts: Parts) -> Blank:
    """`*`."""
    return Blank(parts[0].span)


def given_cell(parts: Parts) -> Compared:
    """`11`."""
    return Compared("=", parts[0], is_plain=True, span=parts[0].span)


def compared_cell(parts: Parts) -> Compared:
    """`>= 3`."""
    sign, value = parts
    return Compared(COMPARISONS[sign.type], value, is_plain=False, span=between(sign, value))


def outcome_cell(parts: Parts) -> Verdict:
    """`forbid`, `refer by IN-01`, `undetermined needing emergency`."""
    span = span_of(parts)
    items: tuple[ItemRef, ...] = next((part for part in parts if type(part) is tuple), ())
    needing = tuple(part for part in parts if type(part) is Path)
    alone = None if items or needing else parts[0]
    return Verdict(ExpectOutcome(OUTCOMES[parts[0].type], items, needing, span), alone, span)


def not_cell(parts: Parts) -> Verdict:
    """`not IN-07`."""
    span = span_of(parts)
    return Verdict(ExpectNot(parts[1], span), None, span)


def answer_cell(parts: Parts) -> Verdict:
    """`pass by CA-01`; `unknown` is spelt like the value."""
    word, _, items = parts
    span = span_of(parts)
    if items is None:
        return Verdict(None, word, span)
    answer = "unknown" if word.type == "UNKNOWN" else ANSWERS[word.type]
    return Verdict(ExpectAnswer(answer, items, span), None, span)


def deadline_cell(parts: Parts) -> Verdict:
    """`overdue by arrange`."""
    word, _, items = parts
    span = span_of(parts)
    if items is None:
        return Verdict(None, word, span)
    return Verdict(ExpectDeadline(STATUSES[word.type], items, span), None, span)


def warning_cell(parts: Parts) -> Verdict:
    """`warning by arrange`, `no warning by arrange`."""
    word, _, items = parts
    span = span_of(parts)
    if items is None:
        return Verdict(None, word, span)
    return Verdict(ExpectWarning(items, given=word.type == "EARLY_WARNING", span=span), None, span)


def actions_cell(parts: Parts) -> Verdict:
    """`then urge, escalate by arrange`."""
    span = span_of(parts)
    return Verdict(ExpectActions(parts[1], parts[3], span), None, span)


def no_action_cell(parts: Parts) -> Verdict:
    """`no action by arrange`."""
    span = span_of(parts)
    return Verdict(ExpectActions((), parts[2], span), None, span)


# --- rows -----------------------------------------------------------------------------------


@frozen
class Line:
    """One line, its cells not yet read by their columns."""

    cells: tuple[Cell, ...]
    span: Span


def example_row(parts: Parts) -> Line:
    """`| 11 | report | forbid by CA-01 |`."""
    return Line(nodes(parts), span_of(parts))


def examples(parts: Parts) -> Examples:
    """`examples { … }`."""
    reading = reading_of(parts)
    head, *lines = nodes(parts)
    return Examples(head.given, head.expected, _rows(head, lines, reading), span_of(parts))


_BLANK: Final = Phrase(
    "write `*` in a cell that leaves things as the test has them", "沿用测试本身所写的格请写 `*`"
)


def _rows(head: Head, lines: Sequence[Line], reading: Reading) -> tuple[ExampleRow, ...]:
    first, width = len(head.given), len(head.given) + len(head.expected)
    whole = []
    for line in lines:
        if len(line.cells) != width:
            report_width(head.span, line.span, width, len(line.cells), reading, blank=_BLANK)
            continue
        given = tuple(_given(cell, reading) for cell in line.cells[:first])
        expected = tuple(
            _expected(cell, column, reading)
            for cell, column in zip(line.cells[first:], head.expected, strict=True)
        )
        whole.append(ExampleRow(given, expected, line.span))
    return tuple(whole)


def _given(cell: Cell, reading: Reading) -> Expression | None:
    match cell:
        case Blank():
            return None
        case Compared(value=value, is_plain=True):
            return value
        case Compared():
            _report(
                reading,
                cell.span,
                Phrase("what is given is one value, not a comparison", "给出的是一个值，不能写比较"),
                Phrase("a comparison", "比较"),
                Phrase("write the value alone, a row for each", "请只写值，每个值各写一行"),
            )
            return cell.value
        case Verdict(word=Token() as word):
            return _as_name(word)
        case Verdict():
            _report(
                reading,
                cell.span,
                Phrase("an expectation stands in a column of what is given", "期望写在了给出事实的栏中"),
                Phrase("an expectation", "期望"),
                Phrase(
                    "expectations go into a column headed `-> expect`", "期望应写在以 `-> 期望` 为表头的栏中"
                ),
            )
            return None


def _expected(cell: Cell, column: ExpectedColumn, reading: Reading) -> Expectation | None:
    match cell, column:
        case Blank(), _:
            return None
        case Compared(), ValueColumn(path=path):
            return ExpectValue(cell.operator, path, cell.value, cell.span)
        case Verdict(word=Token() as word), ValueColumn(path=path):
            return ExpectValue("=", path, _as_name(word), cell.span)
        case Verdict(step=None, word=Token() as word), ExpectColumn():
            _report(
                reading,
                cell.span,
                Phrase(f"`{word.text}` is said of an item", f"`{word.text}` 须指明是哪一条"),
                Phrase("by which item?", "哪一条？"),
                Phrase(f"write `{word.text} by IN-01`", f"请写 `{word.text} 依 IN-01`"),
            )
            return None
        case Verdict(step=step), ExpectColumn():
            return step
        case Verdict(), ValueColumn(path=path):
            name = ".".join(step.text for step in path.names)
            _report(
                reading,
                cell.span,
                Phrase(
                    f"an expectation stands in the column of the values of `{name}`",
                    f"期望写在了 `{name}` 取值的栏中",
                ),
                Phrase("not a value", "不是值"),
                Phrase(
                    "expectations go into a column headed `-> expect`", "期望应写在以 `-> 期望` 为表头的栏中"
                ),
            )
            return None
        case _:
            _report(
                reading,
                cell.span,
                Phrase("a value stands in a column of expectations", "期望的栏中写了值"),
                Phrase("not an outcome", "不是结论"),
                Phrase(
                    "write an outcome such as `permit` or `forbid by IN-01`, or head the column with the fact: `-> people`",
                    "请写 `允许`、`禁止 依 IN-01` 等结论，或以事实为表头：`-> 人数`",
                ),
            )
            return None


def _as_name(word: Token) -> Path:
    """Return a word of outcomes as the name it is in a column of values."""
    return Path((Name(word.text, word.span),), word.span)


def _report(reading: Reading, span: Span, message: Phrase, label: Phrase, help_: Phrase) -> None:
    reading.report("example-cell", span, message, label=label, help_=(help_,))


CALLBACKS: Final = {
    "fact_column": fact_column,
    "day_column": day_column,
    "parameter_column": parameter_column,
    "expect_column": expect_column,
    "value_column": value_column,
    "example_head": example_head,
    "blank_cell": blank_cell,
    "given_cell": given_cell,
    "compared_cell": compared_cell,
    "outcome_cell": outcome_cell,
    "not_cell": not_cell,
    "answer_cell": answer_cell,
    "deadline_cell": deadline_cell,
    "warning_cell": warning_cell,
    "actions_cell": actions_cell,
    "no_action_cell": no_action_cell,
    "example_row": example_row,
    "examples": examples,
}
