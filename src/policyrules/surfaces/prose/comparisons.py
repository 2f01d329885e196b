"""How is a comparison said? By what is compared: numbers, days, ranks, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checked import MemberMeaning
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    IntegerType,
    NumberType,
    OptionalType,
    RatioType,
)
from policyrules.surfaces.prose import values
from policyrules.surfaces.prose.names import holds
from policyrules.surfaces.prose.speech import many
from policyrules.syntax.ast.expressions import (
    BooleanLiteral,
    Compare,
    CompareOperator,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    Expression,
    Index,
    Negative,
    NoneLiteral,
    NumberLiteral,
    Path,
    TextLiteral,
)

if TYPE_CHECKING:
    from policyrules.surfaces.prose.speech import Speech

_OPPOSITE: Final[dict[CompareOperator, CompareOperator]] = {
    "=": "!=",
    "!=": "=",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}
_TURNED: Final[dict[CompareOperator, CompareOperator]] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
_AMOUNT: Final[dict[CompareOperator, Phrase]] = {
    "=": Phrase("{0} {is} {1}", "{0}为{1}"),
    "!=": Phrase("{0} {is} not {1}", "{0}不为{1}"),
    "<": Phrase("{0} {is} less than {1}", "{0}不满{1}"),
    "<=": Phrase("{0} {is} at most {1}", "{0}不超过{1}"),
    ">": Phrase("{0} {is} more than {1}", "{0}超过{1}"),
    ">=": Phrase("{0} {is} at least {1}", "{0}不少于{1}"),
}
_MOMENT: Final[dict[CompareOperator, Phrase]] = {
    "=": Phrase("{0} {is} {1}", "{0}为{1}"),
    "!=": Phrase("{0} {is} not {1}", "{0}不是{1}"),
    "<": Phrase("{0} {is} before {1}", "{0}早于{1}"),
    "<=": Phrase("{0} {is} on or before {1}", "{0}不晚于{1}"),
    ">": Phrase("{0} {is} after {1}", "{0}晚于{1}"),
    ">=": Phrase("{0} {is} on or after {1}", "{0}不早于{1}"),
}
_RANK: Final[dict[CompareOperator, Phrase]] = {
    "=": Phrase("{0} {is} {1}", "{0}为{1}"),
    "!=": Phrase("{0} {is} not {1}", "{0}不是{1}"),
    "<": Phrase("{0} {is} below {1}", "{0}低于{1}"),
    "<=": Phrase("{0} {is} {1} or below", "{0}为{1}及以下"),
    ">": Phrase("{0} {is} above {1}", "{0}高于{1}"),
    ">=": Phrase("{0} {is} {1} or above", "{0}为{1}及以上"),
}
_OTHER: Final[dict[CompareOperator, Phrase]] = {
    "=": Phrase("{0} {is} the same as {1}", "{0}与{1}相同"),
    "!=": Phrase("{0} {is} not the same as {1}", "{0}与{1}不同"),
    "<": Phrase("{0} {is} below {1}", "{0}低于{1}"),
    "<=": Phrase("{0} {is} not above {1}", "{0}不高于{1}"),
    ">": Phrase("{0} {is} above {1}", "{0}高于{1}"),
    ">=": Phrase("{0} {is} not below {1}", "{0}不低于{1}"),
}
_WRITTEN = (
    TextLiteral,
    NumberLiteral,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    BooleanLiteral,
    NoneLiteral,
    Negative,
)


def compared(node: Compare, speech: Speech, *, denied: bool = False) -> str | None:
    """Return a comparison in words; none where its denial is not the opposite comparison.

    What may be none is not: no comparison with none holds, the opposite one neither.
    """
    operator, left, right = node.operator, node.left, node.right
    if denied:
        if _may_be_none(left, speech) or _may_be_none(right, speech):
            return None
        operator = _OPPOSITE[operator]
    if _is_written(left, speech) and not _is_written(right, speech):
        operator, left, right = _TURNED[operator], right, left
    yes = _yes_or_no(operator, left, right, speech)
    if yes is not None:
        return yes
    pattern = _patterns(left, right, speech)[operator]
    return pattern.in_(speech.language).format(
        values.value(left, speech), values.value(right, speech), **{"is": be(left, speech)}
    )


def be(node: Expression, speech: Speech) -> str:
    """Return `are` where an English name speaks of several things, else `is`."""
    if not isinstance(node, Path) or speech.chinese:
        return "is"
    return "are" if many(values.value(node, speech)) else "is"


def _may_be_none(node: Expression, speech: Speech) -> bool:
    return isinstance(speech.checked.tables.types.get(id(node)), OptionalType) or isinstance(
        node, NoneLiteral
    )


def _is_written(node: Expression, speech: Speech) -> bool:
    return isinstance(node, _WRITTEN) or isinstance(speech.meaning(node), MemberMeaning)


def _yes_or_no(operator: CompareOperator, left: Expression, right: Expression, speech: Speech) -> str | None:
    """Return that something named is yes, or no, where that is what is asked."""
    if not isinstance(left, Path) or not isinstance(right, BooleanLiteral) or operator not in ("=", "!="):
        return None
    wanted = right.value is (operator == "=")
    if _may_be_none(left, speech):
        said = values.value(left, speech)
        word = speech("yes" if right.value else "no", "是" if right.value else "否")
        not_ = operator == "!="
        return speech(f"{said} is {'not ' if not_ else ''}{word}", f"{said}{'不为' if not_ else '为'}{word}")
    return holds(left, speech, denied=not wanted)


def _patterns(left: Expression, right: Expression, speech: Speech) -> dict[CompareOperator, Phrase]:
    kind = speech.type_of(left)
    match kind:
        case IntegerType() | NumberType() | RatioType() | DurationType():
            return _AMOUNT
        case DateType() | DateTimeType():
            return _MOMENT
        case EnumType() if _is_written(right, speech):
            return _RANK
        case BooleanType():
            return _OTHER
        case _:
            plain = _is_written(right, speech) or isinstance(right, Index)
            return {**_OTHER, "=": _RANK["="], "!=": _RANK["!="]} if plain else _OTHER
