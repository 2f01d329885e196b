"""What is being written where the parser stands, and what belongs there?

The table has no names for its states. But every rule whose beginning lies on the stack is one that is
being written, so the innermost of them is found there; grammar/places.toml has the words for each.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.syntax.grammar import grammar_text
from policyrules.syntax.tables import Rule, Table, gone_to


@frozen
class Construct:
    """Something an author writes, and the words for it."""

    name: Phrase
    form: Phrase
    """How it is written: an example that can be typed."""
    more: Phrase | None
    """What may be added when it is whole."""
    is_inner: bool
    """Whether it is named only while it is unfinished."""
    next: Mapping[str, Phrase]
    """Symbol that can come next → what belongs there, in the order in which they count."""


@frozen
class Place:
    """Where the parser stands."""

    construct: Construct
    """What is being written."""
    is_whole: bool
    """Whether it may end here."""
    belongs: Phrase | None
    """What belongs here; where the construct is whole, what may stand after it."""
    around: Construct
    """What that belongs to."""


@frozen
class Words:
    """grammar/places.toml, read."""

    constructs: Mapping[str, tuple[int, Construct]]
    """Rule → its construct, and the construct's rank where several are possible."""
    parts: frozenset[str]
    """Rules that are only a part of what they stand in."""
    anywhere: Mapping[str, Phrase]
    """Symbol → what belongs there, whatever is being written."""


@cache
def words() -> Words:
    """Return the words for every place, read once."""
    table = tomllib.loads(grammar_text("places.toml"))
    constructs: dict[str, tuple[int, Construct]] = {}
    for rank, entry in enumerate(table["construct"]):
        en, zh = entry["en"], entry["zh"]
        construct = Construct(
            name=Phrase(en["name"], zh["name"]),
            form=Phrase(en["form"], zh["form"]),
            more=Phrase(en["more"], zh["more"]) if "more" in en else None,
            is_inner=entry.get("inner", False),
            next=_phrases(entry.get("next", {})),
        )
        constructs |= dict.fromkeys(entry["rules"], (rank, construct))
    return Words(constructs, frozenset(table["parts"]), _phrases(table["anywhere"]))


def _phrases(entries: Mapping[str, Mapping[str, str]]) -> dict[str, Phrase]:
    return {symbol: Phrase(entry["en"], entry["zh"]) for symbol, entry in entries.items()}


# --- the rules being written ------------------------------------------------------------------------

_Begun = tuple[Rule, int]
"""A rule of the grammar, and how many of its symbols are written."""

_REPEATED: Final = re.compile(r"__.+_(?:star|plus)_[0-9]+\Z")
"""What repeats within a rule is a rule of its own."""


@cache
def _rules_of(table: Table) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in table.rules:
        found.setdefault(rule.name, []).append(rule)
    return {name: tuple(rules) for name, rules in found.items()}


@cache
def _longest(table: Table) -> int:
    return max(rule.size for rule in table.rules)


class _Stack:
    """The stack of a parse, to be looked at from the inside outwards."""

    def __init__(self, table: Table, stack: Sequence[int]) -> None:
        self._rules = _rules_of(table)
        self._longest = _longest(table)
        self._states = table.states
        self._stack = tuple(stack)

    def begun(self, stack: Sequence[int]) -> list[_Begun]:
        """Return the rules of which the last symbols of a stack are a beginning."""
        return [
            (rule, length)
            for length in range(1, min(len(stack) - 1, self._longest) + 1)
            for symbol in self._states[stack[-1 - length]]
            for rule in self._rules.get(symbol, ())
            if self._lies_on(rule, length, stack)
        ]

    def begins(self, state: int, symbol: str) -> list[_Begun]:
        """Return the rules that can begin in a state with this symbol."""
        return [
            (rule, 0)
            for origin in self._states[state]
            for rule in self._rules.get(origin, ())
            if rule.expansion and rule.expansion[0] == symbol and rule.name != symbol
        ]

    def _lies_on(self, rule: Rule, length: int, stack: Sequence[int]) -> bool:
        if rule.size < length:
            return False
        states = self._states
        return all(
            states[state].get(symbol) == following
            for symbol, (state, following) in zip(
                rule.expansion, pairwise(stack[-1 - length :]), strict=False
            )
        )

    def can_follow(self, state: int) -> frozenset[str]:
        """Return the symbols a state goes on with."""
        return frozenset(name for name, todo in self._states[state].items() if isinstance(todo, int))

    def outwards(self) -> Iterator[_Level]:
        """Yield the levels as what is begun is taken for finished, from the innermost to the outermost."""
        stack = self._stack
        seen = {stack}
        while True:
            begun = self.begun(stack)
            level = _Level(stack, begun, self.can_follow(stack[-1]))
            yield level
            finished = [self._finished(stack, rule, length) for rule, length in (*level.whole, *begun)]
            # what repeats begins with itself: to take that for finished would lead nowhere
            following = next((each for each in finished if each not in seen), None)
            if following is None:
                return
            seen.add(following)
            stack = following

    def _finished(self, stack: tuple[int, ...], rule: Rule, length: int) -> tuple[int, ...]:
        kept = stack[:-length]
        return (*kept, gone_to(self._states, kept[-1], rule))


