"""What is said of and in texts? Patterns, containment, and templates filled for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from policyrules.core.comparing import compare
from policyrules.core.logic import MAYBE, Kleene, any_of
from policyrules.core.patterns import UnreadablePattern, matches
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.core import ir
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope


def like(evaluation: Evaluation, operand: ir.Expr, pattern: str, scope: Scope) -> Kleene:
    """Return whether a whole text matches a pattern; no when it is none."""
    value = evaluation.value(operand, scope)
    if value is None:
        return False
    if value is UNKNOWN:
        return MAYBE
    try:
        return matches(pattern, value)
    except UnreadablePattern:
        raise CannotTell(
            Phrase(f"the pattern `{pattern}` cannot be read", f"正则表达式 `{pattern}` 无法识别")
        ) from None


def contains(evaluation: Evaluation, node: ir.Contains, scope: Scope) -> Kleene:
    """Return whether a text contains, starts or ends with another, or a list has an equal element.

    No when either is none. A list has an unknown value unless it is empty or surely has it.
    """
    value, other = evaluation.value(node.operand, scope), evaluation.value(node.other, scope)
    if value is None or other is None:
        return False
    if isinstance(value, tuple):
        return any_of(compare("=", part, other, node.other.type, evaluation.zone) for part in value)
    if value is UNKNOWN or other is UNKNOWN:
        return MAYBE
    match node.operator:
        case "contains":
            return other in value
        case "starts with":
            return bool(value.startswith(other))
        case "ends with":
            return bool(value.endswith(other))
        case _:
            assert_never(node.operator)


def text(evaluation: Evaluation, node: ir.Text, scope: Scope) -> str:
    """Return a template filled in, in the language its own words are in."""
    return "".join(
        part
        if isinstance(part, str)
        else words(
            evaluation.value(part, scope), part.type, node.language, evaluation.program, evaluation.zone
        )
        for part in node.parts
    )
