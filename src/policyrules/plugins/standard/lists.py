"""How many are listed?"""

from typing import Any

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import ErrorType, ListType, Type, required
from policyrules.semantics.wording import kind_of


def length(entries: tuple[Any, ...]) -> int:
    """How many entries a list has.

    >>> length(("甲", "乙"))
    2
    """
    return len(entries)


def length_takes(types: tuple[Type, ...]) -> Phrase | None:
    """Return what keeps `length` from taking arguments of these types, or None."""
    if not types or isinstance(required(types[0]), ListType | ErrorType):
        return None
    words = kind_of(types[0])
    return Phrase(
        f"`length` counts the entries of a list, and this is {words.en}",
        f"`长度` 只用于列表，而此处是{words.zh}",
    )
