"""Which nodes are there below a node of the syntax tree?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any, Final, cast

from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Span
from policyrules.frozen import names_of
from policyrules.syntax.ast.names import Comment

_NO_NODES: Final = (Span, Source, Comment)


def children(node: Any) -> Iterator[Any]:
    """Yield the nodes directly below a node, in the order of its fields; names are nodes, comments are not."""
    for name in _parts(cast("Hashable", type(node))):
        yield from _nodes(getattr(node, name))


def walk(node: Any) -> Iterator[Any]:
    """Yield a node and every node below it, each before its children."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(list(children(found))))


def _nodes(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)
    elif names_of(type(value)) is not None and not isinstance(value, _NO_NODES):
        yield value


@cache
def _parts(kind: Hashable) -> tuple[str, ...]:
    """Return the names of the fields of a node class that may hold nodes."""
    return tuple(
        name for name in names_of(cast("type[Any]", kind)) or () if name not in ("span", "source", "comments")
    )
