"""What does the page of a diagnostic say?

The page is docs/diagnostics.md, and docs/diagnostics.zh.md in Chinese; an installed package carries
both. What the Chinese page lacks is said in English.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from policyrules.diagnostics.phrase import Language, Phrase

_PAGES: Final = Phrase("diagnostics.md", "diagnostics.zh.md")
_SECTION: Final = re.compile(r"^### `([a-z0-9-]+)`[^\n]*\n(.*?)(?=^#{2,3} |\Z)", re.MULTILINE | re.DOTALL)
_FENCE: Final = "```"


def section_of(code: str, language: Language) -> tuple[str, ...] | None:
    """Return what is said of a code, as lines: why, a sample set in, how to write it; None if nothing is.

    The lines are the page's without its marks for headings and code.
    """
    text = _sections(language).get(code) or _sections("en").get(code)
    return None if text is None else tuple(_lines(text))


@cache
def _sections(language: Language) -> dict[str, str]:
    return {code: text.strip() for code, text in _SECTION.findall(_page(_PAGES.in_(language)))}


def _page(name: str) -> str:
    packaged = resources.files("policyrules") / "_docs" / name
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "docs" / name).read_text(encoding="utf-8")


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    in_code = False
    for line in text.split("\n"):
        if line.startswith(_FENCE):
            in_code = not in_code
        else:
            lines.append(f"    {line}".rstrip() if in_code else line)
    return lines
