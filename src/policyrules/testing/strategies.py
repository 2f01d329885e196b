"""Which facts could a record have, and which rows a ledger? Hypothesis strategies derived from the policy itself.

The strategies hunt boundaries: where rules compare a field with a constant, that constant and its
neighbours are drawn far more often than other values. Where rules look into ledgers, days crowd where months and
years turn, and texts and keys are few, so that records meet. Needs the extra `testing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, assert_never

import attrs
from hypothesis import strategies as st

from policyrules.core import ir
from policyrules.core.ledgers_read import counts_uses, rows_read
from policyrules.core.limits import quotas_of
from policyrules.core.rests_on import everything
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
    required,
)

_LEFT_OUT = object()
_FIRST, _LAST = date(2023, 1, 1), date(2027, 12, 31)
_TURNS: Final = tuple(
    day + timedelta(days=step) for day in (date(2025, 12, 31), date(2026, 2, 28)) for step in (0, 1, -1)
)
"""Where a year and a month end; the former in a week that the next year begins with."""
_KEYS: Final = ("1", "2", "3", "4", "5", "6")
_FEW: Final = ("a", "b")


def facts(
    program: ir.Program, record: str, *, unknown: bool = False, max_list: int = 3
) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of facts, as `Engine.decide` takes them, for a record of a program.

    With `unknown`, any fact may be left out (decide those with `partial=True`); otherwise only what
    may be absent is. Lists have at most `max_list` entries. Keys and references are those of few entries.
    """
    looks = bool(rows_read(program, record)) or counts_uses(program, record)
    constants = _constants(program.rules.get(record, ()), *program.defines.values())
    around = _Around(
        program.records,
        tuple(constants),
        unknown=unknown,
        max_list=max_list,
        alike=looks,
    )
    return around.row(program.records[record], depth=0)


def ledgers(
    program: ir.Program,
    records: Iterable[str] | None = None,
    *,
    unknown: bool = False,
    min_rows: int = 0,
    max_rows: int = 5,
    max_list: int = 3,
) -> st.SearchStrategy[dict[str, list[dict[str, Any]]]]:
    """Return a strategy of ledgers: the rows of each record, as `MemoryLedger` takes them.

    `records` names those that have a ledger; without it all have that have a key or are counted. No two rows of
    one have the same key (of a text key or an integer there are at most six), and what `facts` draws often names one. With `unknown`, rows leave
    facts out, but for those by which a quota counts them: without these no ledger takes them.

    >>> import policyrules as pr
    >>> from hypothesis import given
    >>> policies = pr.load_text('''
    ... record Visit { id: text key, county: text, day: date }
    ... list l for Visit { must twice "At most two visits a month" { at most 2 per county each month of day } }
    ... ''')
    >>> @given(ledgers(policies.program), facts(policies.program, "Visit"))
    ... def no_third_visit_is_admitted(given, visit):
    ...     engine = pr.Engine(policies, ledger=pr.MemoryLedger(given))
    ...     before = [row for row in given["Visit"] if row["id"] != visit["id"]]
    ...     there = [row for row in before if row["county"] == visit["county"]]
    ...     same_month = [row for row in there if f"{row['day']:%Y-%m}" == f"{visit['day']:%Y-%m}"]
    ...     assert engine.decide("Visit", visit).outcome == ("forbid" if len(same_month) >= 2 else "permit")
    >>> no_third_visit_is_admitted()
    """
    constants = _constants(*program.rules.values(), *program.periodic.values(), *program.defines.values())
    around = _Around(
        program.records,
        tuple(constants),
        unknown=unknown,
        max_list=max_list,
        alike=True,
        always=frozenset(_counted_by(program)),
    )
    kept = [name for name, schema in program.records.items() if schema.key or quotas_of(program, name)]
    return st.fixed_dictionaries(
        {
            name: around.rows(program.records[name], min_rows, max_rows)
            for name in (kept if records is None else records)
        }
    )


def _counted_by(program: ir.Program) -> Iterator[tuple[str, str]]:
    """Yield what quotas count entries by, keys and days: each field with its record, however it is derived."""
    for record in program.records:
        for quota in quotas_of(program, record).values():
            waiting = [expr for expr in (*quota.keys, quota.first, quota.last) if expr is not None]
            followed: set[tuple[str, str]] = set()
            while waiting:
                for node in everything(waiting.pop()):
                    if isinstance(node, ir.Field):
                        yield from _fields_on(program, node.record, node.steps)
                    elif isinstance(node, ir.Derived) and (node.record, node.name) not in followed:
                        followed.add((node.record, node.name))
                        waiting.append(program.defines[node.record, node.name].value)


