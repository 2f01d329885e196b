"""What is a value at run time?

| type             | value                                                        |
|------------------|--------------------------------------------------------------|
| text, ref        | `str`, NFC                                                   |
| integer          | `int`, at most 18 digits in facts                            |
| number           | `decimal.Decimal`, finite; an `int` is accepted where it is read |
| ratio            | `fractions.Fraction`                                         |
| boolean          | `bool`                                                       |
| date, datetime   | `datetime.date`, aware `datetime.datetime`                   |
| duration, period | `Duration`, `Period`                                         |
| enum             | `str`: the member's first name                               |
| nested record    | `Row`                                                        |
| list             | `tuple`                                                      |
| none             | `None`: known to be absent                                   |
| unknown          | `UNKNOWN`: we were not told                                  |
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from policyrules.errors import PolicyRulesError
from policyrules.frozen import field, frozen
from policyrules.semantics.values import Duration, Period

__all__ = ["UNKNOWN", "CannotTell", "Duration", "Period", "Row", "Unknown", "Value"]


class Unknown(Enum):
    """The one value that says we were not told; never true, never false, equal only to itself."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"

    # an enum's own goes through its name, and sets are asked for this value often
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        message = "unknown is neither true nor false"
        raise TypeError(message)


UNKNOWN: Final = Unknown.UNKNOWN


class CannotTell(PolicyRulesError):  # noqa: N818  # it is an answer, not a mistake
    """Raised where a value cannot be known from what was given (an uncovered year, a text too long).

    The evaluators catch it: the value is UNKNOWN and `message` says why. `Faulty` (core/calling.py) is
    the kind that blames a plugin.
    """


@frozen
class Row:
    """The facts of one record, nested record or ledger entry: first field name → value.

    Every field of the record is present; one we were not told is `UNKNOWN`.
    """

    record: str
    values: Mapping[str, Any] = field(repr=True)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


Value = (
    str
    | int
    | Decimal
    | Fraction
    | bool
    | date
    | datetime
    | Duration
    | Period
    | Row
    | tuple[Any, ...]
    | None
    | Unknown
)
