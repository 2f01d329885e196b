"""What is left of a decision where there are too many for more: the outcome, and which items speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from policyrules.core.effect import Outcome
    from policyrules.core.ir import RuleId


class Brief(NamedTuple):
    """A decision in brief; records that are decided alike share one."""

    outcome: Outcome
    """The worst effect found, or undetermined."""
    finding_ids: tuple[RuleId, ...]
    """The items that say something, in the order written: `id` of each of the decision's `findings`."""
