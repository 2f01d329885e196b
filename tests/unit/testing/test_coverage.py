"""What tests show of the policies, what is left, and that watching changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policyrules as pr
from policyrules.testing.coverage import Count, coverage_of
from policyrules.testing.observed import Seen
from policyrules.testing.rules import run_tests

if TYPE_CHECKING:
    from policyrules.testing.coverage import Coverage

RULES = """
policy drafts 文稿
record Draft 文稿件 dated day { id: text key, day: date, pages: integer, urgent: boolean, plan: text?, parts: list of text = [] }
define long for Draft = pages > 10 and no p in parts where (p = "x")
define size for Draft = (if pages > 3 then 1 else 2)
table handling for Draft first {
    | pages  | -> handling | then           |
    | > 20   | shorten     | route to "a"  |
    | 5..20  | issue       | *              |
    | *      | issue       | route to "b"   |
}
list l for Draft {
    applies when pages >= 0
    must not D-1 一 { when long unless urgent }
    may D-2 { when has no plan or pages in 1..3 }
    must D-3 { at most 2 per urgent each month of day warn at 50% }
    must D-4 { ensure at least 1 of (urgent, pages < 30) }
    must not D-5 { when broken(D-1) and not urgent }
}
"""


def covered(*tests: str, rules: str = "") -> Coverage:
    text = RULES + rules + "".join(f'test "{number}" {{ {test} }}\n' for number, test in enumerate(tests))
    policies = pr.load_text(text, name="drafts.rules")
    seen = Seen()
    assert run_tests(policies, seen=seen) == run_tests(policies)
    return coverage_of(policies, seen)


def missing(coverage: Coverage) -> dict[tuple[str, str], tuple[bool, ...]]:
    return {(point.owner.first, point.text): point.missing for point in coverage.points if point.missing}


ALL = {
    ("long", "pages > 10"), ("long", 'no p in parts where (p = "x")'), ("long", 'p = "x"'),
    ("size", "pages > 3"),
    ("handling", '| > 20 | shorten | route to "a" |'), ("handling", "| 5..20 | issue | * |"),
    ("handling", '| * | issue | route to "b" |'),
    ("D-1", "D-1"), ("D-1", "pages >= 0"), ("D-1", "long"), ("D-1", "urgent"),
    ("D-2", "D-2"), ("D-2", "pages >= 0"), ("D-2", "has no plan"), ("D-2", "pages in 1..3"),
    ("D-3", "D-3"), ("D-3", "warning"), ("D-3", "pages >= 0"),
    ("D-4", "D-4"), ("D-4", "pages >= 0"), ("D-4", "urgent"), ("D-4", "pages < 30"),
    ("D-5", "D-5"), ("D-5", "pages >= 0"), ("D-5", "broken(D-1)"), ("D-5", "urgent"),
}  # fmt: skip


def test_what_there_is_to_show() -> None:
    points = {(point.owner.first, point.text): point for point in covered().points}
    assert points.keys() == ALL
    assert all(not point.seen for point in points.values())
    for point in points.values():
        if point.kind in ("condition", "row"):
            assert " ".join(point.text.split()).startswith(" ".join(point.place.text.split()))
        else:
            assert point.place.text.split()[0] == point.owner.first


GIVEN = 'given Draft { id: "1", day: 2026-03-02, urgent: no, plan: "P", pages: '


def test_what_one_test_shows() -> None:
    left = missing(covered(f"{GIVEN}12 }} expect forbid by D-1"))
    assert left == {
        ("long", "pages > 10"): (False,),
        ("long", 'no p in parts where (p = "x")'): (False,),
        ("long", 'p = "x"'): (True, False),
        ("size", "pages > 3"): (False,),
        ("handling", '| > 20 | shorten | route to "a" |'): (True,),
        ("handling", '| * | issue | route to "b" |'): (True,),
        ("D-1", "D-1"): (False,),
        ("D-1", "pages >= 0"): (False,),
        ("D-1", "long"): (False,),
        ("D-1", "urgent"): (True,),
        ("D-2", "D-2"): (True,),
        ("D-2", "pages >= 0"): (False,),
        ("D-2", "has no plan"): (True,),
        ("D-2", "pages in 1..3"): (True,),
        ("D-3", "D-3"): (True, False),  # no ledger: it cannot be told
        ("D-3", "warning"): (True,),
        ("D-3", "pages >= 0"): (False,),
        ("D-4", "D-4"): (True,),
        ("D-4", "pages >= 0"): (False,),
        ("D-4", "urgent"): (True,),
        ("D-4", "pages < 30"): (False,),
        ("D-5", "D-5"): (False,),
        ("D-5", "pages >= 0"): (False,),
        ("D-5", "broken(D-1)"): (False,),
        ("D-5", "urgent"): (True,),
    }


@pytest.mark.parametrize(
    ("test", "shown"),
    [
        (f'{GIVEN}12, parts: ["y", "x"] }} expect not D-1', {("long", 'p = "x"'): ()}),
        (f"{GIVEN}2 }} expect permit by D-2", {("D-2", "D-2"): (False,), ("D-2", "has no plan"): (True,)}),
        (f"{GIVEN}2 }} given ledger Draft [] expect not D-3", {("D-3", "D-3"): (True,), ("D-3", "warning"): ()}),
        (f"{GIVEN}-1 }} expect permit", {("D-1", "pages >= 0"): (True,), ("D-1", "D-1"): (True,)}),
        (f"{GIVEN}-1 }} given ledger Draft [] expect permit", {("D-3", "D-3"): (True, False), ("D-4", "D-4"): (True, False)}),
        (f"{GIVEN}30 }} expect fail by D-4", {("D-4", "D-4"): (False,), ("handling", '| > 20 | shorten | route to "a" |'): ()}),
        (f"{GIVEN}2 }} expect handling = issue", {("handling", '| * | issue | route to "b" |'): ()}),
        (f"{GIVEN}unknown }} expect unknown by D-1", {("D-1", "D-1"): (True, False), ("D-1", "urgent"): (True,)}),
    ],
)  # fmt: skip
def test_what_other_tests_show(test: str, shown: dict[tuple[str, str], tuple[bool, ...]]) -> None:
    left = missing(covered(test))
    assert {key: left.get(key, ()) for key in shown} == shown


@pytest.mark.parametrize(
    ("entries", "never"),
    [
        (['plan: "P", urgent: yes'], {"d.plan = plan": (False,), "d.urgent": (False,)}),
        (['plan: "Q", urgent: yes'], {"d.plan = plan": (True,), "d.urgent": (True, False)}),
        (['plan: "P", urgent: yes', 'plan: "Q", urgent: no'], {"d.urgent": (False,)}),
        (['plan: "P", urgent: yes', 'plan: "P", urgent: no'], {"d.plan = plan": (False,)}),
    ],
)
def test_an_entry_of_a_ledger_that_cannot_count_is_seen(
    entries: list[str], never: dict[str, tuple[bool, ...]]
) -> None:
    """Ledgers leave out what differs in an equality; there it is no all the same."""
    rules = "define urgent_ones for Draft = count(Draft d where d.plan = plan and d.urgent)\n"
    rows = " ".join(
        f'{{ id: "{number}", day: 2026-03-01, {each} }}' for number, each in enumerate(entries, 2)
    )
    left = missing(covered(f"{GIVEN}2 }} given ledger Draft [{rows}] expect not D-1", rules=rules))
    assert {text: ways for (owner, text), ways in left.items() if owner == "urgent_ones"} == never


def test_nothing_is_said_twice_of_what_no_test_decides() -> None:
    kinds = [[point.kind for point in points] for points in covered().uncovered]
    assert kinds.count(["item"]) == 5
    assert ["row", "row", "row"] in kinds


def test_figures() -> None:
    (drafts,) = covered(f"{GIVEN}12 }} expect forbid by D-1").policies
    assert (drafts.items.seen, drafts.items.total) == (4, 11)
    assert (drafts.rows.seen, drafts.rows.total) == (1, 3)
    assert drafts.whole.total == 2 * len(ALL) - 4  # rows and the stage come out one way
    assert drafts.whole.seen == drafts.items.seen + drafts.conditions.seen + drafts.rows.seen


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_percents_are_never_rounded_up_to_all(seen: int, more: int) -> None:
    count = Count(seen, seen + more)
    assert (count.percent == 100.0) is (more == 0)
    assert 0 <= count.percent <= 100
