"""Every diagnostic has a title, and every title a diagnostic."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from policyrules.diagnostics.codes import TITLES, title_of

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
STAGES = ("syntax", "semantics", "core/lower", "surfaces")
DATA = "ledger_files"
"""What is wrong with data has codes of its own."""
NO_CODES = {"utf-8", "utf-8-sig"}
"""Hyphenated words that are something else."""


def codes_in_source() -> Iterator[str]:
    """Every hyphenated word that is, or may turn out to be, an early argument of a call."""
    source = ROOT / "src" / "policyrules"
    for path in sorted(each for stage in STAGES for each in (source / stage).rglob("*.py")):
        if DATA in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from codes_in(node)


def codes_in(call: ast.Call) -> Iterator[str]:
    given = [*call.args[:2], *(each.value for each in call.keywords if each.arg == "code")]
    for argument in given:
        for part in ast.walk(argument) if isinstance(argument, ast.IfExp) else [argument]:
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value):
                yield part.value


def codes_of_mistakes() -> Iterator[str]:
    table = tomllib.loads((ROOT / "grammar" / "mistakes.toml").read_text(encoding="utf-8"))
    waiting: list[object] = [table]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("code"), str):
                yield part["code"]
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def test_every_code_has_a_title_and_every_title_a_code() -> None:
    used = {*codes_in_source(), *codes_of_mistakes()} - NO_CODES
    assert sorted(used - TITLES.keys()) == []
    assert sorted(TITLES.keys() - used) == []


def test_titles_are_in_order_and_in_two_languages() -> None:
    assert list(TITLES) == sorted(TITLES)
    for title in TITLES.values():
        assert title.en.isprintable()
        assert title.zh
        assert not title.en.endswith(".")
    assert title_of("a-plugin-s-own") is None
