"""How much of a text is another's, and how alike are two?"""

import re
from fractions import Fraction
from typing import Final

from policyrules.core.alike import alike
from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.functions import function
from policyrules.plugins.standard.texts import any_of

_BESIDE_WORDS: Final = re.compile(r"[\W_]+")
"""What does not count when texts are compared: white space, punctuation, signs."""

_EQUAL: Final = "\0"
"""What stands for any of the ignored words."""

LONGEST_COPY: Final = 1_000_000
"""Longer texts are not compared, so that no text takes more than a moment or much room."""

_RUNS: Final = range(2, 51)


@function(
    "copied_share",
    "重复率",
    arguments={"draft": "送审稿", "source": "原文", "ignoring": "忽略", "places": "地名", "run": "连续字数"},
    about=(
        "送审稿中连续 5 字（或所给“连续字数”）见于原文的比例。标点、空白不计；先将“忽略”所列词语（如层级）"
        "和“地名”所列名称视为相同，因此只把“全省”改成“全市”仍算重复。"
    ),
)
def copied_share(
    draft: str,
    source: str,
    *,
    ignoring: frozenset[str] = frozenset(),
    places: tuple[str, ...] = (),
    run: int = 5,
) -> Fraction:
    """The share of the draft's runs of 5 characters (or of `run`) that stand in the source too.

    Punctuation and white space do not count. The words of `ignoring` (tiers) and of `places` (a list:
    place names) are made equal first, the longest where several begin, those that follow each other
    as one: a copy that only turns 全省 into 全市 is a copy. A draft shorter than a run counts whole, an
    empty one copies nothing.
    For texts with spaces between words a run of 12 or more says more.

    >>> copied_share("全市要落实责任", "全省要落实责任。", ignoring=frozenset({"全省", "全市"}))
    Fraction(1, 1)
    """
    if run not in _RUNS:
        raise CannotTell(
            Phrase(
                f"a run has {_RUNS[0]} to {_RUNS[-1]} characters, not {run}",
                f"连续字数应为 {_RUNS[0]} 至 {_RUNS[-1]}，而非 {run}",
            )
        )
    _check_length(draft, source, most=LONGEST_COPY)
    equal = ignoring | frozenset(places)
    ours, theirs = _evened(draft, equal), _evened(source, equal)
    if not ours:
        return Fraction(0)
    if len(ours) < run:
        return Fraction(int(ours in theirs))
    known = {theirs[at : at + run] for at in range(len(theirs) - run + 1)}
    runs = len(ours) - run + 1
    return Fraction(sum(ours[at : at + run] in known for at in range(runs)), runs)


@function(
    "similarity",
    "相似度",
    arguments={"first": "甲", "second": "乙"},
    about="两段文本的相似度：按先后次序相同的字数的两倍，除以两者字数之和；适于标题、名称、段落。",
)
def similarity(first: str, second: str) -> Fraction:
    """How alike two texts are: twice the characters they share in order, by those of both together.

    For titles, names and passages; whole documents are for `copied_share`. Two empty texts are alike.

    >>> similarity("关于开展安全检查的通知", "关于开展消防检查的通知")
    Fraction(9, 11)
    """
    return alike(first, second)


def _evened(text: str, words: frozenset[str]) -> str:
    plain = _BESIDE_WORDS.sub("", text)
    pattern = any_of(frozenset(_BESIDE_WORDS.sub("", word) for word in words), runs=True)
    return plain if pattern is None else str(pattern.sub(_EQUAL, plain))


def _check_length(*texts: str, most: int) -> None:
    if any(len(text) > most for text in texts):
        raise CannotTell(
            Phrase(f"texts longer than {most} characters are not compared", f"超过 {most} 字的文本不作比对")
        )
