"""What is legal and probably not meant is told, and what may well be meant is not."""

from __future__ import annotations

import pytest

from tests.unit.semantics.saying import ADVICE, expect, item, rest, said


def advice(*texts: str) -> list[str]:
    return [each.code for each in said(*texts, lint=True) if each.code in ADVICE]


def lists(items: str, *, before: str = "", after: str = "") -> str:
    return rest(f"{before}\nlist l for R {{ {items} }}\n{after}")


# --- words and numbers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "50份以上的", "50份（含）以上", "不满50页", "低于50的", "至少50页", "达到50页", "五十页以上", "不足五十",
        "at least 50 pages", "50 or more", "50 pages or more", "fewer than 50", "no less than 50",
    ],
)  # fmt: skip
def test_words_that_put_the_number_with_what_is_more(words: str) -> None:
    assert advice(lists(f'must not A "{words}" {{ when n > 50 }}')) == ["boundary-word"]
    assert advice(lists(f'must not A "{words}" {{ when n <= 50 }}')) == ["boundary-word"]
    assert advice(lists(f'must not A "{words}" {{ when n >= 50 }}')) == []
    assert advice(lists(f'must not A "{words}" {{ when 50 > n }}')) == []


@pytest.mark.parametrize(
    "words",
    [
        "超过50页",
        "不得超过50页",
        "50页以下",
        "50页以内",
        "不多于 50",
        "至多五十",
        "more than 50",
        "at most 50",
        "50 or less",
    ],
)
def test_words_that_put_the_number_with_what_is_less(words: str) -> None:
    assert advice(lists(f'must not A "{words}" {{ when n >= 50 }}')) == ["boundary-word"]
    assert advice(lists(f'must not A "{words}" {{ when n > 50 }}')) == []


@pytest.mark.parametrize(
    ("title", "condition"),
    [
        ("50页以上", "n > 5"),  # another number
        ("50页以上", "n = 50"),
        ("50", "n > 50"),  # no word
        ("50页以上或者超过50页", "n > 50"),  # both words
        ("50人以上", "n > 50 and days_of > 50"),  # of which is it said?
        ("3天以上", "n > 3"),  # days are not pages
        ("50%以上", "n > 50"),
        ("县以上", "tier > county"),
        ("50页以上", "n > 50 or n >= 50"),
    ],
)
def test_words_that_may_be_about_something_else(title: str, condition: str) -> None:
    text = lists(f'must not A "{title}" {{ when {condition} }}', before="define days_of for R = n")
    assert "boundary-word" not in advice(text)


@pytest.mark.parametrize(
    ("clauses", "found"),
    [
        ("when m > lim because “达到{lim}，{m}”", ["boundary-word"]),
        ("when m > lim because “超过{percent(lim, 0)}，{m}”", []),
        ("when m >= lim because “超过{percent(lim, 0)}，{m}”", ["boundary-word"]),
        ("when m >= lim because “超过50%，{m}”", ["boundary-word"]),
        ("when m >= lim because “超过{m}”", []),
        ("when m >= 20% cite 《x》 “超过百分之二十的”", ["boundary-word"]),
        ("when m >= 5万 cite 《x》 “超过5万元的”", ["boundary-word"]),
        ("when m >= 5万 cite 《x》 “超过50,000元的”", ["boundary-word"]),
        ("when finish >= start + 3 days because “超过3日，{n}”", ["boundary-word"]),
        ("when finish >= start + 3 days because “超过3个月，{n}”", []),
        ("when start + 3 working days <= finish because “超过3个工作日，{n}”", ["boundary-word"]),
    ],
)
def test_values_in_reasons_and_citations(clauses: str, found: list[str]) -> None:
    assert advice(lists(f"must not A {{ {clauses} }}", before="parameter lim: number = 50%")) == found


def test_a_quota_has_the_number_on_the_lower_side() -> None:
    quota = "at most 3 per t each year of start"
    assert advice(lists(f'must A "3次以上的" {{ {quota} }}')) == ["boundary-word"]
    assert advice(lists(f'must A "不超过3次" {{ {quota} }}')) == []


# --- bands ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("n <= 10", "n >= 10", ["band-boundary"]),
        ("n < 10", "n > 10", ["band-boundary"]),
        ("10 > n", "n > 10", ["band-boundary"]),
        ("n in 1..10", "n in 10..20", ["band-boundary"]),
        ("n < 10", "n in 10..20", []),
        ("n < 10", "n >= 10", []),
        ("n <= 10", "n >= 11", []),
        ("n > 10", "n > 10", []),
        ("n >= 10", "n > 10", []),
        ("b and n < 10", "n > 10 and b", ["band-boundary"]),
        ("b and n < 10", "n > 10", []),  # asks of something else as well
        ("n < 10", "m > 10", []),
        ("n < 10 or b", "n > 10", []),
        ("start <= 2026-03-01", "start >= 2026-03-01", ["band-boundary"]),
        ("n < cap", "n > cap", ["band-boundary"]),
    ],
)
def test_bands_of_items(first: str, second: str, found: list[str]) -> None:
    text = lists(
        f"should not A {{ when {first} }} should not B {{ when {second} }}",
        before="parameter cap: integer = 3",
    )
    assert advice(text) == found


