"""A ledger at hand at its edges: what a look into its counters must not overlook.

`tests/properties/test_at_hand.py` holds whole courses of events to the reference; what is rare there is done here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import policyrules as pr
from policyrules.ledgers.memory import MemoryBooks
from policyrules.ledgers.plain_counting import PeriodCount

RECORD = "record Visit dated day { id: text key, unit: text, day: date, urgent: boolean? }"


def engine_of(*items: str) -> pr.Engine:
    text = "\n    ".join(items)
    return pr.Engine(
        pr.load_text(f"{RECORD}\nlist l for Visit {{\n    {text}\n}}\n"), ledger=pr.MemoryLedger()
    )


def visit(name: object, **more: Any) -> dict[str, Any]:
    return {"id": str(name), "unit": "A", "day": date(2026, 3, 3), "urgent": False, **more}


def admitted(engine: pr.Engine, so_many: int) -> None:
    for number in range(so_many):
        assert engine.admit("Visit", visit(number)).status == "admitted"


def items(decision: pr.Decision) -> list[str]:
    return [found.item for found in decision.finding_ids]


MONTH = "must M { at most 3 per unit each month of day }"
WEEK = "must W { at most 3 per unit each week of day }"


def shelf_of(engine: pr.Engine) -> Any:
    books = engine._grounds.books
    assert isinstance(books, MemoryBooks)
    shelf = books.at_hand("Visit")
    assert shelf is not None
    return shelf


class Told(dict[tuple[Any, ...], int]):
    """Counts by which somebody is told, once, when one is looked up, or is to be changed."""

    told: Callable[[], object] | None = None
    told_of_changes: Callable[[], object] | None = None

    def get(self, place: Any, default: Any = None) -> Any:
        found, told = super().get(place, default), self.told
        self.told = None
        if told is not None:
            told()
        return found

    def __setitem__(self, place: Any, count: int) -> None:
        told, self.told_of_changes = self.told_of_changes, None
        if told is not None:
            told()
        super().__setitem__(place, count)


@pytest.mark.parametrize("change", ["admitted", "withdrawn"])
def test_a_change_between_two_looks_is_seen_by_both_or_by_neither(change: str) -> None:
    engine = engine_of(MONTH, WEEK)
    counted = next(iter(shelf_of(engine).counts.values()))
    assert isinstance(counted, PeriodCount)
    counted.places = counts = Told()
    admitted(engine, 2 if change == "admitted" else 3)
    decider = engine.decider("Visit")

    def work() -> object:
        if change == "admitted":
            return engine.admit("Visit", visit("meanwhile"))
        return engine.withdraw("Visit", "0", reason="it was called off")

    counts.told = work
    found = items(decider(visit("new")))
    assert counts.told is None, "the counter was looked into"
    assert found in ([], ["M", "W"])
    assert items(decider(visit("new"))) == ([] if change == "withdrawn" else ["M", "W"])


def test_a_change_under_way_is_waited_for() -> None:
    engine = engine_of(MONTH, WEEK)
    _, counted = shelf_of(engine).counts.values()
    assert isinstance(counted, PeriodCount)
    counted.places = counts = Told()
    admitted(engine, 2)
    decider = engine.decider("Visit")
    assert items(decider(visit("new"))) == []
    found: list[list[str]] = []
    asking = threading.Thread(target=lambda: found.append(items(decider(visit("new")))))

    def work() -> None:
        # one count of the two is changed; a second is more than a decision takes that does not wait
        asking.start()
        asking.join(1)

    counts.told_of_changes = work
    engine.admit("Visit", visit("meanwhile"))
    asking.join()
    assert found == [["M", "W"]]


@pytest.mark.parametrize("window", ["each month of day", "in any 3 days of day"])
def test_only_looks_at_more_than_one_number_wait_for_the_lock(window: str) -> None:
    engine = engine_of(f"must M {{ at most 3 per unit {window} }}")
    admitted(engine, 3)
    decider = engine.decider("Visit")
    assert items(decider(visit("new"))) == ["M"]
    found: list[list[str]] = []
    asking = threading.Thread(target=lambda: found.append(items(decider(visit("new")))))
    with shelf_of(engine).lock:
        asking.start()
        # who waits does so for as long as the lock is held; who does not is done long before
        asking.join(60 if window.startswith("each") else 1)
        assert found == ([["M"]] if window.startswith("each") else [])
    asking.join()
    assert found == [["M"]]


def test_a_record_does_not_count_beside_itself() -> None:
    engine = engine_of(MONTH)
    admitted(engine, 3)
    assert items(engine.decide("Visit", visit("new"))) == ["M"]
    assert items(engine.decide("Visit", visit("1"))) == []


@pytest.mark.parametrize("window", ["each month of day", "in any 3 days of day", "ever"])
def test_entries_that_only_may_count_leave_it_open(window: str) -> None:
    engine = engine_of(f"must U {{ when urgent at most 2 per unit {window} }}")
    for number in range(2):
        assert engine.admit("Visit", visit(number, urgent=True)).status == "admitted"
    urgent = visit("new", urgent=True)
    assert engine.decide("Visit", urgent).outcome == "forbid"
    engine.withdraw("Visit", "1", reason="it was called off")
    assert engine.decide("Visit", urgent).outcome == "permit"
    of_some = {name: value for name, value in visit(2).items() if name != "urgent"}
    receipt = engine.admit("Visit", of_some, override="nobody could be asked")
    assert receipt.status == "admitted"
    assert engine.decide("Visit", urgent).outcome == "undetermined"
    engine.withdraw("Visit", "2", reason="it was called off")
    assert engine.decide("Visit", urgent).outcome == "permit"


@pytest.mark.parametrize(
    ("limit", "share", "at"),
    [(10, "80%", 8), (10, "75%", 8), (4, "60%", 3), (3, "50%", 2), (3, "100%", 3), (5, "1%", 1)],
)
@pytest.mark.parametrize("window", ["each month of day", "in any 3 days of day"])
def test_a_share_is_used_from_the_entry_on_that_reaches_it(
    limit: int, share: str, at: int, window: str
) -> None:
    engine = engine_of(f"must M {{ at most {limit} per unit {window} warn at {share} }}")
    outcomes = []
    for number in range(limit + 1):
        outcomes.append(str(engine.decide("Visit", visit(number)).outcome))
        engine.admit("Visit", visit(number))
    assert outcomes == ["permit"] * (at - 1) + ["warn"] * (limit - at + 1) + ["forbid"]


def test_who_goes_by_another_key_does_not_count_beside_itself() -> None:
    engine = engine_of(MONTH)
    admitted(engine, 2)
    assert engine.admit("Visit", visit("late"), key="k-1").status == "admitted"
    assert engine.decide("Visit", visit("late")).outcome == "permit"
    assert engine.decide("Visit", visit("new")).outcome == "forbid"
    with pytest.raises(pr.LedgerError, match="late"):
        engine.admit("Visit", visit("late"))
    assert engine.admit("Visit", visit("late"), key="k-1").status == "repeated"
    with pytest.raises(pr.LedgerError, match="k-1"):
        engine.admit("Visit", visit("other"), key="k-1")
    assert len(engine.entries("Visit")) == 3


def test_records_without_a_key_go_by_fresh_ones() -> None:
    text = RECORD.replace(" key", "")
    ledger = pr.MemoryLedger()
    engine = pr.Engine(pr.load_text(f"{text}\nlist l for Visit {{ {MONTH} }}\n"), ledger=ledger)
    receipts = [engine.admit("Visit", visit("the same")) for _ in range(4)]
    assert [receipt.status for receipt in receipts] == ["admitted"] * 3 + ["refused"]
    assert len({receipt.key for receipt in receipts}) == 4
    assert all(entry.name is None for entry in engine.entries("Visit"))
    assert engine.admit("Visit", visit("another", unit="B"), key=7).key == "7"  # type: ignore[arg-type]  # as JSON has it
    with pytest.raises(pr.RequestError, match="key"):
        engine.admit("Visit", visit("another", unit="B"), key=" ")


def test_a_day_that_is_asked_for_is_kept() -> None:
    engine = engine_of(MONTH)
    receipt = engine.admit("Visit", visit(1), on="2026-03-01")
    assert receipt.decision is not None
    assert receipt.decision.on == date(2026, 3, 1)
    engine.admit("Visit", visit(2))
    assert [entry.on for entry in engine.entries("Visit")] == [date(2026, 3, 1), None]
    with pytest.raises(pr.RequestError, match="day"):
        engine.admit("Visit", visit(3), on="some day")
    assert len(engine.entries("Visit")) == 2


def test_a_reason_admits_what_is_refused_and_a_dry_run_admits_nothing() -> None:
    engine = engine_of(MONTH)
    admitted(engine, 3)
    assert engine.admit("Visit", visit("new")).status == "refused"
    tried = engine.admit("Visit", visit("new"), override="the dam broke", dry_run=True)
    assert (tried.status, tried.dry_run, tried.number) == ("admitted", True, None)
    assert len(engine.entries("Visit")) == 3
    receipt = engine.admit("Visit", visit("new"), override="the dam broke")
    assert (receipt.status, receipt.override, receipt.number) == ("admitted", "the dam broke", 4)
    assert [entry.override for entry in engine.entries("Visit")] == [None] * 3 + ["the dam broke"]
    with pytest.raises(pr.RequestError, match="override"):
        engine.admit("Visit", visit("other"), override="")


def test_what_is_looked_up_only_by_others_is_kept_up_too() -> None:
    engine = engine_of(MONTH, "must not N { when count(v in Visit where v.unit = unit) > 1 }")
    admitted(engine, 2)
    assert items(engine.decide("Visit", visit("new"))) == ["N"]
    # the details say which entries count: what is gone through for that is kept up from then on
    text = engine.decide("Visit", visit("new")).explain().text("en")
    engine.admit("Visit", visit("B", unit="B"))
    assert engine.decide("Visit", visit("new")).explain().text("en") == text
    assert items(engine.decide("Visit", visit("B-2", unit="B"))) == []
    engine.admit("Visit", visit("B-2", unit="B"))
    assert items(engine.decide("Visit", visit("B-3", unit="B"))) == ["N"]


def test_many_rules_are_asked_by_functions_of_their_own() -> None:
    # ten shapes of thirty rules each, which are more than one function looks up
    shapes = [" + ".join(["people"] * times) for times in range(1, 11)]
    forbidden = [
        f"must not R{number}x{times} {{ when {sum_} > {number * times} and unit = county }}"
        for times, sum_ in enumerate(shapes, 1)
        for number in range(30)
    ]
    text = RECORD.replace("unit: text", "unit: text, county: text, people: integer")
    rules = "\n    ".join([MONTH, *forbidden, WEEK])
    engine = pr.Engine(
        pr.load_text(f"{text}\nlist l for Visit {{\n    {rules}\n}}\n"), ledger=pr.MemoryLedger()
    )
    more = {"county": "X", "people": 3}
    refused = engine.admit("Visit", visit("1", county="A", people=2))
    assert refused.status == "refused"
    assert refused.decision is not None
    assert items(refused.decision) == [f"R{number}x{times}" for times in range(1, 11) for number in (0, 1)]
    statuses = [engine.admit("Visit", visit(f"v{number}", **more)).status for number in range(4)]
    assert statuses == ["admitted"] * 3 + ["refused"]
    assert items(engine.decide("Visit", visit("new", **more))) == ["M", "W"]
    admit, decide = type(engine._desks["Visit"]).admit, type(engine.decider("Visit")).decide
    assert "_ask" in admit.__code__.co_names
    assert "_ask" in decide.__code__.co_names


def test_details_name_entries_that_came_after_details_were_first_read() -> None:
    engine = engine_of(MONTH)
    admitted(engine, 3)

    def counted() -> list[str | None]:
        (found,) = engine.decide("Visit", visit("new")).findings
        return [row.key for row in found.rows]

    assert counted() == ["0", "1", "2"]
    engine.withdraw("Visit", "1", reason="it was called off")
    assert engine.admit("Visit", visit(3)).status == "admitted"
    assert counted() == ["0", "2", "3"]


@pytest.mark.parametrize("quota", [MONTH, "must D { at most 3 per unit in any 3 days of day }"])
def test_no_change_is_under_way_when_all_is_done(quota: str) -> None:
    engine = engine_of(quota)
    admitted(engine, 3)
    ledger = shelf_of(engine).ledger
    # else all who decide would wait for the lock
    assert ledger.settled == ledger.number == 3
    assert engine.admit("Visit", visit("refused")).status == "refused"
    assert ledger.settled == ledger.number == 3
    engine.withdraw("Visit", "1", reason="it was called off")
    assert ledger.settled == ledger.number == 4


def test_an_admission_is_seen_by_all_who_share_the_ledger() -> None:
    ledger = pr.MemoryLedger()
    policies = pr.load_text(f"{RECORD}\nlist l for Visit {{ {MONTH} }}\n")
    one = pr.Engine(policies, ledger=ledger)
    assert one.admit("Visit", visit(0)).status == "admitted"
    other = pr.Engine(policies, ledger=ledger)
    assert [engine.admit("Visit", visit(f"{engine is one}")).status for engine in (one, other)] == [
        "admitted"
    ] * 2
    for engine in (one, other):
        assert items(engine.decide("Visit", visit("new"))) == ["M"]
        assert engine.admit("Visit", visit("new")).status == "refused"
        assert len(engine.entries("Visit")) == 3


def test_a_decision_read_later_is_of_the_ledger_as_it_was() -> None:
    engine = engine_of("must M { at most 1 per unit each month of day }")
    first, second = engine.admit("Visit", visit(1)), engine.admit("Visit", visit(2))
    engine.withdraw("Visit", "1", reason="it was called off")
    for receipt, outcome in ((first, "permit"), (second, "forbid")):
        assert receipt.decision is not None
        assert receipt.decision is receipt.decision
        assert receipt.decision.outcome == outcome
        assert bool(receipt.decision.findings) == (outcome == "forbid")


def test_who_is_admitted_without_a_look_counts_too() -> None:
    text = f"{RECORD}\nparameter most: integer {{ 2 from 2026-03-04 }}\n"
    quota = "must M { at most most per unit each month of day if unknown warn }"
    engine = pr.Engine(pr.load_text(f"{text}list l for Visit {{ {quota} }}\n"), ledger=pr.MemoryLedger())
    before, after = date(2026, 3, 3), date(2026, 3, 4)
    outcomes = []
    for number, day in enumerate([before, after, before, after]):
        receipt = engine.admit("Visit", visit(number, day=day))
        outcomes.append((receipt.status, str(receipt.outcome)))
    assert outcomes == [
        ("admitted", "warn"),
        ("admitted", "permit"),
        ("admitted", "warn"),
        ("refused", "forbid"),
    ]
