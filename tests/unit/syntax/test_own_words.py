"""A message quotes the language in the words of the file it speaks of."""

from __future__ import annotations

import re
from typing import Final

import pytest

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.source import Source
from policyrules.surfaces.files import examine_text
from policyrules.syntax.keywords import keywords
from policyrules.syntax.own_words import likely_language, quoting
from policyrules.syntax.parse import parse_file
from tests.diagnostics.test_broken import NAMES, said

QUOTED: Final = re.compile(r"`([^`]*)`")

CASES: Final = [
    # the language of the file, the phrase, and the text of the other language
    ("zh", Phrase("write `and`", "请写 `且`"), "write `且`"),
    ("en", Phrase("write `and`", "请写 `且`"), "请写 `and`"),
    ("zh", Phrase("`days` is before `or`", "`或` 在 `days` 之前"), "`days` is before `或`"),
    ("zh", Phrase("`or` before `and`", "`且` 之前写 `或`"), "`或` before `且`"),
    ("zh", Phrase("a `when` clause ends with `x`", "条件写到 `x` 为止"), "a `凡` clause ends with `x`"),
    ("zh", Phrase("`when` is as `when a > 2`", "条件写作 `凡 a 超过 2 的`"), "`凡` is as `凡 a 超过 2 的`"),
    ("zh", Phrase('write `"a"` or `“a”`', "请写 `“a”`"), 'write `"a"` or `“a”`'),
    ("zh", Phrase("put `` ` `` after it", "请加反引号"), "put `` ` `` after it"),
    ("zh", Phrase("nothing quoted", "没有引用"), "nothing quoted"),
    ("zh", Phrase("`x`, `y` and `z`", "`甲`、`乙`"), "`x`, `y` and `z`"),
]


@pytest.mark.parametrize(("language", "phrase", "told"), CASES, ids=[case[2] for case in CASES])
def test_quotations_are_those_of_the_file(language: Language, phrase: Phrase, told: str) -> None:
    quoted = quoting(phrase, language)
    other: Language = "en" if language == "zh" else "zh"
    assert quoted.in_(other) == told
    assert quoted.in_(language) == phrase.in_(language)
    assert quoting(quoted, language) == quoted


def test_a_file_of_both_languages_has_its_letters_words() -> None:
    assert likely_language("条目", {"en": 0, "zh": 0}) == "zh"
    assert likely_language("item", {"en": 0, "zh": 0}) == "en"
    assert likely_language("记录 Visit", {"en": 0, "zh": 1}) == "zh"
    assert likely_language("记录 记录", {"en": 3, "zh": 2}) == "en"


def test_messages_of_form_and_of_meaning_do_so() -> None:
    _, found = parse_file(
        Source("a", "记录 甲 { 人数: 整数 }\n规定 乙 适用于 甲 { 不得 A { 凡 人数 > 5, 人数 < 9 的 } }")
    )
    assert found[0].help[0].en == "write `且`, or `或`, instead of the comma"
    examined = examine_text("record R { a: text }\nlist l for R { must not x { when a } }", name="b")
    shown = QUOTED.findall(examined.diagnostics[0].help[0].zh)
    assert shown == ['a = "…"']


@pytest.mark.no_cover  # long work on lines that other tests cover
def test_no_broken_file_is_told_keywords_of_the_other_language() -> None:
    """What one language's message quotes and the other's does not is no keyword of another language.

    Such a keyword could have been paired, and would be the wrong one to type.
    """
    language_of = keywords().language_of
    wrong = []
    for name in NAMES:
        for each in said(name)[0]:
            for phrase in (each.message, each.label, *each.help):
                english, chinese = set(QUOTED.findall(phrase.en)), set(QUOTED.findall(phrase.zh))
                languages = {
                    language_of.get(word)
                    for word in english ^ chinese
                    if word.isalpha() and word in language_of
                }
                if len(languages) > 1:
                    wrong.append((name, phrase))
    assert wrong == []
