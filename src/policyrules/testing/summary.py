"""What is there of each pack: how many items, how many tests of each, and which numbered items are written?

A pack is a folder of policy files. A test of an item is one that expects something of it by name.
"""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from policyrules.core.ir import RuleId
from policyrules.frozen import frozen
from policyrules.semantics.check_policies import annotations_of
from policyrules.semantics.items_named import items_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policyrules.engine.policy_set import PolicySet
    from policyrules.semantics.checked import CheckedItem
    from policyrules.testing.rules import RulesTest


@frozen
class PackSummary:
    """What is there of one pack, by the name of its folder."""

    pack: str
    items: int
    tests: int
    """Tests that stand in the pack, each row of examples one."""
    named: int
    """Tests of items, a test of several items once for each."""
    fewest: int
    """Tests of the item that has the fewest."""

    @property
    def per_item(self) -> float:
        """Tests of an item on average, to one place."""
        return round(self.named / self.items, 1) if self.items else 0.0


@frozen
class Listed:
    """An item that a list of items names: its code and, where it is meant to be left out, why."""

    code: str
    left_out: str = ""


@frozen
class Summary:
    """Packs in the order of their names, and what a list of items asks for."""

    packs: tuple[PackSummary, ...]
    listed: tuple[Listed, ...] = ()
    written: frozenset[str] = frozenset()
    """The codes of the list that an item bears, as its name or in an annotation."""

    @property
    def missing(self) -> tuple[Listed, ...]:
        """What the list names and no item bears, in the order of the list."""
        return tuple(each for each in self.listed if each.code not in self.written)

    @property
    def unexplained(self) -> tuple[Listed, ...]:
        """What is missing without a reason."""
        return tuple(each for each in self.missing if not each.left_out)


def summary_of(policies: PolicySet, tests: Iterable[RulesTest], listed: Sequence[Listed] = ()) -> Summary:
    """Return what is there of each pack of a policy set, with the tests that are counted for it."""
    items = [item for each in policies.checked.lists for item in each.items]
    tests_in: Counter[str] = Counter()
    named: Counter[RuleId] = Counter()
    for test in tests:
        tests_in[_folder(test.source.name)] += 1
        named.update(set(_items_named(policies, test)))
    packs: dict[str, list[CheckedItem]] = {}
    for item in items:
        packs.setdefault(_pack_of(policies, item), []).append(item)
    codes = {code for item in items for code in _codes(item)}
    return Summary(
        tuple(
            _pack(name, [named[_id(item)] for item in packs.get(name, ())], tests_in[name])
            for name in sorted({*packs, *tests_in})
        ),
        tuple(listed),
        frozenset(each.code for each in listed if each.code in codes),
    )


def _pack(name: str, counts: Sequence[int], tests: int) -> PackSummary:
    return PackSummary(name, len(counts), tests, sum(counts), min(counts, default=0))


def _id(item: CheckedItem) -> RuleId:
    return RuleId(item.policy, item.names.first)


def _items_named(policies: PolicySet, test: RulesTest) -> Iterator[RuleId]:
    for step in test.steps:
        for found in items_named(step, policies.checked.tables.meanings):
            yield RuleId(found.policy, found.item)


def _pack_of(policies: PolicySet, item: CheckedItem) -> str:
    return _folder(policies.policies[item.policy].place.source.name)


def _folder(name: str) -> str:
    return PurePath(name).parent.name or "."


def _codes(item: CheckedItem) -> Iterator[str]:
    yield from item.names.spellings
    for _, arguments in annotations_of(item.declaration.annotations):
        yield from arguments
