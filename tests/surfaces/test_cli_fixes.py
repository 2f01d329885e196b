"""`policyrules check --fix`, end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyrules.diagnostics.diagnostic import Severity
from policyrules.surfaces.cli import main
from policyrules.surfaces.files import examine
from policyrules.surfaces.fixing import fix
from tests.schemas import checked
from tests.surfaces.commands import POLICY, policy_in

BROKEN: Final = Path(__file__).parents[1] / "diagnostics" / "broken"

SLIPS = """\
政策 会议规定
引用 词汇

记录 会议 以 开始日期 为准 {
    编号:     文本 主键
    开始日期: 日期
    参会人数: 整数
    主办单位: 文本
    视频:     是否
}

规定 规模 适用于 会议 {
    不得 HY-01 “一” { 凡 参会人员数 超过 五十 的 认定理由 '有{参会人数}人' }
    不得 HY-02 “二” { 凡 主办单立 == “甲” 的。 }
    不得 HY-03 “三” { 自 2026.3.1 起 凡 参会人数 超过 5,000 的 }
    应当 HY-04 “四” { 每个 主办单位 每年（按 开始日期）不得超过 10 次，达到 80 时预警 }
    @不提示("fixed-reason", "不需要")
    不得 HY-05 “五” { 凡 视频 的 }
}
"""

FIXED = """\
政策 会议规定

记录 会议 以 开始日期 为准 {
    编号:     文本 主键
    开始日期: 日期
    参会人数: 整数
    主办单位: 文本
    视频:     是否
}

规定 规模 适用于 会议 {
    不得 HY-01 “一” { 凡 参会人数 超过 50 的 认定理由 “有{参会人数}人” }
    不得 HY-02 “二” { 凡 主办单位 = “甲” 的 }
    不得 HY-03 “三” { 自 2026-03-01 起 凡 参会人数 超过 5000 的 }
    应当 HY-04 “四” { 每个 主办单位 每年（按 开始日期）不得超过 10 次，达到 80% 时预警 }
    不得 HY-05 “五” { 凡 视频 的 }
}
"""

SAID = {
    "en": """\
fixed {0}:13 [unknown-name] `参会人员数` → `参会人数`
fixed {0}:13 [chinese-numeral] `五十` → `50`
fixed {0}:13 [wrong-quotes] `'有{{参会人数}}人'` → `“有{{参会人数}}人”`
fixed {0}:14 [unknown-name] `主办单立` → `主办单位`
fixed {0}:14 [foreign-operator] `==` → `=`
fixed {0}:14 [full-stop] `。` → left out
fixed {0}:15 [date-form] `2026.3.1` → `2026-03-01`
fixed {0}:15 [thousands-separator] `5,000` → `5000`
fixed {0}:16 [percent-without-sign] `80` → `80%`
fixed {0}:2 [unused-use] `引用 词汇` → left out
fixed {0}:17 [unused-allow] `@不提示("fixed-reason", "不需要")` → left out

no problems in 1 file
""",
    "zh": """\
已改正 {0}:13 [unknown-name] `参会人员数` → `参会人数`
已改正 {0}:13 [chinese-numeral] `五十` → `50`
已改正 {0}:13 [wrong-quotes] `'有{{参会人数}}人'` → `“有{{参会人数}}人”`
已改正 {0}:14 [unknown-name] `主办单立` → `主办单位`
已改正 {0}:14 [foreign-operator] `==` → `=`
已改正 {0}:14 [full-stop] `。` → 删去
已改正 {0}:15 [date-form] `2026.3.1` → `2026-03-01`
已改正 {0}:15 [thousands-separator] `5,000` → `5000`
已改正 {0}:16 [percent-without-sign] `80` → `80%`
已改正 {0}:2 [unused-use] `引用 词汇` → 删去
已改正 {0}:17 [unused-allow] `@不提示("fixed-reason", "不需要")` → 删去

