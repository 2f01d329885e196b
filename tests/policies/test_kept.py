"""Do the shipped packs stay what they are when they are kept as text?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core import ir
from policyrules.core.ledgers_read import rows_read, rows_searched
from policyrules.core.packed.kinds import rules_with
from policyrules.core.rests_on import conditions_of, everything, explained_by
from tests.unit.core.test_packed import assert_same, there_and_back

if TYPE_CHECKING:
    from policyrules.engine.policy_set import PolicySet


def test_every_pack_is_read_as_it_was(shipped: PolicySet) -> None:
    assert_same(shipped.program, there_and_back(shipped.program))


def test_what_stands_in_a_rule_is_known_wherever_it_stands(shipped: PolicySet) -> None:
    """Whether a match looks into a ledger, for one, is known although its source can be nothing else than rows."""
    one = shipped.program
    read = there_and_back(one)
    met: set[type] = set()
    for record, plain in one.rules.items():
        rules = read.rules[record]
        holding = [
            {type(node) for expr in (*conditions_of(rule), *explained_by(rule)) for node in everything(expr)}
            for rule in plain
        ]
        for kind in {each for kinds in holding for each in kinds}:
            known = {rule.id for rule in rules_with(rules, kind)}
            assert {rule.id for rule, kinds in zip(plain, holding, strict=True) if kind in kinds} <= known
            met.add(kind)
    assert {ir.Match, ir.Rows, ir.Deadline, ir.AtMost} <= met
    for record in one.records:
        assert rows_read(read, record) == rows_read(one, record)
        assert rows_searched(read, record) == rows_searched(one, record)
