"""What steps lead from a period's first day to its last?

Every step leads from `start` to `last`; amounts are negative where it leads back.
"""

from __future__ import annotations

from datetime import date, datetime

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen


@frozen
class Run:
    """Days one after the other that all count, or all do not, for the same reason.

    `reason` is why, where the calendar says: the holiday, the weekend, what is made up for. A plain
    working day has none.
    """

    first: date
    last: date
    counts: bool
    reason: Phrase | None = None

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@frozen
class MonthsAdded:
    """So many months later: the same day, or the month's last where it has no such day (`clamped`)."""

    start: date
    last: date
    months: int

    @property
    def clamped(self) -> bool:
        """Whether the month has no such day (Civil Code art. 202)."""
        return self.last.day != self.start.day


@frozen
class DaysAdded:
    """So many days later; `start` itself does not count."""

    start: date
    last: date
    days: int


@frozen
class WorkingDaysCounted:
    """So many working days later; `start` itself does not count.

    `runs` are all days after `start` up to and with `last`, in the order they were gone through.
    """

    start: date
    last: date
    count: int
    runs: tuple[Run, ...]


@frozen
class Rolled:
    """The last day was not a working day and moved on; `runs` are the days it moved over."""

    start: date
    last: date
    runs: tuple[Run, ...]


@frozen
class TimeAdded:
    """So many minutes later, counted from the instant."""

    start: datetime
    last: datetime
    minutes: int


@frozen
class DaysOfHours:
    """A date moved by hours goes by the whole days in them."""

    start: date
    last: date
    minutes: int


Step = MonthsAdded | DaysAdded | WorkingDaysCounted | Rolled | TimeAdded | DaysOfHours
