"""Which statements say what the rules that were found come to?

They say what `Worst` in `answers.py` works out of an answer; here the masks and stretches are still local variables,
and which effects the rules have is known when the statements are written.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from policyrules.backends.python.answers import OUTCOMES, RANKS, WITHHELD
from policyrules.core.effect import Outcome

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Container, Mapping, Sequence

    from policyrules.backends.python.index.groups import Told
    from policyrules.backends.python.nodes import Line

SURE, UNSURE = "_s", "_p"
"""The local variables of the masks of the rules that surely, and that only possibly, say something."""
OUTCOME: Final = "_outcome"

Effects = tuple[str, str]
"""A rule's own effect, and the one it has for want of facts."""

NAMES: Final = {f"_{outcome.name}": outcome for outcome in Outcome}
"""The global names that the statements read."""


def worst_of(
    line: Line,
    alone: Sequence[Effects],
    groups: Mapping[Effects, Told],
    used: Container[str],
    *,
    may_be_unsure: bool,
) -> list[ast.stmt]:
    """Return the statements that set `OUTCOME`.

    From the worst effect down: whatever surely has it settles the outcome, and what possibly has it leaves it open.
    `alone` are the effects of the rules of the masks; `groups` the variables of all other rules with these effects,
    as far as they are `used`.
    """

    def any_of(
        mask: str, is_wanted: Callable[[Effects], bool], names: Callable[[Told], Sequence[str]]
    ) -> list[ast.expr]:
        bits = sum(1 << rule for rule, effects in enumerate(alone) if is_wanted(effects))
        masked = [line.masked(mask, bits)] if bits and (may_be_unsure or mask == SURE) else []
        told = [name for effects, each in groups.items() if is_wanted(effects) for name in names(each)]
        return [*masked, *(line.name(name) for name in told if name in used)]

    found: list[ast.stmt] = [line.set(OUTCOME, line.name(_name(Outcome.PERMIT)))]
    for rank in range(1, len(OUTCOMES)):
        settling = any_of(SURE, partial(_has, rank), lambda told: (told.said, told.beside))
        settling += any_of(UNSURE, partial(_has_for_want_of_facts, rank), lambda told: (told.unsaid,))
        opening = any_of(UNSURE, partial(_leaves_open, rank), lambda told: (told.unsaid,))
        open_ = [line.set(OUTCOME, line.name(_name(Outcome.UNDETERMINED)))]
        settled = [line.set(OUTCOME, line.name(_name(OUTCOMES[rank])))]
        found = line.when(line.any(*settling), settled, line.when(line.any(*opening), open_, found))
    return found


def _has(rank: int, effects: Effects) -> bool:
    return RANKS[effects[0]] == rank


def _has_for_want_of_facts(rank: int, effects: Effects) -> bool:
    return WITHHELD.get(effects[1]) == rank


def _leaves_open(rank: int, effects: Effects) -> bool:
    return effects[1] == "undetermined" and RANKS[effects[0]] == rank


def _name(outcome: Outcome) -> str:
    return f"_{outcome.name}"
