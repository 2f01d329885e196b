"""How is a document written as Markdown?

GitHub's dialect, a line for each thing said, so that two versions compare line by line. What a policy
says is text and nothing else: every mark that Markdown would act on is escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.width import printable
from policyrules.plugins.renderers.document import (
    Block,
    Document,
    Grid,
    Item,
    Link,
    Pair,
    Pairs,
    Paragraph,
    Section,
    Words,
)

_MARKS: Final = re.compile(r"([\\`*\[\]<>|~#$&])|(?<![^\W_])(_)|(_)(?![^\W_])")
_LEADING: Final = re.compile(r"^(\s*)(\d+)([.)])(?=\s|$)|^(\s*)([-+=])")
_DEEPEST: Final = 6
_CONTENTS: Final = Phrase("Contents", "目录")


def render(document: Document) -> bytes:
    """Return the document as a Markdown file."""
    return ("\n".join(_lines(document)).rstrip("\n") + "\n").encode()


def escaped(text: str) -> str:
    r"""Return text as Markdown that reads the same.

    >>> escaped("a | b <c> visits_per_month _x_")
    'a \\| b \\<c\\> visits_per_month \\_x\\_'
    """
    marked = _MARKS.sub(lambda found: f"\\{found.group()}", printable(text))
    return _LEADING.sub(_unlisted, marked)


def _unlisted(found: re.Match[str]) -> str:
    """Return the beginning of a line so that no list, rule or underline begins there."""
    if found.group(2) is not None:
        return f"{found.group(1)}{found.group(2)}\\{found.group(3)}"
    return f"{found.group(4)}\\{found.group(5)}"


# --- lines ----------------------------------------------------------------------------------


def _lines(document: Document) -> Iterator[str]:
    colon = "：" if document.language == "zh" else ": "
    yield f"# {escaped(document.title)}"
    yield ""
    if document.about:
        yield from _pairs(document.about, colon)
        yield ""
    yield f"**{_CONTENTS.in_(document.language)}**"
    yield ""
    yield from _contents(document.sections, 0)
    yield ""
    for section in document.sections:
        yield from _section(section, 2, colon)


def _contents(sections: Iterable[Section], depth: int) -> Iterator[str]:
    for section in sections:
        yield f"{'  ' * depth}- [{escaped(section.heading)}](#{section.anchor})"
        if depth == 0:
            yield from _contents(section.sections, 1)


def _section(section: Section, level: int, colon: str) -> Iterator[str]:
    yield from _heading(section.anchor, escaped(section.heading), level)
    for block in section.blocks:
        yield from _block(block, level, colon)
    for inner in section.sections:
        yield from _section(inner, level + 1, colon)


def _heading(anchor: str, words: str, level: int) -> Iterator[str]:
    yield f'<a id="{html.escape(anchor)}"></a>'
    yield ""
    yield f"{'#' * min(level, _DEEPEST)} {words}"
    yield ""


def _block(block: Block, level: int, colon: str) -> Iterator[str]:
    match block:
        case Paragraph(words=words, note=note):
            yield ("> " if note else "") + _words(words)
        case Pairs(pairs=pairs):
            yield from _pairs(pairs, colon)
        case Grid():
            yield from _grid(block)
        case Item():
            yield from _item(block, level + 1, colon)
            return
        case _:
            assert_never(block)
    yield ""


def _pairs(pairs: Iterable[Pair], colon: str) -> Iterator[str]:
    for pair in pairs:
        label = f"**{escaped(pair.label)}**{colon}"
        if len(pair.lines) == 1:
            yield f"- {label}{_words(pair.lines[0])}"
            continue
        yield f"- {label.rstrip()}"
        for line in pair.lines:
            yield f"  - {_words(line)}"


def _item(item: Item, level: int, colon: str) -> Iterator[str]:
    heading = " ".join(part for part in (item.number, item.other, item.title) if part)
    yield from _heading(item.anchor, escaped(heading), level)
    yield from _pairs(item.pairs, colon)
    yield ""


def _grid(grid: Grid) -> Iterator[str]:
    yield _row(map(escaped, grid.head))
    yield _row("---" for _ in grid.head)
    for row in grid.rows:
        cells = [_words(cell) for cell in row.cells]
        if row.anchor is not None:
            cells[0] = f'<a id="{html.escape(row.anchor)}"></a>{cells[0]}'
        yield _row(cells)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _words(words: Words) -> str:
    return "".join(
        f"[{escaped(run.text)}](#{run.anchor})" if isinstance(run, Link) else escaped(run) for run in words
    )
