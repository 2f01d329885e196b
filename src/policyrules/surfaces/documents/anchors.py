"""Where in a document does each thing stand?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.width import printable

_APART: Final = re.compile(r"[^\w.-]+")


def anchor(kind: str, *names: str) -> str:
    """Return the anchor of something, from what it is and the names that lead to it.

    >>> anchor("item", "visits", "V-1")
    'item.visits.V-1'
    """
    return ".".join((kind, *(_APART.sub("-", printable(name)) for name in names)))
