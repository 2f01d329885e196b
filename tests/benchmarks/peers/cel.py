"""CEL by its C++ implementation: one compiled expression, a list of what each rule says, over an activation."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from tests.benchmarks.infix import Dialect, literal, written
from tests.benchmarks.peers import Prepared
from tests.benchmarks.workload import Facts, Value, Workload

PACKAGE = "cel-expr-python"
NOTE = "decimals are doubles, dates timestamps at midnight"


def _value(value: Value) -> str:
    match value:
        case date():
            return f'timestamp("{value.isoformat()}T00:00:00Z")'
        case Decimal():
            return repr(float(value))
        case _:
            return literal(value)


CEL = Dialect(name=lambda of: of.name, value=_value, conjunction=" && ", negation="!({})", equals="==")


def prepare(workload: Workload) -> Prepared:
    """Return the rules as one compiled expression."""
    from cel_expr_python import cel

    kinds = {
        "text": cel.Type.STRING,
        "enum": cel.Type.STRING,
        "integer": cel.Type.INT,
        "number": cel.Type.DOUBLE,
        "date": cel.Type.TIMESTAMP,
        "boolean": cel.Type.BOOL,
        "texts": cel.Type.List(cel.Type.STRING),
    }
    environment = cel.NewEnv(variables={of.name: kinds[of.kind] for of in workload.fields})
    expression = environment.compile(
        "[" + ", ".join(f"({written(rule.condition, CEL)})" for rule in workload.rules) + "]"
    )
    ids = [rule.id for rule in workload.rules]

    def answer(activation: Any) -> list[str]:
        held = expression.eval(activation).plain_value()
        return [id_ for id_, each in zip(ids, held, strict=True) if each]

    def convert(facts: Facts) -> Any:
        return environment.Activation(
            dict(facts)
            | {"cost": float(facts["cost"]), "start": _instant(facts["start"]), "due": _instant(facts["due"])}
        )

    return Prepared(convert, answer)


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
