"""Why can a field not take what was given?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from policyrules.core.facts.given import shown
from policyrules.diagnostics.phrase import Phrase

Read = Callable[[Any], Any]
"""From a given value to the runtime value; raises `Refused`."""


class Refused(Exception):  # noqa: N818  # an answer on its way to a FactProblem, not an error of its own
    """A given value its field cannot take."""

    def __init__(
        self, code: str, message: Phrase, helps: tuple[Phrase, ...] = ()
    ) -> None:  # as in diagnostics
        super().__init__(code)
        self.code = code
        self.message = message
        self.help = helps


def needs(expected: Phrase, given: object, *helps: Phrase) -> Refused:
    """Return the refusal of a value of another kind."""
    found = shown(given)
    return Refused(
        "wrong-kind",
        Phrase(f"{expected.en} is needed, not {found.en}", f"应为{expected.zh}，所给为{found.zh}"),
        helps,
    )


def did_you_mean(names: tuple[str, ...]) -> tuple[Phrase, ...]:
    """Return the help that offers near names; none when there are none."""
    if not names:
        return ()
    en = " or ".join(f"`{name}`" for name in names)
    zh = " 或 ".join(f"`{name}`" for name in names)
    return (Phrase(f"did you mean {en}?", f"是否指 {zh}？"),)
