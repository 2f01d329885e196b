"""What does a cell of a table, or a word on a command line, say as a value of a type?

Such text has no kinds of its own: `8` may be a number, a name or a yes. The type decides, and the
result is read as any fact is, so a cell takes what a fact takes and nothing else.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts.refused import Refused, needs
from policyrules.core.facts.values import scalar_reader
from policyrules.core.facts.written import number_in
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import IntegerType, ListType, NumberType, OptionalType, Type

if TYPE_CHECKING:
    from datetime import tzinfo

_SEPARATORS: Final = "；;、\n"
_NUMBER: Final = Phrase("a number in plain digits, such as 12 or 0.5", "数字（如 12 或 0.5）")
_WHOLE: Final = Phrase("a whole number in plain digits, such as 12", "整数（如 12）")


def read_cell(type_: Type, text: str, zone: tzinfo = UTC) -> Any:
    """Return the runtime value a cell writes; an empty one is none where the type has a `?`.

    The entries of a list stand between `;`, `；`, `、` or line ends. Raises `Refused`.

    >>> from policyrules.semantics.types import NumberType
    >>> read_cell(NumberType(), " 30% ")
    Decimal('0.3')
    """
    written = text.strip()
    match type_:
        case OptionalType(element):
            return None if not written else read_cell(element, written, zone)
        case ListType(element):
            for separator in _SEPARATORS[1:]:
                written = written.replace(separator, _SEPARATORS[0])
            parts = (part.strip() for part in written.split(_SEPARATORS[0]))
            return tuple(read_cell(element, part, zone) for part in parts if part)
        case _:
            read = scalar_reader(type_, zone)
            if read is None:
                raise needs(Phrase("a single value", "单个值"), text)
            if not written:
                raise Refused("is-missing", Phrase("a value is needed, and this is empty", "此处不能为空"))
            return read(_plain(type_, written))


def _plain(type_: Type, written: str) -> Any:
    match type_:
        case IntegerType():
            number = number_in(written)
            if number is None or number != number.to_integral_value():
                raise needs(_WHOLE, written)
            return int(number)
        case NumberType():
            number = number_in(written)
            if number is None:
                raise needs(_NUMBER, written)
            return number
        case _:
            return written
