"""Which rules are alike but for constants, found out once and kept with them?

What every decision asks of a group of them is read with their record: their numbers, and the tests of single facts
that show that none of them speaks. Their constants are lines of their own, which are read when they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core.packed.classes import Parts
from policyrules.core.packed.expressions import RULE_ID
from policyrules.core.packed.forms import NUMBERS, WHOLE, Each, Maybe, OneOf
from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.rules import VALIDITY
from policyrules.core.packed.values import COLUMN
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from policyrules.core import ir

Reason = Literal["few", "asked", "alone"]
"""Why a rule is in no group: too few are like it, other items ask of it or set it aside, or none is like it."""
Fits = Literal["is one of", "has one of", "above", "from", "below", "up to"]


@frozen(eq=False)
class FactTest:
    """A test of a record's fact, by its place: one that fails it is spoken of by no rule of a group.

    `values` are in the form in which the fact compares with them; for all but `one of` there is one. A fact that is
    none or not known passes every test.
    """

    place: int
    fits: Fits
    values: Sequence[Any]


@frozen(eq=False)
class AlikeRules:
    """Rules of one shape: their numbers among the record's rules, in the order of their constants.

    `tests` are passed by every record of which one of them may speak; None where their code is made at once, since
    they are among few groups or ask for more than facts. `asks` are the rules whose saying they ask.
    """

    numbers: Sequence[int]
    tests: Sequence[FactTest] | None
    asks: Sequence[ir.RuleId]


@frozen(eq=False)
class Constants:
    """The constants of rules of one shape, column by column, where they are not the same for all.

    `holes` say which of the shape's constants each column is of; `validities` are the days each rule is in force,
    where these are not the same for all.
    """

    holes: Sequence[int]
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
        if len(self.apart) != len(self.reasons) or len(told) != count or sorted(told) != list(range(count)):
            raise Malformed(f"{count} rules, each once", len(told))
        return self


def fitting(constants: Constants, group: AlikeRules) -> Constants:
    """Return the constants of a group's rules. Raises `Malformed` where they are those of more or fewer."""
    columns = (*constants.columns, *(() if constants.validities is None else (constants.validities,)))
    if len(constants.holes) != len(constants.columns) or any(
        len(column) != len(group.numbers) for column in columns
    ):
        raise Malformed(f"constants of {len(group.numbers)} rules", [*map(len, columns)])
    return constants


ALIKE: Final = Parts(
    Alike,
    apart=NUMBERS,
    reasons=Each(OneOf("few", "asked", "alone")),
    groups=Each(
        Parts(
            AlikeRules,
            numbers=NUMBERS,
            tests=Maybe(
                Each(
                    Parts(
                        FactTest,
                        place=WHOLE,
                        fits=OneOf("is one of", "has one of", "above", "from", "below", "up to"),
                        values=COLUMN,
                    )
                )
            ),
            asks=Each(RULE_ID),
        )
    ),
)
CONSTANTS: Final = Parts(Constants, holes=NUMBERS, columns=Each(COLUMN), validities=Maybe(Each(VALIDITY)))
