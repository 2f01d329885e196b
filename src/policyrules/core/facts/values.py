"""How is a single fact read: which given values does each type take, and as what?

| type | taken |
|---|---|
| text, ref | `str` |
| integer | `int` of at most 18 digits, not `bool` |
| number | `int`, `Decimal`, `float` (by its shortest decimal form) that fits the field's digits exactly |
| boolean | `bool`, yes, no, 是, 否 |
| date | `date`, a midnight without a zone, `2026-03-01`, `2026年3月1日` |
| datetime | `datetime`, `2026-03-01T09:30`; without an offset it is in the policy's zone |
| duration | `timedelta`, `Duration`, `3 working days`, `3个工作日` |
| period | `{start, finish}` (开始, 结束), `Period`, `2026-03-01..2026-03-05` |
| enum | either name of a member, a Python enum's member of such a value or name |
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts.given import shown
from policyrules.core.facts.numbers import number_reader, read_integer
from policyrules.core.facts.refused import Read, Refused, did_you_mean, needs
from policyrules.core.facts.times import datetime_reader, read_date, read_duration, read_period
from policyrules.core.facts.written import boolean_in
from policyrules.core.normal_text import UnreadableText, normal_text
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    IntegerType,
    NumberType,
    PeriodType,
    RefType,
    TextType,
    Type,
)

if TYPE_CHECKING:
    from datetime import tzinfo


def scalar_reader(type_: Type, zone: tzinfo) -> Read | None:
    """Return how values of a type are read; None for lists, nested records and types no field has."""
    match type_:
        case TextType() | RefType():
            return _text
        case IntegerType():
            return read_integer
        case NumberType():
            return number_reader(type_.scale, type_.precision)
        case BooleanType():
            return _boolean
        case DateType():
            return read_date
        case DateTimeType():
            return datetime_reader(zone)
        case DurationType():
            return read_duration
        case PeriodType():
            return read_period
        case EnumType():
            return _enum_reader(type_)
        case _:
            return None


# --- text ------------------------------------------------------------------------------------

_TEXT: Final = Phrase("text", "文本")


def _text(given: Any) -> str:
    if type(given) is str and given.isascii():
        return given
    if not issubclass(type(given), str):
        raise needs(_TEXT, given, *_in_quotes(given))
    try:
        return normal_text(given)
    except UnreadableText as unreadable:
        raise Refused("unreadable-text", unreadable.reason) from None


def _in_quotes(given: Any) -> tuple[Phrase, ...]:
    """Return how a number that names something is given as text."""
    if type(given) is not int or not -_SHORT < given < _SHORT:
        return ()
    return (Phrase(f'put it in quotes: "{given}"', f'请加引号："{given}"'),)


_SHORT: Final = 10**15
_TEXTS: Final = Phrase("a list of texts", "文本列表")


_FEW: Final = 8


def text_list(given: Any) -> tuple[str, ...]:
    """Return a list of texts as read; raises for what is not wholly text."""
    if type(given) is not list and type(given) is not tuple:
        raise needs(_TEXTS, given)
    values = tuple(given)
    if len(values) <= _FEW:
        for text in values:
            if type(text) is not str or not text.isascii():
                break
        else:
            return values
    if values and set(map(type, values)) != {str}:
        raise needs(_TEXTS, given)
    joined = "\n".join(values)
    # A line end takes no marks and composes with nothing: the whole is NFC exactly when its parts are.
    return values if normal_text(joined) is joined else tuple(map(normal_text, values))


# --- yes and no ------------------------------------------------------------------------------

_BOOLEAN: Final = Phrase("yes or no", "是或否")


def _boolean(given: Any) -> bool:
    if given is True or given is False:
        return given
    if issubclass(type(given), str):
        found = boolean_in(str.__str__(given))
        if found is not None:
            return found
    raise needs(_BOOLEAN, given, Phrase("give true or false, yes or no", "可填 true、false、是、否"))


# --- enums -----------------------------------------------------------------------------------


def _enum_reader(type_: EnumType) -> Read:
    members: dict[Any, str] = dict(zip(type_.people, type_.members, strict=True))
    members.update(zip(type_.members, type_.members, strict=True))
    both = [
        f"`{first}`" if first == second else f"`{first}` ({second})"
        for first, second in zip(type_.members, type_.people, strict=True)
    ]

    def refused(given: Any) -> Refused:
        found = shown(given)
        people = "、".join(f"`{name}`" for name in type_.people[:_MEMBERS_SHOWN])
        names = ", ".join(both[:_MEMBERS_SHOWN])
        more = "…" if len(both) > _MEMBERS_SHOWN else ""
        return Refused(
            "not-a-member",
            Phrase(
                f"one of {names}{more} is needed, not {found.en}",
                f"应为 {people}{more} 之一，所给为{found.zh}",
            ),
            _meant(given, list(members)),
        )

    def read(given: Any) -> str:
        kind = type(given)
        if kind is str:
            member = members.get(given)
            if member is not None:
                return member
            member = members.get(_text(given).strip())
        elif issubclass(kind, Enum):
            value = given.value
            member = members.get(value) if type(value) is str else None
            member = member or members.get(given.name)
        elif issubclass(kind, str):
            member = members.get(str.__str__(given))
        else:
            member = None
        if member is None:
            raise refused(given)
        return member

    return read


_MEMBERS_SHOWN: Final = 12


def _meant(given: Any, names: list[str]) -> tuple[Phrase, ...]:
    if not issubclass(type(given), str):
        return ()
    from policyrules.diagnostics.suggest import near  # noqa: PLC0415  # loads rapidfuzz, which only mistakes need

    return did_you_mean(near(str.__str__(given), names))
