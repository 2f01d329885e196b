"""Wherever the parser can stand, a wrong word gets a written message in both languages.

For every state of the table the shortest text that leads there is made, in English and in Chinese
keywords; then comes a word, a mark or the end that cannot stand there.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import pytest

from policyrules.diagnostics.codes import TITLES
from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Span
from policyrules.syntax.keywords import keywords
from policyrules.syntax.mistakes import explain
from policyrules.syntax.parse import _driver, _learned, parse_expression
from policyrules.syntax.places import Construct, words
from policyrules.syntax.reading import Reading
from policyrules.syntax.run import Run
from policyrules.syntax.tokens import Token
from tests.diagnostics.reading_aloud import awkward
from tests.everything import EVERYTHING
from tests.unit.syntax.reading import codes

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

LANGUAGES: Final = ("en", "zh")
STANDS: Final = _driver().stands
TABLE: Final = STANDS.table
STATES: Final = TABLE.states

WRITTEN: Final = {
    "NAME": {"en": "plan", "zh": "计划"},
    "ITEM_CODE": {"en": "IN-01", "zh": "IN-01"},
    "STRING": {"en": '"words"', "zh": "“文字”"},
    "CITATION": {"en": "《Provisions》", "zh": "《规定》"},
    "NUMBER": {"en": "3", "zh": "3"},
    "DATE": {"en": "2026-03-01", "zh": "2026年3月1日"},
    "DATETIME": {"en": "2026-03-01T09:30", "zh": "2026-03-01T09:30"},
    "COMMA": {"en": ",", "zh": "，"},
    "SEMICOLON": {"en": ";", "zh": "；"},
    "COLON": {"en": ":", "zh": "："},
    "DOT": {"en": ".", "zh": "."},
    "RANGE": {"en": "..", "zh": ".."},
    "QUESTION": {"en": "?", "zh": "？"},
    "AT": {"en": "@", "zh": "@"},
    "ARROW": {"en": "->", "zh": "->"},
    "BAR": {"en": "|", "zh": "|"},
    "ROW_END": {"en": "|\n", "zh": "|\n"},
    "LPAR": {"en": "(", "zh": "（"},
    "RPAR": {"en": ")", "zh": "）"},
    "LBRACK": {"en": "[", "zh": "["},
    "RBRACK": {"en": "]", "zh": "]"},
    "LBRACE": {"en": "{", "zh": "{"},
    "RBRACE": {"en": "}", "zh": "}"},
    "PLUS": {"en": "+", "zh": "+"},
    "MINUS": {"en": "-", "zh": "-"},
    "STAR": {"en": "*", "zh": "*"},
    "SLASH": {"en": "/", "zh": "/"},
}

WRONG: Final = {
    "en": (
        *("", "wibble", "IN-09", "7", '"other words"', "2026-05-01", "《Law》", "{", "}", "(", ")", ","),
        *(":", ">=", "@source", "and", "when", "because", "within", "must not", "record", "expect"),
    ),
    "zh": (
        *("", "某某", "IN-09", "7", "“别的文字”", "2026-05-01", "《某法》", "{", "}", "（", "）", "，"),
        *("：", "≥", "@source", "且", "凡", "认定理由", "限", "不得", "记录", "期望"),
    ),
}


def spelt(terminal: str, language: str) -> str:
    """A terminal as text; where a language says it without a word, in the other."""
    if terminal in WRITTEN:
        return WRITTEN[terminal][language]
    other = "zh" if language == "en" else "en"
    return keywords().spelling(terminal, language) or keywords().spelling(terminal, other)


@cache
def yields() -> Mapping[str, tuple[str, ...]]:
    """What is the shortest that each rule of the grammar can be?"""
    shortest: dict[str, tuple[str, ...]] = {}
    while True:
        before = dict(shortest)
        for rule in TABLE.rules:
            parts = [(part,) if part.isupper() else shortest.get(part) for part in rule.expansion]
            if None in parts:
                continue
            whole = tuple(terminal for part in parts if part is not None for terminal in part)
            known = shortest.get(rule.name)
            if known is None or len(whole) < len(known):
                shortest[rule.name] = whole
        if shortest == before:
            return shortest


@cache
def ways() -> Mapping[int, tuple[str, tuple[str, ...]]]:
    """For every state: from which start and by which terminals is it reached soonest?"""
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    waiting: deque[int] = deque()
    for start, state in TABLE.starts.items():
        found[state] = (start, ())
        waiting.append(state)
    while waiting:
        state = waiting.popleft()
        start, way = found[state]
        for symbol, following in STATES[state].items():
            if isinstance(following, int) and symbol != "$END" and following not in found:
                found[following] = (start, (*way, *yields().get(symbol, (symbol,))))
                waiting.append(following)
    return found


def led_there(start: str, way: tuple[str, ...], language: str, wrong: str) -> Run:
    """A parse that has taken these terminals, with something wrong before it."""
    parts = [spelt(terminal, language) for terminal in way]
    text = "".join(f"{part} " for part in parts) + wrong
    reading = Reading(Source("<state>", text), lambda _: None)
    run = Run(STANDS, reading, start)
    at = 0
    for terminal, part in zip(way, parts, strict=True):
        length = len(part.rstrip())
        inner = part[1:-1] if terminal in ("STRING", "CITATION") else part.rstrip()
        assert run.feed(Token(terminal, inner, at, at + length, reading)), (way, terminal)
        reading.at = at + length
        reading.previous = terminal
        at += len(part) + 1
    return run


def told(start: str, way: tuple[str, ...], language: str) -> Iterator[tuple[str, Token, Run, Diagnostic]]:
    """What is said of each wrong thing that the parser cannot take there."""
    for wrong in WRONG[language]:
        run = led_there(start, way, language, wrong)
        reading = run.reading
        token = next(run.tokens, None) or Token("$END", "", reading.stop, reading.stop, reading)
        if run.may_end() if token.type == "$END" else run.takes(token.type):
            continue
        reading.diagnostics.clear()  # what the lexer had to say is another matter
        explain(run, token, _learned())
        yield wrong, token, run, reading.diagnostics[-1]


def test_every_state_is_reached() -> None:
    assert set(ways()) == set(range(len(STATES)))
    assert len(STATES) > 1_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_wherever_one_stands_the_message_is_written(language: str) -> None:
    wrong: list[tuple[Any, ...]] = []
    said = 0
    states = sorted(set(ways().values()))
    half = None if EVERYTHING else 2  # CI asks half of them in each language
    for start, way in states[LANGUAGES.index(language) if half else 0 :: half]:
        for word, token, run, one in told(start, way, language):
            said += 1
            text = run.reading.source.text
            wrong += [(fault, text, word, one.code, one.message) for fault in faults(one, token, run)]
    assert wrong == []
    assert said > (10_000 if EVERYTHING else 5_000)


def opened(run: Run) -> list[Span]:
    """Where brackets stand open."""
    return [
        value.span
        for value in run.values
        if type(value) is Token and value.type in ("LPAR", "LBRACK", "LBRACE")
    ]


def faults(one: Diagnostic, token: Token, run: Run) -> Iterator[str]:
    """What is wrong with a message?"""
    places = [one.place.span, *(label.place.span for label in one.labels)]
    beside = [token.span, *([run.last.span] if run.last is not None else []), *opened(run)]
    if one.code not in TITLES:
        yield "an unknown code"
    if not any(
        place.start <= near.start < place.stop or near.start <= place.start < max(near.stop, place.stop, 1)
        for place in places
        for near in beside
    ):
        yield "marks neither the word nor what stands before it"
    if not one.help:
        yield "offers nothing"
    if not any(re.search(r"`[^`]+`|“[^”]+”|删去", phrase.zh) for phrase in one.help):
        yield "offers nothing to type"
    for phrase in (one.message, one.label, *one.help):
        yield from awkward(phrase)


# --- the words for every rule -------------------------------------------------------------------


def test_every_rule_has_its_words() -> None:
    rules = {rule.called for rule in TABLE.rules if not rule.name.startswith("__")}
    known = words()
    assert sorted(rules - set(known.constructs) - known.parts) == []
    assert sorted((set(known.constructs) | known.parts) - rules - {"$expression"}) == []
    assert sorted(set(known.constructs) & known.parts) == []


def test_every_symbol_that_has_words_exists() -> None:
    symbols = {symbol for row in STATES for symbol in row}
    spoken = set(words().anywhere)
    for _, construct in words().constructs.values():
        spoken |= set(construct.next)
    assert sorted(spoken - symbols) == []


FRAMES: Final = (
    "{}",
    "list a for R {{ must x {{ {} }} }}",
    "list a for R {{ {} }}",
    "record R {{ {} }}",
    "policy p {{ {} }}",
    'test "t" {{ {} }}',
    "parameter p: integer = {}",
    "record R {{ f: {} }}",
    "list a for R {{ must x {{ overrides {} }} }}",
)
"""What a form may stand in."""

CONSTRUCTS: Final = list(dict(words().constructs.values()).values())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("construct", CONSTRUCTS, ids=[one.name.en for one in CONSTRUCTS])
def test_every_form_can_be_typed(construct: Construct, language: str) -> None:
    form = construct.form.en if language == "en" else construct.form.zh
    text = f"{form} record R {{ a: text }}" if form.startswith("@") else form
    assert not parse_expression(text)[1] or any(not codes(frame.format(text)) for frame in FRAMES), form
    spoken = keywords().language_of
    plain = re.sub(r"“[^”]*”|\"[^\"]*\"|《[^》]*》", "", text)
    other = {word for word in re.findall(r"[^\W\d]+", plain) if spoken.get(word, language) != language}
    assert not other or form.startswith("@"), form
