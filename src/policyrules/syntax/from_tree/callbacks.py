"""Which function makes the node of which rule?"""

from __future__ import annotations

from typing import Final

from policyrules.syntax.from_tree import (
    actions,
    calendars,
    clauses,
    comparisons,
    declarations,
    examples,
    expressions,
    lists,
    literals,
    names,
    quotas,
    ranging,
    tables,
    tests,
    types,
)
from policyrules.syntax.tables import Make

_MODULES: Final = (
    names,
    literals,
    expressions,
    ranging,
    types,
    actions,
    quotas,
    clauses,
    comparisons,
    declarations,
    calendars,
    tables,
    lists,
    tests,
    examples,
)


def callbacks() -> dict[str, Make]:
    """Return every rule's function under the rule's name."""
    return {name: made for module in _MODULES for name, made in module.CALLBACKS.items()}
