"""What did an item that measures find? How much of a quota is used, how a deadline or a match stands.

Where such an item gives no reason of its own, what it found is the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core import ir
from policyrules.core.decision.deadlines import DeadlineStanding, standing_of
from policyrules.core.decision.entries import SHOWN
from policyrules.core.decision.matches import MatchStanding, match_of
from policyrules.core.decision.usage import (
    Filled,
    QuotaUsage,
    fullest,
    shown,
    that_are_over,
    windows_of,
)
from policyrules.core.decision.usage_said import reason_said
from policyrules.core.evaluate.quotas import reaches
from policyrules.core.limits import deadline_in
from policyrules.core.rests_on import everything
from policyrules.core.values import UNKNOWN
from policyrules.frozen import field, frozen

if TYPE_CHECKING:
    from policyrules.core.decision.usage import Counting
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.values import Row
    from policyrules.diagnostics.phrase import Phrase


@frozen
class Measured:
    """What an item that measures found, and the entries of ledgers that show it.

    Of very many windows the first, and how many more there are. `said` is all in words.
    """

    usage: tuple[QuotaUsage, ...] = ()
    more_usage: int = 0
    deadline: DeadlineStanding | None = None
    match: MatchStanding | None = None
    said: Phrase | None = None
    rows: tuple[Row, ...] = field(default=(), repr=False)


NOTHING: Final = Measured()


def measured_of(evaluation: Evaluation, rule: ir.Rule) -> Measured:
    """Return what an item, or one of its stages, measured; nothing for one that does not measure."""
    nodes = [] if rule.test is None else list(everything(rule.test))
    used = [node for node in nodes if isinstance(node, ir.Used)]
    most = next((node for node in nodes if isinstance(node, ir.AtMost)), None)
    if used:
        return _of_use(evaluation, used)
    if most is not None:
        return _of_quota(evaluation, most)
    deadline = deadline_in(rule)
    if deadline is not None:
        standing = standing_of(evaluation, rule, deadline)
        return Measured(deadline=standing, said=standing.said)
    match = next((node for node in nodes if isinstance(node, ir.Match)), None)
    return NOTHING if match is None else _of_match(evaluation, match)


def _of_quota(evaluation: Evaluation, node: ir.AtMost) -> Measured:
    """The windows that are over, or may be, the fullest of each key first."""
    limit = evaluation.value(node.limit)
    if limit is None or limit is UNKNOWN:
        return NOTHING
    quota = node.quota
    over = [
        that_are_over(quota, windows, limit) for windows in windows_of(evaluation, quota, evaluation.root)
    ]
    return _told(evaluation, quota, limit, over, "over")


def _of_use(evaluation: Evaluation, nodes: list[ir.Used]) -> Measured:
    """The fullest window of each key that reaches the share, of the smallest that any stage waits for."""
    quota, limit = nodes[0].quota, evaluation.value(nodes[0].limit)
    shares = [evaluation.value(node.share) for node in nodes]
    known = [share for share in shares if share is not None and share is not UNKNOWN]
    if limit is None or limit is UNKNOWN or not known:
        return NOTHING
    by_key = [fullest(quota, windows) for windows in windows_of(evaluation, quota, evaluation.root)]
    full = [[filled] for filled in by_key if reaches([filled.usage], limit, min(known)) is not False]
    return _told(evaluation, quota, limit, full, "used")


def _told(
    evaluation: Evaluation, quota: ir.Quota, limit: object, by_key: list[list[Filled]], counting: Counting
) -> Measured:
    usage = [
        [shown(evaluation, quota, limit, filled, counting) for filled in found[:SHOWN]] for found in by_key
    ]
    told = tuple(each for found in usage for each in found)[:SHOWN]
    return Measured(
        told,
        sum(len(found) for found in by_key) - len(told),
        said=reason_said(
            (found[0], len(all_) - 1) for found, all_ in zip(usage, by_key, strict=True) if found
        ),
        rows=tuple(entry.row for found in by_key for filled in found for entry, _ in filled.others),
    )


def _of_match(evaluation: Evaluation, node: ir.Match) -> Measured:
    standing = match_of(evaluation, node, evaluation.root)
    return Measured(match=standing, said=standing.said, rows=standing.rows)
