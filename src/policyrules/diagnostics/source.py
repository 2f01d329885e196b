"""Which text, and which line and column is an offset in it?"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import Final

from policyrules.frozen import field, frozen

_LINE_END: Final = re.compile(r"\r\n?|\n")
_NEAR: Final = 4096


@frozen(order=True)
class Position:
    """A line and a column, both counted from 1; columns count characters."""

    line: int
    column: int


@frozen(eq=False)
class Source:
    """One policy text and the name people know it by (a path, or `<text>`)."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line begins."""
        if "\r" not in self.text:  # a long text is cut a good deal sooner than it is searched
            *lines, _ = self.text.split("\n")
            return (0, *accumulate([len(line) + 1 for line in lines]))
        return (0, *(found.end() for found in _LINE_END.finditer(self.text)))

    def line_of(self, offset: int) -> int:
        r"""Return the line of an offset, counted from 1.

        Near the beginning it is counted: to cut a long text into lines takes longer than deciding by it.

        >>> Source("a.rules", "one\ntwo\r\nthree").line_of(9)
        3
        """
        if offset < _NEAR and "\r" not in (before := self.text[:offset]):
            return before.count("\n") + 1
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        r"""Return the line and column of an offset.

        >>> Source("a.rules", "one\ntwo").position(5)
        Position(line=2, column=2)
        """
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return the text of a line (counted from 1) without its line end."""
        start = self.line_starts[number - 1]
        stop = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:stop].rstrip("\r\n")
