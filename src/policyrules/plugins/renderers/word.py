"""How is a document written for Word, as an office would send it out?"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final, assert_never

import docx
from attrs import define
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.width import printable
from policyrules.plugins.renderers.document import (
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
from policyrules.plugins.renderers.numerals import numbered
from policyrules.plugins.renderers.official_layout import (
    LABEL,
    NOTE,
    TABLE,
    TABLE_HEAD,
    TEXT_WIDTH,
    field_runs,
    lay_out,
)
from policyrules.plugins.renderers.same_bytes import same_bytes

_CONTENTS: Final = Phrase("Contents", "目　录")
_DEEPEST: Final = 4


def render(document: Document) -> bytes:
    """Return the document as a Word file."""
    made = docx.Document()
    lay_out(made, document.language)
    _say_what_it_is(made, document)
    writing = _Writing(made, document, _bookmarks(document))
    made.add_paragraph(_legible(document.title), style="Title")
    writing.pairs(document.about)
    writing.contents()
    for number, section in enumerate(document.sections, 1):
        writing.section(section, (number,))
    stream = io.BytesIO()
    made.save(stream)
    return same_bytes(stream.getvalue())


def _say_what_it_is(made: Any, document: Document) -> None:
    """Fill in the file's properties; nothing in them says when or by which program it was made."""
    about = made.core_properties
    about.title, about.author = _legible(document.title), _legible(document.issued_by or "")
    about.language = "zh-CN" if document.language == "zh" else "en"
    about.comments = about.keywords = about.last_modified_by = ""
    element = about._element  # noqa: SLF001  # python-docx cannot take a date out
    for name in ("dcterms:created", "dcterms:modified"):
        for found in element.findall(qn(name)):
            element.remove(found)


def _bookmarks(document: Document) -> dict[str, str]:
    """Return a bookmark for each anchor: Word's may hold few characters."""
    found: list[str] = []
    for section in document.everything():
        found.append(section.anchor)
        for block in section.blocks:
            if isinstance(block, Item):
                found.append(block.anchor)
            elif isinstance(block, Grid):
                found.extend(row.anchor for row in block.rows if row.anchor is not None)
    return {anchor: f"_Place{number}" for number, anchor in enumerate(found, 1)}


