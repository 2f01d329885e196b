"""Which quotas are there, and what can count in them? Days crowd where periods end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from policyrules.core import ir
from policyrules.core.history import Days, Use
from policyrules.core.values import UNKNOWN, Duration
from policyrules.syntax.ast.clauses import PeriodUnit
from tests.unit.core import build as b

RULE = ir.RuleId("p", "quota")
KEY = ("here",)

UNITS: tuple[PeriodUnit, ...] = ("day", "week", "half month", "month", "quarter", "half year", "year")
LENGTHS = (
    *(Duration(days=days) for days in (1, 2, 3, 7, 14, 30, 31, 365)),
    *(Duration(months=months) for months in (1, 2, 3, 6, 12, 24)),
)
WINDOWS = (
    *(ir.Window("calendar", unit=unit) for unit in UNITS),
    *(ir.Window("sliding", length=length) for length in LENGTHS),
    ir.Window("ever"),
)

# ends of months and years, leap days and none, week 53 and week 1, the first and the last day there is
ANCHORS = (
    *(date(2024, 2, 29), date(2025, 2, 28), date(2026, 1, 31), date(2026, 4, 30), date(2026, 6, 15)),
    *(date(2025, 12, 31), date(2026, 12, 28), date(2027, 1, 3), date(2021, 1, 3), date(2020, 2, 29)),
    *(date.min, date.max),
)
STEPS = (0, 0, 1, -1, 2, -2, 6, 7, -7, 13, 14, 27, 28, 29, 30, 31, -30, -31, 89, 90, 183, 364, 365, 366, -365)


def near(anchor: date, step: int) -> date:
    """The day so far from another, or the first or the last there is."""
    return date.fromordinal(min(max(anchor.toordinal() + step, 1), date.max.toordinal()))


@st.composite
def clusters(draw: Any) -> st.SearchStrategy[date]:
    """A strategy of days near one or two places of the calendar."""
    anchors = draw(st.lists(st.sampled_from(ANCHORS), min_size=1, max_size=2))
    steps = st.one_of(st.sampled_from(STEPS[:7]), st.sampled_from(STEPS), st.integers(-40, 40))
    return st.builds(near, st.sampled_from(anchors), steps)


SURE_OR_NOT = st.sampled_from([True, True, UNKNOWN])


@frozen
class Case:
    """A quota, what a record adds to it, what others do, and which of those are its earlier version's."""

    quota: ir.Quota
    own: Use
    others: tuple[Use, ...]
    earlier: tuple[int, ...]
    taken_off: tuple[Use, ...]

    @property
    def days(self) -> Days:
        return self.own.first, self.own.last


@st.composite
def cases(draw: Any, *, others: int = 6) -> Case:
    quota, days = draw(quotas()), draw(clusters())
    uses = uses_of(quota, days)
    own = draw(uses_of(quota, days, counts=st.just(True)))
    found = draw(st.lists(uses, min_size=draw(st.sampled_from([2, 3, 0])), max_size=others))
    earlier = draw(st.sets(st.integers(0, len(found) - 1), max_size=2)) if found else set()
    return Case(quota, own, tuple(found), tuple(sorted(earlier)), tuple(draw(st.lists(uses, max_size=3))))


@st.composite
def quotas(draw: Any) -> ir.Quota:
    measure = draw(st.sampled_from(["total", "different", "count"]))
    value = {
        "count": None,
        "total": ir.Field("this", "Case", ("amount",), b.NUMBER),
        "different": ir.Field("this", "Case", ("owner",), b.TEXT),
    }[measure]
    window = draw(st.sampled_from(WINDOWS))
    first = None if window.kind == "ever" else ir.Field("this", "Case", ("start",), b.DATE)
    last = draw(st.sampled_from([None, ir.Field("this", "Case", ("finish",), b.DATE)])) if first else None
    if first and draw(st.integers(0, 7)) == 0:
        first, last = ir.Field("this", "Case", ("span",), b.PERIOD), None
    keys = (ir.Field("this", "Case", ("where",), b.TEXT),)
    return ir.Quota(RULE, "Case", measure, value, keys, window, first, last)


NUMBERS = (
    *(-4, 1, 2, -3, 5, -1, None, 0, -7, Decimal("0.1"), Decimal("-0.3"), Decimal("2.50"), Decimal("-0.25")),
    *(UNKNOWN, 10**18 - 1),
)


@st.composite
def uses_of(
    draw: Any,
    quota: ir.Quota,
    days: st.SearchStrategy[date],
    *,
    counts: st.SearchStrategy[Any] = SURE_OR_NOT,
) -> Use:
    first, last = None, None
    if quota.first is not None:
        first = last = draw(days)
        if quota.last is not None or quota.first.type == b.PERIOD:
            last = draw(
                st.one_of(
                    st.builds(lambda length: near(first, length), st.sampled_from([0, 1, 2, 6, 31, 32, 400])),
                    days.map(lambda day: max(first, day)),
                    st.none(),
                )
            )
    value = None
    if quota.measure == "total":
        value = draw(st.sampled_from(NUMBERS))
    elif quota.measure == "different":
        value = draw(st.sampled_from(["a", "b", "c", "d", "a", "b", None, UNKNOWN]))
    return Use(RULE, KEY, draw(counts), first, last, value)


def refunded() -> Case:
    """A stretch that begins after a repayment is fuller than one that holds it."""
    quota = ir.Quota(
        *(RULE, "Case", "total", ir.Field("this", "Case", ("amount",), b.NUMBER)),
        *((ir.Field("this", "Case", ("where",), b.TEXT),), ir.Window("sliding", length=Duration(days=7))),
        *(ir.Field("this", "Case", ("start",), b.DATE), None),
    )
    own, *others = (
        Use(RULE, KEY, True, day, day, value)
        for day, value in ((date(2026, 6, 15), 0), (date(2026, 6, 13), -5), (date(2026, 6, 17), 1))
    )
    return Case(quota, own, tuple(others), (), ())
