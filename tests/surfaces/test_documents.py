"""What an office publishes of its policies: the whole text in each form, and what holds for every document."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import docx
import pytest
from markdown_it import MarkdownIt

import policyrules as pr
from policyrules.diagnostics.phrase import Language
from policyrules.engine import PolicySet
from policyrules.plugins import Renderer, RendererError
from policyrules.plugins.renderers.document import Document, Grid, Item, Link, Pair, Pairs, plain
from policyrules.plugins.renderers.standard import MARKDOWN, PAGE, WORD
from policyrules.surfaces.documents import document

HERE: Final = Path(__file__).parent / "documents"
PACKS: Final = Path(__file__).parents[2] / "policies"
UPDATE: Final = bool(os.environ.get("UPDATE_SNAPSHOTS"))
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")


@pytest.fixture(scope="module")
def visits() -> PolicySet:
    return pr.load(HERE / "visits.rules")


@pytest.fixture(scope="module")
def packs() -> PolicySet:
    """Five packs of all: among them every kind of list, and enough to print."""
    return pr.load(
        [PACKS / name for name in ("documents", "inspections", "meetings", "supervision", "visits")]
    )


@pytest.fixture(scope="module")
def packs_in_word(packs: PolicySet) -> Callable[[Language], Any]:
    """The packs as a Word document in a language, written once: nobody changes it."""
    return cache(lambda language: word_of(packs, language))


@pytest.fixture(scope="module")
def packs_on_a_page(packs: PolicySet) -> Callable[[Language], Page]:
    """The packs as a page in a language, written and read once: nobody changes it."""
    return cache(lambda language: page_of(packs, language))


class Page(HTMLParser):
    """What a browser would make of a page: its tags with their attributes, its text, style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.parts: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("style", "script"):
            self.parts[self.open[-1]] = self.parts.get(self.open[-1], "") + data
        else:
            self.text += data

    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id")) is not None]


def page_of(policies: PolicySet, language: Language, **given: Any) -> Page:
    return Page(PAGE.written(document(policies, language, **given)).decode())


def word_of(policies: PolicySet, language: Language, **given: Any) -> Any:
    return docx.Document(io.BytesIO(WORD.written(document(policies, language, **given))))


def by_style(made: Any) -> dict[str, list[str]]:
    """The paragraphs of a Word document that have a style, by its name."""
    names = {style.style_id: style.name for style in made.styles}
    found: dict[str, list[str]] = {}
    for paragraph in made.paragraphs:
        style = paragraph._p.style  # python-docx looks through all styles for each paragraph that has none
        if style is not None:
            found.setdefault(names[style], []).append(paragraph.text)
    return found


# --- the whole text -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("renderer", [MARKDOWN, PAGE], ids=["md", "html"])
def test_the_whole_text(visits: PolicySet, renderer: Renderer, language: Language) -> None:
    made = renderer.written(document(visits, language)).decode()
    made = re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", made, flags=re.DOTALL)
    made = re.sub(r"'sha256-[^']*'", "'sha256-…'", made)
    snapshot = HERE / f"visits.{language}.{renderer.name}"
    if UPDATE:
        snapshot.write_text(made, encoding="utf-8")
    assert made == snapshot.read_text(encoding="utf-8")


@pytest.mark.no_cover  # long work on lines that other tests cover
def test_in_both_languages_stands_the_same(packs: PolicySet) -> None:
    """Both languages have the same places, items and tables; only the words differ."""
    en, zh = (document(packs, language) for language in LANGUAGES)
    assert [section.anchor for section in en.everything()] == [section.anchor for section in zh.everything()]
    for one, other in zip(en.items(), zh.items(), strict=True):
        assert one.anchor == other.anchor
        assert len(one.pairs) == len(other.pairs)
        assert [links_of(pair) for pair in one.pairs] == [links_of(pair) for pair in other.pairs]


def links_of(pair: Pair) -> set[str]:
    """Return where a pair leads; a condition that is a line in one language may be a list in the other."""
    return {run.anchor for line in pair.lines for run in line if isinstance(run, Link)}


