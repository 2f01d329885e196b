"""Which nodes are there below a node of the syntax tree?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Span
from policyrules.frozen import names_of
from policyrules.syntax.ast.names import Comment

_NO_NODES: Final = (Span, Source, Comment)


class _Parts(dict[type, "tuple[str, ...] | None"]):
    """The names of the fields of each node class that may hold nodes; None of what is no class of nodes."""

    def __missing__(self, kind: type) -> tuple[str, ...] | None:
        names = None if issubclass(kind, _NO_NODES) else names_of(kind)
        if names is not None:
            names = tuple(name for name in names if name not in ("span", "comments"))
        self[kind] = names
        return names


_PARTS: Final = _Parts()


def children(node: Any) -> Sequence[Any]:
    """Return the nodes directly below a node, in the order of its fields; names are nodes, comments are not."""
    found: list[Any] = []
    for name in _PARTS[node.__class__] or ():
        value = getattr(node, name)
        if value.__class__ is tuple:
            _gather(value, found)
        elif _PARTS[value.__class__] is not None:
            found.append(value)
    return found


def walk(node: Any) -> Iterator[Any]:
    """Yield a node and every node below it, each before its children."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))


def _gather(values: tuple[Any, ...], found: list[Any]) -> None:
    for value in values:
        if value.__class__ is tuple:
            _gather(value, found)
        elif _PARTS[value.__class__] is not None:
            found.append(value)
