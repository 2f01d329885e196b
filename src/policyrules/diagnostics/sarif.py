"""How do code-scanning tools see diagnostics?

SARIF 2.1.0, an OASIS standard.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from policyrules.diagnostics.codes import title_of
from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.span import Place

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LANGUAGE: Final = Phrase("en", "zh-CN")


def to_sarif(diagnostics: Iterable[Diagnostic], language: Language = "en", *, version: str) -> dict[str, Any]:
    """Return a SARIF log of one run of policyrules, of that version, JSON-ready.

    Columns count code points, as `columnKind` says. Helps follow the message; labels are
    related locations; edits are one fix, to be made together.
    """
    listed = tuple(diagnostics)
    titles = {diagnostic.code: title_of(diagnostic.code) or diagnostic.title for diagnostic in listed}
    codes = sorted(titles)
    driver = {
        "name": "policyrules",
        "version": version,
        "rules": [_rule(code, titles[code], language) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "language": _LANGUAGE.in_(language),
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, codes, language) for diagnostic in listed],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, title: Phrase | None, language: Language) -> dict[str, Any]:
    if title is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": title.in_(language)},
        "help": {"text": f"policyrules help {code}"},
    }


def _result(diagnostic: Diagnostic, codes: list[str], language: Language) -> dict[str, Any]:
    sentences = [diagnostic.message, *diagnostic.help]
    if diagnostic.label.in_(language):
        sentences.insert(1, diagnostic.label)
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity.value,
        "message": {"text": "\n".join(phrase.in_(language) for phrase in sentences)},
        "locations": [_location(diagnostic.place)],
    }
    if diagnostic.labels:
        result["relatedLocations"] = [
            {"id": number, **_location(label.place), "message": {"text": label.text.in_(language)}}
            for number, label in enumerate(diagnostic.labels, start=1)
        ]
    if diagnostic.edits:
        result["fixes"] = [_fix(diagnostic, language)]
    return result


def _fix(diagnostic: Diagnostic, language: Language) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in diagnostic.edits:
        changes.setdefault(edit.place.source.name, []).append(
            {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}}
        )
    said = "\n".join(phrase.in_(language) for phrase in diagnostic.help or (diagnostic.message,))
    return {
        "description": {"text": said},
        "artifactChanges": [
            {"artifactLocation": {"uri": _uri(name)}, "replacements": replacements}
            for name, replacements in changes.items()
        ],
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.source.name)},
            "region": _region(place),
        }
    }


def _region(place: Place) -> dict[str, Any]:
    begin = place.source.position(place.span.start)
    end = place.source.position(place.span.stop)
    return {
        "startLine": begin.line,
        "startColumn": begin.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _uri(name: str) -> str:
    """Return a file's name as a URI reference: relative stays relative."""
    path = name.replace("\\", "/").encode("utf-8", "replace").decode()
    if path.startswith("/"):
        return "file://" + quote(path)
    if path[1:3] == ":/":
        return "file:///" + quote(path)
    return quote(path)
