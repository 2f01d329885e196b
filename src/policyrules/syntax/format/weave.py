"""Where do comments and blank lines go?

The printer gives pieces, each with the place in the source of what it prints. A comment on a line
of its own goes before the piece that follows it, another stays at the end of the piece it follows.
One blank line is kept wherever the author left any, and put where declarations should stand apart.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from policyrules.diagnostics.width import pad, width
from policyrules.frozen import define, field, frozen
from policyrules.syntax.ast.names import Comment
from policyrules.syntax.format.layout import INDENT, WIDEST, Align, Doc, lay_out

_WIDEST_NAME = 24
"""Names up to this many columns wide are aligned; a longer one stands out."""


@frozen
class Label:
    """The one or two names a field begins with, and what follows them."""

    first: str
    second: str | None
    rest: Doc

    def text(self, columns: tuple[int, int], indent: int) -> str:
        """Return the field, its second name and what follows beginning at columns."""
        label = pad(f"{self.head(columns[0])} ", columns[1])
        return lay_out((label, Align(self.rest)), widest=WIDEST - indent)

    def head(self, column: int = 0) -> str:
        """Return the names with their colon, the second one at a column."""
        if self.second is None:
            return f"{self.first}:"
        return f"{pad(f'{self.first} ', column)}{self.second}:"


@frozen
class Piece:
    """One line of the printed file, or several that belong together, without their indentation.

    `start` and `stop` are where in the source what it prints begins and ends. `opens` a block whose
    pieces follow, `closes` one; `apart` asks for a blank line before it. A piece with a `label` has
    its text from there, in columns with the fields around it.
    """

    text: str
    indent: int
    start: int
    stop: int
    opens: bool = False
    closes: bool = False
    apart: bool = False
    label: Label | None = None


@define
class _Slot:
    """A piece, the comments that stand before it and the one at its end."""

    piece: Piece
    before: list[Comment] = field(factory=list)
    trailing: Comment | None = None
    columns: tuple[int, int] = (0, 0)

    @property
    def lines(self) -> list[str]:
        """The piece's lines, indented."""
        piece = self.piece
        text = piece.text if piece.label is None else piece.label.text(self.columns, piece.indent)
        margin = " " * piece.indent
        return [margin + line if line else "" for line in text.split("\n")]


def weave(pieces: Sequence[Piece], comments: Sequence[Comment], source: str) -> str:
    """Return the printed file: the pieces in order with every comment, ending in one line end."""
    slots = [_Slot(piece) for piece in pieces]
    starts = list(accumulate((piece.start for piece in pieces), max))
    after: list[Comment] = []
    for comment in sorted(comments, key=lambda comment: comment.span.start):
        following = bisect_right(starts, comment.span.start)
        if comment.own_line or following == 0:
            inside = following > 0 and comment.span.start < pieces[following - 1].stop
            place = following - 1 if inside else following
            (slots[place].before if place < len(slots) else after).append(comment)
        else:
            slot = slots[following - 1]
            if slot.trailing is not None:
                slot.before.append(slot.trailing)
            slot.trailing = comment
    _align(slots, source)
    return _written(slots, after, source)


def _align(slots: Sequence[_Slot], source: str) -> None:
    """Give the fields that stand together, with no comment or blank line between them, their columns."""
    group: list[_Slot] = []
    for slot in slots:
        piece = slot.piece
        level = group[0].piece.indent if group else 0
        parted = (
            slot.before or blank_before(source, piece.start)
            if piece.label is not None
            else (piece.indent < level or (piece.indent == level and not piece.closes))
        )
        if parted:
            _set_columns(group)
            group = []
        if piece.label is not None:
            group.append(slot)
    _set_columns(group)


def _set_columns(group: Sequence[_Slot]) -> None:
    labels = [slot.piece.label for slot in group if slot.piece.label is not None]
    firsts = [width(label.first) + 1 for label in labels if label.second is not None]
    second = max((first for first in firsts if first <= _WIDEST_NAME), default=0)
    heads = [width(label.head(second)) + 1 for label in labels]
    third = max((head for head in heads if head <= second + _WIDEST_NAME), default=0)
    for slot in group:
        slot.columns = (second, third)


def _written(slots: Sequence[_Slot], after: Sequence[Comment], source: str) -> str:
    lines: list[str] = []
    open_ = True
    """Whether a block, or the file, has just begun: no blank line stands there."""
    for slot in slots:
        piece = slot.piece
        starts = [comment.span.start for comment in slot.before]
        blanks = [blank_before(source, start) for start in (*starts, piece.start)]
        if piece.apart and not any(blanks):
            blanks[0] = True
        if piece.closes:
            blanks[-1] = False
        indent = piece.indent + (INDENT if piece.closes else 0)
        for comment, blank in zip(slot.before, blanks, strict=False):
            lines.extend([""] if blank and not open_ else [])
            lines.append(" " * indent + _text(comment))
            open_ = False
        lines.extend([""] if blanks[-1] and not open_ else [])
        lines.extend(slot.lines)
        if slot.trailing is not None:
            lines[-1] += f"  {_text(slot.trailing)}"
        open_ = piece.opens
    for comment in after:
        blank = blank_before(source, comment.span.start)
        lines.extend([""] if blank and not open_ else [])
        lines.append(_text(comment))
        open_ = False
    return "\n".join(lines) + "\n" if lines else ""


def _text(comment: Comment) -> str:
    return "#" + comment.text.removeprefix("#").removeprefix("＃").rstrip()


def blank_before(source: str, start: int) -> bool:
    """Return whether an empty line stands right before a place in the source."""
    if not 0 < start <= len(source):
        return False
    head = source[max(start - 2000, 0) : start]
    gap = head[len(head.rstrip(" \t\r\n\u3000,，、;；")) :]
    return gap.count("\n") > 1
