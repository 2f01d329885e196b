"""Every block of the README and the pages runs, and every path they name exists.

- ```` ```python ```` runs as written, in one namespace per page, in a copy of the examples' folder;
  `>>>` blocks are compared with what is printed.
- ```` ```console ```` runs each `$ command` at the root of the repository and compares the lines after it;
  `...` stands for anything.
- The tutorials and the story are another matter: test_tutorial.py and test_story_page.py do all that they say, in order.
- ```` ```rules ```` of docs/language.md run in tests/spec; of other pages they are loaded here.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import policyrules as pr
from policyrules.testing.rules import run_tests

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
TUTORIALS = {"tutorial.md", "tutorial.zh.md", "story.md", "story.zh.md"}
RUN_HERE = [page for page in PAGES if page.name not in TUTORIALS]
BLOCK = re.compile(r"^```(\w+)( [^\n]*)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SLOW_COMMANDS = ("make ", "pip ", "git ", "python ")


def blocks(page: Path, language: str) -> list[tuple[str, str]]:
    return [
        (info or "", text)
        for found, info, text in BLOCK.findall(page.read_text("utf-8"))
        if found == language
    ]


def ids(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", RUN_HERE, ids=ids)
def test_python_blocks_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    namespace: dict[str, Any] = {"__name__": "example"}
    for info, text in blocks(page, "python"):
        if "no-run" in info:
            continue
        if ">>>" in text:
            parser = doctest.DocTestParser()
            example = parser.get_doctest(text, namespace, page.name, str(page), 0)
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
            runner.run(example, clear_globs=False)
            namespace.update(example.globs)
            assert runner.summarize(verbose=False).failed == 0
        else:
            exec(compile(text, str(page), "exec"), namespace)  # a page's own example


@pytest.mark.usefixtures("loads_kept")
@pytest.mark.parametrize("page", RUN_HERE, ids=ids)
def test_console_blocks_print_what_they_show(page: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "LC_ALL": "",
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
    }
    for _, text in blocks(page, "console"):
        for command, shown in re.findall(r"^\$ ([^\n]+)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
            if command.startswith(SLOW_COMMANDS):
                continue
            ran = subprocess.run(
                ["sh", "-c", command],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            printed = ran.stdout + ran.stderr
            pattern = re.escape(shown.rstrip()).replace(re.escape("..."), ".*?")
            assert re.fullmatch(pattern, printed.rstrip(), re.DOTALL), f"$ {command}\n{printed}"


@pytest.mark.parametrize("page", [p for p in RUN_HERE if p.name != "language.md"], ids=ids)
def test_rules_blocks_load(page: Path) -> None:
    for info, text in blocks(page, "rules"):
        if "broken" in info:
            with pytest.raises(pr.PolicyError):
                pr.load_text(text)
        elif "part" not in info:
            pr.load_text(text)


@pytest.mark.parametrize("page", [p for p in RUN_HERE if p.name.startswith("cookbook")], ids=ids)
def test_the_tests_in_the_cookbook_hold(page: Path) -> None:
    for _, text in blocks(page, "rules"):
        results = run_tests(pr.load_text(text))
        assert results, text
        assert [each.text("en") for each in results if not each.passed] == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_paths_named_in_pages_exist(page: Path) -> None:
    text = BLOCK.sub("", page.read_text("utf-8"))
    named = re.findall(r"`((?:docs|src|tests|grammar|policies|\.ci)/[\w./-]*)`", text)
    linked = [link for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) if not link.startswith("http")]
    missing = [path for path in named if not (ROOT / path).exists()]
    missing += [link for link in linked if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize(("page", "file"), [("README.md", "visits.rules"), ("README.zh-CN.md", "走访.rules")])
def test_the_first_rule_shown_is_part_of_the_file_it_is_decided_by(page: str, file: str) -> None:
    _, shown = blocks(ROOT / page, "rules")[0]
    assert shown in (ROOT / "docs" / "examples" / file).read_text("utf-8")
