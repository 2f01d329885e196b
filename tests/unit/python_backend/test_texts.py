"""From policy text to masks: what the whole way adds to its parts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policyrules.backends.python.load import compile_record
from policyrules.core.combine import combine
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.facts import read_facts
from policyrules.core.parameters import ParameterValues
from tests.unit.core_lower.lowered import plugins, program

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

FACTS: dict[str, Any] = {
    "id": "1",
    "n": 4,
    "m": 2,
    "x": "0.1",
    "t": "全市通知",
    "a": True,
    "b": False,
    "tier": "县",
    "kind": "走访",
    "start": "2026-03-01",
    "words": ["甲", "乙"],
    "parts": [{"owner": "甲", "days": 3, "late": False}, {"owner": "乙", "days": 9, "late": None}],
    "plan": None,
}


def broken(text: str, **changed: Any) -> list[str]:
    """The items that surely say something, as written; generated Python is held to the reference on the way."""
    made = program(text)
    given = {**FACTS, **changed}
    given["x"] = float(given["x"])
    facts = read_facts(made.records, "Case", given, partial=True)
    parameters, problems = ParameterValues.of(made.parameters, {"by_plan": {"P-1": 7}})
    assert not problems
    calendars = plugins().calendars
    evaluation = Evaluation(
        made, "Case", facts.row, on=date(2026, 3, 2), parameters=parameters, calendars=calendars
    )
    standings = combine(evaluation).standings
    review = compile_record(made, "Case", calendars=calendars)
    sure, possible = review(facts.values, evaluation.governing, evaluation.today, parameters)
    assert sure == sum(1 << n for n, each in enumerate(standings) if each.says is True)
    assert possible == sum(1 << n for n, each in enumerate(standings) if each.says is not False)
    said = [each.rule.id for each in standings if each.says is True]
    return [rule.item for rule in sorted(said, key=lambda rule: made.order[rule])]


def test_a_list_in_two_languages() -> None:
    text = """
    define far for Case = tier >= county
    list all for Case {
        applies when far
        must not short { when n + m < 7 and round(n / m, 1) = 2 }
        should not tardy { when some v in parts where (v.days > n and v.late is known) because "{v.owner}" }
        must planned { when has no plan ensure b unless a and b }
    }
    规定 另列 适用于 Case {
        不得 D-1 “不得超期” { 凡 start + 3个工作日 在 2026-03-04 以上 的 }
        一般应 D-2 “说明” { 凡 tier 在 县 及以下 的 须 t 包含 “通知” }
        提倡 D-3 “简短” { 须 characters(t) 不超过 3 }
        可以 D-4 “例外” { 凡 kind = 走访 的 优先于 planned }
    }
    """
    assert broken(text) == ["short", "tardy", "D-1", "D-3", "D-4"]
    assert broken(text, kind="谈话") == ["short", "tardy", "planned", "D-1", "D-3"]
    assert broken(text, tier="村", kind="谈话") == ["D-1", "D-3"]


def test_working_days_are_those_of_the_policy() -> None:
    # 28 February 2026 is a Saturday that is worked, 1 March a Sunday
    text = "list all for Case { must not x { when start + 1 working day = 2026-02-28 } }"
    assert broken(text, start="2026-02-27") == ["x"]


def test_a_lookup_table() -> None:
    text = "list all for Case { must not x { when by_plan[plan] > n } must not y { when by_plan[plan] is unknown } }"
    assert broken(text, plan="P-1") == ["x"]
    assert broken(text, plan="P-2") == ["y"]
    assert broken(text, plan=None) == []


NESTED = {
    "not": ("(not " * 30) + "a" + ")" * 30,
    "if": "(if a then " * 30 + "b" + " else a)" * 30,
    "plus": "n" + " + 1" * 90 + " > 0",
    "days": "start" + " + 1 day" * 90 + " > start",
    "some": "".join(f"some v{n} in parts where (" for n in range(40)) + "a" + ")" * 40,
    "count": "".join(f"count(v{n} in parts where " for n in range(20)) + "a" + ") > 1" * 20,
}


@pytest.mark.parametrize("kind", NESTED)
def test_as_deep_as_the_language_allows(kind: str) -> None:
    few = [FACTS["parts"][0]]
    broken(f"list all for Case {{ must not x {{ when {NESTED[kind]} }} }}", parts=few)


def test_ten_thousand_conditions_of_one_item() -> None:
    terms = " and\n".join(f"n != {number}" for number in range(10, 2_010))
    assert broken(f"list all for Case {{ must not x {{ when {terms} }} }}") == ["x"]
