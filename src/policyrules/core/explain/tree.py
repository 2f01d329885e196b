"""What is a proof? A tree of expressions with their values, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from policyrules.frozen import field, frozen

if TYPE_CHECKING:
    from policyrules.core.logic import Kleene
    from policyrules.diagnostics.phrase import Phrase
    from policyrules.diagnostics.span import Place


@frozen
class Proof:
    """One expression with its value: `text` as the policy writes it, `said` the value in words.

    `note` says what else there is to know: which version of a parameter holds, how many entries
    count, why nothing can be told. What was not `asked` has no value.
    """

    text: str
    value: Any
    said: Phrase
    kind: Literal["fact", "parameter", "derived", "item", "condition", "value"] = "value"
    note: Phrase | None = None
    parts: tuple[Proof, ...] = ()
    asked: bool = True
    names: tuple[str, ...] = field(default=())
    place: Place | None = field(default=None, repr=False)
    answer: Phrase | None = None
    """What an item says, in words that need no question before them."""
    called: Phrase | None = None
    """What it is called in each language, where that is not the policy's text: an entry of a ledger, a window."""

    @property
    def holds(self) -> Kleene:
        """The value as the answer to a condition: of none, no."""
        answer: Kleene = False if self.value is None else self.value
        return answer
