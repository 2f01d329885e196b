"""How is a sound text parsed quickly?

By Lark's table and Lark's callbacks, in a loop of our own: each reduction that hands on its only
child unchanged (`?sum: product`) is skipped, and chains of them, which make most of the steps of an
expression, are walked once and looked up from then on. What is wrong with a text is not said here:
`recover` reads it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from lark.parsers.lalr_analysis import Shift

from policyrules.syntax.lexer import tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import lark

    from policyrules.syntax.reading import Reading
    from policyrules.syntax.tables import States

_END: Final = "$END"


class UnreadError(Exception):
    """The text is not what it was read as."""


class _Reduction:
    """What is done where a rule ends: how many values it takes, what makes one of them, what that is."""

    __slots__ = ("hands_on", "make", "name", "size")

    def __init__(self, rule: Any, make: Callable[[list[Any]], Any]) -> None:
        self.size = len(rule.expansion)
        self.name: str = rule.origin.name
        self.make = make
        self.hands_on = self.size == 1 and _hands_on(rule, make)


def _hands_on(rule: Any, make: Callable[[list[Any]], Any]) -> bool:
    """Tell whether a rule with one child is that child."""
    if not rule.options.expand1 or rule.alias is not None or any(rule.options.empty_indices):
        return False
    child = object()
    return make([child]) is child


class Driver:
    """A parser of sound texts."""

    def __init__(self, parser: lark.Lark) -> None:
        self.parser = parser
        """Whose table this is; `run` goes through it step by step."""
        inner: Any = cast("Any", parser).parser.parser.parser
        table = inner.parse_table
        self.states: States = table.states
        self._starts: Mapping[str, int] = table.start_states
        self._ends: Mapping[str, int] = table.end_states
        made: dict[Any, _Reduction] = {}
        for row in table.states.values():
            for action, argument in row.values():
                if action is not Shift and argument not in made:
                    made[argument] = _Reduction(argument, inner.callbacks[argument])
        self._rows: dict[int, dict[str, int | _Reduction]] = {
            state: {
                symbol: argument if action is Shift else made[argument]
                for symbol, (action, argument) in row.items()
            }
            for state, row in table.states.items()
        }
        self._chains: dict[tuple[int, int, str], int] = {}
        """The state below, the state on top and the next terminal → the state on top once all is handed on."""

    def parse(self, reading: Reading, start: str) -> Any:
        """Return what the text says.

        Raises `UnreadError` where it is not what it should be, `GiveUpError` where it is too much.
        """
        rows: dict[int, dict[str, Any]] = self._rows
        chains = self._chains
        stack = [self._starts[start]]
        values: list[Any] = []
        for token in tokens_of(reading, self.states, stack):
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
        return self._ended(stack, values, self._ends[start])

    def _handed_on(self, key: tuple[int, int, str]) -> int:
        below, state, terminal = key
        rows = self._rows
        while True:
            todo = rows[state].get(terminal)
            if not isinstance(todo, _Reduction) or not todo.hands_on:
                self._chains[key] = state
                return state
            state = cast("int", rows[below][todo.name])

    def _ended(self, stack: list[int], values: list[Any], end: int) -> Any:
        while stack[-1] != end:
            todo = self._rows[stack[-1]].get(_END)
            if not isinstance(todo, _Reduction):
                raise UnreadError
            children = values[len(values) - todo.size :]
            del values[len(values) - todo.size :]
            del stack[len(stack) - todo.size :]
            values.append(todo.make(children))
            stack.append(cast("int", self._rows[stack[-1]][todo.name]))
        return values[-1]
