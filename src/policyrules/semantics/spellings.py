"""Which names mean something without being declared?

They are names, not keywords: a field may be called so, and then the field is meant. Their spellings
in each language come from the one table of keywords.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    IntegerType,
    NumberType,
    PeriodType,
    TextType,
    Type,
)
from policyrules.syntax.keywords import keywords

_TYPES: Final[Mapping[str, Type]] = {
    "text": TextType(),
    "integer": IntegerType(),
    "number": NumberType(),
    "boolean": BooleanType(),
    "date": DateType(),
    "datetime": DateTimeType(),
    "duration": DurationType(),
    "period": PeriodType(),
}

BUILTIN_VERBS: Final = ("refer", "return", "route", "order", "报", "退回", "转", "责令")
"""The verbs of `then` that need no declaration."""

ROUND: Final = frozenset({"round", "四舍五入"})
"""Spellings of the one function whose result's type depends on an argument's value."""


@cache
def type_words() -> Mapping[str, Type]:
    """Return the built-in types by every spelling."""
    return {spelling: _TYPES[name] for spelling, name in keywords().canonical["types"].items()}


@cache
def builtin_names() -> Mapping[str, str]:
    """Return the canonical name of `today`, `this` and the others by every spelling."""
    return keywords().canonical["builtins"]
