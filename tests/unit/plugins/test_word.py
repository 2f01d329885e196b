"""A Word file becomes facts; a hostile one becomes one clear error."""

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policyrules.plugins.faults import ReaderError
from policyrules.plugins.manager import build

docx = pytest.importorskip("docx", reason="python-docx comes with the extra `office`")

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK  # noqa: E402  # after the check that it is there
from docx.oxml import OxmlElement, parse_xml  # noqa: E402
from docx.oxml.ns import nsdecls, qn  # noqa: E402
from docx.shared import Pt  # noqa: E402

from policyrules.plugins.readers import word  # noqa: E402
from policyrules.plugins.readers.numbering import number_in  # noqa: E402

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


class Draft:
    """A Word document while a test writes it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "draft.docx"
        self.document = docx.Document()

    def add(
        self, text: str, align: Any = None, *, size: float | None = None, style: str | None = None
    ) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        run = paragraph.add_run(text)
        if size is not None:
            run.font.size = Pt(size)
        if align is not None:
            paragraph.alignment = align
        return paragraph

    def read(self) -> dict[str, Any]:
        self.document.save(self.path)
        return dict(read(self.path))


def read(path: Path) -> Any:
    reader = build(entry_points=False).reader_for(path)
    assert reader is not None
    return reader.facts_in(path)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(tmp_path)


def test_a_whole_document(draft: Draft) -> None:
    draft.add("岚川市水利局文件", CENTRE, size=40)
    draft.add("岚水发〔2026〕3号", CENTRE)
    draft.add("")
    draft.add("岚川市水利局关于开展", CENTRE, size=22)
    draft.add("水库检查的通知", CENTRE, size=22)
    draft.add("各县（市、区）水利局：")
    draft.add("　　现就有关事项通知如下。")
    draft.add("一、检查内容")
    draft.add("附件：检查表")
    draft.add("岚川市水利局", RIGHT)
    draft.add("2026年3月2日", RIGHT).add_run().add_break(WD_BREAK.PAGE)
    draft.add("附件")
    draft.add("检查表", CENTRE)
    draft.document.add_table(2, 2).cell(0, 0).text = "很长的表格"
    facts = draft.read()
    assert facts["title"] == "岚川市水利局关于开展水库检查的通知"
    assert facts["kind"] == "通知"
    assert facts["number"] == "岚水发〔2026〕3号"
    assert facts["addressees"] == ["各县（市、区）水利局"]
    assert facts["body"] == "现就有关事项通知如下。\n一、检查内容"
    assert facts["characters"] == 17
    assert facts["headings"] == ["一、检查内容"]
    assert facts["attachments"] == ["检查表"]
    assert (facts["issuer"], facts["date"]) == ("岚川市水利局", date(2026, 3, 2))
    assert facts["pages"] == 1, "what python-docx states in a new file"


def test_styles_say_what_paragraphs_do_not(draft: Draft) -> None:
    draft.add("关于检查的通知", style="Title")
    draft.add("各县：")
    draft.add("检查内容", style="Heading 1")
    draft.add("正文。", style="Body Text")
    facts = draft.read()
    assert facts["title"] == "关于检查的通知"
    assert facts["headings"] == ["检查内容"]
    assert facts["body"] == "检查内容\n正文。"


def test_alignment_and_size_from_a_style_and_its_ancestors(draft: Draft) -> None:
    base = draft.document.styles.add_style("公文标题", 1)
    base.paragraph_format.alignment = CENTRE
    heir = draft.document.styles.add_style("公文大标题", 1)
    heir.base_style = base
    draft.add("关于检查", style="公文标题")
    draft.add("的通知", style="公文大标题")
    draft.add("正文。")
    assert draft.read()["title"] == "关于检查的通知"


def test_styles_that_inherit_in_a_circle(draft: Draft) -> None:
    one = draft.document.styles.add_style("甲", 1)
    other = draft.document.styles.add_style("乙", 1)
    one.base_style, other.base_style = other, one
    draft.add("关于检查的通知", style="甲")
    assert draft.read()["title"] == "关于检查的通知"


def test_text_that_is_not_on_the_page_is_left_out(draft: Draft) -> None:
    draft.add("关于检查的通知", CENTRE)
    paragraph = draft.add("正文")
    deleted = parse_xml(
        f"<w:del {nsdecls('w')} w:id='1'><w:r><w:delText>删去</w:delText><w:t>删去</w:t></w:r></w:del>"
    )
    inserted = parse_xml(f"<w:ins {nsdecls('w')} w:id='2'><w:r><w:t>加上</w:t></w:r></w:ins>")
    hidden = parse_xml(f"<w:r {nsdecls('w')}><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>")
    shown = parse_xml(f"<w:r {nsdecls('w')}><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>显示</w:t></w:r>")
    field = parse_xml(f"<w:r {nsdecls('w')}><w:instrText>PAGE</w:instrText></w:r>")
    for element in (deleted, inserted, hidden, shown, field):
        paragraph._p.append(element)
    assert draft.read()["body"] == "正文加上显示"


def test_text_in_controls_links_and_tables_is_on_the_page(draft: Draft) -> None:
    draft.add("关于检查的通知", CENTRE)
    draft.add("各县：")
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件里的话。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    body = draft.document.element.body
    body.insert(len(body) - 1, control)
    linked = draft.add("见")
    linked._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>链接</w:t></w:r></w:hyperlink>"))
    draft.document.add_table(1, 1).cell(0, 0).text = "表格里的话"
    assert draft.read()["body"] == "控件里的话。\n见链接\n表格里的话"


def test_breaks_and_tabs_are_spaces(draft: Draft) -> None:
    draft.add("关于检查的通知", CENTRE)
    paragraph = draft.add("前")
    paragraph.add_run().add_break()
    paragraph.add_run("\t后-")
    assert draft.read()["body"] == "前 后-"


def numbered(draft: Draft, text: str, number: int, level: int = 0) -> None:
    paragraph = draft.add(text)
    properties = paragraph._p.get_or_add_pPr()
    holder = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", number)):
        element = OxmlElement(name)
        element.set(qn("w:val"), str(value))
        holder.append(element)
    properties.append(holder)


NUMBERS = """
<w:abstractNum {w} w:abstractNumId="90">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
</w:abstractNum>
"""


def test_numbers_word_prints_itself(draft: Draft) -> None:
    numbering = draft.document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERS.format(w=nsdecls("w"))))
    numbering.append(parse_xml(f"<w:num {nsdecls('w')} w:numId='91'><w:abstractNumId w:val='90'/></w:num>"))
    numbering.append(
        parse_xml(
            f"<w:num {nsdecls('w')} w:numId='92'><w:abstractNumId w:val='90'/>"
            "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"
        )
    )
    draft.add("关于检查的通知", CENTRE)
    draft.add("各县：")
    for text, level in (
        ("总则", 0),
        ("目标", 1),
        ("范围", 1),
        ("时间", 2),
        ("点", 3),
        ("保障", 0),
        ("经费", 1),
    ):
        numbered(draft, text, 91, level)
    numbered(draft, "附则", 92)
    numbered(draft, "没有这个编号", 99)
    facts = draft.read()
    assert facts["headings"] == [
        "一、总则",
        "（一）目标",
        "（二）范围",
        "1. 时间",
        "二、保障",
        "（一）经费",
        "五、附则",
    ]
    assert "\n点\n" in facts["body"]


@pytest.mark.parametrize(
    ("number", "written", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (1010, "japaneseCounting", "一千零一十"),
        (2026, "decimal", "2026"),
        (1994, "lowerRoman", "mcmxciv"),
        (28, "upperLetter", "BB"),
        (0, "chineseCounting", "0"),
        (10_000, "upperRoman", "10000"),
    ],
)
def test_formats_of_numbers(number: int, written: str, text: str) -> None:
    assert number_in(number, written) == text


# --- pages ------------------------------------------------------------------------------------


def rewritten(draft: Draft, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Save the draft with its parts changed; a part that becomes None is left out."""
    draft.document.save(draft.path)
    other = draft.path.with_name("changed.docx")
    with zipfile.ZipFile(draft.path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return other


@pytest.mark.parametrize(
    ("stated", "pages"),
    [("12", 12), ("0", None), ("-3", None), ("", None), ("many", None), ("9" * 30, None), ("１２", None)],
)
def test_pages_as_the_file_states_them(draft: Draft, stated: str, pages: int | None) -> None:
    draft.add("关于检查的通知", CENTRE)

    def change(name: str, content: bytes) -> bytes:
        if name != "docProps/app.xml":
            return content
        return re.sub(rb"<Pages>\d+</Pages>", f"<Pages>{stated}</Pages>".encode(), content)

    assert read(rewritten(draft, change)).get("pages") == pages


def test_pages_nobody_states(draft: Draft) -> None:
    draft.add("关于检查的通知", CENTRE)

    def without(name: str, content: bytes) -> bytes | None:
        if name == "docProps/app.xml":
            return None
        return (
            re.sub(rb'<Relationship [^>]*app\.xml"[^>]*/>', b"", content)
            if name == "_rels/.rels"
            else content
        )

    facts = read(rewritten(draft, without))
    assert "pages" not in facts
    broken = rewritten(draft, lambda name, content: b"<a><b>" if name == "docProps/app.xml" else content)
    assert "pages" not in read(broken)


# --- hostile files ----------------------------------------------------------------------------


def refused(path: Path) -> ReaderError:
    with pytest.raises(ReaderError) as caught:
        read(path)
    assert str(caught.value).startswith(f"`{path.name}` ")
    assert re.search(r"[\u4e00-\u9fff]", caught.value.in_("zh"))
    return caught.value


def test_what_is_no_word_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    for content in (b"", b"hello", b"PK\x03\x04" + b"\0" * 100, b"%PDF-1.7"):
        path.write_bytes(content)
        error = refused(path)
        assert str(error) == "`a.docx` is not a Word document; save it as .docx"
        assert error.in_("zh") == "`a.docx` 不是 Word 文档；请另存为 .docx"


def test_an_archive_that_is_no_word_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "hello")
    assert "is not a Word document" in str(refused(path))
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
    assert "is damaged or no Word document" in str(refused(path))


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert "cannot be opened (No such file or directory)" in str(refused(tmp_path / "a.docx"))
    folder = tmp_path / "b.docx"
    folder.mkdir()
    assert "cannot be opened" in str(refused(folder))


