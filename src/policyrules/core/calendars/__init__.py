"""Which days does a declared calendar hold? What it is made of, and how a day is asked of it."""

from policyrules.core.calendars.asking import Asked, holds
from policyrules.core.calendars.days import (
    Calendar,
    CalendarDays,
    Dates,
    Entry,
    OtherCalendar,
    Weekdays,
    WeekOfMonth,
    WorkingDays,
)

__all__ = [
    "Asked",
    "Calendar",
    "CalendarDays",
    "Dates",
    "Entry",
    "OtherCalendar",
    "WeekOfMonth",
    "Weekdays",
    "WorkingDays",
    "holds",
]
