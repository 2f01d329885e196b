"""How does a piece of source with words on it look?

An excerpt is drawn as rows of `Piece`s, text with the part it plays, so that a surface can colour
it; the rows joined are plain text in which the marks stand under the code they speak of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, Literal

from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place
from policyrules.diagnostics.width import TAB, printable, width
from policyrules.frozen import frozen

Role = Literal["plain", "severity", "message", "frame", "source", "mark", "other mark", "help"]

WIDEST: Final = 100
"""Columns of source shown; of a longer line only the part around the span is."""

_BEFORE: Final = 30
"""Columns shown before a span in a line that had to be cut."""


@frozen
class Piece:
    """Some text of a row and the part it plays."""

    role: Role
    text: str


Row = tuple[Piece, ...]


@frozen
class Mark:
    """A place to underline, the words on it, and whether the diagnostic itself is there."""

    place: Place
    words: str
    primary: bool


@frozen
class _Stroke:
    """The part of a mark that lies on one line: characters of the line, `start` to `stop`."""

    line: int
    start: int
    stop: int
    words: str
    primary: bool


@frozen
class _Window:
    """The characters of a line that are shown, from `first` to `last`."""

    line: str
    first: int
    last: int

    @property
    def shown(self) -> str:
        before = "…" if self.first > 0 else ""
        after = "…" if self.last < len(self.line) else ""
        return before + _expanded(self.line[self.first : self.last]) + after

    def column(self, character: int) -> int:
        """Where a character of the line stands in the row; past the window, at its nearest end."""
        inside = min(max(character, self.first), self.last)
        return width(_expanded(self.line[self.first : inside])) + (1 if self.first > 0 else 0)


def draw(marks: Sequence[Mark]) -> tuple[Row, ...]:
    """Return the rows that show the marks on their code, the first mark's file first.

    Lines are in order, a gap between them is a `·`; each mark has its own row under its line.
    """
    gutter = len(str(max((_last_line(mark.place) for mark in marks), default=1)))
    rows: list[Row] = []
    for source, own in _by_source(marks):
        position = source.position(own[0].place.span.start)
        corner = "├─" if rows else "┌─"
        where = f"{printable(source.name)}:{position.line}:{position.column}"
        rows.append((Piece("frame", f"{' ' * gutter}{corner} "), Piece("plain", where)))
        rows.extend(_lines(source, own, gutter))
    return tuple(rows)


def _last_line(place: Place) -> int:
    return place.source.position(max(place.span.start, place.span.stop - 1)).line


def _by_source(marks: Sequence[Mark]) -> Iterable[tuple[Source, list[Mark]]]:
    found: dict[int, tuple[Source, list[Mark]]] = {}
    for mark in marks:
        found.setdefault(id(mark.place.source), (mark.place.source, []))[1].append(mark)
    return found.values()


def _lines(source: Source, marks: Iterable[Mark], gutter: int) -> Iterator[Row]:
    strokes = [stroke for mark in marks for stroke in _strokes(source, mark)]
    strokes.sort(key=lambda stroke: (stroke.line, not stroke.primary, stroke.start))
    before: int | None = None
    for number, group in groupby(strokes, key=lambda stroke: stroke.line):
        if before is not None and number > before + 1:
            yield (Piece("frame", f"{' ' * gutter}·"),)
        before = number
        yield from _line(source.line(number), number, tuple(group), gutter)


def _strokes(source: Source, mark: Mark) -> Iterator[_Stroke]:
    """Split a mark over the lines it touches: its first line, and its last with the words."""
    span = mark.place.span
    begin = source.position(span.start)
    end = source.position(max(span.start, span.stop - 1))
    start = begin.column - 1
    if begin.line == end.line:
        yield _Stroke(begin.line, start, max(end.column, start + 1), mark.words, mark.primary)
        return
    first = source.line(begin.line)
    last = source.line(end.line)
    indent = len(last) - len(last.lstrip())
    yield _Stroke(begin.line, start, max(len(first), start + 1), "", mark.primary)
    yield _Stroke(end.line, min(indent, end.column - 1), end.column, mark.words, mark.primary)


def _line(line: str, number: int, strokes: tuple[_Stroke, ...], gutter: int) -> Iterator[Row]:
    rest = list(strokes)
    while rest:
        window = _window(line, rest[0])
        shown = [s for s in rest if s is rest[0] or window.first <= s.start < window.last]
        rest = [s for s in rest if s not in shown]
        text = f" {window.shown}".rstrip()
        yield (Piece("frame", f"{number:>{gutter}}│"), Piece("source", text))
        for stroke in shown:
            yield _underline(window, stroke, gutter)


def _underline(window: _Window, stroke: _Stroke, gutter: int) -> Row:
    start = window.column(stroke.start)
    length = max(window.column(stroke.stop) - start, 1)
    words = f" {printable(stroke.words)}" if stroke.words else ""
    role: Role = "mark" if stroke.primary else "other mark"
    line = " " * start + ("^" if stroke.primary else "-") * length + words
    return (Piece("frame", f"{' ' * gutter}│ "), Piece(role, line))


def _window(line: str, stroke: _Stroke) -> _Window:
    """Return the part of the line to show for a stroke: all of it, unless it is too long."""
    if len(line) <= WIDEST and width(_expanded(line)) <= WIDEST:
        return _Window(line, 0, len(line))
    marked = width(_expanded(line[stroke.start : min(stroke.stop, stroke.start + WIDEST)]))
    room = max((WIDEST - marked) // 2, _BEFORE)
    first = min(stroke.start, len(line))
    while first > 0 and (taken := _columns(line[first - 1])) <= room:
        room -= taken
        first -= 1
    room = WIDEST
    last = first
    while last < len(line) and (taken := _columns(line[last])) <= room:
        room -= taken
        last += 1
    return _Window(line, first, last)


def _columns(character: str) -> int:
    return TAB if character == "\t" else width(printable(character))


def _expanded(line: str) -> str:
    """Return source text as it is shown: printable, tabs as spaces up to the next tab stop."""
    line = printable(line)
    if "\t" not in line:
        return line
    *heads, tail = line.split("\t")
    out = ""
    for head in heads:
        out += head
        out += " " * (TAB - width(out) % TAB)
    return out + tail
