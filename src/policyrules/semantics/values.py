"""What is a length of time, what a stretch of days, as a value?

They stand here because a default or a parameter's value may be one; everything else about values
is in core/values.py, which gives these two under its own name.
"""

from __future__ import annotations

from datetime import date

from policyrules.frozen import frozen


@frozen
class Duration:
    """A length of time. Its parts are kept apart, since a month is not a number of days."""

    months: int = 0
    days: int = 0
    working_days: int = 0
    minutes: int = 0

    def __add__(self, other: Duration) -> Duration:
        """Return both lengths, one after the other."""
        return Duration(
            self.months + other.months,
            self.days + other.days,
            self.working_days + other.working_days,
            self.minutes + other.minutes,
        )


@frozen
class Period:
    """The days from `start` to `finish`, both included; `finish` none is open."""

    start: date
    finish: date | None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day and (self.finish is None or day <= self.finish)
