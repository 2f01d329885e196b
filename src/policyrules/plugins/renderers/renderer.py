"""What turns a document into the bytes of a file?"""

from __future__ import annotations

from collections.abc import Callable

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import field, frozen
from policyrules.plugins.faults import RendererError, raised
from policyrules.plugins.renderers.document import Document


@frozen
class Renderer:
    """What writes documents in one form: its name (`html`), the suffixes of its files, whether it is text.

    `render` returns the whole file as bytes. The same document gives the same bytes.
    """

    name: str
    suffixes: tuple[str, ...]
    render: Callable[[Document], bytes]
    is_text: bool = field(default=True, kw_only=True)
    """Whether a terminal can show it: other forms are not written to standard output."""
    about: Phrase = field(default=Phrase("", ""), kw_only=True)
    plugin: str = field(default="", kw_only=True)
    """Filled in when the plugin is registered."""

    def written(self, document: Document) -> bytes:
        """Return the document as a file's bytes; every failure is a `RendererError`."""
        try:
            made: object = self.render(document)
        except RendererError:
            raise
        except Exception as error:
            raise RendererError(self.name, self._did(raised(error))) from error
        if not isinstance(made, bytes):
            kind = type(made).__name__
            said = Phrase(f"gave {kind} where bytes are due", f"应返回 bytes，实际返回 {kind}")
            raise RendererError(self.name, self._did(said))
        return made

    def _did(self, said: Phrase) -> Phrase:
        return Phrase(
            f"the document cannot be written: the renderer `{self.name}` of plugin `{self.plugin}` {said.en}",
            f"无法写出文档：插件 `{self.plugin}` 的文档格式 `{self.name}` {said.zh}",
        )

    def writes(self, suffix: str) -> bool:
        """Return whether files with the suffix are this renderer's."""
        return suffix.casefold() in {known.casefold() for known in self.suffixes}