1 个文件，没有问题
""",
}


def slips_in(folder: Path, text: str = SLIPS) -> Path:
    (folder / "词汇.rules").write_text("政策 词汇\n", encoding="utf-8")
    path = folder / "会议.rules"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_sure_is_put_right_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    path = slips_in(tmp_path)
    path.chmod(0o640)
    assert main(["check", str(path), "--fix", "--language", language]) == 0
    assert path.read_text(encoding="utf-8") == FIXED
    assert path.stat().st_mode & 0o777 == 0o640
    assert capsys.readouterr().out == SAID[language].format(path)
    assert main(["check", str(path), "--fix", "--language", "en"]) == 0
    assert capsys.readouterr().out == "nothing to put right by itself\n\nno problems in 1 file\n"
    assert path.read_text(encoding="utf-8") == FIXED


def test_line_ends_and_mark_stay(tmp_path: Path) -> None:
    path = slips_in(tmp_path, "\ufeff" + SLIPS.replace("\n", "\r\n"))
    assert main(["check", str(path), "--fix"]) == 0
    assert path.read_bytes() == ("\ufeff" + FIXED.replace("\n", "\r\n")).encode()


def test_diff_shows_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = slips_in(tmp_path)
    assert main(["check", str(path), "--fix", "--diff", "--language", "zh"]) == 1
    assert path.read_text(encoding="utf-8") == SLIPS
    out = capsys.readouterr().out
    assert out.startswith(f"--- {path}\n+++ {path}\n@@ -1,5 +1,4 @@\n 政策 会议规定\n-引用 词汇\n")
    assert "+    不得 HY-02 “二” { 凡 主办单位 = “甲” 的 }\n" in out
    assert f"可改正 {path}:14 [foreign-operator] `==` → `=`\n" in out
    assert main(["check", str(path), "--fix"]) == 0
    capsys.readouterr()
    assert main(["check", str(path), "--diff"]) == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "nothing was changed: put these right by hand, and 9 others can be fixed\n"),
        ("zh", "未作任何改动：以上各处须手工改正，改正之后另有 9 处可自动改正\n"),
    ],
)
def test_errors_that_remain_leave_all_files_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    text = SLIPS.replace("凡 视频 的", "凡 现场会 的")
    path = slips_in(tmp_path, text)
    assert main(["check", str(tmp_path), "--fix", "--language", language]) == 2
    out = capsys.readouterr().out
    assert out.count("[unknown-name]") == 1
    assert "`现场会`" in out
    assert out.endswith(words)
    assert path.read_text(encoding="utf-8") == text


def test_files_that_were_not_named_are_not_changed(tmp_path: Path) -> None:
    path = slips_in(tmp_path, SLIPS.replace("引用 词汇\n", ""))
    other = tmp_path / "另一.rules"
    other.write_text(
        "引用 会议规定\n规定 b 适用于 会议 { 不得 B-1 { 凡 主办单立 = “甲” 的 } }\n", encoding="utf-8"
    )
    (tmp_path / "会议规定.rules").write_bytes(path.read_bytes())
    path.unlink()
    before = (tmp_path / "会议规定.rules").read_bytes()
    assert main(["check", str(other), "--fix"]) == 2
    assert (tmp_path / "会议规定.rules").read_bytes() == before


def test_fixes_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = slips_in(tmp_path)
    assert main(["check", str(path), "--fix", "--format", "json", "--language", "en"]) == 0
    told = checked("diagnostics", json.loads(capsys.readouterr().out))
    assert told["written"] is True
    assert told["diagnostics"] == []
    assert told["fixes"][4] == {
        "code": "foreign-operator", "file": str(path), "line": 14, "before": "==", "after": "=",
    }  # fmt: skip


def test_check_says_what_can_be_fixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            [
                "check",
                policy_in(tmp_path, POLICY.replace("people > most", "pepole > most")),
                "--language",
                "en",
            ]
        )
        == 2
    )
    assert capsys.readouterr().out.endswith("1 of them can be put right by `policyrules check --fix`\n")


def test_a_file_that_cannot_be_written_leaves_all_as_they_were(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = slips_in(tmp_path)
    monkeypatch.setattr("os.access", lambda *_: False)
    assert main(["check", str(path), "--fix", "--language", "en"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "cannot be written" in captured.err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["会议.rules", "词汇.rules"]
    assert path.read_text(encoding="utf-8") == SLIPS


# --- for any text ---------------------------------------------------------------------------


def hold(path: Path) -> None:
    """Fixes made once leave nothing to fix, and a sound result has no errors."""
    once = fix([str(path)])
    if not once.changes or not once.is_sound:
        return
    once.write()
    again = fix([str(path)])
    assert again.changes == ()
    assert again.files == ()
    assert not any(each.severity is Severity.ERROR for each in examine([path]).diagnostics)


@pytest.mark.no_cover  # long work on lines that other tests cover
@pytest.mark.parametrize("name", sorted(path.name for path in BROKEN.glob("*.rules")))
def test_fixing_broken_files_twice_changes_nothing_more(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes((BROKEN / name).read_bytes())
    hold(path)


@pytest.mark.no_cover  # long work on lines that other tests cover
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_fixing_any_slip_twice_changes_nothing_more(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = data.draw(st.sampled_from([POLICY, SLIPS, FIXED]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 2))
        text = data.draw(
            st.sampled_from(
                [
                    text[:at] + text[at + 1 :],
                    text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                    text[:at] + data.draw(st.sampled_from("。x单=1，'%")) + text[at:],
                ]
            )
        )
    path = tmp_path_factory.mktemp("slips") / "会议.rules"
    path.write_text(text, encoding="utf-8")
    hold(path)