# --- what holds for every document ----------------------------------------------------------------


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_of_the_packs_stands_once(
    packs: PolicySet,
    packs_in_word: Callable[[Language], Any],
    packs_on_a_page: Callable[[Language], Page],
    language: Language,
) -> None:
    written = [
        f"item.{item.policy}.{item.names.first}" for listed in packs.checked.lists for item in listed.items
    ]
    assert len(written) > 150
    printed = document(packs, language)
    assert [item.anchor for item in printed.items()] == written
    page = packs_on_a_page(language)
    articles = [attributes["id"] for tag, attributes in page.tags if tag == "article"]
    assert articles == written
    markdown = MARKDOWN.written(printed).decode()
    assert re.findall(r'^<a id="(item\.[^"]*)"></a>$', markdown, flags=re.MULTILINE) == written
    headings = by_style(packs_in_word(language))["Heading 3"]
    for listed in packs.checked.lists:
        for item in listed.items:
            number = re.escape(item.names.first)
            found = [text for text in headings if re.search(rf"[（(]{number}[）)]$", text)]
            assert len(found) == 1, item.names.first


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_somewhere(
    packs_on_a_page: Callable[[Language], Page], visits: PolicySet, language: Language
) -> None:
    for page in (packs_on_a_page(language), page_of(visits, language)):
        ids = page.ids()
        assert [name for name, count in Counter(ids).items() if count > 1] == []
        links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
        assert len(links) > 20
        assert {link.removeprefix("#") for link in links if link is not None} <= set(ids)


def test_names_of_items_and_lists_in_conditions_are_links(visits: PolicySet) -> None:
    repeated = next(item for item in document(visits, "en").items() if item.number == "V-5")
    links = [run for pair in repeated.pairs for line in pair.lines for run in line if isinstance(run, Link)]
    assert links == [Link("V-4", "item.visits.V-4"), Link("prohibited", "list.visits.prohibited")]
    beaten = next(item for item in document(visits, "zh").items() if item.number == "V-1")
    assert [plain(pair.lines[0]) for pair in beaten.pairs if pair.label == "让位于"] == ["V-6"]


def test_documents_are_found_by_words_of_either_language(visits: PolicySet) -> None:
    for language, others in (
        ("en", ["违反情形", "无 plan", "退回", "报请"]),
        ("zh", ["has no plan", "must not"]),
    ):
        item = next(document(visits, language).items())  # type: ignore[arg-type]  # one of the two
        assert any(word in item.search for word in others)


def test_a_day_leaves_out_what_is_not_in_force(visits: PolicySet) -> None:
    def numbers(on: date | None) -> list[str]:
        return [item.number for item in document(visits, "en", on=on).items()]

    assert numbers(None) == ["V-1", "V-2", "V-3", "V-4", "V-5", "V-6", "V-7"]
    assert numbers(date(2025, 12, 31)) == []
    assert numbers(date(2026, 1, 31)) == ["V-4", "V-5", "V-6", "V-7"]
    assert numbers(date(2027, 1, 1)) == ["V-1", "V-2", "V-4", "V-5", "V-6", "V-7"]
    january = document(visits, "en", on=date(2026, 1, 31))
    emergency = next(item for item in january.items() if item.number == "V-6")
    beaten = next(pair for pair in emergency.pairs if pair.label == "Takes precedence over")
    assert beaten.lines == (("V-1",),)  # in words: there is nothing to lead to
    assert "list.visits.prohibited" not in {section.anchor for section in january.everything()}
    assert values(january, "words") == "2000 (from 2026-01-01)"
    assert plain(january.about[0].lines[0]) == "as in force on 2026-01-31"


def values(printed: Document, name: str) -> str:
    grids = [block for section in printed.everything() for block in section.blocks if isinstance(block, Grid)]
    rows = [row for grid in grids for row in grid.rows if row.anchor == f"parameter.{name}"]
    return plain(rows[0].cells[-1])


def test_parameters_that_were_given_a_value(visits: PolicySet) -> None:
    assert values(document(visits, "zh"), "most") == "由使用单位填写"
    given = visits.with_parameters({"most": 3})
    assert values(document(given, "zh"), "most") == "3"


def test_lookup_tables_are_printed_by_their_keys(tmp_path: Path) -> None:
    (tmp_path / "limits.csv").write_text("name,cap\nBureau A,3\nBureau B,5\n", encoding="utf-8")
    (tmp_path / "caps.rules").write_text(
        "record Unit 单位 { name 名称: text key, used 已用: integer }\n"
        'parameter cap 上限: integer by Unit.name from "limits.csv"\n'
        'list caps for Unit { must C-1 "Within the cap" { ensure used <= cap[name] } }\n',
        encoding="utf-8",
    )
    printed = document(pr.load(tmp_path / "caps.rules"), "zh")
    assert values(printed, "cap") == "按单位的名称查表（limits.csv）"
    section = next(each for each in printed.everything() if each.anchor == "lookup.cap")
    (grid,) = section.blocks
    assert isinstance(grid, Grid)
    assert grid.head == ("名称", "上限")
    assert [tuple(map(plain, row.cells)) for row in grid.rows] == [("Bureau A", "3"), ("Bureau B", "5")]


