"""What is known of many rules without reading each?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from policyrules.core import ir
from policyrules.core.packed.alike import ALIKE, CONSTANTS, fitting
from policyrules.core.packed.classes import Parts
from policyrules.core.packed.forms import NUMBERS, TEXTS, WHOLE, Each, InTurn
from policyrules.core.packed.lines import KEPT, Lines, plain_in, read_whole
from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.rules import EFFECT, IF_UNKNOWN, RULE
from policyrules.core.packed.tables import Tables
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from policyrules.core.packed.alike import Alike, Constants
    from policyrules.core.packed.cold import Cold

_NO_TABLES: Final = Tables((), (), ())


@frozen(eq=False)
class Effects:
    """What effects rules have: their own, and the one they have for want of facts; and which of these each rule has.

    With them go the kinds of expressions in a rule, as bits; see `core.packed.kinds`.
    """

    there: Sequence[tuple[str, str, int]]
    which: Sequence[int]


@frozen(eq=False)
class Names:
    """Of each rule its policy, item and part, and its number as written."""

    policies: Sequence[str]
    items: Sequence[str]
    parts: Sequence[str]
    order: Sequence[int]


EFFECTS: Final = Parts(Effects, there=Each(InTurn(EFFECT, IF_UNKNOWN, WHOLE)), which=NUMBERS)
NAMES: Final = Parts(Names, policies=TEXTS, items=TEXTS, parts=TEXTS, order=NUMBERS)
KNOWN: Final = InTurn(WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, NUMBERS, NUMBERS)
"""Where what is known of some rules begins; the lengths of its three lines (`EFFECTS`, `NAMES`, `ALIKE`: 0 where
that was not found out); all kinds of expressions in them; the lengths of the `CONSTANTS` of those that are alike; and
the length of each rule."""


class Rules(Lines[ir.Rule]):
    """Rules as lines of a text; what is asked of all of them at once is known without reading them.

    `kept` is what `KNOWN` reads: before the first rule stand lines of what is known of all.
    """

    # what is worked out when it is first asked stands in `__dict__`
    __slots__ = ("__dict__", "_constants", "_kinds", "_known")

    def __init__(
        self, tables: Tables, text: Cold, kept: tuple[int, int, int, int, int, Sequence[int], Sequence[int]]
    ) -> None:
        begin, *others, self._kinds, of_alike, lengths = kept
        if min(begin, *others) < 0:
            raise Malformed("where rules are kept", kept[:5])
        ends = list(accumulate([begin, *others]))
        self._constants: Lines[Constants] = Lines(CONSTANTS, _NO_TABLES, text, ends[-1], of_alike)
        super().__init__(RULE, tables, text, ends[-1] + sum(of_alike), lengths)
        self._known: Callable[[int], bytes] = lambda line: text.part(ends[line], ends[line + 1])

    @cached_property
    def _effects(self) -> Effects:
        found: Effects = read_whole(EFFECTS, plain_in(self._known(0)), _NO_TABLES)
        several = len(found.there)
        if len(found.which) != len(self):
            raise Malformed("effects of so many rules", len(self))
        if found.which and not 0 <= min(found.which) <= max(found.which) < several:
            raise Malformed("numbers of effects", several)
        return found

    @property
    def effects(self) -> Sequence[tuple[str, str]]:
        """Each rule's effect, and the one it has for want of facts."""
        found = self._effects
        pairs = [(effect, if_unknown) for effect, if_unknown, _ in found.there]
        return [pairs[number] for number in found.which]

    @property
    def _names(self) -> Names:
        found: Names = read_whole(NAMES, plain_in(self._known(1)), _NO_TABLES)
        if any(len(getattr(found, name)) != len(self) for name in NAMES.names):
            raise Malformed("names of so many rules", len(self))
        return found

    @cached_property
    def ids(self) -> tuple[ir.RuleId, ...]:
        """The rules' own ids."""
        names = self._names
        return tuple(map(ir.RuleId, names.policies, names.items, names.parts))

    @property
    def order(self) -> Sequence[int]:
        """The rules' numbers in the order written."""
        return self._names.order

    @cached_property
    def alike(self) -> Alike | None:
        """Which rules are alike; None where that was not found out."""
        line = self._known(2)
        if not line:
            return None
        found: Alike = read_whole(ALIKE, plain_in(line), _NO_TABLES)
        if len(found.groups) != len(self._constants):
            raise Malformed("constants of each group", len(found.groups))
        return found.of_so_many(len(self))

    def constants(self, group: int) -> Constants:
        """Return the constants of a group of rules that are alike."""
        assert self.alike is not None, "only of those that are there"
        return fitting(self._constants[group], self.alike.groups[group])

    def with_kinds(self, bits: int) -> Iterator[ir.Rule]:
        """Yield the rules in which any of these kinds of expressions (see `core.packed.kinds`) stands."""
        if not self._kinds & bits:
            return iter(())
        read = self._read if len(self) <= KEPT else self._read.__wrapped__
        found = self._effects
        fits = [bool(kinds & bits) for _, _, kinds in found.there]
        return (read(number) for number, which in enumerate(found.which) if fits[which])


class Order(Mapping[ir.RuleId, int]):
    """The number of each rule in the order written, worked out when it is first asked."""

    def __init__(self, groups: Iterable[Rules]) -> None:
        self._groups = tuple(groups)

    @cached_property
    def _numbers(self) -> dict[ir.RuleId, int]:
        numbered = sorted(
            (number, rule)
            for group in self._groups
            for rule, number in zip(group.ids, group.order, strict=True)
        )
        return {rule: number for number, rule in numbered}

    def __getitem__(self, rule: ir.RuleId) -> int:
        return self._numbers[rule]

    def __iter__(self) -> Iterator[ir.RuleId]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def effects_of(rules: Sequence[ir.Rule]) -> Sequence[tuple[str, str]]:
    """Return each rule's effect, and the one it has for want of facts; of packed rules without reading them."""
    if isinstance(rules, Rules):
        return rules.effects
    return [(rule.effect, rule.if_unknown) for rule in rules]


def ids_of(rules: Sequence[ir.Rule]) -> Sequence[ir.RuleId]:
    """Return the rules' own ids; of packed rules without reading them."""
    return rules.ids if isinstance(rules, Rules) else [rule.id for rule in rules]
