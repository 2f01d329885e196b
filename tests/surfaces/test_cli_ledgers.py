"""`policyrules admit`, `withdraw`, `review`, and `decide` with ledgers, end to end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import policyrules as pr
from policyrules.surfaces.cli import main

POLICY = """\
policy visits "Rules for visits" { zone "Asia/Shanghai" }

record Visit 走访 dated day {
    id     编号: text key
    unit   单位: text
    county 县区: text
    day    日期: date
    people 人数: integer
}
record Unit 单位册 { name 名称: text key }

list limits 走访限额 for Visit {
    must   V-1 "每县每月不超过 1 次" { at most 1 per county each month of day }
    should V-2 "每单位每月不超过 10 人次" { at most 10 total people per unit each month of day }
}
list monthly 月度检查 for Unit each month {
    should U-1 "每月至少走访一次" {
        ensure some v in Visit where (v.unit = name and v.day in period)
        because "{name}本月没有走访"
    }
}
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the command line in a folder with the policy: its status, and what it prints."""
    monkeypatch.chdir(tmp_path)
    Path("visits.rules").write_text(POLICY, encoding="utf-8")
    Path("units.csv").write_text("name\n甲局\n乙局\n", encoding="utf-8")

    def run(command: str, *arguments: str, ledger: str | None = "sqlite:///l.db") -> tuple[int, str, str]:
        given = [] if ledger is None else ["--ledger", ledger]
        status = main([command, "visits.rules", *arguments, *given])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def visit(id_: str, county: str = "X", **facts: Any) -> str:
    """Return the path of a file with a visit's facts."""
    given = {"id": id_, "unit": "甲局", "county": county, "day": "2026-03-02", "people": 3, **facts}
    path = Path(f"visit-{id_}.json")
    path.write_text(json.dumps(given), encoding="utf-8")
    return path.name


EN = ("--on", "2026-03-10", "--language", "en")
ZH = ("--on", "2026-03-10", "--language", "zh")


# --- admit ------------------------------------------------------------------------------------


def test_what_may_be_is_written_and_what_may_not_is_not(run: Run) -> None:
    assert run("admit", "Visit", visit("1"), *EN) == (0, "Visit 1: admitted as number 1 (permit)\n", "")
    assert run("admit", "Visit", visit("2"), *EN) == (
        1,
        (
            "Visit 2: not admitted (forbid)\n"
            "  forbid  V-1  每县每月不超过 1 次\n"
            "      why:    2 visits for X in 2026-03 (by day), at most 1\n"
            "      ledger: Visit 1, with this one\n"
        ),
        "",
    )
    assert run("admit", "走访", visit("2"), *ZH) == (
        1,
        (
            "走访 2：未予登记（禁止）\n"
            "  禁止  V-1  每县每月不超过 1 次\n"
            "      理由：X 2026年3月（按日期）2 次，上限 1 次\n"
            "      台账：走访 1，连同本件\n"
        ),
        "",
    )


def test_a_dry_run_writes_nothing(run: Run) -> None:
    status, out, err = run("admit", "Visit", visit("1"), "--dry-run", *EN)
    assert (status, out) == (2, "")
    assert "there is no ledger sqlite:///l.db: its file is made when the first record is admitted" in err
    assert run("admit", "Visit", visit("1"), *EN)[1] == "Visit 1: admitted as number 1 (permit)\n"
    other = visit("9", "Y")
    said = "Visit 9: would be admitted (permit); this is a dry run, nothing was written\n"
    assert run("admit", "Visit", other, "--dry-run", *EN) == (0, said, "")
    said = "走访 9：可予登记（允许）；本次为试办，未写入台账\n"
    assert run("admit", "Visit", other, "--dry-run", *ZH) == (0, said, "")
    status, out, _ = run("admit", "Visit", visit("2"), "--dry-run", *ZH)
    assert (status, out.split("\n", 1)[0]) == (
        1,
        "走访 2：不予登记（禁止）；本次为试办，未写入台账",
    )


