"""Which items make findings, given what each rule says? In the order written, without a look at the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core.rule_parts import ASKED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policyrules.core import ir


def speaking(
    sure: Sequence[int],
    unsure: Sequence[int],
    effects: Sequence[tuple[str, str]],
    ids: Sequence[ir.RuleId],
    order: Mapping[ir.RuleId, int],
) -> tuple[ir.RuleId, ...]:
    """Return the ids of the findings, as `Decision.findings` has them.

    Those of rules that surely say something, and of those that do so for want of facts: of these each item once.
    `effects` are each rule's effect, and the one it has for want of facts.
    """
    heard = [(order.get(ids[rule], len(order)), True, rule) for rule in sure]
    heard += [
        (order.get(ids[rule], len(order)), False, rule) for rule in unsure if effects[rule][1] in _SAID_ANYWAY
    ]
    heard.sort()
    unsettled: set[ir.RuleId] = set()
    found: list[ir.RuleId] = []
    for _, settled, rule in heard:
        name = ids[rule]
        whole = name.whole
        if name.part == ASKED or (not settled and whole in unsettled):
            continue
        if not settled:
            unsettled.add(whole)
        found.append(whole)
    return tuple(found)


_SAID_ANYWAY: Final = ("block", "warn")
"""What a rule may do for want of facts that makes a finding all the same."""
