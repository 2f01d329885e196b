"""Which arithmetic is exact, and what is refused?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    DurationType,
    IntegerType,
    NumberType,
    OptionalType,
    RatioType,
    Type,
)
from tests.unit.semantics.saying import checked, codes, expect, rest, when

BAD = [
    ("missing-unit", "start + «3» > finish"),
    ("hours-on-a-date", "start + «3 hours» > finish"),
    ("date-arithmetic", "«start + finish» > start"),
    ("date-arithmetic", "«3 * span» = span"),
    ("date-arithmetic", "«start * 2» > start"),
    ("division-by-zero", "n / «0» > 1"),
    ("ratio-misuse", "«n / m» + 1 > 1"),
    ("ratio-misuse", "sum(«v.days / n» for v in tasks) > 1"),
    ("type-mismatch", "-«t» = t"),
    ("number-too-wide", "«n * n * n» > 1"),
    ("number-too-long", "n > «1234567890123456789»"),
    ("duration-not-whole", "span = «1.5 days»"),
    ("duration-too-long", "span = «99999999 days»"),
    ("round-places", "round(m, «n») > 1"),
    ("round-places", "round(m, «99») > 1"),
    ("argument-count", "round(m, 1, «2») > 1"),
    ("argument-count", "«round()» > 1"),
    ("type-mismatch", "round(«t», 1) > 1"),
]


@pytest.mark.parametrize(("code", "condition"), BAD, ids=[f"{code}: {text}" for code, text in BAD])
def test_what_is_not_exact_or_makes_no_sense_is_refused(code: str, condition: str) -> None:
    expect(code, when(condition))


def test_working_days_need_a_calendar() -> None:
    text = "policy p { }\nrecord R { start: date }\n"
    expect("no-working-days", text + "define d for R = start + «3 working days»")
    assert codes(text + "define d for R = working_days(start, start)") == []  # it has a calendar of its own


def test_times_without_a_zone_are_spoken_of() -> None:
    text = "record R { at: datetime }\n"
    expect("zone-missing", text + "define d for R = at > «2026-03-01T09:30»")
    assert codes(text + "define d for R = at > 2026-03-01T09:30+08:00") == []


def defined(expression: str) -> Type:
    checked_, diagnostics = checked(rest(f"define d for R = {expression}"))
    assert [d.code for d in diagnostics if not d.code.startswith("unused")] == []
    return checked_.derived["R", "d"].type


@pytest.mark.parametrize(
    ("expression", "type_"),
    [
        ("n + 1", IntegerType()),
        ("n * n", IntegerType()),
        ("m * 0.5", NumberType(3, 19)),
        ("m + 0.125", NumberType(3, 20)),
        ("30% * n", NumberType(1, 19)),
        ("n / 2", RatioType()),
        ("round(n / 2, 2)", NumberType(2, 21)),
        ("round(m)", IntegerType()),
        ("-m", NumberType(2)),
        ("finish - start", OptionalType(IntegerType())),
        ("start + 3 days", DateType()),
        ("finish + span", OptionalType(DateType())),
        ("moment - 2 hours", DateTimeType()),
        ("3 days + 2 hours", DurationType()),
        ("(if b then n else m)", NumberType(2, 20)),
        ("(if b then n else n / m)", RatioType()),
        ("(if b then finish else start)", OptionalType(DateType())),
        ("count(v in tasks)", IntegerType()),
        ("max(v.days for v in tasks)", OptionalType(IntegerType())),
        ("median(v.days for v in tasks)", OptionalType(RatioType())),
        ("min(v.share for v in tasks)", OptionalType(NumberType(2))),
        ("sum(v.share for v in tasks)", NumberType(2, 27)),
        ("plan.seats", OptionalType(IntegerType())),
        ("lead.days", OptionalType(IntegerType())),
    ],
)
def test_types_of_results(expression: str, type_: Type) -> None:
    assert defined(expression) == type_


def test_sums_of_many_terms_stay_narrow() -> None:
    assert codes(when(" + ".join(["n"] * 60) + " > 1")) == []


def test_constants_are_exact_values() -> None:
    checked_, _ = checked(
        rest(
            "parameter a: number(2) = 30%\n"
            "parameter b2: integer = -5万\n"
            "parameter c: duration = 1.5 hours\n"
            "parameter d: datetime = 2026-03-01T09:30\n"
            "parameter e: Tier = 县\n"
            'parameter f: list of text = ["é", "b"]\n'
            "parameter g: date? = none\n"
        )
    )
    value = {name: schema.versions[0].value for name, schema in checked_.parameters.items()}
    assert value["a"] == Decimal("0.3")
    assert value["b2"] == -50000
    assert type(value["b2"]) is int
    assert value["c"].minutes == 90
    assert value["d"].isoformat() == "2026-03-01T09:30:00+08:00"
    assert value["e"] == "county"
    assert value["f"] == ("é", "b")
    assert value["g"] is None
