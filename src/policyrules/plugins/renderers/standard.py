"""Which forms can a document have without another plugin? Each is imported when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.faults import RendererError
from policyrules.plugins.renderers.renderer import Renderer

if TYPE_CHECKING:
    from policyrules.plugins.renderers.document import Document


def _markdown(document: Document) -> bytes:
    from policyrules.plugins.renderers.markdown import render  # noqa: PLC0415  # as the docstring says

    return render(document)


def _page(document: Document) -> bytes:
    from policyrules.plugins.renderers.page import render  # noqa: PLC0415  # as the docstring says

    return render(document)


def _word(document: Document) -> bytes:
    try:
        from policyrules.plugins.renderers.word import render  # noqa: PLC0415  # as the docstring says
    except ImportError:
        raise RendererError(
            "docx",
            Phrase(
                "to write Word files, type: pip install 'policyrules[office]'",
                "如需写出 Word 文档，请运行：pip install 'policyrules[office]'",
            ),
        ) from None
    return render(document)


MARKDOWN: Final = Renderer(
    "md",
    (".md", ".markdown"),
    _markdown,
    about=Phrase("Markdown, to compare versions by", "Markdown，便于比对版本"),
)
PAGE: Final = Renderer(
    "html",
    (".html", ".htm"),
    _page,
    about=Phrase("one page for a browser, with a search", "单个网页，可以查找"),
)
WORD: Final = Renderer(
    "docx",
    (".docx",),
    _word,
    is_text=False,
    about=Phrase("Word, in the layout of official documents", "Word 文档，按党政机关公文格式"),
)
STANDARD: Final = (MARKDOWN, PAGE, WORD)
