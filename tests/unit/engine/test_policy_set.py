"""What one load yields, and that it stays as it is."""

from __future__ import annotations

import gc
import weakref

import attrs
import pytest
from tests.unit.engine.samples import policies

import policyrules as pr
from policyrules.core.packed.many_rules import Rules
from policyrules.engine.policy_set import PACKED_FROM
from policyrules.surfaces.files import examine_text
from policyrules.syntax.ast.declarations import File
from policyrules.testing.coverage import coverage_of
from policyrules.testing.observed import Seen
from policyrules.testing.rules import run_tests

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover


def test_what_a_set_holds() -> None:
    loaded = policies()
    assert list(loaded.policies) == ["meetings"]
    assert list(loaded.records) == ["Meeting", "Visit"]
    assert [listed.names.first for listed in loaded.lists] == ["size", "visits"]
    assert loaded.record_named("会议") is loaded.records["Meeting"]
    assert loaded.record_named("nothing") is None
    assert loaded.parameter_named("人数上限") is loaded.program.parameters["people_limit"]
    assert loaded.parameter_named("nothing") is None
    assert [file.source.name for file in loaded.files] == ["meetings.rules"]
    assert "characters" in loaded.functions
    assert repr(loaded) == "<PolicySet of meetings: 3 items>"
    assert repr(pr.Engine(loaded)) == "<Engine on <PolicySet of meetings: 3 items>>"


def test_a_set_does_not_change() -> None:
    loaded = policies()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        loaded.supplied = {}  # type: ignore[misc]  # that is the test
    with pytest.raises(TypeError):
        loaded.supplied["x"] = 1  # type: ignore[index]  # that is the test


def test_two_engines_on_one_set() -> None:
    loaded = policies()
    one = pr.Engine(loaded)
    other = pr.Engine(loaded.with_parameters({"people_limit": 10}))
    facts = {"id": "1", "tier": "村", "held": "2026-03-02", "people": 20, "plan": "P"}
    assert one.decide("Meeting", facts).outcome == "permit"
    assert other.decide("Meeting", facts).outcome == "refer"


KEYED = """
record Unit 单位 { name 名称: text }
parameter limit 限额: integer by Unit.name from "limits.csv"
list units for Unit { must not U-1 { when limit[name] > 5 } }
"""


def test_a_text_gets_its_tables_from_whoever_loads_it() -> None:
    loaded = policies(KEYED, parameters={"限额": {"甲": 3, "乙": 9}})
    assert pr.Engine(loaded).decide("Unit", {"name": "乙"}).outcome == "forbid"
    more = loaded.with_parameters({"limit": {"甲": 7}})
    assert pr.Engine(more).decide("Unit", {"name": "甲"}).outcome == "forbid"
    assert pr.Engine(more).decide("Unit", {"name": "乙"}).outcome == "forbid"
    nobody = pr.Engine(more).decide("Unit", {"name": "丙"})
    assert nobody.outcome == "undetermined"
    assert (nobody.missing[0].fact, nobody.missing[0].keys) == ("limit", ("丙",))
    with pytest.raises(pr.PolicyError, match="a lookup table lies in the folder of its policy"):
        policies(KEYED)


def _many(count: int, *, tested: int = 3) -> str:
    items = "\n".join(
        f'must not M-{number} "Item {number}" {{ when people > {number} because "{{people}} people" }}'
        for number in range(count)
    )
    tests = "\n".join(
        f'test "t{number}" {{ given Meeting {{ people: {number} }} expect not M-{number} }}'
        for number in range(tested)
    )
    return f"record Meeting 会议 {{ people 人数: integer }}\nlist size for Meeting {{\n{items}\n}}\n{tests}\n"


def test_a_loaded_set_keeps_texts_and_makes_trees_again_when_asked() -> None:
    text = _many(3)
    loaded, examined = pr.load_text(text, name="m.rules"), examine_text(text, name="m.rules").policies
    assert examined is not None
    alive = [weakref.ref(each) for each in gc.get_objects() if type(each) is File]
    gc.collect()
    sources = [file.source.name for each in alive if (file := each()) is not None]
    assert sources.count("m.rules") == 1  # the examined set's
    assert loaded.files[0].declarations == examined.files[0].declarations
    assert loaded.files[0] is loaded.with_parameters({}).files[0]
    assert [test.passed for test in run_tests(loaded)] == [True] * 3


def test_many_rules_say_the_same_as_few() -> None:
    """A set of many rules keeps them as text; every rule is decided, explained, tested and covered all the same."""
    text = _many(PACKED_FROM + 1)
    loaded, examined = pr.load_text(text, name="m.rules"), examine_text(text, name="m.rules").policies
    assert examined is not None
    assert isinstance(loaded.program.rules["Meeting"], Rules)
    assert not isinstance(examined.program.rules["Meeting"], Rules)
    decisions = [pr.Engine(each).decide("Meeting", {"people": 3}) for each in (loaded, examined)]
    assert decisions[0].to_dict() == decisions[1].to_dict()
    assert [finding.item for finding in decisions[0].findings] == ["M-0", "M-1", "M-2"]
    assert str(decisions[0].explain()) == str(decisions[1].explain())
    shown = []
    for each in (loaded, examined):
        seen = Seen()
        assert all(result.passed for result in run_tests(each, seen=seen))
        coverage = coverage_of(each, seen)
        shown.append((coverage.whole, len(coverage.uncovered)))
    assert shown[0] == shown[1]
    assert shown[0][0].seen > 0
