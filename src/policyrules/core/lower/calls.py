"""What does a call become?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policyrules.core import ir
from policyrules.core.lower.scope import LeftOut, Scope
from policyrules.semantics.checked import FunctionMeaning
from policyrules.semantics.rounding import ROUND
from policyrules.semantics.types import TextType
from policyrules.syntax.ast import expressions as syntax

if TYPE_CHECKING:
    from policyrules.semantics.schema import ArgumentSchema, FunctionSchema

Lower = Callable[[syntax.Expression, Scope], ir.Expr]


def lower_call(node: syntax.Call, scope: Scope, lower: Lower) -> ir.Expr:
    """Return a call with its arguments in the function's order and by its first names.

    An argument left out that stands for what the policy's header says is put in.
    """
    meaning = scope.meaning_of(node)
    assert isinstance(meaning, FunctionMeaning), "the checker resolved it"
    function = meaning.function
    if function is ROUND:
        return _rounded(node, scope, lower)
    in_order: list[ir.Expr] = []
    by_name: dict[str, ir.Expr] = {}
    left_out: LeftOut | None = None
    for argument in node.arguments:
        try:
            value = lower(argument.value, scope)
        except LeftOut as reported:
            left_out = reported
            continue
        if argument.name is None:
            in_order.append(value)
        else:
            by_name[_schema_of(function, argument.name.text).names.first] = value
    if left_out is not None:
        raise left_out
    _fill(function, in_order, by_name, scope)
    return ir.Call(
        _chosen(function, node, scope),
        tuple(in_order),
        tuple(by_name.items()),
        scope.type_of(node),
        place=scope.place(node),
    )


def _rounded(node: syntax.Call, scope: Scope, lower: Lower) -> ir.Expr:
    """Return `round(x, 2)`, whose second argument is written out."""
    operand: ir.Expr | None = None
    places = 0
    for number, argument in enumerate(node.arguments):
        name = None if argument.name is None else _schema_of(ROUND, argument.name.text).names.first
        if name == "places" or (name is None and number > 0):
            assert isinstance(argument.value, syntax.NumberLiteral), "the checker wants it written out"
            places = int(argument.value.value)
        else:
            operand = lower(argument.value, scope)
    assert operand is not None, "the checker wants something to round"
    return ir.Round(operand, places, scope.type_of(node), place=scope.place(node))


def _schema_of(function: FunctionSchema, spelling: str) -> ArgumentSchema:
    return next(schema for schema in function.arguments if spelling in schema.names.spellings)


def _fill(
    function: FunctionSchema, in_order: list[ir.Expr], by_name: dict[str, ir.Expr], scope: Scope
) -> None:
    """Put in what the policy's header says for arguments left out, and move named ones into order."""
    positional = [schema for schema in function.arguments if not schema.named]
    for number, schema in enumerate(positional):
        name = schema.names.first
        if number < len(in_order):
            continue
        if number == len(in_order) and name in by_name:
            in_order.append(by_name.pop(name))
        elif number == len(in_order) and (said := _said(schema, scope)) is not None:
            in_order.append(said)
    for schema in function.arguments:
        if schema.named and schema.names.first not in by_name:
            said = _said(schema, scope)
            if said is not None:
                by_name[schema.names.first] = said


def _said(schema: ArgumentSchema, scope: Scope) -> ir.Const | None:
    if schema.of_policy == "working days" and scope.working_days is not None:
        return ir.Const(scope.working_days, TextType())
    return None


def _chosen(function: FunctionSchema, node: syntax.Call, scope: Scope) -> FunctionSchema:
    """Return the function as it is called for arguments of these types."""
    if function.for_types is None:
        return function
    types = tuple(scope.type_of(argument.value) for argument in node.arguments)
    return function.called_for(types) or function
