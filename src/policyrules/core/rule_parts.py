"""What is a rule called among those that one item becomes? (`part` of its id; none: the item itself.)."""

from __future__ import annotations

from typing import Final

WARNING: Final = "warning"
ASKED: Final = "asked"
"""A rule that says nothing: it is there for `overdue(ITEM)` to ask."""
USED: Final = "used"
"""What follows once so much of a quota is used, before it is over. A referral or return has a part of its own."""


def is_silent(part: str) -> bool:
    """Return whether a part is not broken when its item is: it says something before that."""
    return part in (WARNING, ASKED) or part.split(" ", 1)[0] == USED
