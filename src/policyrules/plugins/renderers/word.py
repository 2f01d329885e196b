"""How is a document written for Word, as an office would send it out?"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final, assert_never

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.width import printable
from policyrules.frozen import define
from policyrules.plugins.renderers.document import (
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
    styles = {style.name: style.style_id for style in made.styles}
    writing = _Writing(made, document, _bookmarks(document), styles)
    writing.paragraph("Title", document.title)
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
    styles: dict[str, str]
    marked: int = 0

    @property
    def _body(self) -> Any:
        return self.made.element.body

    def paragraph(self, style: str = "", text: str = "") -> Any:
        """Add a paragraph in a style.

        The style is set by its identifier: python-docx looks through all styles for each paragraph,
        which takes minutes for a large document.
        """
        element = self._body.add_p()
        if style:
            element.style = self.styles[style]
        added = WordParagraph(element, self.made)
        if text:
            added.add_run(_legible(text))
        return added

    @property
    def colon(self) -> str:
        return "：" if self.document.language == "zh" else ": "

    def contents(self) -> None:
        """Write a table of contents, each entry with the number of its page; short documents have none."""
        if len(self.document.sections) < 4:
            return
        heading = self.paragraph("Heading 1", _CONTENTS.in_(self.document.language))
        heading.paragraph_format.first_line_indent = 0
        heading.alignment = 1
        for number, section in enumerate(self.document.sections, 1):
            self._entry(section, (number,))
            for inner_number, inner in enumerate(section.sections, 1):
                if not inner.supporting:
                    self._entry(inner, (number, inner_number))
        self.made.add_page_break()

    def _entry(self, section: Section, numbers: tuple[int, ...]) -> None:
        paragraph = self.paragraph(f"toc {len(numbers)}")
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
                    self._words(self.paragraph(NOTE if note else ""), words)
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
        number = numbered(numbers, self.document.language)
        apart = " " if number.endswith(".") and words[:1].isdigit() else ""  # no 1.13710 of 1. and 13710
        heading = f"{number}{apart}{words}"
        paragraph = self.paragraph(f"Heading {level}", heading)
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
            paragraph = self.paragraph()
            if kept:
                paragraph.paragraph_format.keep_with_next = True
            paragraph.add_run(_legible(f"{pair.label}{self.colon}"))._r.style = self.styles[LABEL]  # noqa: SLF001  # see `paragraph`
            for number, line in enumerate(pair.lines):
                if number:
                    paragraph.add_run("；" if self.document.language == "zh" else "; ")
                self._words(paragraph, line)

    def _grid(self, grid: Grid) -> None:
        if not grid.rows:
            return
        whole = sum(grid.widths)
        widths = [Mm(TEXT_WIDTH * share / whole) for share in grid.widths]
        table = CT_Tbl.new_tbl(len(grid.rows) + 1, len(grid.head), Mm(TEXT_WIDTH))
        table.tblPr.style = self.styles["Table Grid"]
        table.tblPr.autofit = False
        for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
            column.w = width
        rows = (Row(tuple((words,) for words in grid.head)), *grid.rows)
        for number, (row, line) in enumerate(zip(rows, table.tr_lst, strict=True)):
            for name in ("w:cantSplit",) if number else ("w:cantSplit", "w:tblHeader"):
                line.get_or_add_trPr().append(OxmlElement(name))
            for words, cell, width in zip(row.cells, line.tc_lst, widths, strict=True):
                cell.width = width
                paragraph = WordParagraph(cell.p_lst[0], self.made)
                cell.p_lst[0].style = self.styles[TABLE if number else TABLE_HEAD]
                self._words(paragraph, words)
            if row.anchor is not None:
                self._mark(WordParagraph(line.tc_lst[0].p_lst[0], self.made), row.anchor)
        after = self.paragraph()
        after.paragraph_format.line_spacing = Mm(3)
        after._p.addprevious(table)  # noqa: SLF001  # as in `paragraph`

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


def _legible(text: str) -> str:
    """Return text without the characters that XML has no place for."""
    return "".join("\ufffd" if ord(mark) & 0xFFFE == 0xFFFE else mark for mark in printable(text))
