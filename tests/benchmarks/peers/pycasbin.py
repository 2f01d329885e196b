"""Casbin: a matcher of its own for each rule in one model, asked one after the other, since a request is only granted or not."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.benchmarks.infix import Dialect, literal, written
from tests.benchmarks.peers import Prepared
from tests.benchmarks.workload import Facts, Value, Workload

PACKAGE = "casbin"
NOTE = "a request a rule, as it says only whether something is granted; dates are given as numbers of days"


def _value(value: Value) -> str:
    return str(value.toordinal()) if isinstance(value, date) else literal(value)


CASBIN = Dialect(
    name=lambda of: f"r.{of.name}", value=_value, conjunction=" && ", negation="!({})", equals="=="
)


def prepare(workload: Workload) -> Prepared:
    """Return the rules as an enforcer with as many matchers."""
    from casbin import Enforcer
    from casbin.core_enforcer import EnforceContext
    from casbin.model import Model

    names = [of.name for of in workload.fields]
    matchers = [(rule, "m" if number == 1 else f"m{number}") for number, rule in enumerate(workload.rules, 1)]
    lines = "\n".join(f"{name} = {written(rule.condition, CASBIN)}" for rule, name in matchers)
    model = Model()
    model.load_model_from_text(
        f"[request_definition]\nr = {', '.join(names)}\n[policy_definition]\np = any\n"
        f"[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\n{lines}\n"
    )
    enforce = Enforcer(model, enable_log=False).enforce
    asked = [(rule.id, EnforceContext("r", "p", "e", name)) for rule, name in matchers]

    def answer(given: tuple[Any, ...]) -> list[str]:
        return [id_ for id_, matcher in asked if enforce(matcher, *given)]

    def convert(facts: Facts) -> tuple[Any, ...]:
        return tuple(
            each.toordinal() if isinstance(each, date) else each for each in map(facts.__getitem__, names)
        )

    return Prepared(convert, answer)
