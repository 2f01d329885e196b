"""Misspell any one identifier of a shipped pack: the load fails, with a diagnostic on that identifier.

CI tries a sample; `make check-all` (POLICYRULES_EVERYTHING=1) tries every one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Span
from policyrules.plugins.manager import build
from policyrules.semantics.check import check
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.ast.declarations import File, PolicyHeader
from policyrules.syntax.ast.names import Annotation, Name, Names
from policyrules.syntax.parse import parse_file
from policyrules.syntax.walk import children
from tests.everything import EVERYTHING

POLICIES = Path(__file__).parents[2] / "policies"
SAMPLE = 20
"""CI tries so many names, from all files."""


@cache
def texts() -> dict[str, str]:
    return {
        path.relative_to(POLICIES).as_posix(): path.read_text("utf-8")
        for path in sorted(POLICIES.rglob("*.rules"))
    }


@cache
def parsed(name: str) -> tuple[File, tuple[Diagnostic, ...]]:
    return parse_file(Source(name, texts()[name]))


def uses(node: object) -> list[Name]:
    """The names that refer to something declared elsewhere: all but declared and free ones."""
    found: list[Name] = []
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        match inner:
            case Names() | Annotation() | PolicyHeader():
                continue
            case e.Binder(variable=_, source=source, where=where):
                waiting += [source, *([where] if where is not None else [])]
                continue
            case Name():
                found.append(inner)
            case _:
                pass
        waiting.extend(children(inner))
    return sorted(found, key=lambda name: name.span)


def misspelt(spelling: str) -> str:
    """A spelling one slip away that nothing has."""
    return spelling + ("某" if "一" <= spelling[-1] <= "鿿" else "q")


def diagnostics_with(file: str, span: Span, spelling: str) -> list[Diagnostic]:
    text = texts()[file]
    changed = Source(file, text[: span.start] + spelling + text[span.stop :])
    own, found = parse_file(changed)
    others = [parsed(name)[0] for name in texts() if name != file]
    said = check([own, *others], build(entry_points=False).functions)[1]
    return [d for d in (*found, *said) if d.severity is Severity.ERROR]


@cache
def tried() -> list[tuple[str, Name]]:
    found = [(file, name) for file in texts() for name in uses(parsed(file)[0])]
    assert len(found) > 1000
    return found if EVERYTHING else found[:: len(found) // SAMPLE][:SAMPLE]


@pytest.mark.parametrize("number", range(len(tried()) if EVERYTHING else SAMPLE))
def test_a_misspelling_is_caught_where_it_is(number: int) -> None:
    file, name = tried()[number]
    spelling = misspelt(name.text)
    errors = diagnostics_with(file, name.span, spelling)
    on_it = Span(name.span.start, name.span.start + len(spelling))
    hits = [
        d
        for d in errors
        if d.place.source.name == file and d.place.span.start < on_it.stop and on_it.start < d.place.span.stop
    ]
    assert hits, [(d.code, d.place.line, d.message.en) for d in errors]
