"""The design's samples parse; two files with every keyword say the same in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import attrs
import pytest

from policyrules.diagnostics.source import Source
from policyrules.syntax.ast import clauses as c
from policyrules.syntax.ast import declarations as d
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.keywords import keywords
from policyrules.syntax.parse import _driver, _expression
from policyrules.syntax.reading import Reading
from policyrules.syntax.run import Run
from policyrules.syntax.tokens import Token
from tests.unit.syntax.reading import item, read, sample, sound

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover


def test_both_languages_make_the_same_tree() -> None:
    english, chinese = sound(sample("english")), sound(sample("chinese"))
    for one, other in zip(english.declarations, chinese.declarations, strict=True):
        assert one == other
    assert (english.language, chinese.language) == ("en", "zh")


def test_comments_are_kept_with_their_places() -> None:
    file = sound("# first\nuse a # after\n  # own\nuse b")
    assert [(one.text, one.own_line) for one in file.comments] == [
        ("# first", True),
        ("# after", False),
        ("# own", True),
    ]
    for one in file.comments:
        assert file.source.text[one.span.start : one.span.stop] == one.text


def test_the_chinese_list_of_the_design() -> None:
    (declared,) = sound(
        """负面清单 prohibited 督检考负面清单 适用于 督检考 {
    依据 《整治形式主义为基层减负若干规定》 “第七条”
    不得 IN-01 “未列入计划、未经报备的督检考” {
        凡 无 计划 的
        除 应急 外
        未经 “省委办公厅” 备案（已报备）
        认定理由 “{组织单位}对{对象}既未列入计划也未报备”
        整改要求 “先报省委办公厅备案”
    }
    一般应 IN-14 “同一地方不扎堆” {
        每个 对象 任意 7 日内（按 开始日期 至 结束日期）不得超过 2 个 不同 组织单位
    }
}
"""
    ).declarations
    assert isinstance(declared, d.ListDeclaration)
    first, second = declared.items
    assert [type(clause) for clause in first.clauses] == [c.When, c.Unless, c.Without, c.Because, c.Remedy]
    (quota,) = second.clauses
    assert isinstance(quota, c.Quota)
    assert quota.measure == "different"
    assert quota.classifier == "个"
    assert isinstance(quota.window, c.SlidingWindow)
    assert isinstance(quota.window.of, e.SpanOf)
    assert declared.clauses == (
        c.Cite("整治形式主义为基层减负若干规定", e.TextLiteral("第七条", declared.span), declared.span),
    )


# --- every spelling -------------------------------------------------------------------------


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a sound text, as the parser was given them."""
    reading = Reading(Source("<test>", text), _expression)
    run = Run(_driver().stands, reading, "file")
    for token in run.tokens:
        assert run.feed(token)
        yield token


def spoken() -> list[tuple[str, str, str]]:
    """Terminal, language and spelling of every keyword."""
    return [
        (terminal, language, spelling)
        for terminal, columns in keywords().terminals.items()
        for language, spellings in columns.items()
        for spelling in spellings
    ]


@pytest.fixture(scope="module", params=["en", "zh"])
def corpus(request: pytest.FixtureRequest) -> tuple[str, str, list[tuple[str, int, int]]]:
    language = str(request.param)
    text = sample({"en": "english", "zh": "chinese"}[language])
    return language, text, [(token.type, token.start, token.stop) for token in tokens_of(text)]


def test_every_spelling_is_read_as_its_keyword(corpus: tuple[str, str, list[tuple[str, int, int]]]) -> None:
    """Each keyword of the sample is replaced by each of its spellings; the text stays sound."""
    language, text, found = corpus
    places: dict[str, tuple[int, int]] = {}
    for (terminal, start, stop), (following, _, _) in pairwise([*found, ("$END", 0, 0)]):
        if terminal != "HAS_NO" or following == "NAME":  # 无 as a value is read as the same keyword
            places.setdefault(terminal, (start, stop))
    pieces = _declarations(text)
    unused = []
    for terminal, of, spelling in spoken():
        if of != language:
            continue
        if (terminal, of) == ("NONE", "zh"):
            continue  # 无 is read as HAS_NO everywhere; alone it is none all the same
        if terminal not in places:
            unused.append((terminal, spelling))
            continue
        start, stop = places[terminal]
        begin, end = next((begin, end) for begin, end in pieces if begin <= start < end)
        changed = text[begin:start] + f" {spelling} " + text[stop:end]
        read_as = [token.type for token in tokens_of(changed) if token.start == start + 1 - begin]
        assert read_as == [terminal], (terminal, spelling)
        assert not read(changed)[1], (terminal, spelling)
    assert not unused


def _declarations(text: str) -> list[tuple[int, int]]:
    """Where each declaration of a sample stands: whole lines up to the next that is not indented."""
    starts = [0]
    at = 0
    for line in text.splitlines(keepends=True):
        if line[0] not in " }｝\n#" and at > starts[-1]:
            starts.append(at)
        at += len(line)
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def test_spans_are_where_things_stand() -> None:
    text = sample("chinese")
    file = sound(text)
    for declared in file.declarations:
        assert (
            text[declared.span.start : declared.span.stop].strip()
            == text[declared.span.start : declared.span.stop]
        )
        for node in _spanned(declared):
            assert declared.span.start <= node.span.start <= node.span.stop <= declared.span.stop
            assert node.span.stop > node.span.start
            if isinstance(node, e.Path):
                assert text[node.span.start : node.span.stop].replace(" ", "") == ".".join(
                    n.text for n in node.names
                )


def _spanned(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        for part in node:
            yield from _spanned(part)
    elif attrs.has(type(node)):
        if hasattr(node, "span"):
            yield node
        for part in attrs.fields(type(node)):
            if part.name not in ("span", "source"):
                yield from _spanned(getattr(node, part.name))


def test_keywords_of_both_languages_may_be_mixed() -> None:
    mixed = item("凡 a = b and 无 c 每个 k each month of d 不得超过 2 次")
    assert mixed == item("when a = b 且 has no c at most 2 per k 每月（按 d）")


def test_dates_are_dates() -> None:
    assert (
        sound("parameter p: date = 2026-3-1").declarations
        == sound("参数 p：date = 2026年03月01日").declarations
    )
    (declared,) = sound("list a for R { from 2026-3-1 }").declarations
    assert isinstance(declared, d.ListDeclaration)
    (valid,) = declared.clauses
    assert isinstance(valid, c.From)
    assert valid.date == date(2026, 3, 1)
