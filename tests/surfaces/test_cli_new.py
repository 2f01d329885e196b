"""`policyrules new`: what it makes can be used at once, and nothing else is touched."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from policyrules.diagnostics.phrase import Language
from policyrules.surfaces import new_pack
from policyrules.surfaces.cli import main

EN = """\
made leave/leave.rules  the policy: open it in an editor
made leave/example.json
made leave/parameters.example.toml
made leave/README.md

type next:
  policyrules check leave
  policyrules test leave
"""

ZH = """\
已新建 请假/请假.rules  规定本身：用编辑器打开
已新建 请假/example.json
已新建 请假/parameters.example.toml
已新建 请假/README.md

接下来请输入：
  policyrules check 请假
  policyrules test 请假
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return tmp_path


@pytest.mark.parametrize(("name", "language", "said"), [("leave", "en", EN), ("请假", "zh", ZH)])
def test_a_pack_is_made_and_the_next_step_said(
    name: str, language: Language, said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", name, "--language", language]) == 0
    assert capsys.readouterr().out == said
    assert [each.name for each in here.iterdir()] == [name]
    made = {f"{name}.rules", "example.json", "parameters.example.toml", "README.md"}
    assert {each.name for each in (here / name).iterdir()} == made


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("name", ["leave", "请假", "list", "政策", "Leave", "notice", "规定_2026"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_made_checks_formats_and_tests_cleanly(
    name: str, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", name, "--to", language]) == 0
    capsys.readouterr()
    assert main(["check", name]) == 0
    assert capsys.readouterr().out == "no problems in 1 file\n"
    assert main(["fmt", name, "--check"]) == 0
    assert capsys.readouterr().out == "1 file unchanged\n"
    assert main(["test", name]) == 0
    assert capsys.readouterr().out == "1 passed\n"


@pytest.mark.parametrize(("name", "language"), [("leave", "en"), ("请假", "zh")])
def test_the_readme_has_ten_lines_and_every_command_in_it_works(
    name: str, language: Language, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", name, "--language", language]) == 0
    readme = (here / name / "README.md").read_text("utf-8")
    assert readme.count("\n") == 10
    commands = re.findall(r"`policyrules ([^`]+)`", readme)
    statuses = {command: main([*command.split(), "--language", language]) for command in commands}
    assert len(statuses) == 6
    assert set(statuses.values()) == {0, 1}
    assert {command.split()[0] for command, status in statuses.items() if status == 1} == {"decide"}
    assert capsys.readouterr().err == ""


def test_the_language_of_the_rules_may_be_another(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "leave", "--to", "zh", "--language", "en"]) == 0
    assert capsys.readouterr().out == EN
    assert "政策 leave “请假规定”" in (here / "leave" / "leave.rules").read_text("utf-8")


def test_the_locale_decides_otherwise(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["new", "leave"]) == 0
    assert "政策 leave" in (here / "leave" / "leave.rules").read_text("utf-8")


def test_the_folder_is_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "leave", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "folder": "leave",
        "files": [
            "leave/leave.rules", "leave/example.json", "leave/parameters.example.toml", "leave/README.md"
        ],
        "next": ["policyrules check leave", "policyrules test leave"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("my leave", "my_leave"),
        ("../leave", "leave"),
        ("a/b\\车辆", "车辆"),
        ("leave.rules", "leave"),
        ("2026", "rules_2026"),
        ("请假2026", "请假_2026"),
        ("ｌｅａｖｅ", "leave"),
        ("yes", "yes_rules"),
        ("CON", "CON_rules"),
        ("..", "leave"),
        ("", "leave"),
        ("假" * 70, "假" * 60),
    ],
)
def test_names_that_cannot_be_are_refused_with_one_that_can(
    name: str, offered: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", name, "--language", "en"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"error: a policy cannot be called `{name}`\n")
    assert f"  = help: policyrules new {offered}\n" in said.err
    assert ("with `cd` first" in said.err) == ("/" in name or "\\" in name)
    assert list(here.iterdir()) == []
    assert main(["new", offered]) == 0


def test_what_is_there_stays_as_it_is(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "leave").mkdir()
    (here / "leave_2").write_text("mine")
    assert main(["new", "leave", "--language", "en"]) == 2
    assert capsys.readouterr().err == (
        "error: there is something called `leave` here already; it was left as it is\n"
        "  = help: take another name: `policyrules new leave_3`\n"
    )
    (here / "leave" / "mine.rules").write_text("")
    assert main(["new", "leave", "--language", "zh"]) == 2
    assert capsys.readouterr().err == (
        "错误：这里已有 `leave`，未作任何改动\n"
        "  = 帮助：换个名称：`policyrules new leave_3`\n"
        "  = 帮助：或接着用已有的：`policyrules check leave`\n"
    )
    assert [each.name for each in (here / "leave").iterdir()] == ["mine.rules"]
    assert (here / "leave_2").read_text() == "mine"


def test_nothing_half_done_stays_behind(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = Path.write_text

    def full(path: Path, text: str, **how: str) -> int:
        if path.name == "README.md":
            raise OSError(28, "No space left on device")
        return written(path, text, **how)

    monkeypatch.setattr(Path, "write_text", full)
    assert main(["new", "leave", "--language", "en"]) == 2
    assert capsys.readouterr().err == (
        "error: `leave` cannot be written: No space left on device; nothing was left behind\n"
    )
    assert list(here.iterdir()) == []


def test_the_starters_say_the_same_in_both_languages() -> None:
    english, chinese = (new_pack.texts_of_pack("leave", language) for language in ("en", "zh"))
    assert list(english) == list(chinese)
    for file, text in english.items():
        assert text.count("\n") == chinese[file].count("\n"), file


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [("提前天数 = 1", 1, 1), ("“提前天数” = 1", 1, 1), ("# 数目\n提前天数 ＝ 1", 2, 1)],
)
def test_a_chinese_name_without_quotes_in_toml_is_shown_with_them(
    written: str, line: int, column: int, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "请假", "--language", "zh"]) == 0
    (here / "ours.toml").write_text(f"{written}\n", "utf-8")
    asked = ["decide", "请假", "请假", "请假/example.json", "--params", "ours.toml"]
    capsys.readouterr()
    assert main([*asked, "--language", "zh"]) == 2
    assert capsys.readouterr().err == (
        f'错误：ours.toml:{line}:{column}：TOML 文件中的中文名称要加英文引号，应写作 `"提前天数" = 1`\n'
    )
    (here / "ours.toml").write_text("notice 1\n", "utf-8")
    assert main([*asked, "--language", "en"]) == 2
    assert "ours.toml:1:8: `=` is missing after the name" in capsys.readouterr().err
