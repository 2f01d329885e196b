"""What is said of things declared and never read, and when is nothing said?"""

from __future__ import annotations

import pytest

from tests.unit.semantics.saying import codes, expect, said

TEXT = """policy p {}
record Part { a: text
              b: text }
record R dated day { id: text key
                     day: date
                     n: integer
                     q: boolean "Is it?" asked of "us"
                     parts: list of Part
                     tag: text }
parameter lim: integer = 3
define big for R = n > lim
calendar quiet { every monday }
action urge
list l for R { must not A { when big and day in quiet and tag = "x" and some v in parts where (v.a = tag) then urge tag } }
"""


def unused(*texts: str) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in said(*texts, lint=True) if each.code.startswith("unused-")]


def test_everything_read() -> None:
    assert unused(TEXT) == []


@pytest.mark.parametrize(
    ("without", "found"),
    [
        ("big and ", [("unused-definition", "big")]),
        ("and day in quiet ", [("unused-calendar", "quiet")]),
        (" then urge tag", [("unused-action", "urge")]),
        (
            ' and tag = "x" and some v in parts where (v.a = tag) then urge tag',
            [("unused-field", "parts"), ("unused-action", "urge")],
        ),
    ],
)
def test_what_is_never_read(without: str, found: list[tuple[str, str]]) -> None:
    assert without in TEXT
    assert unused(TEXT.replace(without, "")) == found


def test_a_parameter_never_read() -> None:
    text = TEXT.replace("n > lim", "n > 3")
    expect("unused-parameter", text.replace("parameter lim", "parameter «lim»"), lint=True)


def test_tests_do_not_count_as_reading() -> None:
    text = TEXT.replace("n > lim", "lim > 3") + 'test "x" { given R { n: 3 }\n expect n = 3 }'
    assert unused(text) == [("unused-field", "n")]


def test_what_explains_counts_as_reading() -> None:
    text = TEXT.replace("then urge tag", 'because "{n}" then urge tag').replace("n > lim", "lim > 3")
    assert unused(text) == []


def test_keys_of_lookup_tables_count_as_reading() -> None:
    text = """policy p {}
    record R { unit: text
               n: integer }
    parameter lim: integer by R.unit from "a.csv"
    list l for R { must not A { when n > lim["x"] } }
    """
    assert unused(text) == []


def test_a_vocabulary_alone_is_not_blamed() -> None:
    assert (
        codes(
            "policy v {}\nrecord R { a: text }\nparameter p: integer = 1\naction x\ncalendar c { every monday }",
            lint=True,
        )
        == []
    )


def test_a_shared_vocabulary_may_have_verbs_and_calendars_to_spare() -> None:
    words = "policy v {}\naction x\ncalendar c { every monday }\nrecord Other { a: text }"
    rules = "policy p\nuse v\nrecord R { b: boolean }\nlist l for R { must not A { when b } }\nlist k for Other { must not B { when a = “x” } }"
    assert codes(words, rules, lint=True) == []


def test_nothing_is_called_unused_beside_a_mistake_of_form() -> None:
    assert unused(TEXT.replace("big and", "big big and")) == []


def test_a_parameter_called_like_a_fact() -> None:
    text = TEXT.replace("parameter lim", "parameter «n»").replace("n > lim", "n > 3")
    found = [each for each in said(text) if each.code == "shadowed-name"]
    assert [each.where for each in found] == ["n"]
    assert found[0].diagnostic.labels[0].text.en == "this is read instead"


@pytest.mark.parametrize(
    "facts",
    [
        "define handling for R = n > lim",
        "table t for R first {\n| n | -> handling |\n| > lim | yes |\n| * | no |\n}",
    ],
)
def test_a_derived_fact_that_a_test_expects_is_used(facts: str) -> None:
    text = f"""{TEXT}
{facts}
"""
    given = 'given R { id: "1", day: 2026-03-02, n: 5, q: no, parts: [], tag: "x" }'
    assert unused(text) == [("unused-definition", "handling")]
    assert unused(f'{text}test "t" {{ {given} expect handling = yes }}\n') == []
    assert unused(f'{text}test "t" {{ {given} expect permit }}\n') == [("unused-definition", "handling")]
