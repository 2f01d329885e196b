"""How does a page of an official document look: margins, types, lines, page numbers?

The Chinese layout is that of GB/T 9704-2012: A4 with margins of 37, 35, 28 and 26 mm, 22 lines of 28
characters in 仿宋 size 3 (16 pt) 28.95 pt apart, the title in 小标宋 size 2 (22 pt), headings of the
first layer in 黑体, of the second in 楷体, page numbers in half-width digits of size 4 (14 pt) between
dashes, at the outer edge. The English one is as plain.
"""

from __future__ import annotations

from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from policyrules.diagnostics.phrase import Language
from policyrules.frozen import frozen

TOP, BOTTOM, LEFT, RIGHT, WIDTH, HEIGHT = 37, 35, 28, 26, 210, 297
"""Of the paper, in millimetres."""

TEXT_WIDTH: Final = WIDTH - LEFT - RIGHT


@frozen
class Face:
    """A typeface: for Latin letters and for Chinese characters, its size in points, its weight."""

    latin: str
    han: str
    size: float
    bold: bool = False


@frozen
class Layout:
    """The faces of a document and how far apart its lines are, in points."""

    title: Face
    headings: tuple[Face, Face, Face, Face]
    body: Face
    label: Face
    note: Face
    table: Face
    table_head: Face
    page: Face
    line: float
    title_line: float
    table_line: float
    indent: float
    """Of the first line of a paragraph."""


_TIMES: Final = "Times New Roman"
CHINESE: Final = Layout(
    title=Face(_TIMES, "方正小标宋简体", 22),
    headings=(
        Face(_TIMES, "黑体", 16),
        Face(_TIMES, "楷体_GB2312", 16),
        Face(_TIMES, "仿宋_GB2312", 16, bold=True),
        Face(_TIMES, "仿宋_GB2312", 16),
    ),
    body=Face(_TIMES, "仿宋_GB2312", 16),
    label=Face(_TIMES, "楷体_GB2312", 16),
    note=Face(_TIMES, "楷体_GB2312", 16),
    table=Face(_TIMES, "仿宋_GB2312", 10.5),
    table_head=Face(_TIMES, "黑体", 10.5),
    page=Face("宋体", "宋体", 14),
    line=28.95,
    title_line=36,
    table_line=16,
    indent=32,
)
ENGLISH: Final = Layout(
    title=Face(_TIMES, "宋体", 22, bold=True),
    headings=(
        Face(_TIMES, "黑体", 15, bold=True),
        Face(_TIMES, "黑体", 13, bold=True),
        Face(_TIMES, "宋体", 12, bold=True),
        Face(_TIMES, "宋体", 12),
    ),
    body=Face(_TIMES, "宋体", 12),
    label=Face(_TIMES, "宋体", 12, bold=True),
    note=Face(_TIMES, "宋体", 12),
    table=Face(_TIMES, "宋体", 10),
    table_head=Face(_TIMES, "宋体", 10, bold=True),
    page=Face(_TIMES, "宋体", 12),
    line=17,
    title_line=28,
    table_line=13,
    indent=0,
)
LAYOUTS: Final[dict[Language, Layout]] = {"zh": CHINESE, "en": ENGLISH}
LABEL: Final = "Label"
TABLE: Final = "Table Text"
TABLE_HEAD: Final = "Table Head"
NOTE: Final = "Note"


def lay_out(made: Any, language: Language) -> Layout:
    """Give a new Word document the paper, the styles and the page numbers of a language."""
    layout = LAYOUTS[language]
    _paper(made, layout)
    _styles(made, layout)
    _page_numbers(made, layout)
    return layout


def _paper(made: Any, layout: Layout) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    # the numbers stand 7 mm below the text, one line high
    section.footer_distance = Mm(BOTTOM - 7) - Pt(layout.page.size * 1.2)
    properties = section._sectPr  # noqa: SLF001  # python-docx has no lines to the page
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)
    if layout.indent:
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(round(layout.line * 20)))
        properties.append(grid)


# --- styles ---------------------------------------------------------------------------------


