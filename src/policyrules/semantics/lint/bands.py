"""Which bands meet at a value that both of them take, or neither?

`n <= 10` beside `n >= 10` takes 10 twice, `n < 10` beside `n > 10` leaves it out. Items are held against
those of their list that ask the same of everything else; rows of a table likewise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.frozen import frozen
from policyrules.semantics.checking import Checking
from policyrules.semantics.lint.conditions import bound_of, conjuncts_of
from policyrules.semantics.names import ListEntry, View
from policyrules.semantics.wording import quoted, written
from policyrules.syntax.ast.declarations import (
    ActionCell,
    AnyCell,
    Cell,
    CompareCell,
    RangeCell,
    SetCell,
    TableDeclaration,
    TableRow,
    ValueCell,
)
from policyrules.syntax.ast.expressions import Compare, Expression, InRange


@frozen
class _Edge:
    """One end of a band: the value, whether the band lies below or above it, and whether it takes it."""

    fact: Expression
    value: Expression
    below: bool
    takes: bool
    rest: Callable[[], frozenset[Expression] | tuple[Cell, ...]]
    """What else the item or row asks; of most edges nobody wants to know."""
    where: Place


def warn_of_bands(checking: Checking, lists: Sequence[ListEntry]) -> None:
    """Warn of two items of a list, and of two rows of a table, that meet at a value both or neither take."""
    for entry in lists:
        edges: list[_Edge] = []
        taken: list[tuple[Expression, Expression]] = []
        for item in entry.items:
            conjuncts = conjuncts_of(item)
            for node in conjuncts:
                if isinstance(node, Compare) and node.operator == "=":
                    taken.extend(((node.left, node.right), (node.right, node.left)))
                elif isinstance(node, Compare | InRange):
                    edges.extend(_edges(checking, node, conjuncts, entry.view))
        _hold_together(checking, edges, taken)
    for view in checking.names.views:
        for declaration in view.file.declarations:
            if isinstance(declaration, TableDeclaration) and declaration.hit != "unique":
                _rows(checking, declaration, view)


def _hold_together(
    checking: Checking, edges: Sequence[_Edge], taken: Sequence[tuple[Expression, Expression]]
) -> None:
    """Warn of the edges that meet; `taken` are values that something takes by themselves."""
    if not (any(edge.below for edge in edges) and any(not edge.below for edge in edges)):
        return
    meeting: dict[tuple[Expression, Expression], list[_Edge]] = {}
    for edge in edges:
        meeting.setdefault((edge.fact, edge.value), []).append(edge)
    for key, found in meeting.items():
        if len({edge.below for edge in found}) == 1:
            continue
        rests = [edge.rest() for edge in found]
        below = [(edge, rest) for edge, rest in zip(found, rests, strict=True) if edge.below]
        for above, above_rest in zip(found, rests, strict=True):
            if above.below:
                continue
            for one, rest in below:
                if one.takes != above.takes or rest != above_rest:
                    continue
                same = [edge for edge, other in zip(found, rests, strict=True) if other == rest]
                if one.takes or (key not in taken and not any(edge.takes for edge in same)):
                    _tell(checking, *sorted((one, above), key=lambda edge: edge.where.span))


def _tell(checking: Checking, first: _Edge, second: _Edge) -> None:
    value = quoted(_text_of(second.value, second.where))
    checking.report.warning(
        "band-boundary",
        second.where,
        Phrase(f"both of these bands take {value} itself", f"这两档都含 {value} 本数")
        if first.takes
        else Phrase(f"neither of these bands takes {value} itself", f"这两档都不含 {value} 本数"),
        label=Phrase("takes it", "含本数") if first.takes else Phrase("leaves it out", "不含本数"),
        labels=(
            Label(
                first.where,
                Phrase("takes it too", "此处也含") if first.takes else Phrase("so does this", "此处也不含"),
            ),
        ),
        help=(
            Phrase(
                f"let one of them stop short of it: {_other(second).en}",
                f"请让其中一档不含本数，如 {_other(second).zh}",
            )
            if first.takes
            else Phrase(
                f"let one of them take it: {_other(second).en}", f"请让其中一档含本数，如 {_other(second).zh}"
            ),
        ),
    )


def _other(edge: _Edge) -> Phrase:
    """Return the comparison of an edge that does not agree with the other one."""
    value = _text_of(edge.value, edge.where)
    if edge.below:
        return (
            Phrase(f"`< {value}`", f"`低于 {value}`")
            if edge.takes
            else Phrase(f"`<= {value}`", f"`不超过 {value}`")
        )
    return (
        Phrase(f"`> {value}`", f"`超过 {value}`")
        if edge.takes
        else Phrase(f"`>= {value}`", f"`不低于 {value}`")
    )


def _text_of(node: Expression, near: Place) -> str:
    return written(Place(near.source, node.span)).strip("`")


# --- items ----------------------------------------------------------------------------------


def _edges(
    checking: Checking, node: Compare | InRange, conjuncts: Sequence[Expression], view: View
) -> Iterator[_Edge]:
    def rest() -> frozenset[Expression]:
        return frozenset(other for other in conjuncts if other is not node)

    where = view.place(node.span)
    if isinstance(node, InRange):
        if not node.negated:
            yield _Edge(node.operand, node.low, below=False, takes=True, rest=rest, where=where)
            yield _Edge(node.operand, node.high, below=True, takes=True, rest=rest, where=where)
        return
    bound = bound_of(checking, node)
    if bound is None or bound.operator in ("=", "!="):
        return
    yield _Edge(
        bound.fact,
        bound.value,
        below=bound.operator in ("<", "<="),
        takes=bound.operator in ("<=", ">="),
        rest=rest,
        where=where,
    )


# --- rows of a table ------------------------------------------------------------------------


def _rows(checking: Checking, node: TableDeclaration, view: View) -> None:
    for number, column in enumerate(node.columns):
        edges: list[_Edge] = []
        taken: list[tuple[Expression, Expression]] = []
        for row in node.rows:
            if number < len(row.conditions):
                edges.extend(_edges_of_cell(column, number, row, view))
                taken.extend((column, value) for value in _taken_by(row.conditions[number]))
        _hold_together(checking, edges, taken)


def _edges_of_cell(column: Expression, number: int, row: TableRow, view: View) -> Iterator[_Edge]:
    cell = row.conditions[number]

    def rest() -> tuple[Cell, ...]:
        return (*row.conditions[:number], *row.conditions[number + 1 :])

    where = view.place(cell.span)
    if isinstance(cell, RangeCell):
        yield _Edge(column, cell.low, below=False, takes=True, rest=rest, where=where)
        yield _Edge(column, cell.high, below=True, takes=True, rest=rest, where=where)
    elif isinstance(cell, CompareCell) and cell.operator not in ("=", "!="):
        below, takes = cell.operator in ("<", "<="), cell.operator in ("<=", ">=")
        yield _Edge(column, cell.value, below=below, takes=takes, rest=rest, where=where)


def _taken_by(cell: Cell) -> tuple[Expression, ...]:
    """Return the values that a cell takes by themselves."""
    match cell:
        case ValueCell(value=value):
            return (value,)
        case SetCell(members=members):
            return members
        case AnyCell() | CompareCell() | RangeCell() | ActionCell():
            return ()
        case _:
            assert_never(cell)
