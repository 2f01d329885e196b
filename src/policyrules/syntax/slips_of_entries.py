"""Which name or bracket is missing where the entries of a list are asked about?

An author writes 有 走访 其中 人数 超过 20, as it is said; the language wants a name for each entry and a
bracket round what is asked of it. The advice holds the author's own words, so that it can be typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.expressions import Path
from policyrules.syntax.file_records import fields_of_entries
from policyrules.syntax.keywords import keywords
from policyrules.syntax.run import Run
from policyrules.syntax.slips_of_spelling import culprit_of, is_quoted
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import vocabulary

_LONGEST: Final = 60
"""Longer conditions are not shown again."""
_REST: Final = re.compile(r"""(?:“[^”\n\r]*”|"[^"\n\r]*"|[^\n\r{};#“"])*""")
_PARTICLE: Final = re.compile(r"[ \t]*(?:的|外|之外)?[ \t]*\Z")
_WORD: Final = re.compile(r"""“[^”\n\r]*”|"[^"\n\r]*"|(?P<word>(?<![\w.])[^\W\d]\w*)(?![\w(])""")
_BINDER: Final = re.compile(
    r"(?:\b(?:some|no|every)[ \t]+(?P<name>\w+)[ \t]+in[ \t]+(?P<source>\w+)"
    r"|(?:有|无|没有|每个)[ \t]*(?P<spoken>\w+)[ \t]+(?P<called>\w+))[ \t]*\Z"
)


def condition_without_brackets(run: Run, token: Token) -> bool:
    """`有 走访 v 其中 人数 超过 20`: what is asked of each entry stands in brackets."""
    last = run.last
    if last is None or last.type not in ("WHERE", "EACH_HAS") or run.expected() != {"LPAR"} or not token.text:
        return False
    text = run.reading.folded
    binder = _BINDER.search(text, max(0, last.start - 200), last.start)
    words, _ = _rest_of_condition(run, token.start)
    if binder is None or not words:
        return False
    source, called = binder["source"] or binder["spoken"], binder["name"] or binder["called"]
    asked = _asked_of(words, called, fields_of_entries(run.reading, source))
    run.reading.report(
        "where-needs-brackets",
        token.span,
        Phrase(
            f"the condition after `{last.text}` stands in brackets", f"`{last.text}` 之后的条件应写在括号内"
        ),
        label=Phrase("`(` belongs before this", "此前缺左括号"),
        help_=(
            Phrase(
                f"write `{last.text} ({asked})`; the brackets say how far it reaches",
                f"请写 `{last.text}（{asked}）`：括号表明条件到哪里为止",
            ),
        ),
    )
    return True


def entries_without_a_name(run: Run, token: Token) -> bool:
    """`有 走访 其中 人数 超过 20`, `some Visit where …`: the entries are given no name."""
    culprit, expected = culprit_of(run, token)
    found = _unnamed(run, culprit, expected)
    if found is None:
        return False
    lead, source, word = found
    called = Phrase("v", "项")
    english = lead.text.isascii()
    words, stop = _rest_of_condition(run, word.stop)
    if words[:1] in ("(", "（") and words[-1:] in (")", "）"):
        words = words[1:-1].strip()
    asked = (
        _asked_of(words, called.en if english else called.zh, fields_of_entries(run.reading, source)) or "…"
    )
    whole = (
        f"{lead.text} v in {source} {word.text} ({asked})"
        if english and lead.text != "has"
        else f"{lead.text} {source} {called.en if english else called.zh} {word.text}（{asked}）"
    )
    run.reading.report(
        "missing-name",
        Span(lead.start, stop),
        Phrase(f"the entries of `{source}` have no name here", f"没有给 `{source}` 的每一项起名称"),
        label=Phrase("whose facts are asked after this?", "其后问的是哪一项？"),
        help_=(Phrase(f"give each entry a name: `{whole}`", f"请给每一项起个名称：`{whole}`"),),
    )
    return True


def _unnamed(run: Run, culprit: Token, expected: frozenset[str]) -> tuple[Token, str, Token] | None:
    """Return the word that asks (`some`), what it asks and the word after it (`where`), without a name between."""
    values = run.values
    at = len(values) - (2 if values and values[-1] is culprit else 1)
    if at < 1 or culprit.text not in _asking() or is_quoted(culprit):
        return None
    before, lead = values[at], values[at - 1]
    if type(lead) is not Token:
        return None
    if isinstance(before, Path) and len(before.names) == 1 and lead.type in ("HAS", "HAS_NO", "EVERY"):
        return lead, before.names[0].text, culprit
    if expected == {"IN"} and type(before) is Token and lead.type in ("SOME", "NO", "EVERY"):
        return lead, before.text, culprit
    return None


@cache
def _asking() -> frozenset[str]:
    """Return the words between what is asked and the condition."""
    terminals = keywords().terminals
    return frozenset(
        word
        for terminal in ("WHERE", "EACH_HAS")
        for column in terminals[terminal].values()
        for word in column
    )


def _rest_of_condition(run: Run, start: int) -> tuple[str, int]:
    """Return what is written from here to the end of the condition on this line, and where that is.

    No words where they are too many to be shown again.
    """
    reading = run.reading
    found = _REST.match(reading.folded, start, reading.stop)
    assert found is not None
    stop, depth = found.end(), 0
    for at in range(start, stop):
        depth += {"(": 1, ")": -1}.get(reading.folded[at], 0)
        if depth < 0:
            stop = at
            break
    written = _PARTICLE.sub("", reading.source.text[start:stop])
    words = " ".join(written.split())
    return words if len(words) <= _LONGEST and "`" not in words else "", start + len(written)


def _asked_of(words: str, called: str, fields: Collection[str]) -> str:
    """Return a condition with the name of the entry before each of its fields.

    Where its record is in another file, and its fields are not known, before the first word.
    """
    if not fields and re.search(rf"(?<!\w){re.escape(called)}\.", words):
        return words
    keywords_ = vocabulary().words
    parts, at, found_one = "", 0, False
    for word in _WORD.finditer(words):
        name = word["word"]
        if name is None or (name not in fields if fields else found_one or name in keywords_):
            continue
        parts += f"{words[at : word.start()]}{called}."
        at, found_one = word.start(), True
    return parts + words[at:]