def test_a_value_that_something_else_takes_is_not_left_out() -> None:
    items = "should not A { when n < 10 } should not B { when n > 10 }"
    assert advice(lists(f"{items} should not C {{ when n = 10 }}")) == []
    assert advice(lists(f"{items} should not C {{ when n >= 10 }}")) == []


@pytest.mark.parametrize(
    ("hit", "rows", "found"),
    [
        ("first", "| <= 10 | x |\n| >= 10 | y |", ["band-boundary"]),
        ("first", "| < 10 | x |\n| > 10 | y |\n| * | z |", ["band-boundary"]),
        ("first", "| < 10 | x |\n| > 10 | y |\n| 10 | z |", []),
        ("first", "| < 10 | x |\n| > 10 | y |\n| { 10, 11 } | z |", []),
        ("first", "| >= 10 | x |\n| >= 5 | y |\n| * | z |", []),
        ("collect", "| 1..10 | x |\n| 10..20 | y |", ["band-boundary"]),
        ("unique", "| < 10 | x |\n| >= 10 | y |", []),
    ],
)
def test_bands_of_rows(hit: str, rows: str, found: list[str]) -> None:
    table = f"table kinds for R {hit} {{\n| n | -> band |\n{rows}\n}}\n"
    assert advice(lists("must not A { when b }", before=table)) == found


# --- citations and tests --------------------------------------------------------------------


CITED = "must not A { when b cite 《x》 } must not B { when maybe cite 《x》 } "


def test_citations_where_most_items_have_one() -> None:
    expect("missing-citation", lists(CITED + "must not «C» { when n > 3 }"), lint=True)
    assert advice(lists(CITED + 'must not C { cite "y" when n > 3 }')) == []
    assert advice(lists(CITED + '@source("y") must not C { when n > 3 }')) == []
    assert advice(lists(CITED + "should not C { when n > 3 }")) == []
    assert advice(lists("must not A { when b cite 《x》 } must not C { when n > 3 }")) == []
    assert advice(lists("must not A { when b } must not C { when n > 3 }")) == []


def test_a_citation_of_the_list_is_one_of_its_items() -> None:
    text = rest("list k for R { must not D { when n > 4 } } list l for R { cite 《x》 must not A { when b } "
                "must not B { when maybe } }")  # fmt: skip
    assert [each.where for each in said(text, lint=True) if each.code == "missing-citation"] == ["D"]


TEST = 'test "t" { given R { b: yes } expect forbid by A }'


def test_items_without_a_test() -> None:
    two = "must not A { when b } must not B { when n > 3 }"
    expect("untested-item", lists(two.replace(" B", " «B»"), after=TEST), lint=True)
    assert advice(lists(two)) == []
    assert advice(lists(two, after=TEST + 'test "u" { given R { n: 3 } expect not B }')) == []
    others = "list k for R { must not C { when b } }"
    assert advice(lists("must not A { when b }", after=others + TEST)) == []


def test_permits_of_a_closed_list_are_tested_through_its_end() -> None:
    closed = 'positive list l for R {{ may A {{ when b }} otherwise must not Z "no" {{ }} }}\n{}'
    assert advice(rest(closed.format('test "t" { given R { b: yes } expect not Z }'))) == []
    assert advice(rest(closed.format('test "t" { given R { b: yes } expect permit by A }'))) == [
        "untested-item"
    ]


# --- reasons --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clauses", "found"),
    [
        ('when n > 3 because "too long"', ["fixed-reason"]),
        ('when n > 3 because "{n} is too long"', []),
        ("when n > 3", []),
        ('when n > 0 because "there are some"', []),
        ('when 1 > n because "there are none"', []),
        ('when b because "urgent"', []),
        ('when kind = assessment because "an assessment"', []),
        ('when tier <= county because "too low"', []),
        ('when start > 2026-03-01 because "too late"', ["fixed-reason"]),
        ('when b and n > plan.seats because "too many"', ["fixed-reason"]),
        ('when no v in tasks where (v.days > 3) because "none"', []),
    ],
)
def test_reasons_without_values(clauses: str, found: list[str]) -> None:
    assert advice(item(clauses)) == found


