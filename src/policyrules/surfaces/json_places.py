"""Where in a JSON text does each value stand, and where does a name stand twice?

The library's reader gives values without their places. Only where something is to be said of one is
the text gone through again, and only for the places asked for. Text that is no JSON ends the search.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from policyrules.frozen import field, frozen

Steps = tuple[str | int, ...]
"""The names and the numbers (from 0) of entries that lead to a value."""

_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*+(?:(?P<text>"(?:[^"\\]++|\\.)*+")|(?P<mark>[{}\[\],:])|(?P<word>[^\s{}\[\],:"]++))""",
    re.DOTALL,
)
_NOT_NUMBERS: Final = frozenset({"NaN", "Infinity", "-Infinity"})


@frozen
class Standing:
    """A value: the step to it from what holds it, where it begins, and its name if it has one."""

    step: str | int | None
    at: int
    name_at: int | None
    word: str
    """How it is written, in quotes too; of a list or a record only the bracket."""
    before: int | None
    """Where the same name stood before in the same record."""


@frozen
class Places:
    """Where some values stand: the steps to each → the value."""

    found: Mapping[Steps, Standing]

    def of(self, steps: Steps, *, name: bool = False) -> int | None:
        """Return where a value begins, or its name; of one that is not there, what should hold it."""
        left = steps
        while left not in self.found and left:
            left = left[:-1]
        standing = self.found.get(left)
        if standing is None:
            return None
        if name and left == steps and standing.name_at is not None:
            return standing.name_at
        return standing.at


def places_in(text: str, wanted: Iterable[Steps], start: int = 0) -> Places:
    """Return where the values stand to which some steps lead, and those that hold them.

    `start` is where the outermost value begins, or the space before it.
    """
    asked = {steps[:length] for steps in wanted for length in range(len(steps) + 1)}
    found: dict[Steps, Standing] = {}
    holding: list[Steps | None] = []
    for standing in _standings(text, start):
        if standing is None:
            holding.pop()
            continue
        outer = holding[-1] if holding else ()
        steps = outer if outer is None or standing.step is None else (*outer, standing.step)
        if steps is not None and steps not in asked:
            steps = None
        if steps is not None:
            found[steps] = standing
        if standing.word in "{[":
            holding.append(steps)
    return Places(found)


def repeated_names(text: str, start: int = 0) -> Iterator[Standing]:
    """Yield the values whose name stood before in the same record."""
    return (each for each in _standings(text, start) if each is not None and each.before is not None)


def words_for_no_number(text: str, start: int = 0) -> Iterator[Standing]:
    """Yield what stands for a number that is none: NaN and the infinities."""
    return (each for each in _standings(text, start) if each is not None and each.word in _NOT_NUMBERS)


class _Holder:
    """A record or list that is open; of a record, the names so far and where each first stood."""

    __slots__ = ("count", "name", "name_at", "names")

    def __init__(self, *, is_record: bool) -> None:
        self.names: dict[str, int] | None = {} if is_record else None
        self.count = 0
        self.name: str | None = None
        self.name_at: int | None = None


def _standings(text: str, start: int) -> Iterator[Standing | None]:
    """Yield each value as it begins, and None as a list or record ends."""
    holders: list[_Holder] = []
    while match := _TOKEN.match(text, start):
        start = match.end()
        kind = match.lastgroup or ""
        at, word = match.start(kind), match[kind]
        if word in {"}", "]"}:
            if not holders:
                return
            holders.pop()
            yield None
        elif word in {",", ":"}:
            if word == "," and holders:
                holders[-1].name = None
            continue
        else:
            holder = holders[-1] if holders else None
            if holder is not None and holder.names is not None and holder.name is None:
                holder.name, holder.name_at = _name(word), at
                continue
            yield _standing(holder, at, word)
            if word in {"{", "["}:
                holders.append(_Holder(is_record=word == "{"))
        if not holders:
            return


def _standing(holder: _Holder | None, at: int, word: str) -> Standing:
    if holder is None:
        return Standing(None, at, None, word, None)
    if holder.names is None or holder.name is None or holder.name_at is None:
        holder.count += 1
        return Standing(holder.count - 1, at, None, word, None)
    first = holder.names.setdefault(holder.name, holder.name_at)
    before = None if first == holder.name_at else first
    return Standing(holder.name, at, holder.name_at, word, before)


def _name(word: str) -> str:
    try:
        name = json.loads(word, strict=False)
    except ValueError:
        return word
    return name if isinstance(name, str) else word


@frozen
class TextLines:
    """Lines and columns of a text that begins on some line of its file, both counted from 1."""

    text: str = field(repr=False)
    first_line: int = 1

    def at(self, place: int) -> tuple[int, int]:
        r"""Return the line and column of a place in the text.

        >>> TextLines("a\nbc", 7).at(3)
        (8, 2)
        """
        before = self.text.rfind("\n", 0, place)
        return self.first_line + self.text.count("\n", 0, place), place - before