@frozen
class _Level:
    """The stack as it is once what stands inside is finished."""

    stack: tuple[int, ...]
    begun: list[_Begun]
    symbols: frozenset[str]
    """What can come next."""

    @property
    def whole(self) -> list[_Begun]:
        """The rules that may be finished here. A file has no end mark: something may always follow."""
        return [(rule, length) for rule, length in self.begun if length == rule.size and rule.name != "file"]


def place_of_stack(table: Table, stack: Sequence[int]) -> Place:
    """Return what is being written there and what belongs there."""
    looking = _Stack(table, stack)
    whole: Construct | None = None
    unfinished: Construct | None = None
    belongs: Phrase | None = None
    for level in looking.outwards():
        construct = _construct(looking, level)
        if not level.whole:
            unfinished = unfinished or construct
            belongs = belongs or _belongs(construct, level.symbols)
        elif construct is not None and not construct.is_inner:
            if belongs is None:
                whole = whole or construct
            else:
                unfinished = construct
        if belongs is not None and (whole is not None or unfinished is not None):
            break
    alone = words().constructs["$expression"][1]
    return Place(
        construct=whole or unfinished or alone,
        is_whole=whole is not None or belongs is None,
        belongs=belongs,
        around=unfinished or whole or alone,
    )


def _construct(looking: _Stack, level: _Level) -> Construct | None:
    """Return the construct that is written, the first of grammar/places.toml if there are several.

    What repeats within a construct may be whole while the construct is not: that says nothing of it.
    """
    known = words().constructs
    begun = [entry for entry in level.whole if not _REPEATED.match(entry[0].name)]
    if not level.whole:
        begun = level.begun
    if begun and all(length == 1 and rule.expansion[0] == "annotations" for rule, length in begun):
        return known["annotations"][1]
    names = {name for entry in begun for name in _owners(looking, level.stack, *entry)}
    if not level.begun:
        names = {_ALONE[start] for start in _ALONE if start in level.symbols}
    ranked = sorted((known[name] for name in names if name in known), key=lambda entry: entry[0])
    return ranked[0][1] if ranked else None


_ALONE: Final = {
    "declaration": "file",
    "item": "item",
    "otherwise": "otherwise",
    "expression": "$expression",
}
"""What can be parsed on its own, and what is written where nothing stands yet."""


def _owners(looking: _Stack, stack: Sequence[int], rule: Rule, length: int) -> Iterator[str]:
    """Yield what a rule is called; of what repeats, what it repeats in."""
    if not _REPEATED.match(rule.name):
        yield rule.called
        return
    base = stack[:-length]
    for outer, done in (*looking.begun(base), *looking.begins(base[-1], rule.name)):
        if done < outer.size and outer.expansion[done] == rule.name:
            yield from _owners(looking, base, outer, done) if done else [outer.called]


def _belongs(construct: Construct | None, symbols: frozenset[str]) -> Phrase | None:
    own = construct.next if construct is not None else {}
    for table in (own, words().anywhere):
        for symbol, phrase in table.items():
            if symbol in symbols:
                return phrase
    return None
