"""`policyrules test`: which tests run, what they leave out, and where the results go."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import frozen

from policyrules.surfaces.cli import main

DRAFTS = """\
policy drafts 文稿
record Draft 文稿件 { id 编号: text key, pages 页数: integer, urgent 急件: boolean }
list l for Draft { must not D-1 一 "不超过 <十> 页" { when pages > 10 unless urgent } }
test "short & plain" { given Draft { id: "1", urgent: no } examples {
    | pages | -> expect |
    | 10    | permit    |
    | 11    | permit    |
} }
测试 “急件 不限” { 设 文稿件 { 编号: “2”, 页数: 11, 急件: 是 } 期望 未违反 D-1 }
"""


@frozen
class Ended:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], drafts: Path) -> Run:  # noqa: ARG001  # the file has to be there
    """Run a command where the drafts are, in English unless it says otherwise."""

    def ended(*arguments: str) -> Ended:
        status = main([*arguments, "--language", "en"] if "--language" not in arguments else [*arguments])
        printed = capsys.readouterr()
        return Ended(status, printed.out, printed.err)

    return ended


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "drafts.rules"
    path.write_text(DRAFTS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def test_a_failing_row_is_named_by_its_values_and_its_line(run: Run) -> None:
    ended = run("test", "drafts.rules")
    assert ended.returncode == 1
    assert "failed  short & plain (pages 11)  drafts.rules:7\n" in ended.stdout
    assert "drafts.rules:7: expected permit, got forbid by `D-1`" in ended.stdout
    assert ended.stdout.endswith("2 passed, 1 failed\n")


@pytest.mark.parametrize(
    ("words", "passed", "failed"),
    [("急件", 1, 0), ("PAGES 10", 1, 0), ("文稿 short", 1, 1), ("drafts", 2, 1), ("不限 急件", 1, 0)],
)
def test_tests_are_chosen_by_their_words(run: Run, words: str, passed: int, failed: int) -> None:
    ended = run("test", "drafts.rules", "-k", words, "--format", "json")
    said = json.loads(ended.stdout)
    assert (said["passed"], said["failed"]) == (passed, failed)
    assert ended.returncode == (1 if failed else 0)


def test_words_no_test_has(run: Run) -> None:
    ended = run("test", "drafts.rules", "-k", "长", "--language", "zh")
    assert ended.returncode == 2
    assert "没有标题或政策名称含 `长` 的测试" in ended.stderr


COVERAGE = {
    "en": """\
not covered  D-1 “不超过 <十> 页”  drafts.rules:3
 ┌─ drafts.rules:3:29
3│ list l for Draft { must not D-1 一 "不超过 <十> 页" { when pages > 10 unless urgent } }
 │                             ^^^^^^^^^^^^^^^^^^^^^^^ never broken
 │                                                            ^^^^^^^^^^ never no
 │                                                                              ^^^^^^ never no
 = add: a test with `expect forbid by D-1`
 = add: a test in which `pages > 10` is no
 = add: a test in which `urgent` is no

coverage  items  conditions  rows  policy
     50%    1/2         2/4     -  drafts
coverage 50%
1 passed
""",
    "zh": """\
未覆盖  一 “不超过 <十> 页”  drafts.rules:3
 ┌─ drafts.rules:3:29
3│ list l for Draft { must not D-1 一 "不超过 <十> 页" { when pages > 10 unless urgent } }
 │                             ^^^^^^^^^^^^^^^^^^^^^^^ 从未违反
 │                                                            ^^^^^^^^^^ 从未为“否”
 │                                                                              ^^^^^^ 从未为“否”
 = 补充：写一项测试，`期望 禁止 依 一`
 = 补充：写一项 `pages > 10` 为“否”的测试
 = 补充：写一项 `urgent` 为“否”的测试

覆盖率  条目  条件  表行  政策
   50%   1/2   2/4     -  文稿
覆盖率 50%
通过 1 项
""",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_tests_leave_out(run: Run, language: str) -> None:
    arguments = ("test", "drafts.rules", "-k", "不限", "--coverage", "--language", language)
    ended = run(*arguments)
    assert ended.stdout == COVERAGE[language]
    assert ended.returncode == 0


KEPT = """\
policy drafts 文稿
record Draft 文稿件 { id 编号: text key, pages 页数: integer, urgent 急件: boolean }
list l for Draft { must D-1 一 "不超过十页" { when not urgent ensure pages <= 10 } }
test "长的" { given Draft { id: "1", pages: 11, urgent: no } expect fail by D-1 }
test "急件不在此列" { given Draft { id: "2", pages: 9, urgent: yes } expect not D-1 }
"""

NEVER_KEPT = {
    "en": """\
