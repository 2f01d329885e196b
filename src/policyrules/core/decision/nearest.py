"""Which entry of another ledger comes nearest to a record that has no match in it?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from policyrules.core import ir
from policyrules.core.alike import alike
from policyrules.core.dates import day_of
from policyrules.core.evaluate.matches import agrees
from policyrules.core.evaluate.scope import Binding
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.semantics.types import RefType, TextType, required

if TYPE_CHECKING:
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope
    from policyrules.core.values import Row

LOOKED_AT: Final = 10_000
"""So many entries are looked through; in a longer ledger those that share a value with the record, or the last."""


def nearest(evaluation: Evaluation, node: ir.Match, scope: Scope) -> Row | None:
    """Return the entry that agrees in most keys, then that lies least far apart, then the first.

    None where no entry agrees in any key.
    """
    best: tuple[tuple[int, Fraction], Row] | None = None
    for row in _looked_at(evaluation, node, scope):
        inner = scope.bind(node.variable, Binding(row, None))
        for keys in node.alternatives:
            agreeing = sum(_agree(evaluation, node, key, inner) for key in keys)
            if not agreeing or (best is not None and -agreeing > best[0][0]):
                continue
            rank = (-agreeing, sum((_distance(evaluation, key, inner) for key in keys), Fraction(0)))
            if best is None or rank < best[0]:
                best = (rank, row)
    return None if best is None else best[1]


def _agree(evaluation: Evaluation, node: ir.Match, key: ir.MatchKey, inner: Scope) -> bool:
    try:
        return agrees(evaluation, node, key, inner) is True
    except CannotTell:
        return False


def _looked_at(evaluation: Evaluation, node: ir.Match, scope: Scope) -> list[Row]:
    history = evaluation.history
    if not history.has(node.record):
        return []
    entries = history.entries(node.record, {})
    if len(entries) > LOOKED_AT:
        exact = [(name, evaluation.value(value, scope)) for name, value in node.source.equal]
        sharing = {
            entry.number: entry
            for name, value in exact
            if value is not None and value is not UNKNOWN
            for entry in history.entries(node.record, {name: value})
        }
        entries = [sharing[number] for number in sorted(sharing)] or entries
    return [entry.row for entry in entries[-LOOKED_AT:]]


def _distance(evaluation: Evaluation, key: ir.MatchKey, inner: Scope) -> Fraction:
    """How far two values lie apart, from 0 (the same) to 1 (nothing to do with each other)."""
    mine, theirs = evaluation.value(key.mine, inner), evaluation.value(key.theirs, inner)
    try:
        match mine, theirs:
            case str(), str() if isinstance(required(key.mine.type), TextType | RefType):
                return 1 - alike(mine, theirs)
            case date(), date():
                days = abs((day_of(mine, evaluation.zone) - day_of(theirs, evaluation.zone)).days)
                return Fraction(days, days + 1)
            case int() | Decimal(), int() | Decimal() if mine != theirs:
                apart = abs(Fraction(mine) - Fraction(theirs))
                return apart / (abs(Fraction(mine)) + abs(Fraction(theirs)))
            case _:
                return Fraction(0 if mine == theirs else 1)
    except CannotTell:
        return Fraction(1)
