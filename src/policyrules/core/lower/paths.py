"""What does a name, with the steps after it, read?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from policyrules.core import ir
from policyrules.core.lower.not_yet import NotYet
from policyrules.core.lower.scope import Scope
from policyrules.frozen import evolve
from policyrules.semantics.checked import (
    BuiltinMeaning,
    CalendarMeaning,
    DerivedMeaning,
    FieldMeaning,
    FunctionMeaning,
    ItemMeaning,
    LedgerMeaning,
    ListMeaning,
    MemberMeaning,
    ParameterMeaning,
    VariableMeaning,
)
from policyrules.semantics.types import Type, optional
from policyrules.syntax.ast import expressions as syntax
from policyrules.syntax.ast.declarations import DefineDeclaration

if TYPE_CHECKING:
    from policyrules.diagnostics.source import Source
    from policyrules.diagnostics.span import Place

Lower = Callable[[syntax.Expression, Scope], ir.Expr]


def lower_path(node: syntax.Path, scope: Scope, lower: Lower) -> ir.Expr:
    """Return what a path reads. Raises `LeftOut` for what cannot be decided yet."""
    type_, place = scope.type_of(node), scope.place(node)
    meaning = scope.meaning_of(node)
    match meaning:
        case FieldMeaning(row=row, record=record, steps=steps):
            return ir.Field(row, record, steps, type_, place=place)
        case VariableMeaning(name=name):
            return ir.Variable(name, type_, place=place)
        case DerivedMeaning(row=row, record=record, name=name, steps=steps):
            if steps:
                return _inside_derived(meaning, node, scope, lower)
            return ir.Derived(row, record, name, type_, place=place)
        case ParameterMeaning(name=name):
            return ir.Parameter(name, (), type_, place=place)
        case MemberMeaning(member=member):
            return ir.Const(member, type_, place=place)
        case BuiltinMeaning():
            return _builtin(meaning, node, scope)
        case LedgerMeaning(record=record):
            return ir.Rows(record, type_, place=place)
        case CalendarMeaning() | FunctionMeaning() | ItemMeaning() | ListMeaning():
            message = f"a path does not mean {meaning!r}"
            raise TypeError(message)
        case _:
            assert_never(meaning)


def _inside_derived(meaning: DerivedMeaning, node: syntax.Path, scope: Scope, lower: Lower) -> ir.Expr:
    """Return a fact of the record that a derived fact is: read where the derived fact reads it."""
    schema = scope.checked.derived[meaning.record, meaning.name]
    declaration = schema.declaration
    if not isinstance(declaration, DefineDeclaration) or declaration.each is not None:
        raise scope.not_yet(NotYet.WHOLE_RECORD, node)
    there = evolve(scope, source=_source_of(declaration, scope), policy=schema.policy, record=schema.record)
    whole = lower(declaration.value, there)
    read = _step_into(whole, meaning, scope.type_of(node), scope.place(node))
    if read is None:
        raise scope.not_yet(NotYet.WHOLE_RECORD, node)
    return read


def _step_into(whole: ir.Expr, meaning: DerivedMeaning, type_: Type, place: Place) -> ir.Expr | None:
    match whole:
        case ir.Field(row="this"):
            return ir.Field(meaning.row, whole.record, (*whole.steps, *meaning.steps), type_, place=place)
        case ir.Const(value=None):
            return ir.Const(None, optional(type_), place=place)
        case ir.Case(hit="first", branches=branches, otherwise=otherwise) if meaning.row == "this":
            results = [_step_into(result, meaning, type_, place) for _, result in branches]
            rest = _step_into(otherwise, meaning, type_, place)
            if rest is None or any(result is None for result in results):
                return None
            pairs = zip((condition for condition, _ in branches), results, strict=True)
            read = tuple((condition, result) for condition, result in pairs if result is not None)
            return ir.Case("first", read, rest, type_, place=place)
        case _:
            return None


def _source_of(declaration: DefineDeclaration, scope: Scope) -> Source:
    return next(
        file.source for file in scope.checked.files if any(each is declaration for each in file.declarations)
    )


def _builtin(meaning: BuiltinMeaning, node: syntax.Path, scope: Scope) -> ir.Expr:
    match meaning.name:
        case "today":
            return ir.Today(scope.type_of(node), place=scope.place(node))
        case "this" if meaning.steps:
            return ir.Field("this", scope.record, meaning.steps, scope.type_of(node), place=scope.place(node))
        case "this":
            raise scope.not_yet(NotYet.WHOLE_RECORD, node)
        case "before":
            return ir.Before(scope.record, scope.type_of(node), place=scope.place(node))
        case "period":
            return ir.ThisPeriod(scope.type_of(node), place=scope.place(node))
        case _:
            return _earlier(meaning, node, scope)


def _earlier(meaning: BuiltinMeaning, node: syntax.Path, scope: Scope) -> ir.Expr:
    """Return what `previous.x` and `last_year.x` read: a field is the same then, a derived fact is not."""
    type_, place = scope.type_of(node), scope.place(node)
    if not meaning.steps:
        raise scope.not_yet(NotYet.WHOLE_RECORD, node)
    (name,) = meaning.steps
    if (scope.record, name) in scope.checked.derived:
        return ir.Derived(meaning.name, scope.record, name, type_, place=place)
    return ir.Field("this", scope.record, (name,), type_, place=place)
