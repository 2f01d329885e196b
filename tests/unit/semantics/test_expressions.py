"""Which expressions fit together, and what is said of those that do not?"""

from __future__ import annotations

import pytest

from tests.unit.semantics.saying import codes, expect, rest, said, when

GOOD = [
    "n > 10",
    "页数 不少于 10",
    "b",
    "b = yes",
    "not maybe",
    "maybe and b",
    "tier = county",
    "county = tier",
    "tier 低于 县",
    "tier 县及以下",
    "tier = Tier.county",
    "承担层级 = 层级.县",
    "kind.inspection = kind",
    "kind in { inspection, assessment }",
    "tier in village..county",
    "n in 1..5",
    "m > 1.234",
    "start < finish",
    "start < moment",
    "today - start > 3",
    "start + 3 days > finish",
    "3 days + start > finish",
    "moment + 3 hours > moment",
    "start + span > finish",
    "span = 3 working days",
    "span + 3 days = span",
    "start in start..finish",
    "start in term",
    'id = "x"',
    'plan = "2026-1"',
    'plan.id = "x"',
    "plan.seats > 3",
    "has plan",
    "has no finish",
    "has tags",
    "lead.days > 3",
    'lead.owner = "x"',
    'tags contains "x"',
    "t in tags",
    't like "[0-9]+号"',
    "n / m > 1",
    "n / m in 10%..20%",
    "round(n / m, 2) + 1 > 1",
    "round(n / m) = n",
    "(if b then n else m) > 1",
    "(if b then village else town) = Town.town or b",
    "at least 2 of (b, maybe, n > 1)",
    "n is unknown",
    "this.n > 1",
    "before.n < n",
    "has before",
    "characters(t) > 5",
    "字数(标题) > 5",
    'mentions(t, { "a", "b" })',
    "working_days(start, finish) > 3",
    "sum(v.share for v in tasks) > 1",
    "mean(v.days for v in tasks) > 1.5",
    "max(v.days for v in tasks) > n",
    "count(v in tasks where v.days > n) > 1",
    "distinct(v.owner for v in tasks) > 1",
    "every v in tasks has (v.days > 0)",
    "no v in tasks where (v.owner = t)",
    'some v in tags where (v = "x")',
    "some p in Plan where (p.start > start)",
    "有 计划 p 其中 (p.start > start)",
    "some r in R where (r.n > n and r.plan.seats > 1)",
]
TOWN = "enum Town { town, village }\n"


@pytest.mark.parametrize("condition", GOOD)
def test_what_fits_is_not_spoken_of(condition: str) -> None:
    assert codes(when(condition) + TOWN * ("Town" in condition)) == []


BAD = [
    ("unknown-name", "«页树» > 10"),
    ("unknown-name", "tier = «contry»"),
    ("unknown-name", "tier = «assessment»"),
    ("unknown-name", "Tier.«contry» = tier"),
    ("unknown-name", "plan.«strat» > start"),
    ("unknown-name", "lead.«n» > 1"),
    ("unknown-name", "some v in tasks where (v.«n» > 1)"),
    ("unknown-name", "some v in tasks where («owner» = t and v.days > 1)"),
    ("unknown-name", "«v».days > 1"),
    ("no-parts", "tasks.«name» = t"),
    ("no-parts", "start.«year» = 2026"),
    ("no-parts", "tier.«contry» = tier"),
    ("not-a-value", "«R» = t"),
    ("not-a-value", "«Tier» = tier"),
    ("not-a-value", "«characters» > 1"),
    ("not-a-value", "«l»"),
    ("no-period", "«previous».n > 1"),
    ("no-period", "start in «本期»"),
    ("type-mismatch", '«n = "ten"»'),
    ("type-mismatch", "«start = n»"),
    ("type-mismatch", "«b = n»"),
    ("type-mismatch", "«finish - start > 3 days»"),
    ("type-mismatch", '«tags = "x"»'),
    ("type-mismatch", "«tier = kind»"),
    ("type-mismatch", "«tier = (if b then kind else kind)»"),
    ("type-mismatch", "n in { 1, «t» }"),
    ("type-mismatch", "n in 1..«t»"),
    ("type-mismatch", "(if b then 1 else t) = n"),
    ("type-mismatch", "«n» contains t"),
    ("type-mismatch", "t contains «n»"),
    ("type-mismatch", '«n» like "a"'),
    ("type-mismatch", "n in «start»..finish"),
    ("type-mismatch", "start in «n»..finish"),
    ("type-mismatch", "«start in tags»"),
    ("type-mismatch", "«t» + 1 > 1"),
    ("not-a-condition", "«n»"),
    ("not-a-condition", "b and «tier»"),
    ("not-a-condition", "not «start»"),
    ("not-a-condition", "at least 1 of (b, «tags»)"),
    ("not-a-collection", "t in «kind»"),
    ("not-a-collection", 't in «"abc"»'),
    ("no-order", "«kind < assessment»"),
    ("no-order", '«t < "a"»'),
    ("no-order", "«b < yes»"),
    ("no-order", "«span < 3 days»"),
    ("bare-tier-word", "«层级 在 县 以下»".replace("层级", "承担层级")),
    ("compare-with-none", "finish = «none»"),
    ("compare-with-none", "finish in { start, «none» }"),
    ("never-none", "«has n»"),
    ("empty-range", "n in «5..1»"),
    ("empty-range", "start in «2026-02-01..2026-01-01»"),
    ("empty-range", "tier in «city..village»"),
    ("set-as-value", "characters(t) = «{ 1 }»"),
    ("at-least-count", "at least «4» of (b, maybe)"),
    ("percent-without-sign", "similarity(t, t) > «80»"),
    ("whole-number-percent", "n > «20%»"),
    ("whole-number-percent", "«100%» <= n"),
    ("whole-number-percent", "n in «20%»..30"),
    ("pattern-form", 't like "«(abc»"'),
    ("pattern-form", 't like "a«**»"'),
    ("pattern-form", 't like "x«(?P<n»>a)"'),
    ("pattern-form", 't like "[a«[»b]"'),
    ("pattern-not-written", "t like «id»"),
    ("other-record", "broken(«B-1»)"),
    ("unknown-item", "broken(«A-9»)"),
    ("unknown-list", "complies with «k9»"),
    ("unknown-policy", "broken(«q».A-1)"),
    ("not-breakable", "broken(«P-1»)"),
    ("no-deadline", "overdue(«M-1»)"),
]
OTHERS = """list k for Plan { must not B-1 { when seats > 3 } }
list q2 for R { may P-1 { when b }
                must M-1 { ensure b } }
"""


