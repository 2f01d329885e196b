"""How are several ways of doing the same timed, so that their ratios can be believed?

In alternating passes of one process: each pass times every way once, in an order that turns, so that what slows the
machine for a while slows all of them; a ratio is the median over the passes' ratios. pyperf times one benchmark after
the other, each in processes of its own, and pytest-benchmark one after the other in one process; neither alternates.
So the loop is our own, and pyperf's the clock, the median, the file of raw figures and what is said of the machine.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any

from attrs import field, frozen

Loop = Callable[[Sequence[Any]], object]


@frozen
class Way:
    """A loop over facts in the form it takes, and what is left alone while it is timed."""

    loop: Loop
    forms: Sequence[Any]


@frozen
class Timed:
    """The seconds a record took, pass by pass."""

    name: str
    seconds: list[float] = field(factory=list)

    @property
    def median(self) -> float:
        return median(self.seconds)

    def over(self, base: Timed) -> float:
        """Return how many times as long it takes as another of the same passes."""
        return median(mine / other for mine, other in zip(self.seconds, base.seconds, strict=True))


def alternating(
    ways: Mapping[str, Way], *, passes: int, seconds: float = 0.04, fewest: int = 40
) -> dict[str, Timed]:
    """Return how long each way takes a record.

    A pass of one way is cut to so many seconds, and to no fewer than the `fewest` records: the slow ones are timed on the
    first records only. What lives before is set aside, so that no way pays for looking through another's objects.
    """
    cut = {name: _cut(way, seconds, fewest) for name, way in ways.items()}
    timed = {name: Timed(name) for name in ways}
    names = list(ways)
    with what_lives_set_aside():
        for number in range(passes):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                loop, forms = ways[name].loop, cut[name]
                begun = perf_counter()
                loop(forms)
                timed[name].seconds.append((perf_counter() - begun) / len(forms))
    return timed


@contextmanager
def what_lives_set_aside() -> Iterator[None]:
    """Let the collector look through nothing meanwhile that was there before."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _cut(way: Way, seconds: float, fewest: int) -> Sequence[Any]:
    """Return as many records as are done in so long; and warm up."""
    few = way.forms[:fewest]
    way.loop(few[:1])
    begun = perf_counter()
    way.loop(few)
    each = (perf_counter() - begun) / len(few)
    return way.forms[: max(len(few), int(seconds / each))]
