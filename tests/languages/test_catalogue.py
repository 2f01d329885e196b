"""Everything is said in English and in Chinese, and the Chinese is Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest
from cyclopts import App

from policyrules.diagnostics.width import width
from policyrules.surfaces.cli import main
from policyrules.surfaces.cli.app import build
from policyrules.surfaces.cli.mistakes import commands_of
from policyrules.surfaces.output import Output
from policyrules.syntax.keywords import keywords
from tests.languages.catalogue import HOLE, SOURCES, Pair, pairs

HAN: Final = re.compile(r"[\u4e00-\u9fff]")
QUOTED: Final = re.compile(r"`[^`]*`|“[^”]*”|\"[^\"]*\"|\{[^{}]*\}", re.DOTALL)
"""What is quoted stands for itself: code, data, a form to fill in."""

NOT_SAID: Final = {
    ("diagnostics/sarif.py", "zh-CN"): "the language's own code, which programs read",
    ("diagnostics/codes.py", "docs/diagnostics.zh.md"): "the name of a page",
    ("surfaces/diagnostic_pages.py", "diagnostics.zh.md"): "the name of a page",
}
"""Chinese parts without Chinese, and why."""

ENGLISH_MARKS: Final = re.compile(
    r"[\u4e00-\u9fff\0] ?[,;!?](?![0-9])|[\u4e00-\u9fff] ?[:.](?![A-Za-z0-9/])|\((?=[\u4e00-\u9fff])"
)
MARKS_MEANT: Final = {
    ("surfaces/cli/explain.py", "政策.条目"): "an item's name as rules write it",
    ("semantics/unknown_names.py", "项."): "an entry's field as rules write it",
    ("semantics/check_calls.py", "(项."): "as above",
    ("semantics/other_functions.py", "项."): "as above",
    ("syntax/slips_of_sums.py", "项."): "as above",
}

SAID_OTHERWISE: Final[dict[str, tuple[str, set[str]]]] = {
    "core/days_said.py": ("a span names its last day once, with less of the date", {"finish", "last"}),
    "core/explain/grounds_said.py": ("Chinese sets no space before a Chinese name", {"gap"}),
    "core/decision/findings.py": ("Chinese joins what is lacking inside", {"lacking"}),
    "core/decision/usage_said.py": (
        "Chinese counts with classifiers, English in plurals",
        {"one", "in_plain_words", "classifier", "counted", "unit"},
    ),
    "engine/admission.py": ("the record's first name is the ledger's own", {"self"}),
    "engine/engine.py": ("English adds the other name in brackets", {"other"}),
    "ledgers/sql/fitting.py": ("the key's name for people is looked up", {"key", "column"}),
    "surfaces/plan_text.py": ("English counts in plurals", {"counted", "count", "number"}),
    "semantics/check_heads.py": ("English says for each of what; 每期 needs no name", {"derivation", "each"}),
    "semantics/check_items.py": ("the modality is said by its Chinese word", {"positive", "node"}),
    "semantics/check_periods.py": ("as above", {"item"}),
    "semantics/check_stages.py": ("as above", {"stage"}),
    "semantics/check_steps.py": ("the entry is meant by the sentence", {"node", "members"}),
    "semantics/mismatch.py": ("Chinese has no plural to choose", {"days"}),
    "semantics/names_meant.py": (
        "members and fields are listed by their names for people; English counts them",
        {"members", "offer", "many"},
    ),
    "semantics/unknown_names.py": ("fields are listed by their names for people", {"offer"}),
    "surfaces/cli/check.py": ("English chooses a plural", {"files", "count"}),
    "surfaces/cli/decide.py": ("the parameter's name for people", {"problem"}),
    "surfaces/documents/calendars.py": ("Chinese names the weekday inside", {"last", "week"}),
    "surfaces/lookup_files.py": ("English adds the other name in brackets", {"other"}),
}
"""Modules in which a text puts in what its twin says another way: why, and the variables."""

NAMES_IN_A_LANGUAGE: Final = frozenset(
    [
        "en",
        "zh",
        "first",
        "people",
        "name",
        "names",
        "record",
        "called",
        "word",
        "words",
        "records",
        "schema",
        "quoted",
        "excerpt",
        "shown",
        "entry",
        "field",
        "declared",
        "str",
        "len",
        "sorted",
    ]
)
"""What is put in is often a name, looked up for each language."""


@cache
def all_pairs() -> tuple[Pair, ...]:
    """Everything that is said: read when a test runs, since processes that run none of these collect them too."""
    return tuple(pairs())


def said(pair: Pair) -> str:
    return str(pair)


def test_the_catalogue_is_found() -> None:
    assert len(all_pairs()) > 2000
    assert len({pair.module for pair in all_pairs()}) > 150


def test_both_languages_say_something() -> None:
    assert [
        said(pair) for pair in all_pairs() if bool(pair.en.words.strip()) != bool(pair.zh.words.strip())
    ] == []


def test_the_chinese_is_chinese_and_the_english_is_english() -> None:
    def is_said(pair: Pair) -> bool:
        free = QUOTED.sub("", pair.zh.words).replace(HOLE, "")
        return not re.search(r"[A-Za-z]{2}", free) or bool(HAN.search(pair.zh.words))

    same = [
        pair for pair in all_pairs() if not is_said(pair) and (pair.module, pair.zh.words) not in NOT_SAID
    ]
    assert [said(pair) for pair in same if not _is_a_form(pair)] == []
    assert [
        said(pair)
        for pair in all_pairs()
        if HAN.search(QUOTED.sub("", pair.en.words).replace("以上 or 以下", ""))
    ] == []


def _is_a_form(pair: Pair) -> bool:
    """Whether both say the same to type: options, addresses."""
    return pair.en.words == pair.zh.words


def test_both_languages_put_in_the_same() -> None:
    different = []
    for pair in all_pairs():
        en, zh = (
            {re.sub(r"_(en|zh)$", "", name) for name in text.names} - NAMES_IN_A_LANGUAGE
            for text in (pair.en, pair.zh)
        )
        odd = {name for name in en ^ zh if not name.startswith("_") and not name.isupper()}
        if odd - SAID_OTHERWISE.get(pair.module, ("", set()))[1]:
            different.append(f"{said(pair)} {sorted(odd)}")
    assert different == []


def test_no_keyword_of_the_english_rules_is_left_in_chinese_prose() -> None:
    table = keywords()
    english = {word for word, language in table.language_of.items() if language == "en" and len(word) > 1}
    left = []
    for pair in all_pairs():
        free = QUOTED.sub(" ", pair.zh.words).replace(HOLE, " ")
        if not HAN.search(free):
            continue
        found = english & set(re.findall(r"(?<![\w./-])[a-z]+(?![\w./-])", free))
        if found:
            left.append(f"{said(pair)} {sorted(found)}")
    assert left == []


def test_chinese_sentences_have_chinese_marks() -> None:
    wrong = [
        said(pair)
        for pair in all_pairs()
        if HAN.search(pair.zh.words)
        and (found := ENGLISH_MARKS.search(QUOTED.sub("", pair.zh.words)))
        and not any(
            pair.module == module and text in pair.zh.words and found[0] in text
            for module, text in MARKS_MEANT
        )
    ]
    assert wrong == []
    marks = re.compile(r"[，。；：（）、]")
    assert [said(pair) for pair in all_pairs() if marks.search(QUOTED.sub("", pair.en.words))] == []


def test_exceptions_are_still_needed() -> None:
    """What is excused here still stands in the sources."""
    modules = {pair.module for pair in all_pairs()}
    assert set(SAID_OTHERWISE) <= modules
    for module, text in (*NOT_SAID, *MARKS_MEANT):
        assert text in (SOURCES / module).read_text(encoding="utf-8")


# --- help ------------------------------------------------------------------------------------


def commands() -> list[str]:
    import io

    return ["", *commands_of(_app(Output(io.StringIO(), io.StringIO())))]


def _app(output: Output) -> App:
    return build(output)


def entries(text: str) -> Iterator[tuple[str, str]]:
    """Yield the label and the first words of each entry of a help text."""
    for line in text.splitlines():
        found = re.fullmatch(r"  (\S.*?)  +(\S.*)", line)
        if found:
            yield found[1], found[2]


@pytest.mark.parametrize("command", commands())
def test_help_says_the_same_in_both_languages(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = {}
    for language in ("en", "zh"):
        assert main([*command.split(), "--help", "--language", language]) == 0
        told[language] = capsys.readouterr().out
    options = {language: re.findall(r"^  (--[a-z-]+)", text, re.MULTILINE) for language, text in told.items()}
    assert options["en"] == options["zh"]
    assert len(list(entries(told["en"]))) == len(list(entries(told["zh"])))
    for label, words in entries(told["zh"]):
        assert HAN.search(words), (label, words)
    assert not HAN.search(told["en"].replace("中文", ""))
    assert not re.search(r"\b[A-Z]{4,}\b", re.sub(r"TOML|JSON|HTML|JUnit|SARIF", "", told["zh"])), "a metavar"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", commands())
def test_help_lines_up(command: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([*command.split(), "--help", "--language", language])
    text = capsys.readouterr().out
    for block in re.split(r"\n\n", text):
        starts = {
            width(line[: found.start(1)])
            for line in block.splitlines()
            if (found := re.fullmatch(r"  \S.*?  +(\S.*)", line))
        }
        assert len(starts) <= 1, block


# --- columns ---------------------------------------------------------------------------------

COUNTED: Final = {
    "core/facts/written.py": "digits",
    "diagnostics/excerpt.py": "line numbers",
    "syntax/from_tree/literals.py": "digits",
    "syntax/format/clauses.py": "the column is one of English keywords",
    "surfaces/finding_text.py": "the labels of the English side only",
}
"""Where text is padded by counting characters, and why that is its width."""


def test_columns_are_drawn_by_width() -> None:
    """Padding counts columns of the screen, not characters: `width.pad`, not `ljust`."""
    counting = re.compile(r"\.(?:ljust|rjust|center)\(|:[<>^]\{?\w+\}?\}")
    found = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if counting.search(path.read_text(encoding="utf-8"))
    }
    assert found <= set(COUNTED)
