"""`policyrules decide`, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policyrules.surfaces.cli import main
from tests.surfaces.commands import FACTS, policy_in

ON = ("--on", "2026-03-02", "--param", "most=3")


@pytest.fixture
def policy(tmp_path: Path) -> str:
    return policy_in(tmp_path)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(FACTS, encoding="utf-8")
    return path


def test_the_outcome_comes_first_then_what_to_do(
    policy: str, facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decide", policy, "Visit", str(facts), *ON, "--language", "en"]) == 1
    assert capsys.readouterr().out == (
        "refer  Visit 7 (2026-03-02)\n"
        "  refer  V-1  No visit without filing\n"
        "      why:    A has not filed the visit to none\n"
        "      remedy: file it first\n"
        "      source: 《Rules for visits》 art. 7\n"
        "      action: refer to the General Office for filing\n"
    )


def test_the_same_in_chinese(policy: str, facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["decide", policy, "走访", str(facts), *ON, "--set", "对象=甲县、乙县", "--language", "zh"])
    assert status == 1
    assert capsys.readouterr().out == (
        "报请  走访 7（2026-03-02）\n"
        "  报请  V-1  No visit without filing\n"
        "      理由：A has not filed the visit to 甲县, 乙县\n"
        "      整改：file it first\n"
        "      依据：《Rules for visits》art. 7\n"
        "      办理：报the General Office备案\n"
    )


def test_a_permit_is_one_line(policy: str, facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["decide", policy, "Visit", str(facts), *ON, "--set", "filed=yes", "--language", "en"])
    assert (status, capsys.readouterr().out) == (0, "permit  Visit 7 (2026-03-02)\n")


def test_what_is_missing_is_asked(policy: str, facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts.write_text('{"编号": "7", "开始日期": "2026-03-02"}', encoding="utf-8")
    status = main(["decide", policy, "Visit", str(facts), "--partial", *ON, "--language", "en"])
    out = capsys.readouterr().out
    assert status == 1
    assert out.startswith("undetermined  Visit 7 (2026-03-02)\n  still needed to settle it:\n")
    assert "    1. [the observer] Is it an emergency? (`urgent`, for V-1)\n" in out
    assert "    to give it: --set urgent=yes, for example, or in the file of facts\n" in out
    main(["decide", policy, "Visit", str(facts), "--partial", *ON, "--language", "zh"])
    out = capsys.readouterr().out
    assert "    1. ［the observer］Is it an emergency?（`应急`，涉及 V-1）\n" in out
    assert "    补充方法：如 --set 应急=是，或写入事实文件\n" in out


def test_facts_that_do_not_fit_name_their_fields_by_both_names(
    policy: str, facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts.write_text('{"id": "7", "层级": "省", "peple": 1}', encoding="utf-8")
    assert main(["decide", policy, "Visit", str(facts), "--partial", *ON, "--language", "zh"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"错误：{facts}：所给事实与 `走访` 不符（共 2 处）\n")
    assert "`层级`（tier）：" in captured.err
    assert "`peple`" in captured.err
    assert "people" in captured.err


def test_json_is_the_decision(policy: str, facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", policy, "Visit", str(facts), *ON, "--format", "json", "--explain"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "refer"
    assert told["findings"][0]["item"] == "V-1"
    assert told["explanation"]["outcome"] == "refer"


def test_explained(policy: str, facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["decide", policy, "Visit", str(facts), *ON, "--explain", "--language", "en"])
    out = capsys.readouterr().out
    assert "Visit: refer" in out
    assert "✗ V-1" in out


LINES = (
    FACTS.encode()
    + b"\n\n"
    + FACTS.replace('"7"', '"8"').replace("false", "true").encode()
    + b'\n{"id": \n{"id": "9", "people": 1.5}\n\xff\n'
)


def test_lines_are_decided_one_by_one(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(LINES)
    assert main(["decide", policy, "Visit", str(path), *ON, "--partial", "--language", "en"]) == 2
    captured = capsys.readouterr()
    assert "refer  Visit 7 (2026-03-02)\n" in captured.out
    assert "\npermit  Visit 8 (2026-03-02)\n" in captured.out
    assert captured.out.endswith("\n2 decided: 1 permit, 1 refer; 3 could not be read\n")
    assert f"error: {path}:4:8: a value is missing\n" in captured.err
    assert (
        f"error: {path}:5: the facts do not fit `Visit` (1 problem)\n  - {path}:5:23: `people` (人数): "
        in captured.err
    )
    assert f"error: {path}:6: this is not UTF-8; save the file as UTF-8\n" in captured.err


def test_lines_in_json_are_lines(policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(LINES)
    assert main(["decide", policy, "Visit", str(path), *ON, "--partial", "--format", "json"]) == 2
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["line"] for each in told] == [1, 3, 4, 5, 6]
    assert [each.get("outcome") for each in told] == ["refer", "permit", None, None, None]
    assert told[3]["problems"][0]["names"] == {"first": "people", "second": "人数"}


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("urgent=是", 0),
        ("urgent=true", 0),
        ("应急=no", 1),
        ("people=5", 1),
        ("share=none", 1),
        ("share=1.5", 1),
    ],
)
def test_set_replaces_a_fact(policy: str, facts: Path, value: str, status: int) -> None:
    assert main(["decide", policy, "Visit", str(facts), *ON, "--set", value]) == status


def test_set_takes_a_file_and_later_ones_win(policy: str, facts: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.json"
    more.write_text('{"应急": true}', encoding="utf-8")
    asked = ["decide", policy, "Visit", str(facts), *ON, "--set", f"@{more}"]
    assert main(asked) == 0
    assert main([*asked, "--set", "urgent=no"]) == 1


def test_parameters_come_from_a_file_and_from_the_command_line(
    policy: str, facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    params = tmp_path / "params.toml"
    params.write_text('"人数上限" = 1\n', encoding="utf-8")
    asked = ["decide", policy, "Visit", str(facts), "--set", "filed=yes", "--language", "en"]
    assert main([*asked, "--params", str(params)]) == 1
    assert "warn  V-2  No crowds" in capsys.readouterr().out
    assert main([*asked, "--params", str(params), "--param", "人数上限=2"]) == 0
    assert main(asked) == 2
    assert "most" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Visitt", "facts.json"), "did you mean `Visit`"),
        (("Visit", "nowhere.json"), "there is no file `nowhere.json`"),
        (("Visit", "facts.txt"), "nothing here reads `"),
        (("Visit", "facts.json", "--on", "someday"), "`--on someday` is not a day"),
        (("Visit", "facts.json", "--set", "filed"), "`--set filed` gives no value"),
        (("Visit", "facts.json", "--set", "@none.json"), "there is no file `none.json`"),
        (("Visit", "facts.json", "--param", "mst=1"), "mst"),
    ],
)
def test_what_cannot_be_used_is_said(
    policy: str, facts: Path, arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (facts.parent / "facts.txt").write_text("x", encoding="utf-8")
    here = [str(facts.parent / each) if each.startswith("facts.") else each for each in arguments]
    on = [] if "--on" in arguments else list(ON)
    assert main(["decide", policy, *here, *on, "--language", "en"]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "text",
    ["", "[]", "3", "[" * 100_000, '{"id": ' + "9" * 10_000 + "}", '{"people": NaN}', '{"id": "1", "id": "2"}',
     '{"people": 1e999999999}', '{"id": "\\ud800"}', "\ufeff{}x", '{"id": "7"'],
)  # fmt: skip
def test_hostile_facts_are_refused_in_words(
    policy: str, facts: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    facts.write_text(text, encoding="utf-8")
    assert main(["decide", policy, "Visit", str(facts), "--partial", *ON, "--language", "en"]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert "Traceback" not in captured.err
    assert len(captured.err) < 5000


def test_an_empty_value_is_none_where_there_may_be_none(
    policy: str, facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["decide", policy, "Visit", str(facts), *ON, "--set", "filed=yes"]
    assert main([*asked, "--set", "占比="]) == 0
    capsys.readouterr()
    assert main([*asked, "--set", "单位=", "--language", "zh"]) == 2
    said = capsys.readouterr().err
    assert "`--set 单位=` 没有给出取值，而 `单位` 不能为无" in said
    assert "`--set 单位=不详 --partial`" in said
    assert main([*asked, "--set", "places=", "--language", "en"]) == 2
    assert "no entries: `--set places=[]`" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["不详", "unknown"])
def test_a_fact_may_be_set_unknown(
    policy: str, facts: Path, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["decide", policy, "Visit", str(facts), *ON, "--set", f"应急={word}", "--language", "en"]
    assert main([*asked, "--partial"]) == 1
    assert "[the observer] Is it an emergency?" in capsys.readouterr().out
    assert main(asked) == 2
    assert "add `--partial`" in capsys.readouterr().err


def test_problems_of_what_was_set_name_it(
    policy: str, facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["decide", policy, "Visit", str(facts), *ON, "--language", "en"]
    assert main([*asked, "--set", "people=many"]) == 2
    assert capsys.readouterr().err.startswith("error: --set: the facts do not fit `Visit` (1 problem)\n")
    more = tmp_path / "more.json"
    more.write_text('{"filed": 3}', encoding="utf-8")
    assert main([*asked, "--set", f"@{more}"]) == 2
    assert capsys.readouterr().err.startswith(f"error: @{more}: ")
    facts.write_text(FACTS.replace("false", "8"), encoding="utf-8")
    assert main([*asked, "--set", "people=many"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(("error: --set, ", f"error: {facts}, --set: "))
    assert "  - --set: `people`" in said
    assert main([*asked, "--set", "people=many", "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert [each["source"] for each in told["problems"]] == [str(facts), "--set"]


def test_lacking_facts_and_parameters_say_what_to_type(
    policy: str, facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts.write_text('{"编号": "7"}', encoding="utf-8")
    assert main(["decide", policy, "Visit", str(facts), *ON, "--language", "zh"]) == 2
    assert capsys.readouterr().err.count("--partial") == 1
    assert main(["decide", policy, "Visit", str(facts), "--language", "zh"]) == 2
    said = capsys.readouterr().err
    assert "请加 `--param 人数上限=…`" in said
    assert "parameters=" not in said


def test_chinese_help_speaks_of_problems(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help", "--language", "zh"])
    assert "1 有问题" in capsys.readouterr().out
