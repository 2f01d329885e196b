"""How does a record stand against another ledger? Matched, missing, different, repeated, or too early to say."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from policyrules.core import ir, numbers
from policyrules.core.alike import alike
from policyrules.core.comparing import compare
from policyrules.core.dates import day_of
from policyrules.core.evaluate.dates import moved
from policyrules.core.evaluate.scope import Binding
from policyrules.core.logic import Kleene, all_of, any_of
from policyrules.core.values import UNKNOWN, Row, Unknown
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope

Status = Literal["matched", "missing", "differs", "repeated", "pending"]


@frozen
class Candidate:
    """An entry held against a record: whether all keys of an alternative agree, and all that is compared."""

    row: Row
    keys: Kleene
    compared: Kleene


def status(evaluation: Evaluation, node: ir.Match, scope: Scope) -> Any:
    """Return the status; unknown where it rests on something unknown."""
    found = candidates(evaluation, node, scope)
    if found is UNKNOWN:
        return UNKNOWN
    sure = [candidate for candidate in found if candidate.keys is True]
    if node.at_most is not None:
        most = evaluation.value(node.at_most, scope)
        possible = sum(candidate.keys is not False for candidate in found)
        if most is UNKNOWN or (most is not None and len(sure) <= most < possible):
            return UNKNOWN
        if most is not None and len(sure) > most:
            return "repeated"
    agrees = any_of(all_of((candidate.keys, candidate.compared)) for candidate in found)
    if agrees is True:
        return "matched"
    if agrees is UNKNOWN:
        return UNKNOWN
    if sure:
        return "differs"
    if any(candidate.keys is UNKNOWN for candidate in found):
        return UNKNOWN
    return _absent(evaluation, node, scope)


def _absent(evaluation: Evaluation, node: ir.Match, scope: Scope) -> Status | Unknown:
    """Return that an entry is missing, or that it may still come."""
    if node.date is None or node.wait is None:
        return "missing"
    date_, wait = evaluation.value(node.date, scope), evaluation.value(node.wait, scope)
    if date_ is None or wait is None:
        return "missing"
    if UNKNOWN in (date_, wait) or evaluation.today is UNKNOWN:
        return Unknown.UNKNOWN
    last = moved(evaluation, day_of(date_, evaluation.zone), wait, node.calendar)
    return "missing" if day_of(last, evaluation.zone) < evaluation.today else "pending"


def candidates(evaluation: Evaluation, node: ir.Match, scope: Scope) -> list[Candidate] | Unknown:
    """Return the entries whose keys agree or may; unknown without their ledger."""
    source = evaluation.value(node.source, scope)
    if source is UNKNOWN:
        return Unknown.UNKNOWN
    found: list[Candidate] = []
    for row in source or ():
        inner = scope.bind(node.variable, Binding(row, None))
        keys = any_of(
            all_of(agrees(evaluation, node, key, inner) for key in alternative)
            for alternative in node.alternatives
        )
        if keys is not False:
            compared = all_of(agrees(evaluation, node, key, inner) for key in node.comparing)
            found.append(Candidate(row, keys, compared))
    return found


def agrees(evaluation: Evaluation, node: ir.Match, key: ir.MatchKey, scope: Scope) -> Kleene:
    """Return whether a value of the record and the entry's agree; no where either is none."""
    mine, theirs = evaluation.value(key.mine, scope), evaluation.value(key.theirs, scope)
    if mine is None or theirs is None:
        return False
    if UNKNOWN in (mine, theirs):
        return UNKNOWN
    if key.like is not None:
        share = evaluation.value(key.like, scope)
        if share is None or share is UNKNOWN:
            return False if share is None else UNKNOWN
        return numbers.order(share, alike(mine, theirs)) <= 0
    if key.within is None:
        return compare("=", mine, theirs, key.mine.type, evaluation.zone)
    within = evaluation.value(key.within, scope)
    if within is None or within is UNKNOWN:
        return False if within is None else UNKNOWN
    if isinstance(mine, date):
        return _near(evaluation, node, mine, theirs, within)
    apart = abs(Fraction(mine) - Fraction(theirs))
    return apart <= (abs(Fraction(within) * Fraction(theirs)) if key.relative else Fraction(within))


def _near(evaluation: Evaluation, node: ir.Match, mine: date, theirs: date, within: Any) -> bool:
    """Return whether the later of two moments lies within a length of time of the earlier.

    By the day, unless hours are counted between instants.
    """
    zone = evaluation.zone
    if isinstance(mine, datetime) and isinstance(theirs, datetime) and within.minutes:
        first, second = sorted((mine, theirs))
        return second <= moved(evaluation, first, within, node.calendar)
    earlier, later = sorted((day_of(mine, zone), day_of(theirs, zone)))
    return later <= moved(evaluation, earlier, within, node.calendar)
