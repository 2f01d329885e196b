"""What each thing one can write in a condition becomes in the core."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from policyrules.core import ir
from tests.unit.core_lower.lowered import program, rule, shown, when


@pytest.mark.parametrize(
    ("written", "core"),
    [
        # comparisons
        ("n < 3", "(n < 3)"),
        ("n <= 3", "(n <= 3)"),
        ("n > 3", "(3 < n)"),
        ("n >= 3", "(3 <= n)"),
        ("n = 3", "(n = 3)"),
        ("n != 3", "(n != 3)"),
        ("n 超过 3", "(3 < n)"),
        ("n 在 3 以上", "(3 <= n)"),
        ("n 不满 3", "(n < 3)"),
        ("x >= 30%", "(0.30d <= x)"),
        ("x < 5万", "(x < 50000)"),
        ("m = n", "(m = n)"),
        # enums
        ("tier = county", "(tier = county)"),
        ("tier 在 县 及以下", "(tier <= county)"),
        ("tier 低于 县", "(tier < county)"),
        ("kind = 走访", "(kind = visit)"),
        ("tier >= Tier.township", "(township <= tier)"),
        # sets and ranges
        ("n in { 1, 2, 3 }", "(n in 1 2 3)"),
        ("tier not in { village, county }", "not((tier in village county))"),
        ("m not in { 1, 2 }", "and(present(m), not((m in 1 2)))"),
        ('plan not in { "a" }', "and((plan = plan), not((plan in a)))"),
        ("n in { 1, limit }", "or((n in 1), (n = limit[]))"),
        ("n in 1..5", "and((1 <= n), (n <= 5))"),
        ("m not in 1..5", "or((m < 1), (5 < m))"),
        ("start in 2026-01-01..2026-03-31", "and((2026-01-01 <= start), (start <= 2026-03-31))"),
        ("start in quiet", "(start in calendar quiet)"),
        ("at 在 无会日", "(at in calendar quiet)"),
        ("start not in quiet", "not((start in calendar quiet))"),
        ("finish not in quiet", "and(present(finish), not((finish in calendar quiet)))"),
        ("today in quiet", "(today in calendar quiet)"),
        ("start + 3 days in quiet", "(shift(start + 3d by CN) in calendar quiet)"),
        ("start in span", "(start within span)"),
        ("finish not in span", "and(present(finish), not((finish within span)))"),
        ("t in words", "(words contains t)"),
        ("note not in words", "and(present(note), not((words contains note)))"),
        # texts
        ('t contains "a"', "(t contains a)"),
        ('t does not contain "a"', "not((t contains a))"),
        ('note does not contain "a"', "and(present(note), not((note contains a)))"),
        ('words contains "a"', "(words contains a)"),
        ('words does not contain "a"', "not((words contains a))"),
        ('t starts with "a"', "(t starts with a)"),
        ('t ends with "a"', "(t ends with a)"),
        ('t like "a+"', "(t like a+)"),
        # logic
        ("a and b", "and(a, b)"),
        ("a or (b and not a)", "or(a, and(b, not(a)))"),
        ("at least 2 of (a, b, n > 1)", "at least 2(a, b, (1 < n))"),
        ("a = yes", "(a = yes)"),
        # what is there, what is known
        ("has note", "present(note)"),
        ("has no plan", "not(present(plan))"),
        ("has words", "present(words)"),
        ("n is unknown", "not(known(n))"),
        ("n is known", "known(n)"),
        # values
        ("n + m * 2 > 7", "(7 < (n + (m * 2)))"),
        ("-n < -3", "((0 - n) < -3)"),
        ("n / 3 > 50%", "(0.50d < (n / 3))"),
        ("round(n / 3, 2) = 1.5", "(round((n / 3), 2) = 1.5d)"),
        ("round(x) = 1", "(round(x, 0) = 1)"),
        ("(if a then n else 2) > 1", "(1 < first(a -> n; 2))"),
        ("(if a then 1 else if b then 2 else 3) = n", "(first(a -> 1; first(b -> 2; 3)) = n)"),
        # time
        ("finish - start > 30", "(30 < between(start, finish))"),
        ("start + 3 days < today", "(shift(start + 3d by CN) < today)"),
        ("start - 1 year < today", "(shift(start - 12m by CN) < today)"),
        ("3 working days + start < today", "(shift(start + 3w by CN) < today)"),
        ("start + 2 weeks + 1 quarter < today", "(shift(shift(start + 14d by CN) + 3m by CN) < today)"),
        ("at + 90 minutes < at", "(shift(at + 90min by CN) < at)"),
        ("at + 1.5 hours < at", "(shift(at + 90min by CN) < at)"),
        ("today in start..finish", "and((start <= today), (today <= finish))"),
        # nested records and lists
        ("lead.days > 3", "(3 < lead.days)"),
        ("this.n > 3", "(3 < n)"),
        ("some v in parts where (v.days > n)", "any(v in parts: (n < v.days))"),
        ("some v in parts", "any(v in parts: yes)"),
        ("no v in parts where (v.late)", "not(any(v in parts: v.late))"),
        ("every v in parts has (v.days < 3)", "not(any(v in parts: not((v.days < 3))))"),
        ('some w in words where (w = "a")', "any(w in words: (w = a))"),
        ("count(v in parts where v.days > 3) > 1", "(1 < count(v in parts: (3 < v.days)))"),
        ("sum(v.days for v in parts where v.late) > 1", "(1 < sum of v.days(v in parts: v.late))"),
        ("max(v.days for v in parts) > n", "(n < max of v.days(v in parts: yes))"),
        ("distinct(v.owner for v in parts) = 1", "(distinct of v.owner(v in parts: yes) = 1)"),
        # parameters and functions
        ("n > limit", "(limit[] < n)"),
        ("has plan and by_plan[plan] < n", "and(present(plan), (by_plan[plan] < n))"),
        ("characters(t) > 5000", "(5000 < characters(t))"),
        ('mentions(t, { "专班", "小组" })', "mentions(t, words(专班 小组))"),
        ("working_days(start, today) > 5", "(5 < working_days(start, today, calendar: CN))"),
    ],
)
def test_condition(written: str, core: str) -> None:
    assert when(written) == core


def test_times_are_read_in_the_zone_of_the_policy() -> None:
    condition = rule("must not x { when at < 2026-03-01T09:30 }").when
    assert isinstance(condition, ir.Compare)
    assert isinstance(condition.right, ir.Const)
    assert condition.right.value == datetime(2026, 3, 1, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_text_is_compared_in_its_composed_form() -> None:
    assert when('t = "e\u0301"') == "(t = \u00e9)"


def test_everything_knows_its_place() -> None:
    item = rule("must not x { when n > 3 and tier = county }")
    assert isinstance(item.when, ir.And)
    assert [each.place.text for each in item.when.operands if each.place] == ["n > 3", "tier = county"]
    assert item.place is not None
    assert item.place.text.startswith("must not x")


# --- derived facts ----------------------------------------------------------------------------


def test_derived_facts_stand_after_what_they_read() -> None:
    made = program(
        """
        define late for Case = far and some v in parts where (v.heavy)
        define far for Case = tier >= county
        define heavy for Part = days > 5
        """
    )
    assert (
        list(made.defines) == [("Part", "heavy"), ("Case", "far"), ("Case", "late")]
        or [name for _, name in made.defines].index("late") == 2
    )
    late = made.defines["Case", "late"]
    assert shown(late.value) == "and(derived far, any(v in parts: derived v.heavy))"


def test_facts_of_a_derived_record_are_read_where_it_is() -> None:
    made = program(
        """
        define chief for Case = lead
        define busy for Case = chief.days > 5
        define either for Case = (if a then lead else none)
        define other for Case = either.days > 5
        """
    )
    assert shown(made.defines["Case", "busy"].value) == "(5 < lead.days)"
    assert shown(made.defines["Case", "other"].value) == "(5 < first(a -> lead.days; none))"


# --- tables -----------------------------------------------------------------------------------


def test_a_table_becomes_a_choice_for_each_result() -> None:
    made = program(
        """
        table handling for Case first {
            | tier              | n      | m    | -> way | -> urgent |
            | county            | *      | none | publish | yes      |
            | { village, city } | >= 3   | *    | hold    | no       |
            | *                 | 10..20 | 1    | hold    | yes      |
            | *                 | *      | *    | assign  | no       |
        }
        """
    )
    rows = (
        "and((tier = county), not(present(m))) -> {0}; and((tier in village city), (3 <= n)) -> {1}; "
        "and(and((10 <= n), (n <= 20)), (m = 1)) -> {2}; yes -> {3}; none"
    )
    assert (
        shown(made.defines["Case", "way"].value)
        == f"first({rows.format('publish', 'hold', 'hold', 'assign')})"
    )
    assert shown(made.defines["Case", "urgent"].value) == f"first({rows.format('yes', 'no', 'yes', 'no')})"


def test_a_table_column_of_actions() -> None:
    made = program(
        """
        table routes for Case first {
            | tier   | -> then            |
            | county | route to "the town" within 3 days |
            | city   | *                  |
            | *      | urge t             |
        }
        """
    )
    (actions,) = made.table_actions["Case"]
    assert actions.table.first == "routes"
    first, second = actions.branches
    assert (shown(first[0]), first[1].kind, shown(first[1].who), shown(first[1].within)) == (
        "(tier = county)",
        "route",
        "the town",
        "3d",
    )
    assert (shown(second[0]), second[1].kind, shown(second[1].about)) == (
        "and(yes, not((tier = city)))",
        "urge",
        "t",
    )
