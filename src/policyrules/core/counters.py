"""Which counters may a decision look into itself, without asking how full a quota is?

A ledger that is at hand keeps, for each quota, how many entries count. Where a quota counts entries by keys that are
single values and on single days, that is a number in a dict or a list, and a call to ask for it would cost several
times as much as the look. In a database it is a row, and one question gives all a decision needs.
"""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final, Protocol

from policyrules.core import ir
from policyrules.core.limits import quotas_of
from policyrules.semantics.types import (
    DateType,
    EnumType,
    ListType,
    OptionalType,
    RefType,
    TextType,
    required,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policyrules.core.history import History
    from policyrules.semantics.schema import RecordSchema
    from policyrules.semantics.types import Type


class PlaceCounter(Protocol):
    """How many entries surely count in each period of the calendar, or in all time."""

    places: Mapping[tuple[Any, ...], int]
    """By the key, with the number of the period at its end where there are periods."""
    periods: Mapping[date, int] | None
    """The number of the period that any day lies in."""


class DayCounter(Protocol):
    """How many entries surely count in any so many days."""

    def within(self, key: tuple[Any, ...], day: date) -> int:
        """Return how many count in the fullest stretch that holds a day."""
        ...


Counter = PlaceCounter | DayCounter

CountedBy = tuple[tuple[str, ...], "str | None"]
"""The facts that are the keys of a quota, and the one that is its day."""

BEFORE: Final = 3
"""So many values stand in the row of a question before the counts: two that say when it was asked, and what stands in the
ledger under the record's own name."""
EACH: Final = 2
"""So many values are given for a count: how many entries surely count, and how many may."""

LONGEST_KEY: Final = 300
"""So many characters of a key are kept at most; what is longer, whoever keeps it cuts."""
text_in_key: Final = encode_basestring
"""What a text is in a key, which is written as a JSON array."""


def stands_as_text(type_: Type) -> bool:
    """Return whether values of a type are texts, also in keys."""
    return isinstance(required(type_), TextType | EnumType | RefType)


class AskedAtOnce(Protocol):
    """What gives, by one question, all counts that decisions on one kind of record rest on."""

    first: tuple[Any, ...]
    """What asks, then of each quota its number, what writes a key as text, and the number of the period of any day.

    It is given the record's own name, if records have one, and of each quota the number, the key and the period. It gives
    a row; None where the record is to be decided otherwise.
    """

    def history(self, values: tuple[Any, ...], row: tuple[Any, ...], /) -> History:
        """Return the ledgers as the question for these facts saw them."""
        ...


def is_plain(quota: ir.Quota) -> bool:
    """Return whether a quota counts entries, by single keys, for all time or on a date: it has such a counter."""
    listed = any(isinstance(required(key.type), ListType) for key in quota.keys)
    dated = quota.first is None or isinstance(required(quota.first.type), DateType)
    return quota.measure == "count" and not listed and quota.last is None and dated


def slides(quota: ir.Quota) -> bool:
    """Return whether a plain quota has a `DayCounter`; else it has a `PlaceCounter`."""
    return quota.window.kind == "sliding"


def has_periods(quota: ir.Quota) -> bool:
    """Return whether the places of a plain quota end with the number of a period."""
    return quota.window.unit is not None and quota.first is not None


def numbered_quotas(program: ir.Program, record: str) -> dict[ir.RuleId, int]:
    """Return the number under which each quota of a record has its counter."""
    return {rule: number for number, rule in enumerate(quotas_of(program, record))}


def known_fact(schema: RecordSchema, expr: ir.Expr) -> str | None:
    """Return the field an expression reads, where it is one that every complete record knows."""
    match expr:
        case ir.Field(row="this", steps=(name,)):
            field = schema.field_named(name)
            return None if field is None or isinstance(field.type, OptionalType) else name
        case _:
            return None


def counted_by(schema: RecordSchema, quota: ir.Quota) -> CountedBy | None:
    """Return by which facts a plain quota counts every complete record; None where it is by more than such facts."""
    keys = tuple([known_fact(schema, key) for key in quota.keys])
    day = None if quota.first is None else known_fact(schema, quota.first)
    if not is_plain(quota) or None in keys or (day is None and quota.first is not None):
        return None
    return tuple([key for key in keys if key is not None]), day


def asked_by(program: ir.Program, record: str) -> list[CountedBy] | None:
    """Return by which facts each quota of a record counts, in their order; None where one question does not tell all."""
    found: list[CountedBy] = []
    for quota in quotas_of(program, record).values():
        by = None if slides(quota) else counted_by(program.records[record], quota)
        if by is None:
            return None
        found.append(by)
    return found or None
