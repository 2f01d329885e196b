"""What a parameter is worth, and which values it takes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from policyrules.core import ir
from policyrules.core.evaluate.missing import FactNeed, OnNeed, ParameterNeed
from policyrules.core.parameters import ParameterValues
from policyrules.core.values import UNKNOWN, Duration
from policyrules.semantics.schema import ParameterSchema, Version
from policyrules.semantics.types import ListType
from tests.unit.core.build import (
    CASE,
    DATED_CASE,
    DURATION,
    INTEGER,
    NUMBER,
    TEXT,
    TIER,
    case,
    evaluation,
    f,
    parameter,
    program,
)

if TYPE_CHECKING:
    from policyrules.errors import ParameterProblem

LIMIT = parameter(
    "limit",
    INTEGER,
    Version(10, date(2019, 3, 11), None),
    Version(8, date(2024, 8, 6), date(2025, 12, 31)),
    second="上限",
)
FIXED = parameter("fixed", INTEGER, Version(5, None, None))
REQUIRED = parameter("required", NUMBER)
KEYED = parameter("keyed", INTEGER, keys=(TEXT,))
TWICE = parameter("twice", INTEGER, keys=(TEXT, TIER))
ALL = {each.names.first: each for each in (LIMIT, FIXED, REQUIRED, KEYED, TWICE)}


def of(**supplied: Any) -> tuple[ParameterValues, tuple[ParameterProblem, ...]]:
    return ParameterValues.of(ALL, supplied)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2019, 3, 10), UNKNOWN),
        (date(2019, 3, 11), 10),
        (date(2024, 8, 5), 10),
        (date(2024, 8, 6), 8),
        (date(2025, 12, 31), 8),
        (date(2026, 1, 1), 10),
        (None, UNKNOWN),
    ],
)
def test_dated_values(on: date | None, expected: Any) -> None:
    values, _ = of()
    assert values.value("limit", (), on) == expected


def test_a_constant_needs_no_date() -> None:
    values, _ = of()
    assert values.value("fixed", (), None) == 5
    assert not values.dated("fixed", ())
    assert values.dated("limit", ())


def test_missing_names_those_without_any_value() -> None:
    values, problems = of()
    assert values.missing == ("required", "keyed", "twice")
    assert not problems
    supplied, _ = of(required=1, keyed={"a": 1}, twice={("a", "county"): 2})
    assert supplied.missing == ()


def test_supplied_values_by_either_name_take_the_place_of_declared_ones() -> None:
    values, problems = ParameterValues.of(ALL, {"上限": 3, "required": Decimal("0.5")})
    assert not problems
    assert values.value("limit", (), None) == 3
    assert values.value("required", (), None) == Decimal("0.5")


def test_supplied_dated_values() -> None:
    values, problems = of(
        fixed=[
            {"value": 1, "until": date(2024, 12, 31)},
            {"值": 2, "自": "2025-01-01"},
            Version(3, date(2026, 1, 1), None),
        ]
    )
    assert not problems
    asked = [values.value("fixed", (), date(year, 6, 1)) for year in (2024, 2025, 2026)]
    assert asked == [1, 2, 3]


def test_keyed_values_from_rows_and_supplied() -> None:
    rows = {"keyed": {("a",): (Version(1, None, None),), ("b",): (Version(2, None, None),)}}
    values, problems = ParameterValues.of(ALL, {"keyed": {"b": 20}, "twice": {"a": {"县": 7}}}, rows=rows)
    assert not problems
    assert [values.value("keyed", (key,), None) for key in "abc"] == [1, 20, UNKNOWN]
    assert values.value("twice", ("a", "county"), None) == 7


def test_lists_and_durations() -> None:
    schemas = {"words": parameter("words", ListType(TEXT)), "time": parameter("time", DURATION)}
    values, problems = ParameterValues.of(schemas, {"words": ["a", "b"], "time": "3 working days"})
    assert not problems
    assert values.value("words", (), None) == ("a", "b")
    assert values.value("time", (), None) == Duration(working_days=3)


def problems_of(supplied: dict[str, Any]) -> list[str]:
    _, problems = ParameterValues.of(ALL, supplied)
    return [problem.in_("en") for problem in problems]


def test_everything_wrong_is_said_at_once() -> None:
    said = problems_of(
        {"limits": 1, "fixed": "five", "required": Decimal("0.123456"), "keyed": 3, "上限": 1, "limit": 2}
    )
    assert len(said) == 5
    assert "`limits`: no parameter is called so; did you mean `limit`?" in said
    assert any(text.startswith("`fixed`:") for text in said)
    assert any("given twice" in text for text in said)
    assert any(text.startswith("`keyed`: a value for each t is needed") for text in said)


@pytest.mark.parametrize(
    "supplied",
    [
        {"fixed": [{"value": 1, "from": "2026-01-01", "until": "2025-01-01"}]},
        {"fixed": [{"value": 1}, {"value": 2}]},
        {"fixed": [{"value": 1, "from": "tomorrow"}]},
        {"fixed": None},
        {"fixed": True},
        {"fixed": [1, 2]},
        {"twice": {"a": 1}},
        {"twice": {("a", "nowhere"): 1}},
        {"keyed": {1: 1}},
        {"keyed": {"a": "x"}},
    ],
)
def test_values_that_do_not_fit(supplied: dict[str, Any]) -> None:
    said = problems_of(supplied)
    assert len(said) == 1, said
    (name,) = supplied
    values, _ = ParameterValues.of(ALL, supplied)
    assert (name in values.missing) == (name not in ("fixed", "limit"))


def test_with_a_value_for_a_test() -> None:
    values, _ = of()
    changed = values.with_("keyed", ("a",), 3).with_("limit", (), 1)
    assert changed.value("keyed", ("a",), None) == 3
    assert changed.value("limit", (), date(2000, 1, 1)) == 1
    assert values.value("keyed", ("a",), None) is UNKNOWN


def test_what_a_parameter_lacks() -> None:
    limit = ir.Parameter("limit", (), INTEGER)
    keyed = ir.Parameter("keyed", (f("t"),), INTEGER)
    required = ir.Parameter("required", (), NUMBER)
    schemas: tuple[ParameterSchema, ...] = (LIMIT, KEYED, REQUIRED)
    dated = program(parameters=schemas, schema=DATED_CASE)
    undated = program(parameters=schemas, schema=CASE)
    assert evaluation(dated).missing(limit) == (FactNeed("start"),)
    assert evaluation(undated).missing(limit) == (OnNeed(),)
    assert evaluation(undated, on=date(2000, 1, 1)).missing(limit) == (ParameterNeed("limit", ()),)
    assert evaluation(undated, case(t="z")).missing(keyed) == (ParameterNeed("keyed", ("z",)),)
    assert evaluation(undated).missing(required) == (ParameterNeed("required", ()),)
    row = case(start=date(2024, 8, 6))
    assert evaluation(dated, row, on=date(2020, 1, 1)).value(limit) == 8
