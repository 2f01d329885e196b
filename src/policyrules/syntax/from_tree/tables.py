"""What does a decision table say, row by row?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import frozen
from policyrules.syntax.ast.clauses import DeclaredAction
from policyrules.syntax.ast.declarations import (
    ActionCell,
    AnyCell,
    Cell,
    CompareCell,
    HitPolicy,
    RangeCell,
    ResultColumn,
    SetCell,
    TableDeclaration,
    TableRow,
    ValueCell,
)
from policyrules.syntax.ast.expressions import Expression, Path, SetLiteral
from policyrules.syntax.from_tree.comparisons import BOUNDS, COMPARISONS
from policyrules.syntax.from_tree.names import name_of
from policyrules.syntax.from_tree.places import Parts, nodes, span_of
from policyrules.syntax.reading import Reading

_HITS: Final[dict[str, HitPolicy]] = {"FIRST": "first", "UNIQUE": "unique", "COLLECT": "collect"}


# --- the head -------------------------------------------------------------------------------


def result(parts: Parts) -> ResultColumn:
    """`handling`, `handling?`."""
    names, optional = parts
    stop = optional.stop if optional is not None else (names.second or names.first).span.stop
    return ResultColumn(names, optional is not None, Span(names.first.span.start, stop))


def then_result(parts: Parts) -> ResultColumn:
    """`then`."""
    return ResultColumn(None, optional=False, span=parts[0].span)


@frozen
class Header:
    """The first line of a table."""

    columns: tuple[Expression, ...]
    results: tuple[ResultColumn, ...]
    span: Span


def header(parts: Parts) -> Header:
    """`| severity | repeats | -> handling |`."""
    cells = nodes(parts)
    return Header(
        tuple(cell for cell in cells if not isinstance(cell, ResultColumn)),
        tuple(cell for cell in cells if isinstance(cell, ResultColumn)),
        span_of(parts),
    )


# --- cells ----------------------------------------------------------------------------------


def any_cell(parts: Parts) -> AnyCell:
    """`*`."""
    return AnyCell(parts[0].span)


def value_cell(parts: Parts) -> ValueCell | SetCell:
    """A value, or `{ a, b }`."""
    value = parts[0]
    if isinstance(value, SetLiteral):
        return SetCell(value.members, value.span)
    return ValueCell(value, value.span)


def compare_cell(parts: Parts) -> CompareCell:
    """`>= 3`, `不低于 3`."""
    sign, value = parts
    return CompareCell(COMPARISONS[sign.type], value, span_of(parts), sign.text)


def bound_cell(parts: Parts) -> CompareCell:
    """`在 3 以上`."""
    _, value, particle = parts
    return CompareCell(BOUNDS[particle.type], value, span_of(parts), particle.text)


def range_cell(parts: Parts) -> RangeCell:
    """`10..20`."""
    low, _, high = parts
    return RangeCell(low, high, span_of(parts))


def action_cell(parts: Parts) -> ActionCell:
    """`route to "…"`."""
    return ActionCell(parts[0], parts[0].span)


# --- rows -----------------------------------------------------------------------------------


@frozen
class Row:
    """One line, its cells not yet parted into conditions and results."""

    cells: tuple[Cell, ...]
    span: Span


def row(parts: Parts) -> Row:
    """`| typical | * | publish |`."""
    return Row(nodes(parts), span_of(parts))


def table(parts: Parts) -> TableDeclaration:
    """`table NAME for R first { … }`."""
    annotations, word, names, _, record, hit, _, head, *rows = parts
    reading: Reading = word.reading
    return TableDeclaration(
        names=names,
        record=name_of(record),
        hit=_HITS[hit.type],
        columns=head.columns,
        results=head.results,
        rows=_rows(head, nodes(rows), reading),
        annotations=annotations,
        span=span_of(parts),
    )


def _rows(head: Header, rows: Sequence[Row], reading: Reading) -> tuple[TableRow, ...]:
    width = len(head.columns) + len(head.results)
    whole = []
    for row_ in rows:
        if len(row_.cells) != width:
            report_width(head.span, row_.span, width, len(row_.cells), reading)
            continue
        conditions = row_.cells[: len(head.columns)]
        results = row_.cells[len(head.columns) :]
        for cell in conditions:
            if isinstance(cell, ActionCell):
                _report_action(cell, reading)
        whole.append(
            TableRow(
                conditions,
                tuple(
                    _result(cell, column, reading) for cell, column in zip(results, head.results, strict=True)
                ),
                row_.span,
            )
        )
    return tuple(whole)


def _result(cell: Cell, column: ResultColumn, reading: Reading) -> Cell:
    """In a `then` column a lone name is a verb; elsewhere an action has no place."""
    if column.names is None:
        value = cell.value if isinstance(cell, ValueCell) else None
        if isinstance(value, Path) and len(value.names) == 1:
            return ActionCell(DeclaredAction(value.names[0], None, None, value.span), cell.span)
        if not isinstance(cell, (ActionCell, AnyCell)):
            _report_no_action(cell, reading)
    elif isinstance(cell, ActionCell):
        _report_action(cell, reading)
    return cell


BLANK: Final = Phrase("write `*` in a cell where any value will do", "任何值都可以的格请写 `*`")


def report_width(
    head: Span, row_: Span, width: int, count: int, reading: Reading, *, blank: Phrase = BLANK
) -> None:
    """Say that a row has another number of cells than its table has columns; `blank` says what `*` is for."""
    wrong: Literal["few", "many"] = "few" if count < width else "many"
    reading.report(
        "row-length",
        row_,
        Phrase(
            f"this row has {count} cells, its table has {width} columns",
            f"这一行有 {count} 格，而表头有 {width} 栏",
        ),
        label=Phrase(f"too {wrong} cells", "格数过少" if wrong == "few" else "格数过多"),
        labels=((head, Phrase(f"{width} columns", f"共 {width} 栏")),),
        help_=(
            blank
            if wrong == "few"
            else Phrase("leave a cell out, or add a column to the head", "请删去多余的格，或在表头增加一栏"),
        ),
    )


def _report_action(cell: ActionCell, reading: Reading) -> None:
    reading.report(
        "cell-action",
        cell.span,
        Phrase("an action stands in a column of values", "办理方式写在了取值的栏中"),
        label=Phrase("an action", "办理方式"),
        help_=(Phrase("actions go into a column headed `-> then`", "办理方式应写在以 `-> 则` 为表头的栏中"),),
    )


def _report_no_action(cell: Cell, reading: Reading) -> None:
    reading.report(
        "cell-no-action",
        cell.span,
        Phrase("a value stands in a column of actions", "办理方式的栏中写了值"),
        label=Phrase("not an action", "不是办理方式"),
        help_=(
            Phrase(
                "as in `route to “the office”`, or a verb declared by `action`",
                "例如 `转 “办公室”`，或由 `办理方式` 声明的用语",
            ),
        ),
    )


CALLBACKS: Final = {
    "result": result,
    "then_result": then_result,
    "header": header,
    "any_cell": any_cell,
    "value_cell": value_cell,
    "compare_cell": compare_cell,
    "bound_cell": bound_cell,
    "range_cell": range_cell,
    "action_cell": action_cell,
    "row": row,
    "table": table,
}
