"""Rego by regopy (rego-cpp): one rule of a set each, and a query for the set that is planned once."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.infix import Dialect, written
from tests.benchmarks.peers import Prepared, as_json
from tests.benchmarks.workload import Facts, Workload

PACKAGE = "regopy"
NOTE = "decimals are floats, dates texts compared as such; the order of the answer is put right outside"
REGO = Dialect(
    name=lambda of: f"input.{of.name}",
    conjunction="\n    ",
    negation="not {}",
    equals="==",
    one_of=lambda name, members: f"{name} in {{{', '.join(members)}}}",
    has=lambda name, element: f"{element} in {name}",
)


def prepare(workload: Workload) -> Prepared:
    """Return the rules as a planned query."""
    from regopy import Input, Interpreter

    rego = Interpreter()
    rules = "\n".join(
        f'found contains "{rule.id}" if {{\n    {written(rule.condition, REGO)}\n}}'
        for rule in workload.rules
    )
    rego.add_module("rules", f"package rules\nimport rego.v1\n{rules}\n")
    bundle = rego.build(None, ["rules/found"])
    order = {rule.id: number for number, rule in enumerate(workload.rules)}

    def answer(given: Any) -> list[str]:
        rego.set_input(given)
        found = rego.query_bundle_entrypoint(bundle, "rules/found")[0].expressions[0]
        return sorted(found, key=order.__getitem__)

    def convert(facts: Facts) -> Any:
        return Input(as_json(facts))

    return Prepared(convert, answer)
