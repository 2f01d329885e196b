"""The language is what docs/language.md says, on every backend."""

from __future__ import annotations

import re

import pytest

from policyrules.diagnostics.diagnostic import Severity
from policyrules.diagnostics.source import Source
from policyrules.engine.assemble import Assembled, assemble
from policyrules.plugins.manager import build
from policyrules.syntax.parse import parse_file
from policyrules.testing.rules import run_tests
from tests.spec.chunks import LANGUAGE, Chunk, chunks, marks, prelude

CHUNKS = chunks()


def assembled(text: str, *, alone: bool = False) -> Assembled:
    texts = [Source("chunk.rules", text)]
    if not alone:
        # `use` comes last, so that the lines of the text keep their numbers
        texts = [Source("prelude.rules", prelude()), Source("chunk.rules", text + "\nuse prelude\n")]
    parsed = [parse_file(source) for source in texts]
    return assemble(
        [file for file, _ in parsed],
        [found for _, diagnostics in parsed for found in diagnostics],
        plugins=build(entry_points=False),
    )


@pytest.mark.parametrize("chunk", CHUNKS, ids=[chunk.name for chunk in CHUNKS])
def test_chunk(chunk: Chunk) -> None:
    made = assembled(chunk.text, alone=chunk.alone)
    own = [d for d in made.diagnostics if d.place.source.name == "chunk.rules"]
    lasting = [d for d in own if d.severity is not Severity.NOTE]
    expected_codes = {code for _, code in chunk.expected}
    # lint is only looked at where a chunk is about it
    found = {
        (d.place.line, d.code) for d in lasting if d.severity is Severity.ERROR or d.code in expected_codes
    }
    assert found == chunk.expected, [(d.place.line, d.code, d.message.en) for d in lasting]
    if made.policies is None:
        return
    for backend in ("reference", "python"):
        for result in run_tests(made.policies, backend=backend):
            assert result.passed, (backend, result)


def test_every_mark_of_the_language_has_a_chunk() -> None:
    shown = {mark for chunk in CHUNKS for mark in chunk.marks}
    assert sorted(marks() - shown) == []
    assert sorted(shown - marks()) == []


@pytest.mark.parametrize("block", re.findall(r"```rules\n(.*?)```", LANGUAGE.read_text("utf-8"), re.DOTALL))
def test_the_examples_of_the_language_run(block: str) -> None:
    made = assembled(block)
    errors = [(d.place.line, d.code, d.message.en) for d in made.diagnostics if d.severity is Severity.ERROR]
    assert not errors
    assert made.policies is not None
    for result in run_tests(made.policies):
        assert result.passed, result
