"""What does a record add to a quota, and does the quota hold with it?"""

from __future__ import annotations

from datetime import date, tzinfo
from itertools import product
from math import inf
from typing import TYPE_CHECKING, Any

from policyrules.core import ir, numbers
from policyrules.core.dates import day_of
from policyrules.core.history import Use
from policyrules.core.logic import MAYBE, Kleene
from policyrules.core.usage import Amount, Usage, usages
from policyrules.core.values import UNKNOWN, Period, Unknown

if TYPE_CHECKING:
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope


def at_most(evaluation: Evaluation, node: ir.AtMost, scope: Scope) -> Kleene:
    """Return whether a quota holds with this record: none limits nothing, and less than 0 is 0."""
    own = own_uses(evaluation, node.quota, True, scope)
    if own == ():
        return True
    limit = evaluation.value(node.limit, scope)
    if limit is None:
        return True
    if own is UNKNOWN or limit is UNKNOWN or not evaluation.history.has(node.quota.record):
        return MAYBE
    return stays_within(usages_of(evaluation, node.quota, own), limit)


def used(evaluation: Evaluation, node: ir.Used, scope: Scope) -> Kleene:
    """Return whether at least a share of a quota's limit is used, this record included."""
    own = own_uses(evaluation, node.quota, True, scope)
    if own == ():
        return False
    limit, share = evaluation.value(node.limit, scope), evaluation.value(node.share, scope)
    if limit is None or share is None:
        return False
    if own is UNKNOWN or UNKNOWN in (limit, share) or not evaluation.history.has(node.quota.record):
        return MAYBE
    return reaches(usages_of(evaluation, node.quota, own), limit, share)


def usages_of(evaluation: Evaluation, quota: ir.Quota, own: tuple[Use, ...]) -> list[Usage]:
    """Return how much of a quota is used under each of a record's keys in each window it lies in."""
    return [
        usage
        for use in own
        for usage in usages(quota.window, quota.measure, use, list(evaluation.history.uses(quota, use.key)))
    ]


def stays_within(found: list[Usage], limit: Any) -> Kleene:
    """Return whether no usage is over a limit: surely, possibly, or surely not."""
    if any(over(usage.low, limit) for usage in found):
        return False
    return MAYBE if any(over(usage.high, limit) for usage in found) else True


def reaches(found: list[Usage], limit: Any, share: Any) -> Kleene:
    """Return whether some usage is at least a share of a limit."""
    part = numbers.calculate("*", max(limit, 0), share)
    if any(reached(part, usage.low) for usage in found):
        return True
    return MAYBE if any(reached(part, usage.high) for usage in found) else False


def over(amount: Amount, limit: Amount) -> bool:
    """Return whether an amount is more than a limit; a limit below 0 is 0."""
    if type(amount) is int and type(limit) is int:
        return amount > limit and amount > 0
    return amount > 0 and not reached(amount, limit)


def reached(part: Amount, amount: Amount) -> bool:
    """Return whether an amount is a part of a limit, or more."""
    if amount in (inf, -inf) or part in (inf, -inf):
        return float(part) <= float(amount)
    return numbers.order(part, amount) <= 0


# --- what a record adds ---------------------------------------------------------------------


def own_uses(
    evaluation: Evaluation, quota: ir.Quota, counts: Kleene, scope: Scope
) -> tuple[Use, ...] | Unknown:
    """Return what a record adds to a quota, once for each key it counts under.

    Nothing where a key or its day is none: it takes no part. Unknown where one is not known.
    """
    keys = keys_of(tuple(evaluation.value(key, scope) for key in quota.keys))
    days = _days(evaluation, quota, scope)
    if keys == () or days is None:
        return ()
    if keys is UNKNOWN or days is UNKNOWN:
        return Unknown.UNKNOWN
    first, last = days
    value = None if quota.value is None else evaluation.value(quota.value, scope)
    return tuple(Use(quota.rule, key, counts, first, last, value) for key in keys)


def keys_of(values: tuple[Any, ...]) -> tuple[tuple[Any, ...], ...] | Unknown:
    """Return the keys that values stand for, a list for each of its members; none of none."""
    members = [_members(value) for value in values]
    if any(each == () for each in members):
        return ()
    told = [each for each in members if each is not UNKNOWN]
    return Unknown.UNKNOWN if len(told) < len(members) else tuple(dict.fromkeys(product(*told)))


def _members(value: Any) -> tuple[Any, ...] | Unknown:
    if value is UNKNOWN or (isinstance(value, tuple) and UNKNOWN in value):
        return Unknown.UNKNOWN
    if value is None:
        return ()
    return tuple(part for part in value if part is not None) if isinstance(value, tuple) else (value,)


Days = tuple[date | None, date | None]


def _days(evaluation: Evaluation, quota: ir.Quota, scope: Scope) -> Days | Unknown | None:
    if quota.first is None:
        return None, None
    first = evaluation.value(quota.first, scope)
    last = first if quota.last is None else evaluation.value(quota.last, scope)
    return days_of(first, last, evaluation.zone)


def days_of(first: Any, last: Any, zone: tzinfo) -> Days | Unknown | None:
    """Return the first and last day something counts on; None where its day is none.

    An end that is none is open, one before the start is the start.
    """
    if first is None:
        return None
    if first is UNKNOWN or last is UNKNOWN:
        return Unknown.UNKNOWN
    if isinstance(first, Period):
        return first.start, None if first.finish is None else max(first.start, first.finish)
    start = day_of(first, zone)
    return start, None if last is None else max(start, day_of(last, zone))
