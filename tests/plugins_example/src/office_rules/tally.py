"""An observer: how often did decisions come to what?"""

from collections import Counter
from threading import Lock
from typing import Any


class Tally:
    """Counts outcomes, from however many threads decide."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.outcomes: Counter[str] = Counter()

    def count(self, decision: Any) -> None:
        """Count a decision's outcome."""
        with self._lock:
            self.outcomes[str(decision.outcome)] += 1


TALLY = Tally()