def test_in_spite_of_the_outcome_for_a_reason(run: Run) -> None:
    run("admit", "Visit", visit("1"), *EN)
    status, out, _ = run("admit", "Visit", visit("2"), "--override", "防汛应急", *EN)
    first = "Visit 2: admitted as number 2 (forbid), in spite of it because: 防汛应急"
    assert (status, out.split("\n", 1)[0]) == (0, first)
    status, out, _ = run("admit", "Visit", visit("3"), "--override", "防汛应急", *ZH)
    assert (status, out.split("\n", 1)[0]) == (0, "走访 3：已登记，序号 3（禁止）；破例理由：防汛应急")
    assert run("admit", "Visit", visit("4"), "--override", " ", *EN) == (
        2,
        "",
        (
            "error: `--override` needs the reason, in words\n"
            '  = help: `--override "flood relief, as the deputy mayor asked on 2 March"`\n'
        ),
    )
    assert run("admit", "Visit", visit("4"), "--override", "", *ZH) == (
        2,
        "",
        '错误：`--override` 后须写明破例理由\n  = 帮助：`--override "防汛应急，分管副市长 3 月 2 日同意"`\n',
    )


def test_the_same_again_is_a_repeat_and_other_facts_are_a_mistake(run: Run) -> None:
    run("admit", "Visit", visit("1"), *EN)
    repeat = "Visit 1: admitted before, with the same facts as number 1 (permit)\n"
    assert run("admit", "Visit", visit("1"), *EN) == (0, repeat, "")
    assert run("admit", "Visit", visit("1"), *ZH)[1] == "走访 1：此前已登记，事实相同，序号 1（允许）\n"
    other = visit("1", people=4)
    assert run("admit", "Visit", other, *EN) == (
        2,
        "",
        (
            "error: visit-1.json: the ledger of `Visit` has another `1`: "
            "revise it (`revise`, `--revise`), or use another key\n"
        ),
    )
    assert run("admit", "Visit", other, *ZH)[2] == (
        "错误：visit-1.json：走访台账中已有 `1`，且事实不同；属于变更的，请用 `revise`（`--revise`）；否则请另行编号\n"
    )
    assert run("admit", "Visit", other, "--revise", *EN)[:2] == (
        0,
        "Visit 1: revised as number 2 (permit)\n",
    )
    assert run("admit", "Visit", visit("1", people=5), "--revise", *ZH)[:2] == (
        0,
        "走访 1：已变更，序号 3（允许）\n",
    )


def test_a_key_of_its_own(run: Run) -> None:
    assert (
        run("admit", "Visit", visit("1"), "--key", "2026-7", *EN)[1]
        == "Visit 2026-7: admitted as number 1 (permit)\n"
    )
    status, out, _ = run("admit", "Visit", visit("1", people=1), "--key", "2026-7", "--revise", *EN)
    assert (status, out) == (0, "Visit 2026-7: revised as number 2 (permit)\n")


def test_rows_of_a_table_are_decided_and_admitted(run: Run) -> None:
    Path("many.csv").write_text(
        "编号,单位,县区,日期,人数\n1,甲局,X,2026/3/2,3\n2,甲局,X,2026/3/9,3\n", encoding="gb18030"
    )
    decided = run("decide", "走访", "many.csv", *ZH, ledger=None)
    assert decided[0] == 1
    assert "共作出结论 2 件：待定 2 件" in decided[1]
    assert run("admit", "走访", "many.csv", *ZH)[1].splitlines()[-1] == "登记 1 条，未予登记 1 条"
    Path("more.csv").write_text("编号,单位,县区,日期,人数\n5,甲局,Y,2026/3/2,3\n", encoding="gb18030")
    assert run("admit", "走访", "more.csv", "--dry-run", *ZH)[1].startswith("走访 5：可予登记（允许）")
    Path("wrong.csv").write_text(
        "编号,单位,日期,人数\n3,甲局,2026/2/30,3\n4,甲局,2026/3/9,三\n", encoding="utf-8"
    )
    assert run("admit", "走访", "wrong.csv", "--set", "县区=Z", *ZH) == (
        2,
        "",
        (
            "错误：`wrong.csv` 不能用作 `走访` 的事实（共 2 处问题）\n"
            "  - wrong.csv:2：`日期`（day）：应为日期（如 2026-03-01 或 2026年3月1日），所给为文本“2026/2/30”；"
            "该月最后一天是 2026-02-28\n"
            "  - wrong.csv:3：`人数`（people）：应为整数（如 12），所给为文本“三”\n"
        ),
    )