# --- permits --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permit", "prohibition", "found"),
    [
        ("when b and n > 3", "when b", True),
        ("when b and n > 5", "when n > 3", True),
        ("when b and n > 3", "when n > 5", False),
        ("when n >= 3", "when n > 3", False),
        ("when n = 4", "when n > 3", True),
        ("when kind = inspection", "when kind in { inspection, assessment }", True),
        ("when kind in { inspection, assessment }", "when kind in { inspection }", False),
        ("when b", "when b unless maybe", False),
        ("when b", "when b without approval of “x” (maybe)", False),
        ("when b", "when b if unknown skip", False),
        ("when b overrides Z", "when b", False),
        ("when b", "when b until 2026-01-01", False),
        ("when b until 2025-01-01", "when b until 2026-01-01", True),
        ("when b", "when not b", False),
    ],
)
def test_permits_that_are_always_beaten(permit: str, prohibition: str, found: bool) -> None:  # a column
    text = lists(f"may A {{ {permit} }} must not Z {{ {prohibition} }}")
    assert ("beaten-permit" in advice(text)) == found


# --- versions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("A-1 { when b until 2025-12-31 }", "A-1b { when n > 3 from 2026-01-02 }", ["uncovered-day"]),
        ("A-1 { when b until 2025-12-31 }", "A-1b { when n > 3 from 2026-01-01 }", []),
        ("A-1 { when b until 2025-12-31 }", "A-1b { when n > 3 from 2025-12-31 }", ["overlapping-versions"]),
        ('A "t" { when b until 2025-12-31 }', 'B "t" { when n > 3 from 2026-06-01 }', ["uncovered-day"]),
        ("A { when b until 2025-12-31 }", "B { when n > 3 from 2026-06-01 }", []),
        ("A-1 { when b }", "A-1b { when n > 3 from 2026-06-01 }", []),
        (
            "A-1 { when b from 2025-01-01 until 2026-12-31 }",
            "A-1b { when n > 3 from 2025-05-01 until 2025-06-01 }",
            [],
        ),
    ],
)
def test_versions_of_an_item(first: str, second: str, found: list[str]) -> None:
    assert advice(lists(f"must not {first} must not {second}")) == found


def test_versions_in_two_policies() -> None:
    old = rest("list l for R { until 2025-12-31 must not A { when b } }")
    new = "policy q use p list l for R { from 2026-02-01 must not A { when b } }"
    assert advice(old, new) == ["uncovered-day"]


# --- terms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clauses", "found"),
    [
        ("when n > 3 because “「开始日朝」{n}”", ["near-term"]),
        ("when n > 3 because “「开始日期」{n}”", []),
        ("when n > 3 because “开始日朝{n}”", []),
        ("when n > 3 because “「页树」{n}”", []),  # two characters: too little to tell
        ("when n > 3 because “「非开始日期」{n}”", []),  # a word and its opposite
        ("when n > 3 because “{n}” remedy “改正「承担层极」”", ["near-term"]),
    ],
)
def test_terms_that_are_nearly_names(clauses: str, found: list[str]) -> None:
    assert advice(item(clauses)) == found


# --- allowing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        lists('@allow("fixed-reason", "why") must not A { when n > 3 because "x" }'),
        lists('@不提示("fixed-reason", "理由") must not A { when n > 3 because "x" }'),
        rest('@allow("fixed-reason", "why") list l for R { must not A { when n > 3 because "x" } }'),
        lists('must not A { when n > 3 because "x" }').replace(
            "policy p {", '@allow("fixed-reason", "why") policy p {'
        ),
    ],
)
def test_allowed_on_item_list_and_policy(text: str) -> None:
    codes = {each.code for each in said(text, lint=True)}
    assert not codes & {"fixed-reason", "unused-allow", "allow-form"}


def test_an_allow_reaches_no_further_than_what_it_stands_before() -> None:
    text = lists(
        '@allow("fixed-reason", "why") must not A { when n > 3 because "x" } must not B { when n > 4 because "x" }'
    )
    assert advice(text) == ["fixed-reason"]


def test_an_error_cannot_be_allowed() -> None:
    found = [each.code for each in said(lists('@allow("unknown-name", "why") must not A { when nn > 3 }'))]
    assert "unknown-name" in found


def test_an_allow_that_allows_nothing() -> None:
    expect("unused-allow", lists('«@allow("fixed-reason", "why")» must not A { when b }'), lint=True)
    expect("allow-form", lists('«@allow("fixed-raeson", "why")» must not A { when b }'), lint=True)
    expect("allow-form", lists('«@allow("fixed-reason")» must not A { when n > 3 because "x" }'), lint=True)


@pytest.mark.parametrize(
    "alone",
    [
        rest('@allow("unused-parameter", "why") parameter x: integer = 3'),
        lists('@allow("beaten-permit", "a list of another file forbids it") may A { when b }'),
        lists(
            '@allow("uncovered-day", "another file has the version before") must not A { when b from 2026-03-01 }'
        ),
    ],
)
def test_an_allow_of_what_another_file_may_give_is_not_idle(alone: str) -> None:
    assert not [each for each in said(alone, lint=True) if each.code == "unused-allow"]
