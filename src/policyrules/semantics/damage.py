"""What may be missing only because its declaration was not understood?

A declaration with a mistake in its form is left out by the parser, and a definition for a record that
is not there by the checker. Whatever names it would then be reported as well, once for each use. Those
reports are kept back: the mistake has been said.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place
from policyrules.frozen import define, field
from policyrules.syntax.keywords import keywords

_DECLARATIONS: Final = (
    *("POLICY", "ENUM", "RECORD", "PARAMETER", "DEFINE", "TABLE", "CALENDAR", "ACTION", "TEST"),
    *("NEGATIVE_LIST", "POSITIVE_LIST", "CHECKLIST", "LIST"),
)
_ITEMS: Final = ("MUST_NOT", "MUST", "SHOULD_NOT", "SHOULD", "ENCOURAGE", "MAY", "OTHERWISE")
_WORD: Final = re.compile(r"`([^`\n]+)`|([\w][\w-]*)")
_OF_LINES: Final = frozenset({"unexpected-word", "misspelt-keyword", "missing-colon"})
"""Mistakes of a line of which nobody knows what it declares: `記錄 检查 {`."""
_LONGEST: Final = 300


@define(eq=False)
class Damage:
    """The texts with mistakes in their form, and the names that their lost parts may have declared."""

    _starts: dict[int, list[int]] = field(factory=dict)
    """Source (by identity) → where its mistakes begin, in order."""
    _names: set[str] = field(factory=set)

    @classmethod
    def of(cls, found: Iterable[Diagnostic]) -> Damage:
        """Return what mistakes of form may have taken away."""
        damage = cls()
        sources: dict[int, Source] = {}
        for diagnostic in found:
            if diagnostic.severity is Severity.ERROR:
                place = diagnostic.place
                sources[id(place.source)] = place.source
                if diagnostic.code in _OF_LINES:
                    damage._names.update(_first_words(place.source.line(place.line)[:_LONGEST], 4))
                insort(damage._starts.setdefault(id(place.source), []), place.span.start)
        for key, source in sources.items():
            damage._names |= _lost_in(source, damage._starts[key])
        return damage

    def __bool__(self) -> bool:
        return bool(self._starts or self._names)

    def lose(self, names: Iterable[str]) -> None:
        """Note names whose declaration could not be made out; that has been reported."""
        self._names.update(names)

    def may_declare(self, name: str) -> bool:
        """Return whether a part with a mistake in its form may have declared a name."""
        return name in self._names

    def is_in(self, source: Source) -> bool:
        """Return whether a text has any mistake of form."""
        return id(source) in self._starts

    def touches(self, place: Place) -> bool:
        """Return whether there is a mistake of form inside a place."""
        return _any_within(self._starts.get(id(place.source), ()), place.span.start, place.span.stop)


def _any_within(starts: list[int] | tuple[()], start: int, stop: int) -> bool:
    at = bisect_left(starts, start)
    return at < len(starts) and starts[at] <= stop


def _lost_in(source: Source, starts: list[int]) -> set[str]:
    """Return the names that the parts of a text with a mistake in them seem to declare."""
    found: set[str] = set()
    whole_list = False
    for start, stop, is_item, names in _parts(source.text):
        wrong = _any_within(starts, start, stop)
        if not is_item:
            whole_list = wrong
        if wrong or (is_item and whole_list):
            found |= names
    return found


def _parts(text: str) -> Iterator[tuple[int, int, bool, set[str]]]:
    """Yield the declarations of a text, and the items of its lists as parts of their own.

    Each part: where it begins and ends, whether it is an item, and the names its lines declare: those
    after a leading keyword, and those before a colon.
    """
    begin, is_item, is_test = 0, False, False
    names: set[str] = set()
    above: int | None = None
    """Where annotations begin that stand above what comes next."""
    at = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()[:_LONGEST]
        lead = _lead(_DECLARATIONS).match(words)
        item = None if lead else _lead(_ITEMS).match(words)
        if lead or item:
            start = at if above is None else above
            yield begin, start, is_item, names
            begin, is_item, names = start, item is not None, set()
            is_test = lead is not None and _lead(("TEST",)).match(words) is not None
        if words.startswith("@"):
            above = at if above is None else above
        elif words:
            above = None
        match = lead or item
        if match:
            names.update(_first_words(words[match.end() :], 2))
        elif not words.startswith("#") and not is_test:  # a test gives values to names, and declares none
            head, colon, _ = words.replace("：", ":").partition(":")
            if colon:
                names.update(_first_words(head, 3))
        at += len(line)
    yield begin, at, is_item, names


def _first_words(text: str, most: int) -> list[str]:
    return [quoted or plain for quoted, plain in _WORD.findall(text)[:most]]


@cache
def _lead(terminals: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for a line that begins with one of some keywords, in any language."""
    spellings = {
        spelling
        for terminal in terminals
        for column in keywords().terminals[terminal].values()
        for spelling in column
    }
    longest_first = sorted(spellings, key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, longest_first)) + r")\s")