def test_a_new_version_of_what_is_not_there(run: Run) -> None:
    run("admit", "Visit", visit("1"), "--key", "2026-07", *EN)
    run("admit", "Visit", visit("2", "Y"), "--key", "2026-08", *EN)
    run("withdraw", "Visit", "2026-08")
    far, near = visit("3", "Z"), visit("1", people=4)
    assert run("admit", "Visit", far, "--revise", *EN) == (
        2,
        "",
        (
            "error: visit-3.json: the ledger of `Visit` has no `3`; "
            "if it is not there yet, admit it (`admit`, without `--revise`)\n"
        ),
    )
    assert run("admit", "Visit", near, "--key", "2026-7", "--revise", *EN) == (
        2,
        "",
        (
            "error: visit-1.json: the ledger of `Visit` has no `2026-7` (did you mean `2026-07`?); "
            "if it is not there yet, admit it (`admit`, without `--revise`)\n"
        ),
    )
    assert run("admit", "Visit", near, "--key", "2026-7", "--revise", *ZH)[2] == (
        "错误：visit-1.json：走访台账中没有 `2026-7`（是否指 `2026-07`？）；"
        "尚未登记的，请先登记（用 `admit`，不加 `--revise`）\n"
    )
    assert run("withdraw", "Visit", "2026-7", "--language", "en")[2] == (
        "error: the ledger of `Visit` has no `2026-7` (did you mean `2026-07`?)\n"
    )
    assert run("withdraw", "Visit", "3", "--language", "zh")[2] == "错误：走访台账中没有 `3`\n"


def test_options_that_say_nothing(run: Run) -> None:
    assert run("admit", "Visit", visit("1"), "--key", " ", *EN)[2] == (
        "error: `--key` needs what names the entry\n  = help: leave it out: the record's own key names it\n"
    )
    assert run("admit", "Visit", visit("1"), "--key", " ", *ZH)[2] == (
        "错误：`--key` 后须写明登记编号\n  = 帮助：也可删去，改用记录的主键\n"
    )


def test_many_records_one_a_line(run: Run) -> None:
    lines = [
        {"id": "1", "unit": "甲局", "county": "X", "day": "2026-03-02", "people": 3},
        {"id": "1", "unit": "甲局", "county": "X", "day": "2026-03-02", "people": 3},
        {"id": "2", "unit": "甲局", "county": "X", "day": "2026-03-09", "people": 3},
        {"id": "3", "unit": "甲局", "county": "Y", "day": "2026-03-10", "people": 8},
        {"id": "4", "unit": "甲局", "county": "Z", "day": "2026-03-40", "people": 8},
    ]
    Path("many.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert run("admit", "Visit", "many.jsonl", *EN) == (
        2,
        "",
        (
            "error: many.jsonl:5: the facts do not fit `Visit` (1 problem)\n"
            "  - many.jsonl:5:59: `day` (日期): a date such as 2026-03-01 is needed, not the text “2026-03-40”; "
            "that month ends on 2026-03-31\n"
            "nothing was written; correct these and run the command again\n"
        ),
    )
    assert run("admit", "Visit", "many.jsonl", *ZH)[2] == (
        "错误：many.jsonl:5：所给事实与 `走访` 不符（共 1 处）\n"
        "  - many.jsonl:5:59：`day`（日期）：应为日期（如 2026-03-01 或 2026年3月1日），所给为文本“2026-03-40”；"
        "该月最后一天是 2026-03-31\n"
        "均未登记；请改正后重新运行此命令\n"
    )
    lines[-1]["day"] = "2026-03-04"
    Path("many.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    status, out, _ = run("admit", "Visit", "many.jsonl", *EN)
    assert status == 1
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "Visit 1: admitted as number 1 (permit)",
        "Visit 1: admitted before, with the same facts as number 1 (permit)",
        "Visit 2: not admitted (forbid)",
        "Visit 3: admitted as number 2 (warn)",
        "Visit 4: admitted as number 3 (warn)",
        "3 admitted, 1 repeated, 1 not admitted",
    ]
    status, out, _ = run("admit", "Visit", "many.jsonl", "--format", "json", *ZH)
    told = [json.loads(line) for line in out.splitlines() if '"status"' in line]
    assert [(each["line"], each["status"]) for each in told] == [
        (1, "repeated"),
        (2, "repeated"),
        (3, "refused"),
        (4, "repeated"),
        (5, "repeated"),
    ]
    assert run("admit", "Visit", "many.jsonl", "--key", "9", *EN)[2].startswith(
        "error: `--key` names one entry, and many are given\n"
    )


