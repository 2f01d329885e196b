"""Which rules, on which facts? The workloads of issue's figures: twenty rules, ever more of them, thresholds.

`TWENTY` are twelve prohibitions, six permissions and two warnings over fifteen facts of every kind. `many` are as many
rules as asked for, of which three match any of its records. `thresholds` all compare one number with a limit of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.benchmarks.workload import (
    All,
    Compare,
    CompareFields,
    Condition,
    Field,
    Flag,
    Has,
    Not,
    OneOf,
    Op,
    Rule,
    Value,
    Workload,
)

TIERS = ("village", "township", "county", "city", "province")
KINDS = ("inspection", "assessment", "guidance", "meeting")
F = {
    field.name: field
    for field in (
        Field("title", "text"),
        Field("tier", "enum", TIERS, ordered=True),
        Field("kind", "enum", KINDS),
        Field("pages", "integer"),
        Field("people", "integer"),
        Field("days", "integer"),
        Field("cost", "number"),
        Field("start", "date"),
        Field("due", "date"),
        Field("filed", "boolean"),
        Field("emergency", "boolean"),
        Field("grades", "boolean"),
        Field("planned", "boolean"),
        Field("unit", "text"),
        Field("targets", "texts"),
    )
}


def _is(name: str, op: Op, value: Value) -> Compare:
    return Compare(F[name], op, value)


def _no(name: str) -> Condition:
    return Not(Flag(F[name]))


def _and(*conditions: Condition) -> Condition:
    return All(conditions)


TWENTY = Workload(
    "twenty rules over fifteen facts",
    tuple(F.values()),
    (
        Rule("F-01", "must not", _and(_no("planned"), _no("emergency"))),
        Rule("F-02", "must not", _is("pages", ">", 10)),
        Rule("F-03", "must not", _and(_is("people", ">=", 150), _is("tier", "<=", "county"))),
        Rule("F-04", "must not", _and(_is("kind", "=", "assessment"), Flag(F["grades"]))),
        Rule("F-05", "must not", _is("cost", ">", Decimal(50000)), Flag(F["filed"])),
        Rule("F-06", "must not", _and(_is("days", ">", 3), OneOf(F["kind"], ("meeting", "guidance")))),
        Rule("F-07", "must not", CompareFields(F["due"], "<", F["start"])),
        Rule("F-08", "must not", _and(_is("start", "<", date(2024, 8, 6)), Flag(F["grades"]))),
        Rule("F-09", "must not", _is("title", "=", "draft")),
        Rule("F-10", "must not", _and(_is("tier", "=", "village"), _no("emergency"))),
        Rule("F-11", "must not", _and(Has(F["targets"], "County X"), Flag(F["grades"]), _no("filed"))),
        Rule("F-12", "must not", _and(_is("unit", "=", "Bureau A"), _is("people", ">", 80))),
        Rule("P-01", "may", Flag(F["planned"])),
        Rule("P-02", "may", Flag(F["emergency"])),
        Rule("P-03", "may", _and(Flag(F["filed"]), _is("pages", "<=", 8))),
        Rule("P-04", "may", _and(_is("kind", "=", "guidance"), _is("people", "<", 10))),
        Rule("P-05", "may", _is("tier", ">=", "city")),
        Rule("P-06", "may", _is("cost", "=", Decimal(0))),
        Rule("W-01", "should not", _and(_is("pages", ">=", 8), _is("pages", "<=", 10))),
        Rule("W-02", "should not", _and(_is("people", ">=", 80), _is("people", "<=", 149))),
    ),
)


def cases(random: Random) -> Iterator[dict[str, Any]]:
    """Yield facts for `TWENTY`, near to what its rules ask."""
    while True:
        start = date(2024, 7, 1) + timedelta(days=random.randrange(90))
        yield {
            "title": random.choice(["draft", "notice", "plan"]),
            "tier": random.choice(TIERS),
            "kind": random.choice(KINDS),
            "pages": random.randrange(14),
            "people": random.choice([3, 9, 10, 79, 80, 81, 149, 150, 200]),
            "days": random.randrange(6),
            "cost": random.choice([Decimal(0), Decimal("49999.99"), Decimal(50000), Decimal("50000.01")]),
            "start": start,
            "due": start + timedelta(days=random.randrange(-3, 30)),
            "filed": random.random() < 0.7,
            "emergency": random.random() < 0.2,
            "grades": random.random() < 0.3,
            "planned": random.random() < 0.7,
            "unit": random.choice(["Bureau A", "Bureau B"]),
            "targets": ["County X", "County Y"][: random.randrange(3)],
        }


def with_gaps(given: Iterator[dict[str, Any]], random: Random, share: float) -> Iterator[dict[str, Any]]:
    """Yield the same facts, each of them left out with this probability."""
    for facts in given:
        yield {name: value for name, value in facts.items() if random.random() >= share}


def many(count: int) -> Workload:
    """Return so many rules about one unit each, three to a unit."""
    return Workload(
        f"{count:,} rules of which three match",
        TWENTY.fields,
        tuple(
            Rule(
                f"X-{number}",
                "must not",
                _and(
                    _is("unit", "=", f"Unit {number // 3}"),
                    _is("tier", "<=", "county"),
                    _is("people", ">", number % 3),
                ),
                Flag(F["emergency"]),
            )
            for number in range(count)
        ),
    )


def cases_of_many(random: Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield facts of which three rules of `many` match."""
    for facts in cases(random):
        low = TIERS[random.randrange(3)]
        yield facts | {"unit": f"Unit {random.randrange(count // 3)}", "tier": low, "emergency": False}


def thresholds(count: int) -> Workload:
    """Return so many rules that compare one number with a limit of their own."""
    return Workload(
        f"{count:,} thresholds",
        TWENTY.fields,
        tuple(
            Rule(f"T-{limit}", "must not", _is("cost", ">=", Decimal(limit))) for limit in range(1, count + 1)
        ),
    )


def cases_of_thresholds(random: Random, matches: int) -> Iterator[dict[str, Any]]:
    """Yield facts of which so many thresholds match."""
    for facts in cases(random):
        yield facts | {"cost": matches + Decimal(random.randrange(100)) / 100}


def taken(source: Iterator[dict[str, Any]], so_many: int) -> list[dict[str, Any]]:
    """Return the first so many."""
    return [next(source) for _ in range(so_many)]
