"""`policyrules docs`: a file written whole or not at all, in the form its name says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from attrs import frozen

from policyrules.plugins.renderers import markdown
from policyrules.surfaces.cli import main
from tests.surfaces.commands import policy_in

if TYPE_CHECKING:
    from policyrules.plugins.renderers.document import Document


@frozen
class Done:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


class Run:
    """Runs commands in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Done:
        code = main(arguments)
        captured = self.capsys.readouterr()
        return Done(code, captured.out, captured.err)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


def test_the_suffix_says_the_form(run: Run, tmp_path: Path) -> None:
    policy = policy_in(tmp_path)
    for name, beginning in (
        ("a.md", b"# Rules for visits\n"),
        ("a.HTML", b"<!doctype html>\n"),
        ("a.docx", b"PK"),
    ):
        done = run("docs", policy, "-o", str(tmp_path / name), "--language", "en")
        assert (done.code, done.out, done.err) == (0, "", "")
        assert (tmp_path / name).read_bytes().startswith(beginning)
    assert docx.Document(str(tmp_path / "a.docx")).paragraphs[0].text == "Rules for visits"


def test_an_option_says_the_form(run: Run, tmp_path: Path) -> None:
    policy = policy_in(tmp_path)
    out = tmp_path / "visits.txt"
    done = run("docs", policy, "--out", str(out), "--format", "md", "--title", "Visits", "--language", "zh")
    assert done.code == 0
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# Visits\n")
    assert "- **违反情形**：一律适用" in text


def test_standard_output(run: Run, tmp_path: Path) -> None:
    policy = policy_in(tmp_path)
    out = tmp_path / "a.md"
    run("docs", policy, "-o", str(out), "--param", "most=3", "--language", "en")
    done = run("docs", policy, "-o", "-", "--format", "md", "--param", "most=3", "--language", "en")
    assert done.code == 0
    assert done.out == out.read_text(encoding="utf-8")
    assert '| <a id="parameter.most"></a>most (人数上限) |  | 3 |' in done.out


def test_a_day(run: Run, tmp_path: Path) -> None:
    policy = policy_in(tmp_path)
    done = run("docs", policy, "-o", "-", "--format", "md", "--on", "2026-03-02", "--language", "zh")
    assert "- **文本**：现行文本，截至2026年3月2日" in done.out


@pytest.mark.parametrize(
    ("arguments", "said", "help_"),
    [
        (["-o", "-"], "标准输出须写明格式", "--format md | --format html"),
        (["-o", "x"], "`x` 没有后缀，无从得知格式", "--format md | --format html | --format docx"),
        (["-o", "x.pdf"], "没有后缀为 `.pdf` 的格式", "--format md | --format html | --format docx"),
        (["-o", "x.md", "--format", "pdf"], "没有格式 `pdf`", "--format md | --format html | --format docx"),
        (["-o", "-", "--format", "docx"], ".docx 文件不能写到标准输出", "-o policies.docx"),
        (
            ["-o", "x.rules", "--format", "md"],
            "`x.rules` 是政策文件，不能用印出的文本覆盖",
            "-o policies.html",
        ),
        ([], "`docs` 缺少输出文件：`-o 输出文件`", "-o policies.html"),
        (["-o", "x.md", "--on", "2026-02-30"], "`--on 2026-02-30` 不是日期", "--on 2026-03-02"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run, tmp_path: Path, arguments: list[str], said: str, help_: str
) -> None:
    done = run("docs", policy_in(tmp_path), *arguments, "--language", "zh")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[:2] == [f"错误：{said}", f"  = 帮助：{help_}"]
    english = run("docs", policy_in(tmp_path), *arguments, "--language", "en")
    assert english.code == 2
    assert english.err.startswith("error: ")
    assert english.err.isascii()


def test_a_file_that_cannot_be_written_is_left_alone(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = policy_in(tmp_path)
    done = run("docs", policy, "-o", str(tmp_path / "nowhere" / "x.md"), "--language", "en")
    assert done.code == 2
    assert "x.md` cannot be written: No such file or directory" in done.err
    out = tmp_path / "out"
    out.mkdir()
    old = out / "x.md"
    old.write_text("as it was", encoding="utf-8")

    def fails(printed: Document) -> bytes:
        raise ValueError(printed.title)

    def full(*_: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        done = run("docs", policy, "-o", str(old), "--language", "en")
    assert (done.code, old.read_text(encoding="utf-8")) == (2, "as it was")
    assert "No space left on device" in done.err
    with monkeypatch.context() as patched:
        patched.setattr(markdown, "render", fails)
        done = run("docs", policy, "-o", str(old), "--language", "en")
    assert (done.code, old.read_text(encoding="utf-8")) == (2, "as it was")
    assert "the renderer `md` of plugin `policyrules` failed (ValueError: Rules for visits)" in done.err
    assert [path.name for path in out.iterdir()] == ["x.md"]


def test_policies_with_mistakes_are_not_printed(run: Run, tmp_path: Path) -> None:
    policy = policy_in(tmp_path, "record R { a: txt }\n")
    done = run("docs", policy, "-o", str(tmp_path / "x.md"), "--language", "en")
    assert done.code == 2
    assert "error[unknown-type]" in done.err
    assert not (tmp_path / "x.md").exists()
