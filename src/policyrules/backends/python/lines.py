"""Where do tracebacks and debuggers find the lines of a policy that is no file on disk?

Python's `linecache` reads files itself; of anything else it asks the `__loader__` of the function's
globals, except for names in angle brackets, whose lines must be put in its cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyrules.diagnostics.source import Source


class Lines:
    """What `linecache` asks for the text of a policy."""

    __slots__ = ("_source",)

    def __init__(self, source: Source) -> None:
        self._source = source

    def get_source(self, _module: str) -> str:
        """Return the policy's text."""
        return self._source.text


def show_lines(source: Source) -> None:
    """Let tracebacks show the lines of a text that has no file name, as long as it is in use."""
    name = source.name
    if not (name.startswith("<") and name.endswith(">")):
        return
    import linecache  # noqa: PLC0415  # texts of a file are asked of their loader
    import weakref  # noqa: PLC0415  # as above

    entry = (len(source.text), None, source.text.splitlines(keepends=True), name)
    linecache.cache[name] = entry
    weakref.finalize(source, _forget, name, id(entry))


def _forget(name: str, entry: int) -> None:
    import linecache  # noqa: PLC0415  # it is there: the entry was put in it

    if id(linecache.cache.get(name)) == entry:
        del linecache.cache[name]
