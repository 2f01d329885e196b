"""The story runs: every box of docs/story.md and its twin, in order, in a folder with the packs and the files.

`UPDATE_SNAPSHOTS=1` writes what is printed into the pages; read what changed.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

import pytest

from policyrules.diagnostics.phrase import Language
from tests.docs.test_tutorial import DOCS, LOCALES, UPDATE, Reader, boxes

ROOT: Final = DOCS.parent
PAGES: Final[dict[Language, Path]] = {"en": DOCS / "story.md", "zh": DOCS / "story.zh.md"}
EXAMPLES: Final = Path("docs/examples/story")


@pytest.mark.usefixtures("loads_kept")
@pytest.mark.parametrize("language", PAGES)
def test_every_box_does_what_it_shows(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    Path("policies").symlink_to(ROOT / "policies")
    shutil.copytree(ROOT / EXAMPLES, EXAMPLES)
    page = PAGES[language].read_text("utf-8")
    reader = Reader(language)
    for box in boxes(page):
        done = reader.do(box)
        assert not re.search(r"^(?:error: |错误：)", done, re.MULTILINE), done
        if UPDATE:
            page = page.replace(box.text, done, 1)
        else:
            assert done == box.text
    if UPDATE:
        PAGES[language].write_text(page, "utf-8")


def test_both_pages_type_the_same_commands() -> None:
    english, chinese = (
        re.findall(r"^\$ (.*)$", page.read_text("utf-8"), re.MULTILINE) for page in PAGES.values()
    )
    assert english == chinese
    assert {command.split()[1] for command in english} == {"admit", "decide", "review"}


@pytest.mark.parametrize("language", PAGES)
def test_the_table_shown_is_the_table_read(language: Language) -> None:
    (shown,) = (box for box in boxes(PAGES[language].read_text("utf-8")) if box.kind == "csv")
    assert shown.text == (ROOT / shown.info).read_text("utf-8")


def test_every_file_of_the_story_is_in_it() -> None:
    page = PAGES["en"].read_text("utf-8")
    for file in (ROOT / EXAMPLES).iterdir():
        assert f"{EXAMPLES}/{file.name}" in page, file.name
