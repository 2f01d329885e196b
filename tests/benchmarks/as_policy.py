"""How is a workload written as a policy of ours?"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from tests.benchmarks.infix import Dialect, literal, written
from tests.benchmarks.workload import Field, Value, Workload

RECORD = "Case"


def _value(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else literal(value)


OURS = Dialect(
    name=lambda of: of.name,
    value=_value,
    member=str,
    negation="not {}",
    ordered_enums=True,
    one_of=lambda name, members: f"{name} in {{ {', '.join(members)} }}",
    has=lambda name, element: f"{name} contains {element}",
)


def policy(workload: Workload, *, optional: bool = False, dressed: bool = False) -> str:
    """Return the text of the policy: its fields `optional` or not, its items `dressed` as people dress them.

    A dressed item has a source, a reason with facts in it and a remedy, which cost memory and time to load.
    """
    fields = "\n".join(f"    {of.name}: {_type(of, optional=optional)}" for of in workload.fields)
    items = []
    for rule in workload.rules:
        unless = "" if rule.unless is None else f" unless {written(rule.unless, OURS)}"
        when = f"when {written(rule.when, OURS)}{unless}"
        before = f'@source("Rules 2024, {rule.id}") ' if dressed else ""
        after = ' because "{title} has {people} people" remedy "ask the office first"' if dressed else ""
        items.append(f'    {before}{rule.modality} {rule.id} "item {rule.id}" {{ {when}{after} }}')
    tiers = next(of for of in workload.fields if of.ordered)
    return "\n".join(
        [
            f"enum Tier {{ {' < '.join(tiers.members)} }}",
            f"record {RECORD} {{",
            fields,
            "}",
            f"list rules for {RECORD} {{",
            *items,
            "}",
            "",
        ]
    )


def _type(of: Field, *, optional: bool) -> str:
    mark = "?" if optional else ""
    match of.kind:
        case "text" | "integer" | "date" | "boolean":
            return of.kind + mark
        case "number":
            return f"number(2){mark}"
        case "enum":
            return f"Tier{mark}" if of.ordered else f"{{ {', '.join(of.members)} }}{mark}"
        case "texts":
            return "list of text"  # a list is never none
        case _:
            assert_never(of.kind)
