"""Whole records: names, absent and null values, objects of every kind, all problems at once."""

from __future__ import annotations

import dataclasses
from collections import OrderedDict, UserDict
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pydantic
import pytest
from tests.unit.facts.schemas import GIVEN, RECORDS, given

from policyrules.core.facts import Facts, read_facts
from policyrules.core.values import UNKNOWN, Row
from policyrules.errors import FactError, PolicyRulesError


def read(value: Any, *, partial: bool = False, record: str = "Inspection") -> Facts:
    return read_facts(RECORDS, record, value, partial=partial)


def problems_of(value: Any, *, record: str = "Inspection") -> list[tuple[str, str]]:
    with pytest.raises(FactError) as caught:
        read(value, record=record)
    return [(problem.path, problem.code) for problem in caught.value.problems]


# --- names ----------------------------------------------------------------------------------


def test_either_name_and_any_mixture() -> None:
    chinese = {"编号": "2026-17", "层级": "县", "人数": 3, "应急": "否", "start": "2026年3月2日"}
    assert read(chinese).values == read(GIVEN).values


def test_a_name_in_decomposed_form_is_the_same_name() -> None:
    from tests.unit.facts.schemas import field, record

    from policyrules.semantics.types import TextType

    school = record("Place", None, field("\u00e9cole", None, TextType()))
    facts = read_facts({"Place": school}, "Place", {"e\u0301cole": "Flore"})
    assert facts["\u00e9cole"] == "Flore"


def test_both_names_of_one_field() -> None:
    assert problems_of(given(层级="县")) == [("tier", "given-twice")]
    with pytest.raises(FactError, match="given twice, as `tier` and as `层级`"):
        read(given(层级="县"))


def test_unknown_names_come_with_near_ones() -> None:
    with pytest.raises(FactError) as caught:
        read(given(peple=4, 层集="县"))
    first, second = caught.value.problems
    assert first.in_("en") == "peple: `Inspection` has no field of this name; did you mean `people`?"
    assert second.in_("zh") == "层集：`督检考` 没有这个名称的字段；是否指 `层级`？"


def test_a_name_that_is_no_text() -> None:
    assert problems_of({**GIVEN, 5: "x", None: 1}) == [("", "unknown-name"), ("", "unknown-name")]


# --- absent, null, default ------------------------------------------------------------------


def test_absent_facts() -> None:
    facts = read(GIVEN)
    assert facts["cost"] == Decimal(0)
    assert facts["filed"] is False
    assert facts["at"] is UNKNOWN
    assert facts["targets"] == ()


def test_null() -> None:
    assert read(given(plan=None))["plan"] is None
    assert problems_of(given(tier=None)) == [("tier", "is-null")]
    assert problems_of(given(filed=None)) == [("filed", "is-null")]
    assert read(given(tier=None, filed=None), partial=True)["filed"] is UNKNOWN


def test_partial() -> None:
    facts = read({}, partial=True)
    assert facts["tier"] is UNKNOWN
    assert facts["filed"] is False
    assert facts.unknown[:3] == ("id", "tier", "people")
    nested = read({"lead": {}}, partial=True)["lead"]
    assert nested == Row("Task", {"name": UNKNOWN, "owner": UNKNOWN, "days": 1})


def test_missing_facts_bring_their_question() -> None:
    left = {name: value for name, value in GIVEN.items() if name != "emergency"}
    with pytest.raises(FactError) as caught:
        read(left)
    (problem,) = caught.value.problems
    assert problem.names == ("emergency", "应急")
    assert problem.in_("en") == (
        "emergency (应急): this is needed and was not given; Is it an emergency? (asked of the organiser)"
    )


def test_missing_facts_are_named_as_the_caller_names_things() -> None:
    with pytest.raises(FactError) as caught:
        read({"编号": "1", "层级": "县", "人数": 3})
    assert [problem.path for problem in caught.value.problems] == ["应急", "开始日期"]


# --- all problems at once -------------------------------------------------------------------


def test_every_problem_is_listed_in_the_records_order() -> None:
    with pytest.raises(FactError) as caught:
        read(
            {
                "开始日期": "tomorrow",
                "id": 17,
                "任务": [{"名称": "a"}, {"名称": 5, "dayz": 1}, "b"],
                "lead": {"名称": "x", "天数": "many"},
                "tier": "cuonty",
                "wat": 1,
            }
        )
    error = caught.value
    assert [(problem.path, problem.code) for problem in error.problems] == [
        ("id", "wrong-kind"),
        ("tier", "not-a-member"),
        ("people", "is-missing"),
        ("emergency", "is-missing"),
        ("开始日期", "wrong-kind"),
        ("任务[1].名称", "wrong-kind"),
        ("任务[1].dayz", "unknown-name"),
        ("任务[2]", "wrong-kind"),
        ("lead.天数", "wrong-kind"),
        ("wat", "unknown-name"),
    ]
    text = str(error)
    assert text.startswith("the facts do not fit `Inspection` (10 problems):\n- id (编号): text is needed")
    assert "- 任务[1].名称 (name): text is needed, not the number 5" in text
    chinese = error.in_("zh")
    assert chinese.startswith("所给事实与 `督检考` 不符（共 10 处）：\n- id（编号）：应为文本，所给为数值 17")
    assert isinstance(error, PolicyRulesError)


