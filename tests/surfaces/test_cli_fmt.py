"""`policyrules fmt`, end to end."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from policyrules.surfaces.cli import main
from tests.surfaces.commands import POLICY, policy_in

MESSY = POLICY.replace("    ", "\t").replace("#", "  #") + "# the end   \n"


def test_a_file_is_written_in_its_canonical_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(policy_in(tmp_path, MESSY))
    path.chmod(0o640)
    assert main(["fmt", str(path), "--language", "en"]) == 0
    assert path.read_text(encoding="utf-8") == POLICY + "# the end\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert capsys.readouterr().out == f"formatted {path}\n"
    assert [each.name for each in tmp_path.iterdir()] == ["visits.rules"]
    assert main(["fmt", str(tmp_path), "--language", "zh"]) == 0
    assert capsys.readouterr().out == "1 个文件无需改动\n"


def test_check_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(policy_in(tmp_path, MESSY))
    assert main(["fmt", "--check", str(path), "--language", "zh"]) == 1
    assert path.read_text(encoding="utf-8") == MESSY
    assert capsys.readouterr().out == f"需要整理 {path}\n"
    path.write_text(POLICY, encoding="utf-8")
    assert main(["fmt", "--check", str(path)]) == 0


def test_one_broken_file_leaves_all_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = Path(policy_in(tmp_path, MESSY))
    bad = tmp_path / "zz.rules"
    bad.write_text("list x for {\n", encoding="utf-8")
    assert main(["fmt", str(tmp_path), "--language", "en"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"┌─ {bad}:1:" in captured.err
    assert good.read_text(encoding="utf-8") == MESSY


def test_to_the_other_language_and_back(tmp_path: Path) -> None:
    path = Path(policy_in(tmp_path))
    assert main(["fmt", str(path), "--to", "zh"]) == 0
    chinese = path.read_text(encoding="utf-8")
    assert "负面清单 prohibited 走访负面清单 适用于 Visit {" in chinese
    assert "未经 “the General Office” 备案（filed）" in chinese
    assert main(["fmt", str(path), "--to", "en"]) == 0
    assert path.read_text(encoding="utf-8") == POLICY


def test_a_line_end_of_another_system_counts_as_a_change(tmp_path: Path) -> None:
    path = Path(policy_in(tmp_path))
    path.write_bytes(POLICY.replace("\n", "\r\n").encode())
    assert main(["fmt", "--check", str(path)]) == 1
    assert main(["fmt", str(path)]) == 0
    assert path.read_bytes() == POLICY.encode()


def test_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy_in(tmp_path, MESSY)
    assert main(["fmt", "--check", path, "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"files": [{"file": path, "changed": True}]}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path = Path(policy_in(tmp_path, MESSY))
    link = tmp_path / "link.rules"
    link.symlink_to(path)
    assert main(["fmt", str(link)]) == 0
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8").startswith(POLICY)


@pytest.mark.parametrize(("language", "words"), [("en", "cannot be written"), ("zh", "无法写入")])
def test_a_file_that_cannot_be_written_leaves_all_as_they_were(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    words: str,
) -> None:
    first, last = tmp_path / "a.rules", tmp_path / "z.rules"
    for path in (first, last):
        path.write_text(MESSY, encoding="utf-8")
    monkeypatch.setattr("os.access", lambda path, _: Path(path).name != last.name)
    assert main(["fmt", str(first), str(last), "--language", language]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert str(last) in captured.err
    assert {each.name: each.read_text(encoding="utf-8") for each in tmp_path.iterdir()} == {
        "a.rules": MESSY,
        "z.rules": MESSY,
    }


def standard_input(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))


def test_stdin_is_printed_in_its_canonical_form(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for given in (MESSY, POLICY + "# the end\n"):
        standard_input(monkeypatch, given.encode())
        assert main(["fmt", "-"]) == 0
        assert capsys.readouterr().out == POLICY + "# the end\n"
    standard_input(monkeypatch, POLICY.encode())
    assert main(["fmt", "-", "--to", "zh"]) == 0
    assert "负面清单 prohibited 走访负面清单 适用于 Visit {" in capsys.readouterr().out
    standard_input(monkeypatch, MESSY.encode())
    assert main(["fmt", "-", "--check", "--language", "zh"]) == 1
    assert capsys.readouterr().out == "需要整理 <stdin>\n"
    standard_input(monkeypatch, b"must")
    assert main(["fmt", "-", "--language", "en"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "<stdin>:1:1" in captured.err
    standard_input(monkeypatch, MESSY.encode())
    assert main(["fmt", "-", "--format", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["files"]
    assert told == {"file": "<stdin>", "changed": True, "text": POLICY + "# the end\n"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "error: `-` stands alone, and other paths are given too\n  = help: policyrules fmt - < FILE\n",
        ),
        ("zh", "错误：`-` 应单独使用，而另给出了路径\n  = 帮助：policyrules fmt - < 文件\n"),
    ],
)
def test_stdin_stands_alone(language: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt", "-", "x.rules", "--language", language]) == 2
    assert capsys.readouterr().err == said


def test_differences_are_shown_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "enum E 类别 { a 甲, b 乙 }\nlist l for R {\n must not x { when 类别 = 甲 }\n}"
    Path("a.rules").write_text(text, encoding="utf-8")
    Path("b.rules").write_text("use vocabulary\n", encoding="utf-8")
    assert main(["fmt", ".", "--diff"]) == 1
    shown = (
        "--- a.rules\n+++ a.rules\n@@ -1,4 +1,5 @@\n enum E 类别 { a 甲, b 乙 }\n+\n list l for R {\n"
        "- must not x { when 类别 = 甲 }\n-}\n\\ No newline at end of file\n"
        "+    must not x { when 类别 = 甲 }\n+}\n"
    )
    assert capsys.readouterr().out == shown
    assert Path("a.rules").read_text(encoding="utf-8") == text
    assert main(["fmt", ".", "--diff", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["files"] == [
        {"file": "a.rules", "changed": True, "diff": shown},
        {"file": "b.rules", "changed": False, "diff": ""},
    ]
    assert main(["fmt", "b.rules", "--diff"]) == 0
    assert capsys.readouterr().out == ""
