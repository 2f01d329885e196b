"""Policies kept as text decide, and explain, as they do in memory."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import policyrules as pr
from policyrules.core.packed.many_rules import Rules
from policyrules.core.packed.program import plain_tables, tables_in, unpacked
from policyrules.engine.packing import packed_to_decide
from policyrules.errors import FactError
from policyrules.syntax.format import format_file
from policyrules.testing.strategies import facts, ledgers
from tests.properties.cases import generated
from tests.properties.policies import files
from tests.properties.test_agreement import by_reference, days, load

if TYPE_CHECKING:
    from policyrules.core.ir import Program
    from policyrules.core.packed.program import Packed
    from policyrules.engine.policy_set import PolicySet
    from policyrules.syntax.ast.declarations import File


def read_back(policies: PolicySet) -> Program:
    """Return a policy set's program as it is read from a disk."""
    text = packed_to_decide(policies.program)
    hot, tables = json.loads(json.dumps([text.hot, plain_tables(text.tables)]))
    return unpacked(hot, text.cold, tables_in(tables, text.tables.sources, lambda: policies.functions))


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


SHAPES = (
    'unit = "U{n}" and people > {n}',
    "cost >= {n}.5 and tier <= county",
    "kind in {{ course, {kind} }} and people != {n}",
    'start < 2026-01-{day:02} and not (topics contains "t{n}")',
    "people in {n}..{more} unless urgent",
    'note = "n{n}" or at least 2 of (urgent, people > {n}, cost < {n})',
)
RECORD = """
enum Tier { village < county < province }
record Case dated start {
    unit: text
    people: integer
    cost: number(2)?
    tier: Tier
    kind: { course, visit, talk }
    start: date
    urgent: boolean?
    topics: list of text
    note: text?
}
"""
WAYS = ("must not", "should not", "must not", "may")


@st.composite
def many_alike(draw: st.DrawFn) -> str:
    """Draw a policy in which many rules are alike but for constants and the days they are in force."""
    items = []
    for number in range(draw(st.integers(30, 90))):
        n = draw(st.integers(0, 6))
        condition = draw(st.sampled_from(SHAPES)).format(
            n=n, more=n + draw(st.integers(0, 3)), day=n + 1, kind=draw(st.sampled_from(["visit", "talk"]))
        )
        dated = draw(st.sampled_from(["", "", "", " from 2026-01-03", " until 2026-01-02 if unknown warn"]))
        way = draw(st.sampled_from(WAYS))
        items.append(f'{way} X-{number} "Item {number}" {{ when {condition}{dated} }}')
    body = "\n".join(items)
    return f"{RECORD}list rules for Case {{\n{body}\n}}\n"


@generated
@given(many_alike(), st.data())
def test_many_rules_that_are_alike_say_the_same_read_or_not(text: str, data: st.DataObject) -> None:
    policies = load(text)
    other = evolve(policies, program=read_back(policies))
    rules = other.program.rules["Case"]
    assert isinstance(rules, Rules)
    assert rules.alike is not None
    one, another = pr.Engine(policies), pr.Engine(other)
    drawn = st.tuples(facts(policies.program, "Case", unknown=True), days)
    for given_facts, on in data.draw(st.lists(drawn, min_size=3, max_size=6)):
        assert said(another, given_facts, on) == said(one, given_facts, on)
        read = one.facts("Case", given_facts, partial=True)
        assert one.decide("Case", read, on=on).outcome == by_reference(policies, read, on).outcome


ASKED = (
    "people > {n}",
    "people < {n}",
    "cost >= {n}.5",
    'unit = "U{n}"',
    "tier >= {tier}",
    "kind in {{ course, {kind} }}",
    'not (topics contains "t{n}")',
    "start < 2026-01-{day:02}",
    'note = "n{n}"',
)
MORE_THAN_A_FEW = [f"{one} and {other}" for one, other in combinations(ASKED, 2)]
"""So many shapes that none of their groups is compiled before a record passes the tests of single facts."""


@cache
def of_many_shapes(apart: str) -> tuple[PolicySet, Packed]:
    """Return policies of many shapes, with items that stand apart, and their program as it is kept."""
    items = []
    for number, shape in enumerate(MORE_THAN_A_FEW):
        for n in range(12):
            condition = shape.format(
                n=n % 7,
                day=n + 1,
                kind=("visit", "talk")[n % 2],
                tier=("village", "county", "province")[n % 3],
            )
            unless = " unless urgent" if number % 4 == 1 else ""
            dated = " from 2026-01-03" if number % 5 == 2 and n % 3 == 0 else ""
            items.append(
                f'{WAYS[number % 3]} S-{number}-{n} "Item {number}" {{ when {condition}{unless}{dated} }}'
            )
    body = "\n".join([*items, apart])
    policies = load(f"{RECORD}list rules for Case {{\n{body}\n}}\n")
    return policies, packed_to_decide(policies.program)


@generated
@given(st.sampled_from(["", 'must not last "Last" { when broken(S-3-3) and people > 2 }']), st.data())
def test_groups_that_are_compiled_when_a_record_passes_say_what_the_reference_says(
    apart: str, data: st.DataObject
) -> None:
    policies, text = of_many_shapes(apart)
    program = text.program()
    rules = program.rules["Case"]
    assert isinstance(rules, Rules)
    assert rules.alike is not None
    assert bool(rules.alike.apart) is bool(apart)
    assert all(group.tests is not None for group in rules.alike.groups)
    one, another = pr.Engine(policies), pr.Engine(evolve(policies, program=program))
    drawn = st.tuples(facts(policies.program, "Case", unknown=data.draw(st.booleans())), days)
    for given_facts, on in data.draw(st.lists(drawn, min_size=2, max_size=5)):
        read = one.facts("Case", given_facts, partial=True)
        decision = another.decide("Case", read, on=on)
        expected = by_reference(policies, read, on)
        assert decision.outcome == expected.outcome
        assert decision.finding_ids == tuple(finding.id for finding in expected.findings)
