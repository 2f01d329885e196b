"""Do the tests beside the rules notice where the packs' conditions turn, at the value itself and on both sides?

Each boundary is moved by a step (`boundaries.py`), and a test that says something of what rests on it has to fail.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pytest
from attrs import evolve

from policyrules.core import ir
from policyrules.core.values import Duration
from policyrules.semantics.items_named import items_named
from policyrules.semantics.types import EnumType, required
from policyrules.syntax.ast.tests import ExpectValue
from policyrules.testing.rules import each_test
from tests.everything import EVERYTHING
from tests.policies import boundaries
from tests.policies.boundaries import Holder, Move, holders_of, moves_of, with_move

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyrules.engine.policy_set import PolicySet

PARTS: Final = 32
"""CI tries one move of so many."""


class Watching:
    """Which tests say something of an item, or of a derived fact?

    A row of examples says something of what any row of its table names: where nothing is expected but `permit`,
    that none of it is broken.
    """

    def __init__(self, policies: PolicySet) -> None:
        self.policies = policies
        self._of_item: dict[ir.RuleId, set[int]] = defaultdict(set)
        self._of_fact: dict[str, set[int]] = defaultdict(set)
        meanings = policies.checked.tables.meanings
        rows: dict[int, set[int]] = defaultdict(set)
        for number, test in enumerate(each_test(policies)):
            rows[id(test.test)].add(number)
        for number, test in enumerate(each_test(policies)):
            for step in test.steps:
                for named in items_named(step, meanings):
                    self._of_item[ir.RuleId(named.policy, named.item)] |= rows[id(test.test)]
                if isinstance(step, ExpectValue):
                    self._of_fact[step.left.names[-1].text].add(number)
        self._holders = list(holders_of(policies.program))

    def tests(self, move: Move) -> list[int]:
        """Return the numbers of the tests that say something of what rests on a boundary."""
        found: set[int] = set()
        for holder in self._resting_on(move.holders):
            match holder.held:
                case ir.Rule(id=rule):
                    found |= self._of_item[rule.whole]
                case ir.Define(names=names):
                    for spelling in names.spellings:
                        found |= self._of_fact[spelling]
                case ir.TableAction():
                    pass
        return sorted(found)

    def notice(self, move: Move) -> bool:
        """Return whether one of them fails where a boundary is moved."""
        moved = evolve(self.policies, program=with_move(self.policies.program, move))
        tests = each_test(moved, backend="reference")
        return any(tests[number].result().failures for number in self.tests(move))

    def _resting_on(self, holders: Iterable[Holder]) -> list[Holder]:
        """Return these, and whatever asks for the derived facts or the items they are."""
        found: list[Holder] = []
        left = list(holders)
        while left:
            holder = left.pop()
            if holder not in found:
                found.append(holder)
                left += [other for other in self._holders if self._asks_for(other, holder)]
        return found

    def _asks_for(self, asking: Holder, asked: Holder) -> bool:
        match asked.held:
            case ir.Rule(id=rule):
                return rule in asking.items
            case ir.Define():
                return asked.key in asking.facts
            case ir.TableAction():
                return False


@pytest.fixture(scope="module")
def watching(shipped: PolicySet) -> Watching:
    return Watching(shipped)


@pytest.mark.parametrize("part", range(PARTS) if EVERYTHING else [0])
def test_every_move_of_a_boundary_is_noticed(watching: Watching, part: int) -> None:
    moves = moves_of(watching.policies.program)
    assert len(moves) > 700
    assert [move.where for move in moves[part::PARTS] if not watching.notice(move)] == []


def test_it_is_the_step_that_is_noticed(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moves of no length change nothing, and no test fails: what a move is written as can be evaluated."""
    plus, longer, shifted = boundaries.plus, boundaries.longer, boundaries.shifted
    monkeypatch.setattr(boundaries, "plus", lambda expr, _: plus(expr, 0))
    monkeypatch.setattr(boundaries, "longer", lambda length, _, sign: longer(length, Duration(), sign))
    monkeypatch.setattr(boundaries, "shifted", lambda moment, sign, _: shifted(moment, sign, Duration()))
    moves = [move for move in moves_of(watching.policies.program) if of_some_length(move)]
    asked = moves[:: 9 if EVERYTHING else 60]
    assert len(asked) >= 8
    assert [move.where for move in asked if watching.notice(move)] == []


def of_some_length(move: Move) -> bool:
    """Return whether a boundary is moved by a length, not to the next member of an enum or window."""
    if isinstance(move.old, ir.Compare):
        return not isinstance(required(move.old.left.type), EnumType) and "next" in move.said
    return "a day" not in move.said