@pytest.mark.parametrize(("code", "condition"), BAD, ids=[f"{code}: {text}" for code, text in BAD])
def test_what_does_not_fit_is_said_once_and_where(code: str, condition: str) -> None:
    expect(code, when(condition) + OTHERS)


def test_a_mismatch_speaks_of_the_authors_words() -> None:
    found = expect("type-mismatch", when('«页数 = "ten"»'))
    assert found.message.en == '`页数` is a whole number, `"ten"` is text'
    assert found.message.zh == '`页数` 是整数，`"ten"` 是文本'


@pytest.mark.parametrize(
    ("condition", "help_"),
    [
        ("«页树» > 1", "`R` has a field `页数`"),
        ('«n = "10"»', "a number has no quotes: `10`"),
        ('«start = "2026/3/1"»', "a date has no quotes: `2026-03-01`"),
        (
            '«moment = "2026-03-02 9:05"»',
            "a date and time has no quotes, and a `T` between: `2026-03-02T09:05`",
        ),
        (
            '«moment = "2026年3月2日 10时"»',
            "a date and time has no quotes, and a `T` between: `2026-03-02T10:00`",
        ),
        (
            '«moment = "soon"»',
            "write a date and time such as `2026-03-01T10:00`, or a field declared as `datetime`",
        ),
        ('«tier = "county"»', "without quotes: `county`"),
        ("tier = «contry»", "did you mean `county`?"),
        ("start + «3» > finish", "say of what: `3 days` or `3 working days`"),
        ("«finish - start > 3 days»", "the days between two dates are a whole number: write `3`"),
        ("finish = «none»", "ask whether there is one: `has no finish`"),
        (
            "some v in tasks where (v.days > 1 and «owner» = t)",
            "it is a field of the entries: write `v.owner`",
        ),
        ('t in «"abc"»', 'ask the text: `"abc" contains t`'),
        ("«n»", "compare it: `n > 0`"),
        ("«n/m» + 1 > 1", "round it first: `round(…, 2)`; what is divided can only be compared or rounded"),
    ],
)
def test_the_help_can_be_typed(condition: str, help_: str) -> None:
    assert help_ in [phrase.en for phrase in said(when(condition))[0].diagnostic.help]


def test_one_mistake_is_said_once() -> None:
    assert codes(when("页树 + 1 > 3 and 页树 = county and characters(页树) > 1")) == ["unknown-name"] * 3
    assert codes(when("charactrs(contry, { 1, 2 }) > 3")) == ["unknown-function"]


def test_a_member_that_is_also_a_field_must_be_told_apart() -> None:
    text = "record Q { tier: Tier\n county: Tier\n village: boolean }\n"
    expect("ambiguous-name", rest(text + "list q for Q { must not X { when tier = «county» } }"))
    assert (
        codes(rest(text + "list q for Q { must not X { when tier = Tier.county or this.county = tier } }"))
        == []
    )
    assert codes(rest(text + "list q for Q { must not X { when tier = village and village } }")) == []
