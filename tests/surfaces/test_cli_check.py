"""`policyrules check`, `test` and `explain`, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policyrules.surfaces.cli import main
from tests.surfaces.commands import POLICY, policy_in

BROKEN = POLICY.replace("people > most", "pepole > most").replace("without filing", "withoot filing")
SLOPPY = POLICY.replace("tier = county and ", "")


# --- check ----------------------------------------------------------------------------------


def test_a_clean_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", policy_in(tmp_path), "--language", "en"]) == 0
    out = capsys.readouterr().out
    assert "note[parameter-required]" in out
    assert out.endswith("no problems in 1 file\n")


def test_errors_are_all_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy_in(tmp_path, BROKEN)
    assert main(["check", path, "--language", "zh"]) == 2
    out = capsys.readouterr().out
    assert out.count("错误[") == 2
    assert f"┌─ {path}:26:" in out
    assert "`people`" in out
    assert "错误 2 处" in out


def test_lint_alone_exits_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", policy_in(tmp_path, SLOPPY), "--language", "en"]) == 1
    assert "warning[unused-field]: no rule reads `tier` of `Visit`\n" in capsys.readouterr().out


def test_diagnostics_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy_in(tmp_path, BROKEN)
    assert main(["check", path, "--format", "json", "--language", "en"]) == 2
    told = json.loads(capsys.readouterr().out)
    lines = [each["line"] for each in told["diagnostics"]]
    assert lines == sorted(lines)
    assert {each["file"] for each in told["diagnostics"]} == {path}
    assert set(told["diagnostics"][0]) == {
        "code", "severity", "message", "help", "page", "file", "line", "column", "end_line", "end_column", "labels",
    }  # fmt: skip


def test_diagnostics_as_sarif(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", policy_in(tmp_path, BROKEN), "--format", "sarif"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == "2.1.0"
    assert "error" in {result["level"] for result in told["runs"][0]["results"]}


def test_parameters_are_checked_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy_in(tmp_path)
    assert main(["check", path, "--param", "most=3"]) == 0
    capsys.readouterr()
    assert main(["check", path, "--param", "most=many", "--language", "en"]) == 2
    assert "most" in capsys.readouterr().err


# --- test -----------------------------------------------------------------------------------


def test_tests_that_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", policy_in(tmp_path), "--language", "en"]) == 0
    assert capsys.readouterr().out == "1 passed\n"


def test_a_test_that_fails_is_shown_with_what_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy_in(tmp_path, POLICY.replace("expect refer by V-1", "expect permit"))
    assert main(["test", path, "--language", "zh"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"不通过  an unfiled visit is referred  {path}:34\n")
    assert f"{path}:37: 期望允许，实为报请" in out
    assert "V-1" in out
    assert out.endswith("\n通过 0 项，不通过 1 项\n")


def test_test_results_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy_in(tmp_path, POLICY.replace("expect refer by V-1", "expect permit"))
    assert main(["test", path, "--format", "json", "--language", "en"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["passed"], told["failed"], told["skipped"]) == (0, 1, 0)
    assert told["tests"][0]["failures"][0]["line"] == 37


def test_policies_with_errors_have_no_tests_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["test", policy_in(tmp_path, BROKEN)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("error[") == 2


# --- explain --------------------------------------------------------------------------------


def test_a_rule_in_plain_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy_in(tmp_path)
    assert main(["explain", path, "V-1", "--language", "en"]) == 0
    assert capsys.readouterr().out == (
        "V-1  No visit without filing\n"
        "  modality: must not (when broken: refer)\n"
        "  broken when: always\n"
        "  except when: urgent\n"
        '  except with: filing of "the General Office" (filed); otherwise it is referred to "the General Office"\n'
        "  if facts are lacking: the decision is undetermined\n"
        '  reason given: "{unit} has not filed the visit to {places}"\n'
        '  remedy: "file it first"\n'
        "  source: 《Rules for visits》 art. 7\n"
        "  list: prohibited, for Visit\n"
        f"  written in: {path}:24\n"
        "  facts read: urgent (应急), filed (已报备), unit (单位), places (对象)\n"
    )


def test_the_same_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "visits.V-2", "--language", "zh", "--param", "most=3"]) == 0
    out = capsys.readouterr().out
    assert (
        "  性质：should not（违反的结论：提醒）\n" in out or "  性质：一般不得（违反的结论：提醒）\n" in out
    )
    assert "  以下情形即为违反：people > most\n" in out
    assert "  资料不足时：略过，并予说明\n" in out
    assert "  参数：人数上限（most） = 3\n" in out


def test_an_item_nobody_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "V-11", "--language", "en"]) == 2
    assert capsys.readouterr().err == ("error: there is no item `V-11`\n  = help: did you mean `V-1`?\n")


def test_a_rule_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "V-1", "--format", "json", "--language", "en"]) == 0
    (rule,) = json.loads(capsys.readouterr().out)["rules"]
    assert (rule["item"], rule["policy"], rule["effect"], rule["line"]) == ("V-1", "visits", "refer", 24)
    assert {"label": "except when", "text": "urgent"} in rule["parts"]
