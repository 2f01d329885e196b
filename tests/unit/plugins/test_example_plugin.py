"""The example plugin is a complete package: it installs, and every load finds what it gives."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import policyrules

EXAMPLE = Path(__file__).parents[2] / "plugins_example"
SOURCE = Path(str(policyrules.__file__)).parents[1]

FOUND = """
import json, sys
from datetime import date
from pathlib import Path
from policyrules.plugins.manager import build

plugins = build()
form = Path(sys.argv[1]) / "a.form"
form.write_text("标题：关于检查的通知\\n", encoding="utf-8")
print(json.dumps({
    "names": plugins.names,
    "share": str(plugins.functions["套话占比"].call("高度重视检查", frozenset({"高度重视"}))),
    "plugin": plugins.functions["stock_share"].plugin,
    "days": plugins.functions["工作日数"].call(date(2026, 3, 2), date(2026, 3, 6), calendar="本省"),
    "checks": [(check.plugin, check.record, check.name) for check in plugins.checks],
    "form": dict(plugins.reader_for(form).facts_in(form)),
    "observers": [name for name, _ in plugins.observers],
    "lints": [(lint.plugin, lint.code) for lint in plugins.lints],
    "ledgers": {scheme: opener.plugin for scheme, opener in plugins.ledgers.items()},
}))
"""

DECIDED = """
import json, sys
from datetime import date
from pathlib import Path
import office_rules
import policyrules as pr

policies = pr.load(Path(office_rules.__file__).parent / "example.rules")
facts = {"标题": "通知", "正文": "高度重视，差不多得了。", "发出日期": date(2026, 3, 2), "截止日期": date(2026, 3, 4)}
engine = pr.Engine(policies)
decision = engine.decide("文件", facts, on=date(2026, 3, 2))
lacking = engine.decide("文件", {"标题": "通知"}, on=date(2026, 3, 2), partial=True)
print(json.dumps({
    "outcome": str(decision.outcome),
    "reasons": sorted(finding.reason for finding in decision.findings),
    "sources": sorted({finding.policy for finding in decision.findings}),
    "lacking": str(lacking.outcome),
    "asked": sorted(missing.fact for missing in lacking.missing),
    "tally": dict(office_rules.TALLY.outcomes),
}))
"""


def run(code: str, target: Path, folder: Path) -> object:
    """Run Python with the installed example, and return what it prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(target), str(SOURCE))), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: object = json.loads(done.stdout)
    return answer


def expect(target: Path, folder: Path) -> None:
    assert run(FOUND, target, folder) == {
        "names": ["policyrules", "office"],
        "share": "2/3",
        "plugin": "office",
        "days": 3,
        "checks": [["office", "文件", "ST-01"]],
        "form": {"标题": "关于检查的通知"},
        "observers": ["office"],
        "lints": [["office", "office/long-title"], ["office", "office/unasked"]],
        "ledgers": {"sqlite": "policyrules", "postgresql": "policyrules", "forms": "office"},
    }


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as an installer would lay it out, without one: its package and its entry points."""
    target = tmp_path_factory.mktemp("unpacked")
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = target / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    folder.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (folder / "METADATA").write_text(head, encoding="utf-8")
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
        for group, entries in project["entry-points"].items()
    ]
    (folder / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    (target / "office_rules").symlink_to(EXAMPLE / "src" / "office_rules", target_is_directory=True)
    return target


def test_its_entry_point_is_found(unpacked: Path, tmp_path: Path) -> None:
    expect(unpacked, tmp_path)


def test_it_installs(tmp_path: Path) -> None:
    for needed in ("pip", "hatchling"):
        pytest.importorskip(needed, reason="the environment builds no packages")
    target = tmp_path / "site"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-index", "--no-deps", "--no-build-isolation", "--no-cache-dir", "--target", str(target)),
            str(EXAMPLE),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (target / "office_rules" / "example.rules").exists()
    expect(target, tmp_path)


def test_its_rules_decide(unpacked: Path, tmp_path: Path) -> None:
    assert run(DECIDED, unpacked, tmp_path) == {
        "outcome": "forbid",
        "reasons": ["只给了1个工作日", "套话占36.4%", "正文出现口语“差不多得了”"],
        "sources": ["office", "office_example"],
        "lacking": "undetermined",
        "asked": ["body", "due", "issued"],
        "tally": {"forbid": 1, "undetermined": 1},
    }


POLICY = """\
记录 Visit 走访 { people 人数: 整数, filed 已报备: 是否 }
负面清单 prohibited 禁止事项 适用于 走访 {
    不得 V-1 “未经报备擅自前往基层单位开展走访调研活动” { 凡 非 已报备 的 }
    @不提示("office/long-title", "条文原题")
    不得 V-2 “人员数量超过规定上限的大规模走访调研活动” { 凡 人数 超过 5 的 认定理由 “{人数}人” }
}
"""

ADVICE_ZH = """\
警告[office/unasked]：`已报备` 没有写明问题
 ┌─ visits.rules:1:30
