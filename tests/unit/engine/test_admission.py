"""Records come into a ledger, change there and leave it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

import policyrules as pr

POLICY = """
policy p
record Visit 走访 dated day {
    id     编号: text key
    county 县: text
    day    日期: date
    people 人数: integer = 1
    state  状态: { planned 计划, done 已办, checked 已核 } = planned
    note   备注: text? = none
}
list l for Visit {
    must twice "At most two visits a month" { at most 2 per county each month of day  warn at 100% }
    must not far "Not to that county" { when county = "Z" }
    must not unasked "Not without asking" { when county = "Y" then refer to "the office" for approval }
    must not unchecked "Not done before it was planned" { when has no before and state != planned }
}
"""


def engine(**given: Any) -> pr.Engine:
    return pr.Engine(pr.load_text(POLICY), ledger=pr.MemoryLedger(given))


def visit(id_: str, county: str = "A", day: str = "2026-03-02", **more: object) -> dict[str, object]:
    return {"id": id_, "county": county, "day": day, **more}


def test_what_is_appended() -> None:
    made = engine()
    receipts = [made.admit("Visit", visit(str(n))) for n in range(3)]
    assert [receipt.status for receipt in receipts] == ["admitted", "admitted", "refused"]
    assert [receipt.outcome for receipt in receipts] == ["permit", "warn", "forbid"]
    assert [receipt.number for receipt in receipts] == [1, 2, None]
    assert made.admit("Visit", visit("9", "Y")).status == "refused"
    assert [kept.key for kept in made.entries("走访")] == ["0", "1"]


def test_an_override_is_kept_with_its_reason() -> None:
    made = engine()
    receipt = made.admit("Visit", visit("1", "Z"), override="the flood")
    assert (receipt.status, receipt.outcome, receipt.override) == ("admitted", "forbid", "the flood")
    (kept,) = made.entries("Visit")
    assert (kept.override, kept.outcome) == ("the flood", "forbid")
    needless = made.admit("Visit", visit("2"), override="no need")
    assert needless.override is None
    with pytest.raises(pr.RequestError, match="in words"):
        made.admit("Visit", visit("3"), override=" ")


def test_the_same_key_with_the_same_facts_is_a_repeat() -> None:
    made = engine()
    first = made.admit("Visit", visit("1"))
    made.admit("Visit", visit("2"))
    again = made.admit("Visit", visit("1"))
    assert (again.status, again.number) == ("repeated", first.number)
    assert again.outcome == "permit"  # as it was then, not as it would be beside the second
    assert len(made.entries("Visit")) == 2
    with pytest.raises(pr.LedgerError, match="another `1`"):
        made.admit("Visit", visit("1", people=7))


def test_a_key_of_the_callers_own() -> None:
    made = engine()
    assert made.admit("Visit", visit("1"), key="K-1").key == "K-1"
    with pytest.raises(pr.LedgerError, match="another `1`"):
        made.admit("Visit", visit("1"), key="K-2")
    assert made.revise("Visit", "K-1", visit("1", people=2)).status == "revised"
    assert made.withdraw("Visit", "1").status == "withdrawn"
    with pytest.raises(pr.RequestError, match="`key` is a text"):
        made.admit("Visit", visit("3"), key="  ")


def test_a_record_without_a_key_gets_a_fresh_one() -> None:
    policies = pr.load_text("record R { n: integer } list l for R { must not x { when n > 1 } }")
    made = pr.Engine(policies, ledger=pr.MemoryLedger())
    first, second = made.admit("R", {"n": 1}), made.admit("R", {"n": 1})
    assert first.key != second.key
    assert (first.number, second.number) == (1, 2)


def test_a_dry_run_writes_nothing() -> None:
    made = engine()
    receipt = made.admit("Visit", visit("1"), dry_run=True)
    assert (receipt.status, receipt.number, receipt.dry_run) == ("admitted", None, True)
    assert made.entries("Visit") == ()
    assert "nothing was written" in receipt.text()
    assert "未写入台账" in receipt.text("zh")


def test_a_revision_takes_the_place_of_the_earlier_version() -> None:
    made = engine()
    made.admit("Visit", visit("1"))
    made.admit("Visit", visit("2"))
    moved = made.revise("Visit", "2", visit("2", day="2026-04-01"))
    assert (moved.status, moved.outcome) == ("revised", "permit")
    assert made.admit("Visit", visit("3")).outcome == "warn"  # March holds one and this one
    # it does not count beside itself
    assert made.revise("Visit", "1", visit("1", people=3)).outcome == "warn"
    assert made.admit("Visit", visit("4", state="done")).status == "refused"
    assert made.revise("Visit", "3", visit("3", state="done")).status == "revised"
    with pytest.raises(pr.LedgerError, match="has no `9`"):
        made.revise("Visit", "9", visit("9"))
    with pytest.raises(pr.LedgerError, match="cannot be called `8`"):
        made.revise("Visit", "1", visit("8"))


def test_what_is_withdrawn_is_kept_and_no_longer_counts() -> None:
    made = engine()
    made.admit("Visit", visit("1"))
    made.admit("Visit", visit("2"))
    assert made.withdraw("Visit", "1", reason="entered twice").number == 3
    assert made.admit("Visit", visit("3")).status == "admitted"
    assert [kept.key for kept in made.entries("Visit")] == ["2", "3"]
    with pytest.raises(pr.LedgerError, match="was withdrawn"):
        made.admit("Visit", visit("1"))
    with pytest.raises(pr.LedgerError, match="was withdrawn"):
        made.withdraw("Visit", "1")
    with pytest.raises(pr.LedgerError, match="was withdrawn"):
        made.revise("Visit", "1", visit("1"))


def test_what_a_decision_says_is_of_its_own_moment() -> None:
    made = engine()
    made.admit("Visit", visit("1"))
    early = made.decide("Visit", visit("2"))
    made.admit("Visit", visit("2"))
    made.admit("Visit", visit("3", day="2026-03-31"), override="late")
    made.withdraw("Visit", "1")
    assert early.outcome == "warn"
    assert [finding.item for finding in early.findings] == ["twice"]
    assert early.explain().outcome == "warn"


def test_rows_given_at_the_start() -> None:
    made = engine(走访=[{"编号": "a", "县": "A", "日期": "2026-03-01"}, visit("b")])
    assert made.decide("Visit", visit("c")).outcome == "forbid"
    assert made.decide("Visit", visit("a")).outcome == "warn"  # a version of a row that is there
    with pytest.raises(pr.RequestError, match="no record `Vist`"):
        engine(Vist=[])
    with pytest.raises(pr.FactError, match="did you mean `county`"):
        engine(Visit=[{"county_": "A"}])
    with pytest.raises(
        pr.PolicyRulesError, match="entry `2` of `Visit` does not say `day`, by which `twice`"
    ):
        engine(Visit=[visit("1"), {"id": "2", "county": "A"}])


def test_no_ledger() -> None:
    made = pr.Engine(pr.load_text(POLICY))
    decision = made.decide("Visit", visit("1"))
    assert decision.outcome == "undetermined"
    assert [(need.kind, need.fact) for need in decision.missing] == [("ledger", "Visit")]
    with pytest.raises(pr.LedgerError, match="has no ledger"):
        made.admit("Visit", visit("1"))
    only = pr.Engine(
        pr.load_text(POLICY + "record Other { a: text }"), ledger=pr.MemoryLedger(records=["Other"])
    )
    assert only.decide("Visit", visit("1")).outcome == "undetermined"
    with pytest.raises(pr.LedgerError, match="no ledger of `Visit`"):
        only.admit("Visit", visit("1"))


def test_facts_a_quota_counts_by_must_be_there() -> None:
    policies = pr.load_text("""
    record R { id: text key, unit: text?, day: date? }
    list l for R { must x { at most 1 per unit each year of day } }
    """)
    made = pr.Engine(policies, ledger=pr.MemoryLedger())
    with pytest.raises(pr.FactError, match="does not say `unit`, by which `x` counts it"):
        made.admit("R", {"id": "1", "day": date(2026, 1, 1)}, override="for all that")
    assert made.admit("R", {"id": "2", "unit": None, "day": None}).status == "admitted"


def test_threads_never_go_over_a_quota() -> None:
    made = engine()

    def admit(number: int) -> str:
        return made.admit("Visit", visit(str(number), "ABC"[number % 3])).status

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(admit, range(300)))
    assert told.count("admitted") == 6
    assert len(made.entries("Visit")) == 6


def test_two_engines_share_a_ledger() -> None:
    ledger = pr.MemoryLedger()
    one = pr.Engine(pr.load_text(POLICY), ledger=ledger)
    other = pr.Engine(pr.load_text(POLICY.replace("at most 2", "at most 1")), ledger=ledger)
    assert one.admit("Visit", visit("1")).status == "admitted"
    assert other.admit("Visit", visit("2")).status == "refused"
    assert one.admit("Visit", visit("2")).status == "admitted"
    one.withdraw("Visit", "1")
    one.withdraw("Visit", "2")
    assert other.admit("Visit", visit("3")).status == "admitted"


def test_done_before_it_began() -> None:
    policies = pr.load_text("""
    record Task { kind: { a, b }, begun 开始: date, done 办结: date? }
    list l for Task { must d { when kind = a deadline done within 3 days after begun } }
    """)
    made = pr.Engine(policies)
    wrong = {"kind": "a", "begun": "2026-03-02", "done": "2026-03-01"}
    with pytest.raises(pr.FactError) as raised:
        made.decide("Task", wrong)
    assert raised.value.problems[0].code == "done-before-start"
    assert "自后者起算" in raised.value.in_("zh")
    assert made.decide("Task", {**wrong, "kind": "b"}).outcome == "permit"
    assert made.decide("Task", {**wrong, "done": "2026-03-02"}).light == "green"


def test_a_span_that_ends_before_it_begins_is_a_mistake() -> None:
    policies = pr.load_text("""
    record Trip { id: text key, county: text, start: date, finish: date? = none }
    list l for Trip { must T-1 "Once a month" { at most 1 per county each month of start..finish } }
    """)
    engine = pr.Engine(policies, ledger=pr.MemoryLedger())
    trip = {"id": "1", "county": "X", "start": "2026-04-29", "finish": "2026-04-28"}
    with pytest.raises(pr.FactError) as raised:
        engine.admit("Trip", trip)
    (problem,) = raised.value.problems
    assert problem.code == "ends-before-start"
    assert problem.message.zh == "2026-04-28早于 `start`（2026-04-29），而 `T-1` 按两者之间的时段统计"
    assert engine.admit("Trip", trip | {"finish": "2026-04-29"}).accepted


def test_rows_are_no_ledger() -> None:
    policies = pr.load_text("record R { id: text key } list l for R { must x { at most 1 ever } }")
    with pytest.raises(
        pr.RequestError, match=r"not dict; rows are given as `MemoryLedger\({record: rows}\)`"
    ):
        pr.Engine(policies, ledger={"R": []})  # type: ignore[arg-type]  # that is what it is about


def test_a_repeat_of_what_was_revised_since_says_so() -> None:
    policies = pr.load_text(
        "record R { id: text key, note: text } list l for R { must x { at most 9 ever } }"
    )
    engine = pr.Engine(policies, ledger=pr.MemoryLedger())
    engine.admit("R", {"id": "1", "note": "a"})
    engine.revise("R", "1", {"id": "1", "note": "b"})
    again = engine.admit("R", {"id": "1", "note": "a"})
    assert again.text("zh") == "R 1：此前已登记，事实相同，序号 1（允许）；此后已变更，现行为序号 2"
    assert engine.admit("R", {"id": "1", "note": "b"}).standing == 2
