"""JSON Logic by datalogic: one expression that merges the ids of the rules that match, over a parsed document."""

from __future__ import annotations

from typing import Any, assert_never

from tests.benchmarks.infix import literal, spelt_out
from tests.benchmarks.peers import Prepared, as_json
from tests.benchmarks.workload import (
    All,
    Compare,
    CompareFields,
    Condition,
    Facts,
    Field,
    Flag,
    Has,
    Not,
    OneOf,
    Value,
    Workload,
)

PACKAGE = "datalogic-py"
NOTE = "decimals are floats, dates texts compared as such"


def prepare(workload: Workload) -> Prepared:
    """Return the rules as one compiled expression."""
    from datalogic_py import DataHandle, Engine

    engine = Engine()
    rule = engine.compile(
        {"merge": [{"if": [logic(each.condition), each.id, []]} for each in workload.rules]}
    )
    evaluate = engine.session().evaluate_data

    def answer(document: Any) -> list[str]:
        found: list[str] = evaluate(rule, document)
        return found

    def convert(facts: Facts) -> Any:
        return DataHandle(as_json(facts))

    return Prepared(convert, answer)


def logic(condition: Condition) -> Any:
    """Return a condition as JSON Logic."""
    match condition:
        case Flag(of):
            return _of(of)
        case Compare(of, op, value):
            if of.ordered:
                return logic(spelt_out(condition))
            return {"===" if op == "=" else op: [_of(of), _constant(value)]}
        case CompareFields(of, op, other):
            return {"===" if op == "=" else op: [_of(of), _of(other)]}
        case OneOf(of, members):
            return {"in": [_of(of), list(members)]}
        case Has(of, element):
            return {"in": [element, _of(of)]}
        case Not(inner):
            return {"!": [logic(inner)]}
        case All(conditions):
            return {"and": [logic(inner) for inner in conditions]}
        case _:
            assert_never(condition)


def _of(of: Field) -> dict[str, str]:
    return {"var": of.name}


def _constant(value: Value) -> Any:
    import json

    return json.loads(literal(value))
