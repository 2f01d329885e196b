"""Which plain conditions must all hold for an item, and what does each compare?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from policyrules.frozen import frozen
from policyrules.semantics.checked import ParameterMeaning
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import ItemEntry
from policyrules.syntax.ast.clauses import AppliesWhen, Clause, Ensure, Unless, When
from policyrules.syntax.ast.expressions import (
    And,
    Compare,
    CompareOperator,
    DateLiteral,
    Expression,
    NumberLiteral,
    Path,
)
from policyrules.syntax.walk import walk

_SITUATIONS: Final = (When, AppliesWhen)
_CONDITIONS: Final = (*_SITUATIONS, Unless, Ensure)
_WRITTEN_OUT: Final = (NumberLiteral, DateLiteral)
TURNED: Final[dict[CompareOperator, CompareOperator]] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "=": "=",
    "!=": "!=",
}
"""Operator → the one that says the same with its sides changed over."""


@frozen
class Bound:
    """`fact operator value`: how something read is held against a value that does not change."""

    fact: Expression
    operator: CompareOperator
    value: Expression
    written: Compare


def clauses_of(item: ItemEntry) -> tuple[Clause, ...]:
    """Return an item's clauses after those of its list."""
    return (*item.list.node.clauses, *item.node.clauses)


def conjuncts_of(item: ItemEntry) -> tuple[Expression, ...]:
    """Return the conditions that must all hold before an item speaks, its list's among them."""
    found: list[Expression] = []
    for clause in clauses_of(item):
        if isinstance(clause, _SITUATIONS):
            found.extend(_conjuncts(clause.condition))
    return tuple(found)


def _conjuncts(node: Expression) -> Iterator[Expression]:
    if isinstance(node, And):
        for operand in node.operands:
            yield from _conjuncts(operand)
    else:
        yield node


def compared_in(clauses: Iterable[Clause]) -> Iterator[Compare]:
    """Yield every comparison in the conditions, exceptions and tests among some clauses."""
    for clause in clauses:
        if isinstance(clause, _CONDITIONS):
            for node in walk(clause.condition):
                if isinstance(node, Compare):
                    yield node


def bound_of(checking: Checking, node: Expression) -> Bound | None:
    """Return a comparison with the fact on its left; None where neither side is a settled value."""
    if not isinstance(node, Compare):
        return None
    if _is_settled(checking, node.right):
        return None if _is_settled(checking, node.left) else Bound(node.left, node.operator, node.right, node)
    if _is_settled(checking, node.left):
        return Bound(node.right, TURNED[node.operator], node.left, node)
    return None


def _is_settled(checking: Checking, node: Expression) -> bool:
    """Return whether a value is written out, or a parameter's."""
    return isinstance(node, _WRITTEN_OUT) or parameter_of(checking, node) is not None


def parameter_of(checking: Checking, node: Expression) -> str | None:
    """Return the first name of the parameter that an expression is; None where it is none."""
    if not isinstance(node, Path):
        return None
    meaning = checking.tables.meanings.get(id(node))
    return meaning.name if isinstance(meaning, ParameterMeaning) else None
