"""What does a spec file hold?

A file is chunks of policy text separated by lines of `---`. A chunk's comments may name the marks of
docs/language.md it shows (`# spec: clauses/when, lists/must`). `#~ code` at the end of a line expects
that diagnostic to begin on it (several: `#~ code, code`); a chunk without one loads clean, and its
`test`s pass on every backend. Every chunk can use the prelude of docs/language.md; `# alone` leaves
it out.
"""

from __future__ import annotations

import re
from pathlib import Path

from attrs import frozen

FOLDER = Path(__file__).parent
LANGUAGE = FOLDER.parent.parent / "docs" / "language.md"


@frozen
class Chunk:
    """One piece of policy text with what is expected of it."""

    name: str
    text: str
    marks: frozenset[str]
    expected: frozenset[tuple[int, str]]
    alone: bool


def chunks() -> list[Chunk]:
    """Return every chunk of every spec file, in order."""
    found = []
    for path in sorted(FOLDER.rglob("*.rules")):
        inside = path.relative_to(FOLDER).with_suffix("").as_posix()
        for number, text in enumerate(re.split(r"(?m)^---\s*$\n?", path.read_text("utf-8")), 1):
            if text.strip():
                found.append(_chunk(f"{inside}-{number}", text))
    return found


def _chunk(name: str, text: str) -> Chunk:
    marks = {
        mark for line in re.findall(r"(?m)^# spec: (.+)$", text) for mark in re.split(r",\s*", line.strip())
    }
    expected = {
        (number, code)
        for number, line in enumerate(text.split("\n"), 1)
        for codes in re.findall(r"#~ (.+)$", line)
        for code in re.split(r",\s*", codes.strip())
    }
    return Chunk(name, text, frozenset(marks), frozenset(expected), bool(re.search(r"(?m)^# alone$", text)))


def prelude() -> str:
    """Return the declarations that docs/language.md's examples share."""
    found = re.search(r"```rules prelude\n(.*?)```", LANGUAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


def marks() -> frozenset[str]:
    """Return every mark of docs/language.md."""
    return frozenset(re.findall(r"<!--spec:([a-z/-]+)-->", LANGUAGE.read_text("utf-8")))
