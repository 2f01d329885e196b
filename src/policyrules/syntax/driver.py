"""How is a sound text parsed quickly?

By Lark's table in a loop of our own, which looks up what is done before each token where it stands (`stands`). What is
wrong with a text is not said here: `recover` reads it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.syntax.lexer import tokens_of
from policyrules.syntax.stands import END, Stand, Stands, Step

if TYPE_CHECKING:
    from policyrules.syntax.reading import Reading


class UnreadError(Exception):
    """The text is not what it was read as."""


class _Standing:
    """Where the parse of one text stands."""

    __slots__ = ("stand",)

    def __init__(self, stand: Stand) -> None:
        self.stand = stand


class Driver:
    """A parser of sound texts."""

    def __init__(self, stands: Stands) -> None:
        self.stands = stands
        """What was found out of the table; `run` goes through it step by step."""

    def parse(self, reading: Reading, start: str) -> Any:
        """Return what the text says.

        Raises `UnreadError` where it is not what it should be, `GiveUpError` where it is too much.
        """
        standing = _Standing(self.stands.at(start))
        values: list[Any] = []
        for token in tokens_of(reading, standing):
            step = standing.stand.step(token.type)
            if step.makes:
                make_values(values, step)
            if step.to is None:
                raise UnreadError
            values.append(token)
            standing.stand = step.to
        last = standing.stand.step(END)
        make_values(values, last)
        if last.to is None:
            raise UnreadError
        return values[-1]


def make_values(values: list[Any], step: Step) -> None:
    """Make in place of the last values what they are the parts of."""
    for make, size in step.makes:
        if size == 1:
            values[-1] = make(values[-1:])
        elif size:
            parts = values[-size:]
            del values[-size:]
            values.append(make(parts))
        else:
            values.append(make([]))
