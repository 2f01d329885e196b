"""The command line as a whole: help, mistakes, languages, streams."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import policyrules
from policyrules.diagnostics.width import width
from policyrules.surfaces.cli import main
from policyrules.surfaces.locale import language_asked_for, language_of
from tests.surfaces.commands import FACTS, policy_in, process

COMMANDS = ("check", "decide", "test", "explain", "fmt")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


# --- help -----------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_the_overview(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert out.startswith("Usage: policyrules COMMAND …\n\nCheck, test and apply policies")
    assert all(f"\n  {command} " in out for command in COMMANDS)
    assert "Examples:\n" in out


def test_the_overview_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "zh"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：policyrules 命令 …\n")
    assert "\n命令：\n" in out
    assert "\n示例：\n" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_in_both_languages(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    english = capsys.readouterr().out
    assert english.startswith(f"Usage: policyrules {command} ")
    assert "\nOptions:\n" in english
    assert main([command, "--help", "--language=zh"]) == 0
    chinese = capsys.readouterr().out
    assert chinese.startswith(f"用法：policyrules {command} ")
    assert "\n选项：\n" in chinese
    for text in (english, chinese):
        assert max(map(width, text.splitlines())) <= 100
        assert "object at 0x" not in text
        assert "default" not in text.replace("by default", "")


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{policyrules.__version__}\n"


# --- mistakes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (["checx"], "there is no command `checx`", "没有命令 `checx`"),
        (["check"], "`check` needs a PATH", "`check` 缺少路径"),
        (["check", "x", "--formt", "json"], "`check` has no option `--formt`", "`check` 没有选项 `--formt`"),
        (["check", "x", "--format", "jsn"], "`--format` cannot be `jsn`", "`--format` 不能是 `jsn`"),
        (["check", "x", "--format"], "`--format` needs a value after it", "`--format` 后面缺少取值"),
        (
            ["fmt", "x", "--check=7"],
            "`--check` takes no value, `7` was given",
            "`--check` 不带值，却给了 `7`",
        ),
        (["fmt", "x", "--check", "--check"], "`--check` is given more than once", "`--check` 重复给出"),
        (["decide", "x", "y"], "`decide` needs FACTS", "`decide` 缺少事实"),
        (["decide", "x", "y", "z", "w"], "`w` is left over", "`w` 是多余的"),
        (["check", "x", "--language", "fr"], "`--language` cannot be `fr`", "`--language` 不能是 `fr`"),
    ],
)
def test_mistakes_are_said_in_both_languages(
    arguments: list[str],
    en: str,
    zh: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for locale, said in (("en_GB", en), ("zh_CN.UTF-8", zh)):
        monkeypatch.setenv("LC_ALL", locale)
        assert main(arguments) == 2
        captured = capsys.readouterr()
        assert said in captured.err
        assert captured.out == ""
        assert "invalid" not in captured.err.lower()


def test_near_names_are_offered(capsys: pytest.CaptureFixture[str]) -> None:
    main(["checc"])
    assert "did you mean `check`?" in capsys.readouterr().err
    main(["check", "x", "--fromat", "json"])
    assert "did you mean `--format`?" in capsys.readouterr().err


def test_mistakes_are_json_where_json_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nowhere", "--format=json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["message"] == "there is nothing at `nowhere`"


# --- languages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US"}, "en"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
    ],
)
def test_the_locale_decides(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_the_option_wins_over_the_locale() -> None:
    assert language_asked_for(["check", "--language", "zh"], {"LANG": "en"}) == "zh"
    assert language_asked_for(["check", "--language=en"], {"LANG": "zh"}) == "en"
    assert language_asked_for(["check", "--", "--language=en"], {"LANG": "zh"}) == "zh"


# --- processes ------------------------------------------------------------------------------


def test_chinese_comes_out_as_utf8_even_where_the_locale_has_none(tmp_path: Path) -> None:
    path = policy_in(tmp_path)
    for environment in ({"LC_ALL": "POSIX", "PYTHONUTF8": "0"}, {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}):
        done = process("explain", path, "V-1", "--language", "zh", environment=environment)
        assert done.returncode == 0
        assert "所用事实：应急" in done.stdout.decode("utf-8")
    failed = process("explain", path, "无", "--language", "zh", environment={"LC_ALL": "C"})
    assert failed.returncode == 2
    assert "没有名为 `无` 的条目" in failed.stderr.decode("utf-8")


def test_facts_on_stdin_one_record_or_lines(tmp_path: Path) -> None:
    path = policy_in(tmp_path)
    asked = ("decide", path, "Visit", "-", "--param", "most=3", "--on", "2026-03-02")
    one = process(*asked, stdin=FACTS.replace(", ", ",\n").encode())
    assert (one.returncode, one.stdout.splitlines()[0]) == (1, b"refer  Visit 7 (2026-03-02)")
    lines = process(*asked, stdin=b"\n" + FACTS.encode() + b"\r\nnonsense\n" + FACTS.encode())
    assert lines.returncode == 2
    assert lines.stdout.endswith(b"2 decided: 2 refer; 1 could not be read\n")
    assert b"<stdin>:3:1: a value is missing" in lines.stderr
    empty = process(*asked)
    assert empty.returncode == 2
    assert empty.stderr.startswith(b"error: <stdin>:1:1: a value is missing")


def test_without_on_the_day_is_today(tmp_path: Path) -> None:
    path = policy_in(tmp_path)
    asked = ("decide", path, "Visit", "-", "--param", "most=3", "--format", "json")
    assert json.loads(process(*asked, stdin=FACTS.encode()).stdout)["on"][:2] == "20"


@pytest.mark.skipif(os.name != "posix", reason="signals and pipes as POSIX has them")
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = policy_in(tmp_path)
    facts = tmp_path / "many.jsonl"
    facts.write_text((FACTS + "\n") * 3000, encoding="utf-8")
    command = [sys.executable, "-m", "policyrules", "decide", path, "Visit", str(facts), "--param", "most=3"]
    source = str(Path(policyrules.__file__).parents[1])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": source}
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 141


@pytest.mark.skipif(os.name != "posix", reason="signals and pipes as POSIX has them")
def test_ctrl_c_is_quiet(tmp_path: Path) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        pytest.skip("whoever started the tests has interrupts ignored")
    path = policy_in(tmp_path)
    command = [sys.executable, "-m", "policyrules", "decide", path, "Visit", "-", "--param", "most=3"]
    source = str(Path(policyrules.__file__).parents[1])
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write(FACTS.encode() + b"\n" + FACTS.encode() + b"\n")
        running.stdin.flush()
        time.sleep(1.5)
        running.send_signal(signal.SIGINT)
        assert running.stderr.read() == b""
        assert running.wait() == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
@pytest.mark.parametrize(("language", "words"), [("en", "cannot be written"), ("zh", "无法写出结果")])
def test_a_full_disk_is_said_once(tmp_path: Path, language: str, words: str) -> None:
    path = policy_in(tmp_path)
    typed = ["decide", path, "Visit", "-", "--on", "2026-03-02", "--param", "most=3", "--language", language]
    with Path("/dev/full").open("wb") as full:
        done = process(*typed, stdin=FACTS.encode(), out=full)
    said = done.stderr.decode()
    assert done.returncode == 2
    assert words in said
    assert "Traceback" not in said
    assert "Exception" not in said