def test_an_old_or_locked_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    assert "is an old Word file or locked by a password" in str(refused(path))


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "_rels/.rels", "word/_rels/document.xml.rels"]
)
def test_parts_that_are_missing_or_cut_off(draft: Draft, part: str) -> None:
    draft.add("关于检查的通知", CENTRE)
    for replacement in (None, b"", b"<w:p", b"\0\xff"):
        path = rewritten(draft, lambda name, content, new=replacement: new if name == part else content)  # type: ignore[misc]
        try:
            said = read(path)["title"]
        except ReaderError as error:
            said = str(error).partition(";")[0]
        assert said in (
            "关于检查的通知",  # what is not needed may be missing
            "`changed.docx` is damaged or no Word document",
        )


def test_a_file_cut_off(draft: Draft) -> None:
    draft.add("关于检查的通知", CENTRE)
    draft.document.save(draft.path)
    content = draft.path.read_bytes()
    for length in (10, len(content) // 2, len(content) - 10):
        draft.path.write_bytes(content[:length])
        refused(draft.path)


def test_an_archive_that_unpacks_to_too_much(draft: Draft) -> None:
    draft.add("关于检查的通知", CENTRE)
    huge = b"<w:p/>" * (word.LARGEST_TEXT // 6 + 1)
    path = rewritten(draft, lambda name, content: huge if name == "word/document.xml" else content)
    assert path.stat().st_size < 200_000
    assert "is too large: more than 8 MB of contents" in str(refused(path))


def test_many_parts_and_large_pictures(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    draft.add("关于检查的通知", CENTRE)
    draft.document.save(draft.path)
    crowded = draft.path.with_name("crowded.docx")
    shutil.copy(draft.path, crowded)
    with zipfile.ZipFile(crowded, "a") as file:
        for number in range(5000):
            file.writestr(f"word/media/{number}.png", b"")
    assert "is too large" in str(refused(crowded))
    monkeypatch.setattr(word, "LARGEST_FILE", 100)
    assert "is too large" in str(refused(draft.path))


def test_entities_are_not_expanded(draft: Draft) -> None:
    secret = draft.path.with_name("secret.txt")
    secret.write_text("SECRET", encoding="utf-8")
    draft.add("关于检查的通知", CENTRE)
    draft.add("正文。")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY file SYSTEM "{secret.as_uri()}">{laughs}]>'

    def change(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        text = content.decode().replace("正文。", "正文&l11;&file;。")
        return text.replace("<w:document", f"{doctype}<w:document", 1).encode()

    path = rewritten(draft, change)
    try:
        facts = read(path)
    except ReaderError:
        return
    assert "SECRET" not in facts["body"]
    assert len(facts["body"]) < 100


def test_deep_nesting(draft: Draft) -> None:
    draft.add("关于检查的通知", CENTRE)
    nested = "<w:sdt><w:sdtContent>" * 5000 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 5000

    def change(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"<w:sectPr", nested.encode() + b"<w:sectPr", 1)
            if name == "word/document.xml"
            else content
        )

    path = rewritten(draft, change)
    assert "is damaged" in str(refused(path))


@pytest.mark.no_cover  # long work on lines that other tests cover
def test_a_great_many_paragraphs(draft: Draft) -> None:
    draft.add("关于检查的通知", CENTRE)
    many = "<w:p><w:r><w:t>话。</w:t></w:r></w:p>" * 30_000

    def change(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"<w:sectPr", many.encode() + b"<w:sectPr", 1)
            if name == "word/document.xml"
            else content
        )

    facts = read(rewritten(draft, change))
    assert facts["characters"] == 60_000


def test_without_python_docx_one_is_told_what_to_install(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    draft.document.save(draft.path)
    monkeypatch.setitem(sys.modules, "docx", None)
    assert "type: pip install 'policyrules[office]'" in str(refused(draft.path))


def test_nothing_heavy_is_imported_before_a_file_is_read() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from policyrules.plugins.manager import build; build(entry_points=False);"
        "print([name for name in ('docx', 'lxml', 'holidays', 'chinese_calendar', 're2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
