"""How long is a month?

The module `calendar` knows as well; to import it takes longer than most decisions.
"""

from __future__ import annotations

from typing import Final

_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY: Final = 2


def month_length(year: int, month: int) -> int:
    """Return how many days a month has.

    >>> month_length(2000, 2), month_length(2026, 2), month_length(2100, 2), month_length(2026, 12)
    (29, 28, 28, 31)
    """
    if month == _FEBRUARY and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _LENGTHS[month - 1]