@define
class _Writing:
    """The Word document as far as it is written."""

    made: Any
    document: Document
    bookmarks: dict[str, str]
    marked: int = 0

    @property
    def colon(self) -> str:
        return "：" if self.document.language == "zh" else ": "

    def contents(self) -> None:
        """Write a table of contents, each entry with the number of its page; short documents have none."""
        if len(self.document.sections) < 4:
            return
        heading = self.made.add_paragraph(_CONTENTS.in_(self.document.language), style="Heading 1")
        heading.paragraph_format.first_line_indent = 0
        heading.alignment = 1
        for number, section in enumerate(self.document.sections, 1):
            self._entry(section, (number,))
            for inner_number, inner in enumerate(section.sections, 1):
                if not inner.supporting:
                    self._entry(inner, (number, inner_number))
        self.made.add_page_break()

    def _entry(self, section: Section, numbers: tuple[int, ...]) -> None:
        paragraph = self.made.add_paragraph(style=f"toc {len(numbers)}")
        heading = numbered(numbers, self.document.language) + section.heading
        self._link(paragraph, Link(heading, section.anchor))
        paragraph.add_run("\t")
        field_runs(paragraph, f"PAGEREF {self.bookmarks[section.anchor]} \\h", " ", stale=True)

    def section(self, section: Section, numbers: tuple[int, ...]) -> None:
        """Write a section and those within."""
        self._heading(section.anchor, section.heading, numbers)
        count = 0
        followed_by = [*section.blocks[1:], None]
        for block, following in zip(section.blocks, followed_by, strict=False):
            match block:
                case Paragraph(words=words, note=note):
                    self._words(self.made.add_paragraph(style=NOTE if note else None), words)
                case Pairs(pairs=pairs):
                    self.pairs(pairs, kept=isinstance(following, Grid))
                case Grid():
                    self._grid(block)
                case Item():
                    count += 1
                    self._item(block, (*numbers, count))
                case _:
                    assert_never(block)
        for number, inner in enumerate(section.sections, count + 1):
            self.section(inner, (*numbers, number))

    def _heading(self, anchor: str, words: str, numbers: tuple[int, ...]) -> None:
        level = min(len(numbers), _DEEPEST)
        heading = numbered(numbers, self.document.language) + words
        paragraph = self.made.add_paragraph(_legible(heading), style=f"Heading {level}")
        self._mark(paragraph, anchor)

    def _item(self, item: Item, numbers: tuple[int, ...]) -> None:
        names = item.number if item.other is None else f"{item.number} {item.other}"
        zh = self.document.language == "zh"
        title = item.title or item.modality
        self._heading(item.anchor, f"{title}（{names}）" if zh else f"{title} ({names})", numbers)
        self.pairs(item.pairs)

    def pairs(self, pairs: Iterable[Pair], *, kept: bool = False) -> None:
        """Write pairs, a paragraph each; `kept` on the page of what follows."""
        for pair in pairs:
            paragraph = self.made.add_paragraph()
            if kept:
                paragraph.paragraph_format.keep_with_next = True
            paragraph.add_run(_legible(f"{pair.label}{self.colon}"), style=LABEL)
            for number, line in enumerate(pair.lines):
                if number:
                    paragraph.add_run("；" if self.document.language == "zh" else "; ")
                self._words(paragraph, line)

    def _grid(self, grid: Grid) -> None:
        if not grid.rows:
            return
        table = self.made.add_table(rows=1, cols=len(grid.head), style="Table Grid")
        table.autofit = False
        whole = sum(grid.widths)
        for cell, heading in zip(table.rows[0].cells, grid.head, strict=True):
            cell.paragraphs[0].style = TABLE_HEAD
            cell.paragraphs[0].add_run(_legible(heading))
        _flag(table.rows[0], "w:tblHeader")
        _flag(table.rows[0], "w:cantSplit")
        for row in grid.rows:
            written = table.add_row()
            _flag(written, "w:cantSplit")
            for number, (cell, words) in enumerate(zip(written.cells, row.cells, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.style = TABLE
                self._words(paragraph, words)
                if number == 0 and row.anchor is not None:
                    self._mark(paragraph, row.anchor)
        for column, share in zip(table.columns, grid.widths, strict=True):
            column.width = Mm(TEXT_WIDTH * share / whole)
            for cell in column.cells:
                cell.width = Mm(TEXT_WIDTH * share / whole)
        after = self.made.add_paragraph()
        after.paragraph_format.line_spacing = Mm(3)

    # --- words ------------------------------------------------------------------------------

    def _words(self, paragraph: Any, words: Words) -> None:
        for run in words:
            if isinstance(run, Link):
                self._link(paragraph, run)
            elif run:
                paragraph.add_run(_legible(run))

    def _link(self, paragraph: Any, link: Link) -> None:
        """Write words that lead to a bookmark; they look like the others, as paper wants it."""
        element = OxmlElement("w:hyperlink")
        element.set(qn("w:anchor"), self.bookmarks[link.anchor])
        element.set(qn("w:history"), "1")
        run = paragraph.add_run(_legible(link.text))
        element.append(run._r)  # noqa: SLF001  # python-docx has no links within a document
        paragraph._p.append(element)  # noqa: SLF001  # as above

    def _mark(self, paragraph: Any, anchor: str) -> None:
        """Put the bookmark of an anchor around a paragraph's words."""
        self.marked += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.marked))
        start.set(qn("w:name"), self.bookmarks[anchor])
        body = paragraph._p  # noqa: SLF001  # python-docx has no bookmarks
        body.insert(1 if body.pPr is not None else 0, start)
        body.append(end)


def _flag(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001  # python-docx has no such property


def _legible(text: str) -> str:
    """Return text without the characters that XML has no place for."""
    return "".join("\ufffd" if ord(mark) & 0xFFFE == 0xFFFE else mark for mark in printable(text))
