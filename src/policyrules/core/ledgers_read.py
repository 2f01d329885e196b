"""Which ledgers do the rules about a record look into?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core import ir
from policyrules.core.evaluate.paths import ledgers_on_the_way
from policyrules.core.packed.kinds import rules_with
from policyrules.core.rests_on import conditions_of, everything, explained_by
from policyrules.semantics.types import RefType, required

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_LOOKING: Final = (ir.Rows, ir.Before, ir.Present, ir.Derived, ir.AtMost, ir.Used)
"""What looks into a ledger, counts in one, or leads to what does."""


def rows_read(program: ir.Program, record: str) -> frozenset[str]:
    """Return the records whose entries the rules and derived facts of a record look at."""
    return frozenset(name for expr in _asked(program, record) for name in rows_in(program, expr))


def rows_searched(program: ir.Program, record: str) -> frozenset[str]:
    """Return the records in whose ledgers the rules of a record look for entries.

    A record's own earlier version is not looked for: it is known once the record is.
    """
    return frozenset(name for expr in _asked(program, record) for name in _found_in(program, expr))


def counts_uses(program: ir.Program, record: str) -> bool:
    """Return whether a record has quotas."""
    return any(isinstance(node, ir.AtMost | ir.Used) for node in _asked(program, record))


def calls_functions(program: ir.Program, record: str) -> bool:
    """Return whether the rules of a record, or facts derived of it, may call functions, which do as they like."""
    defines = [define.value for (owner, _), define in program.defines.items() if owner == record]
    conditions = [
        expr for rule in rules_with(program.rules.get(record, ()), ir.Call) for expr in conditions_of(rule)
    ]
    return any(isinstance(node, ir.Call) for expr in (*defines, *conditions) for node in everything(expr))


def _asked(program: ir.Program, record: str) -> Iterator[ir.Expr]:
    """Yield what decisions about a record may evaluate, and what is inside it; rules that look nowhere aside."""
    waiting: list[ir.Expr] = []
    for rule in rules_with(program.rules.get(record, ()), *_LOOKING, paths=True, versions=True):
        waiting += [*conditions_of(rule), *explained_by(rule)]
    for (owner, _), define in program.defines.items():
        if owner == record and define.each is None:
            waiting.append(define.value)
    for table in program.table_actions.get(record, ()):
        waiting += [condition for condition, _ in table.branches]
    followed: set[tuple[str, str]] = set()
    while waiting:
        for node in everything(waiting.pop()):
            yield node
            if isinstance(node, ir.Derived) and (node.record, node.name) not in followed:
                followed.add((node.record, node.name))
                waiting.append(program.defines[node.record, node.name].value)


def reads_before(node: ir.Expr) -> bool:
    """Return whether an expression looks at the record's earlier version, those inside it aside."""
    match node:
        case ir.Before() | ir.Field(row="before") | ir.Derived(row="before"):
            return True
        case _:
            return False


def rows_in(program: ir.Program, node: ir.Expr) -> Iterable[str]:
    """Yield the records whose entries an expression looks at, those inside it aside."""
    match node:
        case ir.Before(record):
            yield record
        case ir.Field(row="before", record=record) | ir.Derived(row="before", record=record):
            yield record
        case _:
            pass
    yield from _found_in(program, node)


def _found_in(program: ir.Program, node: ir.Expr) -> Iterable[str]:
    match node:
        case ir.Rows(record):
            yield record
        case ir.Field(record=record, steps=steps):
            yield from (name for name in ledgers_on_the_way(program, record, steps) if name is not None)
        case ir.Present(operand):
            kind = required(operand.type)
            if isinstance(kind, RefType):
                yield kind.record
        case _:
            return
