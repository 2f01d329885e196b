"""Where in the source?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.frozen import frozen

if TYPE_CHECKING:
    from policyrules.diagnostics.source import Source


@frozen(order=True)
class Span:
    """A half-open range of characters in one source text."""

    start: int
    stop: int

    def cover(self, other: Span) -> Span:
        """Return the shortest span that holds both.

        >>> Span(4, 9).cover(Span(12, 15))
        Span(start=4, stop=15)
        """
        return Span(min(self.start, other.start), max(self.stop, other.stop))


@frozen
class Place:
    """A span and the source it lies in."""

    source: Source
    span: Span

    @property
    def text(self) -> str:
        """The characters of the span, as written."""
        return self.source.text[self.span.start : self.span.stop]

    @property
    def line(self) -> int:
        """The line the span begins on, counted from 1."""
        return self.source.line_of(self.span.start)
