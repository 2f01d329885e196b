"""Whose fault is it when a calendar of working days fails?"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from policyrules.core.dates import reasons_of
from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.faults import faulty, raised

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from policyrules.plugins.calendars import WorkingCalendar


def watched(calendar: WorkingCalendar, name: str, plugin: str) -> WorkingCalendar:
    """Return a plugin's calendar so that whatever goes wrong in it is told as its plugin's fault."""
    what = Phrase(f"the calendar `{name}`", f"日历 `{name}`")

    def asked(question: Callable[[date], object], day: date) -> object:
        try:
            return question(day)
        except CannotTell:
            raise
        except Exception as error:
            raise faulty(plugin, name, what, raised(error)) from error

    @wraps(calendar)
    def working_day(day: date) -> bool:
        answer = asked(calendar, day)
        if not isinstance(answer, bool):
            kind = type(answer).__name__
            said = Phrase(f"gave {kind} where yes or no is due", f"应返回是或否，实际返回 {kind}")
            raise faulty(plugin, name, what, said)
        return answer

    def reason(day: date) -> Phrase | None:
        assert told is not None
        answer = asked(told, day)
        if answer is not None and not isinstance(answer, Phrase):
            kind = type(answer).__name__
            said = Phrase(
                f"gave {kind} as a reason, where a Phrase or None is due",
                f"的理由应为 Phrase 或 None，实际为 {kind}",
            )
            raise faulty(plugin, name, what, said)
        return answer

    told = reasons_of(calendar)
    if told is not None:
        working_day.reason = reason  # type: ignore[attr-defined]  # as the calendar has it
    return working_day
