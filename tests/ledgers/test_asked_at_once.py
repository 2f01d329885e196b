"""What happens at the edges of asking, and admitting into, a file of SQLite at once: others change it, it fails, keys are long."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import Any

import pytest

import policyrules as pr
from policyrules.ledgers.sql.admitting_at_once import AdmittingAtOnce
from policyrules.ledgers.sql.books import SqlBooks
from policyrules.ledgers.sql.sqlite import SqliteConnection
from tests.ledgers.places import Place

RECORD = "record Visit dated day { id: text key, unit: text, county: text, day: date }"
TWICE = f"{RECORD} list l for Visit {{ must M {{ at most 2 per unit, county each month of day }} }}"
OTHERWISE = f"{RECORD} list l for Visit {{ must M {{ at most 2 per unit each month of day }} }}"
BESIDE = f"{TWICE} record Other {{ id: text key, unit: text }} list o for Other {{ must O {{ at most 1 per unit ever }} }}"


def visit(name: str, unit: str = "A") -> dict[str, Any]:
    return {"id": name, "unit": unit, "county": "X", "day": "2026-03-02"}


def raw(place: Place) -> Any:
    """Return a connection to the file that is not the ledger's."""
    return closing(sqlite3.connect(place.url.removeprefix("sqlite:///"), isolation_level=None))


@pytest.fixture
def engine(sqlite: Place) -> pr.Engine:
    """Return an engine whose thread has a connection, as it has from its first question on."""
    engine = sqlite.engine(TWICE)
    assert engine.admit("Visit", visit("0", "Z")).number == 1
    return engine


