"""Which words may be keywords, ready for the lexer to look up?"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from policyrules.frozen import frozen
from policyrules.syntax.keywords import keywords

UNITS: Final = (
    "MINUTES",
    "HOURS",
    "DAYS",
    "WORKING_DAY_UNIT",
    "WEEKS",
    "MONTHS",
    "QUARTERS",
    "YEARS",
)
"""The terminals of units of time."""

CALLED: Final = frozenset({"BROKEN", "OVERDUE"})
"""Keywords only where a bracket follows; elsewhere fields may be called so."""


class Rest:
    """The words after the first of a keyword; their pattern is compiled when it is first asked, as most never are."""

    __slots__ = ("_pattern", "_words")

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._pattern: re.Pattern[str] | None = None

    def match(self, text: str, start: int, stop: int = sys.maxsize) -> re.Match[str] | None:
        """Return where the words follow there."""
        if self._pattern is None:
            self._pattern = re.compile("".join(rf"[ \t]+{re.escape(word)}(?!\w)" for word in self._words))
        return self._pattern.match(text, start, stop)


@frozen
class Vocabulary:
    """The keyword table as the lexer needs it."""

    words: Mapping[str, tuple[str, ...]]
    """Spelling of one word → its terminals."""
    phrases: Mapping[str, tuple[tuple[Rest, str, tuple[str, ...]], ...]]
    """First word → (the rest, the whole spelling, its terminals), longest first."""
    symbols: Mapping[str, tuple[str, ...]]
    """Spelling of a mark (`>=`) → its terminals."""
    after_numbers: tuple[str, ...]
    """Units and classifiers that may be split from a keyword written together with them, longest first."""
    tier_particles: tuple[str, ...]
    """及以上, 及以下: split from the word they end."""

    def begun_by(self, word: str) -> frozenset[str]:
        """Return the terminals that a word may be or begin."""
        phrases = (terminal for _, _, terminals in self.phrases.get(word, ()) for terminal in terminals)
        return frozenset((*self.words.get(word, ()), *phrases))

    def phrase(self, spelling: str) -> tuple[str, ...]:
        """Return the terminals that a spelling of several words may be."""
        found = self.phrases.get(spelling.split(" ", maxsplit=1)[0], ())
        return next((terminals for _, whole, terminals in found if whole == spelling), ())


@cache
def vocabulary() -> Vocabulary:
    """Return the lexer's view of the keyword table, made once."""
    table = keywords()
    words: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, list[tuple[Rest, str, tuple[str, ...]]]] = {}
    symbols: dict[str, tuple[str, ...]] = {}
    for spelling, terminals in table.by_spelling.items():
        first, *rest = spelling.split(" ")
        if not first[0].isalpha():
            symbols[spelling] = terminals
        elif rest:
            phrases.setdefault(first, []).append((Rest(rest), spelling, terminals))
        else:
            words[spelling] = terminals
    return Vocabulary(
        words=words,
        phrases={
            first: tuple(sorted(found, key=lambda phrase: -len(phrase[1])))
            for first, found in phrases.items()
        },
        symbols=symbols,
        after_numbers=_longest_first(*UNITS, "CLASSIFIER"),
        tier_particles=_longest_first("AND_ABOVE", "AND_BELOW"),
    )


def _longest_first(*terminals: str) -> tuple[str, ...]:
    table = keywords()
    spellings = {
        spelling
        for terminal in terminals
        for column in table.terminals[terminal].values()
        for spelling in column
        if " " not in spelling
    }
    return tuple(sorted(spellings, key=lambda spelling: (-len(spelling), spelling)))
