"""Which rules does one item become? Told from its clauses alone, so that other items can ask of them.

An item is one rule, and as many more as it says other things at other stages: an early warning, and
each stage at which it refers or returns.
"""

from __future__ import annotations

from collections.abc import Iterable

from policyrules.core.rule_parts import ASKED, USED, WARNING
from policyrules.syntax.ast import clauses as syntax


def breaking_parts(clauses: Iterable[syntax.Clause]) -> tuple[str, ...]:
    """Return the parts of an item that are broken when it is, each at its stage; the item itself first."""
    stages = [
        stage_name(number, stage)
        for number, (action, stage) in enumerate(staged(clauses))
        if stage.kind != "used" and changes_effect(action)
    ]
    return ("", *dict.fromkeys(stages))


def changes_effect(action: syntax.ActionPhrase) -> bool:
    """Return whether an action replaces the effect of its item."""
    return isinstance(action, syntax.ReferTo | syntax.ReturnTo)


def parts_of(clauses: Iterable[syntax.Clause]) -> tuple[str, ...]:
    """Return all parts an item becomes, the item itself first."""
    clauses = tuple(clauses)
    found = [*breaking_parts(clauses)]
    if any(isinstance(clause, syntax.Warn) for clause in clauses):
        found.append(WARNING)
    used = [
        (stage_name(number, stage), action)
        for number, (action, stage) in enumerate(staged(clauses))
        if stage.kind == "used"
    ]
    found += [name for name, action in used if changes_effect(action)]
    if any(not changes_effect(action) for _, action in used):
        found.append(USED)
    if any(isinstance(clause, syntax.Deadline) for clause in clauses):
        found.append(ASKED)
    return tuple(found)


def staged(clauses: Iterable[syntax.Clause]) -> list[tuple[syntax.ActionPhrase, syntax.Stage]]:
    """Return the actions of an item that wait for a stage, in the order written."""
    return [
        (action, stage)
        for clause in clauses
        if isinstance(clause, syntax.Then)
        for action, stage in clause.actions
        if stage is not None
    ]


def stage_name(number: int, stage: syntax.Stage) -> str:
    """Return what the rule of a stage is called: by its kind, and its number where it has an amount."""
    return stage.kind if stage.amount is None else f"{stage.kind} {number + 1}"
