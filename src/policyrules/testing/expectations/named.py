"""Which item, fact or entry does a test name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import RecordType, required
from policyrules.testing.expectations.decided import Decided

if TYPE_CHECKING:
    from policyrules.core.ir import Rule
    from policyrules.syntax.ast.expressions import Path
    from policyrules.syntax.ast.names import ItemRef


def rule_named(ref: ItemRef, decided: Decided) -> Rule | None:
    """Return the rule an item's name means, in the test's own policy first."""
    program = decided.policies.program
    rules = [rule for rules in (*program.rules.values(), *program.periodic.values()) for rule in rules]
    named = [rule for rule in rules if ref.item.text in rule.names.spellings and not rule.id.part]
    if ref.policy is not None:
        policies = decided.policies.policies
        spelt = ref.policy.text
        return next((rule for rule in named if spelt in policies[rule.id.policy].names.spellings), None)
    return min(named, key=lambda rule: rule.id.policy != decided.policy, default=None)


def no_item(ref: ItemRef) -> Phrase:
    """Return that no item is called so."""
    name = ref.item.text if ref.policy is None else f"{ref.policy.text}.{ref.item.text}"
    return Phrase(f"there is no item `{name}`", f"没有名为 `{name}` 的条目")


def written_path(path: Path) -> str:
    """Return a path as it is written."""
    return ".".join(name.text for name in path.names)


def first_names(path: Path, decided: Decided) -> str:
    """Return a path in first names, as far as they are fields'."""
    steps: list[str] = []
    record: str | None = decided.facts.record
    for name in path.names:
        field_ = None if record is None else decided.policies.records[record].field_named(name.text)
        steps.append(name.text if field_ is None else field_.names.first)
        inner = None if field_ is None else required(field_.type)
        while inner is not None and hasattr(inner, "element"):
            inner = required(inner.element)
        record = inner.record if isinstance(inner, RecordType) else None
    return ".".join(steps)
