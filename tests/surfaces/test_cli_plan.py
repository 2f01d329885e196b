"""`policyrules explain --plan`: what is looked up, and what is asked one by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policyrules.surfaces.cli import main

HEAD = "policy many\nrecord Spend 支出 { unit 单位: text, amount 金额: number, words 用途: list of text }\n"


def policy_in(folder: Path) -> str:
    items = [f'  must not A-{i} {{ when unit = "u{i}" and amount >= {i} }}' for i in range(12)]
    items += [f"  must B-{i} {{ ensure amount <= {i} }}" for i in range(12)]
    items += [f'  must not C-{i} {{ when words contains "w{i}" }}' for i in range(11)]
    items += [f'  must not E-{i} {{ when amount > 900 unless unit = "u" }}' for i in range(12)]
    items += ["  must not D { when broken(C-0) }"]
    path = folder / "many.rules"
    path.write_text(HEAD + "list l for Spend {\n" + "\n".join(items) + "\n}\n", encoding="utf-8")
    return str(path)


def test_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "--plan", "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Spend: 48 rules",
        "  12 rules like `many.A-0`: `unit`, an equal value",
        "  12 rules like `many.B-0`: `amount`, at least so much",
        "  12 rules like `many.E-0`: asked once, since all ask the same",
        "  1 rule asked one by one: asked about by other items, or overriding or overridden, so in order",
        "  10 rules asked one by one: too few alike for a look-up to be quicker",
        "  1 rule asked one by one: unlike any other",
    ]


def test_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "支出", "--plan", "--language", "zh"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[:4] == [
        "支出：规则 48 条",
        "  与 `many.A-0` 同类的规则 12 条：按 `单位` 取值相等查找",
        "  与 `many.B-0` 同类的规则 12 条：按 `金额` 的下限查找",
        "  与 `many.E-0` 同类的规则 12 条：条件完全相同，一并判断一次",
    ]


def test_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "--plan", "--format", "json"]) == 0
    (plan,) = json.loads(capsys.readouterr().out)["plans"]
    assert [group["keys"] for group in plan["groups"]] == [
        [{"fact": "unit", "by": "equal"}],
        [{"fact": "amount", "by": "least"}],
        [],
    ]


def test_of_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", policy_in(tmp_path), "Spent", "--plan", "--language", "en"]) == 2
    assert "there is no record `Spent`" in capsys.readouterr().err
