"""The quick pass never says anything but what the thorough one says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.facts.schemas import GIVEN, INSPECTION, RECORDS

from policyrules.backends.python.reading import compile_reading, tidying
from policyrules.core.facts.records import RecordReaders
from policyrules.core.facts.refused import Refused
from policyrules.core.facts.thorough import read_thoroughly
from policyrules.core.values import UNKNOWN
from policyrules.errors import FactError
from policyrules.semantics.types import OptionalType

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

READERS = RecordReaders(RECORDS, UTC)

texts = st.one_of(
    st.text(max_size=5), st.sampled_from(["e\u0301", "\ud800", "县", "county", "是", "2026-03-02", "3 days"])
)
scalars = st.one_of(
    texts,
    st.integers(),
    st.integers(min_value=10**17, max_value=10**19),
    st.floats(),
    st.decimals(),
    st.booleans(),
    st.none(),
    st.just(UNKNOWN),
    st.dates(min_value=date(2020, 1, 1)),
    st.datetimes(timezones=st.one_of(st.none(), st.just(UTC))),
    st.timedeltas(max_value=timedelta(days=100)),
    st.sampled_from([Decimal("1.50"), Decimal("1E+3"), Decimal("-0"), datetime.max.replace(tzinfo=UTC)]),
)
tasks = st.dictionaries(st.sampled_from(["name", "名称", "owner", "days", "wat"]), scalars, max_size=3)
values = st.one_of(scalars, st.lists(st.one_of(texts, tasks), max_size=3), tasks, st.tuples(texts))
names = st.sampled_from(
    [name for field in INSPECTION.fields for name in field.names.spellings] + ["wat", "会"]
)


def said(read: Any) -> Any:
    try:
        return repr(read())
    except FactError as error:
        return [problem.in_("en") for problem in error.problems]


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(names, values, max_size=6), st.booleans(), st.booleans())
def test_both_passes_agree(changes: dict[str, Any], whole: bool, partial: bool) -> None:
    facts = {**GIVEN, **changes} if whole else changes
    reader = READERS.of("Inspection")
    quick = said(lambda: reader.read(facts, partial=partial).values)
    assert quick == said(lambda: read_thoroughly(READERS, reader, facts, partial=partial))


COMPILED = {partial: compile_reading(READERS, INSPECTION, partial=partial) for partial in (False, True)}


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(names, values, max_size=6), st.booleans(), st.booleans())
def test_the_generated_pass_agrees(changes: dict[str, Any], whole: bool, partial: bool) -> None:
    facts = {**GIVEN, **changes} if whole else changes
    thorough = said(lambda: read_thoroughly(READERS, READERS.of("Inspection"), facts, partial=partial))
    try:
        read = COMPILED[partial](facts)
    except Exception:  # noqa: BLE001  # whatever it is, the thorough pass is asked then
        return
    tidy = tidying(INSPECTION)
    assert tidy is not None
    assert repr(tidy(read)) == thorough
    if not partial:
        assert [
            field.names.first
            for field, value in zip(INSPECTION.fields, read, strict=True)
            if value is UNKNOWN and not isinstance(field.type, OptionalType)
        ] == []


def test_the_generated_pass_reads_whatever_is_ordinary() -> None:
    assert len(COMPILED[False](GIVEN)) == len(INSPECTION.fields)
    assert COMPILED[True]({}).count(UNKNOWN) > 1
    called = {
        (field.names.second or field.names.first): GIVEN[field.names.first]
        for field in INSPECTION.fields
        if field.names.first in GIVEN
    }
    assert COMPILED[False](called) == COMPILED[False](GIVEN)


@pytest.mark.parametrize(
    "cost", [Decimal("NaN"), Decimal("-NaN"), Decimal("sNaN"), float("nan"), float("inf"), 1e300]
)
def test_the_generated_pass_takes_nothing_for_a_number_that_is_none(cost: object) -> None:
    for read in COMPILED.values():
        with pytest.raises((Refused, ArithmeticError)):
            read({**GIVEN, "cost": cost})


@pytest.mark.parametrize("cost", [0.1, -0.0, 2.5, 1e3, 0.25, 123456.75, 7.0])
def test_the_generated_pass_reads_floats_by_their_shortest_decimal(cost: float) -> None:
    facts = {**GIVEN, "cost": cost}
    tidy = tidying(INSPECTION)
    assert tidy is not None
    thorough = read_thoroughly(READERS, READERS.of("Inspection"), facts, partial=False)
    assert repr(tidy(COMPILED[False](facts))) == repr(thorough)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(names, values, max_size=6))
def test_facts_read_again_are_the_same(changes: dict[str, Any]) -> None:
    reader = READERS.of("Inspection")
    try:
        once = reader.read({**GIVEN, **changes}, partial=True)
    except FactError:
        return
    assert repr(reader.read(once.row, partial=True).values) == repr(once.values)
