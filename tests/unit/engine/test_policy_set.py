"""What one load yields, and that it stays as it is."""

from __future__ import annotations

import attrs
import pytest
from tests.unit.engine.samples import policies

import policyrules as pr


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
