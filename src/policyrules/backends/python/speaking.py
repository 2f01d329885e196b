"""Which items make findings, given what each says? In the order written, without a look at the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.lower.stages import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policyrules.core import ir


class Speaking:
    """The items of one record, by the bit that stands for each in a mask."""

    __slots__ = ("_order", "_rules")

    def __init__(self, rules: Sequence[ir.Rule], order: Mapping[ir.RuleId, int]) -> None:
        self._rules = rules
        self._order = order

    def ids(self, sure: int, possible: int) -> tuple[ir.RuleId, ...]:
        """Return the ids of the findings, as `Decision.findings` has them.

        Those of items that surely say something, and of those that say so for want of facts: of these each item once.
        """
        unsettled: set[ir.RuleId] = set()
        found: list[ir.RuleId] = []
        for number in self._in_order(possible):
            rule = self._rules[number]
            if rule.id.part == ASKED:
                continue
            if not sure >> number & 1:
                whole = rule.id.whole
                if rule.if_unknown not in _SAID_ANYWAY or whole in unsettled:
                    continue
                unsettled.add(whole)
            found.append(rule.id.whole)
        return tuple(found)

    def _in_order(self, items: int) -> Sequence[int]:
        numbers = list(numbers_of(items))
        order, rules = self._order, self._rules
        numbers.sort(key=lambda number: order.get(rules[number].id, len(order)))
        return numbers


_SAID_ANYWAY = ("block", "warn")
"""What an item may do for want of facts that makes a finding all the same."""


def numbers_of(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are on, from the lowest.

    >>> list(numbers_of(0b10110))
    [1, 2, 4]
    """
    digits = bin(mask)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)
