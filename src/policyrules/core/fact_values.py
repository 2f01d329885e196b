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

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from policyrules.core.given import shown
from policyrules.core.normal_text import UnreadableText, normal_text
from policyrules.core.values import Duration, Period
from policyrules.core.written import boolean_in, date_in, datetime_in, duration_in, period_in
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

INTEGER_DIGITS: Final = 18
_INTEGER_BOUND: Final = 10**INTEGER_DIGITS

Read = Callable[[Any], Any]
"""From a given value to the runtime value; raises `Refused`."""


class Refused(Exception):  # noqa: N818  # an answer on its way to a FactProblem, not an error of its own
    """A given value its field cannot take."""

    def __init__(
        self, code: str, message: Phrase, helps: tuple[Phrase, ...] = ()
    ) -> None:  # as in diagnostics
        super().__init__(code)
        self.code = code
        self.message = message
        self.help = helps


def scalar_reader(type_: Type, zone: tzinfo) -> Read | None:
    """Return how values of a type are read; None for lists, nested records and types no field has."""
    match type_:
        case TextType() | RefType():
            return _text
        case IntegerType():
            return _integer
        case NumberType():
            return _number_reader(type_.scale, type_.precision)
        case BooleanType():
            return _boolean
        case DateType():
            return _date
        case DateTimeType():
            return _datetime_reader(zone)
        case DurationType():
            return _duration
        case PeriodType():
            return _period
        case EnumType():
            return _enum_reader(type_)
        case _:
            return None


def needs(expected: Phrase, given: object, *helps: Phrase) -> Refused:
    """Return the refusal of a value of another kind."""
    found = shown(given)
    return Refused(
        "wrong-kind",
        Phrase(f"{expected.en} is needed, not {found.en}", f"应为{expected.zh}，所给为{found.zh}"),
        helps,
    )


# --- text ------------------------------------------------------------------------------------

_TEXT: Final = Phrase("text", "文本")


def _text(given: Any) -> str:
    if type(given) is str and given.isascii():
        return given
    if not issubclass(type(given), str):
        raise needs(_TEXT, given)
    try:
        return normal_text(given)
    except UnreadableText as unreadable:
        raise Refused("unreadable-text", unreadable.reason) from None


# --- numbers ---------------------------------------------------------------------------------

_INTEGER: Final = Phrase("a whole number", "整数")
_NUMBER: Final = Phrase("a number", "数值")
_NO_QUOTES: Final = Phrase("write the number without quotes", "数字不加引号")


def _too_long(given: object) -> Refused:
    found = shown(given)
    return Refused(
        "too-many-digits",
        Phrase(
            f"a whole number has at most {INTEGER_DIGITS} digits, and this is {found.en}",
            f"整数最多 {INTEGER_DIGITS} 位，所给为{found.zh}",
        ),
    )


def _integer(given: Any) -> int:
    if type(given) is int:
        if -_INTEGER_BOUND < given < _INTEGER_BOUND:
            return given
        raise _too_long(given)
    whole = _whole(given)
    if whole is None:
        helps = (_NO_QUOTES,) if issubclass(type(given), str) else ()
        raise needs(_INTEGER, given, *helps)
    return _integer(whole)


def _whole(given: Any) -> int | None:
    """Return the int in a subclass of int, or in another kind of whole number; None for the rest."""
    kind = type(given)
    if kind is bool or issubclass(kind, str | float | Decimal):
        return None
    if issubclass(kind, int):
        return int.__index__(given)
    index = getattr(kind, "__index__", None)
    if index is None:
        return None
    whole = index(given)
    return int.__index__(whole) if issubclass(type(whole), int) and type(whole) is not bool else None


def _number_reader(scale: int, precision: int) -> Read:
    whole_digits = precision - scale
    bound = 10**whole_digits

    def too_big(given: object) -> Refused:
        found = shown(given)
        return Refused(
            "too-many-digits",
            Phrase(
                f"a number here has at most {whole_digits} digits before the point, and this is {found.en}",
                f"此处的数小数点前最多 {whole_digits} 位，所给为{found.zh}",
            ),
        )

    def from_decimal(value: Decimal, given: object) -> Decimal:
        if not value.is_finite():
            raise needs(_NUMBER, given)
        if not value:
            return Decimal(0)
        if value.adjusted() >= whole_digits:
            raise too_big(given)
        sign, digits, exponent = value.as_tuple()
        places = -int(exponent)
        drop = 0
        while places - drop > 0 and digits[-1 - drop] == 0:
            drop += 1
        if places - drop > scale:
            found = shown(given)
            raise Refused(
                "too-many-decimals",
                Phrase(
                    f"at most {scale} decimals are kept here, and this is {found.en}",
                    f"此处最多保留 {scale} 位小数，所给为{found.zh}",
                ),
                (Phrase(f"round it to {scale} decimals first", f"先按 {scale} 位小数取整"),),
            )
        if drop:
            return Decimal((sign, digits[:-drop], int(exponent) + drop))
        if places < 0:
            return Decimal(int(value))
        return value

    def read(given: Any) -> Decimal:
        kind = type(given)
        if kind is int:
            if -bound < given < bound:
                return Decimal(given)
            raise too_big(given)
        if kind is Decimal:
            return from_decimal(given, given)
        if issubclass(kind, float):
            return from_decimal(Decimal(float.__repr__(given)), given)
        if issubclass(kind, Decimal):
            return from_decimal(Decimal(given), given)
        whole = _whole(given)
        if whole is None:
            raise needs(_NUMBER, given, *((_NO_QUOTES,) if issubclass(kind, str) else ()))
        return read(whole)

    return read


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


