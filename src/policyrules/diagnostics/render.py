"""How does a diagnostic read, for a person and for a tool?

Pure functions from diagnostics to text, to JSON-ready values and to SARIF; nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from policyrules.diagnostics.codes import link_of
from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.excerpt import Mark, Piece, Role, Row, draw
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.span import Place
from policyrules.diagnostics.width import printable

__all__ = ["Piece", "Role", "Row", "render", "rows", "to_dict", "to_json"]

SEVERITY_WORDS: Final = {
    Severity.ERROR: Phrase("error", "错误"),
    Severity.WARNING: Phrase("warning", "警告"),
    Severity.NOTE: Phrase("note", "提示"),
}

_HELP: Final = Phrase("help", "帮助")
_COLON: Final = Phrase(": ", "：")


def render(diagnostic: Diagnostic, language: Language = "en") -> str:
    """Return the diagnostic as lines of plain text, without a line end after the last.

    The form is that of STYLE: heading, file and position, the code with its labels, then helps.
    """
    return "\n".join("".join(piece.text for piece in row).rstrip() for row in rows(diagnostic, language))


def rows(diagnostic: Diagnostic, language: Language = "en") -> tuple[Row, ...]:
    """Return what `render` returns as rows of pieces with roles, for surfaces that have colours."""
    colon = _COLON.in_(language)
    severity = f"{SEVERITY_WORDS[diagnostic.severity].in_(language)}[{diagnostic.code}]"
    first, *more = _lines(diagnostic.message.in_(language))
    heading: list[Row] = [(Piece("severity", severity), Piece("message", f"{colon}{first}"))]
    heading.extend((Piece("message", f"  {line}"),) for line in more)
    marks = [Mark(diagnostic.place, diagnostic.label.in_(language), primary=True)]
    marks.extend(Mark(label.place, label.text.in_(language), primary=False) for label in diagnostic.labels)
    excerpt = draw(marks)
    margin = len(excerpt[0][0].text) - len("┌─ ")
    helps: list[Row] = []
    for phrase in diagnostic.help:
        first, *more = _lines(phrase.in_(language))
        lead = f"{' ' * margin}= {_HELP.in_(language)}{colon}"
        helps.append((Piece("frame", lead), Piece("help", first)))
        helps.extend((Piece("help", f"{' ' * margin}  {line}"),) for line in more)
    return (*heading, *excerpt, *helps)


def _lines(text: str) -> list[str]:
    return [printable(line) for line in text.split("\n")]


def to_dict(diagnostic: Diagnostic, language: Language = "en") -> dict[str, Any]:
    """Return the diagnostic as JSON-ready values.

    Lines and columns count from 1 and columns count characters (code points); the end is the
    position after the last character. `help` is one text, a sentence a line; `labels` are the words on
    places, the diagnostic's own place first (`primary`) when it has words. `edits` are what puts it right, each
    with what stands at its place (`before`) and what is to stand there (`after`); none where that is for people to
    decide. `page` is the section about
    the code in the repository, null for a plugin's own code.
    """
    labels = []
    if diagnostic.label.in_(language):
        labels.append(_label(diagnostic.place, diagnostic.label, language, primary=True))
    labels.extend(_label(label.place, label.text, language, primary=False) for label in diagnostic.labels)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message.in_(language),
        "help": "\n".join(phrase.in_(language) for phrase in diagnostic.help),
        "page": link_of(diagnostic.code, language),
        **position_of(diagnostic.place),
        "labels": labels,
        "edits": [
            {"before": edit.place.text, "after": edit.text, **position_of(edit.place)}
            for edit in diagnostic.edits
        ],
    }


def to_json(diagnostics: Iterable[Diagnostic], language: Language = "en") -> dict[str, Any]:
    """Return `{"diagnostics": […]}`, the form of everything that lists diagnostics."""
    return {"diagnostics": [to_dict(diagnostic, language) for diagnostic in diagnostics]}


def position_of(place: Place) -> dict[str, Any]:
    """Return a place as `file`, `line`, `column`, `end_line`, `end_column`."""
    begin = place.source.position(place.span.start)
    end = place.source.position(place.span.stop)
    return {
        "file": place.source.name,
        "line": begin.line,
        "column": begin.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def _label(place: Place, text: Phrase, language: Language, *, primary: bool) -> dict[str, Any]:
    return {"text": text.in_(language), "primary": primary, **position_of(place)}
