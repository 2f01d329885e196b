"""What holds of every program that lowering makes?

Each check has a name and yields what it finds wrong, in words for whoever works on the library; a
program made from policies without errors passes all of them. Tests and properties ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from policyrules.core import ir
from policyrules.core.calendars.asking import rests_on
from policyrules.core.fitting import misfits
from policyrules.core.mentioned import EARLIER
from policyrules.core.parts import parts
from policyrules.core.rests_on import asked_by, conditions_of, derived_in, everything, explained_by
from policyrules.semantics.types import BooleanType, ErrorType, RecordType, RefType, required

Check = Callable[[ir.Program], Iterator[str]]

_TESTED: Final = ("must", "should", "encourage")


def violations(program: ir.Program) -> tuple[str, ...]:
    """Return everything that does not hold of a program, each led by the name of the check."""
    return tuple(f"{name}: {what}" for name, check in INVARIANTS.items() for what in check(program))


def _rules(program: ir.Program) -> Iterator[ir.Rule]:
    for rules in (*program.rules.values(), *program.periodic.values()):
        yield from rules


def _conditions(program: ir.Program) -> Iterator[tuple[str, ir.Expr]]:
    """Yield everything a decision rests on, with the name of what it belongs to."""
    for rule in _rules(program):
        for expr in conditions_of(rule):
            yield str(rule.id), expr
    for (record, name), define in program.defines.items():
        yield f"{record}.{name}", define.value
    for actions in program.table_actions.values():
        for action in actions:
            for condition, _ in action.branches:
                yield action.table.first, condition


def _all(program: ir.Program) -> Iterator[tuple[str, ir.Expr]]:
    """Yield every expression of a program."""
    yield from _conditions(program)
    for rule in _rules(program):
        for expr in explained_by(rule):
            yield str(rule.id), expr
    for actions in program.table_actions.values():
        for action in actions:
            for _, plan in action.branches:
                for expr in asked_by(plan):
                    yield action.table.first, expr


# --- rules ----------------------------------------------------------------------------------


def _rules_are_where_they_belong(program: ir.Program) -> Iterator[str]:
    seen: set[ir.RuleId] = set()
    lists = [*program.rules.items(), *((record, rules) for (record, _), rules in program.periodic.items())]
    for record, rules in lists:
        for rule in rules:
            if rule.record != record:
                yield f"{rule.id} is about {rule.record} and stands with those of {record}"
            if rule.id in seen:
                yield f"{rule.id} stands twice"
            seen.add(rule.id)
    if set(program.order) != seen:
        yield f"the order as written numbers {sorted(map(str, set(program.order) ^ seen))} wrongly"
    for listed in program.lists:
        yield from (
            f"{listed.names.first} lists {rule}, which is no rule"
            for rule in listed.rules
            if rule not in seen
        )


def _rules_stand_in_order(program: ir.Program) -> Iterator[str]:
    for rules in (*program.rules.values(), *program.periodic.values()):
        ids = {rule.id for rule in rules}
        before: set[ir.RuleId] = set()
        for rule in rules:
            for asked in _asked_of(program, rule):
                if asked not in before:
                    yield f"{rule.id} asks of {asked}, which is not before it"
            before.add(rule.id)
            for beaten in rule.overrides:
                if beaten not in ids:
                    yield f"{rule.id} overrides {beaten}, which is no rule of its record"
                elif beaten in before:
                    yield f"{rule.id} overrides {beaten}, which is not after it"


def _asked_of(program: ir.Program, rule: ir.Rule) -> Iterator[ir.RuleId]:
    left = list(conditions_of(rule))
    seen: set[tuple[str, str]] = set()
    while left:
        expr = left.pop()
        yield from (node.rule for node in everything(expr) if isinstance(node, ir.Broken))
        for key in derived_in((expr,)) - seen:
            seen.add(key)
            if key in program.defines:
                left.append(program.defines[key].value)


def _rules_are_whole(program: ir.Program) -> Iterator[str]:
    for rule in _rules(program):
        if (rule.test is not None) is not (rule.modality in _TESTED):
            yield f"{rule.id} is {rule.modality} {'with' if rule.test is not None else 'without'} a test"
        if rule.modality == "may" and rule.effect != "permit":
            yield f"{rule.id} permits, with the effect {rule.effect}"
        names = {witness.variable for witness in rule.witnesses}
        for expr in explained_by(rule):
            yield from (f"{rule.id} explains itself by {name}" for name in _free(expr) - names)


# --- expressions ----------------------------------------------------------------------------


def _facts_come_in_order(program: ir.Program) -> Iterator[str]:
    before: set[tuple[str, str]] = set()
    for key, define in program.defines.items():
        if key != (define.record, define.names.first):
            yield f"{define.names.first} stands under {key}"
        for needed in sorted(derived_in((define.value,)) - before):
            yield f"{key[0]}.{key[1]} reads {needed[0]}.{needed[1]}, which is not before it"
        before.add(key)


def _names_are_known(program: ir.Program) -> Iterator[str]:
    for whose, expr in _all(program):
        for node in everything(expr):
            match node:
                case ir.Field(record=record, steps=steps) if not _leads_somewhere(program, record, steps):
                    yield f"{whose} reads {record}.{'.'.join(steps)}"
                case ir.Derived(record=record, name=name) if (record, name) not in program.defines:
                    yield f"{whose} reads the derived fact {record}.{name}"
                case ir.Parameter(name=name) if name not in program.parameters:
                    yield f"{whose} reads the parameter {name}"
                case ir.InCalendar(calendar=name) if name not in program.calendars:
                    yield f"{whose} asks the calendar {name}"
                case _:
                    pass


def _leads_somewhere(program: ir.Program, record: str, steps: tuple[str, ...]) -> bool:
    at: str | None = record
    for step in steps:
        schema = program.records.get(at) if at is not None else None
        field = None if schema is None else schema.field_named(step)
        if field is None or field.names.first != step:
            return False
        kind = required(field.type)
        at = kind.record if isinstance(kind, RecordType | RefType) else None
    return bool(steps)


def _calendars_are_made_of_others(program: ir.Program) -> Iterator[str]:
    rest = {name: set(rests_on(calendar)) for name, calendar in program.calendars.items()}
    for name, calendar in program.calendars.items():
        if name != calendar.names.first:
            yield f"the calendar {calendar.names.first} stands under {name}"
        yield from (f"the calendar {name} rests on {other}" for other in sorted(rest[name] - set(rest)))
    told: set[str] = set()
    while found := {name for name, others in rest.items() if name not in told and others <= told}:
        told |= found
    if set(rest) - told:
        yield f"the calendars {', '.join(sorted(set(rest) - told))} rest on each other"


def _variables_are_bound(program: ir.Program) -> Iterator[str]:
    for whose, expr in _conditions(program):
        yield from (f"{whose} reads {name}, which nothing binds" for name in sorted(_free(expr)))


def _free(expr: ir.Expr) -> set[str]:
    match expr:
        case ir.Field(row=row) | ir.Derived(row=row):
            return set() if row == "this" or row in EARLIER else {row}
        case ir.Variable(name=name):
            return {name}
        case ir.Aggregate(variable=variable, source=source) | ir.Match(variable=variable, source=source):
            inside = set[str]().union(*(_free(part) for part in parts(expr)[1:]))
            return _free(source) | (inside - {variable})
        case _:
            return set[str]().union(*(_free(part) for part in parts(expr)))


def _conditions_are_conditions(program: ir.Program) -> Iterator[str]:
    for rule in _rules(program):
        for expr in conditions_of(rule):
            if not isinstance(required(expr.type), BooleanType | ErrorType):
                yield f"{rule.id} asks whether a {type(required(expr.type)).__name__} holds"
    for whose, expr in _conditions(program):
        for node in everything(expr):
            if isinstance(node, ir.Text):
                yield f"{whose} rests on words for people"


def _types_fit(program: ir.Program) -> Iterator[str]:
    for whose, expr in _all(program):
        for node in everything(expr):
            yield from (f"{whose}: {what}" for what in misfits(node))


INVARIANTS: Final[dict[str, Check]] = {
    "rules-are-where-they-belong": _rules_are_where_they_belong,
    "rules-stand-in-order": _rules_stand_in_order,
    "rules-are-whole": _rules_are_whole,
    "facts-come-in-order": _facts_come_in_order,
    "names-are-known": _names_are_known,
    "calendars-are-made-of-others": _calendars_are_made_of_others,
    "variables-are-bound": _variables_are_bound,
    "conditions-are-conditions": _conditions_are_conditions,
    "types-fit": _types_fit,
}
"""Every check, by its name."""