def test_the_list_of_problems_has_an_end() -> None:
    with pytest.raises(FactError) as caught:
        read(given(targets=[1] * 5000))
    assert len(caught.value.problems) == 1000
    assert caught.value.omitted == 4000
    assert str(caught.value).endswith("(and 4900 more)")


# --- objects --------------------------------------------------------------------------------


@dataclasses.dataclass
class TaskObject:
    name: str
    owner: str | None = None
    days: int = 2


@dataclasses.dataclass(slots=True)
class InspectionObject:
    id: str
    层级: str
    people: int
    emergency: bool
    start: date
    tasks: list[Any] = dataclasses.field(default_factory=list)
    lead: TaskObject | None = None


@attrs.frozen
class InspectionAttrs:
    id: str
    tier: str
    people: int
    emergency: bool
    start: date
    tasks: tuple[Any, ...] = ()


class InspectionModel(pydantic.BaseModel):
    id: str
    tier: str = pydantic.Field(alias="层级")
    people: int
    emergency: bool
    start: date
    tasks: list[dict[str, Any]] = []


def test_dataclass_attrs_and_pydantic_objects() -> None:
    tasks = [{"name": "a", "days": 2, "owner": None}]
    plain = read(given(tasks=tasks, lead=None)).values
    data = InspectionObject("2026-17", "县", 3, False, date(2026, 3, 2), tasks=[TaskObject("a")])
    assert read(data).values == plain
    lead = InspectionObject("2026-17", "县", 3, False, date(2026, 3, 2), lead=TaskObject("b"))
    assert read(lead)["lead"] == Row("Task", {"name": "b", "owner": None, "days": 2})
    plain = read(given(tasks=tasks)).values
    frozen = InspectionAttrs("2026-17", "county", 3, False, date(2026, 3, 2), (TaskObject("a"),))
    assert read(frozen).values == plain
    model = InspectionModel.model_validate(
        {
            "id": "2026-17",
            "层级": "县",
            "people": 3,
            "emergency": False,
            "start": "2026-03-02",
            "tasks": tasks,
        }
    )
    assert read(model).values == plain


def test_what_a_pydantic_object_carries_beyond_its_fields_counts_too() -> None:
    class Open(pydantic.BaseModel, extra="allow"):
        id: str

    facts = read(Open.model_validate(GIVEN))
    assert facts.values == read(GIVEN).values
    assert problems_of(Open.model_validate(given(wat=1))) == [("wat", "unknown-name")]


def test_mappings_of_other_kinds() -> None:
    assert read(UserDict(GIVEN)).values == read(GIVEN).values
    assert read(OrderedDict(GIVEN)).values == read(GIVEN).values
    assert read(read(GIVEN)).values == read(GIVEN).values
    assert read(read(GIVEN).row).values == read(GIVEN).values


def test_a_declared_attribute_without_a_value_is_absent() -> None:
    @dataclasses.dataclass(slots=True)
    class Half:
        id: str
        tier: str = dataclasses.field(init=False)

    assert read(Half("x"), partial=True)["tier"] is UNKNOWN


@pytest.mark.parametrize("thing", [None, 5, "text", [1], (1, 2), TaskObject, dict, object(), len])
def test_what_is_no_record(thing: Any) -> None:
    with pytest.raises(FactError) as caught:
        read(thing)
    (problem,) = caught.value.problems
    assert problem.path == ""
    assert problem.message.en.startswith(
        "a record (a mapping, a dataclass, an attrs or pydantic object) is needed"
    )


# --- a snapshot -----------------------------------------------------------------------------


def test_later_changes_of_the_callers_objects_change_nothing() -> None:
    targets, task, facts_given = ["甲县"], {"name": "a"}, given()
    facts_given.update(targets=targets, tasks=[task], lead=task)
    facts = read(facts_given)
    before = (facts.values, facts.row)
    targets.append("乙县")
    task["name"] = "b"
    facts_given["people"] = 99
    facts_given["tasks"].clear()
    assert (facts.values, facts.row) == before
    assert facts["targets"] == ("甲县",)
    assert facts["tasks"][0]["name"] == "a"


def test_facts_are_equal_only_to_themselves() -> None:
    one, other = read(GIVEN), read(GIVEN)
    assert one != other
    assert len({one, other}) == 2
    assert repr(one) == "<Facts of Inspection, 5 unknown>"
    with pytest.raises(KeyError):
        one["wat"]
    assert list(one)[:2] == ["id", "tier"]
    assert len(one) == 15
    assert one.record == "Inspection"
