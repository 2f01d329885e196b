"""Where does a line break?

A `Doc` is text that may be laid out in several ways; `lay_out` picks the one that fits (after
Wadler, "A prettier printer"). Widths are columns on the screen: a Chinese character takes two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from policyrules.diagnostics.width import width
from policyrules.frozen import frozen

WIDEST: Final = 120
"""Columns a line may take before it is broken, if it can be."""

INDENT: Final = 4


@frozen
class Break:
    """Where a line may end: `flat` is written when it does not."""

    flat: str = " "


@frozen
class Group:
    """Something kept on one line if it fits; else all breaks of its own are line ends."""

    body: Doc


@frozen
class Nest:
    """Something whose further lines are indented by so many more columns."""

    body: Doc
    by: int = INDENT


@frozen
class Align:
    """Something whose further lines begin where its first one begins."""

    body: Doc


@frozen
class Fill:
    """Parts set one after the other, a line end between two only where the next does not fit."""

    parts: tuple[Doc, ...]
    first: int = 0


Doc = str | tuple["Doc", ...] | Break | Group | Nest | Align | Fill

BREAK: Final = Break()
SOFT: Final = Break("")


def join(separator: Doc, parts: Sequence[Doc]) -> Doc:
    """Return the parts with the separator between each two."""
    joined: list[Doc] = []
    for part in parts:
        if joined:
            joined.append(separator)
        joined.append(part)
    return tuple(joined)


_Mode = Literal["flat", "broken"]
_Step = tuple[int, _Mode, Doc]


def lay_out(doc: Doc, *, column: int = 0, widest: int = WIDEST) -> str:
    """Return the text of a document whose first line begins at a column, no spaces at line ends."""
    out: list[str] = []
    at = column
    steps: list[_Step] = [(column, "broken", doc)]
    while steps:
        indent, mode, part = steps.pop()
        match part:
            case str():
                out.append(part)
                at += width(part)
            case tuple():
                steps.extend((indent, mode, piece) for piece in reversed(part))
            case Break(flat=flat):
                if mode == "flat":
                    out.append(flat)
                    at += width(flat)
                else:
                    out.append("\n" + " " * indent)
                    at = indent
            case Group(body=body):
                fits = mode == "flat" or _fits(widest - at, (indent, "flat", body), steps)
                steps.append((indent, "flat" if fits else "broken", body))
            case Nest(body=body, by=by):
                steps.append((indent + by, mode, body))
            case Align(body=body):
                steps.append((at, mode, body))
            case Fill(parts=parts, first=first):
                if first < len(parts):
                    rest = Fill(parts, first + 1)
                    step: _Step = (indent, "flat", (*_between(first), parts[first]))
                    if mode == "flat" or _fits(widest - at, step, _after(steps, rest, indent)):
                        steps.extend(((indent, mode, rest), step))
                    else:
                        steps.extend(((indent, mode, rest), (indent, mode, parts[first])))
                        steps.extend([(indent, mode, BREAK)] if first else [])
    return "\n".join(line.rstrip(" ") for line in "".join(out).split("\n"))


def _between(index: int) -> tuple[Doc, ...]:
    return (" ",) if index else ()


def _after(steps: list[_Step], rest: Fill, indent: int) -> Sequence[_Step]:
    """Return what follows a part of a fill on its line: nothing, unless it is the last part."""
    return [(indent, "broken", BREAK)] if rest.first < len(rest.parts) else steps


def _fits(room: int, step: _Step, after: Sequence[_Step]) -> bool:
    """Return whether a step, and what stands after it up to a line end, fits in the room."""
    todo = [step]
    following = len(after)
    while room >= 0:
        if not todo:
            if not following:
                return True
            following -= 1
            todo.append(after[following])
        indent, mode, part = todo.pop()
        match part:
            case str():
                room -= width(part)
            case tuple():
                todo.extend((indent, mode, piece) for piece in reversed(part))
            case Break(flat=flat):
                if mode == "broken":
                    return True
                room -= width(flat)
            case Group(body=body) | Nest(body=body) | Align(body=body):
                todo.append((indent, mode, body))
            case Fill(parts=parts, first=first):
                if first < len(parts):
                    if first and mode == "broken":
                        return True
                    todo.append((indent, mode, Fill(parts, first + 1)))
                    todo.append((indent, mode, (*_between(first), parts[first])))
    return False
