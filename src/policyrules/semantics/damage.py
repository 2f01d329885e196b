"""What may be missing only because its text was not understood?

A declaration with a mistake in its form is left out by the parser. Whatever names it would then be
reported as well, once for each use. Those reports are kept back: the mistake has been said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from attrs import define, field

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place
from policyrules.syntax.keywords import keywords

_LEADS: Final = (
    *("POLICY", "ENUM", "RECORD", "PARAMETER", "DEFINE", "TABLE", "CALENDAR", "ACTION"),
    *("NEGATIVE_LIST", "POSITIVE_LIST", "CHECKLIST", "LIST"),
    *("MUST_NOT", "MUST", "SHOULD_NOT", "SHOULD", "ENCOURAGE", "MAY", "OTHERWISE"),
)
_WORD: Final = re.compile(r"`([^`\n]+)`|([\w][\w-]*)")


@define(eq=False)
class Damage:
    """The texts with mistakes in their form, and the names that their lost parts may have declared."""

    _spans: dict[int, list[Place]] = field(factory=dict)
    _names: set[str] = field(factory=set)

    @classmethod
    def of(cls, found: Iterable[Diagnostic]) -> Damage:
        """Return what mistakes of form may have taken away."""
        damage = cls()
        for diagnostic in found:
            if diagnostic.severity is Severity.ERROR:
                damage._add(diagnostic.place)
        return damage

    def __bool__(self) -> bool:
        return bool(self._spans)

    def may_declare(self, name: str) -> bool:
        """Return whether a text with mistakes may have declared a name."""
        return name in self._names

    def touches(self, place: Place) -> bool:
        """Return whether there is a mistake of form inside a place."""
        return any(
            place.span.start <= wrong.span.start <= place.span.stop
            for wrong in self._spans.get(id(place.source), ())
        )

    def _add(self, place: Place) -> None:
        places = self._spans.setdefault(id(place.source), [])
        if not places:
            self._names |= _declared_in(place.source)
        places.append(place)


def _declared_in(source: Source) -> set[str]:
    """Return the names that lines of a text seem to declare: after a leading keyword, before a colon."""
    found: set[str] = set()
    for line in source.text.splitlines():
        words = line.strip()[:300]
        if not words or words[0] == "#":
            continue
        lead = _lead().match(words)
        if lead is not None:
            found.update(_first_words(words[lead.end() :], 2))
        head, colon, _ = words.replace("：", ":").partition(":")
        if colon:
            found.update(_first_words(head, 3))
    return found


def _first_words(text: str, most: int) -> list[str]:
    return [quoted or plain for quoted, plain in _WORD.findall(text)[:most]]


@cache
def _lead() -> re.Pattern[str]:
    spellings = {
        spelling
        for terminal in _LEADS
        for column in keywords().terminals[terminal].values()
        for spelling in column
    }
    return re.compile(
        "(?:" + "|".join(re.escape(s) for s in sorted(spellings, key=len, reverse=True)) + r")\s"
    )
