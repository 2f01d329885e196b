"""How is a type written?"""

from __future__ import annotations

from typing import assert_never

from policyrules.syntax.ast.types import (
    EnumBody,
    EnumMember,
    ListType,
    NamedType,
    OptionalType,
    RefType,
    TypeExpression,
)
from policyrules.syntax.format.annotations import annotated
from policyrules.syntax.format.words import Words


def type_(node: TypeExpression, words: Words) -> str:
    """Return a type on one line."""
    match node:
        case NamedType(name=name, scale=scale):
            return words.name(name) + (f"({scale})" if scale is not None else "")
        case RefType(record=record):
            return f"{words('REF')} {words.name(record)}"
        case ListType(element=element):
            return f"{words('LIST_OF')} {type_(element, words)}"
        case OptionalType(element=element):
            return f"{type_(element, words)}?"
        case EnumBody():
            return f"{{ {' '.join(members(node, words))} }}"
        case _:
            assert_never(node)


def members(node: EnumBody, words: Words) -> list[str]:
    """Return the members of an enum, each with the mark that parts it from the next.

    A lone one has a mark too where nothing else would tell that its two names are one member.
    """
    mark = " <" if node.ordered else ","
    is_needed = len(node.members) == 1 and (node.ordered or _looks_like_two(node.members[0]))
    listed = [member(each, words) for each in node.members]
    return [
        text + (mark if is_needed or index < len(listed) - 1 else "") for index, text in enumerate(listed)
    ]


def lines(node: EnumBody, words: Words) -> list[str]:
    """Return the members of an enum as lines: a member a line, commas only where they are needed."""
    if node.ordered or any(map(_looks_like_two, node.members)):
        return members(node, words)
    return [member(each, words) for each in node.members]


def member(node: EnumMember, words: Words) -> str:
    """Return one member with its names and annotations."""
    return annotated(node.annotations, words, words.names(node.names))


def body_in(node: TypeExpression) -> EnumBody | None:
    """Return the enum written in a type, if there is one."""
    match node:
        case EnumBody():
            return node
        case ListType(element=element) | OptionalType(element=element):
            return body_in(element)
        case _:
            return None


def _looks_like_two(node: EnumMember) -> bool:
    """Whether a member's two names would be read as two members: they are of one script."""
    names = node.names
    return names.second is not None and names.first.text.isascii() == names.second.text.isascii()
