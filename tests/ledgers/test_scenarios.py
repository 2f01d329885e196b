"""Given a ledger, when a record comes, then this: the same in memory, in a file and in a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import policyrules as pr
from tests.ledgers.places import Place

VISIT = """
record Visit 走访 dated day {{
    id 编号: text key, unit 单位: text, county 县: text, day 日期: date, finish 止: date?, people 人数: integer = 1
    topics 事项: list of text = []
    cost 费用: number(2) = 0
    urgent 应急: boolean?
}}
list l for Visit {{
    must Q "quota" {{ {quota} }}
}}
"""


def visits(quota: str) -> str:
    return VISIT.format(quota=quota)


def admit(engine: pr.Engine, *visits: dict[str, Any]) -> list[str]:
    """Return what became of each."""
    return [engine.admit("Visit", visit).status for visit in visits]


def visit(id_: str, day: str = "2026-03-01", **facts: Any) -> dict[str, Any]:
    return {"id": id_, "unit": "A", "county": "X", "day": day, "finish": None, "urgent": False, **facts}


A, R = "admitted", "refused"


# --- windows --------------------------------------------------------------------------------

Windows = tuple[str, list[tuple[str, str]]]

CALENDAR: list[Windows] = [
    ("each day of day", [("2026-03-01", A), ("2026-03-01", R), ("2026-03-02", A)]),
    ("each week of day", [("2026-03-01", A), ("2026-02-23", R), ("2026-03-02", A), ("2026-03-08", R)]),
    ("each month of day", [("2026-03-31", A), ("2026-03-01", R), ("2026-04-01", A), ("2025-03-15", A)]),
    ("each half month of day", [("2026-02-15", A), ("2026-02-16", A), ("2026-02-01", R), ("2026-02-28", R)]),
    ("each quarter of day", [("2026-03-31", A), ("2026-01-01", R), ("2026-04-01", A)]),
    ("each half year of day", [("2026-06-30", A), ("2026-07-01", A), ("2026-01-01", R), ("2026-12-31", R)]),
    ("each year of day", [("2026-12-31", A), ("2026-01-01", R), ("2027-01-01", A), ("2025-12-31", A)]),
    ("ever", [("2026-03-01", A), ("2036-03-01", R)]),
    ("in any 7 days of day", [("2026-03-08", A), ("2026-03-02", R), ("2026-03-01", A), ("2026-03-14", R), ("2026-03-15", A)]),
    ("in any 1 month of day", [("2026-02-28", A), ("2026-03-27", R), ("2026-03-28", A), ("2026-02-01", R), ("2026-01-31", A)]),
    ("in any 2 weeks of day", [("2026-03-01", A), ("2026-03-14", R), ("2026-03-15", A), ("2026-02-15", A)]),
]  # fmt: skip


@pytest.mark.parametrize(("window", "steps"), CALENDAR, ids=[window for window, _ in CALENDAR])
def test_one_in_each_window(place: Place, window: str, steps: list[tuple[str, str]]) -> None:
    """Given at most one in each window, when days come in any order, then a second in a window is refused."""
    engine = place.engine(visits(f"at most 1 per county {window}"))
    found = admit(engine, *(visit(str(at), day) for at, (day, _) in enumerate(steps)))
    assert found == [expected for _, expected in steps]


SPANS: list[tuple[str, list[tuple[str, str | None, str]]]] = [
    (
        "each month of day..finish",
        [("2026-01-30", "2026-03-02", A), ("2026-02-10", "2026-02-11", R), ("2026-04-01", "2026-04-01", A)],
    ),
    (
        "in any 3 days of day..finish",
        [("2026-03-10", "2026-03-20", A), ("2026-03-22", "2026-03-22", R), ("2026-03-23", "2026-03-23", A),
         ("2026-03-07", "2026-03-07", A), ("2026-03-08", "2026-03-08", R)],
    ),
    ("each year of day..finish", [("2024-06-01", None, A), ("2030-01-01", "2030-01-02", R), ("2023-01-01", "2023-12-31", A)]),
    (
        "in any 2 days of day..finish",  # spans of every length are found, however long ago they began
        [("2026-03-01", "2026-03-31", A), ("2025-01-01", "2025-12-31", A), ("2010-01-01", "2018-12-31", A),
         ("1990-01-01", "2005-12-31", A), ("2018-12-31", "2018-12-31", R), ("2005-12-31", "2006-01-15", R),
         ("2025-12-31", "2026-01-02", R), ("2026-03-31", None, R), ("2026-04-02", None, A), ("2099-01-01", "2099-01-01", R)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("window", "steps"), SPANS, ids=[window for window, _ in SPANS])
def test_spans_count_in_every_window_they_touch(
    place: Place, window: str, steps: list[tuple[str, str | None, str]]
) -> None:
    engine = place.engine(visits(f"at most 1 per county {window}"))
    found = admit(engine, *(visit(str(at), day, finish=finish) for at, (day, finish, _) in enumerate(steps)))
    assert found == [expected for _, _, expected in steps]


# --- keys and measures ----------------------------------------------------------------------


def test_two_keys(place: Place) -> None:
    engine = place.engine(visits("at most 1 per county, unit each year of day"))
    assert admit(engine, visit("1"), visit("2", unit="B"), visit("3", county="Y"), visit("4")) == [A, A, A, R]


def test_a_list_counts_under_each_of_its_members(place: Place) -> None:
    engine = place.engine(visits("at most 1 per topics each year of day"))
    steps = [(["a", "b"], A), (["c"], A), (["b", "d"], R), ([], A), ([], A), (["d"], A)]
    found = admit(engine, *(visit(str(at), topics=topics) for at, (topics, _) in enumerate(steps)))
    assert found == [expected for _, expected in steps]


@pytest.mark.parametrize("many", [9, 300])
def test_a_long_list_counts_under_each_of_its_members(place: Place, many: int) -> None:
    engine = place.engine(visits("at most 2 different unit per topics each year of day warn at 100%"))
    topics = [f"topic {at}" for at in range(many)]
    assert admit(engine, visit("1", topics=topics), visit("2", topics=topics[1:], unit="B")) == [A, A]
    assert admit(
        engine, visit("3", topics=[topics[-1]], unit="C"), visit("4", topics=topics[:1], unit="C")
    ) == [R, A]
    assert engine.revise("Visit", "1", visit("1", topics=topics[:-1])).status == "revised"
    assert admit(engine, visit("3", topics=[topics[-1]], unit="C")) == [A]


def test_keys_of_other_types(place: Place) -> None:
    engine = place.engine(visits("at most 1 per people, cost, day ever"))
    steps = [(1, "0.5", A), (1, "0.50", R), (2, "0.5", A), (1, "5", A)]
    found = admit(
        engine,
        *(visit(str(at), people=people, cost=float(cost)) for at, (people, cost, _) in enumerate(steps)),
    )
    assert found == [expected for _, _, expected in steps]


@pytest.mark.parametrize(
    "window", ["each month of day", "in any 30 days of day", "in any 30 days of day..finish", "ever"]
)
def test_totals_are_exact(place: Place, window: str) -> None:
    engine = place.engine(visits(f"at most 1 total cost per county {window}"))
    steps = [(0.1, A), (0.2, A), (0.7, A), (0.01, R), (-0.02, A), (0.02, A), (0.01, R)]
    found = admit(engine, *(visit(str(at), cost=cost) for at, (cost, _) in enumerate(steps)))
    assert found == [expected for _, expected in steps]


@pytest.mark.parametrize(
    "window", ["each month of day", "in any 7 days of day", "in any 7 days of day..finish", "ever"]
)
def test_different_values(place: Place, window: str) -> None:
    engine = place.engine(visits(f"at most 2 different unit per county {window}"))
    units = [("A", A), ("A", A), ("B", A), ("C", R), ("B", A), ("A", A), ("C", R)]
    found = admit(engine, *(visit(str(at), unit=unit) for at, (unit, _) in enumerate(units)))
    assert found == [expected for _, expected in units]
    engine.withdraw("Visit", "2")
    assert admit(engine, visit("x", unit="C")) == [R], "B is there once more"
    engine.withdraw("Visit", "4")
    assert admit(engine, visit("x", unit="C"), visit("y", unit="B")) == [A, R]


def test_long_texts_are_told_apart_to_their_ends(place: Place) -> None:
    engine = place.engine(visits("at most 1 per county each year of day"))
    long = "县" * 5000
    assert admit(
        engine, visit("1", county=long + "a"), visit("2", county=long + "b"), visit("3", county=long + "a")
    ) == [A, A, R]


def test_entries_that_may_count_leave_it_open(place: Place) -> None:
    """Given an entry of which it is not known whether it counts, then the next one is undetermined, not refused."""
    engine = place.engine(visits("when not urgent at most 1 per county each month of day"))
    unsure = {key: value for key, value in visit("1").items() if key != "urgent"}
    assert engine.admit("Visit", unsure, override="it was long ago").status == A
    receipt = engine.admit("Visit", visit("2"))
    assert (receipt.status, str(receipt.outcome)) == (R, "undetermined")
    assert engine.revise("Visit", "1", visit("1", urgent=True)).status == "revised"
    assert admit(engine, visit("2"), visit("3"), visit("4", urgent=True)) == [A, R, A]


def test_early_warnings(place: Place) -> None:
    engine = place.engine(visits("at most 5 per county each year of day warn at 80%"))
    outcomes = [str(engine.admit("Visit", visit(str(at))).outcome) for at in range(6)]
    assert outcomes == ["permit"] * 3 + ["warn"] * 2 + ["forbid"]


# --- admission ------------------------------------------------------------------------------

ONE = visits("at most 1 per county each month of day")


def test_the_same_again_is_a_repeat(place: Place) -> None:
    engine = place.engine(ONE)
    first = engine.admit("Visit", visit("1"))
    again = engine.admit("Visit", visit("1"))
    assert (again.status, again.number, again.outcome) == ("repeated", first.number, first.outcome)
    assert again.decision is not None
    assert first.decision is not None
    assert again.decision.to_dict() == first.decision.to_dict()
    assert len(engine.entries("Visit")) == 1


def test_a_key_is_taken_once(place: Place) -> None:
    engine = place.engine(ONE)
    engine.admit("Visit", visit("1"), key="2026-1")
    with pytest.raises(pr.LedgerError, match="has another `2026-1`"):
        engine.admit("Visit", visit("2", county="Y"), key="2026-1")
    with pytest.raises(pr.LedgerError, match="has another `1`"):
        engine.admit("Visit", visit("1", county="Y"), key="2026-2")
    assert [kept.key for kept in engine.entries("Visit")] == ["2026-1"]


def test_a_dry_run_writes_nothing(place: Place) -> None:
    engine = place.engine(ONE)
    assert engine.admit("Visit", visit("1"), dry_run=True).accepted
    assert engine.admit("Visit", visit("1"), dry_run=True).number is None
    assert engine.entries("Visit") == ()
    assert engine.admit("Visit", visit("1")).number == 1


def test_keys_spelt_nearly_like_one_that_is_not_there(place: Place) -> None:
    engine = place.engine(ONE)
    admit(engine, visit("V-2026-01"), visit("V-2026-02", county="Y"), visit("W", county="Z"))
    engine.withdraw("Visit", "V-2026-02")
    with pytest.raises(pr.LedgerError) as told:
        engine.revise("Visit", "V-2026-1", visit("V-2026-1"))
    assert "has no `V-2026-1` (did you mean `V-2026-01`?); if it is not there yet, admit it" in str(
        told.value
    )
    with pytest.raises(pr.LedgerError, match=r"has no `X`$"):
        engine.withdraw("Visit", "X")


def test_an_override_is_kept_with_its_reason(place: Place) -> None:
    engine = place.engine(ONE)
    receipts = [engine.admit("Visit", visit(str(at)), override="the dam broke") for at in range(2)]
    assert [(receipt.status, receipt.override) for receipt in receipts] == [(A, None), (A, "the dam broke")]
    assert [(kept.outcome, kept.override) for kept in engine.entries("Visit")] == [
        ("permit", None),
        ("forbid", "the dam broke"),
    ]
    assert engine.admit("Visit", visit("1")).override == "the dam broke", "a repeat says so too"


def test_a_withdrawn_entry_no_longer_counts(place: Place) -> None:
    engine = place.engine(ONE)
    engine.admit("Visit", visit("1"))
    assert engine.withdraw("Visit", "1", reason="entered twice").number == 2
    with pytest.raises(pr.LedgerError, match="was withdrawn"):
        engine.admit("Visit", visit("1"))
    with pytest.raises(pr.LedgerError, match="was withdrawn"):
        engine.withdraw("Visit", "1")
    with pytest.raises(pr.LedgerError, match="has no `9`"):
        engine.withdraw("Visit", "9")
    assert admit(engine, visit("2")) == [A]
    assert engine.admit("Visit", visit("1", county="Y"), key="another").status == A, "its own name is free"


def test_a_revised_entry_counts_where_it_is_now(place: Place) -> None:
    engine = place.engine(ONE)
    assert admit(engine, visit("1"), visit("2", county="Y")) == [A, A]
    assert engine.revise("Visit", "1", visit("1", county="Y")).status == R
    assert engine.revise("Visit", "1", visit("1", people=5)).status == "revised", (
        "it does not stand in its own way"
    )
    assert engine.revise("Visit", "1", visit("1", "2026-04-01")).status == "revised"
    assert admit(engine, visit("3"), visit("4", "2026-04-30")) == [A, R]
    assert [(kept.key, kept.number) for kept in engine.entries("Visit")] == [("2", 2), ("1", 4), ("3", 5)]
    assert engine.admit("Visit", visit("1")).status == "repeated", "as it was first"
    assert engine.admit("Visit", visit("1", "2026-04-01")).status == "repeated", "as it is now"


def test_it_is_revised_by_either_of_its_names_and_keeps_its_key(place: Place) -> None:
    engine = place.engine(ONE)
    engine.admit("Visit", visit("1"), key="2026-1")
    assert engine.revise("Visit", "1", visit("1", people=2)).key == "2026-1"
    assert engine.revise("Visit", "2026-1", visit("1", people=3)).status == "revised"
    assert engine.admit("Visit", visit("1", people=3), key="2026-1").status == "repeated"
    with pytest.raises(pr.LedgerError, match="cannot be called"):
        engine.revise("Visit", "2026-1", visit("7"))
    with pytest.raises(pr.LedgerError, match="has no `2026-2`"):
        engine.revise("Visit", "2026-2", visit("7"))
    engine.withdraw("Visit", "1")
    assert engine.entries("Visit") == ()


def test_what_an_entry_must_say_to_be_counted(place: Place) -> None:
    engine = place.engine(visits("at most 1 per county each month of finish"))
    facts = {key: value for key, value in visit("1").items() if key != "finish"}
    with pytest.raises(pr.FactError, match="by which"):
        engine.admit("Visit", facts, override="it must be in")
    assert engine.entries("Visit") == ()
    assert admit(engine, visit("2"), visit("3")) == [A, A], "whose day is none takes no part"


def test_records_without_a_key_of_their_own(place: Place) -> None:
    engine = place.engine(
        "record Call { unit: text, day: date } list l for Call { must Q { at most 1 per unit each day of day } }"
    )
    first, second = (engine.admit("Call", {"unit": unit, "day": "2026-03-01"}) for unit in "AB")
    assert first.key != second.key
    assert engine.admit("Call", {"unit": "A", "day": "2026-03-01"}).status == R
    assert engine.revise("Call", first.key, {"unit": "C", "day": "2026-03-01"}).status == "revised"
    assert [kept.facts["unit"] for kept in engine.entries("Call")] == ["B", "C"]


def test_only_some_records_have_a_ledger(place: Place) -> None:
    policies = pr.load_text("record R { a: text key } record S 记录 { a: text key }")
    engine = place.engine(policies, records=["记录"])
    assert engine.admit("S", {"a": "1"}).status == A
    with pytest.raises(pr.LedgerError, match="no ledger of `R`"):
        engine.admit("R", {"a": "1"})
    assert engine.entries("R") == ()


# --- what rules read of ledgers -------------------------------------------------------------

STATES = """
enum State { open, done, closed, reopened }
record Task { id: text key, state: State, checked: boolean? }
list l for Task {
    must not CLOSED "Only what was checked is closed" { when before.state = done and state = closed and not checked }
    must not SKIP "Not closed before it is done" { when has before and before.state != done and state = closed }
    must not NEW "A new one is open" { when has no before and state != open }
}
"""


def test_earlier_versions(place: Place) -> None:
    engine = place.engine(STATES)

    def step(state: str, **facts: Any) -> str:
        facts = {"id": "1", "state": state, "checked": None, **facts}
        if not engine.entries("Task"):
            return engine.admit("Task", facts).status
        return engine.revise("Task", "1", facts).status

    assert [step("done"), step("open"), step("closed"), step("done"), step("closed")] == [
        R,
        A,
        R,
        "revised",
        R,
    ]
    assert str(engine.decide("Task", {"id": "1", "state": "closed"}).outcome) == "undetermined"
    assert step("closed", checked=True) == "revised"
    assert str(engine.decide("Task", {"id": "1", "state": "done", "checked": None}).outcome) == "permit"
    assert str(engine.decide("Task", {"id": "2", "state": "done", "checked": None}).outcome) == "forbid"


REFERENCES = """
record Plan { id: text key, start: date, owner: text? }
record Outlay { id: text key, plan: ref Plan?, day: date }
list l for Outlay {
    must EXISTS "Only for a plan that exists" { ensure has plan }
    must not EARLY "Not before it begins" { when plan.start > day because "{plan.start}" }
    must not OWNED "Only with an owner" { when has plan and has no plan.owner }
}
"""


def test_references(place: Place) -> None:
    engine = place.engine(REFERENCES)

    def outlay(plan: str | None, day: str = "2026-03-02") -> list[str]:
        decision = engine.decide("Outlay", {"id": "1", "plan": plan, "day": day})
        return [finding.item for finding in decision.findings]

    assert outlay("P") == ["EXISTS"]
    engine.admit("Plan", {"id": "P", "start": "2026-03-02", "owner": "A"})
    assert (outlay("P"), outlay("P", "2026-03-01"), outlay(None)) == ([], ["EARLY"], ["EXISTS"])
    late = engine.decide("Outlay", {"id": "1", "plan": "P", "day": "2026-03-01"})
    engine.revise("Plan", "P", {"id": "P", "start": "2026-02-01", "owner": None})
    assert outlay("P", "2026-03-01") == ["OWNED"]
    engine.withdraw("Plan", "P")
    assert outlay("P") == ["EXISTS"]
    assert [finding.reason for finding in late.findings] == ["2026-03-02"], "what it was decided by"


AGGREGATES = """
record Meeting {
    id: text key, topic: text, kind: { plenary, panel }, rooms: integer?, day: date, held: boolean
}
list l for Meeting {
    should not TWICE "Not the same twice" { when some m in Meeting where (m.topic = topic and m.held) because "{m.id}" }
    should not ROOMS { when some m in Meeting where (m.rooms = rooms) }
    should not DAY { when some m in Meeting where (m.day = day and m.kind = kind) }
    should not MANY { when count(m in Meeting) >= 4 }
}
"""


def meeting(
    id_: str, topic: str = "t", kind: str = "panel", day: str = "2026-03-01", **facts: Any
) -> dict[str, Any]:
    return {"id": id_, "topic": topic, "kind": kind, "day": day, "held": True, **facts}


def test_aggregates_look_entries_up_by_what_must_be_equal(place: Place) -> None:
    engine = place.engine(AGGREGATES)

    def items(facts: dict[str, Any]) -> dict[str, str]:
        decision = engine.decide("Meeting", facts)
        found = {finding.item: str(finding.reason) for finding in decision.findings}
        return found | {str(note.item).rpartition(".")[2]: "open" for note in decision.notes}

    assert items(meeting("9", rooms=3)) == {}
    engine.admit("Meeting", meeting("1", rooms=3))
    engine.admit("Meeting", meeting("2", "u", "plenary", "2026-03-02", rooms=None))
    engine.admit("Meeting", meeting("3", "v", "panel", "2026-03-03"))  # its rooms are not known
    assert items(meeting("9", rooms=3)) == {"TWICE": "1", "ROOMS": "None", "DAY": "None"}
    assert items(meeting("9", "w", day="2026-04-01", rooms=4)) == {"ROOMS": "open"}
    assert items(meeting("9", "u", "plenary", "2026-03-03", rooms=None)) == {"TWICE": "2"}
    assert items(meeting("1", rooms=3)) == {"ROOMS": "open"}, "it does not see itself"
    engine.revise("Meeting", "3", meeting("3", "v", day="2026-03-03", rooms=4))
    assert items(meeting("9", "w", day="2026-04-01", rooms=4)) == {"ROOMS": "None"}
    engine.admit("Meeting", meeting("4", "x", day="2026-05-01", rooms=None))
    assert items(meeting("9", "w", day="2026-04-01", rooms=5)) == {"MANY": "None"}


# --- what is read later ---------------------------------------------------------------------


def test_a_decision_says_later_what_it_rested_on_then(place: Place) -> None:
    """Given a decision that was not looked into, when the ledger changes, then it still says what it was made by."""
    policies = visits("at most 1 per county each month of day") + (
        'list m for Visit { should not SAME { when some v in Visit where (v.unit = unit) because "{v.id}" } }'
    )
    engine, other = place.engine(policies), place.engine(policies)
    engine.admit("Visit", visit("1"))
    engine.admit("Visit", visit("2", county="Y", unit="B"))
    asked: list[Callable[[], pr.Decision]] = [
        lambda: engine.decide("Visit", visit("9")),
        lambda: engine.admit("Visit", visit("9")).decision or pytest.fail("decided"),
        lambda: engine.decide("Visit", visit("1", people=3)),
        lambda: engine.decide("Visit", visit("8", county="Z", unit="B")),
    ]
    at_once = [ask().to_dict() for ask in asked]
    later = [ask() for ask in asked]
    outcomes = [str(decision.outcome) for decision in later]
    other.revise("Visit", "1", visit("1", county="Z", unit="C"))
    other.admit("Visit", visit("3", unit="B"))
    other.withdraw("Visit", "2")
    assert [decision.to_dict() for decision in later] == at_once
    assert outcomes == ["forbid", "forbid", "permit", "warn"]
    assert [str(ask().outcome) for ask in asked] != outcomes, "they are others now"


TWO_EQUAL = (
    visits("at most 99 per county ever")
    + """
