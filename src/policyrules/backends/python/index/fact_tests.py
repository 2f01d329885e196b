"""What is true of every fact that may fit the constant of some rule?"""

from __future__ import annotations

from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Final, assert_never

from policyrules.core.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyrules.core.packed.alike import FactTest

_COMPARISONS: Final = {"above": gt, "from": ge, "below": lt, "up to": le}


def may_fit(test: FactTest) -> Callable[[Any], object]:
    """Return what is true of the values that pass a test, and of what is none or not known."""
    match test.fits:
        case "is one of":
            return frozenset((None, UNKNOWN, *test.values)).__contains__
        case "has one of":
            fitting = frozenset((None, UNKNOWN, *test.values))
            return lambda values: values is None or values is UNKNOWN or not fitting.isdisjoint(values)
        case "above" | "from" | "below" | "up to":
            (furthest,) = test.values
            fits = _COMPARISONS[test.fits]
            return lambda value: value is None or value is UNKNOWN or fits(value, furthest)
        case _:
            assert_never(test.fits)
