"""How is a big tree built without the garbage collector walking it again and again?

Trees have no cycles, so collecting while they grow finds nothing and costs up to half the time.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final


class _Rest:
    """How many threads are building trees; the first turns the collector off, the last on again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._building = 0
        self._was_on = False

    def begin(self) -> None:
        with self._lock:
            if self._building == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._building += 1

    def end(self) -> None:
        with self._lock:
            self._building -= 1
            if self._building == 0 and self._was_on:
                gc.enable()


_REST: Final = _Rest()


@contextmanager
def collector_resting() -> Iterator[None]:
    """Keep the garbage collector off inside the block, in whichever threads it is entered."""
    _REST.begin()
    try:
        yield
    finally:
        _REST.end()
