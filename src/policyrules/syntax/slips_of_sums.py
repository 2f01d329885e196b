"""Which sum, count or mean was written as words beside one another?

An author writes 走访 人数 合计 超过 3, or total people of Visit; the language wants 合计（项.人数 取自 走访 项）.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.file_records import fields_of_entries, record_around
from policyrules.syntax.keywords import keywords
from policyrules.syntax.run import Run
from policyrules.syntax.slips_of_spelling import culprit_of
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import vocabulary

_CONDITIONS: Final = frozenset({"WHEN", "UNLESS", "ENSURE", "APPLIES_WHEN", "AND", "OR", "NOT", "EQ"})
_WORD: Final = re.compile(r"[ \t.]*(?P<word>[^\W\d]\w*)")
_BESIDE: Final = re.compile(r"[ \t]*(?:[^\W\d]+[ \t]*)?")
"""What may stand between the words and where the parser is stuck: nothing, or the word that compares."""
_PARTICLES: Final = frozenset({"的", "之", "of", "the", "in", "per", "各", "所有", "全部", "all"})
_OTHER_WORDS: Final = {
    "总和": "sum",
    "总数": "sum",
    "总计": "sum",
    "总量": "sum",
    "之和": "sum",
    "求和": "sum",
    "汇总": "sum",
    "累计": "sum",
    "total": "sum",
    "average": "mean",
    "平均值": "mean",
    "平均数": "mean",
    "最大值": "max",
    "最小值": "min",
    "次数": "count",
    "个数": "count",
    "数量": "count",
    "number": "count",
}
"""What else people call the aggregates."""


def sum_in_words(run: Run, token: Token) -> bool:
    """`走访 人数 合计 超过 3`: the entries, what is taken of each, and what is made of it stand side by side."""
    culprit, _ = culprit_of(run, token)
    begin = _begin_of_condition(run)
    if begin is None:
        return False
    taken = _words_beside(run, begin)
    text = run.reading.folded
    if (
        not taken
        or culprit.start <= taken[0].start
        or not _BESIDE.fullmatch(text[taken[-1].stop : culprit.start])
    ):
        return False
    words = [word for each in taken if (word := text[each.start : each.stop]) not in _PARTICLES]
    said = _aggregate(run, words, culprit.start)
    if said is None:
        return False
    run.reading.report(
        "unexpected-word",
        Span(taken[0].start, taken[-1].stop),
        Phrase(
            "what is added up or counted stands in brackets, with a name for each entry",
            "合计、计数等须写括号，括号内给每一项起名称",
        ),
        label=Phrase("words beside one another", "几个词并列在一起"),
        help_=(Phrase(f"write `{said.en}`", f"请写 `{said.zh}`"),),
    )
    return True


def _words_beside(run: Run, begin: int) -> list[Span]:
    """Return the words from a place on that stand beside one another, up to one that compares or joins."""
    found: list[Span] = []
    at = begin
    while (word := _WORD.match(run.reading.folded, at, run.reading.stop)) is not None:
        text = word["word"]
        if text in vocabulary().words and text not in _kinds() and text not in _PARTICLES:
            break
        found.append(Span(word.start("word"), word.end("word")))
        at = word.end()
    return found


def _begin_of_condition(run: Run) -> int | None:
    """Return where the condition, or this part of it, begins.

    `人数 合计 > 20`: 合计 may begin a clause of its own, so what stands before it has been taken for a
    whole condition, and its keyword is sought in the line.
    """
    text = run.reading.folded
    for value in reversed(run.values):
        if type(value) is Token and value.type in _CONDITIONS:
            return value.stop
        if type(value) is Token and value.type in ("TOTAL", "DIFFERENT"):
            line = max(
                text.rfind("\n", 0, value.start), text.rfind("\r", 0, value.start), value.start - 500, 0
            )
            found = list(_leads().finditer(text, line, value.start))
            return found[-1].end() if found else None
    return None


@cache
def _leads() -> re.Pattern[str]:
    terminals = keywords().terminals
    words = {word for each in _CONDITIONS for column in terminals[each].values() for word in column}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?!\w)")


def _aggregate(run: Run, words: list[str], at: int) -> Phrase | None:
    """Return the aggregate that words name: one of them what is made, one the entries, one the field."""
    kinds = [word for word in words if word in _kinds()]
    if len(kinds) != 1 or not 2 <= len(words) <= 3:
        return None
    kind = _kinds()[kinds[0]]
    spelt = keywords().names["aggregates"][kind]
    en, zh = spelt["en"][0], spelt["zh"][0]
    others = [word for word in words if word != kinds[0]]
    record = record_around(run.reading, at)
    sources = [word for word in others if fields_of_entries(run.reading, word)]
    if kind == "count" and len(others) == 1 and sources:
        return Phrase(f"{en}(v in {others[0]})", f"{zh}（{others[0]} 项）")
    source = sources[0] if sources else None
    fields = [word for word in others if word != source]
    if len(fields) != 1 or kind == "count":
        return None
    rows = Phrase.same(source) if source is not None else record
    if fields[0] not in fields_of_entries(run.reading, rows.en):
        return None
    return Phrase(
        f"{en}(v.{fields[0]} for v in {rows.en})",
        f"{zh}（项.{fields[0]} 取自 {rows.zh} 项）",
    )


@cache
def _kinds() -> Mapping[str, str]:
    return {**_OTHER_WORDS, **keywords().canonical["aggregates"]}
