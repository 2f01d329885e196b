"""Which word, literal or mark comes next?

One pattern finds it. A word is a keyword only where the parser can shift it, so the lexer looks at
the parser's stack; everywhere else it is a name. What is no part of the language is told and passed
over (`oddities`), so that one stray character does not hide the rest of the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.names import Comment
from policyrules.syntax.odd_numerals import NUMERAL_SIGNS, numeral
from policyrules.syntax.oddities import full_stop, odd, slip
from policyrules.syntax.reading import Reading
from policyrules.syntax.stands import Stand, Standing, best
from policyrules.syntax.tokens import MAX_BRACKETS, MAX_NAME, Token
from policyrules.syntax.too_much import name_too_long, too_many_brackets, too_many_tokens
from policyrules.syntax.vocabulary import CALLED, UNITS, vocabulary

_HAN: Final = "〇々㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_MARKED: Final = "\u0300-\u036f"
"""Accents written as characters of their own."""

_TOKEN: Final = re.compile(
    rf"""[ \t\n\r\f\v]*(?:
      (?P<word>[^\W\d](?:[^\W\d{_MARKED}]+|[{_MARKED}]+|(?<![{_HAN}])[0-9]+)*)
    | (?P<mark>->|→|\.\.|\|\|?|&&?|[!<>=]=*>?|[≠≤≥,;:.?@()\[\]{{}}+\-*/])
    | (?P<datetime>[0-9]{{4}}-[0-9]+-[0-9]+T[0-9]+:[0-9]+(?::[0-9]+(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{{1,2}}:?[0-9]{{2}})?
                 | [0-9]{{4}}年[0-9]+月[0-9]+日[0-9]+[时点](?:[0-9]+分)?)
    | (?P<date>[0-9]{{4}}(?:-[0-9]+-[0-9]+|/[0-9]+/[0-9]+|\.[0-9]+\.[0-9]+|年[0-9]+月[0-9]+日))
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[ ]*%|万?亿|万|[ ]+(?:万?亿|万)(?!\w))?)
    | (?P<string>"[^"\n\r]*"|“[^“”\n\r]*”)
    | (?P<citation>《[^《》\n\r]*》)
    | (?P<quoted>`[^`\n\r]+`)
    | (?P<comment>\#[^\n\r]*)
    | (?P<end>\Z)
    | (?P<odd>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_CODE: Final = re.compile(r"\w+(?:-[0-9A-Za-z_]+)+")
_LINE_END: Final = re.compile(r"[ \t]*(?:[\n\r#}]|\Z)")
_BRACKET_NEXT: Final = re.compile(r"[ \t\n\r]*\(")

_MARKS: Final = {
    ",": "COMMA",
    ";": "SEMICOLON",
    ":": "COLON",
    ".": "DOT",
    "..": "RANGE",
    "?": "QUESTION",
    "@": "AT",
    "->": "ARROW",
    "→": "ARROW",
    "+": "PLUS",
    "-": "MINUS",
    "*": "STAR",
    "/": "SLASH",
}
_BRACKETS: Final = {
    "(": ("LPAR", 1),
    ")": ("RPAR", -1),
    "[": ("LBRACK", 1),
    "]": ("RBRACK", -1),
    "{": ("LBRACE", 1),
    "}": ("RBRACE", -1),
}
"""Their terminals, and how many more stand open after them."""
_BETWEEN_QUOTES: Final = frozenset({"string", "citation"})
_LITERALS: Final = {
    "number": "NUMBER",
    "string": "STRING",
    "citation": "CITATION",
    "date": "DATE",
    "datetime": "DATETIME",
}


def tokens_of(reading: Reading, standing: Standing) -> Iterator[Token]:
    """Yield the tokens of a reading, each read for where the parser stands by then."""
    match = _TOKEN.match
    text = reading.folded
    left = reading.left
    spoken = reading.spoken
    plain_names = reading.plain_names
    token: Token | None
    while True:
        found = match(text, reading.at, reading.stop)
        assert found is not None
        kind = found.lastgroup
        assert kind is not None
        start, stop = found.span(kind)
        reading.at = stop
        if kind == "word":
            stand = standing.stand
            word = text[start:stop]
            terminal = stand.words.get(word) if stand.words else None
            if terminal is not None:
                spoken[word] += 1
                token = Token(terminal, word, start, stop, reading)
            elif word in plain_names and text[stop : stop + 1] != "-":
                token = Token("NAME", word, start, stop, reading)
            else:
                token = _word(reading, stand, word, start, stop)
        elif kind == "mark":
            mark = text[start:stop]
            terminal = _MARKS.get(mark)
            if terminal is not None:
                token = Token(terminal, mark, start, stop, reading)
            else:
                token = _mark(reading, standing.stand, mark, start, stop)
        elif kind == "end":
            return
        elif kind == "comment":
            _comment(reading, start, stop)
            continue
        elif kind == "odd":
            token = odd(reading, start)
            if token is None:
                continue
        elif kind == "quoted":
            token = _name(reading, reading.source.text[start + 1 : stop - 1], start, stop)
        else:
            read = reading.source.text[start + 1 : stop - 1] if kind in _BETWEEN_QUOTES else text[start:stop]
            token = Token(_LITERALS[kind], read, start, stop, reading)
        reading.previous = token.type
        left.tokens -= 1
        if left.tokens < 0:
            too_many_tokens(reading)
        yield token


# --- words ----------------------------------------------------------------------------------


def _word(reading: Reading, stand: Stand, word: str, start: int, stop: int) -> Token:
    text = reading.folded
    row = stand.row
    if text[stop : stop + 1] == "-" and "ITEM_CODE" in row:
        code = _CODE.match(text, start, reading.stop)
        if code is not None and stand.takes("ITEM_CODE"):
            reading.at = code.end()
            token = Token("ITEM_CODE", code.group(), start, code.end(), reading)
            if code.end() - start > MAX_NAME:
                name_too_long(token)
            return token
    known = vocabulary()
    unfit: Token | None = None
    """The longest keyword written here, when the parser can take none and no name either."""
    phrases = known.phrases.get(word, ())
    for rest, spelling, terminals in phrases:
        further = rest.match(text, stop, reading.stop)
        if further is None:
            continue
        terminal = best(stand, terminals)
        if terminal is not None:
            reading.at = further.end()
            return _keyword(reading, terminal, spelling, start, further.end())
        unfit = unfit or Token(terminals[0], spelling, start, further.end(), reading)
    terminals_of_word = known.words.get(word)
    if terminals_of_word is not None:
        terminal = terminals_of_word[0]
        if len(terminals_of_word) > 1 or "NAME" in row or terminal not in row:
            terminal = _best_word(reading, stand, terminals_of_word, stop)
        if terminal is not None:
            if stand.words is not None and _is_settled(stand, word, terminals_of_word):
                stand.words[word] = terminal
            return _keyword(reading, terminal, word, start, stop)
        unfit = unfit or Token(terminals_of_word[0], word, start, stop, reading)
    if unfit is not None and not stand.takes("NAME"):
        reading.at = unfit.stop
        return unfit
    if reading.previous == "NUMBER":
        split = _after_number(reading, stand, word, start)
        if split is not None:
            return split
    if word.endswith(known.tier_particles):
        return _tier(reading, word, start, known.tier_particles)
    number = numeral(reading, word, start, stop)
    if number is not None:
        return number
    if unfit is None and not phrases and _is_plain(word) and reading.is_normal:
        reading.plain_names.add(word)
    return _name(reading, word, start, stop)


def _is_plain(word: str) -> bool:
    """Tell whether a word that is no keyword is a name wherever it stands."""
    return len(word) <= MAX_NAME and not word.startswith((*NUMERAL_SIGNS, *vocabulary().after_numbers))


def _name(reading: Reading, word: str, start: int, stop: int) -> Token:
    if not reading.is_normal:
        word = unicodedata.normalize("NFC", word)
    token = Token("NAME", word, start, stop, reading)
    if len(word) > MAX_NAME:
        name_too_long(token)
    return token


def _keyword(reading: Reading, terminal: str, spelling: str, start: int, stop: int) -> Token:
    reading.spoken[spelling] += 1
    return Token(terminal, spelling, start, stop, reading)


def _is_settled(stand: Stand, word: str, terminals: Sequence[str]) -> bool:
    """Tell whether a word that is a keyword here is one whatever follows it."""
    return word not in vocabulary().phrases and CALLED.isdisjoint(terminals) and "ITEM_CODE" not in stand.row


def _best_word(reading: Reading, stand: Stand, terminals: Sequence[str], stop: int) -> str | None:
    chosen = best(stand, terminals)
    if chosen in CALLED and _BRACKET_NEXT.match(reading.folded, stop, reading.stop) is None:
        return best(stand, [terminal for terminal in terminals if terminal not in CALLED])
    return chosen


def _after_number(reading: Reading, stand: Stand, word: str, start: int) -> Token | None:
    """Split 日内 into 日 and 内: a unit or classifier and the keyword written together with it."""
    known = vocabulary()
    for first in known.after_numbers:
        if word.startswith(first) and word[len(first) :] in known.words:
            terminal = best(stand, known.words[first])
            if terminal in UNITS or terminal == "CLASSIFIER":
                reading.at = start + len(first)
                return _keyword(reading, terminal, first, start, reading.at)
    return None


def _tier(reading: Reading, word: str, start: int, particles: Sequence[str]) -> Token:
    """Split 县及以下 into 县 and 及以下."""
    length = len(word) - max(len(particle) for particle in particles if word.endswith(particle))
    reading.at = start + length
    return _name(reading, word[:length], start, reading.at)


# --- marks and comments ---------------------------------------------------------------------


def _mark(reading: Reading, stand: Stand, mark: str, start: int, stop: int) -> Token:
    bracket = _BRACKETS.get(mark)
    if bracket is not None:
        terminal, more = bracket
        reading.open_brackets += more
        if more > 0 and reading.open_brackets > MAX_BRACKETS:
            too_many_brackets(reading, start)
        return Token(terminal, mark, start, stop, reading)
    symbols = vocabulary().symbols.get(mark)
    if symbols is not None:
        terminal = symbols[0] if len(symbols) == 1 else best(stand, symbols) or symbols[-1]
        return Token(terminal, mark, start, stop, reading)
    if mark[0] == "|":
        is_or = stand.takes("OR") and not stand.takes("BAR")
        if mark != "||" or not is_or:
            reading.at = start + 1
            ends = _LINE_END.match(reading.folded, start + 1, reading.stop) is not None
            return Token("ROW_END" if ends else "BAR", "|", start, start + 1, reading)
    ends = mark == "!" and _LINE_END.match(reading.folded, stop, reading.stop) is not None
    if ends and stand.takes("SEMICOLON"):
        full_stop(reading, start)
        return Token("SEMICOLON", ";", start, stop, reading)
    return slip(reading, mark, start)


def _comment(reading: Reading, start: int, stop: int) -> None:
    if start not in reading.comments:
        text = reading.folded
        before = start
        while before and text[before - 1] in " \t":
            before -= 1
        alone = before == 0 or text[before - 1] in "\n\r"
        reading.comments[start] = Comment(reading.source.text[start:stop], alone, Span(start, stop))
