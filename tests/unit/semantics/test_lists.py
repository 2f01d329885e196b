"""Is every item a whole sentence that its list may hold?"""

from __future__ import annotations

import pytest

from policyrules.semantics.checked import ItemMeaning, ListMeaning
from policyrules.syntax.ast.names import ItemRef
from policyrules.syntax.walk import walk
from tests.unit.semantics.saying import checked, codes, expect, item, rest

GOOD = [
    "negative list l for R { must not A { when b } should not B { when b } must C { at most 1 each year of start } }",
    "positive list l for R { may A { when b } otherwise must not “其他” }",
    "positive list l for R { may A { when b } otherwise should not X “其他” { because “{n}” } }",
    "checklist l for R { must A { ensure b } should B { ensure b ensure n > 1 } encourage C { ensure b } must not D { when b } }",
    "list l for R { applies when b\n must not A { without approval of t (b) } must not B { unless b } }",
    "list l for R { must A { ensure b when n > 1 unless maybe unless n > 3 overrides B cite 《x》 “y” cite “z” }\n should B { ensure n > 1 } }",
    "action urge 催办\nlist l for R { must not A { when b then urge t, route to t within 3 days, order kind to “{n}” } }",
    "list l for R { must not A { when b then 催办 plan, return } }\naction urge 催办",
    "list l for R { must A { deadline finish within 3 working days after start warn 2 days before then route to t if overdue by 2 days } }",
    "list l for R { must A { reconciles with Plan on id, start within 3 days, t = id like 80% comparing n = seats within 2, m = seats within 10% at most 1 then route to t if missing, route to t if repeated } }",
    "list l for R { must A { at most 10 different t per tags, kind in any 7 days of start..finish warn at 80% then route to t if used 50% } }",
    "list l for R { must A { at most 100 total n per plan ever } }",
    "list l for R each month { must not A { when previous.n > 1 and start in period and mean(r.n for r in R where r.start in period) > 3 } }",
    "define total for R each month = n\nlist l for R each month { should A { ensure total <= last_year.total } }",
    "list l for R { must not A { when b from 2024-01-01 until 2025-01-01 } }",
]


@pytest.mark.parametrize("text", GOOD)
def test_whole_items(text: str) -> None:
    assert codes(rest(text)) == []


