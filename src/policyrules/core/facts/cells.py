"""What does a cell of a table, or a word on a command line, say as a value of a type?

Such text has no kinds of its own: `8` may be a number, a name or a yes. The type decides, and the
result is read as any fact is, so a cell takes what a fact takes, and besides that what people and
spreadsheets write in cells: TRUE and √ for yes, 2026/3/1 and 2026.3.1 for a date, several values
in one cell, 无 or a dash for none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts.refused import Refused, needs
from policyrules.core.facts.values import scalar_reader
from policyrules.core.facts.written import number_in
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    PeriodType,
    Type,
)

if TYPE_CHECKING:
    from datetime import tzinfo

ReadCell = Callable[[str], Any]
"""From what is written in a cell to the runtime value; raises `Refused`."""

NOTHING: Final = frozenset({"none", "无", "/", "-", "—", "——", "－", "–"})
"""What people write where there is nothing: none in a `T?`, no entries in a list."""

_NUMBER: Final = Phrase("a number in plain digits, such as 12 or 0.5", "数字（如 12 或 0.5）")
_WHOLE: Final = Phrase("a whole number in plain digits, such as 12", "整数（如 12）")
_TRUTH: Final = {
    **dict.fromkeys(("true", "√", "✓", "✔", "☑"), "yes"),
    **dict.fromkeys(("false", "×", "✗", "✘"), "no"),
}
_DAY: Final = re.compile(
    r"(?<![0-9０-９])([0-9０-９]{4})([/／.．])([0-9０-９]{1,2})\2([0-9０-９]{1,2})(?![0-9０-９])"
)
_MIDNIGHT: Final = re.compile(r"[T 　]0?0[:：]00([:：]00)?\Z")
_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]*)?")
_SHORTENED: Final = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}")
_LONGEST_NUMBER: Final = 60
_COMMAS: Final = re.compile(r"[,，]")
_SEPARATORS: Final = re.compile(r"[;；、\n]")


def read_cell(type_: Type, text: str, zone: tzinfo = UTC) -> Any:
    """Return the runtime value a cell writes, as `cell_reader` reads it. Raises `Refused`.

    >>> from policyrules.semantics.types import NumberType
    >>> read_cell(NumberType(), " 30% ")
    Decimal('0.3')
    """
    return cell_reader(type_, zone)(text)


def cell_reader(type_: Type, zone: tzinfo = UTC) -> ReadCell:
    """Return how cells of a type are read; an empty one, or a word of `NOTHING`, is none in a `T?`.

    The entries of a list stand between `;`, `；`, `、` or line ends; in a cell with none of these,
    between commas. A cell that could be meant in two ways is refused.
    """
    match type_:
        case OptionalType(element):
            return _or_none(element, cell_reader(element, zone))
        case ListType(element):
            return _list_reader(element, cell_reader(element, zone))
        case _:
            return _scalar_reader(type_, zone)


def says_nothing(type_: Type, written: str) -> bool:
    """Return whether a word says that there is nothing, and is no member of the enum `type_`."""
    if written.lower() not in NOTHING:
        return False
    return not (isinstance(type_, EnumType) and written in {*type_.members, *type_.people})


def _or_none(element: Type, read: ReadCell) -> ReadCell:
    def read_or_none(text: str) -> Any:
        written = text.strip()
        return None if not written or says_nothing(element, written) else read(written)

    return read_or_none


def _scalar_reader(type_: Type, zone: tzinfo) -> ReadCell:
    read = scalar_reader(type_, zone)
    rewrite = _rewriting(type_)

    def read_scalar(text: str) -> Any:
        if read is None:
            raise needs(Phrase("a single value", "单个值"), text)
        written = text.strip()
        if not written:
            raise Refused("is-missing", Phrase("a value is needed, and this is empty", "此处不能为空"))
        if rewrite is None:
            return read(written)
        given = rewrite(written)
        try:
            return read(given)
        except Refused:
            if given == written or not isinstance(given, str):
                raise
        return read(written)  # which says of it what is wrong, as it is written

    return read_scalar


# --- lists -----------------------------------------------------------------------------------


def _list_reader(element: Type, read: ReadCell) -> ReadCell:
    def read_list(text: str) -> tuple[Any, ...]:
        written = text.strip()
        if says_nothing(element, written):
            return ()
        return tuple(read(entry) for entry in _entries(element, written))

    return read_list


def _entries(element: Type, written: str) -> list[str]:
    separators = set(_SEPARATORS.findall(written))
    commas = _COMMAS.search(written)
    if separators == {"、"} and commas is not None:
        raise Refused(
            "list-unclear",
            Phrase(
                f"both `、` and `{commas[0]}` stand between the entries of this list",
                f"此列表各项之间既有“、”又有“{commas[0]}”",
            ),
            (Phrase("put `；` between all of them", "各项之间统一用“；”隔开"),),
        )
    between = _SEPARATORS if separators else _COMMAS
    if not separators and isinstance(element, IntegerType | NumberType) and _THOUSANDS.search(written):
        raise Refused(
            "list-unclear",
            Phrase(
                "the comma may stand between two numbers or inside one",
                "逗号可能隔开两个数，也可能是一个数的千位分隔符",
            ),
            (
                Phrase(
                    "put `；` between numbers, and nothing inside them", "数之间用“；”隔开，数内不加分隔符"
                ),
            ),
        )
    return [entry for part in between.split(written) if (entry := part.strip())]


# --- what people and spreadsheets write ------------------------------------------------------


def _rewriting(type_: Type) -> Callable[[str], Any] | None:
    """Return how what cells say is put as facts are given; None where they are the same."""
    match type_:
        case IntegerType():
            return _whole
        case NumberType():
            return _number
        case BooleanType():
            return _truth
        case DateType():
            return _day
        case DateTimeType() | PeriodType():
            return _with_hyphens
        case _:
            return None


def _whole(written: str) -> int:
    number = number_in(written)
    if number is None or number != number.to_integral_value():
        raise needs(_WHOLE, written, *_plain_digits(written))
    return int(number)


def _number(written: str) -> Any:
    number = number_in(written)
    if number is None:
        raise needs(_NUMBER, written, *_plain_digits(written))
    return number


def _plain_digits(written: str) -> tuple[Phrase, ...]:
    if len(written) > _LONGEST_NUMBER:
        return ()
    if _THOUSANDS.fullmatch(written):
        plain = _COMMAS.sub("", written)
        return (Phrase(f"write it without separators: {plain}", f"不加千位分隔符，写作 {plain}"),)
    if _SHORTENED.fullmatch(written):
        return (
            Phrase(
                "write all its digits; a spreadsheet may have shortened it",
                "请写出全部数字；表格软件可能已将其缩写",
            ),
        )
    return ()


def _truth(written: str) -> str:
    return _TRUTH.get(written.lower(), written)


def _day(written: str) -> str:
    return _MIDNIGHT.sub("", _with_hyphens(written))


def _with_hyphens(written: str) -> str:
    return _DAY.sub(r"\1-\3-\4", written)
