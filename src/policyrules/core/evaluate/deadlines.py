"""How does a deadline stand: kept, missed, still open?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core import ir
from policyrules.core.dates import day_of
from policyrules.core.evaluate.dates import derivation, moved
from policyrules.core.logic import MAYBE, Kleene
from policyrules.core.values import UNKNOWN, CannotTell, Duration, Unknown
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from datetime import tzinfo

    from policyrules.core.derivation import Derivation
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope

Status = Literal["on_time", "late", "pending", "due_soon", "overdue"]
Moments = tuple[Any, Any, Any, Any]
"""When it was done, from when, until when, and from when it is due soon."""
DISORDERED: Final = Phrase("it was done before it began", "完成时间早于开始时间")


def status(evaluation: Evaluation, node: ir.Deadline, scope: Scope) -> Any:
    """Return the status; unknown where it has no start, or rests on something unknown."""
    start, due = evaluation.value(node.start, scope), due_of(evaluation, node, scope)
    soon = _soon(evaluation, node, due, scope)
    done, today = evaluation.value(node.done, scope), evaluation.today
    return standing((done, start, due, soon), today, evaluation.zone, ahead=node.ahead)


def overdue(evaluation: Evaluation, node: ir.Overdue, scope: Scope) -> Kleene:
    """Return whether a deadline has passed, not done, by more than a length of time."""
    found, by = evaluation.value(node.deadline, scope), evaluation.value(node.by, scope)
    if by is None or (found is not UNKNOWN and found != "overdue"):
        return False
    if found is UNKNOWN or by is UNKNOWN or evaluation.today is UNKNOWN:
        return MAYBE
    due = due_of(evaluation, node.deadline, scope)
    later = moved(evaluation, day_of(due, evaluation.zone), by, node.deadline.calendar)
    return later < evaluation.today


def due_of(evaluation: Evaluation, node: ir.Deadline, scope: Scope) -> Any:
    """Return the last day, or the instant where hours are counted or one is given; none or unknown with what it rests on."""
    start = evaluation.value(node.start, scope)
    if node.length is None:
        return start
    length = evaluation.value(node.length, scope)
    if start is None or length is None:
        return None
    if UNKNOWN in (start, length):
        return UNKNOWN
    return last_day(evaluation, node, start, length)


def last_day(evaluation: Evaluation, node: ir.Deadline, start: date, length: Duration) -> date:
    """Return the last day of a deadline, or its instant where hours are counted. Raises `CannotTell`."""
    moment = start if length.minutes else day_of(start, evaluation.zone)
    sign = -1 if node.ahead else 1
    return moved(evaluation, moment, length, node.calendar, sign=sign, rolls=node.rolls)


def derivation_of_due(evaluation: Evaluation, node: ir.Deadline, scope: Scope) -> Derivation | None:
    """Return how the last day comes about; None where it is given, or cannot be told."""
    if node.length is None:
        return None
    start, length = evaluation.value(node.start, scope), evaluation.value(node.length, scope)
    if start is None or length is None or UNKNOWN in (start, length):
        return None
    moment = start if length.minutes else day_of(start, evaluation.zone)
    try:
        return derivation(
            evaluation, moment, length, node.calendar, sign=-1 if node.ahead else 1, rolls=node.rolls
        )
    except CannotTell:
        return None


def _soon(evaluation: Evaluation, node: ir.Deadline, due: Any, scope: Scope) -> Any:
    """Return the first day of `due_soon`; none where nothing warns of it."""
    lead = None if node.lead is None else evaluation.value(node.lead, scope)
    if lead is None or due is None:
        return None
    return UNKNOWN if UNKNOWN in (lead, due) else first_warning(evaluation, node, due, lead)


def first_warning(evaluation: Evaluation, node: ir.Deadline, due: date, lead: Duration) -> date:
    """Return the first day on which a deadline is due soon. Raises `CannotTell`."""
    return moved(evaluation, day_of(due, evaluation.zone), lead, node.calendar, sign=-1)


def standing(moments: Moments, today: Any, zone: tzinfo, *, ahead: bool) -> Status | Unknown:
    """Return how a deadline stands, from its moments and the day it is.

    What is done counts as kept on the whole last day, or up to the instant where hours were counted. Raises
    `CannotTell` for what was done before it began.
    """
    done, start, due, soon = moments
    if start is None or due is None or UNKNOWN in (start, due, done):
        return Unknown.UNKNOWN
    if done is not None:
        if not ahead and comes_before(done, start, zone):
            raise CannotTell(DISORDERED)
        return "late" if comes_before(due, done, zone) else "on_time"
    if today is UNKNOWN:
        return Unknown.UNKNOWN
    if not ahead and today < day_of(start, zone):
        return "pending"
    if day_of(due, zone) < today:
        return "overdue"
    if soon is UNKNOWN:
        return Unknown.UNKNOWN
    return "due_soon" if soon is not None and day_of(soon, zone) <= today else "pending"


def comes_before(first: date, second: date, zone: tzinfo) -> bool:
    """Return whether a moment lies before another: by the day, unless both are instants."""
    if isinstance(first, datetime) and isinstance(second, datetime):
        return first < second
    return day_of(first, zone) < day_of(second, zone)
