"""How is what a quota counts by written as text, so that equal values are equal texts?

A key is a JSON array of its values. An index takes no text of any length, so a long one is cut and told apart by
its digest.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from policyrules.core import numbers
from policyrules.core.counters import LONGEST_KEY, stands_as_text, text_in_key
from policyrules.core.values import Duration
from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    DurationType,
    NumberType,
    Type,
    required,
)
from policyrules.semantics.zones import instant

_SHOWN: Final = 100

_text: Final = text_in_key
"""What the encoder makes of a text, without the encoder."""
_written: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def written_key(values: tuple[Any, ...]) -> str:
    """Return a key as text.

    >>> written_key(("County A", 3, Decimal("2.50")))
    '["County A",3,2.5]'
    """
    return _cut("[" + ",".join([_value(value) for value in values]) + "]")


def written_texts(values: tuple[str, ...]) -> str:
    """Return a key of texts alone as text.

    >>> written_texts(("County A", "3")) == written_key(("County A", "3"))
    True
    """
    match values:  # written out, since most keys are so short
        case (one,):
            text = f"[{_text(one)}]"
        case (one, other):
            text = f"[{_text(one)},{_text(other)}]"
        case _:
            text = f"[{','.join(map(_text, values))}]"
    return text if len(text) <= LONGEST_KEY else _cut(text)


def written_value(value: Any) -> str:
    """Return a value that is told apart, or added up, as text.

    >>> written_value(Decimal("1.0")) == written_value(1)
    True
    """
    return _cut(_value(value))


def _value(value: Any) -> str:
    if type(value) is str:
        return _text(value)
    match value:
        case str() | bool():
            return _written(value)
        case int() | Decimal():
            return numbers.written(value)
        case datetime():
            return f'"{_instant(value)}"'
        case date():
            return f'"{value.isoformat()}"'
        case Duration():
            return _written([value.months, value.days, value.working_days, value.minutes])
        case _:
            raise TypeError(value)


def _instant(moment: datetime) -> str:
    """Return an instant alike whatever clock it is read on."""
    try:
        return moment.astimezone(UTC).isoformat()
    except OverflowError:  # on the first or the last day of all: no other clock shows it
        return moment.isoformat()


def _cut(text: str) -> str:
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[:_SHOWN]}…{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def key_writer(types: tuple[Type, ...]) -> Callable[[tuple[Any, ...]], str]:
    """Return what writes keys of such types. It raises `TypeError` for one that is none or unknown in part."""
    return written_texts if all(map(stands_as_text, types)) else written_key


def read_value(text: str, type_: Type, zone: tzinfo) -> Any:
    """Return the value a text was written from; a text that was cut, as it stands."""
    try:
        part = json.loads(text, parse_float=Decimal)
    except ValueError:
        return text
    return _read(part, type_, zone)


def read_key(text: str, types: tuple[Type, ...], zone: tzinfo) -> tuple[Any, ...]:
    """Return the key a text was written from; one that was cut, as it stands."""
    try:
        parts = json.loads(text, parse_float=Decimal)
    except ValueError:
        return (text,)
    return tuple([_read(part, type_, zone) for part, type_ in zip(parts, types, strict=True)])


def _read(part: Any, type_: Type, zone: tzinfo) -> Any:
    match required(type_):
        case NumberType():
            return Decimal(part)
        case DateType():
            return date.fromisoformat(part)
        case DateTimeType():
            return instant(datetime.fromisoformat(part), zone)
        case DurationType():
            return Duration(*part)
        case _:
            return part
