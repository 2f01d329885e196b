"""What can an item say, and what can a decision come to?

Effects are ordered: permit < advise < warn < refer < return < forbid. An outcome is an effect, or
undetermined. Both are text: `decision.outcome == "forbid"`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Effect(StrEnum):
    """What a broken or matched item says; compared by how grave it is."""

    PERMIT = "permit"
    ADVISE = "advise"
    WARN = "warn"
    REFER = "refer"
    RETURN = "return"
    FORBID = "forbid"

    @property
    def rank(self) -> int:
        """How grave: 0 for permit, 5 for forbid."""
        return _RANKS[self]

    @property
    def phrase(self) -> Phrase:
        """The word for it in each language."""
        return PHRASES[self.value]

    def __lt__(self, other: str) -> bool:
        return self.rank < Effect(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Effect(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Effect(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Effect(other).rank


_RANKS: Final[Mapping[Effect, int]] = {effect: rank for rank, effect in enumerate(Effect)}


class Outcome(StrEnum):
    """What a decision comes to: the worst effect found, or that it cannot be said yet."""

    PERMIT = "permit"
    ADVISE = "advise"
    WARN = "warn"
    REFER = "refer"
    RETURN = "return"
    FORBID = "forbid"
    UNDETERMINED = "undetermined"

    @property
    def phrase(self) -> Phrase:
        """The word for it in each language."""
        return PHRASES[self.value]


PHRASES: Final[Mapping[str, Phrase]] = {
    "permit": Phrase("permit", "允许"),
    "advise": Phrase("advise", "建议"),
    "warn": Phrase("warn", "提醒"),
    "refer": Phrase("refer", "报请"),
    "return": Phrase("return", "退回"),
    "forbid": Phrase("forbid", "禁止"),
    "undetermined": Phrase("undetermined", "待定"),
}
"""Effects and outcomes."""

MODALITIES: Final[Mapping[str, Phrase]] = {
    "must not": Phrase("must not", "不得"),
    "must": Phrase("must", "应当"),
    "should not": Phrase("should not", "一般不得"),
    "should": Phrase("should", "一般应"),
    "encourage": Phrase("encourage", "提倡"),
    "may": Phrase("may", "可以"),
}
"""Modalities, in the plainest word of each."""


def worst(effects: Iterable[Effect]) -> Effect:
    """Return the gravest of the effects; permit when there is none.

    >>> worst([Effect.WARN, Effect.REFER])
    <Effect.REFER: 'refer'>
    """
    return max(effects, key=lambda effect: effect.rank, default=Effect.PERMIT)


def outcome_of(certain: Iterable[Effect], possible: Iterable[Effect]) -> Outcome:
    """Return the worst certain effect, unless a possible one is worse: then undetermined.

    >>> outcome_of([Effect.WARN], [Effect.ADVISE]), outcome_of([], [Effect.WARN])
    (<Outcome.WARN: 'warn'>, <Outcome.UNDETERMINED: 'undetermined'>)
    """
    low = worst(certain)
    return Outcome(low.value) if worst(possible) <= low else Outcome.UNDETERMINED
