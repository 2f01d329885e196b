"""`policyrules fmt`, end to end."""

from __future__ import annotations

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
