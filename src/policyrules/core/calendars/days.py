"""What is a declared calendar made of?

Nothing here refers to the syntax tree. Weekdays are counted as Python counts them: Monday is 0.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from policyrules.diagnostics.span import Place
from policyrules.frozen import field, frozen
from policyrules.semantics.schema import Titled


def _place() -> Place | None:
    return field(default=None, eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]  # attrs types field() as Any


@frozen
class WeekOfMonth:
    """A week of every month: its `nth`, or its last (-1).

    With a weekday it is the week, Monday to Sunday, that holds the month's nth such weekday, and may reach
    into another month. Without one it is the nth row of the month on a wall calendar, Monday first, as far as
    the month goes.
    """

    nth: int
    weekday: int | None


@frozen
class Weekdays:
    """Every one of these weekdays."""

    days: frozenset[int]


@frozen
class Dates:
    """The days from `first` to `last`, both included."""

    first: date
    last: date


@frozen
class WorkingDays:
    """The working days of a calendar of working days, by the name `working days of` gives."""

    calendar: str


@frozen
class OtherCalendar:
    """The days of another declared calendar, by its first name."""

    name: str


CalendarDays = WeekOfMonth | Weekdays | Dates | WorkingDays | OtherCalendar


@frozen
class Entry:
    """Days that are added, taken out (`except`) or kept to (`only`)."""

    how: Literal["add", "except", "only"]
    days: CalendarDays
    place: Place | None = _place()


@frozen
class Calendar:
    """A declared calendar: of the entries that say something of a day, the last one decides.

    An added day belongs, an excepted one does not, nor does one outside what is kept to. A day that no
    entry says anything of belongs only if the calendar begins by taking away.
    """

    names: Titled
    policy: str
    entries: tuple[Entry, ...]
    place: Place | None = _place()

    @property
    def starts_full(self) -> bool:
        """Whether it begins with all days, since its first entry takes some of them away."""
        return bool(self.entries) and self.entries[0].how != "add"
