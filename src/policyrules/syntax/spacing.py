"""How was a word meant that is several words written together?

Chinese has no spaces, so 每个对象每年不得超过1次 is written without any; here a word is the longest
run of characters. The cut that explains most of it by keywords and known names is offered.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from policyrules.syntax.vocabulary import vocabulary

_LONGEST: Final = 60
"""Longer words are left alone."""
_UNKNOWN: Final = 3.0
"""What a stretch that is neither keyword nor name costs, beside its characters."""


def apart(word: str, names: Collection[str]) -> tuple[str, ...]:
    """Return the parts of a word written together; () when it does not come apart into known ones.

    One part at least is a keyword of several characters, or two are keywords of one; at most one
    stretch is neither keyword nor name.

    >>> apart("每个对象每年不得超过", ["对象"])
    ('每个', '对象', '每年', '不得超过')
    >>> apart("且非已报备", [])
    ('且', '非', '已报备')
    >>> apart("当事人", [])
    ()
    """
    if word.isascii() or not 2 <= len(word) <= _LONGEST:
        return ()
    keywords = vocabulary().words
    length = len(word)
    # best[i]: cost of the best cut of word[:i], the parts, how many stretches of it are unknown
    best: list[tuple[float, tuple[str, ...], int] | None] = [(0.0, (), 0)] + [None] * length
    for stop in range(1, length + 1):
        for start in range(stop):
            before = best[start]
            if before is None:
                continue
            part = word[start:stop]
            cost, unknown = _cost(part, keywords, names)
            if stop == length and part in _ENDINGS:
                cost = 1.0
            total = before[0] + cost
            strange = before[2] + unknown
            found = best[stop]
            if strange <= 1 and (found is None or total < found[0]):
                best[stop] = (total, (*before[1], part), strange)
    whole = best[length]
    if whole is None or len(whole[1]) < 2:
        return ()
    parts = whole[1]
    evidence = sum(2 if len(part) > 1 else part in _STRONG for part in parts if part in keywords)
    return parts if evidence >= 2 else ()


_STRONG: Final = frozenset("且或非未无有凡当")
"""Keywords of one character that seldom stand inside other words."""
_ENDINGS: Final = frozenset("的外内起止")
"""Particles that close a phrase."""


def _cost(part: str, keywords: Collection[str], names: Collection[str]) -> tuple[float, int]:
    if part in names:
        return 1.0, 0
    if part in keywords:
        return (1.0, 0) if len(part) > 1 or part in _STRONG else (2.5, 0)
    return _UNKNOWN + 1.6 * len(part), 1


_STRINGS: Final = re.compile(r"""“[^”\n\r]*”|"[^"\n\r]*"|《[^》\n\r]*》|\#[^\n\r]*""")
_WORDS: Final = re.compile(r"[^\W\d]\w*")


def words_of(text: str) -> frozenset[str]:
    """Return every word of a folded text outside strings, citations and comments."""
    return frozenset(_WORDS.findall(_STRINGS.sub(" ", text)))


def known_names(text: str, besides: str) -> frozenset[str]:
    """Return the words of a text that may be names: no keywords, and not the word in question."""
    keywords = vocabulary().words
    return frozenset(word for word in words_of(text) if word != besides and word not in keywords)