def test_a_receipt_as_json(run: Run) -> None:
    status, out, _ = run("admit", "Visit", visit("1"), "--format", "json", *EN)
    told = json.loads(out)
    assert (status, told["status"], told["key"], told["number"]) == (0, "admitted", "1", 1)
    assert told["decision"]["outcome"] == "permit"


@pytest.mark.parametrize("ledger", [None, "Visit=visits.csv"])
def test_what_is_written_goes_into_a_database(run: Run, ledger: str | None) -> None:
    Path("visits.csv").write_text("id,unit,county,day,people\n", encoding="utf-8")
    status, out, err = run("admit", "Visit", visit("1"), *EN, ledger=ledger)
    given = "no ledger" if ledger is None else "a file"
    assert (status, out) == (2, "")
    assert err == (
        f"error: `Visit` is written into a database, and {given} is given for it\n"
        "  = help: --ledger sqlite:///ledger.db\n"
    )
    assert run("admit", "Visit", visit("1"), *ZH, ledger=ledger)[2] == (
        f"错误：`走访` 须登记入数据库，而{'没有给出台账' if ledger is None else '给出的是文件'}\n"
        "  = 帮助：--ledger sqlite:///台账.db\n"
    )


def test_a_misspelt_record_makes_no_ledger(run: Run) -> None:
    assert run("admit", "Visits", visit("1"), *EN)[0] == 2
    assert not Path("l.db").exists()


# --- decide, withdraw -------------------------------------------------------------------------


def test_decide_counts_what_the_ledger_holds_and_writes_nothing(run: Run) -> None:
    run("admit", "Visit", visit("1"), *EN)
    for _ in range(2):
        status, out, _ = run("decide", "Visit", visit("2"), *EN)
        assert status == 1
        assert "why:    2 visits for X in 2026-03 (by day), at most 1\n" in out
    # its own earlier version is left out
    assert run("decide", "Visit", visit("1", people=4), *EN)[:2] == (0, "permit  Visit 1 (2026-03-10)\n")
    status, out, _ = run("decide", "Visit", visit("2"), *EN, ledger=None)
    assert (
        status,
        "`V-2` was skipped: whether it holds cannot be told without the ledger of Visit" in out,
    ) == (1, True)


def test_decide_with_a_file(run: Run) -> None:
    Path("台账.csv").write_text(
        "编号,单位,县区,日期,人数\n1,甲局,X,2026年3月1日,3\n9,乙局,Y,2026-03-04,1\n", encoding="utf-8"
    )
    status, out, _ = run("decide", "Visit", visit("2"), *ZH, ledger="走访=台账.csv")
    assert (status, out.splitlines()[2]) == (1, "      理由：X 2026年3月（按日期）2 次，上限 1 次")


def test_what_is_withdrawn_no_longer_counts(run: Run) -> None:
    run("admit", "Visit", visit("1"), *EN)
    assert run("withdraw", "Visit", "1", "--reason", "取消", "--language", "zh") == (
        0,
        "走访 1：已撤销，序号 2\n",
        "",
    )
    again = run("withdraw", "Visit", "1", "--language", "en")
    assert again == (2, "", "error: `1` was withdrawn from the ledger of `Visit`\n")
    assert run("withdraw", "Visit", "7", "--language", "zh") == (2, "", "错误：走访台账中没有 `7`\n")
    assert run("admit", "Visit", visit("2"), *EN)[0] == 0
    status, out, _ = run("withdraw", "走访", "2", "--format", "json", "--language", "en")
    assert (status, json.loads(out)["status"]) == (0, "withdrawn")


# --- review -----------------------------------------------------------------------------------


