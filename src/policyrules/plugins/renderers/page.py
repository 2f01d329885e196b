"""How is a document written as one page of HTML?

The page is whole in itself: it asks for nothing from anywhere, which its content security policy also
forbids. It can be read, printed and followed without its script, which only finds.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Final, assert_never
from urllib.parse import quote

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.width import printable
from policyrules.frozen import frozen
from policyrules.plugins.renderers.document import (
    Block,
    Document,
    Grid,
    Item,
    Link,
    Pair,
    Pairs,
    Paragraph,
    Row,
    Section,
    Words,
)

_DEEPEST: Final = 6
_TO_THE_TEXT: Final = Phrase("Skip to the text", "跳到正文")
_CONTENTS: Final = Phrase("Contents", "目录")
_FIND: Final = Phrase("Find", "查找")
_FIND_WHAT: Final = Phrase("a number, a title, any words", "编号、标题或任意字词")
_FOUND: Final = Phrase("# found", "找到 # 处")
_NOTHING: Final = Phrase("nothing found", "没有找到")


def render(document: Document) -> bytes:
    """Return the document as an HTML page."""
    return ("\n".join(_page(document)) + "\n").encode()


def _page(document: Document) -> Iterator[str]:
    language = document.language
    style, script = _part("page.css"), _part("page.js")
    yield "<!doctype html>"
    yield f'<html lang="{"zh-CN" if language == "zh" else "en"}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    allowed = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(document.title)}</title>"
    yield f"<style>{style}</style>"
    yield "</head>"
    yield "<body>"
    yield f'<a class="skip" href="#text">{_TO_THE_TEXT.in_(language)}</a>'
    yield from _search(language)
    yield '<div class="sheet">'
    yield from _contents(document)
    yield '<main id="text">'
    yield f"<h1>{_text(document.title)}</h1>"
    yield from _pairs(document.about)
    writing = _Writing(language)
    for section in document.sections:
        yield from writing.section(section, 2)
    yield "</main>"
    yield "</div>"
    yield f"<script>{script}</script>"
    yield "</body>"
    yield "</html>"


def _part(name: str) -> str:
    return files("policyrules.plugins.renderers").joinpath(name).read_text(encoding="utf-8")


def _hash(part: str) -> str:
    return f"sha256-{b64encode(sha256(part.encode()).digest()).decode()}"


def _search(language: Language) -> Iterator[str]:
    yield '<form class="find" role="search" hidden>'
    yield f'<label for="find">{_FIND.in_(language)}</label>'
    yield f'<input id="find" type="search" autocomplete="off" placeholder="{_FIND_WHAT.in_(language)}">'
    yield (
        f'<output for="find" aria-live="polite" data-found="{_FOUND.in_(language)}" '
        f'data-nothing="{_NOTHING.in_(language)}"></output>'
    )
    yield "</form>"


def _contents(document: Document) -> Iterator[str]:
    title = _CONTENTS.in_(document.language)
    yield f'<nav aria-label="{title}"><details open><summary>{title}</summary>'
    yield from _entries(document.sections, 0)
    yield "</details></nav>"


def _entries(sections: Iterable[Section], depth: int) -> Iterator[str]:
    yield "<ul>"
    for section in sections:
        yield f'<li><a href="{_href(section.anchor)}">{_text(section.heading)}</a>'
        if depth == 0 and section.sections:
            yield from _entries(section.sections, 1)
        yield "</li>"
    yield "</ul>"


# --- what stands in sections ----------------------------------------------------------------


@frozen
class _Writing:
    """What is written in a language, section by section."""

    language: Language

    def section(self, section: Section, level: int) -> Iterator[str]:
        """Yield the lines of a section and of those within."""
        tag = f"h{min(level, _DEEPEST)}"
        identifier = escape(section.anchor)
        yield f'<section id="{identifier}" aria-labelledby="{identifier}.heading">'
        yield f'<{tag} id="{identifier}.heading">{_text(section.heading)}</{tag}>'
        for block in section.blocks:
            yield from self._block(block, section, level)
        for inner in section.sections:
            yield from self.section(inner, level + 1)
        yield "</section>"

    def _block(self, block: Block, section: Section, level: int) -> Iterator[str]:
        match block:
            case Paragraph(words=words, note=note):
                yield f'<p class="note">{_words(words)}</p>' if note else f"<p>{_words(words)}</p>"
            case Pairs(pairs=pairs):
                yield from _pairs(pairs)
            case Grid():
                yield from _grid(block, section)
            case Item():
                yield from _item(block, level + 1)
            case _:
                assert_never(block)


def _pairs(pairs: Iterable[Pair]) -> Iterator[str]:
    listed = tuple(pairs)
    if not listed:
        return
    yield "<dl>"
    for pair in listed:
        lines = [_words(line) for line in pair.lines]
        said = lines[0] if len(lines) == 1 else "".join(f"<p>{line}</p>" for line in lines)
        yield f"<dt>{_text(pair.label)}</dt><dd>{said}</dd>"
    yield "</dl>"


def _item(item: Item, level: int) -> Iterator[str]:
    tag = f"h{min(level, _DEEPEST)}"
    other = f' <span class="other">{_text(item.other)}</span>' if item.other else ""
    title = f" {_text(item.title)}" if item.title else ""
    identifier = escape(item.anchor)
    yield f'<article class="item {item.effect}" id="{identifier}" data-entry="{_text(item.search)}">'
    number = f'<a class="number" href="{_href(item.anchor)}">{_text(item.number)}</a>'
    yield f'<header><{tag}>{number}{other}{title}</{tag}><span class="modality">{_text(item.modality)}</span></header>'
    yield from _pairs(item.pairs)
    yield "</article>"


def _grid(grid: Grid, section: Section) -> Iterator[str]:
    name = _text(section.heading)
    if grid.conditions:
        yield f'<div class="grid decision" role="region" tabindex="0" aria-label="{name}" data-entry>'
    else:
        yield '<div class="grid reference">'
    head = "".join(
        f'<th scope="col"{_result(grid, number)}>{_text(cell)}</th>' for number, cell in enumerate(grid.head)
    )
    yield f"<table><thead><tr>{head}</tr></thead><tbody>"
    for row in grid.rows:
        yield _row(grid, row)
    yield "</tbody></table></div>"


def _row(grid: Grid, row: Row) -> str:
    anchor = "" if row.anchor is None else f' id="{escape(row.anchor)}"'
    entry = "" if grid.conditions else f' data-entry="{_text(row.search)}"'
    cells = []
    for number, cell in enumerate(row.cells):
        said = _words(cell)
        if number == 0 and not grid.conditions:
            cells.append(f'<th scope="row">{said}</th>')
        else:
            column = "" if grid.conditions else f' data-column="{_text(grid.head[number])}"'
            cells.append(f"<td{_result(grid, number)}{column}>{said}</td>")
    return f"<tr{anchor}{entry}>{''.join(cells)}</tr>"


def _result(grid: Grid, column: int) -> str:
    return ' class="result"' if grid.conditions and column >= grid.conditions else ""


# --- words ----------------------------------------------------------------------------------


def _words(words: Words) -> str:
    return "".join(
        f'<a href="{_href(run.anchor)}">{_text(run.text)}</a>' if isinstance(run, Link) else _text(run)
        for run in words
    )


def _text(text: str) -> str:
    return escape(printable(text))


def _href(anchor: str) -> str:
    return f"#{quote(anchor)}"
