"""Where does a node stand, given its parts?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.names import Names
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token

_Node = TypeVar("_Node")

Parts = list[Any]
"""The parts of a rule in order: tokens, nodes, tuples of nodes; None for what was left out."""


def span_of(parts: Sequence[Any]) -> Span:
    """Return the span from the first part that is there to the last one."""
    first, last = parts[0], parts[-1]
    if not first:
        first = next(part for part in parts if part)
    if not last:
        last = next(part for part in reversed(parts) if part)
    if type(first) is tuple:
        first = first[0]
    if type(last) is tuple:
        last = last[-1]
    elif type(last) is Names:
        last = last.second or last.first
    return Span(
        first.start if type(first) is Token else first.span.start,
        last.stop if type(last) is Token else last.span.stop,
    )


def between(first: Any, last: Any) -> Span:
    """Return the span from one token or node to another."""
    return Span(
        first.start if type(first) is Token else first.span.start,
        last.stop if type(last) is Token else last.span.stop,
    )


def nodes(parts: Sequence[Any]) -> tuple[Any, ...]:
    """Return the parts that are nodes, in order: no tokens, nothing left out."""
    return tuple(part for part in parts if part is not None and type(part) is not Token)


def tokens(parts: Sequence[Any], terminal: str) -> list[Token]:
    """Return the tokens of one terminal among the parts."""
    return [part for part in parts if type(part) is Token and part.type == terminal]


def reading_of(parts: Sequence[Any]) -> Reading:
    """Return the reading that the parts come from; one of them is a token."""
    return next(part.reading for part in parts if type(part) is Token)


def nested(token: Token, node: _Node, *inner: object) -> _Node:
    """Return the node after noting how deep it is; `token` is marked if that is too deep."""
    return token.reading.nest(node, token, inner)
