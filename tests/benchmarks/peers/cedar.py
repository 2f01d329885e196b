"""Cedar by cedarpy: one policy a rule, all of them `permit`, since only the policies that decide are named in the answer."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from tests.benchmarks.infix import Dialect, literal, written
from tests.benchmarks.peers import Prepared
from tests.benchmarks.workload import Facts, Field, Op, Value, Workload

PACKAGE = "cedarpy"
NOTE = (
    "every rule is a `permit`, as a `forbid` that holds would hide the others; decimals and dates are its extension types, "
    "given in JSON; the order of the answer is put right outside"
)
DECIMALS = {"<": "lessThan", "<=": "lessThanOrEqual", ">": "greaterThan", ">=": "greaterThanOrEqual"}


def _value(value: Value) -> str:
    match value:
        case date():
            return f'datetime("{value.isoformat()}")'
        case Decimal():
            return f'decimal("{value:.2f}")'
        case _:
            return literal(value)


def _compare(left: str, op: Op, right: str, of: Field) -> str:
    if of.kind == "number" and op != "=":
        return f"{left}.{DECIMALS[op]}({right})"
    return f"{left} {'==' if op == '=' else op} {right}"


CEDAR = Dialect(
    name=lambda of: f"context.{of.name}",
    value=_value,
    conjunction=" && ",
    negation="!({})",
    compare=_compare,
    one_of=lambda name, members: f"[{', '.join(members)}].contains({name})",
    has=lambda name, element: f"{name}.contains({element})",
)


def prepare(workload: Workload) -> Prepared:
    """Return the rules as a parsed set of policies."""
    from cedarpy import Entities, PolicySet, is_authorized

    policies = PolicySet.from_str(
        "\n".join(
            f"permit(principal, action, resource) when {{ {written(rule.condition, CEDAR)} }};"
            for rule in workload.rules
        )
    )
    entities = Entities.from_json_str("[]")
    ids = [rule.id for rule in workload.rules]

    def answer(request: Any) -> list[str]:
        reasons = is_authorized(request, policies, entities).diagnostics.reasons
        return [
            ids[number] for number in sorted(int(reason[6:]) for reason in reasons)
        ]  # policy0, policy1, …

    return Prepared(convert, answer)


def convert(facts: Facts) -> dict[str, Any]:
    """Return a request with the facts as its context."""
    context = dict(facts)
    context["cost"] = {"__extn": {"fn": "decimal", "arg": f"{facts['cost']:.2f}"}}
    context["start"] = {"__extn": {"fn": "datetime", "arg": facts["start"].isoformat()}}
    context["due"] = {"__extn": {"fn": "datetime", "arg": facts["due"].isoformat()}}
    return {
        "principal": 'User::"u"',
        "action": 'Action::"a"',
        "resource": 'Case::"c"',
        "context": json.dumps(context),
    }
