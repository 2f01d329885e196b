"""What is wrong with a policy text, as a value every surface can render."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import field, frozen


class Severity(Enum):
    """How much a diagnostic matters: an error refuses the policy, a warning is lint, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@frozen
class Label:
    """A few words on a piece of code."""

    place: Place
    text: Phrase


@frozen
class Edit:
    """Other words for what stands at a place; none of them: it is left out."""

    place: Place
    text: str


@frozen
class Diagnostic:
    """One thing wrong, or worth knowing, about policy text.

    `code` is a stable kebab-case name with a section in docs/diagnostics.md; `place` is where it
    is; `label` a few words on that place; `labels` further places; `help` what to type instead.
    `edits` put it right where there is one way to, and nothing else comes to mean something else. `title` is what
    the code means, in a few words, where it is a plugin's own and has no section.
    """

    code: str
    place: Place
    message: Phrase
    label: Phrase = Phrase("", "")
    labels: tuple[Label, ...] = ()
    help: tuple[Phrase, ...] = field(default=())
    severity: Severity = Severity.ERROR
    edits: tuple[Edit, ...] = ()
    title: Phrase | None = None


def at(source: Source, span: Span) -> Place:
    """Return the place of a span in a source."""
    return Place(source, span)


def in_source_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics by file, then by position, then by code; exact repeats are dropped."""
    seen: dict[tuple[str, int, int, str, str], Diagnostic] = {}
    for diagnostic in diagnostics:
        place = diagnostic.place
        key = (
            place.source.name,
            place.span.start,
            place.span.stop,
            diagnostic.code,
            diagnostic.message.en,
        )
        seen.setdefault(key, diagnostic)
    return tuple(seen[key] for key in sorted(seen))
