"""Is a text read the same whether or not anything is kept of where its parse stood?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyrules.diagnostics.source import Source
from policyrules.frozen import names_of
from policyrules.syntax import lexer, parse
from policyrules.syntax.driver import Driver, UnreadError
from policyrules.syntax.parse import parse_file
from policyrules.syntax.reading import Reading
from policyrules.syntax.stands import END, MOST, Stands
from tests.everything import EVERYTHING
from tests.unit.syntax.test_hostile import WORDS

ROOT: Final = Path(__file__).parents[3]
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8", errors="replace")
    for folder in ("policies", "tests/diagnostics/broken", "tests/unit/syntax/samples")
    for path in sorted((ROOT / folder).rglob("*.rules"))
}

AGAIN: Final = {
    "a numeral": "record R { 五: integer, n: integer } list a for R { must not x { when n = 五 and n > 五 } }",
    "a date in words": "record R { 二〇二六年二月三日: date, d: date } list a for R { must x { ensure d >= 二〇二六年二月三日 } }",
    "a unit": "记录 R { 日内: 整数 } 规定 a 适用于 R { 应当 x { 须 日内 > 3日内 } }",
    "a long name": f"record R {{ {'a' * 101}: text }} list a for R {{ must x {{ ensure {'a' * 101} = “b” }} }}",
    "a code": "record R { a: text } list a for R { must a-1 { ensure a - 1 > a-1 and broken(a-1) } }",
    "a word that is called": "record R { broken: boolean } list a for R { must x { when broken ensure broken(x) and broken(x) and broken(x) and broken } }",
    "a word of several": "list a for R { must not x { when n > 1 } must n { ensure not must and in the = in } }",
    "decomposed": "record R { cafe\u0301: text, café: text } list a for R { must x { ensure cafe\u0301 = café } }",
}
"""A word that stands there once as it is read then, and again where it is read otherwise."""
TEXTS |= {name: f"{text}\n{text}" for name, text in AGAIN.items()}


TABLE: Final = parse._driver().stands.table  # the one there is


@cache
def driver(most: int) -> Driver:
    return Driver(Stands(TABLE, most=most))


def dumped(node: Any) -> Any:
    """Everything in a node, where it stands included, which nodes leave out when they are compared."""
    if isinstance(node, tuple):
        return [dumped(each) for each in node]
    names = names_of(type(node))
    if names is None:
        return node
    return [type(node).__name__, *(dumped(getattr(node, name)) for name in names)]


def read_by(text: str, most: int, *, names: bool = True) -> tuple[Any, Any]:
    """What a text says, and what is wrong with it, with at most so many stands kept and with or without names."""
    source = Source("<test>", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse, "_driver", lambda: driver(most))
        if not names:
            patch.setattr(lexer, "_is_plain", lambda _: False)
        file, found = parse_file(source)
    return dumped(file), [dumped(each) for each in found]


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("name", [*AGAIN, *sorted(TEXTS)[:: 1 if EVERYTHING else 8]])
def test_what_is_kept_changes_nothing(name: str) -> None:
    text = TEXTS[name]
    as_always = read_by(text, MOST)
    assert read_by(text, MOST) == as_always  # all is known by now
    assert read_by(text, 0, names=False) == as_always
    assert read_by(text, 40) == as_always


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=30), st.sampled_from(["", " "]))
def test_what_is_kept_changes_nothing_of_any_text(words: list[str], between: str) -> None:
    text = between.join(words)
    assert read_by(text, MOST) == read_by(text, 0, names=False)


def test_no_more_stands_are_kept_than_may_be() -> None:
    stands = Stands(TABLE, most=30)
    deep = "list a for R { must x { when " + "(" * 60
    reading = Reading(Source("<test>", deep), lambda _: None)
    with pytest.raises(UnreadError):
        Driver(stands).parse(reading, "file")
    assert stands.count == 30
    stand = stands.at("file")
    assert stands.count == 1  # what was kept is forgotten, and it begins anew
    assert stand.takes("LIST")
    assert stand.step(END) is stand.step(END)


def test_a_stand_that_is_not_kept_answers_all_the_same() -> None:
    kept, fresh = driver(MOST).stands.at("file"), Stands(TABLE, most=0).at("file")
    assert fresh.words is None
    for terminal in kept.row:
        if terminal.isupper():
            one, other = kept.step(terminal), fresh.step(terminal)
            assert (one.at, one.kept, one.makes) == (other.at, other.kept, other.makes)
            assert fresh.step(terminal) is not other
