"""Which type fits where, and what have two types in common?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    ErrorType,
    IntegerType,
    ListType,
    NoneType,
    NumberType,
    OptionalType,
    PeriodType,
    RatioType,
    RefType,
    TextType,
    Type,
    WordsType,
    is_numeric,
    optional,
    required,
)


def fits(type_: Type, expected: Type) -> bool:
    """Return whether a value of a type can be given where another is asked for.

    That a value may be none is no misfit: none goes through an operation as none. Only the literal
    `none` needs a place that may be none. Whole numbers are numbers; a ratio is not, until rounded.
    """
    if isinstance(type_, ErrorType) or isinstance(expected, ErrorType):
        return True
    if isinstance(type_, NoneType):
        return isinstance(expected, OptionalType | NoneType)
    wanted, given = required(expected), required(type_)
    if wanted == given:
        return True
    match wanted:
        case NumberType():
            return isinstance(given, IntegerType | NumberType)
        case IntegerType():
            return isinstance(given, NumberType) and given.scale == 0
        case RatioType():
            return is_numeric(given)
        case TextType():
            return isinstance(given, RefType)
        case RefType():
            return isinstance(given, TextType)
        case ListType(element=element):
            return isinstance(given, ListType) and fits(given.element, element)
        case WordsType():
            return isinstance(given, ListType) and isinstance(required(given.element), TextType)
        case ErrorType():
            return True
        case _:
            return False


def common(left: Type, right: Type) -> Type | None:
    """Return the type that values of both have, or None when there is none."""
    if isinstance(left, ErrorType) or isinstance(right, ErrorType):
        return ErrorType()
    if isinstance(left, NoneType):
        return right if isinstance(right, NoneType) else optional(right)
    if isinstance(right, NoneType):
        return optional(left)
    both = _common(required(left), required(right))
    if both is None:
        return None
    return optional(both) if isinstance(left, OptionalType) or isinstance(right, OptionalType) else both


def _common(left: Type, right: Type) -> Type | None:
    if left == right:
        return left
    if is_numeric(left) and is_numeric(right):
        if isinstance(left, RatioType) or isinstance(right, RatioType):
            return RatioType()
        (scale, whole), (other_scale, other_whole) = _digits(left), _digits(right)
        scale = max(scale, other_scale)
        return NumberType(scale, scale + max(whole, other_whole))
    if isinstance(left, TextType | RefType) and isinstance(right, TextType | RefType):
        return TextType()
    if isinstance(left, ListType) and isinstance(right, ListType):
        element = common(left.element, right.element)
        return None if element is None else ListType(element)
    return None


def _digits(type_: Type) -> tuple[int, int]:
    """Return how many digits a number has after and before the point."""
    if isinstance(type_, NumberType):
        return type_.scale, type_.precision - type_.scale
    return 0, 18


def common_of(types: Iterable[Type]) -> Type | None:
    """Return the type that values of all of them have; None when there is none, or nothing given."""
    found: Type | None = None
    for type_ in types:
        found = type_ if found is None else common(found, type_)
        if found is None:
            return None
    return found


def comparable(left: Type, right: Type) -> bool:
    """Return whether `=` can be asked of two values."""
    left, right = required(left), required(right)
    if isinstance(left, ErrorType) or isinstance(right, ErrorType):
        return True
    if is_numeric(left):
        return is_numeric(right)
    match left:
        case DateType() | DateTimeType():
            return isinstance(right, DateType | DateTimeType)
        case TextType():
            return isinstance(right, TextType | RefType)
        case RefType():
            return isinstance(right, TextType) or left == right
        case BooleanType() | EnumType() | DurationType() | PeriodType():
            return left == right
        case _:
            return False


_OTHERS_IN_ORDER: Final = (DateType, DateTimeType, ErrorType)


def has_order(type_: Type) -> bool:
    """Return whether `<` can be asked of values of a type."""
    type_ = required(type_)
    if isinstance(type_, EnumType):
        return type_.ordered
    return is_numeric(type_) or isinstance(type_, _OTHERS_IN_ORDER)
