"""What do numbers come to? Exact arithmetic; none with anything is none."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from policyrules.core import ir, numbers
from policyrules.core.values import UNKNOWN, Duration
from policyrules.semantics.types import IntegerType, required

if TYPE_CHECKING:
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope


def arithmetic(evaluation: Evaluation, node: ir.Arithmetic, scope: Scope) -> Any:
    """Return a sum, difference or product; a long chain of them is worked off from its left end."""
    chain = [node]
    while isinstance(chain[-1].left, ir.Arithmetic):
        chain.append(chain[-1].left)
    result = evaluation.value(chain[-1].left, scope)
    for link in reversed(chain):
        result = _calculated(link, result, evaluation.value(link.right, scope))
    return result


def _calculated(node: ir.Arithmetic, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if isinstance(left, Duration):
        return left + right if node.operator == "+" else left + negative(right)
    return numbers.calculate(node.operator, left, right)


def negative(duration: Duration) -> Duration:
    """Return the same length backwards."""
    return Duration(-duration.months, -duration.days, -duration.working_days, -duration.minutes)


def ratio(evaluation: Evaluation, left: ir.Expr, right: ir.Expr, scope: Scope) -> Any:
    """Return an exact ratio."""
    dividend, divisor = evaluation.value(left, scope), evaluation.value(right, scope)
    if dividend is None or divisor is None:
        return None
    if dividend is UNKNOWN or divisor is UNKNOWN:
        return UNKNOWN
    return numbers.divide(dividend, divisor)


def rounded(evaluation: Evaluation, node: ir.Round, scope: Scope) -> Any:
    """Return a number with so many digits after the point, an integer where the type is integer."""
    value = evaluation.value(node.operand, scope)
    if value is None or value is UNKNOWN:
        return value
    result = numbers.round_half_up(Fraction(value), node.places)
    return int(result) if isinstance(required(node.type), IntegerType) else result
