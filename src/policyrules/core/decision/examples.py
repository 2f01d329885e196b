"""What does a value of a type look like, as somebody would type it?"""

from __future__ import annotations

from typing import Final

from policyrules.core.words import YES
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
    RatioType,
    Type,
    required,
)

_OF_TYPE: Final[dict[type, Phrase]] = {
    BooleanType: YES,
    IntegerType: Phrase.same("3"),
    NumberType: Phrase.same("1.5"),
    RatioType: Phrase.same("30%"),
    DateType: Phrase.same("2026-03-01"),
    DateTimeType: Phrase.same("2026-03-01T09:00"),
    DurationType: Phrase("3 days", "3天"),
    PeriodType: Phrase.same("2026-03-01..2026-03-05"),
}


def example_of(type_: Type) -> Phrase | None:
    """Return a value of a type in the words of both languages; None where there is no short one to type.

    A text is whatever it is, so there is none.

    >>> from policyrules.semantics.types import DateType
    >>> example_of(DateType()).en
    '2026-03-01'
    """
    inner = required(type_)
    if isinstance(inner, EnumType):
        return Phrase(inner.members[0], inner.people[0])
    return _OF_TYPE.get(type(inner))