def test_policies_with_nothing_but_tests_are_left_out(packs: PolicySet) -> None:
    anchors = {section.anchor for section in document(packs, "zh").everything()}
    assert "policy.consistency" in anchors
    assert "policy.consistency_tests" not in anchors
    assert "policy.consistency_tests" in {f"policy.{name}" for name in packs.policies}


def test_one_policy_gives_its_title_and_what_is_said_of_it(visits: PolicySet) -> None:
    printed = document(visits, "zh")
    assert printed.title == "Rules for visits"
    assert printed.issued_by == "the General Office"
    assert not any(
        isinstance(block, Pairs) and not block.pairs for each in printed.everything() for block in each.blocks
    )
    assert [pair.label for pair in printed.about] == ["名称", "发布机关", "施行", "依据", "工作日", "时区"]
    assert document(visits, "en", title="Visits, 2026").title == "Visits, 2026"


# --- hostile texts --------------------------------------------------------------------------------

HOSTILE: Final = (
    "<script>alert(1)</script>",
    "a | b || c",
    "](javascript:alert(1)) ![x](http://example.org/x.png)",
    "</title></style><img src=x onerror=alert(1)>",
    "`code` *stars* __bars__ ~~gone~~ # no heading",
    "&lt;b&gt; &amp; 'quotes' --> <!--",
    "1. no list",
    "- no list",
    "http://example.org/",
    "$x$ \\n \\",
)


@pytest.fixture(scope="module")
def hostile() -> PolicySet:
    items = "".join(
        f'    @source("{text}") must H-{number} "{text}" {{ ensure filed because "{text}" cite "{text}" }}\n'
        for number, text in enumerate(HOSTILE)
    )
    return pr.load_text(
        f'policy hostile "{HOSTILE[0]}" {{ issued by "{HOSTILE[3]}" }}\n'
        f'record R {{ filed: boolean "{HOSTILE[1]}" asked of "{HOSTILE[3]}" }}\n'
        f'@note("{HOSTILE[2]}") list l "{HOSTILE[3]}" for R {{\n{items}}}\n'
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_are_text_on_a_page(hostile: PolicySet, language: Language) -> None:
    page = page_of(hostile, language)
    assert Counter(tag for tag, _ in page.tags)["script"] == 1
    assert not {tag for tag, _ in page.tags} & {"img", "b", "iframe", "object", "link", "base"}
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style")]
    for text in HOSTILE:
        assert text in page.text
    assert page.open == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_are_text_in_markdown(hostile: PolicySet, language: Language) -> None:
    tokens = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .parse(MARKDOWN.written(document(hostile, language)).decode())
    )
    inlines = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inlines} <= {
        "text", "text_special", "html_inline", "link_open", "link_close", "strong_open", "strong_close", "softbreak",
    }  # fmt: skip
    assert all(
        child.content.startswith(("<a id=", "</a>")) for child in inlines if child.type == "html_inline"
    )
    assert all(str(child.attrs["href"]).startswith("#") for child in inlines if child.type == "link_open")
    blocks = [token for token in tokens if token.type == "html_block"]
    assert all(re.fullmatch(r'<a id="[^"<>]*"></a>\n?', block.content) for block in blocks)
    said = {
        "".join(child.content for child in token.children or [] if child.type in ("text", "text_special"))
        for token in tokens
        if token.type == "inline"
    }
    for number, text in enumerate(HOSTILE):
        assert f"H-{number} {text}" in said  # the heading of the item
        assert text in said  # its cell in the index: a bar divides nothing
    columns = [token for token in tokens if token.type == "th_open"]
    rows = [token for token in tokens if token.type == "tr_open"]
    cells = [token for token in tokens if token.type == "td_open"]
    assert (len(columns), len(rows), len(cells)) == (3 + 5, 1 + 1 + 1 + len(HOSTILE), 3 + 5 * len(HOSTILE))


