"""What a failure says, whole and in both languages: expected, got, the nearest item, the proofs concerned."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import policyrules as pr
from policyrules.testing.rules import run_tests

if TYPE_CHECKING:
    from policyrules.diagnostics.phrase import Language

HERE = Path(__file__).parent
UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_failure_says(language: Language) -> None:
    policies = pr.load_text((HERE / "failures.rules").read_text("utf-8"), name="failures.rules")
    results = run_tests(policies)
    assert [result.name for result in results if result.passed] == []
    said = "\n\n".join(f"== {result.name}\n{result.text(language)}" for result in results) + "\n"
    snapshot = HERE / f"failures.{language}.txt"
    if UPDATE:
        snapshot.write_text(said, encoding="utf-8")
    assert said == snapshot.read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reference_says_the_same(language: Language) -> None:
    policies = pr.load_text((HERE / "failures.rules").read_text("utf-8"), name="failures.rules")
    for fast, slow in zip(run_tests(policies), run_tests(policies, backend="reference"), strict=True):
        assert fast.text(language) == slow.text(language)
