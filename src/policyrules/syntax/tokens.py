"""What does the lexer hand to the parser?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.span import Span

if TYPE_CHECKING:
    from policyrules.syntax.reading import Reading

MAX_NAME: Final = 100
"""Characters a name may have."""

MAX_BRACKETS: Final = 64
"""Brackets that may stand open at once."""

MAX_DIGITS: Final = 38
"""Digits a number may have."""


class Token:
    """A word, literal or mark: its terminal, its text as the language reads it, and where it stands.

    `text` has full-width forms folded; of a string, citation or quoted name it is what stands
    between the quotes, as written. `reading` is what it was read in, for whoever finds fault with it.
    """

    __slots__ = ("reading", "start", "stop", "text", "type")

    # Lark asks for these when the text ends; places are spans here.
    line = column = end_line = end_column = start_pos = end_pos = 0

    def __init__(self, type_: str, text: str, start: int, stop: int, reading: Reading) -> None:
        self.type = type_
        self.text = text
        self.start = start
        self.stop = stop
        self.reading = reading

    @property
    def span(self) -> Span:
        """Where the token stands, its quotes included."""
        return Span(self.start, self.stop)

    def __repr__(self) -> str:
        return f"Token({self.type}, {self.text!r})"