def test_hostile_texts_are_text_in_word(hostile: PolicySet) -> None:
    made = word_of(hostile, "zh")
    text = "\n".join(paragraph.text for paragraph in made.paragraphs)
    for each in HOSTILE:
        assert each in text
    assert made.core_properties.author == HOSTILE[3]


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_asks_for_nothing_from_anywhere(
    packs_on_a_page: Callable[[Language], Page], language: Language
) -> None:
    page = packs_on_a_page(language)
    for tag, attributes in page.tags:
        assert not {"src", "srcset", "action", "data", "poster", "background"} & set(attributes), tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in page.parts["style"]
    assert "@import" not in page.parts["style"]
    assert not re.search(r"fetch|XMLHttpRequest|import\b|WebSocket|sendBeacon|\bsrc\b", page.parts["script"])
    allowed = next(
        attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv") is not None
    )
    assert allowed is not None
    assert allowed.startswith("default-src 'none'; ")
    for part in page.parts.values():
        sha = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"'sha256-{sha}'" in allowed


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_can_be_read_without_eyes_or_mouse(
    packs_on_a_page: Callable[[Language], Page], language: Language
) -> None:
    page = packs_on_a_page(language)
    assert dict(page.tags)["html"]["lang"] == ("zh-CN" if language == "zh" else "en")
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    named = {attributes.get("for") for tag, attributes in page.tags if tag == "label"}
    assert {attributes["id"] for tag, attributes in page.tags if tag == "input"} <= named
    ids = set(page.ids())
    for tag, attributes in page.tags:
        if tag == "section":
            assert attributes["aria-labelledby"] in ids
        if tag == "th":
            assert attributes["scope"] in ("col", "row")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_stand_out_from_the_paper_by_day_and_by_night(visits: PolicySet) -> None:
    """Contrast of at least 4.5 to 1, as WCAG 2.2 (1.4.3) asks of text."""
    style = page_of(visits, "en").parts["style"]
    themes = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    light, dark = (theme for theme in themes if "paper" in theme)
    assert set(light) == set(dark)
    for theme in (light, dark):
        pairs = [
            ("ink", "paper"),
            ("quiet", "paper"),
            ("accent", "paper"),
            ("ink", "shade"),
            ("quiet", "shade"),
            ("ink", "mark"),
        ]
        pairs += [(kind, f"{kind}-paper") for kind in ("forbid", "refer", "advise", "permit")] + [
            ("ink", "refer-paper")
        ]
        for ink, paper in pairs:
            bright, dim = sorted((luminance(theme[ink]), luminance(theme[paper])), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, (ink, paper)


# --- Word -----------------------------------------------------------------------------------------

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def face(style: Any) -> tuple[str, float]:
    return style.element.rPr.rFonts.get(f"{W}eastAsia"), style.font.size.pt


def test_a_chinese_document_has_the_layout_of_official_documents(visits: PolicySet) -> None:
    made = word_of(visits, "zh")
    section = made.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    styles = made.styles
    assert face(styles["Title"]) == ("方正小标宋简体", 22)
    assert face(styles["Heading 1"]) == ("黑体", 16)
    assert face(styles["Heading 2"]) == ("楷体_GB2312", 16)
    assert face(styles["Heading 3"]) == ("仿宋_GB2312", 16)
    assert face(styles["Normal"]) == ("仿宋_GB2312", 16)
    body = styles["Normal"].paragraph_format
    assert round(body.line_spacing.pt, 2) == 28.95
    assert body.first_line_indent.pt == 32
    assert styles["Title"].paragraph_format.alignment == 1
    grid = section._sectPr.find(f"{W}docGrid")
    assert (grid.get(f"{W}type"), grid.get(f"{W}linePitch")) == ("lines", "579")


@pytest.mark.parametrize(("language", "size"), [("zh", 14), ("en", 12)])
def test_pages_are_numbered_between_dashes_at_the_outer_edge(
    visits: PolicySet, language: Language, size: int
) -> None:
    made = word_of(visits, language)
    assert made.settings.odd_and_even_pages_header_footer
    section = made.sections[0]
    for footer, alignment in ((section.footer, 2), (section.even_page_footer, 0)):
        (paragraph,) = footer.paragraphs
        assert paragraph.text == "— 1 —"
        assert paragraph.alignment == alignment
        assert [code.text for code in paragraph._p.iter(f"{W}instrText")] == [" PAGE "]
        assert {run.font.size.pt for run in paragraph.runs} == {size}


@pytest.mark.no_cover  # long work on lines that other tests cover
def test_headings_are_numbered_by_their_layer(packs_in_word: Callable[[Language], Any]) -> None:
    headings = by_style(packs_in_word("zh"))
    assert headings["Title"] == ["政策规定汇编"]
    assert headings["Heading 1"][1].startswith("一、")
    assert headings["Heading 1"][11].startswith("十一、")
    assert all(re.match(r"（[一二三四五六七八九十]+）", text) for text in headings["Heading 2"])
    assert all(re.match(r"\d+\.(?:[^\d ]| \d)", text) for text in headings["Heading 3"])
    english = by_style(packs_in_word("en"))["Heading 3"]
    assert all(re.match(r"\d+\.\d+\.\d+  \S", text) for text in english)


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("language", LANGUAGES)
def test_links_of_a_word_document_have_their_bookmarks(
    packs_in_word: Callable[[Language], Any], language: Language
) -> None:
    body = packs_in_word(language).element.body
    marks = [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")]
    assert len(marks) == len(set(marks))
    assert all(re.fullmatch(r"\w{1,40}", mark) for mark in marks)
    links = [link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")]
    assert len(links) > 100
    assert set(links) <= set(marks)
    pages = [code.text for code in body.iter(f"{W}instrText")]
    assert {code.split()[1] for code in pages} <= set(marks)


def test_tables_are_tables_in_word_too(visits: PolicySet) -> None:
    tables = word_of(visits, "zh").tables
    first = [[cell.text for cell in row.cells] for row in tables[0].rows]
    assert first == [
        ["层级", "应急", "审签人"],
        ["不低于县", "否", "the director"],
        ["乡镇", "不限", "the deputy"],
        ["不限", "不限", "无"],
    ]
    for table in tables:
        assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
        assert sum(column.width.mm for column in table.columns) == pytest.approx(156, abs=0.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_word_stands_on_the_page(visits: PolicySet, language: Language) -> None:
    page = page_of(visits, language)
    seen = "".join(page.text.split())
    made = word_of(visits, language)
    for item in document(visits, language).items():
        for pair in item.pairs:
            for line in pair.lines:
                assert "".join(plain(line).split()) in seen
                assert any(plain(line) in paragraph.text for paragraph in made.paragraphs)


# --- the same each time -----------------------------------------------------------------------


@pytest.mark.parametrize("renderer", [MARKDOWN, PAGE, WORD], ids=["md", "html", "docx"])
def test_the_same_policies_give_the_same_bytes(visits: PolicySet, renderer: Renderer) -> None:
    again = pr.load(HERE / "visits.rules")
    assert renderer.written(document(visits, "zh")) == renderer.written(document(again, "zh"))


def test_nothing_in_a_word_file_says_when_it_was_made(visits: PolicySet) -> None:
    with zipfile.ZipFile(io.BytesIO(WORD.written(document(visits, "en")))) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = file.read("docProps/core.xml").decode()
    assert "created" not in properties
    assert "python" not in properties
    assert "<dc:title>Rules for visits</dc:title>" in properties


# --- renderers that fail --------------------------------------------------------------------------


def test_a_renderer_that_fails_is_named(visits: PolicySet) -> None:
    def broken(printed: Document) -> bytes:
        raise ValueError(f"no ink for {printed.title}")

    with pytest.raises(RendererError) as caught:
        Renderer("ink", (".ink",), broken, plugin="office").written(document(visits, "en"))
    assert caught.value.in_("en") == (
        "the document cannot be written: the renderer `ink` of plugin `office` failed (ValueError: no ink for Rules for visits)"
    )
    text: Any = lambda printed: printed.title  # noqa: E731  # a renderer that returns text
    with pytest.raises(RendererError) as caught:
        Renderer("ink", (".ink",), text, plugin="office").written(document(visits, "en"))
    assert caught.value.in_("zh") == "无法写出文档：插件 `office` 的文档格式 `ink` 应返回 bytes，实际返回 str"


def test_without_the_library_it_says_what_to_install(
    visits: PolicySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "policyrules.plugins.renderers.word", raising=False)
    monkeypatch.delitem(sys.modules, "policyrules.plugins.renderers.official_layout", raising=False)
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(RendererError) as caught:
        WORD.written(document(visits, "en"))
    assert caught.value.in_("en") == "to write Word files, type: pip install 'policyrules[office]'"
    assert caught.value.in_("zh") == "如需写出 Word 文档，请运行：pip install 'policyrules[office]'"


def test_numbers_of_items_are_those_of_the_reader() -> None:
    policies = pr.load_text(
        'record R { filed: boolean }\nlist l for R { must quick 从速 "File it" { ensure filed } }'
    )
    (en,), (zh,) = (tuple(document(policies, language).items()) for language in LANGUAGES)
    assert isinstance(en, Item)
    assert (en.number, en.other) == ("quick", "从速")
    assert (zh.number, zh.other) == ("从速", "quick")
    assert en.anchor == zh.anchor == "item.-text-.quick"
