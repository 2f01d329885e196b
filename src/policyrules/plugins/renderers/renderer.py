"""What turns a document into the bytes of a file?"""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from policyrules.diagnostics.phrase import Phrase
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

    def writes(self, suffix: str) -> bool:
        """Return whether files with the suffix are this renderer's."""
        return suffix.casefold() in {known.casefold() for known in self.suffixes}