def _fields_on(program: ir.Program, record: str, steps: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    here: str | None = record
    for step in steps:
        field = None if here is None else program.records[here].field_named(step)
        if here is None or field is None:
            return
        yield here, field.names.first
        type_ = required(field.type)
        here = type_.record if isinstance(type_, RecordType | RefType) else None


@attrs.frozen(eq=False)
class _Around:
    """What all fields are drawn with: the constants near which boundaries lie, and how much may be left out.

    `alike` says that records are to meet: texts are few. What is `always` there is never left out.
    """

    records: Mapping[str, RecordSchema]
    interesting: tuple[Any, ...]
    unknown: bool = attrs.field(kw_only=True)
    max_list: int = attrs.field(kw_only=True)
    alike: bool = attrs.field(kw_only=True)
    always: frozenset[tuple[str, str]] = attrs.field(kw_only=True, default=frozenset())

    def rows(self, schema: RecordSchema, least: int, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
        """Return a strategy of rows with keys of their own."""
        row = self.row(schema, depth=0)
        if schema.key is None:
            return st.lists(row, min_size=least, max_size=most)
        name, field = schema.key, schema.field_named(schema.key)
        assert field is not None, "a key is a field"
        keys = st.lists(self.key(field.type), min_size=least, max_size=most, unique_by=str)

        def named(drawn: list[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
            rows = st.lists(row, min_size=len(drawn), max_size=len(drawn))
            return rows.map(
                lambda given: [{**each, name: key} for each, key in zip(given, drawn, strict=True)]
            )

        return keys.flatmap(named)

    def row(self, schema: RecordSchema, *, depth: int) -> st.SearchStrategy[dict[str, Any]]:
        """Return a strategy of what is given of a record."""
        drawn = {each.names.first: self.field(schema, each, depth=depth) for each in schema.fields}
        return st.fixed_dictionaries(drawn).map(
            lambda row: {key: value for key, value in row.items() if value is not _LEFT_OUT}
        )

    def field(self, schema: RecordSchema, item: FieldSchema, *, depth: int) -> st.SearchStrategy[Any]:
        """Return a strategy of one fact, and of its lacking where it may."""
        known = self.key(item.type) if item.key else self.value(item.type, depth=depth)
        counted = (schema.names.first, item.names.first) in self.always
        if item.has_default or (not counted and (self.unknown or isinstance(item.type, OptionalType))):
            return st.one_of(known, known, known, st.just(_LEFT_OUT))
        return known

    def key(self, type_: Type) -> st.SearchStrategy[Any]:
        """Return a strategy of keys: few, so that what names an entry finds it."""
        match required(type_):
            case IntegerType():
                return st.sampled_from([int(key) for key in _KEYS])
            case TextType():
                return st.sampled_from(_KEYS)
            case _:
                return self.value(type_, depth=0)

    def value(self, type_: Type, *, depth: int) -> st.SearchStrategy[Any]:
        """Return a strategy of known values of a type."""
        match type_:
            case OptionalType(element):
                inner = self.value(element, depth=depth)
                return st.one_of(inner, inner, st.none())
            case RefType():
                return st.sampled_from(_KEYS)
            case TextType():
                return self.text()
            case IntegerType():
                whole = [int(number) + step for number in _numbers(self.interesting) for step in (-1, 0, 1)]
                return st.one_of(st.sampled_from([*whole, 0, 1]), st.integers(-10, 10))
            case NumberType(scale=scale):
                tick = Decimal(1).scaleb(-scale)
                exact = [
                    rounded + step
                    for number in _numbers(self.interesting)
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
                drawn = [st.sampled_from([*self.days, date(2024, 2, 29)]), st.dates(_FIRST, _LAST)]
                return st.one_of(*([st.sampled_from(_TURNS)] if self.alike else []), *drawn)
            case DateTimeType():
                span = [datetime.combine(day, time()) for day in (_FIRST, _LAST)]
                at_random = st.datetimes(*span, timezones=st.just(UTC))
                days = [*self.days, *(_TURNS if self.alike else ())]
                if not days:
                    return at_random
                turns = st.sampled_from([time(), time(15, 59), time(16), time(23, 59, 59)])
                return st.one_of(
                    st.builds(datetime.combine, st.sampled_from(days), turns, st.just(UTC)), at_random
                )
            case DurationType():
                return st.integers(0, 60).map(lambda days: Duration(days=days))
            case PeriodType():
                lengths = st.one_of(st.integers(0, 40), st.integers(0, 40), st.none())
                return st.builds(_period, self.value(DateType(), depth=depth), lengths)
            case EnumType(members=members):
                return st.sampled_from(members)
            case RecordType(record=name):
                return self.row(self.records[name], depth=depth + 1)
            case ListType(element):
                longest = max(0, self.max_list - depth)
                return st.lists(self.value(element, depth=depth + 1), max_size=longest)
            case RatioType() | CalendarType() | NoneType() | WordsType() | ErrorType():
                message = f"no field holds a {type(type_).__name__}"
                raise TypeError(message)
            case _:
                assert_never(type_)

    @property
    def days(self) -> list[date]:
        """The days near which boundaries lie."""
        return [day + timedelta(days=step) for day in _days(self.interesting) for step in (-1, 0, 1)]

    def text(self) -> st.SearchStrategy[str]:
        """Return a strategy of texts."""
        texts = [text for text in self.interesting if isinstance(text, str)]
        near = [*texts, *(text + "x" for text in texts), *("x" + text for text in texts), ""]
        drawn = [st.sampled_from(near), st.text(alphabet="ab市全0 {%", max_size=5)]
        return st.one_of(*([st.sampled_from(_FEW)] if self.alike else []), *drawn)


def _period(start: date, length: int | None) -> Period:
    return Period(start, None if length is None else start + timedelta(days=length))


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
