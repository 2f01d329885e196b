"""Which word was meant by one that is not known here?

Words written together come apart; a word nearly spelt like a keyword that could stand here is one.
"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.diagnostics.suggest import near, slip_of
from policyrules.syntax.keywords import keywords
from policyrules.syntax.learned import name_beside
from policyrules.syntax.other_words import meanings
from policyrules.syntax.run import Run
from policyrules.syntax.spacing import apart, known_names
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import vocabulary


def culprit_of(run: Run, token: Token) -> tuple[Token, frozenset[str]]:
    """Return the word that is probably wrong, and what could stand in its place."""
    beside = name_beside(run)
    if beside is not None:
        return beside, run.expected(without_last=True)
    return token, run.expected()


def written_together(run: Run, token: Token) -> bool:
    """Tell of words written together, and how they come apart."""
    culprit, expected = culprit_of(run, token)
    if "STRING" in expected and "NAME" not in expected:
        return False  # a text without quotes
    last = run.last
    if token.type == "NUMBER" and last is not None and last.stop == token.start:
        culprit = last  # 甲超过1: the name ends where the digit begins
    if culprit.type != "NAME" or is_quoted(culprit):
        return False
    written, stop = whole_word(culprit)
    parts = apart(written, known_names(run.reading.folded, written))
    if not parts:
        return False
    text = run.reading.folded
    rest = re.compile(r"[0-9]+%?[^\W\d]*").match(text, stop)
    line = " ".join(parts)
    if rest is not None:
        stop = rest.end()
        line += " " + " ".join(re.findall(r"[0-9]+%?|[^\W\d]+", rest.group()))
    run.reading.report(
        "missing-space",
        Span(culprit.start, stop),
        Phrase("words are written together here", "这里的词连写在一起了"),
        label=Phrase("read as one name", "被读作一个名称"),
        help_=(Phrase(f"put blanks between the words: `{line}`", f"请在词与词之间加空格：`{line}`"),),
        instead=line,
    )
    return True


def whole_word(token: Token) -> tuple[str, int]:
    """The lexer splits some words (县及以下); the author wrote one."""
    found = re.compile(r"[^\W\d]+").match(token.reading.folded, token.start)
    return (found.group(), found.end()) if found is not None else (token.text, token.stop)


def misspelt(run: Run, token: Token) -> bool:
    """Tell of a word that is nearly a keyword which could stand here."""
    culprit, expected = culprit_of(run, token)
    if culprit.type not in ("NAME", "ITEM_CODE") or is_quoted(culprit):
        return False
    if culprit is token and "NAME" in expected:
        return False
    if run.reading.folded[culprit.stop : culprit.stop + 1] == "-":
        return False  # a code
    words = _words_from(culprit)
    table = keywords()
    best: tuple[int, str, bool] | None = None
    for count in range(1, len(words) + 1):
        written = " ".join(words[:count])
        candidates = [
            spelling
            for terminal in sorted(expected & table.terminals.keys())
            for column in table.terminals[terminal].values()
            for spelling in column
            if spelling.count(" ") == count - 1 and spelling[0].isalpha() and _may_be_near(spelling, written)
        ]
        found = near(written, candidates, limit=1)
        if found and (best is None or count > best[0]):
            best = (count, found[0], slip_of(written, candidates) == found[0])
    if best is None:
        return False
    count, meant, sure = best
    stop = _end_of_words(culprit, count)
    written = run.reading.source.text[culprit.start : stop]
    said = Phrase(f"`{written}` is not a word of the language", f"`{written}` 不是规则用语")
    _tell_of_keyword(run, Span(culprit.start, stop), said, meant, sure=sure)
    _read_as(run, token, culprit, meant)
    return True


def other_word(run: Run, token: Token) -> bool:
    """Tell of a word for which the language has another: 不准 is said 不得."""
    culprit, expected = culprit_of(run, token)
    if is_quoted(culprit) or (culprit is token and "NAME" in expected):
        return False
    known = vocabulary()
    words = _words_from(culprit, most=3)
    for count in (3, 2, 1):
        word = " ".join(words[:count])
        for meant in meanings(word) if count <= len(words) else ():
            if not expected.isdisjoint(known.words.get(meant, ()) or known.phrase(meant)):
                said = Phrase(f"`{word}` is not the word for it here", f"此处不用 `{word}` 一词")
                _tell_of_keyword(run, Span(culprit.start, _end_of_words(culprit, count)), said, meant)
                _read_as(run, token, culprit, meant)
                return True
    return False


def _read_as(run: Run, token: Token, culprit: Token, meant: str) -> None:
    """Note which keyword the word just told of is to be read as, if it has not been taken already."""
    if culprit is not token:
        return
    known = vocabulary()
    terminals = known.words.get(meant, ()) or known.phrase(meant)
    terminal = next((terminal for terminal in terminals if run.takes(terminal)), None)
    if terminal is not None:
        where = run.reading.diagnostics[-1].place.span
        run.meant = Token(terminal, meant, where.start, where.stop, run.reading)


def _tell_of_keyword(run: Run, where: Span, said: Phrase, meant: str, *, sure: bool = False) -> None:
    run.reading.report(
        "misspelt-keyword",
        where,
        said,
        label=Phrase(f"`{meant}`?", f"是否指 `{meant}`？"),
        help_=(Phrase(f"write `{meant}`", f"请写 `{meant}`"),),
        instead=meant if sure else None,
    )


def _may_be_near(spelling: str, written: str) -> bool:
    """Words of two characters are near too many others by one slip alone."""
    if spelling.isascii() != written.isascii():
        return False
    return len(spelling) > 2 or sorted(spelling) == sorted(written.lower())


_NEXT_WORD: Final = re.compile(r"[ \t]+([^\W\d]\w*)")


def _words_from(token: Token, most: int = 4) -> list[str]:
    words, at = [token.text], token.stop
    while len(words) < most:
        found = _NEXT_WORD.match(token.reading.folded, at)
        if found is None:
            break
        words.append(found.group(1))
        at = found.end()
    return words


def _end_of_words(token: Token, count: int) -> int:
    at = token.stop
    for _ in range(count - 1):
        found = _NEXT_WORD.match(token.reading.folded, at)
        if found is not None:
            at = found.end()
    return at


def is_quoted(token: Token) -> bool:
    """Tell whether a name stands in backquotes."""
    return token.stop - token.start > len(token.text)
