"""What follows from yes, no and unknown? (Kleene's strong logic.)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

Kleene = bool | Unknown
MAYBE: Final[Kleene] = UNKNOWN
"""Unknown, as an answer to yes or no."""


def not_(condition: Kleene) -> Kleene:
    """Return the opposite; of unknown, unknown."""
    return UNKNOWN if condition is UNKNOWN else not condition


def all_of(conditions: Iterable[Kleene]) -> Kleene:
    """Return no at the first no, else unknown if any is, else yes; of nothing, yes.

    >>> all_of([UNKNOWN, False]), all_of([UNKNOWN, True]), all_of([])
    (False, UNKNOWN, True)
    """
    result: Kleene = True
    for condition in conditions:
        if condition is False:
            return False
        if condition is UNKNOWN:
            result = UNKNOWN
    return result


def any_of(conditions: Iterable[Kleene]) -> Kleene:
    """Return yes at the first yes, else unknown if any is, else no; of nothing, no.

    >>> any_of([UNKNOWN, True]), any_of([UNKNOWN, False]), any_of([])
    (True, UNKNOWN, False)
    """
    result: Kleene = False
    for condition in conditions:
        if condition is True:
            return True
        if condition is UNKNOWN:
            result = UNKNOWN
    return result


def at_least(count: int, conditions: Iterable[Kleene]) -> Kleene:
    """Return yes if so many surely hold, no if so many cannot, else unknown.

    >>> at_least(2, [True, UNKNOWN, False]), at_least(2, [True, False, False])
    (UNKNOWN, False)
    """
    held = list(conditions)
    sure = sum(condition is True for condition in held)
    possible = sum(condition is not False for condition in held)
    if sure >= count:
        return True
    return UNKNOWN if possible >= count else False
