"""Where in a record does a value stand? Paths such as `tasks[2].owner`, entries counted from 0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir
from policyrules.core.values import UNKNOWN, Row
from policyrules.frozen import frozen
from policyrules.semantics.schema import FieldSchema, Titled
from policyrules.semantics.types import ListType, RecordType, RefType, Type, required

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope

_ENTRY: Final = re.compile(r"([^\[]*)((?:\[[0-9]+\])*)")


def joined(path: str, *steps: str) -> str:
    """Return the path so many steps further.

    >>> joined("tasks[2]", "owner"), joined("", "tier")
    ('tasks[2].owner', 'tier')
    """
    return ".".join((path, *steps) if path else steps)


def path_of(evaluation: Evaluation, expr: ir.Expr, scope: Scope) -> str | None:
    """Return where an expression's value stands in the record; None for a value worked out."""
    match expr:
        case ir.Field(row=row, steps=steps):
            bound = scope.binding(row)
            return None if bound is None or bound.path is None else joined(bound.path, *steps)
        case ir.Variable(name):
            return scope.variables[name].path
        case ir.Derived(row="this", record=record, name=name):
            return path_of(evaluation, evaluation.program.defines[record, name].value, scope.outside())
        case ir.Case(hit="first", branches=branches, otherwise=otherwise):
            for condition, result in branches:
                holds = evaluation.condition(condition, scope)
                if holds is not False:
                    return path_of(evaluation, result, scope) if holds is True else None
            return path_of(evaluation, otherwise, scope)
        case _:
            return None


def unknown_inside(value: Any, path: str) -> Iterator[str]:
    """Yield the path of every unknown part of a value that stands at a path."""
    match value:
        case tuple():
            for index, part in enumerate(value):
                yield from unknown_inside(part, f"{path}[{index}]")
        case Row():
            for name, part in value.values.items():
                yield from unknown_inside(part, joined(path, name))
        case _:
            if value is UNKNOWN:
                yield path


def ledgers_on_the_way(program: ir.Program, record: str, steps: tuple[str, ...]) -> tuple[str | None, ...]:
    """Return for each step of a field the record whose ledger it reads: after a reference, else None."""
    if len(steps) == 1:
        return (None,)
    found: list[str | None] = []
    here: str | None = record
    ledger: str | None = None
    for step in steps:
        found.append(ledger)
        schema = None if here is None else _field(program, here, step)
        type_ = None if schema is None else required(schema.type)
        here = type_.record if isinstance(type_, RecordType | RefType) else None
        ledger = here if isinstance(type_, RefType) else None
    return tuple(found)


@frozen
class FactNames:
    """What a path is called: by both names, and the schema of the fact it leads to."""

    names: Titled
    schema: FieldSchema | None
    order: int
    """Which field of the record it begins with; after all fields when it is none."""


def names_of(program: ir.Program, record: str, path: str) -> FactNames:
    """Return what the fact at a path of a record is called."""
    at_end = len(program.records[record].fields)
    first, second, schema, order = [], [], None, at_end
    here: str | None = record
    for number, step in enumerate(path.split(".")):
        match = _ENTRY.fullmatch(step)
        name, entry = (match[1], match[2]) if match else (step, "")
        schema = None if here is None else _field(program, here, name)
        first.append(step)
        second.append(step if schema is None else schema.names.for_people() + entry)
        if number == 0 and schema is not None:
            order = next(at for at, field in enumerate(program.records[record].fields) if field is schema)
        here = None if schema is None else _record_of(schema.type)
    one, other = ".".join(first), ".".join(second)
    return FactNames(Titled(one, None if one == other else other), schema, order)


def _field(program: ir.Program, record: str, name: str) -> FieldSchema | None:
    return next((field for field in program.records[record].fields if field.names.first == name), None)


def _record_of(type_: Type) -> str | None:
    inner = required(type_)
    while isinstance(inner, ListType):
        inner = required(inner.element)
    return inner.record if isinstance(inner, RecordType | RefType) else None
