"""How is a text parsed step by step, so that one can look where it stands?

A sound text is parsed at once (`driver`). This is for texts with mistakes: the same
table, the same stack, one token at a time, and nothing reduced for a token that cannot follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policyrules.syntax.lexer import tokens_of
from policyrules.syntax.reading import Reading
from policyrules.syntax.tables import States, Table, can_end, gone_to, shift_depth
from policyrules.syntax.tokens import Token


class Run:
    """A parse in progress."""

    def __init__(self, table: Table, reading: Reading, start: str) -> None:
        self.table = table
        self.reading = reading
        self.states: States = table.states
        self.stack: list[int] = [table.starts[start]]
        self.values: list[Any] = []
        self.tokens: Iterator[Token] = tokens_of(reading, self.states, self.stack)
        self.last: Token | None = None
        self.meant: Token | None = None
        """The keyword that was probably meant by the word just told of."""
        self._end_state = table.ends[start]
        self._expected: dict[tuple[int, ...], frozenset[str]] = {}
        """Stack → what can come next; asked several times for each mistake."""

    def takes(self, terminal: str) -> bool:
        """Tell whether this terminal can come next."""
        return shift_depth(self.states, self.stack, terminal) >= 0

    def takes_after(self, depth: int, terminal: str) -> bool:
        """Tell whether this terminal could come next if only so many values stood on the stack."""
        return shift_depth(self.states, self.stack[: depth + 1], terminal) >= 0

    def may_end(self) -> bool:
        """Tell whether the text may end here."""
        return can_end(self.states, self.stack, self._end_state)

    def expected(self, *, without_last: bool = False) -> frozenset[str]:
        """Return every terminal that can come next (in place of the last one)."""
        stack = tuple(self.stack[:-1] if without_last else self.stack)
        if stack not in self._expected:
            self._expected[stack] = frozenset(
                terminal
                for terminal in self.states[stack[-1]]
                if terminal.isupper() and shift_depth(self.states, stack, terminal) >= 0
            )
        return self._expected[stack]

    def feed(self, token: Token) -> bool:
        """Take a token; False if it cannot come next."""
        if not self.takes(token.type):
            return False
        self.stack.append(self._reduced_before(token.type))
        self.values.append(token)
        self.last = token
        return True

    def end(self) -> Any:
        """Return what was parsed, the text having ended; None if it may not end here."""
        if not self.may_end():
            return None
        self._reduced_before("$END")
        return self.values[-1]

    def _reduced_before(self, terminal: str) -> int:
        """Make what ends before a terminal that can come next; return the state that follows it."""
        while True:
            rule = self.states[self.stack[-1]][terminal]
            if isinstance(rule, int):
                return rule
            kept = len(self.values) - rule.size
            parts = self.values[kept:]
            del self.values[kept:]
            del self.stack[kept + 1 :]
            self.values.append(rule.make(parts))
            self.stack.append(gone_to(self.states, self.stack[-1], rule))
            if terminal == "$END" and self.stack[-1] == self._end_state:
                return self._end_state

    def cut_back(self, depth: int) -> None:
        """Drop all but so many values from the stack."""
        del self.values[depth:]
        del self.stack[depth + 1 :]
        brackets = {"LPAR": 1, "LBRACK": 1, "LBRACE": 1, "RPAR": -1, "RBRACK": -1, "RBRACE": -1}
        self.reading.open_brackets = sum(
            brackets.get(value.type, 0) for value in self.values if type(value) is Token
        )