BAD = [
    ("modality-in-list", "negative list l for R { must «A» { ensure b } }"),
    ("modality-in-list", "negative list l for R { may «A» { when b } }"),
    ("modality-in-list", "negative list l for R { encourage «A» { ensure b } }"),
    ("modality-in-list", "positive list l for R { must not «A» { when b } }"),
    ("modality-in-list", "checklist l for R { may «A» { when b } }"),
    ("otherwise-in-list", "list l for R { may A { when b }\n «otherwise must not “x”» }"),
    ("otherwise-in-list", "positive list l for R { may A { when b }\n otherwise must «X» “x” }"),
    ("empty-list", "list «l» for R { }"),
    ("empty-list", "positive list l for R { «otherwise must not “x”» }"),
    ("missing-test", "list l for R { must «A» { when b } }"),
    ("missing-test", "list l for R { encourage «A» { } }"),
    ("test-not-allowed", "list l for R { must not A { when b «ensure n > 1» } }"),
    ("test-not-allowed", "list l for R { may A { when b «at most 1 each year of start» } }"),
    ("several-tests", "list l for R { must A { ensure b «at most 1 each year of start» } }"),
    (
        "several-tests",
        "list l for R { must A { deadline finish within 3 days after start «reconciles with Plan on id» } }",
    ),
    ("unconditional-item", "list l for R { must not «A» { } }"),
    ("unconditional-item", "list l for R { may «A» { cite “x” } }"),
    ("refer-on-may", "list l for R { may A { when b then «refer to t for approval» } }"),
    ("refer-on-may", "list l for R { may A { when b then «return to t» } }"),
    ("refer-on-may", "list l for R { may A { when b «without approval of t (maybe)» } }"),
    ("stage-without-test", "list l for R { must not A { when b then route to t «if missing» } }"),
    (
        "stage-without-test",
        "list l for R { must A { at most 1 each year of start then route to t «if overdue» } }",
    ),
    ("stage-without-test", "list l for R { must A { ensure b then route to t «if used 80%» } }"),
    ("unknown-item", "list l for R { must not A { when b overrides «B» } }"),
    (
        "other-record",
        "list l for R { must not A { when b overrides «B» } }\nlist k for Plan { must not B { when seats > 1 } }",
    ),
    ("duplicate-override", "list l for R { must not A { when b overrides B, «B» }\n must not B { when b } }"),
    (
        "override-cycle",
        "list l for R { must not A { when b overrides B }\n must not B { when b overrides «A» } }",
    ),
    ("override-cycle", "list l for R { must not A { when b overrides «A» } }"),
    ("item-cycle", "list l for R { must not A { when «broken(A)» } }"),
    (
        "item-cycle",
        "list l for R { must not A { when «complies with k» } }\nlist k for R { must B { ensure not broken(A) } }",
    ),
    ("item-cycle", "list l for R { must not A { when «x» } }\ndefine x for R = broken(A)"),
    ("item-cycle", "list l for R { must not A { when «broken(B)» overrides B }\n must not B { when b } }"),
    ("item-cycle", "positive list l for R { may A { when «broken(X)» }\n otherwise must not X “x” }"),
    (
        "other-record",
        "list l for R { must not A { when complies with «k» } }\nlist k for Plan { must not B { when seats > 1 } }",
    ),
    (
        "no-period",
        "list l for R each month { must not A { when broken(«B») } }\nlist k for R { must not B { when b } }",
    ),
    (
        "unknown-list",
        "list l for R { must not A { when complies with «B» } }\nlist k for R { must not B { when b } }",
    ),
    ("impossible-dates", "list l for R { must not A { when b «from 2025-01-01 until 2024-01-01» } }"),
    ("impossible-dates", "list l for R { «from 2025-01-01 until 2024-01-01» must not A { when b } }"),
    ("outside-validity", "list l for R { from 2024-01-01 must not A { when b «until 2023-01-01» } }"),
    ("outside-validity", "list l for R { from 2024-01-01 must not A { when b «from 2023-01-01» } }"),
    ("unknown-action", "list l for R { must not A { when b then «urg» t } }"),
    ("type-mismatch", "list l for R { must not A { when b then route to «n» } }"),
    ("unknown-name", "list l for R { must not A { when b then route to «办公室» } }"),
    ("type-mismatch", "list l for R { must not A { when b then route to t within «3» } }"),
    ("type-mismatch", "list l for R { must not A { without approval of «tasks» (b) } }"),
    ("not-a-condition", "list l for R { must not A { without approval of t («n») } }"),
    ("not-a-condition", "list l for R { applies when «n»\n must not A { when b } }"),
    ("ratio-misuse", "list l for R { must not A { when b because “{«n / m»}” } }"),
    ("unknown-name", "list l for R { must not A { when b remedy “{«nn»}” } }"),
    ("same-name", "list l for R { must not «n» { when b } }"),
    ("same-name", "list l for R { must not «l» { when b } }"),
    ("type-mismatch", "list l for R { must A { at most «“x”» each year of start } }"),
    ("type-mismatch", "list l for R { must A { at most 1 each year of «t» } }"),
    ("type-mismatch", "list l for R { must A { at most 1 total «t» each year of start } }"),
    ("quota-key", "list l for R { must A { at most 1 per «tasks» each year of start } }"),
    ("quota-key", "list l for R { must A { at most 1 different «tags» each year of start } }"),
    ("window-length", "list l for R { must A { at most 1 in any «3 hours» of start } }"),
    ("warn-without-test", "list l for R { must A { ensure b «warn at 80%» } }"),
    ("warn-without-test", "list l for R { must A { at most 1 each year of start «warn 2 days before» } }"),
    ("early-warning", "list l for R { must A { at most 1 each year of start «warn at 80%» } }"),
    (
        "early-warning",
        "parameter lim: integer = 4\nlist l for R { must A { at most lim each year of start «warn at 80%» } }",
    ),
    ("percent-without-sign", "list l for R { must A { at most 10 each year of start warn at «80» } }"),
    ("type-mismatch", "list l for R { must A { deadline finish within «3» after start } }"),
    ("type-mismatch", "list l for R { must A { deadline finish within 3 days after «t» } }"),
    ("hours-on-a-date", "list l for R { must A { deadline finish within «3 hours» after start } }"),
    ("never-none", "list l for R { must A { deadline «start» within 3 days after start } }"),
    ("unknown-record", "list l for R { must A { reconciles with «Pln» on id } }"),
    ("unknown-name", "list l for R { must A { reconciles with Plan on «t» } }"),
    ("unknown-name", "list l for R { must A { reconciles with Plan on id = «idd» } }"),
    ("unknown-name", "list l for R { must A { reconciles with Plan on «nn» = id } }"),
    ("type-mismatch", "list l for R { must A { reconciles with Plan on «n» = id } }"),
    ("type-mismatch", "list l for R { must A { reconciles with Plan on start within «3» } }"),
    ("type-mismatch", "list l for R { must A { reconciles with Plan on «id» within 3 days } }"),
    ("type-mismatch", "list l for R { must A { reconciles with Plan on «start» like 80% } }"),
]


