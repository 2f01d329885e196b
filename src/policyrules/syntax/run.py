"""How is a text parsed step by step, so that one can look where it stands?

A sound text is parsed at once (`driver`). This is for texts with mistakes: the same
table, the same stack, one token at a time, and nothing reduced for a token that cannot follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policyrules.syntax.driver import make_values
from policyrules.syntax.lexer import tokens_of
from policyrules.syntax.reading import Reading
from policyrules.syntax.stands import END, Stand, Stands
from policyrules.syntax.tokens import Token


class Run:
    """A parse in progress."""

    def __init__(self, stands: Stands, reading: Reading, start: str) -> None:
        self.table = stands.table
        self.reading = reading
        self.stand: Stand = stands.at(start)
        self.values: list[Any] = []
        self.tokens: Iterator[Token] = tokens_of(reading, self)
        self.last: Token | None = None
        self.meant: Token | None = None
        """The keyword that was probably meant by the word just told of."""
        self._expected: dict[tuple[int, ...], frozenset[str]] = {}
        """Stack → what can come next; asked several times for each mistake."""

    def takes(self, terminal: str) -> bool:
        """Tell whether this terminal can come next."""
        return self.stand.takes(terminal)

    def takes_after(self, depth: int, terminal: str) -> bool:
        """Tell whether this terminal could come next if only so many values stood on the stack."""
        return self.stand.down_to(depth + 1).takes(terminal)

    def may_end(self) -> bool:
        """Tell whether the text may end here."""
        return self.stand.takes(END)

    def expected(self, *, without_last: bool = False) -> frozenset[str]:
        """Return every terminal that can come next (in place of the last one)."""
        stand = self.stand.below if without_last else self.stand
        assert stand is not None
        if stand.stack not in self._expected:
            self._expected[stand.stack] = frozenset(
                terminal for terminal in stand.row if terminal.isupper() and stand.takes(terminal)
            )
        return self._expected[stand.stack]

    def feed(self, token: Token) -> bool:
        """Take a token; False if it cannot come next."""
        step = self.stand.step(token.type)
        if step.to is None:
            return False
        make_values(self.values, step)
        self.stand = step.to
        self.values.append(token)
        self.last = token
        return True

    def end(self) -> Any:
        """Return what was parsed, the text having ended; None if it may not end here."""
        step = self.stand.step(END)
        if step.to is None:
            return None
        make_values(self.values, step)
        self.stand = step.to
        return self.values[-1]

    def cut_back(self, depth: int) -> None:
        """Drop all but so many values."""
        del self.values[depth:]
        self.stand = self.stand.down_to(depth + 1)
        brackets = {"LPAR": 1, "LBRACK": 1, "LBRACE": 1, "RPAR": -1, "RBRACK": -1, "RBRACE": -1}
        self.reading.open_brackets = sum(
            brackets.get(value.type, 0) for value in self.values if type(value) is Token
        )