1│ 记录 Visit 走访 { people 人数: 整数, filed 已报备: 是否 }
 │                                      ^^^^^
 = 帮助：请写明问题：`已报备: 是否 “……”`

警告[office/long-title]：`V-1` 的标题有 20 字，超过 16 字
 ┌─ visits.rules:3:13
3│     不得 V-1 “未经报备擅自前往基层单位开展走访调研活动” { 凡 非 已报备 的 }
 │               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
 = 帮助：其余的话请写入“认定理由”

警告 2 处
详细说明：policyrules help office/unasked office/long-title
"""

HELP_EN = """\
office/long-title  a title that does not fit on a line

Titles stand in tables; the house keeps them to 16 characters.

Advice of the plugin `office`.

Where it does not apply: `@allow("office/long-title", "…")`, with the reason.
"""


def command(target: Path, folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the command line with the installed example, in a folder; return its exit status and what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "policyrules", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(target), str(SOURCE))), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_its_advice_stands_in_check_and_help(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "visits.rules").write_text(POLICY, encoding="utf-8")
    assert command(unpacked, tmp_path, "check", "visits.rules", "--language", "zh") == (1, ADVICE_ZH, "")
    status, log, _ = command(
        unpacked, tmp_path, "check", "visits.rules", "--format", "sarif", "--language", "en"
    )
    (run,) = json.loads(log)["runs"]
    assert status == 1
    assert [rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]] == [
        "a title that does not fit on a line",
        "a yes or no that nobody is asked",
    ]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("office/unasked", "warning"),
        ("office/long-title", "warning"),
    ]
    assert command(unpacked, tmp_path, "help", "office/long-title", "--language", "en") == (0, HELP_EN, "")
    status, _, said = command(unpacked, tmp_path, "help", "office/long-titel", "--language", "zh")
    assert status == 2
    assert "`policyrules help office/long-title`" in said


SENT = """\
记录 Letter 来函 以 发出日期 为准 { title 标题: 文本, issued 发出日期: 日期 }
规定 number 数量 适用于 来函 { 应当 N-1 “每月至多两件” { 每月（按 发出日期）不得超过 2 次 } }
"""


NOBODYS = """\
错误：无法从 `form://…` 读取台账
  = 帮助：是否指 `forms://…`？
  = 帮助：可读取的数据库：sqlite:///文件、postgresql://主机/数据库、forms://文件夹
"""


def test_its_ledger_is_read(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "sent.rules").write_text(SENT, encoding="utf-8")
    (tmp_path / "facts.json").write_text('{"标题": "三", "发出日期": "2026-03-20"}', encoding="utf-8")
    decide = (
        "decide",
        "sent.rules",
        "来函",
        "facts.json",
        "--on",
        "2026-03-20",
        "--language",
        "zh",
        "--ledger",
    )
    folder = tmp_path / "sent"
    folder.mkdir()
    for number, outcome in ((1, 0), (2, 1)):
        form = f"标题：{number}\n发出日期：2026-03-0{number}\n"
        (folder / f"{number}.form").write_text(form, encoding="utf-8")
        status, said, _ = command(unpacked, tmp_path, *decide, "来函=forms://sent")
        assert (status, said.split()[0]) == (outcome, ("允许", "禁止")[outcome])
    assert command(unpacked, tmp_path, *decide, "来函=forms://none") == (2, "", "错误：没有文件夹 `none`\n")
    assert command(unpacked, tmp_path, *decide, "来函=form://sent") == (2, "", NOBODYS)
