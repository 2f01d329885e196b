"""The Chinese page says of every code what the English one says, with samples that show it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from policyrules.diagnostics.diagnostic import Severity
from policyrules.surfaces.files import examine_text
from tests.diagnostics.test_broken import SAMPLE, SECTION, SECTIONS, completed

PAGE: Final = Path(__file__).parents[2] / "docs" / "diagnostics.zh.md"
CHINESE: Final = SECTION.findall(PAGE.read_text(encoding="utf-8"))
SAMPLES: Final = [(code, *found) for code, _, text in CHINESE for found in SAMPLE.findall(text)]


def test_both_pages_have_the_same_sections_in_the_same_order() -> None:
    assert [(code, title) for code, title, _ in CHINESE] == [(code, title) for code, title, _ in SECTIONS]
    for (code, _, chinese), (_, _, english) in zip(CHINESE, SECTIONS, strict=True):
        assert [info for info, _ in SAMPLE.findall(chinese)] == [
            info for info, _ in SAMPLE.findall(english)
        ], code
        said = SAMPLE.sub("", chinese)
        assert any("\u4e00" <= character <= "\u9fff" for character in said), code


@pytest.mark.parametrize(("code", "info", "sample"), SAMPLES, ids=[code for code, _, _ in SAMPLES])
def test_a_section_shows_what_it_speaks_of(code: str, info: str, sample: str) -> None:
    found = examine_text(completed(sample), name="sample.rules").diagnostics
    assert code in {one.code for one in found}
    assert any(one.severity is Severity.ERROR for one in found) == (info == "broken")
