"""A calendar of working days: the country's, with the province's own holiday."""

from datetime import date

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins import CannotTell
from policyrules.plugins.calendars import working_day_in_china

_HOLIDAYS = {2025: date(2025, 3, 3), 2026: date(2026, 3, 3)}


def in_our_province(day: date) -> bool:
    """Return whether the province works that day; a year it has not published is never guessed."""
    if day.year not in _HOLIDAYS:
        raise CannotTell(
            Phrase(
                f"the province's holidays of {day.year} are not published",
                f"{day.year} 年全省放假安排尚未公布",
            )
        )
    return day != _HOLIDAYS[day.year] and working_day_in_china(day)
