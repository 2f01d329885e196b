"""What a broken policy is told, whole and in both languages, and how that reads.

`broken/NAME.rules` is a file with the slips of people who never wrote a program, `broken/NAME/` a folder
of several files; `NAME.en.txt` and `NAME.zh.txt` are everything the load has to say. Run with
`UPDATE_SNAPSHOTS=1` to write them anew, and read what changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from policyrules.diagnostics.codes import TITLES
from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.phrase import Language
from policyrules.diagnostics.render import render
from policyrules.errors import PolicyError
from policyrules.surfaces.files import examine_text
from policyrules.surfaces.loading import load
from policyrules.syntax.pieces import MODALITIES, NUMBERING, leading
from tests.diagnostics.reading_aloud import awkward

FOLDER: Final = Path(__file__).parent / "broken"
PAGE: Final = Path(__file__).parents[2] / "docs" / "diagnostics.md"
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
UPDATE: Final = bool(os.environ.get("UPDATE_SNAPSHOTS"))

MADE: Final[dict[str, Callable[[], str]]] = {
    "too_many_mistakes": lambda: "记录 检查 {\n" + "    人数: 整数 ￥\n" * 120 + "}\n",
    "file_too_large": lambda: "# 一行说明\n" * 350_000,
}
"""Files that are too large to keep: name → text."""

MOST_SHOWN: Final = 30
"""Of a policy with more to say the snapshot holds the first and the last."""

ELSEWHERE: Final = frozenset({"format-unsafe"})
"""Codes that no load gives."""

NAMES: Final = sorted(
    {path.stem for path in FOLDER.glob("*.rules")}
    | {path.name for path in FOLDER.iterdir() if path.is_dir()}
    | set(MADE)
)


@cache
def said(name: str) -> tuple[tuple[Diagnostic, ...], dict[Language, str]]:
    """Return the diagnostics of a broken policy, and all of them as text."""
    before = Path.cwd()
    with TemporaryDirectory() as made:
        try:
            os.chdir(made if name in MADE else FOLDER)
            if name in MADE:
                Path(f"{name}.rules").write_text(MADE[name](), encoding="utf-8")
            try:
                found = load(name if Path(name).is_dir() else f"{name}.rules").diagnostics
                whole = {each: "\n\n".join(render(one, each) for one in found) for each in LANGUAGES}
            except PolicyError as error:
                found = error.diagnostics
                whole = {each: error.in_(each) for each in LANGUAGES}
                if len(found) > MOST_SHOWN:
                    ends = (found[0], found[-1])
                    whole = {each: "\n\n…\n\n".join(render(one, each) for one in ends) for each in LANGUAGES}
        finally:
            os.chdir(before)
    return found, whole


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_said(name: str, language: Language) -> None:
    found, whole = said(name)
    assert found, "nothing is wrong with it"
    snapshot = FOLDER / f"{name}.{language}.txt"
    if UPDATE:
        snapshot.write_text(whole[language] + "\n", encoding="utf-8")
    assert snapshot.read_text(encoding="utf-8") == whole[language] + "\n"


def test_there_are_enough_and_none_is_left_over() -> None:
    assert len(NAMES) >= 215
    texts = {path.name for path in FOLDER.glob("*.txt")}
    assert texts == {f"{name}.{language}.txt" for name in NAMES for language in LANGUAGES}


def test_every_code_has_been_said() -> None:
    codes = {diagnostic.code for name in NAMES for diagnostic in said(name)[0]}
    assert sorted(TITLES.keys() - codes - ELSEWHERE) == []
    assert sorted(codes - TITLES.keys()) == []


# --- how it reads -------------------------------------------------------------------------------


def test_every_sentence_can_be_read_aloud() -> None:
    wrong = []
    for name in NAMES:
        for one in said(name)[0]:
            for phrase in (one.message, one.label, *(label.text for label in one.labels), *one.help):
                wrong += [(name, one.code, fault, phrase) for fault in awkward(phrase)]
    assert wrong == []


def test_every_error_helps() -> None:
    wrong = [
        (name, one.code, one.message.en)
        for name in NAMES
        for one in said(name)[0]
        if not one.help and one.severity is Severity.ERROR
    ]
    assert wrong == []


def test_nothing_is_said_twice() -> None:
    """No two errors on one place; a label or help is not the message again.

    That something cannot be decided yet is said beside what else is wrong with it.
    """
    for name in NAMES:
        places = [
            (one.place.source.name, one.place.span.start, one.place.span.stop)
            for one in said(name)[0]
            if one.severity is Severity.ERROR and one.code != "not-yet"
        ]
        assert len(places) == len(set(places)), name
        for one in said(name)[0]:
            for language in LANGUAGES:
                spoken = [
                    one.message.in_(language),
                    one.label.in_(language),
                    *(h.in_(language) for h in one.help),
                ]
                assert len(spoken) == len(set(spoken)), (name, one.code)


# --- the page -----------------------------------------------------------------------------------

SECTION: Final = re.compile(r"^### `([a-z0-9-]+)` ([^\n]+)$\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
SAMPLE: Final = re.compile(r"^```rules (broken|part)$\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS: Final = SECTION.findall(PAGE.read_text(encoding="utf-8"))
SAMPLES: Final = [(code, *found) for code, _, text in SECTIONS for found in SAMPLE.findall(text)]
WITHOUT_SAMPLE: Final = frozenset(
    {
        *("empty-file", "file-too-large", "format-unsafe", "not-utf-8", "too-many-mistakes"),
        *("lookup-column", "lookup-file", "lookup-row-repeated", "lookup-value"),
        *("duplicate-use", "missing-use", "unused-use"),
    }
)
"""What takes several files, or another than a text, to show."""


def completed(sample: str) -> str:
    """Return a sample with what the page leaves out: its declarations, and the list around items."""
    prelude = re.search(
        r"^```rules prelude$\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert prelude is not None
    first = NUMBERING.sub("", sample, count=1) if NUMBERING.match(sample) else sample
    lead = leading(first, 0)
    if lead in MODALITIES:
        sample = f"list visits for Visit {{\n{sample}}}\n"
    return f"{prelude.group(1)}\n{sample}"


def test_every_code_has_its_section() -> None:
    assert sorted(code for code, _, _ in SECTIONS) == sorted(TITLES)
    for code, title, _ in SECTIONS:
        assert title == TITLES[code].zh, code
    assert {code for code, _, _ in SECTIONS} - {code for code, _, _ in SAMPLES} == WITHOUT_SAMPLE


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize(("code", "info", "sample"), SAMPLES, ids=[code for code, _, _ in SAMPLES])
def test_a_section_shows_what_it_speaks_of(code: str, info: str, sample: str) -> None:
    found = examine_text(completed(sample), name="sample.rules").diagnostics
    assert code in {one.code for one in found}
    assert any(one.severity is Severity.ERROR for one in found) == (info == "broken")