list m for Visit {
    should not SAME { when some v in Visit where (v.unit = unit and v.county = county and v.people > 1) }
    should not MANY { when count(v in Visit where v.county = county and v.unit = unit and v.urgent = urgent) > 1 }
}
"""
)


@pytest.mark.parametrize("crowded", ["unit", "county", "urgent"])
def test_what_is_looked_up_by_two_equal_fields_does_not_depend_on_which_is_rarer(
    place: Place, crowded: str
) -> None:
    """Given an explanation by entries found by several fields, when one of them fills up, then it stays."""
    engine = place.engine(TWO_EQUAL)
    admit(
        engine,
        visit("1"),
        visit("2", unit="B"),
        visit("3", county="Y"),
        visit("4", urgent=None),
        visit("5", urgent=True),
        visit("6", unit="B", county="Y"),
        visit("7", unit="B"),
    )
    asked: list[Callable[[], pr.Decision]] = [
        lambda: engine.decide("Visit", visit("9")),
        lambda: engine.decide("Visit", visit("1", county="Y")),
        lambda: engine.decide("Visit", visit("3")),
    ]
    at_once = [(ask().to_dict(), ask().explain().text("en")) for ask in asked]
    later = [ask() for ask in asked]
    elsewhere = {"unit": "C", "county": "Z", "urgent": True}
    alike = {crowded: visit("")[crowded]}
    for number in range(10, 20):
        facts = visit(str(number), **{**elsewhere, **alike})
        assert admit(engine, facts) == [A]
        assert engine.revise("Visit", str(number), {**facts, "people": 2}).status == "revised"
    engine.revise("Visit", "2", visit("2"))
    assert [(decision.to_dict(), decision.explain().text("en")) for decision in later] == at_once
    # 1, 4 and 5 have both, 1 has all three
    assert "0 of 3 entries" in at_once[0][1]
    assert "1 of 1 entries" in at_once[0][1]


def test_a_decision_explains_itself_after_all_is_closed(place: Place) -> None:
    engine = place.engine(ONE)
    engine.admit("Visit", visit("1"))
    decision = engine.decide("Visit", visit("2"))
    place.close()
    assert "2026-03-01" in decision.explain().text("en")
    assert [str(finding.effect) for finding in decision.findings] == ["forbid"]


def test_what_is_read_within_an_observer_is_the_same(place: Place) -> None:
    """Given an observer, when it reads a decision while it is being admitted, then it sees what it rests on."""

    class Observer:
        def __init__(self) -> None:
            self.seen: list[Any] = []

        @pr.hookimpl
        def policyrules_decided(self, decision: pr.Decision) -> None:
            self.seen.append((str(decision.outcome), decision.to_dict()["findings"]))

    policies = pr.load_text(ONE)
    observer = Observer()
    engine = pr.Engine(policies, ledger=place.ledger(), plugins=[observer])
    engine.admit("Visit", visit("1"))
    refused = engine.admit("Visit", visit("2"))
    assert refused.decision is not None
    assert [outcome for outcome, _ in observer.seen] == ["permit", "forbid"]
    assert observer.seen[1][1] == refused.decision.to_dict()["findings"]


# --- values ---------------------------------------------------------------------------------

VALUES = """
enum Tier 层级 { village 村 < county 县 }
record Part { name: text, size: integer?, tier: Tier? }
record Everything {
    id: text key
    text: text?, integer: integer?, number: number?, money: number(2)?, `yes`: boolean?, day: date?
    moment: datetime?, length: duration?, days: period?, tier: Tier?, other: ref Everything?
    part: Part?, parts: list of Part? = [], texts: list of text? = [], numbers: list of number? = [], moments: list of datetime? = []
    `日期 "x" % _key`: text?, ID: text?, `select`: integer?
}
"""

GIVEN: list[dict[str, Any]] = [
    {},
    {"text": "", "integer": 0, "number": 0, "yes": False, "texts": [], "parts": []},
    {"text": "县'\";--\n%s", "integer": 999_999_999_999_999_999, "number": "-12345678901234.5678", "money": 0.1,
     "yes": True, "day": "0001-01-01", "tier": "县", "other": "7", "ID": "x", "select": -1, '日期 "x" % _key': "y"},
    {"day": "9999-12-31", "moment": "2026-03-01T09:30", "length": "3 working days", "days": "2026-03-01..2026-03-05"},
    {"moment": "2026-06-30T23:59:59+00:00", "length": "90 minutes", "days": {"start": "2026-03-01", "finish": None}},
    {"part": {"name": "a", "size": None, "tier": "village"}, "parts": [{"name": "b"}, {"name": "c", "size": 3, "tier": None}],
     "texts": ["", "unknown", '{"": "unknown"}'], "numbers": [0.5, 7], "moments": ["2026-03-01T00:00"]},
    {"text": None, "integer": None, "number": None, "money": None, "yes": None, "day": None, "moment": None, "length": None,
     "days": None, "tier": None, "other": None, "part": None, "parts": [None], "texts": [None, "a"], "numbers": [None]},
]  # fmt: skip


@pytest.mark.parametrize("given", GIVEN, ids=range(len(GIVEN)))
def test_every_value_comes_back_as_it_was(place: Place, given: dict[str, Any]) -> None:
    policies = pr.load_text('policy p { zone "Asia/Shanghai" }\n' + VALUES)
    engine = place.engine(policies)
    if "number" in given and isinstance(given["number"], str):
        from decimal import Decimal

        given = {**given, "number": Decimal(given["number"])}
    facts = engine.facts("Everything", {"id": "1", **given})
    assert engine.admit("Everything", facts).status == A
    (kept,) = place.engine(policies).entries("Everything")
    assert kept.facts.values == facts.values
    assert repr(kept.facts.values) == repr(facts.values), "of the same kinds, on the same clock"
    assert kept.facts.unknown == facts.unknown
    assert engine.admit("Everything", {"id": "1", **given}).status == "repeated"
