"""Which facts can a Word document give, and under which names do records want them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.readers.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("标题", "文件标题", "document_title"),
    "kind": ("文种", "genre", "document_kind"),
    "body": ("正文", "body_text", "draft"),
    "characters": ("字数", "char_count", "character_count"),
    "pages": ("页数", "page_count"),
    "headings": ("标题层次", "层次标题"),
    "addressees": ("主送机关", "主送", "recipients"),
    "addressee_line": ("主送机关原文",),
    "number": ("文号", "发文字号", "document_number", "doc_no"),
    "number_code": ("机关代字", "发文机关代字", "issuer_code"),
    "number_year": ("文号年份", "发文年份", "document_year"),
    "number_serial": ("文号顺序号", "发文顺序号", "document_serial"),
    "issuer": ("发文机关", "发文机关署名", "issued_by"),
    "co_issuers": ("联合发文机关", "joint_issuers"),
    "date": ("成文日期", "document_date", "issued_on"),
    "date_line": ("成文日期原文",),
    "attachments": ("附件", "附件说明"),
    "copies_to": ("抄送机关", "抄送", "copy_to"),
    "copies_line": ("抄送机关原文",),
    "printed_by": ("印发机关",),
    "signer": ("签发人",),
    "copy_number": ("份号",),
    "secrecy": ("密级", "secret_level"),
    "secrecy_term": ("保密期限",),
    "urgency": ("紧急程度",),
}
"""Each fact by its own name, and the other names of fields that mean it."""


def _read(path: Path) -> Mapping[str, Any]:
    from policyrules.plugins.readers.word import read_word  # noqa: PLC0415  # heavy, and an extra

    return read_word(path)


WORD: Final = Reader(
    "word",
    (".docx",),
    _read,
    aliases=ALIASES,
    about=Phrase("the elements of an official document in a Word file", "Word 公文的各个要素"),
)
