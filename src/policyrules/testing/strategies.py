"""Which facts could a record have? Hypothesis strategies derived from the policy itself.

The strategies hunt boundaries: where rules compare a field with a constant, that constant and its
neighbours are drawn far more often than other values. Needs the extra `testing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, assert_never

import attrs
from hypothesis import strategies as st

from policyrules.core import ir
from policyrules.core.values import Duration, Period
from policyrules.semantics.schema import FieldSchema, RecordSchema
from policyrules.semantics.types import (
    BooleanType,
    CalendarType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    ErrorType,
    IntegerType,
    ListType,
    NoneType,
    NumberType,
    OptionalType,
    PeriodType,
    RatioType,
    RecordType,
    RefType,
    TextType,
    Type,
    WordsType,
)

_LEFT_OUT = object()
_FIRST, _LAST = date(2023, 1, 1), date(2027, 12, 31)


def facts(
    program: ir.Program, record: str, *, unknown: bool = False, max_list: int = 3
) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of facts, as `Engine.decide` takes them, for a record of a program.

    With `unknown`, any fact may be left out (decide those with `partial=True`); otherwise only what
    may be absent is. Lists have at most `max_list` entries.
    """
    schema = program.records[record]
    interesting = tuple(_constants(program.rules.get(record, ()), *program.defines.values()))
    return _row(program.records, schema, interesting, unknown=unknown, max_list=max_list, depth=0)


def _row(
    records: Mapping[str, RecordSchema],
    schema: RecordSchema,
    interesting: tuple[Any, ...],
    *,
    unknown: bool,
    max_list: int,
    depth: int,
) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {
        item.names.first: _field(records, item, interesting, unknown=unknown, max_list=max_list, depth=depth)
        for item in schema.fields
    }
    return st.fixed_dictionaries(drawn).map(
        lambda row: {key: value for key, value in row.items() if value is not _LEFT_OUT}
    )


def _field(
    records: Mapping[str, RecordSchema],
    item: FieldSchema,
    interesting: tuple[Any, ...],
    *,
    unknown: bool,
    max_list: int,
    depth: int,
) -> st.SearchStrategy[Any]:
    known = _value(records, item.type, interesting, unknown=unknown, max_list=max_list, depth=depth)
    may_lack = unknown or item.has_default or isinstance(item.type, OptionalType)
    if not may_lack:
        return known
    return st.one_of(known, known, known, st.just(_LEFT_OUT))


def _value(
    records: Mapping[str, RecordSchema],
    type_: Type,
    interesting: tuple[Any, ...],
    *,
    unknown: bool,
    max_list: int,
    depth: int,
) -> st.SearchStrategy[Any]:
    match type_:
        case OptionalType(element):
            inner = _value(records, element, interesting, unknown=unknown, max_list=max_list, depth=depth)
            return st.one_of(inner, inner, st.none())
        case TextType() | RefType():
            texts = [text for text in interesting if isinstance(text, str)]
            return st.one_of(
                st.sampled_from(
                    [*texts, *(text + "x" for text in texts), *("x" + text for text in texts), ""]
                ),
                st.text(alphabet="ab市全0 {%", max_size=5),
            )
        case IntegerType():
            whole = [int(number) + step for number in _numbers(interesting) for step in (-1, 0, 1)]
            return st.one_of(st.sampled_from([*whole, 0, 1]), st.integers(-10, 10))
        case NumberType(scale=scale):
            tick = Decimal(1).scaleb(-scale)
            exact = [
                rounded + step
                for number in _numbers(interesting)
                for rounded in [number.quantize(tick)]
                for step in (-tick, Decimal(0), tick)
            ]
            return st.one_of(
                st.sampled_from([*exact, Decimal(0)]),
                st.decimals(-100, 100, places=min(scale, 4), allow_nan=False),
            )
        case BooleanType():
            return st.booleans()
        case DateType():
            dates = [day + timedelta(days=step) for day in _days(interesting) for step in (-1, 0, 1)]
            return st.one_of(st.sampled_from([*dates, date(2024, 2, 29)]), st.dates(_FIRST, _LAST))
        case DateTimeType():
            return st.datetimes(
                datetime.combine(_FIRST, datetime.min.time()),
                datetime.combine(_LAST, datetime.min.time()),
                timezones=st.just(UTC),
            )
        case DurationType():
            return st.integers(0, 60).map(lambda days: Duration(days=days))
        case PeriodType():
            return st.tuples(st.dates(_FIRST, _LAST), st.integers(0, 40)).map(
                lambda pair: Period(pair[0], pair[0] + timedelta(days=pair[1]))
            )
        case EnumType(members=members):
            return st.sampled_from(members)
        case RecordType(record=name):
            return _row(
                records, records[name], interesting, unknown=unknown, max_list=max_list, depth=depth + 1
            )
        case ListType(element):
            longest = max(0, max_list - depth)
            inner = _value(records, element, interesting, unknown=unknown, max_list=max_list, depth=depth + 1)
            return st.lists(inner, max_size=longest)
        case RatioType() | CalendarType() | NoneType() | WordsType() | ErrorType():
            message = f"no field holds a {type(type_).__name__}"
            raise TypeError(message)
        case _:
            assert_never(type_)


def _numbers(interesting: tuple[Any, ...]) -> list[Decimal]:
    return [
        Decimal(value)
        for value in interesting
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and -(10**12) < value < 10**12
    ]


def _days(interesting: tuple[Any, ...]) -> list[date]:
    return [
        value
        for value in interesting
        if isinstance(value, date) and not isinstance(value, datetime) and date.min < value < date.max
    ]


def _constants(*trees: object) -> Iterator[Any]:
    """Yield every constant that stands in core trees, and every date something is in force from or until."""
    left: list[Any] = list(trees)
    while left:
        node = left.pop()
        match node:
            case ir.Const(value=value):
                yield value
            case ir.Validity(from_=first, until=last):
                yield from (day for day in (first, last) if day is not None)
            case tuple():
                left.extend(node)
            case _ if attrs.has(type(node)) and type(node).__module__ == ir.__name__:
                left.extend(getattr(node, part.name) for part in attrs.fields(type(node)))
            case _:
                pass
