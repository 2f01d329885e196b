"""When is a quota still the same? When it counts the same things by the same conditions.

What it counts was settled when each entry was accepted. As long as nothing changes in what is counted, under
which keys and when, the counts stay right, whatever the limit is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import fields, has

from policyrules.core import ir
from policyrules.core.rests_on import everything
from policyrules.semantics.schema import FunctionSchema
from policyrules.semantics.types import EnumType

if TYPE_CHECKING:
    from policyrules.core.ir import Program


def digest_of(program: Program, quota: ir.Quota) -> str:
    """Return what is the same for as long as a quota counts the same."""
    digest = sha256()
    for line in _definition(program, quota):
        digest.update(line.encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
    return digest.hexdigest()


def _definition(program: Program, quota: ir.Quota) -> Iterator[str]:
    schema = program.records[quota.record]
    yield f"in the zone {program.policies[schema.policy].zone}, dated {schema.dated}"
    yield written(quota)
    for rule, tested in _rules(program, quota):
        yield f"{rule.id} {written(rule.validity)} {written(rule.overrides)}"
        for expr in _conditions(rule, tested=tested):
            yield written(expr)
    for key in _derived(program, quota):
        yield f"{key} {written(program.defines[key].value)}"


def _rules(program: Program, quota: ir.Quota) -> list[tuple[ir.Rule, bool]]:
    """Return the rules that say what counts, and whether their test has a part in it.

    They are the quota's own, those that set it aside, and those that any of these ask about: these with their test.
    """
    rules = {rule.id: rule for rule in program.rules.get(quota.record, ())}
    overriders: dict[ir.RuleId, list[ir.RuleId]] = {}
    for rule in rules.values():
        for beaten in rule.overrides:
            overriders.setdefault(beaten, []).append(rule.id)
    wanted: dict[ir.RuleId, bool] = {}
    waiting = [(quota.rule, False)]
    while waiting:
        rule_id, tested = waiting.pop()
        if rule_id not in rules or (rule_id in wanted and wanted[rule_id] >= tested):
            continue
        wanted[rule_id] = tested
        waiting += [(other, False) for other in overriders.get(rule_id, ()) if other not in wanted]
        for expr in _through(program, _conditions(rules[rule_id], tested=tested)):
            if isinstance(expr, ir.Broken):
                waiting.append((expr.rule, True))
    return [(rule, wanted[rule.id]) for rule in rules.values() if rule.id in wanted]


def _conditions(rule: ir.Rule, *, tested: bool) -> tuple[ir.Expr, ...]:
    exceptions = tuple(exemption.condition for exemption in rule.exempt)
    return (rule.applies, rule.when, *exceptions, *((rule.test,) if tested and rule.test is not None else ()))


def _derived(program: Program, quota: ir.Quota) -> list[tuple[str, str]]:
    asked = [expr for rule, tested in _rules(program, quota) for expr in _conditions(rule, tested=tested)]
    counted = [expr for expr in (*quota.keys, quota.first, quota.last, quota.value) if expr is not None]
    return sorted(
        {
            (node.record, node.name)
            for node in _through(program, [*asked, *counted])
            if isinstance(node, ir.Derived)
        }
    )


def _through(program: Program, exprs: Iterable[ir.Expr]) -> Iterator[ir.Expr]:
    """Yield all that expressions read, through derived facts too."""
    waiting = list(exprs)
    followed: set[tuple[str, str]] = set()
    while waiting:
        for node in everything(waiting.pop()):
            yield node
            if isinstance(node, ir.Derived) and (node.record, node.name) not in followed:
                followed.add((node.record, node.name))
                waiting.append(program.defines[node.record, node.name].value)


def written(value: Any) -> str:
    """Return a part of the core as text: the same text for what means the same.

    >>> written(ir.Const(Decimal("2.0"), ir.BOOLEAN))
    'Const(2.0,BooleanType())'
    """
    match value:
        case EnumType():
            return f"enum {value.name} {value.members} {value.ordered}"
        case FunctionSchema():
            return f"function {value.plugin} {value.names.first}"
        case Decimal() | date():
            return str(value)
        case tuple():
            return f"({','.join(written(part) for part in value)})"
        case frozenset():
            return f"{{{','.join(sorted(written(part) for part in value))}}}"
        case _ if has(type(value)):
            parts = (written(getattr(value, each.name)) for each in fields(type(value)) if each.eq)
            return f"{type(value).__name__}({','.join(parts)})"
        case _:
            return repr(value)
