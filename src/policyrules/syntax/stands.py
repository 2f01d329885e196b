"""Where does a parse stand, and what is done there before what comes next?

A stand is what parsers keep as a stack of states. Stands that were met are kept, each upon the one below it, with what
is done on it before each terminal: what a text reduces between two of its tokens is found out once and then looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from policyrules.syntax.tables import Make, Rule, Table

END: Final = "$END"
MOST: Final = 50_000
"""So many stands are kept. All the packs meet ten thousand; a hostile text may make one of each of its words."""


class Step:
    """What is done where a terminal comes next."""

    __slots__ = ("at", "kept", "makes", "to")

    def __init__(self, makes: tuple[tuple[Make, int], ...], at: int, kept: int, to: Stand | None) -> None:
        self.makes = makes
        """What makes the values that end before the terminal, each of how many.

        Tables merge what may follow, so that some may be made before it comes out that the terminal cannot come next.
        """
        self.at = at
        """The state in which the terminal is shifted, or in which it comes out that it cannot come next."""
        self.kept = kept
        """How many states stay as they are until the terminal is shifted; -1 if it cannot come next."""
        self.to = to
        """The stand after the terminal; None if it cannot come next."""


class Stand:
    """A state upon the stand below it."""

    __slots__ = ("_on_top", "_stands", "_steps", "below", "height", "row", "state", "words")

    def __init__(self, stands: Stands, state: int, below: Stand | None) -> None:
        self._stands = stands
        self._on_top: dict[int, Stand] | None = None
        """The stands upon this one, by their states; None of a stand that is not kept itself."""
        self._steps: dict[str, Step] = {}
        self.below = below
        self.height: int = 1 if below is None else below.height + 1
        """How many states there are, this one included."""
        self.state = state
        self.row: Mapping[str, int | Rule] = stands.table.states[state]
        self.words: dict[str, str] | None = None
        """Words that are the same keyword here whatever follows them; None of a stand that is not kept."""

    @property
    def stack(self) -> tuple[int, ...]:
        """The states, the last on top."""
        states: list[int] = []
        stand: Stand | None = self
        while stand is not None:
            states.append(stand.state)
            stand = stand.below
        return tuple(reversed(states))

    def down_to(self, height: int) -> Stand:
        """Return the stand of this height below, or this one."""
        stand = self
        while stand.height > height:
            assert stand.below is not None
            stand = stand.below
        return stand

    def step(self, terminal: str) -> Step:
        """Return what is done where a terminal comes next."""
        return self._steps.get(terminal) or self._found(terminal)

    def takes(self, terminal: str) -> bool:
        """Tell whether a terminal can come next."""
        return self.step(terminal).to is not None

    def _found(self, terminal: str) -> Step:
        step = self._worked_out(terminal)
        if self.words is not None and (step.to is None or step.to.words is not None):
            self._steps[terminal] = step
        return step

    def _worked_out(self, terminal: str) -> Step:
        ends = self._stands.ends
        makes: list[tuple[Make, int]] = []
        kept = self.height
        stand = self
        while True:
            todo = stand.row.get(terminal)
            if todo is None:
                return Step(tuple(makes), stand.state, -1, None)
            if isinstance(todo, int):
                return Step(tuple(makes), stand.state, kept, stand.then(todo))
            stand = stand.after(todo)
            kept = min(kept, stand.height - 1)
            if not todo.hands_on:
                makes.append((todo.make, todo.size))
            if terminal == END and stand.state in ends:
                return Step(tuple(makes), stand.state, kept, stand)

    def after(self, rule: Rule) -> Stand:
        """Return the stand where a rule has ended that ends here."""
        begun = self.down_to(self.height - rule.size)
        following = begun.row[rule.name]
        assert isinstance(following, int)
        return begun.then(following)

    def then(self, state: int) -> Stand:
        """Return the stand with a state on top of this one."""
        on_top = self._on_top
        if on_top is None:
            return Stand(self._stands, state, self)
        found = on_top.get(state)
        if found is None:
            found = Stand(self._stands, state, self)
            if self._stands.may_keep():
                found.keep()
                found = on_top.setdefault(state, found)
        return found

    def keep(self) -> None:
        """Keep what is found out of this stand from now on."""
        self._on_top = {}
        self.words = {}


class Stands:
    """The stands of one table. Safe to share: what two find out at once is the same."""

    def __init__(self, table: Table, *, most: int = MOST) -> None:
        self.table = table
        self._most = most
        self.ends: frozenset[int] = frozenset(table.ends.values())
        """The states in which something has been parsed whole; each stands only upon its own beginning."""
        self._first: dict[str, Stand] = {}
        self.count = 0
        """How many stands were met, until no more are kept."""

    def at(self, start: str) -> Stand:
        """Return the stand in which the parsing of something begins."""
        if self.count >= self._most:
            self._first = {}
            self.count = 0
        found = self._first.get(start)
        if found is None:
            found = Stand(self, self.table.starts[start], None)
            if self.may_keep():
                found.keep()
            self._first[start] = found
        return found

    def may_keep(self) -> bool:
        """Tell whether one more stand is kept, which is counted."""
        if self.count >= self._most:
            return False
        self.count += 1
        return True


class Standing(Protocol):
    """What goes through a text and stands somewhere."""

    @property
    def stand(self) -> Stand:
        """Where it stands by now."""
        ...


def best(stand: Stand, terminals: Iterable[str]) -> str | None:
    """Return the terminal that goes on with what is innermost; None if none can come next."""
    row = stand.row
    chosen, depth = None, -1
    for terminal in terminals:
        if terminal in row:
            kept = stand.step(terminal).kept
            if kept > depth:
                chosen, depth = terminal, kept
    return chosen
