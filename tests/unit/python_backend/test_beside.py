"""Rules under keys that stand side by side in the order of a bound: are those told that were found?"""

from __future__ import annotations

import pytest

import policyrules as pr

UNITS = ("north", "south", "east", "west", "centre", "coast")
LIMITS = dict.fromkeys(UNITS, (1, 4, 4, 9)) | {"coast": (2, 3, 5, 9)}
"""The limits of most are the same, so that what is looked up under them is one object."""
RULES = [(unit, limit, number) for number in range(4) for unit in UNITS for limit in (LIMITS[unit][number],)]
HOLDS = {
    ">": lambda people, limit: people > limit,
    ">=": lambda people, limit: people >= limit,
    "<": lambda people, limit: people < limit,
    "<=": lambda people, limit: people <= limit,
}


@pytest.mark.parametrize("operator", HOLDS)
@pytest.mark.parametrize("keys", ['unit = "UNIT"', 'unit = "UNIT" and kind = KIND'])
@pytest.mark.parametrize("more", ["", " and not (urgent and kind = inner)"])
def test_the_rules_found_are_those_that_hold(operator: str, keys: str, more: str) -> None:
    kinds = dict.fromkeys(UNITS, "inner") | {"coast": "outer", "west": "outer"}

    def asked(unit: str) -> str:
        return keys.replace("UNIT", unit).replace("KIND", kinds[unit])

    items = "\n".join(
        f"    must not {unit}-{number} {{ when {asked(unit)} and people {operator} {limit}{more} }}"
        for unit, limit, number in RULES
    )
    decider = pr.Engine(
        pr.load_text(
            "record Case {\n    unit: text\n    kind: { inner, outer }\n    people: integer\n    urgent: boolean\n}\n"
            f"list rules for Case {{\n{items}\n}}\n",
            name="beside.rules",
        )
    ).decider("Case")
    for unit in (*UNITS, "nowhere"):
        for people in range(11):
            facts = {"unit": unit, "kind": kinds.get(unit, "inner"), "people": people, "urgent": people == 5}
            waived = bool(more) and facts["urgent"] and facts["kind"] == "inner"
            expected = [
                f"{of}-{number}"
                for of, limit, number in RULES
                if of == unit and HOLDS[operator](people, limit) and not waived
            ]
            decision = decider(facts)
            assert [found.item for found in decision.finding_ids] == expected, facts
            assert decision.outcome == ("forbid" if expected else "permit"), facts
