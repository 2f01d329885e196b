"""However usage is counted, it comes to what looking at every day comes to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any

from attrs import evolve
from hypothesis import event, example, given
from hypothesis import strategies as st

from policyrules.core.evaluate.quotas import reaches, stays_within
from policyrules.core.history import Entry, ListedHistory, Use
from policyrules.core.usage import usages
from policyrules.core.values import UNKNOWN, Row
from policyrules.ledgers.counting import counting_of
from tests.properties import usage_by_day as by_day
from tests.properties.cases import generated
from tests.properties.quota_cases import KEY, RULE, Case, cases, refunded


def entry(number: int, *uses: Use) -> Entry:
    return Entry("Case", str(number), Row("Case", {}), number, uses)


@generated
@given(cases())
def test_the_reference_looks_at_every_window_that_can_be_the_fullest(case: Case) -> None:
    window, measure = case.quota.window, case.quota.measure
    event(f"{window.kind} {window.unit or window.length or ''}")
    others = [(entry(number, use), use) for number, use in enumerate(case.others)]
    found = list(usages(window, measure, case.own, others))
    expected = {
        (inside, *by_day.amounts(measure, case.own, [case.others[n] for n in sorted(inside)]))
        for inside in by_day.insides(window, case.own, case.others)
    }
    assert {
        (frozenset(each.number for each in usage.entries), usage.low, usage.high) for usage in found
    } == expected
    for usage in found:
        if usage.days is None:
            assert window.kind == "ever"
            continue
        assert usage.days.finish is not None
        assert by_day.meets(case.own, usage.days.start, usage.days.finish)
        assert_is_a_window(case, usage.days.start, usage.days.finish)


def assert_is_a_window(case: Case, start: date, finish: date) -> None:
    """Two days that stand for a window are its first and its last."""
    window = case.quota.window
    if window.kind == "sliding":
        assert finish == by_day.end_of_stretch(window, start)
        return
    label = by_day.period(window.unit, start)
    assert by_day.period(window.unit, finish) == label
    assert start == date.min or by_day.period(window.unit, start - by_day.ONE_DAY) != label
    assert finish == date.max or by_day.period(window.unit, finish + by_day.ONE_DAY) != label


LIMITS = st.sampled_from([0, 1, 2, 3, -1, -6, Decimal("0.3"), Decimal("2.4"), 10**18])
SHARES = st.sampled_from([*map(Decimal, ("0.8", "0.5", "0.3333", "1", "0")), 1])


@generated
@given(cases(), LIMITS, SHARES)
def test_a_quota_is_over_and_warns_by_what_is_used(case: Case, limit: Decimal, share: Decimal) -> None:
    others = [(entry(number, use), use) for number, use in enumerate(case.others)]
    found = list(usages(case.quota.window, case.quota.measure, case.own, others))
    sure, possible = map(exact, by_day.fullest(case.quota.window, case.quota.measure, case.own, case.others))
    most = max(Fraction(limit), Fraction(0))
    within = False if sure > most else True if possible <= most else UNKNOWN
    assert stays_within(found, limit) is within
    early = most * Fraction(share)
    used = True if sure >= early else False if possible < early else UNKNOWN
    assert reaches(found, limit, share) is used


def exact(amount: Any) -> Fraction | float:
    return inf if amount == inf else -inf if amount == -inf else Fraction(amount)


@generated
@given(cases())
@example(refunded())
def test_listed_ledgers_and_counters_find_the_same_usage(case: Case) -> None:
    """The earlier version is left out, and so is what was taken off again, and what stands under other keys."""
    standing = [use for number, use in enumerate(case.others) if number not in case.earlier]
    expected = by_day.fullest(case.quota.window, case.quota.measure, case.own, standing)
    elsewhere = [use._replace(key=("elsewhere",)) for use in case.others[:2]]

    counting = counting_of(case.quota)
    for use in (*case.taken_off, *case.others, *elsewhere):
        counting.change(use, 1)
    for use in case.taken_off:
        counting.change(use, -1)
    without = [case.others[number] for number in case.earlier]
    assert counting.fullest(KEY, case.days, case.own.value, without) == expected

    other_quota = Use(evolve(RULE, item="another"), KEY, True, case.own.first, case.own.last, None)
    listed = ListedHistory(
        {
            "Case": [
                entry(0, *elsewhere, other_quota),
                *(entry(number, use) for number, use in enumerate(standing, 1)),
                evolve(entry(99, *without), key="own"),
            ]
        },
        "Case",
        "own",
    )
    assert listed.fullest(case.quota, KEY, case.days, case.own.value) == expected


@generated
@given(cases(others=4), st.data())
def test_counters_forget_what_is_taken_off(case: Case, data: st.DataObject) -> None:
    """In whatever order entries come and go, what is left counts as if nothing else had been there."""
    counting = counting_of(case.quota)
    every = [*case.others, *case.taken_off]
    for use in every:
        counting.change(use, 1)
    gone = data.draw(st.permutations(range(len(every))))
    for number in gone:
        counting.change(every[number], -1)
    assert counting.fullest(KEY, case.days, case.own.value, ()) == by_day.fullest(
        case.quota.window, case.quota.measure, case.own, []
    )
    fresh = counting_of(case.quota)
    for name in ("_keys", "_cells"):
        assert getattr(counting, name, None) == getattr(fresh, name, None)
