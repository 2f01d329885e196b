"""Does one plain condition surely follow from another?"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from policyrules.semantics.checking import Checking
from policyrules.semantics.lint.conditions import bound_of
from policyrules.syntax.ast.expressions import Compare, DateLiteral, Expression, InSet, NumberLiteral


def all_follow(checking: Checking, wanted: Collection[Expression], given: Collection[Expression]) -> bool:
    """Return whether each wanted condition surely holds where all given ones do."""
    return all(any(follows(checking, one, from_) for from_ in given) for one in wanted)


def follows(checking: Checking, wanted: Expression, given: Expression) -> bool:
    """Return whether a condition surely holds where another does.

    It is the same; or the values of the one lie among those of the other: `n > 10` follows from
    `n > 20`, `kind in { a, b }` from `kind = a`.
    """
    if wanted == given:
        return True
    if isinstance(wanted, InSet) and not wanted.negated:
        among = wanted.members.members
        if isinstance(given, InSet) and not given.negated and given.operand == wanted.operand:
            return all(member in among for member in given.members.members)
        return (
            isinstance(given, Compare)
            and given.operator == "="
            and given.left == wanted.operand
            and given.right in among
        )
    return _is_wider(checking, wanted, given)


def _is_wider(checking: Checking, wanted: Expression, given: Expression) -> bool:
    wide, narrow = bound_of(checking, wanted), bound_of(checking, given)
    if wide is None or narrow is None or wide.fact != narrow.fact:
        return False
    limit, inner = _value(wide.value), _value(narrow.value)
    if limit is None or inner is None or type(limit) is not type(inner):
        return False
    match wide.operator, narrow.operator:
        case (">", ">") | (">=", ">=" | ">" | "="):
            return bool(inner >= limit)
        case ("<", "<") | ("<=", "<=" | "<" | "="):
            return bool(inner <= limit)
        case (">", ">=" | "="):
            return bool(inner > limit)
        case ("<", "<=" | "="):
            return bool(inner < limit)
        case _:
            return False


def _value(node: Expression) -> Any:
    if isinstance(node, NumberLiteral):
        return Decimal(node.value)
    return node.value if isinstance(node, DateLiteral) else None