def test_plain_records_are_decided_and_admitted_at_once(
    engine: pr.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind, name in ((SqlBooks, "change"), (SqliteConnection, "one_row"), (SqliteConnection, "run_row")):
        monkeypatch.setattr(kind, name, lambda *_: pytest.fail("it is not needed"))
    for number in (1, 2):
        assert str(engine.decide("Visit", visit(f"v{number}")).outcome) == "permit"
        assert engine.admit("Visit", visit(f"v{number}")).number == number + 1
    assert str(engine.decide("Visit", visit("v3")).outcome) == "forbid"
    receipt = engine.admit("Visit", visit("v3"))
    assert (receipt.status, receipt.key, receipt.number) == ("refused", "v3", None)
    assert engine.admit("Visit", visit("v4", "B"), key="another").key == "another"


def test_details_are_of_the_moment_of_the_question(engine: pr.Engine) -> None:
    """Given decisions and receipts, when more is admitted before their details are read, then they tell none of it."""
    early, first = engine.decide("Visit", visit("v1")), engine.admit("Visit", visit("v1"))
    late, second = engine.decide("Visit", visit("v2")), engine.admit("Visit", visit("v2"))
    third = engine.admit("Visit", visit("v3"))
    for decision, told in (
        (early, "1 visit with this one"),
        (first.decision, "1 visit with this one"),
        (late, "2 visits with this one"),
        (second.decision, "2 visits with this one"),
        (third.decision, "3 visits with this one"),
    ):
        assert decision is not None
        assert told in decision.explain().text("en")
    assert third.decision is not None
    assert [finding.reason for finding in third.decision.findings] == [
        "3 visits for A, X in 2026-03 (by day), at most 2"
    ]


SHARES = """
parameter few: integer = 3
parameter many: integer = 6
record Visit dated day { id: text key, unit: text, county: text, day: date }
list l for Visit {
    must A { at most few per unit each month of day warn at 50% }
    must B { at most many per county each year of day warn at 50% }
}
"""


def test_shares_no_constant_tells_are_of_their_own_counts(sqlite: Place) -> None:
    """Given warnings at a share of a limit the code does not know, then each is of what its own quota counts."""
    engine = sqlite.engine(SHARES)
    found = []
    for number in range(6):
        # the third of a county comes to half of its six; no unit comes to half of its three before its second
        facts = visit(f"v{number}", f"U{number % 4}")
        found.append([rule.item for rule in engine.decide("Visit", facts).finding_ids])
        assert engine.admit("Visit", facts).number == number + 1
    assert found == [[], [], ["B"], ["B"], ["A", "B"], ["A", "B"]]


def test_rules_beside_quotas_read_what_they_need(sqlite: Place) -> None:
    """Given a dated parameter beside a quota, which is worked out with all a decision rests on, then both rules speak."""
    head = 'parameter top: text { "Z" from 2020-01-01, "B" from 2026-03-01 }'
    engine = sqlite.engine(f"{head} {TWICE} list b for Visit {{ must not N {{ when unit = top }} }}")
    found = []
    for number, unit in enumerate("BZZZ"):
        decision = engine.decide("Visit", visit(f"v{number}", unit))
        found.append([rule.item for rule in decision.finding_ids])
        engine.admit("Visit", visit(f"v{number}", unit))
    assert found == [["N"], [], [], ["M"]]


def test_observers_are_told_of_what_is_decided_and_admitted(sqlite: Place) -> None:
    """Given an observer, when records are decided whose counts one question would tell, then it hears of each."""
    told: list[str] = []

    class Observer:
        @pr.hookimpl
        def policyrules_decided(self, decision: pr.Decision) -> None:
            told.append(str(decision.outcome))

    engine = pr.Engine(pr.load_text(TWICE), ledger=sqlite.ledger(), plugins=[Observer()])
    for number in range(3):
        assert engine.admit("Visit", visit(f"v{number}")).number == (number + 1 if number < 2 else None)
    assert told == ["permit", "permit", "forbid"]
    engine.decide("Visit", visit("v3"))
    engine.decide("Visit", visit("v4", "B"))
    assert told[3:] == ["forbid", "permit"]


@pytest.mark.parametrize("length", [100, 296, 297, 400])
def test_long_keys_are_told_apart(engine: pr.Engine, length: int) -> None:
    one, other = "é" + "u" * length + "1", "é" + "u" * length + "2"
    for number, unit in enumerate([one, one, other]):
        assert str(engine.decide("Visit", visit(f"v{number}", unit)).outcome) == "permit"
        # with a reason it is admitted part by part
        assert engine.admit("Visit", visit(f"v{number}", unit), override=None if number else "so").accepted
    assert str(engine.decide("Visit", visit("v3", one)).outcome) == "forbid"
    assert not engine.admit("Visit", visit("v3", one)).accepted
    assert engine.admit("Visit", visit("v3", other)).accepted


def test_what_is_there_already_is_no_new_record(engine: pr.Engine) -> None:
    assert engine.admit("Visit", visit("v1"), key="k").number == 2
    assert engine.admit("Visit", visit("v2")).number == 3
    # it does not count beside itself
    assert str(engine.decide("Visit", visit("v1")).outcome) == "permit"
    assert engine.admit("Visit", visit("v2")).status == "repeated"
    with pytest.raises(pr.LedgerError, match="another `v1`"):
        engine.admit("Visit", visit("v1"))
    with pytest.raises(pr.LedgerError, match="another `k`"):
        engine.admit("Visit", visit("v9"), key="k")  # whose quota is full as well
    engine.withdraw("Visit", "v2", reason="so")
    with pytest.raises(pr.LedgerError, match="`v2` was withdrawn"):
        engine.admit("Visit", visit("v2"))


def test_a_plan_that_changes_is_noticed(engine: pr.Engine, sqlite: Place) -> None:
    assert str(engine.decide("Visit", visit("v1")).outcome) == "permit"
    beside = sqlite.engine(BESIDE)
    assert beside.admit("Other", {"id": "1", "unit": "A"}).accepted
    for name in ("v1", "v2"):
        assert str(engine.decide("Visit", visit(name)).outcome) == "permit"
        assert engine.admit("Visit", visit(name)).accepted
    books: Any = engine._grounds.books
    assert books.opened.generation == beside._grounds.books.opened.generation  # type: ignore[union-attr]  # it has books
    sqlite.engine(OTHERWISE)
    with pytest.raises(pr.LedgerError):
        engine.decide("Visit", visit("v3"))
    with pytest.raises(pr.LedgerError):
        engine.admit("Visit", visit("v3", "B"))


def test_who_changes_the_file_is_waited_for(engine: pr.Engine, sqlite: Place) -> None:
    with raw(sqlite) as other:
        other.execute("BEGIN IMMEDIATE")
        assert str(engine.decide("Visit", visit("v1")).outcome) == "permit", "reading does not wait"
        done: list[pr.Receipt] = []
        waiting = threading.Thread(target=lambda: done.append(engine.admit("Visit", visit("v1"))))
        waiting.start()
        waiting.join(0.2)
        assert not done
        other.execute("ROLLBACK")
        waiting.join(30)
    assert [receipt.number for receipt in done] == [2]


def test_what_fails_on_the_way_keeps_nothing(engine: pr.Engine, sqlite: Place) -> None:
    trigger = "CREATE TRIGGER fails BEFORE {} ON policyrules_counts BEGIN SELECT RAISE(ABORT, 'no more'); END"
    with raw(sqlite) as other:
        other.execute(trigger.format("INSERT"))
        with pytest.raises(pr.LedgerError, match="no more"):
            engine.admit("Visit", visit("v1"))
        other.execute("DROP TRIGGER fails")
        assert other.execute("SELECT number FROM policyrules_ledger").fetchone() == (1,)
    assert [kept.key for kept in engine.entries("Visit")] == ["0"]
    assert engine.admit("Visit", visit("v1")).number == 2


def test_who_is_interrupted_holds_nobody_off(
    engine: pr.Engine, sqlite: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(AdmittingAtOnce, "write", interrupted)
        broken = sqlite.engine(TWICE)
        assert str(broken.decide("Visit", visit("v1")).outcome) == "permit"
        with pytest.raises(KeyboardInterrupt):
            broken.admit("Visit", visit("v1"))
    assert engine.admit("Visit", visit("v1")).number == 2
    with pytest.raises(
        KeyboardInterrupt
    ):  # what it has kept of its method is still the broken one, and can begin again
        broken.admit("Visit", visit("v2"))
    assert engine.admit("Visit", visit("v2")).number == 3


def test_nothing_is_admitted_in_the_middle_of_an_admission(engine: pr.Engine) -> None:
    """Given a change that goes on, when its thread would admit something else, then it is told."""
    books: Any = engine._grounds.books

    def work(_session: Any) -> None:
        with pytest.raises(pr.LedgerError, match="this thread is in the middle of a decision on a ledger"):
            engine.admit("Visit", visit("v1"))
        assert str(engine.decide("Visit", visit("v1")).outcome) == "permit"

    books.read(work)
    books.deciding("Visit", None, work)  # without a transaction
    assert engine.admit("Visit", visit("v1")).number == 2


def test_what_only_may_count_is_told_apart(sqlite: Place) -> None:
    """Given an entry of which nobody knows whether it counts, then nobody knows whether one more is too many."""
    engine = sqlite.engine(
        "record Visit dated day { id: text key, county: text, day: date, urgent: boolean? } "
        "list l for Visit { must U { when urgent at most 1 per county each month of day } }"
    )
    facts = {"county": "X", "day": "2026-03-02"}
    assert engine.admit("Visit", {"id": "1", **facts}).accepted
    decision = engine.decide("Visit", {"id": "2", "urgent": True, **facts})
    assert str(decision.outcome) == "undetermined"
    assert engine.admit("Visit", {"id": "2", "urgent": True, **facts}).status == "refused"
    assert str(engine.decide("Visit", {"id": "3", "urgent": False, **facts}).outcome) == "permit"


def test_each_quota_has_its_own_count_and_day(sqlite: Place) -> None:
    """Given quotas that count on different days, then details and entries tell them apart as the question did."""
    engine = sqlite.engine(
        "record Visit dated day { id: text key, unit: text, county: text, day: date, other: date } "
        "list l for Visit { must M { at most 2 per unit each month of day } must C { at most 2 per county each year of other } }"
    )
    days = {"day": "2026-03-02", "other": "2027-05-05"}
    for number, county in enumerate("XYZ"):
        facts = {"id": str(number), "unit": "A", "county": county, **days}
        decision = engine.decide("Visit", facts)
        receipt = engine.admit("Visit", facts)
        for each in (decision, receipt.decision):
            assert each is not None
            assert [str(found.id.item) for found in each.findings] == (["M"] if number == 2 else [])
            assert str(each.outcome) == ("forbid" if number == 2 else "permit")
    for kept in engine.entries("Visit"):
        assert {use.quota.item: str(use.first) for use in kept.uses} == {"M": days["day"], "C": days["other"]}
