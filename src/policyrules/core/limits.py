"""Which quotas and deadlines do items set?"""

from __future__ import annotations

from policyrules.core import ir
from policyrules.core.packed.kinds import rules_with
from policyrules.core.rests_on import everything


def quotas_of(program: ir.Program, record: str) -> dict[ir.RuleId, ir.Quota]:
    """Return the quotas that count a record, by the rule that has each."""
    found: dict[ir.RuleId, ir.Quota] = {}
    for rule in rules_with(program.rules.get(record, ()), ir.AtMost, ir.Used):
        for node in everything(rule.test) if rule.test is not None else ():
            if isinstance(node, ir.AtMost | ir.Used):
                found.setdefault(node.quota.rule, node.quota)
    return found


def deadline_in(rule: ir.Rule) -> ir.Deadline | None:
    """Return the deadline an item sets; none for others."""
    if rule.test is None:
        return None
    return next((node for node in everything(rule.test) if isinstance(node, ir.Deadline)), None)
