"""In which words does a message quote the language: in those of the file it speaks of.

Somebody who reads English messages about a file in Chinese keywords can type only Chinese ones. Every
phrase is there in both languages, so what one of them quotes is what the other quotes in its own words:
the quotations are paired, and those in the file's language are shown in both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from policyrules.diagnostics.diagnostic import Diagnostic, Label
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import evolve
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.keywords import keywords

_QUOTED: Final = re.compile(r"`` .*? ``|`[^`]*`")
_LATIN: Final = re.compile("[A-Za-z]")


def in_words_of_files(found: Iterable[Diagnostic], files: Iterable[File]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics with what they quote of the language in the words of the file each is about."""
    languages = {id(file.source): file.language for file in files}
    return tuple(
        in_words_of(each, languages[id(each.place.source)]) if id(each.place.source) in languages else each
        for each in found
    )


def in_words_of(found: Diagnostic, language: Language) -> Diagnostic:
    """Return the diagnostic with what it quotes of the language in the words of one of its languages."""
    return evolve(
        found,
        message=quoting(found.message, language),
        label=quoting(found.label, language),
        labels=tuple(Label(label.place, quoting(label.text, language)) for label in found.labels),
        help=tuple(quoting(phrase, language) for phrase in found.help),
    )


def quoting(phrase: Phrase, language: Language) -> Phrase:
    """Return the phrase with what it quotes in one language only.

    >>> quoting(Phrase("write `at most 3`, not `up to`", "请写 `不得超过 3`，不写 `up to`"), "zh").en
    'write `不得超过 3`, not `up to`'
    """
    own, other = (phrase.zh, phrase.en) if language == "zh" else (phrase.en, phrase.zh)
    if own == other or "`" not in other:
        return phrase
    said = _said(_only(other, own), _only(own, other), language)
    told = _QUOTED.sub(lambda span: said.get(span.group(), span.group()), other)
    return Phrase(told, own) if language == "zh" else Phrase(own, told)


def _only(text: str, beside: str) -> list[str]:
    """Return what a text quotes and another does not."""
    return list((Counter(_QUOTED.findall(text)) - Counter(_QUOTED.findall(beside))).elements())


def _said(others: list[str], own: list[str], language: Language) -> Mapping[str, str]:
    """Return for quotations of the other language those of this one.

    A keyword is said by the same keyword. What is left is paired in its order, if as much is left on
    either side, keywords that only one of them quotes left aside; otherwise it stays as it is.
    """
    table = keywords()
    said: dict[str, str] = {}
    left = list(own)
    for span in others:
        terminals = set(table.by_spelling.get(span.strip("`"), ()))
        same = next(
            (each for each in left if terminals & set(table.by_spelling.get(each.strip("`"), ()))), None
        )
        if same is not None:
            said[span] = same
            left.remove(same)
    rest = [span for span in others if span not in said]
    if len(rest) != len(left):
        for span in rest:
            for terminal in table.by_spelling.get(span.strip("`"), ()):
                if spelling := table.spelling(terminal, language):
                    said.setdefault(span, f"`{spelling}`")
        rest = [span for span in rest if span not in said]
    if len(rest) < len(
        left
    ):  # the name of a thing may hold its keyword in one language only: a `when` clause
        left = [each for each in left if each.strip("`") not in table.by_spelling]
    return {**said, **dict(zip(rest, left, strict=True))} if len(rest) == len(left) else said


def likely_language(text: str, counts: Mapping[str, int]) -> Language:
    """Return the language most keywords of a text are written in; of a text with as many of both, its letters'."""
    if counts["zh"] != counts["en"]:
        return "zh" if counts["zh"] > counts["en"] else "en"
    return "zh" if sum("㐀" <= sign <= "鿿" for sign in text) > len(_LATIN.findall(text)) else "en"
