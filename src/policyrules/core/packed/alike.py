"""Which rules are alike but for constants, found out once and kept with them?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core.packed.forms import NUMBERS, Each, Maybe, OneOf, Parts
from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.rules import VALIDITY
from policyrules.core.packed.values import COLUMN
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from policyrules.core import ir

Reason = Literal["few", "asked", "alone"]
"""Why a rule is in no group: too few are like it, other items ask of it or set it aside, or none is like it."""


@frozen(eq=False)
class AlikeRules:
    """Rules of one shape: their numbers among the record's rules, and their constants, column by column.

    `validities` are the days each is in force, where these are not the same for all.
    """

    numbers: Sequence[int]
    columns: Sequence[Sequence[Any]]
    validities: Sequence[ir.Validity] | None


@frozen(eq=False)
class Alike:
    """The rules of a record by shape: groups of some size, and the numbers of all others, each with the reason."""

    apart: Sequence[int]
    reasons: Sequence[Reason]
    groups: Sequence[AlikeRules]

    def of_so_many(self, count: int) -> Alike:
        """Return the same, which speaks of so many rules, each once. Raises `Malformed` where it does not."""
        told = [*self.apart, *(number for group in self.groups for number in group.numbers)]
        fits = len(self.apart) == len(self.reasons) and all(
            len(column) == len(group.numbers)
            for group in self.groups
            for column in (*group.columns, *(() if group.validities is None else (group.validities,)))
        )
        if not fits or len(told) != count or sorted(told) != list(range(count)):
            raise Malformed(f"{count} rules, each once", len(told))
        return self


ALIKE: Final = Parts(
    Alike,
    apart=NUMBERS,
    reasons=Each(OneOf("few", "asked", "alone")),
    groups=Each(
        Parts(
            AlikeRules,
            numbers=NUMBERS,
            columns=Each(COLUMN),
            validities=Maybe(Each(VALIDITY)),
        )
    ),
)
