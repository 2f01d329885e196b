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


ABOUT: Final[Mapping[str, Phrase]] = {
    "title": Phrase("text: the title, its lines joined", "标题全文"),
    "kind": Phrase(
        "text: one of the fifteen kinds, by the title's last word; none for others",
        "十五种文种之一，否则为无",
    ),
    "body": Phrase("text: the body, a line for each paragraph", "正文，每段一行"),
    "characters": Phrase("integer: the characters of the body", "正文字数（不含附件）"),
    "pages": Phrase("integer: the pages the file states", "文件属性所载页数"),
    "headings": Phrase("list of text: headings with their numbers", "各层次标题，含序数"),
    "addressees": Phrase("list of text: whom it is sent to", "各主送机关"),
    "addressee_line": Phrase("text: the addressees as written, colon included", "主送机关一行的原文"),
    "number": Phrase("text: the document number as written; none without one", "发文字号原文，没有则为无"),
    "number_code": Phrase("text: the issuing body's code in the number", "发文字号中的机关代字"),
    "number_year": Phrase("integer: the year in the number", "发文字号中的年份"),
    "number_serial": Phrase("integer: the serial in the number", "发文字号中的顺序号"),
    "issuer": Phrase(
        "text: who signed, else whose letterhead or title it is", "落款机关，其次版头、标题所署机关"
    ),
    "co_issuers": Phrase("list of text: who signed besides", "其他落款机关"),
    "date": Phrase("date: the day it was signed", "成文日期"),
    "date_line": Phrase("text: that day as written", "成文日期的原文"),
    "attachments": Phrase("list of text: the attachments' titles", "各附件名称"),
    "copies_to": Phrase("list of text: who gets copies", "各抄送机关"),
    "copies_line": Phrase("text: the copies as written, full stop included", "抄送一行的原文"),
    "printed_by": Phrase("text: who printed it", "印发机关"),
    "signer": Phrase(
        "text: who approved it; none where there is a head without one", "签发人；有版头而未标注的为无"
    ),
    "copy_number": Phrase("text: the copy's number", "份号"),
    "secrecy": Phrase("text: the level of secrecy", "密级"),
    "secrecy_term": Phrase("text: how long it is secret", "保密期限"),
    "urgency": Phrase("text: how urgent it is", "紧急程度"),
}
"""What each fact is."""


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
