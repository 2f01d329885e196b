"""Is everything in a program written as text, and read back the same; and is nothing else read at all?"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from policyrules.core import ir
from policyrules.core.calendars.days import CalendarDays
from policyrules.core.packed import declarations, expressions, rules
from policyrules.core.packed.classes import Beginning, Kinds, Parts, Standing
from policyrules.core.packed.cold import cold_in, sizes_of
from policyrules.core.packed.forms import Each, InTurn, Maybe, TextOr
from policyrules.core.packed.kinds import rules_with
from policyrules.core.packed.lines import KEPT, plain_in, read_whole
from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.many_rules import Rules
from policyrules.core.packed.program import Packed, packed, plain_tables, tables_in, unpacked
from policyrules.core.packed.tables import Writing
from policyrules.core.packed.types import TYPES
from policyrules.core.packed.values import plain_of, value_of
from policyrules.core.values import UNKNOWN, Duration, Period, Row
from policyrules.frozen import evolve
from policyrules.plugins.manager import build
from policyrules.semantics.types import Type
from tests.unit.core_lower.lowered import program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.core.ir import Program


def _forms(form: Any, seen: set[int]) -> Iterator[Any]:
    """Yield a form and those it is put together of."""
    if id(form) in seen:
        return
    seen.add(id(form))
    yield form
    inside: list[Any] = []
    match form:
        case Kinds():
            inside = [*form.forms.values()]
        case Parts():
            inside = [*form.forms]
        case Maybe() | Each() | Beginning():
            inside = [form._form]
        case TextOr():
            inside = [form._form, form._text]
        case InTurn():
            inside = [*form._forms]
        case _:
            pass
    for each in inside:
        yield from _forms(each, seen)


_WHOLE = (
    rules.RULE,
    rules.DEFINE,
    rules.TABLE_ACTION,
    rules.LIST_INFO,
    declarations.POLICY,
    declarations.RECORD,
    declarations.PARAMETER,
    declarations.CALENDAR,
    TYPES,
)


def test_every_expression_type_and_kind_of_days_has_a_form() -> None:
    assert {form.of for form in expressions.EXPRESSION.forms.values()} == set(get_args(ir.Expr))
    assert {form.of for form in TYPES.forms.values()} == set(get_args(Type))
    inside = [each for each in _forms(declarations.CALENDAR, set()) if isinstance(each, Kinds)]
    assert [{form.of for form in each.forms.values()} for each in inside] == [set(get_args(CalendarDays))]


def test_forms_leave_out_no_part_of_what_they_write() -> None:
    seen: set[int] = set()
    parts = [each for form in _WHOLE for each in _forms(form, seen) if isinstance(each, Parts)]
    assert len(parts) > 60
    for each in parts:
        own = {part.name: part for part in fields(each.of)}
        stands = "place" in own and own["place"].kw_only
        assert isinstance(each, Standing) is stands, each.of
        assert list(each.names) == [name for name in own if name != "place" or not stands], each.of


def test_what_a_form_does_not_write_is_refused() -> None:
    (rule,) = program(_many(1)).rules["Case"]
    writing = Writing()
    assert rules.RULE.write(rule, writing)
    for change in (
        {"title": 3},
        {"list": None},
        {"otherwise": 0},
        {"list_kind": "catalogue"},
        {"modality": ["must"]},
        {"applies": "yes"},
        {"annotations": [("source", 3)]},
    ):
        with pytest.raises((TypeError, KeyError)):
            rules.RULE.write(evolve(rule, **change), writing)


VALUES = [
    None,
    True,
    False,
    0,
    -7,
    10**17,
    "",
    "市 \u2028 \x00",
    Decimal("0.10"),
    Decimal("-0"),
    Decimal("1E+3"),
    Fraction(-2, 3),
    date(2026, 3, 2),
    datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 2, 30, 1, 5, tzinfo=timezone(timedelta(hours=1)), fold=1),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(seconds=-17762))),
    Duration(1, -2, 3, 4),
    Period(date(2026, 1, 1), None),
    Period(date(2026, 1, 1), date(2026, 1, 2)),
    ("a", 1, (None, Decimal(2))),
    (),
    UNKNOWN,
    Row("Part", {"owner": "x", "days": UNKNOWN}),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_read_as_it_was(value: object) -> None:
    read: object = value_of(json.loads(json.dumps(plain_of(value))))
    assert repr(read) == repr(value)
    assert type(read) is type(value)
    if isinstance(value, datetime):
        assert isinstance(read, datetime)
        assert (read.utcoffset(), read.fold) == (value.utcoffset(), value.fold)


@pytest.mark.parametrize(
    "plain",
    [
        1.5,
        {},
        [],
        ["number", "NaN"],
        ["number", "x"],
        ["number", 1],
        ["date", "2026-02-30"],
        ["date", "20260302"],
        ["date", 5],
        ["datetime", "2026-03-02T00:00", 10**9, 0],
        ["datetime", "2026-03-02T00:00", 0, 2],
        ["datetime", "yesterday", 0, 0],
        ["ratio", 1, 0],
        ["duration", 1, 2, 3],
        ["duration", 1, 2, 3, "4"],
        ["period", None, None],
        ["list", {}],
        ["row", "R", ["a"]],
        ["eval", "1"],
        [["number"]],
    ],
    ids=repr,
)
def test_what_is_no_value_is_refused(plain: object) -> None:
    with pytest.raises(Malformed):
        value_of(plain)


# --- programs -------------------------------------------------------------------------------


def there_and_back(one: Program) -> Program:
    """Return a program as it is after it was text on a disk."""
    text = packed(one)
    plain = json.loads(json.dumps([text.hot, plain_tables(text.tables), sizes_of(text.cold)]))
    tables = tables_in(plain[1], text.tables.sources, lambda: build().functions)
    return unpacked(plain[0], cold_in(plain[2], b"".join(text.cold.blocks)), tables)


def assert_same(one: Program, other: Program) -> None:
    """Two programs are the same in every part, the places included."""
    assert other.policies == one.policies
    assert other.records == one.records
    assert other.parameters == one.parameters
    assert other.calendars == one.calendars
    assert {name: tuple(each) for name, each in other.rules.items()} == one.rules
    assert {name: tuple(each) for name, each in other.periodic.items()} == dict(one.periodic)
    assert [*other.defines.items()] == [*one.defines.items()]
    assert tuple(other.lists) == one.lists
    assert other.table_actions == one.table_actions
    assert [*other.order.items()] == [*one.order.items()]
    again, before = packed(other), packed(one)
    # places are no part of equality, but are written
    assert (again.hot, again.cold.blocks) == (before.hot, before.cold.blocks)


def test_functions_are_called_for_the_types_they_were_chosen_for() -> None:
    one = program("list l for Case { must not a { when tiers_between(tier, county) > 1 } }")
    read = there_and_back(one)
    (rule,) = read.rules["Case"]
    assert isinstance(rule.when, ir.Compare)
    (call,) = [each for each in (rule.when.left, rule.when.right) if isinstance(each, ir.Call)]
    assert call.function.call("village", "city") == 3


def _many(count: int) -> str:
    items = "\n".join(f'must not i{number} {{ when n > {number} and t = "x" }}' for number in range(count))
    return f"list l for Case {{ {items} }}"


def test_many_rules_are_a_sequence_as_any_other() -> None:
    one = program(_many(KEPT + 9))
    read = there_and_back(one)
    rules, plain = read.rules["Case"], one.rules["Case"]
    assert isinstance(rules, Rules)
    assert len(rules) == KEPT + 9
    assert rules[-1] == plain[-1]
    assert rules[3:9] == plain[3:9]
    assert rules[5] is rules[5]
    assert [*rules] == [*plain]
    assert rules == plain
    assert next(reversed(rules)) == plain[-1]
    assert plain[2] in rules
    with pytest.raises(IndexError):
        rules[KEPT + 9]
    assert rules.ids == tuple(rule.id for rule in plain)


def test_rules_that_cannot_hold_a_kind_of_expression_are_not_read() -> None:
    text = """
    list l for Case {
        must not i { when n > 1 }
        must q { at most 3 each month of start }
        should not j { when plan.start > start }
        must d { deadline finish within 3 days after start }
    }
    """
    read = there_and_back(program(text)).rules["Case"]
    assert [rule.id.item for rule in rules_with(read, ir.AtMost)] == ["q"]
    assert [rule.id.item for rule in rules_with(read, paths=True)] == ["j"]
    assert {rule.id.item for rule in rules_with(read, ir.Deadline, ir.Overdue)} == {"d"}
    assert [rule.id.item for rule in rules_with(read, versions=True)] == []


# --- what was not written ---------------------------------------------------------------------

MIXED = """
define long for Case = finish - start > 3
list l 清单 for Case {
    @source("R1") must not a "A" { when n in { 1, 2 } and tier <= county unless kind = visit because "{t} of {x}" }
    must b { at most 3 per t each month of start warn at 80% }
    should c { deadline finish within 3 working days after start then route to "x" if overdue }
    must not d { when some p in Plan where (p.start > start) or (if long then a else b) }
}
"""


@cache
def mixed() -> Packed:
    return packed(program(MIXED))


def _read_whole(text: Packed) -> None:
    read = text.program()
    for group in (*read.rules.values(), *read.periodic.values()):
        for _ in group:
            pass
    for key in read.defines:
        _ = read.defines[key]
    _ = [*read.lists, *read.order]


def _changed(plain: Any, path: list[int], other: Any) -> Any:
    """Return a plain value with something else in one place of it; the path is taken as far as it goes."""
    if not path or not isinstance(plain, list) or not plain:
        return other
    at = path[0] % len(plain)
    return [*plain[:at], _changed(plain[at], path[1:], other), *plain[at + 1 :]]


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 99),
    st.floats(),
    st.text(max_size=3),
    st.lists(st.none(), max_size=3),
)


@given(st.lists(st.integers(0, 30), max_size=9), odd)
def test_hot_parts_that_nobody_wrote_are_refused_or_mean_something(path: list[int], other: Any) -> None:
    text = mixed()
    with suppress(Malformed):
        _read_whole(Packed(_changed(text.hot, path, other), text.cold, text.tables))


@given(st.integers(0, 30), st.lists(st.integers(0, 30), max_size=9), odd)
def test_lines_that_nobody_wrote_are_refused_or_mean_something(
    line: int, path: list[int], other: Any
) -> None:
    cold = mixed().cold
    lines = cold.part(0, len(cold)).splitlines()
    changed = _changed(json.loads(lines[line % len(lines)]), path, other)
    for form in (rules.RULE, rules.DEFINE, rules.LIST_INFO):
        with suppress(Malformed):
            read_whole(form, changed, mixed().tables)


@given(st.binary(max_size=40))
def test_bytes_that_are_no_line_are_refused(line: bytes) -> None:
    with suppress(Malformed):
        plain_in(line)


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(Malformed):
        plain_in(b"[" * 100_000)
    deep: Any = ["const", None, 1, 0]
    for _ in range(5000):
        deep = ["not", None, deep, 0]
    with pytest.raises(Malformed):
        read_whole(expressions.EXPRESSION, deep, mixed().tables)
