"""Reviews: every row of a ledger, in every period, by the lists about that period."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.schemas import checked

import policyrules as pr
from policyrules.core.decide import decide
from policyrules.core.period_names import UNITS
from policyrules.core.periods import last_day_of, period_of
from policyrules.core.values import Period
from policyrules.engine.periods_asked import periods_ending_in, span_asked
from policyrules.errors import LedgerError, RequestError
from policyrules.ledgers.sql import SqlLedger
from policyrules.plugins.functions import function
from policyrules.plugins.hookspecs import hookimpl
from policyrules.syntax.ast.clauses import PeriodUnit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEXT = """
policy visits "Visits"
record County 县 dated founded { name 名称: text key, founded 设立日期: date, quiet 免评: boolean? }
record Visit 接待 dated day { id 编号: text key, counties 县: list of text, county 主县: text, day 日期: date, people 人数: integer }
record Note 记事 { text 内容: text, day 日期: date }

define parties 批次 for County each half month = count(v in Visit where v.county = name and v.day in period)
define passed 途经 for County each half month = count(v in Visit where name in v.counties and v.day in period)
define all_parties 总批次 for County each half month = count(v in Visit where v.day in period)
define heads 人次 for County each month = sum(v.people for v in Visit where v.county = name and v.day in period)

list half_monthly for County each half month {
    should not VS-14 "Not twice the mean of the others" {
        when parties / 2 > mean(c.parties for c in County)
        unless quiet
        because "{parties} parties"
        then route to "the General Office"
    }
    must VS-15 "Not more than four, nor twice in a row more than two" {
        ensure parties <= 4 and (parties <= 2 or previous.parties <= 2)
        because "{name}: {parties}, {previous.parties} before, {all_parties} in all, {passed} passing"
    }
    may VS-16 "Silence" { when parties = 0 }
}
checklist monthly 按月 for County each month {
    must VS-17 "No more heads than last year" { ensure heads <= last_year.heads }
    should VS-18 { from 2026-03-20 ensure heads > 0 }
}
list notes for Note each year { should not N-1 "Nothing in capitals" { when text = "X" } }
list plain for County { must not C-1 { when quiet } }
"""
POLICIES = pr.load_text(TEXT, name="visits.rules")


def county(name: str, *, quiet: bool | None = False) -> dict[str, Any]:
    return {"name": name, "founded": "2000-01-01", "quiet": quiet}


def visit(number: int, where: str, day: str, people: int = 1) -> dict[str, Any]:
    return {
        "id": str(number),
        "counties": [where, "far"],
        "county": where,
        "day": day,
        "people": people,
    }


def engine(counties: Sequence[Any], visits: Sequence[Any], **others: Any) -> pr.Engine:
    return pr.Engine(POLICIES, ledger=pr.MemoryLedger({"County": counties, "Visit": visits, **others}))


THREE = [county("A"), county("B"), county("C", quiet=True)]
VISITS = [
    visit(1, "A", "2026-03-01"),
    visit(2, "A", "2026-03-14"),
    visit(3, "A", "2026-03-15"),
    visit(4, "B", "2026-03-16", 5),
    visit(5, "A", "2026-02-16"),
    visit(6, "A", "2026-02-28"),
    visit(7, "A", "2026-02-28"),
    visit(8, "C", "2025-03-31", 4),
]
ENGINE = engine(THREE, VISITS)


# --- what a review says ---------------------------------------------------------------------


def test_every_row_is_reviewed_events_or_not() -> None:
    review = ENGINE.review("县", "2026年3月上半月")
    assert review.record == "County"
    assert review.unit == "half month"
    assert review.period == Period(date(2026, 3, 1), date(2026, 3, 15))
    assert review.on == date(2026, 3, 15)
    assert [row.key for row in review.rows] == ["A", "B", "C"]
    assert [row.outcome.value for row in review.rows] == ["forbid", "permit", "permit"]
    assert review.outcome == "forbid"
    assert [(key, finding.item) for key, finding in review.findings] == [
        ("A", "VS-14"),
        ("A", "VS-15"),
        ("B", "VS-16"),
        ("C", "VS-16"),
    ]
    assert review["A"].values["parties"] == 3
    assert review["A"].findings[1].reason == "A: 3, 3 before, 3 in all, 3 passing"
    assert review["B"].values["passed"] == 0
    with pytest.raises(KeyError):
        review["D"]


def test_the_ordinary_lists_are_not_asked_nor_are_others_periods() -> None:
    review = ENGINE.review("County", "2026-03 second half")
    for row in review.rows:
        assert not row.decision.sheets
        assert "heads" not in row.decision.values
        assert {item.id.item for item in row.decision.explain().items} == {"VS-14", "VS-15", "VS-16"}
    decision = ENGINE.decide("County", county("C", quiet=True))
    assert [finding.item for finding in decision.findings] == ["C-1"]
    assert not decision.sheets
    assert not decision.values


def test_a_periodic_checklist_gives_its_sheet() -> None:
    (sheet,) = ENGINE.review("County", "2026-03")["B"].sheets
    assert sheet.list == "monthly"
    assert {answer.item: answer.answer for answer in sheet.answers} == {"VS-17": "fail", "VS-18": "pass"}


def test_a_day_means_the_period_that_contains_it_of_each_kind() -> None:
    for day in (date(2026, 3, 15), "2026-03-15", "2026年3月15日"):
        review = ENGINE.review("County", day)
        assert [period.unit for period in review.periods] == ["half month", "month"]
        assert [period.on.day for period in review.periods] == [15, 31]
        assert [row.key for row in review.rows] == ["A", "B", "C", "A", "B", "C"]
        assert (review.unit, review.period, review.on) == (None, None, None)
    review = ENGINE.review("County", "2026-03-15", unit="每月")
    assert review.unit == "month"


def test_the_day_governs() -> None:
    last = ENGINE.review("County", "2026-03")
    assert {row.key: row.decision.on for row in last.rows} == dict.fromkeys("ABC", date(2026, 3, 31))
    early = ENGINE.review("County", "2026-03", on="2026-03-19")
    assert early.on == date(2026, 3, 19)
    assert [finding.item for key, finding in last.findings if key == "C"] == ["VS-18"]
    assert [finding.item for key, finding in early.findings if key == "C"] == []
    assert early["C"].sheets[0].answers[0].item == "VS-17"
    assert len(early["C"].sheets[0].answers) == 1  # the other is not in force yet


def test_a_period_with_its_unit() -> None:
    month = Period(date(2026, 3, 1), date(2026, 3, 31))
    for asked in (
        ENGINE.review("County", ("month", month)),
        ENGINE.review("County", ("月", month)),
        ENGINE.review("County", month, unit="month"),
    ):
        assert asked.to_dict() == ENGINE.review("County", "2026-03").to_dict()


def test_an_entry_that_says_too_little_leaves_its_row_undetermined() -> None:
    visits = [visit(1, "A", "2026-03-02"), {"id": "9", "county": "B"}]
    review = engine([{"name": "A"}, county("B")], visits).review("County", "2026-03 first half")
    assert review.outcome == "undetermined"
    assert [row.outcome.value for row in review.rows] == ["permit", "undetermined"]
    missing = "to tell whether this is broken; the entry `9` of the ledger of Visit does not say `day`"
    assert review.text().splitlines()[1:3] == [
        "  B: undetermined",
        "    undetermined  VS-15 Not more than four, nor twice in a row more than two: not enough is known "
        + missing,
    ]


def test_the_worst_is_told_only_where_nothing_can_be_worse() -> None:
    visits = [
        *(visit(number, "A", "2026-03-02") for number in range(5)),
        {"id": "9", "county": "B", "counties": []},
    ]
    review = engine(THREE, visits).review("County", "2026-03 first half")
    assert review["A"].outcome == "forbid"
    assert review["B"].outcome == "undetermined"
    assert review.outcome == "forbid"


def test_a_row_without_a_key_is_called_by_what_it_says() -> None:
    review = engine(
        [], [], Note=[{"text": "X", "day": "2026-01-01"}, {"text": "y", "day": "2026-01-02"}]
    ).review("记事", "2026")
    first, second = review.rows
    assert first.key != second.key
    assert first.called.en == "text: X, day: 2026-01-01"
    assert first.called.zh == "内容：X，日期：2026-01-01"
    assert "  内容：X，日期：2026-01-01：提醒" in review.text("zh").splitlines()


def test_an_empty_ledger() -> None:
    review = engine([], VISITS).review("County", "2026-03")
    assert review.rows == ()
    assert review.outcome == "permit"
    assert review.text() == "County, 2026-03 (on 2026-03-31): permit\n  the ledger has no rows"


def test_in_words() -> None:
    review = ENGINE.review("County", "2026-03-15")
    assert review.text() == str(review)
    assert review.text().splitlines() == [
        "County, 2026-03 first half, 2026-03: forbid",
        "  A (2026-03 first half): forbid",
        "    forbid  VS-15 Not more than four, nor twice in a row more than two: A: 3, 3 before, 3 in all, 3 passing",
        "    warn  VS-14 Not twice the mean of the others: 3 parties",
        "      → route to the General Office",
        "  B (2026-03 first half): permit",
        "    permit  VS-16 Silence",
        "  C (2026-03 first half): permit",
        "    permit  VS-16 Silence",
        "  A (2026-03): forbid",
        "    forbid  VS-17 No more heads than last year",
        "  B (2026-03): forbid",
        "    forbid  VS-17 No more heads than last year",
        "  C (2026-03): warn",
        "    warn  VS-18",
    ]
    quiet = engine([county("A")], [visit(1, "A", "2026-03-20")])
    assert quiet.review("County", "2026-03 second half").text("zh").splitlines() == [
        "县  2026年3月下半月（2026-03-31）：允许",
        "  共 1 件，均无问题",
    ]


def test_ready_for_json() -> None:
    written = checked("review", ENGINE.review("County", "2026-03 first half").to_dict())
    assert written["record"] == "County"
    assert written["outcome"] == "forbid"
    assert written["periods"] == [
        {
            "unit": "half month",
            "name": "2026-03 first half",
            "start": "2026-03-01",
            "finish": "2026-03-15",
            "on": "2026-03-15",
        }
    ]
    assert [row["key"] for row in written["rows"]] == ["A", "B", "C"]
    assert written["rows"][0]["decision"]["findings"][0]["item"] == "VS-14"
    assert written["rows"][0]["unit"] == "half month"


def test_the_ledger_is_read_as_it_is_then() -> None:
    ledger = pr.MemoryLedger()
    live = pr.Engine(POLICIES, ledger=ledger)
    live.admit("County", county("A", quiet=None))
    live.admit("County", county("B", quiet=None))
    for number in range(3):
        live.admit("Visit", visit(number, "A", "2026-03-02"))
    before = live.review("County", "2026-03 first half")
    assert [finding.item for key, finding in before.findings if key == "A"] == ["VS-14"]
    live.withdraw("County", "B")
    live.withdraw("Visit", "1")
    live.revise("Visit", "2", visit(2, "A", "2026-03-16"))
    after = live.review("County", "2026-03 first half")
    assert [row.key for row in after.rows] == ["A"]
    assert after["A"].values["parties"] == 1
    assert not after.findings
    # what was reviewed before still says what it said, in full
    assert before["A"].values["parties"] == 3
    proof = before["A"].explain()["VS-14"].when
    assert proof is not None
    assert proof.value is True


def test_a_ledger_in_a_database_is_reviewed_alike(tmp_path: Path) -> None:
    stored = pr.Engine(POLICIES, ledger=SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}"))
    for facts in THREE:
        stored.admit("County", facts, override="as given")
    for facts in VISITS:
        stored.admit("Visit", facts)
    review = stored.review("County", "2026-03-15")
    assert checked("review", review.to_dict()) == ENGINE.review("County", "2026-03-15").to_dict()
    assert [row.decision.explain().text() for row in review.rows] == [
        row.decision.explain().text() for row in ENGINE.review("County", "2026-03-15").rows
    ]


# --- several reviews ------------------------------------------------------------------------


def test_reviews_of_every_period_that_ends_in_a_year() -> None:
    found = list(ENGINE.reviews("County", "2026"))
    assert len(found) == 24 + 12
    names = [review.periods[0].name.en for review in found]
    assert names[:4] == ["2026-01 first half", "2026-01 second half", "2026-01", "2026-02 first half"]
    months = list(ENGINE.reviews("County", "2026", unit="month"))
    assert [review.periods[0].name.zh for review in months] == [f"2026年{n}月" for n in range(1, 13)]
    assert months[2].to_dict() == ENGINE.review("County", "2026-03").to_dict()


def test_reviews_from_one_period_to_another() -> None:
    found = [review.periods[0].name.en for review in ENGINE.reviews("县", "2025-12", date(2026, 1, 30))]
    assert found == ["2025-12 first half", "2025-12 second half", "2025-12", "2026-01 first half"]
    assert list(ENGINE.reviews("County", "2026-03-02")) == []


@given(
    units=st.lists(st.sampled_from(get_args(PeriodUnit)), min_size=1, unique=True),
    first=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 500),
)
def test_periods_that_end_between_two_days(units: list[PeriodUnit], first: date, length: int) -> None:
    span = Period(first, first + timedelta(days=length))
    found = list(periods_ending_in(units, span))
    expected = {
        (unit, period_of(unit, span.start + timedelta(days=ahead)))
        for unit in units
        for ahead in range(length + 1)
    }
    assert set(found) == {(unit, period) for unit, period in expected if last_day_of(period) in span}
    assert len(set(found)) == len(found)
    ranks = [(last_day_of(period), list(UNITS).index(unit)) for unit, period in found]
    assert all(one < other for one, other in pairwise(ranks))


def test_the_last_periods_there_are() -> None:
    assert len(list(periods_ending_in(["day", "year"], Period(date(9999, 12, 30), date.max)))) == 3
    assert span_asked("9999-12", None) == Period(date(9999, 12, 1), date.max)


# --- what is not asked ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("March", "'March' is no period and no day; write `2026-03 first half` or `2026-03`, or a day such as `2026-03-02`"),
        (3, "3 is no period and no day; write `2026-03 first half` or `2026-03`, or a day such as `2026-03-02`"),
        (None, "None is no period and no day; write `2026-03 first half` or `2026-03`, or a day such as `2026-03-02`"),
        ("2026", "no list about `County` is for each year; there are lists for each half month, each month: ask about `2026-03 first half` or `2026-03`"),
        (("month", Period(date(2026, 3, 1), date(2026, 3, 30))), "the days from 2026-03-01 to 2026-03-30 are no whole month; `2026-03` is from 2026-03-01 to 2026-03-31"),
        (("month", Period(date(2026, 3, 1), None)), "the days from 2026-03-01 to None are no whole month; `2026-03` is from 2026-03-01 to 2026-03-31"),
        (("moon", Period(date(2026, 3, 1), None)), "is no period and no day"),
        (Period(date(2026, 3, 1), date(2026, 3, 31)), "is no period and no day"),
    ],
)  # fmt: skip
def test_what_is_no_period(period: object, message: str) -> None:
    with pytest.raises(RequestError) as raised:
        ENGINE.review("County", period)
    assert message in str(raised.value)
    assert raised.value.in_("zh") != raised.value.in_("en")


def test_lists_there_are_not() -> None:
    with pytest.raises(RequestError, match="no periodic list about `Visit`; one begins `list NAME for Visit"):
        ENGINE.review("接待", "2026")
    with pytest.raises(RequestError, match="no record `Conty`"):
        ENGINE.review("Conty", "2026")
    with pytest.raises(RequestError, match="no list about `County` is for each week"):
        ENGINE.review("County", "2026-03-02", unit="week")
    with pytest.raises(RequestError, match=r"`unit` is one of `day`, `week`, .*, not 'fortnight'"):
        ENGINE.review("County", "2026-03-02", unit="fortnight")
    with pytest.raises(RequestError, match="`on` is a day"):
        ENGINE.review("County", "2026-03", on="soon")
    with pytest.raises(RequestError, match="ends on 2025-12-31, before the first one begins on 2026-01-01"):
        ENGINE.reviews("County", "2026", "2025")


def test_without_a_ledger() -> None:
    with pytest.raises(LedgerError, match="this engine has no ledger"):
        pr.Engine(POLICIES).review("County", "2026-03")
    with pytest.raises(LedgerError, match="there is no ledger of `County`"):
        pr.Engine(POLICIES, ledger=pr.MemoryLedger(records=["Visit"])).reviews("County", "2026-03")


def test_nobody_is_told_of_reviews_and_no_check_is_asked() -> None:
    class Listening:
        def __init__(self) -> None:
            self.told: list[object] = []

        @hookimpl
        def policyrules_decided(self, decision: object) -> None:
            self.told.append(decision)

    listening = Listening()
    ledger = pr.MemoryLedger({"County": THREE, "Visit": VISITS})
    told = pr.Engine(POLICIES, ledger=ledger, plugins=[listening])
    told.review("County", "2026-03").to_dict()
    assert listening.told == []
    told.decide("County", county("A"))
    assert len(listening.told) == 1


# --- what is kept for all rows --------------------------------------------------------------

SHARING = pr.load_text(
    """
    record Group 组 { id: text key, name: text? }
    record Unit 单位 { name: text key, group: ref Group?, cap: integer, sibling: ref Unit? }
    record Event 事件 { id: text key, unit: text, units: list of text, day: date, size: integer?, group: ref Group?, host: ref Unit? }
    define mine for Unit each month = count(e in Event where e.unit = name and e.day in period)
    define listed for Unit each month = count(e in Event where name in e.units and e.day in period and e.size > 1)
    define total for Unit each month = sum(e.size for e in Event where e.day in period)
    define ever for Unit = count(e in Event where e.size > 0)
    define others for Unit each month = sum(u.mine for u in Unit)
    define envied for Unit each month = max(u.others for u in Unit)
    define richest for Unit each month = max(u.listed for u in Unit where u.cap >= cap)
    define near for Unit each month = count(u in Unit where u.cap < cap) + (if has sibling then sibling.cap else 0)
    define grouped for Unit each month = count(e in Event where e.group.name = "g" and e.day in period)
    define weeks_without for Unit each month =
        count(w in weeks(period) where no e in Event where (e.unit = name and e.day in w))
    define hosted for Unit each month = count(e in Event where e.host.cap > 0 and e.day in period)
    define placed for Unit each month = count(e in Event where has e.host)
    define of_bad for Unit each month = count(e in Event where broken(A-1) and e.size > 0)
    define busy for Unit each month = count(w in weeks(period) where some e in Event where (e.day in w and e.size > 1))
    list l for Unit each month {
        must A-1 { ensure mine <= cap because "{mine} {previous.mine} {last_year.mine} {others}" }
        should A-2 { ensure total <= previous.total or total <= last_year.total because "{total} {ever} {busy}" }
        should not A-3 { when listed > richest because "{listed} {richest} {envied}" }
        must A-4 { when has group ensure near >= 1 and grouped >= previous.grouped because "{near} {grouped}" }
        should not A-5 { when some e in Event where (e.day in period and e.size > 2) because "{e.id}" }
        must not A-6 { when broken(A-1) and weeks_without < 4 because "{weeks_without}" }
        should A-8 { ensure hosted < 2 and placed < 3 and of_bad < 2 because "{hosted} {placed} {of_bad}" }
        should A-7 { ensure every e in Event has (e.unit != name or e.size > 0) }
    }
    """
)
names = st.sampled_from("abc")
_days = st.sampled_from(
    [date(2026, 3, 1), date(2026, 3, 30), date(2026, 2, 28), date(2025, 3, 9), date(2026, 4, 1)]
)


@st.composite
def left_out(draw: st.DrawFn, facts: dict[str, Any]) -> dict[str, Any]:
    """Facts of which some may not be told."""
    gone = draw(st.sets(st.sampled_from([name for name in facts if name not in ("id", "name")]), max_size=1))
    return {name: value for name, value in facts.items() if name not in gone or draw(st.booleans())}


@st.composite
def ledgers(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    groups = [{"id": key, "name": draw(st.sampled_from(["g", "h", None]))} for key in draw(st.sets(names))]
    units = [
        draw(
            left_out(
                {
                    "name": name,
                    "group": draw(st.sampled_from(["a", "b", None])),
                    "cap": draw(st.integers(0, 2)),
                    "sibling": draw(st.sampled_from(["a", "b", None])),
                }
            )
        )
        for name in sorted(draw(st.sets(names, min_size=1)))
    ]
    events = [
        draw(
            left_out(
                {
                    "id": str(number),
                    "unit": draw(names),
                    "units": draw(st.lists(names, max_size=2)),
                    "day": draw(_days),
                    "size": draw(st.sampled_from([0, 1, 2, 3, None])),
                    "group": draw(st.sampled_from(["a", "b", None])),
                    "host": draw(st.sampled_from(["a", "b", None])),
                }
            )
        )
        for number in range(draw(st.integers(0, 8)))
    ]
    return {"Group": groups, "Unit": units, "Event": events}


@pytest.mark.no_cover
@settings(deadline=None)
@given(ledgers())
def test_what_is_kept_for_all_rows_is_what_each_would_find(given_: dict[str, list[dict[str, Any]]]) -> None:
    reviewing = pr.Engine(SHARING, ledger=pr.MemoryLedger(given_))
    review = reviewing.review("Unit", "2026-03")
    books = reviewing._grounds.books
    assert books is not None
    standing = reviewing.entries("Unit")
    histories = books.read(lambda session: [session.history("Unit", kept) for kept in standing])
    for kept, history, row in zip(standing, histories, review.rows, strict=True):
        alone = decide(
            SHARING.program,
            "Unit",
            kept.entry.row,
            on=date(2026, 3, 31),
            parameters=SHARING.parameters,
            history=history,
            period=("month", period_of("month", date(2026, 3, 1))),
        )
        assert row.decision.to_dict() == alone.to_dict()
        assert row.decision.explain().to_dict() == alone.explain().to_dict()


def test_a_plugin_s_fault_is_told_of_every_row() -> None:
    @function("spoilt", "坏")
    def spoilt(number: int) -> int:
        """Nothing good."""
        return 1 // number

    class Plugin:
        @hookimpl
        def policyrules_functions(self) -> list[Any]:
            return [spoilt]

    policies = pr.load_text(
        """
        record Unit { name: text key }
        record Event { id: text key, size: integer }
        define worst for Unit each month = max(spoilt(e.size) for e in Event)
        define kept for Unit each month = count(e in Event where spoilt(e.size) > 0 and e.id != name)
        list l for Unit each month { must A-1 { ensure worst < 2 } must A-2 { ensure kept < 2 } must A-3 { ensure spoilt(0) < 1 } }
        """,
        plugins=[Plugin()],
    )
    ledger = pr.MemoryLedger({"Unit": [{"name": "A"}, {"name": "B"}], "Event": [{"id": "1", "size": 0}]})
    review = pr.Engine(policies, ledger=ledger).review("Unit", "2026-03")
    assert [[fault.function for fault in row.decision.faults] for row in review.rows] == [["spoilt"]] * 2
    assert review.outcome == "undetermined"