not covered  D-1 “不超过十页”  drafts.rules:3
 ┌─ drafts.rules:3:25
3│ list l for Draft { must D-1 一 "不超过十页" { when not urgent ensure pages <= 10 } }
 │                         ^^^^^^^^^^^^^^^^^^^ always broken where it applies
 │                                                                      ^^^^^^^^^^^ never yes
 = add: a test with `expect pass by D-1`
 = add: a test in which `pages <= 10` is yes
""",
    "zh": """\
未覆盖  一 “不超过十页”  drafts.rules:3
 ┌─ drafts.rules:3:25
3│ list l for Draft { must D-1 一 "不超过十页" { when not urgent ensure pages <= 10 } }
 │                         ^^^^^^^^^^^^^^^^^^^ 凡涉及的，每次都违反
 │                                                                      ^^^^^^^^^^^ 从未为“是”
 = 补充：写一项测试，`期望 通过 依 一`
 = 补充：写一项 `pages <= 10` 为“是”的测试
""",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_only_is_not_concerned_is_not_kept(run: Run, drafts: Path, language: str) -> None:
    drafts.write_text(KEPT, encoding="utf-8")
    ended = run("test", "drafts.rules", "--coverage", "--language", language)
    assert ended.stdout.partition("\n\n")[0] + "\n" == NEVER_KEPT[language]


def test_too_little_covered(run: Run) -> None:
    arguments = ("test", "drafts.rules", "-k", "不限", "--coverage-fail-under")
    assert run(*arguments, "76").returncode == 1
    assert run(*arguments, "50").returncode == 0


def test_coverage_in_json(run: Run) -> None:
    arguments = ("test", "drafts.rules", "--coverage", "--format", "json")
    whole = json.loads(run(*arguments).stdout)
    coverage: dict[str, Any] = whole["coverage"]
    assert coverage == {
        "percent": 100.0,
        "policies": [
            {
                "policy": "drafts",
                "percent": 100.0,
                "items": {"seen": 2, "total": 2},
                "conditions": {"seen": 4, "total": 4},
                "rows": {"seen": 0, "total": 0},
            }
        ],
        "uncovered": [],
    }
    less = json.loads(run(*arguments, "-k", "不限").stdout)["coverage"]["uncovered"]
    assert [(point["kind"], point["line"], point["never"], point["add"]) for point in less] == [
        ("item", 3, ["never broken"], ["a test with `expect forbid by D-1`"]),
        ("condition", 3, ["never no"], ["a test in which `pages > 10` is no"]),
        ("condition", 3, ["never no"], ["a test in which `urgent` is no"]),
    ]
    assert whole["tests"][1]["values"] == {"pages": "11"}


def test_junit(run: Run, drafts: Path) -> None:
    ended = run("test", "drafts.rules", "--junit", "out.xml", "--language", "zh")
    assert ended.returncode == 1
    root = ET.fromstring((drafts.parent / "out.xml").read_bytes())
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "3", "1")
    (suite,) = root
    assert suite.get("name") == "drafts.rules"
    assert [(case.get("name"), case.get("line"), len(case)) for case in suite] == [
        ("short & plain (pages 10)", "6", 0),
        ("short & plain (pages 11)", "7", 1),
        ("急件 不限", "9", 0),
    ]
    (failure,) = suite[1]
    assert failure.get("message") == "期望允许，实为禁止（`一`）"
    assert "不超过 <十> 页" in (failure.text or "")


def test_characters_xml_cannot_hold(run: Run, drafts: Path) -> None:
    drafts.write_text(DRAFTS.replace("short & plain", "a\x0bb]]>"), encoding="utf-8")
    run("test", "drafts.rules", "--junit", "out.xml")
    root = ET.fromstring((drafts.parent / "out.xml").read_bytes())
    assert [case.get("name") for case in root[0]][-1] == "急件 不限"


def test_results_are_written_whole_or_not_at_all(run: Run, drafts: Path) -> None:
    ended = run("test", "drafts.rules", "--junit", "no/such/out.xml")
    assert ended.returncode == 2
    assert "`no/such/out.xml` cannot be written" in ended.stderr
    (drafts.parent / "out.xml").write_text("before", encoding="utf-8")
    assert run("test", "missing.rules", "--junit", "out.xml").returncode == 2
    assert (drafts.parent / "out.xml").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in drafts.parent.iterdir()) == ["drafts.rules", "out.xml"]


def test_long_work_shows_how_far_it_is_on_a_terminal(drafts: Path) -> None:
    """With the moment after which work is long set to none at all."""
    command = (
        "import sys; from policyrules.surfaces import progress; progress._LONG = -1.0\n"
        "from policyrules.surfaces.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", command, "test", "drafts.rules"],
        cwd=drafts.parent,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    ) as process:
        printed, _ = process.communicate()
        os.close(theirs)
        shown = os.read(ours, 65536).decode()
        os.close(ours)
    assert "testing" in shown
    assert "3/3" in shown
    assert "testing" not in printed.decode()


# --- summaries ------------------------------------------------------------------------------


@pytest.fixture
def listed(drafts: Path) -> Path:
    drafts.write_text(DRAFTS.replace("| 11    | permit    |", "| 11    | forbid by D-1 |"), encoding="utf-8")
    path = drafts.parent / "items.txt"
    path.write_text("# what there should be\nD-1\nD-2  covered by D-1\nD-3\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        (
            "en",
            (
                "items  tests  tests per item  fewest  pack\n"
                "    1      3             2.0       2  PACK\n"
                "    1      3             2.0       2  all\n"
                "1 of 3 listed items are written\n"
                "  left out  D-2  covered by D-1\n"
                "  missing   D-3\n"
                "3 passed\n"
            ),
        ),
        (
            "zh",
            (
                "条目  测试  每条测试  最少  政策包\n"
                "   1     3       2.0     2  PACK\n"
                "   1     3       2.0     2  合计\n"
                "列出的 3 条中，已写成规则 1 条\n"
                "  不写  D-2  covered by D-1\n"
                "  缺少  D-3\n"
                "通过 3 项\n"
            ),
        ),
    ],
)
def test_packs_are_counted_and_held_to_a_list(run: Run, listed: Path, language: str, printed: str) -> None:
    pack = listed.parent
    counted = run("test", str(pack), "--items", str(listed), "--language", language)
    assert counted == Ended(1, printed.replace("PACK", pack.name), "")


def test_a_summary_alone_asks_for_nothing(run: Run, listed: Path) -> None:
    pack = listed.parent
    assert run("test", str(pack), "--summary").returncode == 0
    listed.write_text("D-1\n", encoding="utf-8")
    counted = run("test", str(pack), "--items", str(listed), "--format", "json")
    assert counted.returncode == 0
    assert json.loads(counted.stdout)["summary"] == {
        "packs": [{"pack": pack.name, "items": 1, "tests": 3, "tests_per_item": 2.0, "fewest": 2}],
        "listed": 1,
        "written": ["D-1"],
        "missing": [],
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("D-1\nD-2\nD-1\n", "items.txt:3: `D-1` is listed already, on line 1; keep one of the two"),
        ("# nothing\n", "items.txt lists no items; write a code a line, such as `IN-01`"),
    ],
)
def test_a_list_of_items_that_does_not_read(run: Run, listed: Path, text: str, said: str) -> None:
    listed.write_text(text, encoding="utf-8")
    told = run("test", str(listed.parent), "--items", str(listed))
    assert (told.returncode, told.stdout) == (2, "")
    assert said in told.stderr
    assert "there is no file" in run("test", str(listed.parent), "--items", "nowhere.txt").stderr


def test_what_is_only_brought_in_is_not_covered(run: Run, drafts: Path) -> None:
    folder = drafts.parent / "own"
    folder.mkdir()
    (drafts.parent / "shared.rules").write_text(
        "record Note { id: text key, pages: integer, spare: integer }\nparameter most: integer = 3\n"
        "define long for Note = pages > 30\nlist s for Note { must not S-1 { when pages > 10 } }\n",
        encoding="utf-8",
    )
    (folder / "own.rules").write_text(
        "use shared\nparameter mine: integer = 3\n"
        'list o for Note { must not O-1 { when pages = 0 } }\ntest "a" { given Note { pages: 0 } expect forbid by O-1 }\n'
        'test "b" { given Note { pages: 1 } expect not O-1 }\n',
        encoding="utf-8",
    )
    out = run("test", "own", "--coverage").stdout
    assert "coverage 100%" in out
    assert "S-1" not in out
    out = run("test", "own", "shared.rules", "--coverage").stdout
    assert "S-1" in out
    out = run("check", "own").stdout
    assert ("mine" in out, "spare" in out, "most" in out, "long" in out) == (True, False, False, False)
    out = run("check", "own", "shared.rules").stdout
    assert ("mine" in out, "spare" in out, "most" in out, "long" in out) == (True, True, True, True)
