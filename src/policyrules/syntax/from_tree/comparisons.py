"""What does a comparison or a test of one value say?"""

from __future__ import annotations

from typing import Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.ast.expressions import (
    AtLeast,
    Compare,
    CompareOperator,
    Complies,
    Has,
    InCollection,
    InRange,
    InSet,
    IsUnknown,
    ItemState,
    Path,
    SetLiteral,
    TextOperator,
    TextTest,
)
from policyrules.syntax.from_tree.names import name_of
from policyrules.syntax.from_tree.places import Parts, nested, span_of
from policyrules.syntax.tokens import Token

COMPARISONS: Final[dict[str, CompareOperator]] = {
    "EQ": "=",
    "NE": "!=",
    "LT": "<",
    "LE": "<=",
    "GT": ">",
    "GE": ">=",
}
BOUNDS: Final[dict[str, CompareOperator]] = {
    "OR_ABOVE": ">=",
    "OR_BELOW": "<=",
    "AND_ABOVE": ">=",
    "AND_BELOW": "<=",
}
_TEXT_OPERATORS: Final[dict[str, tuple[TextOperator, bool]]] = {
    "CONTAINS": ("contains", False),
    "NOT_CONTAINS": ("contains", True),
    "STARTS_WITH": ("starts with", False),
    "NOT_STARTS_WITH": ("starts with", True),
    "ENDS_WITH": ("ends with", False),
    "NOT_ENDS_WITH": ("ends with", True),
    "LIKE": ("like", False),
    "NOT_LIKE": ("like", True),
}


def comparison(parts: Parts) -> Compare:
    """`a >= b`, `次数 超过 3 次`, `层级 为 县 及以下`."""
    left, sign, right, tail = parts
    operator, word = COMPARISONS[sign.type], sign.text
    if tail is not None and tail.type in ("AND_ABOVE", "AND_BELOW"):
        if sign.type != "EQ":
            _report_two_bounds(sign, tail)
        operator, word = BOUNDS[tail.type], tail.text
    span = span_of(parts)
    return nested(sign, Compare(operator, left, right, span, word), left, right)


def _report_two_bounds(sign: Token, tail: Token) -> None:
    tail.reading.report(
        "two-bounds",
        tail.span,
        Phrase(
            f"`{sign.text}` and `{tail.text}` both set a bound",
            f"`{sign.text}` 与 `{tail.text}` 重复限定了范围",
        ),
        label=Phrase("a second bound", "第二个范围用语"),
        labels=((sign.span, Phrase("the first one", "第一个范围用语")),),
        help_=(Phrase(f"leave `{tail.text}` out", f"请删去 `{tail.text}`"),),
    )


def tier_beside(parts: Parts) -> Compare:
    """`层级 县及以下`."""
    left, member, particle = parts
    right = Path((name_of(member),), member.span)
    return nested(
        particle, Compare(BOUNDS[particle.type], left, right, span_of(parts), particle.text), left, right
    )


def bound(parts: Parts) -> Compare:
    """`人数 在 50 以上`."""
    left, _, right, _, particle = parts
    return nested(
        particle, Compare(BOUNDS[particle.type], left, right, span_of(parts), particle.text), left, right
    )


def membership(parts: Parts) -> InSet | InCollection:
    """`x in { a, b }`, `d in no_meeting_week`."""
    left, word, right = parts
    negated = word.type == "NOT_IN"
    if isinstance(right, SetLiteral):
        return nested(word, InSet(left, right, negated, span_of(parts)), left, right)
    return nested(word, InCollection(left, right, negated, span_of(parts)), left, right)


def in_range(parts: Parts) -> InRange:
    """`x in 10..20`."""
    left, word, low, _, high = parts
    return nested(word, InRange(left, low, high, word.type == "NOT_IN", span_of(parts)), left, low, high)


def text_test(parts: Parts) -> TextTest:
    """`title contains "…"`, `title does not start with "…"`."""
    left, word, right = parts
    operator, negated = _TEXT_OPERATORS[word.type]
    return nested(word, TextTest(operator, left, right, negated, span_of(parts)), left, right)


def is_unknown(parts: Parts) -> IsUnknown:
    """`F is unknown`, `F is known`."""
    operand, word = parts
    return nested(word, IsUnknown(operand, word.type == "IS_KNOWN", span_of(parts)), operand)


def has(parts: Parts) -> Has:
    """`has plan`, `has no plan`."""
    word, path_ = parts
    return Has(path_, word.type == "HAS_NO", span_of(parts))


def at_least(parts: Parts) -> AtLeast:
    """`at least 2 of (a, b, c)`."""
    word, count, _, _, conditions, _ = parts
    return nested(word, AtLeast(count, conditions, span_of(parts)), count, *conditions)


def among(parts: Parts) -> AtLeast:
    """`（a、b、c）中至少 2 项`."""
    opening, first, _, others, _, _, count, _ = parts
    conditions = (first, *others)
    return nested(opening, AtLeast(count, conditions, span_of(parts)), count, *conditions)


def item_state(parts: Parts) -> ItemState:
    """`broken(IN-01)`."""
    word, _, item, _ = parts
    state: Literal["broken", "overdue"] = "broken" if word.type == "BROKEN" else "overdue"
    return ItemState(state, item, span_of(parts))


def complies(parts: Parts) -> Complies:
    """`complies with LIST`."""
    return Complies(parts[1], span_of(parts))


CALLBACKS: Final = {
    "comparison": comparison,
    "tier_beside": tier_beside,
    "bound": bound,
    "membership": membership,
    "in_range": in_range,
    "text_test": text_test,
    "is_unknown": is_unknown,
    "has": has,
    "at_least": at_least,
    "among": among,
    "item_state": item_state,
    "complies": complies,
}
