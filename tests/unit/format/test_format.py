"""The canonical form: what it looks like, that it means the same, that it stays."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyrules.diagnostics.phrase import Language
from policyrules.diagnostics.source import Source
from policyrules.syntax.ast.clauses import Quota
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.ast.expressions import NumberLiteral
from policyrules.syntax.format import format_file
from policyrules.syntax.from_tree.literals import UNIT_OF
from policyrules.syntax.keywords import keywords
from policyrules.syntax.parse import parse_file
from policyrules.syntax.walk import walk
from tests.everything import EVERYTHING
from tests.spec.chunks import chunks

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FORMS = (HERE / "forms.txt").read_text(encoding="utf-8")
PACKS = sorted((ROOT / "policies").rglob("*.rules"), key=lambda path: path.stat().st_size)
TRIED = PACKS if EVERYTHING else PACKS[:-3:5] + PACKS[-3:-2]
"""CI takes every fifth file of the packs there and back, and a long one; all are formatted by `make check`."""
LANGUAGES: tuple[Literal["en", "zh"] | None, ...] = (None, "en", "zh")


def _columns(terminal: str) -> list[tuple[str, ...]]:
    return [tuple(column) for column in keywords().terminals[terminal].values()]


def parsed(text: str) -> File:
    file, diagnostics = parse_file(Source("a.rules", text))
    assert [diagnostic.message.en for diagnostic in diagnostics] == []
    return file


def check_canonical(file: File) -> None:
    """Same tree, same comments, and the same text the second time, in each language."""
    for language in LANGUAGES:
        text = format_file(file, language)
        again = parsed(text)
        assert again.declarations == file.declarations
        assert sorted(c.text.rstrip() for c in again.comments) == sorted(
            c.text.rstrip() for c in file.comments
        )
        assert format_file(again, language) == text
        assert text == "" or text.endswith("\n")
        assert not re.search(r"[ \t]\n|\n\n\n", text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_form(language: Literal["en", "zh"]) -> None:
    expected = (HERE / f"forms.{language}.txt").read_text(encoding="utf-8")
    assert format_file(parsed(FORMS), language if language == "zh" else None) == expected


def test_every_form_is_canonical() -> None:
    check_canonical(parsed(FORMS))
    check_canonical(parsed((HERE / "forms.zh.txt").read_text(encoding="utf-8")))


UNITS = [(unit, column[0].isascii()) for name in UNIT_OF for column in _columns(name) for unit in column]


@pytest.mark.parametrize(("unit", "english"), UNITS)
@pytest.mark.parametrize("number", ["10", "1.5", "5万", "３"])
def test_a_total_keeps_the_unit_of_its_limit(number: str, unit: str, english: bool) -> None:
    """It is no length of time, but how the numbers are called."""
    text = f"list l for R {{ must A {{ 每年（按 日期）合计 数量 不得超过 {number} {unit} }} }}\n"
    file = parsed(text)
    (quota,) = (node for node in walk(file.declarations[0]) if isinstance(node, Quota))
    assert isinstance(quota.limit, NumberLiteral)
    assert text[quota.limit.span.start : quota.limit.span.stop] == quota.limit.written == number
    assert quota.classifier == ("" if english else unit)
    assert format_file(file, "zh").count(f" {unit} }}") == (0 if english else 1)
    assert "total 数量 each year" in format_file(file, "en")
    check_canonical(file)


CHUNKS = [chunk for chunk in chunks() if not parse_file(Source("a.rules", chunk.text))[1]]
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in TRIED} | {
    chunk.name: chunk.text for chunk in CHUNKS
}


@pytest.mark.parametrize("name", [chunk.name for chunk in CHUNKS])
def test_the_chunks_of_the_spec(name: str) -> None:
    check_canonical(parsed(TEXTS[name]))


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("name", TEXTS)
def test_there_and_back_again(name: str) -> None:
    """The trip keeps tree and comments, and after it there is nothing left that a second one would change."""
    written = parsed(TEXTS[name])
    own = written.language
    other: Language = "en" if own == "zh" else "zh"
    there = format_file(written, other)
    back = format_file(parsed(there), own)
    assert parsed(back).declarations == written.declarations
    assert [c.text for c in parsed(back).comments] == [c.text.rstrip() for c in written.comments]
    assert format_file(parsed(back)) == back
    assert format_file(parsed(format_file(parsed(back), other)), own) == back


DESIGN_SAMPLE = """\
负面清单 prohibited 督检考负面清单 适用于 督检考 {
    依据 《整治形式主义为基层减负若干规定》 “第七条”
    不得 IN-01 “未列入计划、未经报备的督检考” {
        凡 无 计划 的
        除 应急 外
        未经 “省委办公厅” 备案（已报备）
        认定理由 “{组织单位}对{对象}既未列入计划也未报备”
        整改要求 “先报省委办公厅备案”
    }
    应当 IN-07 “每年只考核一次” {
        凡 类别 = 考核 的
        每个 对象 每年（按 开始日期）不得超过 1 次
    }
    一般应 IN-14 “同一地方不扎堆” {
        每个 对象 任意 7 日内（按 开始日期 至 结束日期）不得超过 2 个 不同 组织单位
    }
    一般应 IN-15 “同一部门不反复去” {
        每个 组织单位、对象 每年（按 开始日期）不得超过 10 次，达到 80% 时预警
    }
}
"""


def test_a_chinese_list_as_an_official_writes_it_stays_as_it_is() -> None:
    assert format_file(parsed(DESIGN_SAMPLE)) == DESIGN_SAMPLE


def test_the_same_list_in_english() -> None:
    english = format_file(parsed(DESIGN_SAMPLE), "en")
    assert '        without filing with "省委办公厅" (已报备)\n' in english
    assert "        at most 2 different 组织单位 per 对象 in any 7 days of 开始日期..结束日期\n" in english
    assert parsed(english).declarations == parsed(DESIGN_SAMPLE).declarations


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("define d for R = ((a and b)) or c", "define d for R = (a and b) or c"),
        ("define d for R = (a + (b * c)) - (d - e)", "define d for R = a + b * c - (d - e)"),
        ("define d for R = not (a = b)", "define d for R = not a = b"),
        ("define d for R = （a ＝ １） 且 ｂ", "define d for R = a = 1 and b"),
        ("定义 d 适用于 R = 未 a 且 不 b 且 非 c", "定义 d 适用于 R = 未 a 且 不 b 且 非 c"),
        ("定义 d 适用于 R = x 超过 3 次 且 y 在 5 以下", "定义 d 适用于 R = x 超过 3 次 且 y 在 5 以下"),
        ("定义 d 适用于 R = 层级 在 县及以下", "定义 d 适用于 R = 层级 县及以下"),
        ("定义 d 适用于 R = 日 不在 周历 且 文种 不属于 { 函 }", "定义 d 适用于 R = 日 不在 周历 且 文种 不属于 { 函 }"),
        ("定义 d 适用于 R = （a、b）中至少 2 项", "定义 d 适用于 R = （a、b）中至少 2 项"),
        ("定义 d 适用于 R = d + 3个工作日 > 2026年3月1日", "定义 d 适用于 R = d + 3 个工作日 > 2026年3月1日"),
        ("use `when`", "use `when`"),
        ("use `plain`", "use plain"),
    ],
)  # fmt: skip
def test_what_the_author_wrote_is_kept_and_what_says_nothing_is_not(written: str, printed: str) -> None:
    assert format_file(parsed(written)) == printed + "\n"


def test_names_spelt_like_keywords_are_quoted_when_the_language_changes() -> None:
    assert "`次`" in format_file(parsed("enum E { 次, 人 }\ndefine d for R = 次 = 人"), "zh")


def test_modality_words_stay_in_their_language_and_are_usual_in_the_other() -> None:
    file = parsed("规定 l 适用于 R {\n    严禁 a { 凡 b 的 }\n}\n")
    assert "    严禁 a { 凡 b 的 }\n" in format_file(file)
    assert "    must not a { when b }\n" in format_file(file, "en")


def test_comments_keep_their_place() -> None:
    text = """\
# the file

# about the record
record R {  # its fields
    # the first
    a:            text  # says a
    long_name 名: integer
    # at the end
}
# after it

list l for R {
    # before the item
    must not x {  # head
        when    a  # why
        # inside
    }  # closed
}
# the end
"""
    assert format_file(parsed(text)) == text


def test_an_empty_file_stays_empty() -> None:
    for text, wanted in (("", ""), ("\n\n# only words\n\n", "# only words\n")):
        file, said = parse_file(Source("a.rules", text))
        assert {each.code for each in said} <= {"empty-file"}
        assert format_file(file) == wanted


TOKEN_GAPS = [place.start() for place in re.finditer(r"[ \n]", FORMS)]


@pytest.mark.no_cover
@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(TOKEN_GAPS), st.sampled_from([" # c\n", "\n# d\n", "\n\n\n"])), max_size=5
    )
)
def test_comments_anywhere_are_kept_and_the_form_is_stable(inserted: list[tuple[int, str]]) -> None:
    text = FORMS
    for place, words in sorted(inserted, reverse=True):
        text = text[:place] + words + text[place:]
    file, diagnostics = parse_file(Source("a.rules", text))
    if not diagnostics and file.declarations == parsed(FORMS).declarations:
        check_canonical(file)
