"""rule-engine: one compiled rule each, its types resolved beforehand."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.benchmarks.infix import Dialect, literal, written
from tests.benchmarks.peers import Prepared
from tests.benchmarks.workload import Facts, Value, Workload

PACKAGE = "rule-engine"
NOTE = "facts as Python has them; exact decimals"


def _value(value: Value) -> str:
    return f'd"{value.isoformat()}"' if isinstance(value, date) else literal(value)


RULE_ENGINE = Dialect(name=lambda of: of.name, value=_value, equals="==", negation="not ({})")


def prepare(workload: Workload) -> Prepared:
    """Return the rules, each compiled."""
    from rule_engine import Context, DataType, Rule, type_resolver_from_dict

    kinds = {
        "text": DataType.STRING,
        "enum": DataType.STRING,
        "integer": DataType.FLOAT,
        "number": DataType.FLOAT,
        "date": DataType.DATETIME,
        "boolean": DataType.BOOLEAN,
        "texts": DataType.ARRAY(DataType.STRING),
    }
    context = Context(
        type_resolver=type_resolver_from_dict({of.name: kinds[of.kind] for of in workload.fields})
    )
    rules = [
        (rule.id, Rule(written(rule.condition, RULE_ENGINE), context).matches) for rule in workload.rules
    ]

    def answer(facts: Any) -> list[str]:
        return [id_ for id_, matches in rules if matches(facts)]

    return Prepared(convert, answer)


def convert(facts: Facts) -> Facts:
    """Return the facts as they are."""
    return facts
