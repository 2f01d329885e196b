"""Policies kept as text decide, and explain, as they do in memory."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import policyrules as pr
from policyrules.core.packed.program import packed, plain_tables, tables_in, unpacked
from policyrules.errors import FactError
from policyrules.syntax.format import format_file
from policyrules.testing.strategies import facts, ledgers
from tests.properties.cases import generated
from tests.properties.policies import files
from tests.properties.test_agreement import days, load

if TYPE_CHECKING:
    from policyrules.core.ir import Program
    from policyrules.engine.policy_set import PolicySet
    from policyrules.syntax.ast.declarations import File


def read_back(policies: PolicySet) -> Program:
    """Return a policy set's program as it is read from a disk."""
    text = packed(policies.program)
    hot, tables = json.loads(json.dumps([text.hot, plain_tables(text.tables)]))
    return unpacked(hot, text.cold, tables_in(tables, text.tables.sources, policies.functions))


def said(engine: pr.Engine, given_facts: Any, on: Any) -> Any:
    """Return everything a decision says, or what is wrong with the facts."""
    try:
        decision = engine.decide("Case", given_facts, on=on, partial=True)
    except FactError as error:
        return str(error)
    return decision.to_dict(), str(decision.explain())


@generated
@given(st.one_of(files(), files(over_time=True)), st.data())
def test_policies_kept_as_text_say_the_same(file: File, data: st.DataObject) -> None:
    policies = load(format_file(file, "en"))
    program = read_back(policies)
    assert {record: tuple(rules) for record, rules in program.rules.items()} == policies.program.rules
    other = evolve(policies, program=program)
    rows = data.draw(ledgers(policies.program, ("Case", "Plan")))
    engines = [pr.Engine(each) for each in (policies, other)]
    with suppress(FactError):  # a row does not say what it is counted by
        engines += [pr.Engine(each, ledger=pr.MemoryLedger(rows)) for each in (policies, other)]
    drawn = st.tuples(facts(policies.program, "Case", unknown=True), days)
    for given_facts, on in data.draw(st.lists(drawn, min_size=2, max_size=4)):
        for one, another in zip(engines[::2], engines[1::2], strict=True):
            assert said(another, given_facts, on) == said(one, given_facts, on)
