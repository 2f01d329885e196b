"""Which edits are sure to mean what the author meant?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from policyrules.diagnostics.diagnostic import Edit
from policyrules.diagnostics.span import Place, Span
from policyrules.diagnostics.suggest import slip_of
from policyrules.syntax.keywords import keywords

_ALONE: Final = re.compile(r"(?:use|引用)\s+\S+[ \t]*\Z")
_REST: Final = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)")


def respelt(place: Place, candidates: Iterable[str]) -> tuple[Edit, ...]:
    """Return the edit that spells a name as the one of the candidates that it surely is a slip of."""
    meant = slip_of(place.text, candidates)
    if meant is None or keywords().is_keyword(meant):
        return ()
    return (Edit(place, meant),)


def without_line(place: Place) -> tuple[Edit, ...]:
    """Return the edit that takes out the line of a `use`, where nothing else stands on it."""
    text = place.source.text
    begin = max(text.rfind("\n", 0, place.span.start), text.rfind("\r", 0, place.span.start)) + 1
    rest = _REST.match(text, place.span.stop)
    if rest is None or not _ALONE.match(text[begin : place.span.stop].lstrip(" \t\ufeff")):
        return ()
    return (Edit(Place(place.source, Span(begin, rest.end())), ""),)
