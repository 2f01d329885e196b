"""How is each keyword spelt in each language?

The table is grammar/keywords.toml. Nothing else in the code knows a spelling, so a further language
is a further column there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from policyrules.frozen import frozen
from policyrules.syntax.grammar import written

Spellings = Mapping[str, tuple[str, ...]]
"""Language → spellings; the first is the one the formatter prints."""


@frozen
class Keywords:
    """Every keyword terminal and every built-in name, with its spellings per language."""

    terminals: Mapping[str, Spellings]
    """Terminal → spellings."""
    names: Mapping[str, Mapping[str, Spellings]]
    """Group (`types`, `builtins`, `aggregates`) → canonical name → spellings."""
    by_spelling: Mapping[str, tuple[str, ...]]
    """Spelling → the terminals spelt so, in the order of the table."""
    canonical: Mapping[str, Mapping[str, str]]
    """Group → any spelling of one of its names → the canonical name."""
    language_of: Mapping[str, str]
    """Spelling → the language it belongs to; spellings shared by languages (`=`) are left out."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the table, in its order."""
        return tuple(dict.fromkeys(language for column in self.terminals.values() for language in column))

    def spelling(self, terminal: str, language: str) -> str:
        """Return the canonical spelling, "" when that language says it without a word."""
        spellings = self.terminals[terminal].get(language, ())
        return spellings[0] if spellings else ""

    def is_keyword(self, word: str) -> bool:
        """Tell whether some language has a keyword of one word spelt so."""
        return word in self.by_spelling


@cache
def keywords() -> Keywords:
    """Return the table, read once."""
    table = written()["keywords"]
    terminals = {terminal: _columns(columns) for terminal, columns in table["keywords"].items()}
    names = {
        group: {name: _columns(columns) for name, columns in members.items()}
        for group, members in table["names"].items()
    }
    by_spelling: dict[str, list[str]] = {}
    languages: dict[str, set[str]] = {}
    for terminal, columns in terminals.items():
        for language, spellings in columns.items():
            for spelling in spellings:
                found = by_spelling.setdefault(spelling, [])
                if terminal not in found:
                    found.append(terminal)
                languages.setdefault(spelling, set()).add(language)
    return Keywords(
        terminals=terminals,
        names=names,
        by_spelling={spelling: tuple(found) for spelling, found in by_spelling.items()},
        canonical={
            group: {
                spelling: name
                for name, columns in members.items()
                for spellings in columns.values()
                for spelling in spellings
            }
            for group, members in names.items()
        },
        language_of={spelling: next(iter(found)) for spelling, found in languages.items() if len(found) == 1},
    )


def _columns(columns: Mapping[str, list[str]]) -> Spellings:
    return {language: tuple(spellings) for language, spellings in columns.items()}
