"""Why is it that date, and why does that day belong to a calendar?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from policyrules.core.calendars import Asked
from policyrules.core.dates import day_of
from policyrules.core.evaluate.dates import asked, derivation
from policyrules.core.explain.written import quoted
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.core import ir
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope


def derivation_said(evaluation: Evaluation, expr: ir.Shift, scope: Scope) -> Phrase | None:
    """Return how a moved date came about; None where it is plain, or not known."""
    moment, duration = evaluation.value(expr.moment, scope), evaluation.value(expr.duration, scope)
    if moment in (None, UNKNOWN) or duration in (None, UNKNOWN):
        return None
    try:
        return derivation(
            evaluation, moment, duration, expr.calendar, sign=expr.sign, rolls=expr.rolls
        ).note()
    except CannotTell:
        return None


def entry_said(evaluation: Evaluation, expr: ir.InCalendar, scope: Scope) -> Phrase | None:
    """Return which entry of the calendar decides; None where the day is not known, or none can tell."""
    moment = evaluation.value(expr.operand, scope)
    if moment in (None, UNKNOWN):
        return None
    try:
        day = day_of(moment, evaluation.zone)
    except CannotTell:
        return None
    question = Asked(evaluation.program.calendars, day, partial(asked, evaluation))
    answer = question.answer(expr.calendar)
    if isinstance(answer, CannotTell):
        return None
    entry = question.decided_by(expr.calendar)
    if entry is None:
        if answer:
            return Phrase(f"nothing takes {day} out", f"{day} 未被除外")
        return Phrase(f"no entry has {day}", f"各项均不含 {day}")
    written = "" if entry.place is None else quoted(entry.place)
    return Phrase(f"{day}: `{written}`", f"{day}：`{written}`") if written else None
