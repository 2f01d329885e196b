"""How is a type written as plain JSON?"""

from __future__ import annotations

from typing import Final

from policyrules.core.packed.classes import Kinds, Parts
from policyrules.core.packed.forms import FLAG, TEXT, WHOLE, Each
from policyrules.semantics import types as t

TYPES: Final = Kinds(
    text=Parts(t.TextType),
    integer=Parts(t.IntegerType),
    number=Parts(t.NumberType, scale=WHOLE, precision=WHOLE),
    ratio=Parts(t.RatioType),
    boolean=Parts(t.BooleanType),
    date=Parts(t.DateType),
    datetime=Parts(t.DateTimeType),
    duration=Parts(t.DurationType),
    period=Parts(t.PeriodType),
    enum=Parts(t.EnumType, name=TEXT, members=Each(TEXT), people=Each(TEXT), ordered=FLAG),
    record=Parts(t.RecordType, record=TEXT),
    ref=Parts(t.RefType, record=TEXT),
    calendar=Parts(t.CalendarType, name=TEXT),
    none=Parts(t.NoneType),
    words=Parts(t.WordsType),
    error=Parts(t.ErrorType),
)
"""A type by itself: what the table of types is made of."""

TYPES.add(list=Parts(t.ListType, element=TYPES), optional=Parts(t.OptionalType, element=TYPES))
