"""`policyrules check`, `test` and `explain`, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policyrules.surfaces.cli import main
from tests.schemas import checked
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
    assert checked("diagnostics", told) == told


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
        "  There must not be a Visit at all.\n"
        "  This does not hold where “urgent” holds.\n"
        "  Nor does it hold after filing with the General Office, that is where “filed” holds; "
        "without filing the matter is referred to the General Office.\n"
        "  When it is broken: refer.\n"
        "  If facts are lacking, the decision is undetermined.\n"
        "  The reason given: “[unit] has not filed the visit to [places]”\n"
        "  The remedy: “file it first”\n"
        "\n"
        "  source: 《Rules for visits》 art. 7\n"
        "  list: prohibited, for Visit\n"
        f"  written in: {path}:24\n"
        "  facts read: urgent (应急), filed (已报备), unit (单位), places (对象)\n"
    )


def test_the_same_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, day = policy_in(tmp_path), "2026-03-02"
    assert main(["explain", path, "visits.V-2", "--language", "zh", "--param", "most=3", "--on", day]) == 0
    out = capsys.readouterr().out
    assert "  走访一般不得有下列情形：人数超过“人数上限”（3）。\n" in out
    assert "  资料不足、不能认定的，略过并予说明。\n" in out
    assert "  参数（以2026年3月2日为准）：\n    人数上限：3\n" in out


def test_a_day_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "V-1", "--on", "2026-02-30", "--language", "en"]) == 2
    assert capsys.readouterr().err.startswith("error: `--on 2026-02-30` is not a day\n")


def test_an_item_nobody_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "V-11", "--language", "en"]) == 2
    assert capsys.readouterr().err == ("error: there is no item `V-11`\n  = help: did you mean `V-1`?\n")


def test_a_rule_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "V-1", "--format", "json", "--language", "en"]) == 0
    (rule,) = json.loads(capsys.readouterr().out)["rules"]
    assert (rule["item"], rule["policy"], rule["effect"], rule["line"]) == ("V-1", "visits", "refer", 24)
    assert {"label": "except when", "text": "This does not hold where “urgent” holds."} in rule["parts"]
