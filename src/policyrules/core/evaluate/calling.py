"""What does a function make of values, and whose fault is it when it makes nothing?

Functions come from plugins: they may raise, and may return what their schema does not promise.
Either is that function's fault; its value is then unknown and the fault is named.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from policyrules.core import numbers
from policyrules.core.comparing import fully_known
from policyrules.core.normal_text import UnreadableText, normal_text
from policyrules.core.values import UNKNOWN, CannotTell, Duration, Period, Row
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.semantics.types import (
    BooleanType,
    CalendarType,
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
    RecordType,
    RefType,
    TextType,
    Type,
    WordsType,
)
from policyrules.semantics.zones import with_fixed_offset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policyrules.semantics.schema import ArgumentSchema, FunctionSchema


@frozen
class Fault:
    """What a plugin's function (or calendar) did that it promised not to."""

    function: str
    plugin: str
    message: Phrase


class Faulty(CannotTell):
    """A value that cannot be told through the fault of a plugin."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class _Misfit(Exception):  # noqa: N818  # an answer on its way to a Fault
    """What a value should have been."""


def call(function: FunctionSchema, arguments: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """Return the function's value for the values of its arguments, fitted to its declared type.

    An argument that is none gives none unless its type is optional; otherwise one that is unknown,
    in any part, gives unknown. Raises `CannotTell` where the function says so, `Faulty` where it
    raises anything else or returns what it did not declare.
    """
    taken = (*zip(positional(function, len(arguments)), arguments, strict=True), *_named(function, named))
    if any(value is None and not isinstance(schema.type, OptionalType) for schema, value in taken):
        return None
    if not all(fully_known(value) for _, value in taken):
        return UNKNOWN
    return fitted(function, function.call, arguments, named)


def fitted(
    function: FunctionSchema, run: Callable[..., Any], arguments: Sequence[Any], named: Mapping[str, Any]
) -> Any:
    """Return what `run` gives for known values, as a value of the function's declared type.

    Numbers are given to it without zeros at their end, however they were written.
    """
    arguments = [numbers.tidied(value) if type(value) is Decimal else value for value in arguments]
    named = {
        name: numbers.tidied(value) if type(value) is Decimal else value for name, value in named.items()
    }
    try:
        result = run(*arguments, **named)
        return result if result is UNKNOWN else _fit(result, function.returns)
    except CannotTell:
        raise
    except _Misfit as misfit:
        raise Faulty(_fault(function, Phrase("returned", "返回"), str(misfit))) from None
    except Exception as error:  # whatever a plugin raises is its fault, not the caller's
        told = f"{type(error).__name__}: {error}"[:_LONGEST]
        raise Faulty(_fault(function, Phrase("raised", "抛出"), told)) from error


_LONGEST: Final = 200


def _fault(function: FunctionSchema, did: Phrase, what: str) -> Fault:
    name, plugin = function.names.first, function.plugin
    return Fault(
        name,
        plugin,
        Phrase(
            f"`{name}` of the plugin `{plugin}` {did.en} {what}",
            f"插件 `{plugin}` 的函数 `{name}` {did.zh} {what}",
        ),
    )


def positional(function: FunctionSchema, count: int) -> tuple[ArgumentSchema, ...]:
    """Return the schema of each of `count` arguments given in order."""
    in_order = [argument for argument in function.arguments if not argument.named]
    repeated = in_order[-1:] * max(0, count - len(in_order))
    return (*in_order, *repeated)[:count]


def _named(function: FunctionSchema, named: Mapping[str, Any]) -> list[tuple[ArgumentSchema, Any]]:
    return [
        (argument, named[argument.names.first])
        for argument in function.arguments
        if argument.names.first in named
    ]


def _fit(value: Any, type_: Type) -> Any:
    """Return the value as the runtime value of its type (core/values.py), or raise `_Misfit`."""
    match type_:
        case OptionalType(element):
            return None if value is None else _fit(value, element)
        case TextType() | RefType() if isinstance(value, str):
            try:
                return normal_text(value)
            except UnreadableText as unreadable:
                raise _Misfit(unreadable.reason.en) from None
        case BooleanType() if isinstance(value, bool):
            return value
        case IntegerType() if type(value) is int and abs(value) < 10**numbers.DIGITS:
            return value
        case NumberType() if type(value) is int and abs(value) < 10**numbers.DIGITS:
            return value
        case NumberType() if isinstance(value, Decimal) and value.is_finite():
            return numbers.plain(value)
        case RatioType() if type(value) in (int, Fraction) or (
            isinstance(value, Decimal) and value.is_finite()
        ):
            return Fraction(value)
        case DateTimeType() if isinstance(value, datetime) and value.utcoffset() is not None:
            return with_fixed_offset(value)
        case DateType() if type(value) is date:
            return value
        case DurationType() if isinstance(value, Duration):
            return value
        case PeriodType() if isinstance(value, Period):
            return value
        case EnumType(members=members) if isinstance(value, str) and value in members:
            return str(value)
        case RecordType(record) if isinstance(value, Row) and value.record == record:
            return value
        case ListType(element) if isinstance(value, list | tuple):
            return tuple(_fit(part, element) for part in value)
        case WordsType() if isinstance(value, frozenset):
            return value
        case ErrorType() | CalendarType() | NoneType():
            return value
        case _:
            raise _Misfit(f"a value that is no {_KINDS.get(type(type_), 'such value')}: {value!r}"[:_LONGEST])


_KINDS: Final[Mapping[type, str]] = {
    TextType: "text",
    RefType: "key",
    BooleanType: "boolean",
    IntegerType: "integer",
    NumberType: "number",
    RatioType: "ratio",
    DateType: "date",
    DateTimeType: "zoned datetime",
    DurationType: "duration",
    PeriodType: "period",
    EnumType: "member of its enum",
    RecordType: "such record",
    ListType: "list",
    WordsType: "set of words",
}
