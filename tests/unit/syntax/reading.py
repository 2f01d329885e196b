"""How the tests here read a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.source import Source
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.parse import parse_expression, parse_file

SAMPLES = Path(__file__).parent / "samples"


def read(text: str) -> tuple[File, tuple[Diagnostic, ...]]:
    return parse_file(Source("<test>", text))


def codes(text: str) -> list[str]:
    return [found.code for found in read(text)[1]]


def sound(text: str) -> File:
    """The file of a text without mistakes."""
    file, found = read(text)
    assert not found, [(one.code, one.place.text, one.message.en) for one in found]
    return file


def expression(text: str) -> Any:
    node, found = parse_expression(text)
    assert not found, [(one.code, one.place.text, one.message.en) for one in found]
    assert node is not None
    return node


def item(clauses: str, modality: str = "must") -> Any:
    """The one item that says this."""
    (declared,) = sound(f"list a for R {{ {modality} x {{ {clauses} }} }}").declarations
    return declared.items[0]  # type: ignore[union-attr]  # it is a list


def sample(name: str) -> str:
    return (SAMPLES / f"{name}.rules").read_text(encoding="utf-8")
