"""What does a text become by edits?"""

from __future__ import annotations

from collections.abc import Iterable

from policyrules.diagnostics.diagnostic import Diagnostic, Edit


def together(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics whose edits can be made at once, the earlier winning where two touch."""
    taken: dict[int, list[Edit]] = {}
    found: list[Diagnostic] = []
    for diagnostic in diagnostics:
        if not diagnostic.edits or any(_touches(edit, taken) for edit in diagnostic.edits):
            continue
        found.append(diagnostic)
        for edit in diagnostic.edits:
            taken.setdefault(id(edit.place.source), []).append(edit)
    return tuple(found)


def _touches(edit: Edit, taken: dict[int, list[Edit]]) -> bool:
    span = edit.place.span
    return any(
        span.start <= other.place.span.stop and other.place.span.start <= span.stop
        for other in taken.get(id(edit.place.source), ())
    )


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits of it that do not touch one another.

    >>> from policyrules.diagnostics.source import Source
    >>> from policyrules.diagnostics.span import Place, Span
    >>> source = Source("a.rules", "page = 3。")
    >>> edited(source.text, [Edit(Place(source, Span(8, 9)), ""), Edit(Place(source, Span(0, 4)), "pages")])
    'pages = 3'
    """
    for edit in sorted(edits, key=lambda edit: edit.place.span, reverse=True):
        span = edit.place.span
        text = text[: span.start] + edit.text + text[span.stop :]
    return text
