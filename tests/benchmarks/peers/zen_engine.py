"""GoRules ZEN: one compiled expression, a list of what each rule says; days are counted, as texts have no order there."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.benchmarks.infix import Dialect, literal, written
from tests.benchmarks.peers import Prepared, as_json
from tests.benchmarks.workload import Facts, Value, Workload

PACKAGE = "zen-engine"
NOTE = "dates are given as numbers of days; a compiled expression, since its decision tables and graphs take longer"


def _value(value: Value) -> str:
    return str(value.toordinal()) if isinstance(value, date) else literal(value)


ZEN = Dialect(name=lambda of: of.name, value=_value, equals="==")


def prepare(workload: Workload) -> Prepared:
    """Return the rules as one compiled expression."""
    from zen import compile_expression

    expression = compile_expression(
        "[" + ", ".join(f"({written(rule.condition, ZEN)})" for rule in workload.rules) + "]"
    )
    ids = [rule.id for rule in workload.rules]

    def answer(given: Any) -> list[str]:
        return [id_ for id_, held in zip(ids, expression.evaluate(given), strict=True) if held]

    return Prepared(convert, answer)


def convert(facts: Facts) -> dict[str, Any]:
    """Return facts with dates as numbers of days and floats."""
    return as_json(facts) | {"start": facts["start"].toordinal(), "due": facts["due"].toordinal()}
