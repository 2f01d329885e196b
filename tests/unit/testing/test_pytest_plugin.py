"""pytest runs the tests beside the rules, where it is asked to."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["pytester"]

PLUGIN = "policyrules.testing.pytest_plugin"

RULES = """
record R 记录 { a: integer }
list l for R { must not X { when a > 1 } }
test "good" { given R { a: 1 } expect permit }
test "bad" { given R { a: 2 } expect permit }
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with one policy file, whose pytest knows the plugin."""
    folder: Path = pytester.mkdir("policies")
    (folder / "r.rules").write_text(RULES, encoding="utf-8")
    return pytester


def run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    installed = {entry.value for entry in entry_points(group="pytest11")}
    given = () if PLUGIN in installed else ("-p", PLUGIN)
    return project.runpytest(*given, *arguments)


def test_files_named_are_collected(project: pytest.Pytester) -> None:
    result = run(project, "policies/r.rules", "-v")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*policies/r.rules::good PASSED*", "*r.rules:5: expected permit, got forbid by `X`*"]
    )
    assert "Traceback" not in result.stdout.str()


def test_other_files_are_left_alone(project: pytest.Pytester) -> None:
    run(project).assert_outcomes()


def test_folders_of_the_settings(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\npolicyrules_paths = policies\npolicyrules_language = zh\n")
    result = run(project)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*期望允许，实为禁止*"])


def test_a_file_that_cannot_be_used_is_an_error_with_its_diagnostics(project: pytest.Pytester) -> None:
    project.makefile(".rules", broken="record R { a: integer }\nlist l for R { must not X { when b > 1 } }\n")
    result = run(project, "broken.rules")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*nothing here is called `b`*"])
    assert "Traceback" not in result.stdout.str()


def test_each_row_of_examples_is_an_item(project: pytest.Pytester) -> None:
    rows = "| a | -> expect |\n| 1 | permit |\n| 2 | permit |\n| 2 | forbid |"
    text = RULES.partition("test")[0] + f'test "rows" {{ given R {{ }} examples {{\n{rows}\n}} }}\n'
    project.makefile(".rules", rows=text)
    result = run(project, "rows.rules", "-v", "-o", "policyrules_language=zh")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*rows.rules::rows (a 1) PASSED*",
            "*rows.rules::rows (a 2) FAILED*",
            "*rows.rules::rows (a 2) #2 PASSED*",
            "*rows.rules:6: 期望允许，实为禁止（`X`）*",
            "*X：禁止：违反*",
        ]
    )
    assert "Traceback" not in result.stdout.str()
