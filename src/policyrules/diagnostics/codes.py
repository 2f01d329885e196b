"""Which diagnostics are there, in a few words each?

A code is stable: it is never renamed, and what it says never changes its kind. Each has a section
in docs/diagnostics.md. Messages are not here: they stand beside the check that needs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from policyrules.diagnostics.phrase import Phrase

TITLES: Final[Mapping[str, Phrase]] = MappingProxyType({})
"""Code → what it is about, in both languages; sorted by code."""


def title_of(code: str) -> Phrase | None:
    """Return what a code is about; None for a plugin's own code."""
    return TITLES.get(code)
