"""How are decision tables written?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from policyrules.diagnostics.width import pad, width
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
    ValueCell,
)
from policyrules.syntax.format.actions import in_cell
from policyrules.syntax.format.annotations import above
from policyrules.syntax.format.expressions import (
    SUM,
    bound_word,
    braces,
    comparator,
    expression,
    one_line,
)
from policyrules.syntax.format.layout import INDENT
from policyrules.syntax.format.lists import closing
from policyrules.syntax.format.weave import Piece
from policyrules.syntax.format.words import Words

_HITS: Final[dict[HitPolicy, str]] = {"first": "FIRST", "unique": "UNIQUE", "collect": "COLLECT"}


def table(node: TableDeclaration, words: Words) -> list[Piece]:
    """Return a decision table, its columns aligned."""
    start = words.after(node.annotations[-1].span.stop) if node.annotations else node.span.start
    head = [
        words("TABLE"),
        words.names(node.names),
        words("FOR"),
        words.name(node.record),
        words(_HITS[node.hit]),
    ]
    rows = [_header(node, words)]
    rows.extend([_cell(cell, words) for cell in (*row.conditions, *row.results)] for row in node.rows)
    lines = aligned(rows)
    first = min((each.span.start for each in (*node.columns, *node.results)), default=start)
    spans = [(first, max((each.span.stop for each in node.results), default=first))]
    spans.extend((row.span.start, row.span.stop) for row in node.rows)
    return [
        *above(node.annotations, words, 0),
        Piece(f"{' '.join(head)} {{", 0, start, node.record.span.stop, opens=True),
        *(Piece(line, INDENT, start, stop) for line, (start, stop) in zip(lines, spans, strict=True)),
        closing(node.span, 0),
    ]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table, its columns aligned."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return ["| " + " | ".join(map(pad, row, widths)) + " |" for row in rows]


def _header(node: TableDeclaration, words: Words) -> list[str]:
    conditions = [one_line(expression(column, words)) for column in node.columns]
    results = [_result(column, words) for column in node.results]
    return [*conditions, f"-> {results[0]}", *results[1:]]


def _result(node: ResultColumn, words: Words) -> str:
    if node.names is None:
        return words("THEN")
    return words.names(node.names) + ("?" if node.optional else "")


def _cell(node: Cell, words: Words) -> str:
    match node:
        case AnyCell():
            return "*"
        case ValueCell(value=value):
            return one_line(expression(value, words, SUM))
        case CompareCell(operator=operator, value=value, word=word):
            written = one_line(expression(value, words, SUM))
            bound = bound_word(operator, word, words)
            if bound is not None:
                return f"{words('IN', 1)} {written} {bound}"
            return f"{comparator(operator, word, words)} {written}"
        case SetCell(members=members):
            return one_line(braces([expression(member, words) for member in members]))
        case RangeCell(low=low, high=high):
            return one_line((expression(low, words, SUM), "..", expression(high, words, SUM)))
        case ActionCell(action=phrase):
            return one_line(in_cell(phrase, words))
        case _:
            assert_never(node)