def test_a_review_says_what_the_period_comes_to(run: Run) -> None:
    run("admit", "Visit", visit("1"), *EN)
    units = ("--ledger", "Unit=units.csv")
    assert run("review", "Unit", "2026-03", *units, "--language", "en") == (
        1,
        (
            "Unit, 2026-03 (on 2026-03-31): warn\n"
            "  乙局: warn\n"
            "    warn  U-1 每月至少走访一次: 乙局本月没有走访\n"
            "  1 row more with nothing to say\n"
        ),
        "",
    )
    assert run("review", "单位册", "2026年3月", *units, "--language", "zh") == (
        1,
        (
            "单位册  2026年3月（2026-03-31）：提醒\n"
            "  乙局：提醒\n"
            "    提醒  U-1 每月至少走访一次：乙局本月没有走访\n"
            "  另有 1 件无问题\n"
        ),
        "",
    )
    status, out, _ = run("review", "Unit", "2026-03", *units, "--format", "json", "--language", "en")
    assert (status, json.loads(out)["outcome"]) == (1, "warn")
    Path("units.csv").write_text("name\n甲局\n", encoding="utf-8")
    assert run("review", "Unit", "2026-03", *units, "--language", "en")[0] == 0


def test_a_review_of_nothing_is_refused(run: Run) -> None:
    status, _, err = run("review", "Unit", "2026-13", "--language", "en", ledger="Unit=units.csv")
    assert (status, err) == (
        2,
        "error: '2026-13' is no period and no day; write `2026-03`, or a day such as `2026-03-02`\n",
    )
    assert run("review", "Unit", "2026-03", "--language", "zh", ledger=None) == (
        2,
        "",
        "错误：定期检查须给出台账\n  = 帮助：--ledger 单位册=文件.xlsx\n",
    )


# --- commands that only read ------------------------------------------------------------------


def test_a_database_there_is_not_is_not_made_to_be_read(run: Run) -> None:
    for command in (("decide", "Visit", visit("1")), ("review", "Unit", "2026-03")):
        status, out, err = run(*command, *ZH, ledger="sqlite:///typo.db")
        assert (status, out) == (2, "")
        assert "没有台账 sqlite:///typo.db：首次登记时自动建立文件" in err
    assert not Path("typo.db").exists()


def test_whoever_tries_other_rules_leaves_the_ledger_as_it_is(run: Run) -> None:
    """Given a ledger in use, when a draft with another quota is tried on it, then it is counted anew, aside."""
    run("admit", "Visit", visit("1"), *EN)
    in_use = pr.Engine(pr.load("visits.rules"), ledger=pr.SqlLedger("sqlite:///l.db"))
    Path("visits.rules").write_text(
        POLICY.replace("at most 1 per county each month", "at most 1 per unit each year"), "utf-8"
    )
    assert run("decide", "Visit", visit("2", "Y"), *EN)[0] == 1
    assert run("admit", "Visit", visit("2", "Y"), "--dry-run", *EN)[0] == 1
    facts = {"id": "3", "unit": "乙局", "county": "Z", "day": "2026-03-03", "people": 1}
    assert in_use.admit("Visit", facts).status == "admitted", "it is still counted as it was"


def test_a_table_is_brought_up_to_its_record(run: Run) -> None:
    run("admit", "Visit", visit("1"), *EN)
    longer = POLICY.replace("people 人数: integer", "people 人数: integer, purpose 事由: text?")
    Path("visits.rules").write_text(longer, "utf-8")
    status, _, err = run("admit", "Visit", visit("2", "Y", purpose="查看"), *ZH)
    assert status == 2
    assert (
        "新增字段 `事由`，已有 1 条记录没有此项。以 `--migrate`（`SqlLedger(…, migrate=True)`）打开一次"
        in err
    )
    assert ";;" not in err
    assert run("admit", "Visit", visit("2", "Y", purpose="查看"), "--migrate", *ZH)[0] == 0


def test_a_review_says_what_it_could_not_tell(run: Run) -> None:
    """Given no ledger of visits, when units are reviewed by them, then nobody is told that all is well."""
    status, out, _ = run("review", "Unit", "2026-03", *ZH, ledger="Unit=units.csv")
    assert status == 0
    assert out == (
        "单位册  2026年3月（2026-03-10）：允许\n"
        "  共 2 件，未发现问题\n"
        "  说明：`U-1` 已略过：未提供走访台账，是否成立尚不能确定（2 件）\n"
    )


def test_a_file_of_a_database_is_said_to_be_one(run: Run) -> None:
    for written in ("l.db", "sqlite:l.db"):
        _, _, err = run("decide", "Visit", visit("1"), *ZH, ledger=written)
        assert "--ledger sqlite:///l.db" in err
    _, _, err = run("decide", "Visit", visit("1"), *ZH, ledger="走访=l.db")
    assert "SQLite 数据库请写作 `--ledger 走访=sqlite:///l.db`" in err
