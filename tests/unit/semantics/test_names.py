"""Which names does a file see, and which are declared twice?"""

from __future__ import annotations

import pytest

from tests.unit.semantics.saying import codes, expect, in_both_languages, rest, said

WORDS = """policy words 词汇
enum Tier 层级 { village 村 < county 县 }
record Unit 单位 { id: text key
                  tier: Tier
                  size: integer }
parameter limit 上限: integer = 3
define large 大单位 for Unit = size > limit
action urge 催办
calendar quiet 静默 { every monday }
negative list shared for Unit { must not W-1 { when size > 100 } }
"""


def test_names_of_files_used_are_seen() -> None:
    text = """policy p
    use words
    list l for 单位 { must not A { when 大单位 and size > 上限 and tier = 县 then 催办 “x” } }
    list k for Unit { must not B { when complies with words.shared and broken(words.W-1) overrides words.W-1 } }
    """
    assert codes(WORDS, text) == ["item-cycle"]
    assert codes(WORDS, text.replace("and broken(words.W-1) ", "").replace(" overrides words.W-1", "")) == []


@pytest.mark.parametrize(
    "text",
    [
        "list l for «Unit» { must not A { when no } }",
        "record R { t: «层级» }",
        "record R { n: integer }\nlist l for R { must not A { when n > «limit» } }",
        "record R { n: integer }\nlist l for R { must not A { when n > 1 then «urge» “x” } }",
        "calendar c { «quiet» }",
        "parameter q: integer by «Unit».id from “a.csv”",
        "test “x” { given «Unit» { size: 1 }\n expect permit }",
    ],
)
def test_names_of_files_not_used_say_which_to_use(text: str) -> None:
    found = expect("missing-use", "policy p\n" + text, WORDS)
    assert found.help[0].en == "add `use words` at the top of this file"
    assert found.help[0].zh == "请在文件开头加上 `引用 words`"


def test_items_elsewhere_are_called_with_their_policy() -> None:
    text = "policy p\nuse words\nlist k for Unit { must not B { when broken(«W-1») } }"
    found = expect("unknown-item", text, WORDS)
    assert found.help[0].en == "write it with its policy: `words.W-1`"


def test_a_policy_that_is_not_there() -> None:
    found = expect("unknown-policy", "policy p\nuse «word»", WORDS)
    assert found.help[0].en == "did you mean `words`?"


def test_what_a_missing_file_would_have_named_is_not_said_too() -> None:
    text = "policy p\nuse nothing\nlist l for Unit { must not A { when sizes > limits then remind “x” } }"
    assert codes(text) == ["unknown-policy"]


def test_uses_in_a_circle() -> None:
    found = expect("use-cycle", "policy a\nuse «b»", "policy b\nuse c", "policy c\nuse a")
    assert "`a` → `b` → `c` → `a`" in found.message.en
    assert len(found.labels) == 2
    expect("use-cycle", "policy a\nuse «a»")


def test_a_use_given_twice_or_for_nothing() -> None:
    expect(
        "duplicate-use", "policy p\nuse words\nuse «words»\nlist l for Unit { must not A { when no } }", WORDS
    )
    expect(
        "unused-use",
        "policy p\nuse «words»\nrecord R { n: integer }\nlist l for R { must not A { when n > 1 } }",
        WORDS,
        lint=True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "enum «Tier» { a }",
        "record «层级» { a: text }",
        "parameter «limit»: integer = 1",
        "calendar «Unit» { every monday }",
    ],
)
def test_names_of_the_set_are_declared_once(text: str) -> None:
    found = said(WORDS, "policy p\n" + text)
    assert [(each.code, each.where) for each in found] == [
        ("duplicate-name", text.split("«")[1].split("»", maxsplit=1)[0])
    ]
    assert found[0].diagnostic.labels[0].place.source.name == "f0.rules"
    assert codes("policy p\n" + text, WORDS) == ["duplicate-name"]


@pytest.mark.parametrize(
    "text",
    [
        "record Q { a: text\n «a»: integer }",
        "record Q { a b2: text\n «b2»: integer }",
        "enum E { a, «a» }",
        "define «n» for R = 1",
        "define x for R = 1\ndefine «x» for R = 2",
        "define x for R = n\ntable t9 for R first {\n | b | -> «x» |\n | * | 1 |\n }",
        "table t9 for R first {\n | b | -> x1 |\n | * | 1 |\n }\ntable «t9» for R first {\n | b | -> x2 |\n | * | 1 |\n }",
        "list l for R { must not A { when b }\n must not «A» { when b } }",
        "list l for R { must not A { when b } }\nlist «l» for R { must not B { when b } }",
        "list l for R { must not A { when b } }\nlist k for R { must not «A» { when b } }",
        "action urge\naction «urge»",
        "action urge 催办\naction «urge» 督促",
    ],
)
def test_duplicates_show_both_places(text: str) -> None:
    found = expect("duplicate-name", rest(text))
    assert len(found.labels) == 1


def test_two_policies_of_one_name() -> None:
    expect("duplicate-name", "policy «p»", "policy p")
    assert [each.code for each in said("policy p\npolicy «q»")] == ["duplicate-clause"]


def test_a_name_of_the_language_is_not_taken() -> None:
    expect("reserved-name", "record «text» { a: integer }")
    expect("reserved-name", "enum E «日期» { a }")


def test_the_same_verb_may_be_declared_by_two_policies() -> None:
    assert codes("policy a\naction urge 催办", "policy b\naction urge 催办") == []


def test_a_name_of_anothers_field_is_explained() -> None:
    found = said(rest("list l for R { must not A { when seats > 1 } }"))[0].diagnostic
    assert found.code == "unknown-name"
    assert "it is a field of `Plan`" in [phrase.en for phrase in found.help]


def test_unknown_records_types_and_fields() -> None:
    expect("unknown-record", rest("list l for «Rx» { must not A { when foo > 1 and bar = county } }"))
    expect("unknown-record", rest("define d for «Rx» = foo > 1\nlist l for R { must not A { when b } }"))
    expect("unknown-type", rest("record Q { a: «Tir» }"))
    expect("unknown-type", rest("record Q { a: list of «txt» }"))
    expect("unknown-record", rest("record Q { a: ref «Pln»? }"))
    expect("number-scale", rest("record Q { a: «text(2)» }"))
    expect("unknown-name", rest("record Q dated «strt» { start: date }"))


def test_nothing_is_said_of_what_a_mistake_of_form_took_away() -> None:
    text = rest(
        "record Q { a b c d: text\n n: integer }\n"
        "list l for Q { must not A-1 { when n > 1 and zz > 1 }\n must not A-2 { when n n }\n"
        "must not A-3 { when broken(A-2) and nnn > 1 } }\n"
        "list k for R { must not B-1 { when nm > 1 } }\n"
    )
    found = said(text)
    semantic = [(each.code, each.where) for each in found if each.code.startswith("unknown")]
    assert semantic == [("unknown-name", "zz"), ("unknown-name", "nnn"), ("unknown-name", "nm")]
    for each in found:
        in_both_languages(each.diagnostic)
