"""What code-scanning tools are given."""

from __future__ import annotations

from policyrules.diagnostics.diagnostic import Diagnostic, Label, Severity
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.sarif import to_sarif
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span


def test_a_run_lists_rules_results_and_related_places() -> None:
    source = Source("packs/文件 一.rules", "不得 x\n不得 x\n")
    repeated = Diagnostic(
        "repeated-name",
        Place(source, Span(8, 9)),
        Phrase("`x` is declared twice", "`x` 重复声明"),
        label=Phrase("again here", "此处重复"),
        labels=(Label(Place(source, Span(3, 4)), Phrase("first here", "首次在此")),),
        help=(Phrase("rename one", "改名其一"),),
        severity=Severity.WARNING,
    )
    log = to_sarif([repeated], "zh", version="0.1.0")
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["name"] == "policyrules"
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["repeated-name"]
    (result,) = run["results"]
    assert result["level"] == "warning"
    assert result["message"]["text"] == "`x` 重复声明\n此处重复\n改名其一"
    (location,) = result["locations"]
    artifact = location["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "packs/%E6%96%87%E4%BB%B6%20%E4%B8%80.rules"}
    assert location["physicalLocation"]["region"] == {
        "startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 5,
    }  # fmt: skip
    assert result["relatedLocations"][0]["message"] == {"text": "首次在此"}


def test_no_diagnostics_is_a_run_with_no_results() -> None:
    (run,) = to_sarif([], version="0.1.0")["runs"]
    assert run["results"] == []
