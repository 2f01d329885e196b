"""How are tables of examples written?"""

from __future__ import annotations

from typing import assert_never

from policyrules.syntax.ast.tests import (
    DayColumn,
    ExampleRow,
    Examples,
    Expectation,
    ExpectColumn,
    ExpectedColumn,
    ExpectValue,
    FactColumn,
    GivenColumn,
    ParameterColumn,
    ValueColumn,
)
from policyrules.syntax.format.expectations import expected
from policyrules.syntax.format.expressions import COMPARISONS, one_line, path, value
from policyrules.syntax.format.layout import INDENT, Doc, join
from policyrules.syntax.format.tables import aligned
from policyrules.syntax.format.weave import Piece
from policyrules.syntax.format.words import Words


def examples(node: Examples, words: Words) -> list[Piece]:
    """Return a table of examples, its columns aligned."""
    lines = aligned([_head(node, words), *(_row(row, words) for row in node.rows)])
    columns = [column.span for column in (*node.given, *node.expected)]
    head_start = min(span.start for span in columns)
    spans = [(head_start, max(span.stop for span in columns))]
    spans += [(row.span.start, row.span.stop) for row in node.rows]
    return [
        Piece(f"{words('EXAMPLES')} {{", INDENT, node.span.start, node.span.start + 1, opens=True),
        *(Piece(line, 2 * INDENT, start, stop) for line, (start, stop) in zip(lines, spans, strict=True)),
        Piece("}", INDENT, max(node.span.stop - 1, node.span.start), node.span.stop, closes=True),
    ]


def _head(node: Examples, words: Words) -> list[str]:
    first, *rest = [_expected_column(column, words) for column in node.expected]
    return [*(_given_column(column, words) for column in node.given), f"-> {first}", *rest]


def _given_column(node: GivenColumn, words: Words) -> str:
    match node:
        case FactColumn(path=fact):
            return path(fact, words)
        case DayColumn():
            return words("ON_DATE")
        case ParameterColumn(name=name, keys=keys):
            index: Doc = ("[", join(", ", [value(key, words) for key in keys]), "]") if keys else ""
            return one_line((f"{words('PARAMETER')} {words.name(name)}", index))
        case _:
            assert_never(node)


def _expected_column(node: ExpectedColumn, words: Words) -> str:
    match node:
        case ExpectColumn():
            return words("EXPECT")
        case ValueColumn(path=fact):
            return path(fact, words)
        case _:
            assert_never(node)


def _row(row: ExampleRow, words: Words) -> list[str]:
    given = ["*" if cell is None else one_line(value(cell, words)) for cell in row.given]
    return [*given, *(_expected(cell, words) for cell in row.expected)]


def _expected(cell: Expectation | None, words: Words) -> str:
    """Return a cell; in a column of values the column says of what."""
    if cell is None:
        return "*"
    if not isinstance(cell, ExpectValue):
        return one_line(expected(cell, words))
    written = one_line(value(cell.right, words))
    return written if cell.operator == "=" else f"{words(COMPARISONS[cell.operator])} {written}"
