"""What does a decision table become? One choice per result column, and what its `then` columns ask."""

from __future__ import annotations

from typing import assert_never

from policyrules.core import ir
from policyrules.core.lower.actions import lower_action
from policyrules.core.lower.expressions import YES, compared, in_range, in_set, lower, lower_all
from policyrules.core.lower.scope import LeftOut, Scope
from policyrules.semantics.schema import Titled
from policyrules.semantics.types import Type, optional
from policyrules.syntax.ast import declarations as syntax
from policyrules.syntax.ast.expressions import NoneLiteral

NO = ir.Const(False, ir.BOOLEAN)


def lower_table(node: syntax.TableDeclaration, scope: Scope) -> LoweredTable:
    """Return a table with its columns and the conditions of its rows lowered once, for all results."""
    columns = lower_all(node.columns, scope)
    return LoweredTable(node, scope, tuple(_row_condition(row, columns, scope) for row in node.rows))


class LoweredTable:
    """A table ready to give its results: `result` of a column, `actions` of its `then` columns."""

    def __init__(self, node: syntax.TableDeclaration, scope: Scope, conditions: tuple[ir.Expr, ...]) -> None:
        self._node = node
        self._scope = scope
        self._conditions = conditions

    def result(self, column: int, type_: Type) -> ir.Case:
        """Return the value of a result column; none where no row matches."""
        scope = self._scope
        branches: list[tuple[ir.Expr, ir.Expr]] = []
        for row, condition in zip(self._node.rows, self._conditions, strict=True):
            cell = row.results[column]
            branches.append((condition, _given(cell, type_, scope)))
        place = scope.place(self._node)
        nothing = ir.Const(None, optional(type_), place=place)
        return ir.Case(self._node.hit, tuple(branches), nothing, type_, place=place)

    def actions(self) -> tuple[ir.TableAction, ...]:
        """Return what each `then` column asks to be done."""
        return tuple(
            self._action_column(number)
            for number, column in enumerate(self._node.results)
            if column.names is None
        )

    def _action_column(self, column: int) -> ir.TableAction:
        node, scope = self._node, self._scope
        branches: list[tuple[ir.Expr, ir.ActionPlan]] = []
        silent: list[ir.Expr] = []
        """Rows that match first and ask nothing: the rows below them stay silent too."""
        for row, condition in zip(node.rows, self._conditions, strict=True):
            cell = row.results[column]
            if isinstance(cell, syntax.ActionCell):
                above = tuple(ir.Not(other, place=other.place) for other in silent)
                asked = ir.And((condition, *above), place=condition.place) if above else condition
                branches.append((asked, lower_action(cell.action, scope)))
            elif node.hit == "first":
                silent.append(condition)
        second = None if node.names.second is None else node.names.second.text
        return ir.TableAction(
            scope.record,
            Titled(node.names.first.text, second),
            node.hit,
            tuple(branches),
            scope.policy,
            place=scope.place(node),
        )


def _given(cell: syntax.Cell, type_: Type, scope: Scope) -> ir.Expr:
    if isinstance(cell, syntax.ValueCell):
        return lower(cell.value, scope)
    assert isinstance(cell, syntax.AnyCell), "the checker wants a value or `*` in a result column"
    return ir.Const(None, optional(type_), place=scope.place(cell))


def _row_condition(row: syntax.TableRow, columns: tuple[ir.Expr, ...], scope: Scope) -> ir.Expr:
    tests: list[ir.Expr] = []
    left_out: LeftOut | None = None
    for cell, column in zip(row.conditions, columns, strict=True):
        try:
            test = _cell_condition(cell, column, scope)
        except LeftOut as reported:
            left_out = reported
        else:
            tests += [] if test is None else [test]
    if left_out is not None:
        raise left_out
    match tests:
        case []:
            return YES
        case [only]:
            return only
        case _:
            return ir.And(tuple(tests), place=scope.place(row))


def _cell_condition(cell: syntax.Cell, column: ir.Expr, scope: Scope) -> ir.Expr | None:
    """Return what a cell asks of its column; None for `*`, which asks nothing."""
    place = scope.place(cell)
    match cell:
        case syntax.AnyCell():
            return None
        case syntax.ValueCell(value=NoneLiteral()):
            return ir.Not(ir.Present(column, place=place), place=place)
        case syntax.ValueCell(value=value):
            return ir.Compare("=", column, lower(value, scope), place=place)
        case syntax.CompareCell(operator=operator, value=value):
            return compared(operator, column, lower(value, scope), place)
        case syntax.SetCell(members=members):
            return in_set(column, members, scope, place)
        case syntax.RangeCell(low=low, high=high):
            return in_range(column, lower_all((low, high), scope), place)
        case syntax.ActionCell():
            return NO  # the checker has said that actions belong after the arrow
        case _:
            assert_never(cell)
