"""Break two items of a shipped pack: both are told, nothing else is, and what is sound is still checked."""

from __future__ import annotations

from functools import cache
from typing import Final

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Span
from policyrules.plugins.manager import build
from policyrules.semantics.check import check
from policyrules.syntax.ast.declarations import File, Item, ListDeclaration
from policyrules.syntax.parse import parse_file
from tests.policies.test_misspellings import parsed, texts


def items(file: File) -> list[Item]:
    """The items of a file, in order."""
    return [
        item
        for declared in file.declarations
        if isinstance(declared, ListDeclaration)
        for item in declared.items
    ]


@cache
def names() -> list[str]:
    """The files with items enough: read when the test runs, since processes that never run it collect it too."""
    return sorted(name for name in texts() if len(items(parsed(name)[0])) >= 3)


BREAKS: Final = {
    "a condition without one": "凡 且 的",
    "a sign of elsewhere": "凡 a == 1 且 的",
    "a reason without quotes": "认定理由 没有引号",
    "half a deadline": "时限 甲 应在",
    "a bracket too few": "凡 (甲 或 乙",
    "a bracket too many": "凡 甲) 的",
    "a word of nobody": "某某 某某",
    "a quota of nothing": "不得超过 次",
}
"""Lines that are wrong wherever they stand in an item."""


@frozen
class Broken:
    """A file of the packs with wrong lines in two of its items."""

    name: str
    text: str
    items: frozenset[str]
    """The names of these items."""
    spans: tuple[Span, ...]
    """Where they stand now."""


def body_of(text: str, item: Item) -> int:
    """Where the clauses of an item begin."""
    head = item.title.span.stop if item.title is not None else item.names.first.span.stop
    return text.index("{", head) + 1


@st.composite
def two_broken(draw: st.DrawFn) -> Broken:
    """Two items of a file, each with a wrong line at its beginning."""
    name = draw(st.sampled_from(names()))
    found = items(parsed(name)[0])
    chosen = sorted(draw(st.sets(st.integers(0, len(found) - 1), min_size=2, max_size=2)))
    text, more, spans = texts()[name], 0, []
    for position in chosen:
        item = found[position]
        at = body_of(texts()[name], item) + more
        line = f"\n{draw(st.sampled_from(sorted(BREAKS.values())))}\n"
        text = text[:at] + line + text[at:]
        spans.append(Span(item.span.start + more, item.span.stop + more + len(line)))
        more += len(line)
    return Broken(
        name, text, frozenset(found[position].names.first.text for position in chosen), tuple(spans)
    )


@settings(max_examples=60, deadline=None)
@given(case=two_broken())
def test_both_are_told_and_nothing_else(case: Broken) -> None:
    file, told = parse_file(Source(case.name, case.text))
    left = {item.names.first.text for item in items(file)}
    before = {item.names.first.text for item in items(parsed(case.name)[0])}
    assert before - left <= case.items  # a slip whose meaning is plain is told and read all the same
    places = [one.place.span.start for one in told]
    for span in case.spans:
        assert any(span.start <= place < span.stop for place in places)
    for place in places:
        assert any(span.start <= place < span.stop for span in case.spans)


@settings(max_examples=15, deadline=None)
@given(case=two_broken(), data=st.data())
def test_names_are_still_checked_in_the_others(case: Broken, data: st.DataObject) -> None:
    sound = items(parse_file(Source(case.name, case.text))[0])
    at = body_of(case.text, data.draw(st.sampled_from(sound)))
    text = f"{case.text[:at]}\n凡 查无此名 = 1 的\n{case.text[at:]}"
    own, told = parse_file(Source(case.name, text))
    others = [parsed(other)[0] for other in texts() if other != case.name]
    said = (*told, *check([own, *others], build(entry_points=False).functions)[1])
    assert any(one.code == "unknown-name" and one.place.text == "查无此名" for one in said)
