"""What kind of value is it?

Types are closed and compared by value. `Optional` means the value may be none (a known absence);
being unknown is not a type: any fact may be unknown.
"""

from __future__ import annotations

from typing import Final

from policyrules.frozen import field, frozen


@frozen
class TextType:
    """Text: str, NFC, compared by code point."""


@frozen
class IntegerType:
    """Whole numbers of at most 18 digits: int."""


@frozen
class NumberType:
    """Exact decimals: `scale` digits after the point, `precision` in all (18 for fields)."""

    scale: int = 4
    precision: int = 18


@frozen
class RatioType:
    """The exact result of a division: can only be compared or rounded."""


@frozen
class BooleanType:
    """yes or no: bool."""


@frozen
class DateType:
    """A day: datetime.date."""


@frozen
class DateTimeType:
    """An instant: aware datetime.datetime."""


@frozen
class DurationType:
    """A length of time in months, days, working days, minutes: core.values.Duration."""


@frozen
class PeriodType:
    """The days from a start to a finish, both included: core.values.Period."""


@frozen
class EnumType:
    """A closed set of values. Two enums are the same when they have the same name.

    `members` are the first names, in order; `people` the second names (or the first again);
    an enum written in place has the name of what it stands in (`Inspection.kind`).
    """

    name: str
    members: tuple[str, ...] = field(eq=False)
    people: tuple[str, ...] = field(eq=False, repr=False)
    ordered: bool = field(eq=False, default=False)


@frozen
class RecordType:
    """A nested record, by the record's first name."""

    record: str


@frozen
class RefType:
    """The key of an entry of another record's ledger; `.` follows it. The value is the key."""

    record: str


@frozen
class ListType:
    """A list of values of one type: tuple."""

    element: Type


@frozen
class OptionalType:
    """A value that may be none. Never nested."""

    element: Type


@frozen
class CalendarType:
    """A set of days, by the name of its declaration."""

    name: str


@frozen
class NoneType:
    """The type of the literal `none` before it is fitted to its place."""


@frozen
class WordsType:
    """A written set of texts `{ "a", "b" }` as an argument (ignoring:, mentions)."""


@frozen
class ErrorType:
    """The type of something already reported: fits everywhere, so that one mistake is said once."""


Type = (
    TextType
    | IntegerType
    | NumberType
    | RatioType
    | BooleanType
    | DateType
    | DateTimeType
    | DurationType
    | PeriodType
    | EnumType
    | RecordType
    | RefType
    | ListType
    | OptionalType
    | CalendarType
    | NoneType
    | WordsType
    | ErrorType
)


def required(type_: Type) -> Type:
    """Return the type without its `?`.

    >>> required(OptionalType(DateType()))
    DateType()
    """
    return type_.element if isinstance(type_, OptionalType) else type_


def optional(type_: Type) -> Type:
    """Return the type with a `?`, once.

    >>> optional(optional(DateType()))
    OptionalType(element=DateType())
    """
    return type_ if isinstance(type_, OptionalType | ErrorType) else OptionalType(type_)


_NUMERIC: Final = (IntegerType, NumberType, RatioType)


def is_numeric(type_: Type) -> bool:
    """Return whether the type (its `?` aside) is an integer, a number or a ratio."""
    return isinstance(required(type_), _NUMERIC)
