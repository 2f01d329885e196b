"""How does a derivation look in JSON?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from policyrules.core.derivation.steps import (
    DaysAdded,
    DaysOfHours,
    MonthsAdded,
    Rolled,
    Run,
    Step,
    TimeAdded,
    WorkingDaysCounted,
)
from policyrules.core.plain import plain


def steps_as_json(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return each step as an object: its kind, where from and to, and what it added."""
    return [
        {"kind": kind, "from": plain(step.start), "to": plain(step.last), **more}
        for step in steps
        for kind, more in [_kind(step)]
    ]


def _kind(step: Step) -> tuple[str, dict[str, Any]]:
    match step:
        case MonthsAdded(months=months):
            return "months", {"months": months, "clamped": step.clamped}
        case DaysAdded(days=days):
            return "days", {"days": days}
        case WorkingDaysCounted(count=count, runs=runs):
            return "working days", {"working_days": count, "runs": _runs(runs)}
        case Rolled(runs=runs):
            return "rolled", {"runs": _runs(runs)}
        case TimeAdded(minutes=minutes):
            return "time", {"minutes": minutes}
        case DaysOfHours(minutes=minutes):
            return "days of hours", {"minutes": minutes}
        case _:
            assert_never(step)


def _runs(runs: Iterable[Run]) -> list[dict[str, Any]]:
    return [
        {
            "from": plain(run.first),
            "to": plain(run.last),
            "counts": run.counts,
            "reason": plain(run.reason),
        }
        for run in runs
    ]