# --- time ------------------------------------------------------------------------------------

_DATE: Final = Phrase("a date such as 2026-03-01", "日期（如 2026-03-01 或 2026年3月1日）")
_DATETIME: Final = Phrase("a date and time such as 2026-03-01T09:30", "日期和时间（如 2026-03-01T09:30）")
_DURATION: Final = Phrase("a length of time such as “3 working days”", "时长（如“3个工作日”）")
_PERIOD: Final = Phrase("a period such as 2026-03-01..2026-03-05", "期间（如 2026-03-01..2026-03-05）")


def _date(given: Any) -> date:
    kind = type(given)
    if kind is date:
        return given  # type: ignore[no-any-return]  # kind says so
    if issubclass(kind, str):
        found = date_in(str.__str__(given))
        if found is not None:
            return found
    elif issubclass(kind, datetime):
        if given.tzinfo is None and given.time() == _MIDNIGHT:
            return date(given.year, given.month, given.day)
        raise needs(_DATE, given, Phrase("give the day alone, without a time", "只填日期，不带时刻"))
    elif issubclass(kind, date):
        return date(given.year, given.month, given.day)
    raise needs(_DATE, given)


_MIDNIGHT: Final = datetime.min.time()


def _datetime_reader(zone: tzinfo) -> Read:
    def read(given: Any) -> datetime:
        kind = type(given)
        if issubclass(kind, str):
            found = datetime_in(str.__str__(given))
            if found is None:
                raise needs(_DATETIME, given)
            given = found
        elif not issubclass(kind, datetime):
            raise needs(_DATETIME, given)
        try:
            if given.tzinfo is None:
                return datetime(*_clock(given), tzinfo=zone, fold=given.fold)
            moved = given.astimezone(zone)
            return datetime(*_clock(moved), tzinfo=zone, fold=moved.fold)
        except OverflowError:
            raise needs(_DATETIME, given) from None

    return read


def _clock(moment: datetime) -> tuple[int, int, int, int, int, int, int]:
    return (
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.microsecond,
    )


def _duration(given: Any) -> Duration:
    kind = type(given)
    if kind is Duration:
        return given  # type: ignore[no-any-return]  # kind says so
    if issubclass(kind, timedelta):
        if given.seconds == 0 and given.microseconds == 0:
            return Duration(days=given.days)
        if given.microseconds == 0 and given.seconds % 60 == 0:
            return Duration(minutes=given.days * 24 * 60 + given.seconds // 60)
        raise needs(_DURATION, given, Phrase("give whole minutes or days", "按整分钟或整日填写"))
    if issubclass(kind, str):
        found = duration_in(str.__str__(given))
        if found is not None:
            return found
    raise needs(_DURATION, given)


_STARTS: Final = ("start", "开始")
_FINISHES: Final = ("finish", "结束")


def _period(given: Any) -> Period:
    kind = type(given)
    if kind is Period:
        start, finish = given.start, given.finish
    elif issubclass(kind, str):
        ends = period_in(str.__str__(given))
        if ends is None:
            raise needs(_PERIOD, given)
        start, finish = _date(ends[0]), None if ends[1] is None else _date(ends[1])
    elif issubclass(kind, Mapping):
        start, finish = _ends(given)
    else:
        raise needs(_PERIOD, given)
    if finish is not None and finish < start:
        raise Refused(
            "ends-before-start",
            Phrase(
                f"the period ends on {finish}, before its start {start}",
                f"期间的结束日期 {finish} 早于开始日期 {start}",
            ),
        )
    return Period(start, finish)


def _ends(given: Mapping[Any, Any]) -> tuple[date, date | None]:
    found: dict[str, Any] = {}
    if len(given) > len(_STARTS):
        raise needs(_PERIOD, given)
    for name in given:
        if name in _STARTS and "start" not in found:
            found["start"] = given[name]
        elif name in _FINISHES and "finish" not in found:
            found["finish"] = given[name]
        else:
            raise needs(_PERIOD, given)
    if found.get("start") is None:
        raise needs(_PERIOD, given)
    finish = found.get("finish")
    return _date(found["start"]), None if finish is None else _date(finish)


# --- enums -----------------------------------------------------------------------------------


def _enum_reader(type_: EnumType) -> Read:
    members: dict[Any, str] = dict(zip(type_.people, type_.members, strict=True))
    members.update(zip(type_.members, type_.members, strict=True))
    both = [
        first if first == second else f"{first} ({second})"
        for first, second in zip(type_.members, type_.people, strict=True)
    ]

    def refused(given: Any) -> Refused:
        found = shown(given)
        people = "、".join(f"`{name}`" for name in type_.people[:_MEMBERS_SHOWN])
        names = ", ".join(f"`{name}`" for name in both[:_MEMBERS_SHOWN])
        more = "…" if len(both) > _MEMBERS_SHOWN else ""
        return Refused(
            "not-a-member",
            Phrase(
                f"one of {names}{more} is needed, not {found.en}", f"应为{people}{more}之一，所给为{found.zh}"
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


def did_you_mean(names: tuple[str, ...]) -> tuple[Phrase, ...]:
    """Return the help that offers near names; none when there are none."""
    if not names:
        return ()
    en = " or ".join(f"`{name}`" for name in names)
    zh = "或".join(f"`{name}`" for name in names)
    return (Phrase(f"did you mean {en}?", f"是否指{zh}？"),)
