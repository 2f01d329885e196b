"""Why is it that date? The derivation of a period's end, day by day where days are left out."""

from policyrules.core.derivation.derive import Derivation, derive
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

__all__ = [
    "DaysAdded",
    "DaysOfHours",
    "Derivation",
    "MonthsAdded",
    "Rolled",
    "Run",
    "Step",
    "TimeAdded",
    "WorkingDaysCounted",
    "derive",
]
