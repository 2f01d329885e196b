"""How is what stands in the text named in a message?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.oddities import shown_character
from policyrules.syntax.run import Run
from policyrules.syntax.tokens import Token

_LONGEST_SHOWN: Final = 30


def shown(token: Token) -> Phrase:
    """Return a token in backquotes, as written, shortened; the end of the text in words."""
    if token.type == "$END":
        if token.reading.in_template:
            return Phrase("the end of the braces", "花括号的末尾")
        whole = token.reading.stop >= len(token.reading.source.text)
        return (
            Phrase("the end of the file", "文件末尾")
            if whole
            else Phrase("the next item or declaration", "下一个条目或声明")
        )
    words = written(token)
    if any(not character.isprintable() for character in words):
        return Phrase.same(shown_character(next(c for c in words if not c.isprintable())))
    return Phrase.same(f"`{words}`" if "`" not in words else f"`` {words} ``")


def spaced(phrase: Phrase) -> Phrase:
    """Return a phrase whose Chinese has blanks around it where it begins and ends with backquotes."""
    return Phrase(phrase.en, f" {phrase.zh} " if phrase.zh.startswith("`") else phrase.zh)


def written(token: Token) -> str:
    """Return a token as written, shortened."""
    if token.stop - token.start > _LONGEST_SHOWN:
        return token.reading.source.text[token.start : token.start + _LONGEST_SHOWN - 1] + "…"
    return token.reading.source.text[token.start : token.stop]


def so_far(run: Run, since: frozenset[str], stop: int) -> str:
    """Return what is written from the last of some keywords on, up to a place."""
    begins = (value for value in reversed(run.values) if isinstance(value, Token) and value.type in since)
    first = next(begins, None)
    if first is None:
        return "…"
    words = " ".join(run.reading.source.text[first.start : stop].split())
    return words if len(words) <= _LONGEST_PHRASE and "`" not in words else f"{first.text} …"


_LONGEST_PHRASE: Final = 60


_CODE: Final = re.compile(r"[^\W\d]\w*(?:-\w+)+")


def item_code(token: Token) -> str:
    """Return a token as written, or the code of an item that it begins: `V` of `V-1`, where no code was due."""
    text = token.reading.folded
    code = _CODE.match(text, token.start)
    return text[token.start : code.end()] if code is not None else written(token)


_REST: Final = re.compile(r"[^\n\r{}#;“”\"`]*")


def rest_of_line(token: Token) -> str:
    """Return what is written from a word on, up to a brace or the end of the line; an ellipsis where that is much."""
    reading = token.reading
    found = _REST.match(reading.folded, token.start, reading.stop)
    words = " ".join(reading.source.text[token.start : found.end()].split()) if found is not None else ""
    return words if words and len(words) <= _LONGEST_PHRASE else "…"


def filled(phrase: Phrase, words: dict[str, Phrase]) -> Phrase:
    """Return the phrase with words for its `{placeholders}`."""
    en, zh = phrase.en, phrase.zh
    for name, word in words.items():
        en = en.replace("{" + name + "}", word.en)
        zh = zh.replace("{" + name + "}", word.zh)
    return Phrase(en, zh)


def after_instead(label: Phrase) -> Phrase:
    """Return what a label on the next word says, for a mark on the word before it."""
    if "before this" in label.en:
        return Phrase(label.en.replace("before this", "after this"), label.zh.replace("此前", "其后"))
    return Phrase("something is missing after this", "其后缺少内容")


def place_of(run: Run, token: Token) -> Span:
    """Return where to mark: the end of a text has no characters, so what stands before it is marked."""
    if token.start < token.stop:
        return token.span
    return run.last.span if run.last is not None else Span(token.start, token.stop)


def is_on_later_line(run: Run, token: Token) -> bool:
    """Tell whether a line ends before the word in question: then the mistake stands before it."""
    last = run.last
    return last is not None and not {"\n", "\r"}.isdisjoint(run.reading.folded[last.stop : token.start])


def run_together(*parts: str) -> str:
    """Return Chinese parts as one sentence, with a blank between Han characters and backquotes.

    >>> run_together("请写 `且`", "和", "`或`")
    '请写 `且` 和 `或`'
    """
    whole = ""
    for part in parts:
        beside = (whole[-1:], part[:1])
        apart = "`" in beside and not set(beside) & set("，、：；（）？“”") and all(beside)
        whole += (" " if apart and not whole.endswith(" ") else "") + part
    return whole
