"""How is a sound text parsed quickly?

By Lark's table in a loop of our own: each reduction that hands on its only child unchanged
(`?sum: product`) is skipped, and chains of them, which make most of the steps of an expression, are
walked once and looked up from then on. What is wrong with a text is not said here: `recover` reads
it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from policyrules.syntax.lexer import tokens_of
from policyrules.syntax.tables import Rule, Table, gone_to

if TYPE_CHECKING:
    from policyrules.syntax.reading import Reading

_END: Final = "$END"


class UnreadError(Exception):
    """The text is not what it was read as."""


class Driver:
    """A parser of sound texts."""

    def __init__(self, table: Table) -> None:
        self.table = table
        """What is done in each state; `run` goes through it step by step."""
        self._chains: dict[tuple[int, int, str], int] = {}
        """The state below, the state on top and the next terminal → the state on top once all is handed on."""

    def parse(self, reading: Reading, start: str) -> Any:
        """Return what the text says.

        Raises `UnreadError` where it is not what it should be, `GiveUpError` where it is too much.
        """
        rows = cast("list[dict[str, Any]]", self.table.states)
        chains = self._chains
        stack = [self.table.starts[start]]
        values: list[Any] = []
        for token in tokens_of(reading, rows, stack):
            terminal = token.type
            state = stack[-1]
            while True:
                todo = rows[state].get(terminal)
                if todo.__class__ is int:
                    stack.append(todo)
                    values.append(token)
                    break
                if todo is None:
                    raise UnreadError
                if todo.hands_on:
                    key = (stack[-2], state, terminal)
                    state = stack[-1] = chains[key] if key in chains else self._handed_on(key)
                    continue
                size = todo.size
                if size == 1:
                    values[-1] = todo.make(values[-1:])
                    state = stack[-1] = rows[stack[-2]][todo.name]
                elif size:
                    children = values[-size:]
                    del values[-size:]
                    del stack[-size:]
                    values.append(todo.make(children))
                    state = rows[stack[-1]][todo.name]
                    stack.append(state)
                else:
                    values.append(todo.make([]))
                    state = rows[state][todo.name]
                    stack.append(state)
        return self._ended(stack, values, self.table.ends[start])

    def _handed_on(self, key: tuple[int, int, str]) -> int:
        below, state, terminal = key
        rows = self.table.states
        while True:
            todo = rows[state].get(terminal)
            if not isinstance(todo, Rule) or not todo.hands_on:
                self._chains[key] = state
                return state
            state = gone_to(rows, below, todo)

    def _ended(self, stack: list[int], values: list[Any], end: int) -> Any:
        rows = self.table.states
        while stack[-1] != end:
            todo = rows[stack[-1]].get(_END)
            if not isinstance(todo, Rule):
                raise UnreadError
            kept = len(values) - todo.size
            children = values[kept:]
            del values[kept:]
            del stack[kept + 1 :]
            values.append(todo.make(children))
            stack.append(gone_to(rows, stack[-1], todo))
        return values[-1]
