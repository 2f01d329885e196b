"""How is something called in the text?"""

from __future__ import annotations

from typing import Final

from policyrules.diagnostics.span import Span
from policyrules.frozen import field, frozen


@frozen
class Name:
    """A name as written (without backquotes); two names are equal when spelt alike."""

    text: str
    span: Span = field(eq=False, repr=False)


@frozen
class Names:
    """The one or two names of a declaration, field, member or item: for programs, for people."""

    first: Name
    second: Name | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling that means this thing."""
        return (self.first.text,) if self.second is None else (self.first.text, self.second.text)


@frozen
class ItemRef:
    """An item named elsewhere: `IN-01`, or `inspections.IN-01` with its policy."""

    policy: Name | None
    item: Name
    span: Span = field(eq=False, repr=False)


@frozen
class Comment:
    """A `#` comment; `own_line` when nothing stands before it on its line."""

    text: str
    own_line: bool
    span: Span = field(repr=False)


@frozen
class Annotation:
    """`@name("value", …)` before a declaration, field, list or item."""

    name: Name
    arguments: tuple[str, ...]
    span: Span = field(eq=False, repr=False)


ALLOW: Final = ("allow", "不提示")
"""The annotation that says which advice does not apply: for authors only, it travels nowhere."""
