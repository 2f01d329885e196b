"""What does a name, with the steps after it, read?"""

from __future__ import annotations

from typing import assert_never

from policyrules.core import ir
from policyrules.core.lower.not_yet import NotYet
from policyrules.core.lower.scope import Scope
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
from policyrules.syntax.ast import expressions as syntax


def lower_path(node: syntax.Path, scope: Scope) -> ir.Expr:
    """Return what a path reads. Raises `LeftOut` for ledgers, references and periods."""
    type_, place = scope.type_of(node), scope.place(node)
    meaning = scope.meaning_of(node)
    match meaning:
        case FieldMeaning(row="before"):
            raise scope.not_yet(NotYet.BEFORE, node)
        case FieldMeaning(row=row, record=record, steps=steps):
            if scope.after_reference(record, steps):
                raise scope.not_yet(NotYet.REFERENCE, node)
            return ir.Field(row, record, steps, type_, place=place)
        case VariableMeaning(name=name):
            return ir.Variable(name, type_, place=place)
        case DerivedMeaning(row=row, record=record, name=name, steps=steps):
            if row == "before":
                raise scope.not_yet(NotYet.BEFORE, node)
            if steps:
                raise scope.not_yet(NotYet.WHOLE_RECORD, node)
            return ir.Derived(row, record, name, type_, place=place)
        case ParameterMeaning(name=name):
            return ir.Parameter(name, (), type_, place=place)
        case MemberMeaning(member=member):
            return ir.Const(member, type_, place=place)
        case BuiltinMeaning():
            return _builtin(meaning, node, scope)
        case CalendarMeaning():
            raise scope.not_yet(NotYet.CALENDAR, node)
        case LedgerMeaning():
            raise scope.not_yet(NotYet.LEDGER, node)
        case FunctionMeaning() | ItemMeaning() | ListMeaning():
            message = f"a path does not mean {meaning!r}"
            raise TypeError(message)
        case _:
            assert_never(meaning)


def _builtin(meaning: BuiltinMeaning, node: syntax.Path, scope: Scope) -> ir.Expr:
    match meaning.name:
        case "today":
            return ir.Today(scope.type_of(node), place=scope.place(node))
        case "this" if meaning.steps:
            return ir.Field("this", scope.record, meaning.steps, scope.type_of(node), place=scope.place(node))
        case "this":
            raise scope.not_yet(NotYet.WHOLE_RECORD, node)
        case "before":
            raise scope.not_yet(NotYet.BEFORE, node)
        case _:
            raise scope.not_yet(NotYet.PERIOD, node)
