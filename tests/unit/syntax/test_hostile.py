"""No text raises or hangs: a diagnostic each, in bounded time."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policyrules.diagnostics.diagnostic import Severity
from policyrules.diagnostics.source import Source
from policyrules.syntax.driver import UnreadError
from policyrules.syntax.keywords import keywords
from policyrules.syntax.parse import MAX_CHARACTERS, _expression, _parsed, parse_expression, parse_file
from policyrules.syntax.reading import MAX_MISTAKES, GiveUpError, Reading
from tests.patience import PATIENCE
from tests.unit.syntax.reading import codes, read

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

HOSTILE = {
    "open brackets": ("define a for R = " + "(" * 10_000, ["too-deep"]),
    "open braces": ("list a for R { must x { when a in " + "{" * 10_000, ["too-deep"]),
    "open brackets at the top": ("(" * 10_000, ["unexpected-word"]),
    "five megabytes": ("a " * 2_500_000, ["file-too-large"]),
    "one long line": ("x" * 3_900_000, ["name-too-long"]),
    "many words": ("a " * 1_900_000, ["stray-text"]),
    "NUL": ("policy a\0 { }", ["odd-character"]),
    "NULs": ("\0 " * 100_000, None),
    "surrogate": ('policy a "\ud800" { }\nuse b \ud800', ["odd-character"]),
    "digits": ("define a for R = " + "1" * 10_000, ["number-too-long"]),
    "quotes": ('"' * 1_000_000, None),
    "opening quotes": ("“a " * 500_000, None),
    "citations": ("《" * 1_000_000, None),
    "backquotes": ("`" * 1_000_000, None),
    "nots": ("define a for R = " + "not " * 50_000 + "b", ["too-deep"]),
    "minuses": ("define a for R = " + "-" * 50_000 + "b", ["too-deep"]),
    "sums": ("define a for R = a" + " + a" * 50_000, ["too-deep"]),
    "lists": ("record R { a: " + "list of " * 50_000 + "text }", ["too-deep"]),
    "choices": ("define a for R = (if a then b " + "else if a then b " * 20_000 + "else c)", ["too-deep"]),
    "conditions": ("define a for R = a" + " and a" * 50_000, []),
    "annotations": ('@a("x")\n' * 20_000, None),
    "bars": ("table t for R first {\n" + "|" * 1_000_000 + "\n}", None),
    "bars and blanks": ("table t for R first {\n" + ("|" + " " * 1_000) * 1_000 + "\n}", None),
    "braces in a text": ('list a for R { must x { because "' + "{" * 500_001 + '" } }', ["template-brace"]),
    "bad expressions in a text": ('list a for R { must x { because "' + "{a a} " * 10_000 + '" } }', None),
    "comments": ("# a\n" * 300_000, []),
    "one comment": ("#" * 3_900_000, []),
    "full stops": ("。 " * 500_000, None),
    "items": ("must not x {\n" * 100_000, None),
    "misspelt items": ("list a for R {\n" + "mst x { }\n" * 10_000 + "}", None),
    "words written together": (
        "list a for R { must x {\n" + "每个对象每年不得超过1次\n" * 50_000 + "} }",
        None,
    ),
    "a long code": ("list a for R { must x { overrides " + "a-" * 60 + "a } }", ["name-too-long"]),
    "codes": ("list a for R { must x { overrides " + "a-" * 500_000, None),
    "every character": ("".join(map(chr, range(0x20, 0xD800))), None),
    "control characters": ("".join(map(chr, range(0x20))) * 1_000, None),
    "blank lines": ("\n" * 3_900_000, ["empty-file"]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(name: str) -> None:
    text, wanted = HOSTILE[name]
    start = time.process_time()
    file, found = parse_file(Source("<hostile>", text))
    assert time.process_time() - start < 6 * PATIENCE  # of processor time: two seconds, on a slower machine
    assert file.source.text is text
    assert len(found) <= MAX_MISTAKES + 1
    if wanted is None:
        assert found
    else:
        assert [one.code for one in found] == wanted


def test_a_text_with_too_many_mistakes_says_so() -> None:
    _, found = read("record R { a: text " + "$ b: text " * 500 + "}")
    assert len(found) == MAX_MISTAKES + 1
    assert (found[-1].code, found[-1].severity) == ("too-many-mistakes", Severity.NOTE)


def test_a_list_with_too_many_mistakes_is_given_up() -> None:
    items = "".join(f" must x{number} {{ when }}\n" for number in range(300))
    for text in (f"list a for R {{\n{items}", f"list a for R {{\n otherwise must not “t”\n{items}}} }} }}"):
        _, found = read(text)
        assert len(found) == MAX_MISTAKES + 1


def test_the_largest_text_that_is_read() -> None:
    assert codes("#" * MAX_CHARACTERS) == []
    assert codes("#" * (MAX_CHARACTERS + 1)) == ["file-too-large"]
    assert [one.code for one in parse_expression("a" * (MAX_CHARACTERS + 1))[1]] == ["file-too-large"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    lines = ["\ufeff# c", "table t for R first {", "| a | -> b |", "| 1 | 2 | # d", "| 3 | |", "}", "use x y"]
    file, found = read(end.join(lines))
    assert [(one.code, one.place.line) for one in found] == [("empty-cell", 5), ("unexpected-word", 7)]
    assert [(one.text, one.own_line) for one in file.comments] == [("# c", True), ("# d", False)]


WORDS = st.sampled_from(
    [
        *sorted(keywords().by_spelling),
        *(
            "a",
            "甲",
            "IN-01",
            "1",
            "80%",
            "2026-03-01",
            "“t”",
            '"{a}"',
            "《n》",
            "`q`",
            "#",
            "\n",
            "\t",
            "\0",
            "\ud800",
        ),
        *(
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "|",
            "->",
            ",",
            ":",
            ";",
            ".",
            "..",
            "?",
            "@",
            "+",
            "-",
            "*",
            "/",
            "!",
            "“",
            "”",
            "{{",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=40), st.sampled_from(["", " ", "\n"]))
def test_any_words_in_any_order(words: list[str], between: str) -> None:
    text = between.join(words)
    file, found = parse_file(Source("<any>", text))
    for one in found:
        assert 0 <= one.place.span.start <= one.place.span.stop <= len(text)
        assert one.message.en
        assert one.message.zh
    assert file.language in ("en", "zh")
    parse_expression(text)


QUOTED_KEYWORDS = st.sampled_from(sorted(keywords().by_spelling)).map(lambda word: f"`{word}`")


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS | QUOTED_KEYWORDS, max_size=12))
@example(["{{", "sunday"])
def test_what_cannot_be_read_is_told(words: list[str]) -> None:
    """Nothing is left out of a file without an error."""
    source = Source(
        "<any>", f"record R {{ a: text }}\nlist l for R {{ must x {{ when {' '.join(words)} }} }}"
    )
    try:
        _parsed(Reading(source, _expression), "file")
    except (UnreadError, GiveUpError):
        assert any(one.severity is Severity.ERROR for one in parse_file(source)[1])


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text(text: str) -> None:
    parse_file(Source("<any>", text))
    parse_file(Source("<any>", f"list a for R {{ must x {{ when {text} }} }}"))


def test_the_collector_is_on_again() -> None:
    assert gc.isenabled()
    for text in ("use a", "use", "(" * 1_000):
        read(text)
        assert gc.isenabled()
    gc.disable()
    try:
        read("use a")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_many_threads_read_at_once() -> None:
    texts = [f"record R{number} {{ a: text b: {'text' if number % 2 else '3'} }}" for number in range(40)]
    alone = [codes(text) for text in texts]
    together: dict[int, list[str]] = {}

    def work(numbers: Iterator[int]) -> None:
        for number in numbers:
            together[number] = codes(texts[number])

    threads = [threading.Thread(target=work, args=(iter(range(first, 40, 4)),)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(40)] == alone
    assert gc.isenabled()