@pytest.mark.parametrize(("code", "text"), BAD, ids=[f"{code}: {text}" for code, text in BAD])
def test_what_an_item_cannot_say(code: str, text: str) -> None:
    expect(code, rest(text))


def test_dates_outside_the_policys_own() -> None:
    text = "policy p { from 2024-01-01 }\nrecord R { b: boolean }\n"
    expect("outside-validity", text + "list l for R { must not A { when b «from 2023-01-01» } }")
    expect("outside-validity", text + "list l for R { «until 2023-01-01» must not A { when b } }")
    assert codes(text + "list l for R { must not A { when b from 2025-01-01 } }") == []


def test_references_are_resolved() -> None:
    text = rest(
        "list l 甲 for R { must not A-1 甲一 { when b } must not A-2 { when broken(甲一) and complies with 乙 overrides A-1 } }\n"
        "list k 乙 for R { must B { ensure b } }\n"
        "test “x” { given R { b: yes }\n expect forbid by A-2, p.甲一 }"
    )
    checked_, diagnostics = checked(text)
    assert [d.code for d in diagnostics if d.severity.value == "error"] == ["item-cycle"]
    meanings = {
        checked_.tables.meanings.get(id(n)) for n in walk(checked_.files[0]) if isinstance(n, ItemRef)
    }
    assert meanings == {ItemMeaning("p", "l", "A-1"), ItemMeaning("p", "l", "A-2"), ListMeaning("p", "k")}


def test_an_unnamed_otherwise_has_a_name_of_its_own() -> None:
    checked_, _ = checked(rest("positive list l 甲 for R { may A { when b } otherwise must not “x” }"))
    assert [entry.names.spellings for entry in checked_.lists[0].items] == [
        ("A",),
        ("l-otherwise", "甲（除上列外）"),
    ]


def test_an_item_without_condition_in_a_list_that_applies_sometimes() -> None:
    assert codes(rest("list l for R { applies when b\n must not A { } }")) == []


def test_templates_print_anything() -> None:
    clauses = "when b because “{n} {m} {t} {tier} {start} {finish} {tags} {tasks} {lead} {plan} {span} {b} {round(n / m, 2)} {today}”"
    assert codes(item(clauses)) == []
