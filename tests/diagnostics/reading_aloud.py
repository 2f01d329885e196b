"""What keeps a sentence from being read aloud to somebody who never wrote a program?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policyrules.diagnostics.phrase import Phrase

FORBIDDEN: Final = re.compile(
    r"\b(?:lark|python|invalid|illegal|tokens?|terminals?|pars(?:e[drs]?|ing)|lexer|syntax error|none ?type"
    r"|unexpected|exception|traceback|null|string|boolean value|identifier|operand|argument error)\b",
    re.IGNORECASE,
)
CAPITALS: Final = re.compile(r"\b[A-Z]+_[A-Z_]+\b|\b[A-Z]{3,}\b")
CAPITALS_THAT_ARE_WORDS: Final = frozenset({"UTF", "UTC", "CSV", "GBK", "WHO"})
HAN: Final = re.compile("[㐀-鿿]")
QUOTED: Final = re.compile(r"`` .*? ``|`[^`]*`|“[^”]*”|\"[^\"]*\"|《[^》]*》")
LATIN: Final = re.compile(r"[A-Za-z]{2,}")
LATIN_IN_CHINESE: Final = frozenset({"CSV", "UTF", "GBK", "GB", "MB", "UTC"})
_BACKQUOTED: Final = re.compile(r"(`` .*? ``|`[^`]*`)")


def speaks_of_programs(sentence: str) -> bool:
    """Tell whether a sentence has words that only programmers know."""
    plain = QUOTED.sub("", sentence)
    return bool(FORBIDDEN.search(plain) or set(CAPITALS.findall(plain)) - CAPITALS_THAT_ARE_WORDS)


def is_not_english(sentence: str) -> bool:
    """Tell whether an English sentence has Chinese in it that is not quoted."""
    return bool(HAN.search(QUOTED.sub("", sentence)))


def is_not_chinese(sentence: str) -> bool:
    """Tell whether a Chinese sentence has Latin words that are not quoted, or no Chinese at all."""
    plain = QUOTED.sub("", sentence)
    foreign = set(LATIN.findall(plain)) - LATIN_IN_CHINESE
    return bool(foreign or (plain.strip(" ？→…、") and not HAN.search(plain)))


def is_crowded(sentence: str) -> bool:
    """Tell whether Han characters and backquotes stand together without a blank."""
    parts = _BACKQUOTED.split(sentence)
    beside = (*(part[-1:] for part in parts[:-1:2]), *(part[:1] for part in parts[2::2]))
    return any(HAN.match(character) for character in beside)


def awkward(phrase: Phrase) -> Iterator[str]:
    """Yield what is wrong with how a phrase reads."""
    if bool(phrase.en) != bool(phrase.zh):
        yield "said in one language only"
    if speaks_of_programs(phrase.en) or speaks_of_programs(phrase.zh):
        yield "speaks of programs"
    if is_not_english(phrase.en):
        yield "English that is not English"
    if phrase.zh and is_not_chinese(phrase.zh):
        yield "Chinese that is not Chinese"
    if is_crowded(phrase.zh):
        yield "no blank beside backquotes"