def _styles(made: Any, layout: Layout) -> None:
    styles = made.styles
    body = styles["Normal"]
    set_face(body, layout.body)
    _spoken(body)
    _lines(body, layout.line)
    body.paragraph_format.first_line_indent = Pt(layout.indent)
    body.paragraph_format.space_after = Pt(0 if layout.indent else 3)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if layout.indent else WD_ALIGN_PARAGRAPH.LEFT
    body.paragraph_format.widow_control = False
    title = styles["Title"]
    _plain(title)
    set_face(title, layout.title)
    _lines(title, layout.title_line)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.first_line_indent = Pt(0)
    title.paragraph_format.space_after = Pt(layout.line)
    for number, face in enumerate(layout.headings, 1):
        heading = styles[f"Heading {number}"]
        _plain(heading)
        set_face(heading, face)
        _lines(heading, layout.line if layout.indent else face.size * 1.3)
        heading.paragraph_format.first_line_indent = Pt(layout.indent)
        heading.paragraph_format.space_before = Pt(0 if layout.indent else 16 - 3 * number)
        heading.paragraph_format.space_after = Pt(0 if layout.indent else 4)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _add(made, LABEL, WD_STYLE_TYPE.CHARACTER, layout.label)
    note = _add(made, NOTE, WD_STYLE_TYPE.PARAGRAPH, layout.note)
    note.base_style = body
    for name, face in ((TABLE, layout.table), (TABLE_HEAD, layout.table_head)):
        cell = _add(made, name, WD_STYLE_TYPE.PARAGRAPH, face)
        cell.base_style = body
        _lines(cell, layout.table_line)
        cell.paragraph_format.first_line_indent = Pt(0)
        cell.paragraph_format.space_after = Pt(0)
        cell.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for level in (1, 2):
        entry = _add(made, f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, layout.body)
        entry.base_style = body
        form = entry.paragraph_format
        form.first_line_indent = Pt(0)
        form.left_indent = Pt((level - 1) * layout.body.size * 2)
        form.right_indent = Pt(layout.body.size * 2)
        form.alignment = WD_ALIGN_PARAGRAPH.LEFT
        form.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _add(made: Any, name: str, kind: Any, face: Face) -> Any:
    style = made.styles.add_style(name, kind)
    set_face(style, face)
    return style


def set_face(style: Any, face: Face) -> None:
    """Give a style or a run a face, in Latin and in Chinese."""
    style.font.name, style.font.size, style.font.bold = face.latin, Pt(face.size), face.bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script, name in (
        ("ascii", face.latin),
        ("hAnsi", face.latin),
        ("cs", face.latin),
        ("eastAsia", face.han),
    ):
        fonts.set(qn(f"w:{script}"), name)


def _spoken(style: Any) -> None:
    """Say in which language the text is, for hyphens, quotes and the speller."""
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-US")
    spoken.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(spoken)


def _plain(style: Any) -> None:
    """Take the template's colours and rules off a style."""
    properties = style.element.get_or_add_rPr()
    for name in ("w:color", "w:spacing", "w:kern"):
        for found in properties.findall(qn(name)):
            properties.remove(found)
    form = style.element.get_or_add_pPr()
    for name in ("w:pBdr", "w:contextualSpacing"):
        for found in form.findall(qn(name)):
            form.remove(found)


def _lines(style: Any, points: float) -> None:
    form = style.paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(points)
    form.space_before = form.space_after = Pt(0)
    snapped = OxmlElement("w:snapToGrid")
    snapped.set(qn("w:val"), "0")
    spacing = style.element.pPr.find(qn("w:spacing"))
    spacing.addprevious(snapped)


# --- page numbers ---------------------------------------------------------------------------


def _page_numbers(made: Any, layout: Layout) -> None:
    """Put `— 1 —` at the outer edge of every page, a character's width from it."""
    made.settings.odd_and_even_pages_header_footer = True
    section = made.sections[0]
    for footer, is_right in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        form = paragraph.paragraph_format
        form.first_line_indent = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        form.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_right else WD_ALIGN_PARAGRAPH.LEFT
        form.right_indent = Pt(layout.page.size if is_right else 0)
        form.left_indent = Pt(0 if is_right else layout.page.size)
        for run in (paragraph.add_run("— "), *field_runs(paragraph, "PAGE", "1"), paragraph.add_run(" —")):
            set_face(run, layout.page)


def field_runs(paragraph: Any, code: str, shown: str, *, stale: bool = False) -> list[Any]:
    """Add a field to a paragraph and return its runs; a stale one is worked out when the file is opened."""
    runs = []
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = paragraph.add_run(shown if kind == "shown" else "")
        runs.append(run)
        if kind == "shown":
            continue
        if kind == "code":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            if stale and kind == "begin":
                element.set(qn("w:dirty"), "true")
        run._r.append(element)  # noqa: SLF001  # python-docx has no fields
    return runs
