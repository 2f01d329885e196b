"""How does a value stand in a column, and how is it read back?

| type | SQLite | PostgreSQL |
|---|---|---|
| text, enum, ref | text | text |
| integer | integer | bigint |
| number | text: plain digits, exact | numeric |
| boolean | 0 or 1 | boolean |
| date | text: `2026-03-01` | date |
| datetime | text: ISO 8601 with its offset | timestamp with time zone |
| duration, period, list, nested record | text: JSON | text: JSON |

None is null. Unknown is null too, and the entry names the field in its column `_unknown`; inside a list it is
`{"": "unknown"}`, and in a nested record the field is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core import numbers
from policyrules.core.values import UNKNOWN, Duration, Period, Row
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    PeriodType,
    RecordType,
    RefType,
    TextType,
    Type,
    required,
)
from policyrules.semantics.zones import instant

if TYPE_CHECKING:
    from policyrules.semantics.schema import RecordSchema

Backend = Literal["sqlite", "postgresql"]
Kind = Literal["text", "integer", "number", "boolean", "date", "moment"]
"""What a column holds, as databases tell it apart."""

Records = Mapping[str, "RecordSchema"]

_UNKNOWN_PART: Final = {"": "unknown"}
json_text: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Writes a value as JSON, short and with Chinese as it is."""
_WIDE: Final = 2**63


class CannotStoreError(ValueError):
    """A value that a column of this database cannot hold; `reason` says why."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


@frozen(eq=False)
class Storing:
    """How the values of one field stand in its column.

    `write` gives what stands there and `read` the value again; none of both where they are the same. `sought`
    gives what equals a value in the column, None where nothing can. None and unknown never come here.
    """

    kind: Kind
    write: Callable[[Any], Any] | None
    read: Callable[[Any], Any] | None
    sought: Callable[[Any], Any]


def storing(type_: Type, backend: Backend, records: Records, zone: tzinfo) -> Storing:
    """Return how the values of a field of a type stand in its column."""
    lite = backend == "sqlite"
    match required(type_):
        case TextType() | EnumType() | RefType():
            return Storing("text", None if lite else without_null, None, _sought_text)
        case IntegerType():
            return Storing("integer", None, None, _sought_integer)
        case NumberType():
            if lite:
                return Storing("number", numbers.written, Decimal, numbers.written)
            return Storing("number", None, None, _itself)
        case BooleanType():
            return Storing("boolean", int, bool, int) if lite else Storing("boolean", None, None, _itself)
        case DateType():
            if lite:
                return Storing("date", date.isoformat, date.fromisoformat, date.isoformat)
            return Storing("date", None, None, _itself)
        case DateTimeType():
            if lite:
                return Storing("moment", datetime.isoformat, partial(_moment, zone), datetime.isoformat)
            return Storing("moment", _in_utc, partial(_in_zone, zone), _itself)
        case kind:
            read = _part_reader(kind, records, zone)
            return Storing("text", _as_json, lambda text: read(json.loads(text)), _as_json)


def _itself(value: Any) -> Any:
    return value


def without_null(text: str) -> str:
    """Return a text that PostgreSQL can hold. Raises `CannotStoreError` for one with U+0000 in it."""
    if "\0" in text:
        raise CannotStoreError(
            Phrase(
                "PostgreSQL keeps no text with the character U+0000",
                "PostgreSQL 不能保存含 U+0000 字符的文本",
            )
        )
    return text


def _sought_text(text: str) -> str | None:
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return None
    return None if "\0" in text else text


def _sought_integer(value: int) -> int | None:
    return value if -_WIDE < value < _WIDE else None


def _moment(zone: tzinfo, text: str) -> datetime:
    return instant(datetime.fromisoformat(text), zone)


def _in_zone(zone: tzinfo, moment: datetime) -> datetime:
    return instant(moment, zone)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise CannotStoreError(
            Phrase(
                "PostgreSQL keeps instants in UTC, and there this falls outside the years 1 to 9999",
                "PostgreSQL 以世界时保存时刻，换算后不在公元 1 年至 9999 年之间",
            )
        ) from None


# --- lists, nested records and what else is written as JSON --------------------------------------


def _as_json(value: Any) -> str:
    return json_text(_part(value))


def _part(value: Any) -> Any:
    match value:
        case _ if value is UNKNOWN:
            return _UNKNOWN_PART
        case None | bool() | int() | str():
            return value
        case Decimal():
            return numbers.written(value)
        case date():
            return value.isoformat()
        case Duration():
            counts = {
                "months": value.months,
                "days": value.days,
                "working_days": value.working_days,
                "minutes": value.minutes,
            }
            return {unit: count for unit, count in counts.items() if count}
        case Period():
            return {"start": _part(value.start), "finish": _part(value.finish)}
        case Row():
            return {name: _part(each) for name, each in value.values.items() if each is not UNKNOWN}
        case tuple():
            return [_part(each) for each in value]
        case _:
            raise TypeError(value)


def _part_reader(type_: Type, records: Records, zone: tzinfo) -> Callable[[Any], Any]:
    """Return what reads a part of a JSON text as a value; None and unknown parts included."""
    read: Callable[[Any], Any]
    match required(type_):
        case ListType(element):
            inner = _part_reader(element, records, zone)
            return lambda part: None if part is None else tuple([inner(each) for each in part])
        case RecordType(record):
            return _row_reader(record, records, zone)
        case DurationType():
            read = lambda part: Duration(**part)  # noqa: E731  # one of several readers
        case PeriodType():
            read = _period
        case NumberType():
            read = Decimal
        case DateType():
            read = date.fromisoformat
        case DateTimeType():
            read = partial(_moment, zone)
        case _:
            read = _itself
    return lambda part: None if part is None else UNKNOWN if part == _UNKNOWN_PART else read(part)


def _row_reader(record: str, records: Records, zone: tzinfo) -> Callable[[Any], Any]:
    readers: dict[str, Callable[[Any], Any]] = {}  # made when first needed: records can hold each other

    def read(part: Any) -> Any:
        if part is None:
            return None
        if part == _UNKNOWN_PART:
            return UNKNOWN
        if not readers:
            for field in records[record].fields:
                readers[field.names.first] = _part_reader(field.type, records, zone)
        return Row(
            record, {name: one(part[name]) if name in part else UNKNOWN for name, one in readers.items()}
        )

    return read


def _period(part: Any) -> Period:
    finish = part["finish"]
    return Period(date.fromisoformat(part["start"]), None if finish is None else date.fromisoformat(finish))
