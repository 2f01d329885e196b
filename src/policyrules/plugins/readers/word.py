"""What does a Word document say?

Imported only when a `.docx` is read. A file is measured before it is unpacked, entities are never
expanded and nothing outside the file is opened, so that no file takes much time or room: at most
`LARGEST_FILE` bytes on disk, `LARGEST_UNPACKED` unpacked and `LARGEST_TEXT` of XML.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.faults import ReaderError, said_by
from policyrules.plugins.readers.numbering import Numbering
from policyrules.plugins.readers.official import facts_of
from policyrules.plugins.readers.paragraphs import Styles, lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from policyrules.plugins.readers.lines import Line

LARGEST_FILE: Final = 64 << 20
LARGEST_UNPACKED: Final = 256 << 20
LARGEST_TEXT: Final = 8 << 20
_MOST_PARTS: Final = 4096
_MOST_PAGES: Final = 100_000

_OLD_WORD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML: Final = (".xml", ".rels")
_PROPERTIES: Final = "docProps/app.xml"
_PAGES: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Pages"


def read_word(path: Path) -> dict[str, Any]:
    """Return the facts a Word document states, by the names of docs/plugins.md.

    Raises ReaderError for what is no Word document, is damaged, locked or too large, and OSError where
    the file cannot be opened.
    """
    docx = _docx(path.name)
    content = _content_of(path)
    try:
        properties = _measured(content, path.name)
        lines = _lines_in(docx.Document(BytesIO(content)))
        pages = None if properties is None else _pages_in(properties)
    except ReaderError:
        raise
    except zipfile.BadZipFile:
        raise _no_document(path.name) from None
    except Exception as error:  # a hostile file fails in many ways
        raise _damaged(path.name, error) from error
    facts = facts_of(lines)
    if pages is not None:
        facts["pages"] = pages
    return facts


def _content_of(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise _too_large(path.name, LARGEST_FILE)
    if content.startswith(_OLD_WORD):
        raise ReaderError(
            path.name,
            Phrase(
                "is an old Word file or locked by a password; save it as .docx without a password",
                "是旧版 Word 文件或设有密码；请取消密码并另存为 .docx",
            ),
        )
    return content


def _docx(name: str) -> Any:
    try:
        import docx  # noqa: PLC0415  # an extra: only who reads Word documents needs it
    except ImportError:
        raise ReaderError(
            name,
            Phrase(
                "is a Word document; to read it, type: pip install 'policyrules[office]'",
                "是 Word 文档；如需读取，请运行：pip install 'policyrules[office]'",
            ),
        ) from None
    return docx


def _measured(content: bytes, name: str) -> bytes | None:
    """Return the file's properties, once its parts are known to be few and small enough."""
    with zipfile.ZipFile(BytesIO(content)) as file:
        parts = file.infolist()
        names = {part.filename for part in parts}
        if "[Content_Types].xml" not in names:
            raise _no_document(name)
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise _too_large(name, LARGEST_UNPACKED)
        if sum(part.file_size for part in parts if part.filename.lower().endswith(_XML)) > LARGEST_TEXT:
            raise _too_large(name, LARGEST_TEXT)
        return file.read(_PROPERTIES) if _PROPERTIES in names else None


def _lines_in(document: Any) -> list[Line]:
    numbering = next(
        (
            relation.target_part.element
            for relation in document.part.rels.values()
            if relation.reltype.endswith("/numbering") and not relation.is_external
        ),
        None,
    )
    return lines_of(document.element.body, Styles(document.styles.element), Numbering(numbering))


def _pages_in(properties: bytes) -> int | None:
    """Return the pages a file states, or None; what cannot be read states none."""
    from docx.oxml.parser import parse_xml  # noqa: PLC0415  # it expands no entities

    try:
        words = (parse_xml(properties).findtext(_PAGES) or "").strip()
    except SyntaxError:
        return None
    pages = int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
    return pages if 0 < pages <= _MOST_PAGES else None


def _no_document(name: str) -> ReaderError:
    return ReaderError(
        name, Phrase("is not a Word document; save it as .docx", "不是 Word 文档；请另存为 .docx")
    )


def _damaged(name: str, error: Exception) -> ReaderError:
    said = said_by(error)
    return ReaderError(
        name,
        Phrase(
            f"is damaged or no Word document; open it in Word and save it again ({said})",
            f"已损坏或不是 Word 文档；请在 Word 中打开后重新保存（{said}）",
        ),
    )


def _too_large(name: str, most: int) -> ReaderError:
    size = most >> 20
    return ReaderError(
        name,
        Phrase(
            f"is too large: more than {size} MB of contents; leave out pictures and appendices",
            f"过大：内容超过 {size} MB；请去掉图片和附录",
        ),
    )
