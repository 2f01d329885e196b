"""What do dates come to? Moved by durations, held against one another, periods and calendars."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core import dates, ir
from policyrules.core.calendars import holds
from policyrules.core.derivation import Derivation, derive
from policyrules.core.evaluate.calling import Fault, Faulty
from policyrules.core.logic import MAYBE
from policyrules.core.values import UNKNOWN, CannotTell, Duration, Period
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope
    from policyrules.core.logic import Kleene

_UNITS: Final[dict[str, Duration]] = {
    "minute": Duration(minutes=1),
    "hour": Duration(minutes=60),
    "day": Duration(days=1),
    "working day": Duration(working_days=1),
    "week": Duration(days=7),
    "month": Duration(months=1),
    "quarter": Duration(months=3),
    "year": Duration(months=12),
}


def shifted(evaluation: Evaluation, node: ir.Shift, scope: Scope) -> Any:
    """Return a date or datetime moved by a duration."""
    moment, duration = evaluation.value(node.moment, scope), evaluation.value(node.duration, scope)
    if moment is None or duration is None:
        return None
    if moment is UNKNOWN or duration is UNKNOWN:
        return UNKNOWN
    return moved(evaluation, moment, duration, node.calendar, sign=node.sign, rolls=node.rolls)


def moved(
    evaluation: Evaluation,
    moment: date,
    duration: Duration,
    calendar: str | None,
    *,
    sign: int = 1,
    rolls: bool = False,
) -> date:
    """Return a date or datetime moved by a duration, in the working days of a calendar of that name."""
    works = _works(evaluation, calendar, duration, rolls=rolls)
    return dates.shift(moment, duration, sign=sign, working_day=works, rolls=rolls, zone=evaluation.zone)


def derivation(
    evaluation: Evaluation,
    moment: date,
    duration: Duration,
    calendar: str | None,
    *,
    sign: Literal[1, -1] = 1,
    rolls: bool = False,
) -> Derivation:
    """Return how a date or datetime, moved as `moved` does it, comes to be that one. Raises `CannotTell`."""
    known = None if calendar is None else evaluation.calendars.get(calendar)
    return derive(
        moment,
        duration,
        sign=sign,
        working_day=_works(evaluation, calendar, duration, rolls=rolls),
        reason=dates.reasons_of(known),
        rolls=rolls,
        zone=evaluation.zone,
        calendar=calendar,
    )


def _works(
    evaluation: Evaluation, calendar: str | None, duration: Duration, *, rolls: bool
) -> dates.WorkingDay | None:
    if calendar is None:
        return None
    if duration.working_days:
        return asked(evaluation, calendar)
    return partial(_asked_late, evaluation, calendar) if rolls else None


def _asked_late(evaluation: Evaluation, calendar: str, day: date) -> bool:
    """Look a calendar up where a period does roll: it may not be there, and then only that is its fault."""
    return asked(evaluation, calendar)(day)


def between(evaluation: Evaluation, start: ir.Expr, finish: ir.Expr, scope: Scope) -> Any:
    """Return the days from one date to another."""
    first, last = evaluation.value(start, scope), evaluation.value(finish, scope)
    if first is None or last is None:
        return None
    if first is UNKNOWN or last is UNKNOWN:
        return UNKNOWN
    return dates.days_between(first, last, evaluation.zone)


def period(evaluation: Evaluation, start: ir.Expr, finish: ir.Expr, scope: Scope) -> Any:
    """Return a period: none without a start, open without a finish."""
    first, last = evaluation.value(start, scope), evaluation.value(finish, scope)
    if first is None:
        return None
    if first is UNKNOWN or last is UNKNOWN:
        return UNKNOWN
    zone = evaluation.zone
    return Period(dates.day_of(first, zone), None if last is None else dates.day_of(last, zone))


def duration(evaluation: Evaluation, amount: ir.Expr, unit: str, scope: Scope) -> Any:
    """Return so many of a unit."""
    value = evaluation.value(amount, scope)
    if value is None or value is UNKNOWN:
        return value
    if value != int(value):
        raise CannotTell(Phrase("only whole units of time can be counted", "时长须为整数个单位"))
    one, count = _UNITS[unit], int(value)
    return Duration(one.months * count, one.days * count, one.working_days * count, one.minutes * count)


def in_period(evaluation: Evaluation, operand: ir.Expr, span: ir.Expr, scope: Scope) -> Kleene:
    """Return whether a day lies in a period; no when either is none."""
    moment, days = evaluation.value(operand, scope), evaluation.value(span, scope)
    if moment is None or days is None:
        return False
    if moment is UNKNOWN or days is UNKNOWN:
        return MAYBE
    return dates.day_of(moment, evaluation.zone) in days


def in_calendar(evaluation: Evaluation, operand: ir.Expr, calendar: str, scope: Scope) -> Kleene:
    """Return whether a day belongs to a declared calendar; no when it is none."""
    moment = evaluation.value(operand, scope)
    if moment is None:
        return False
    if moment is UNKNOWN:
        return MAYBE
    day = dates.day_of(moment, evaluation.zone)
    return holds(evaluation.program.calendars, calendar, day, partial(asked, evaluation))


def asked(evaluation: Evaluation, calendar: str) -> dates.WorkingDay:
    """Return the calendar of working days of that name, its failures named as its own.

    Raises `Faulty` if there is none.
    """
    if calendar not in evaluation.calendars:
        raise _fault(calendar, Phrase("is not there", "不存在"))
    belongs = evaluation.calendars[calendar]

    def belongs_or_blame(day: date) -> bool:
        try:
            answer = belongs(day)
        except CannotTell:
            raise
        except Exception as error:
            raise _fault(
                calendar, Phrase(f"raised {type(error).__name__}", f"抛出 {type(error).__name__}")
            ) from error
        if not isinstance(answer, bool):
            raise _fault(calendar, Phrase("gave neither yes nor no", "未给出是或否"))
        return answer

    return belongs_or_blame


def _fault(calendar: str, what: Phrase) -> Faulty:
    message = Phrase(f"the calendar `{calendar}` {what.en}", f"日历 `{calendar}` {what.zh}")
    return Faulty(Fault(calendar, "calendars", message))
