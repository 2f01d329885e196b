"""Which files a load reads, in which order, and what is said of those that are no text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError
from policyrules.surfaces import policy_files
from policyrules.surfaces.policy_files import policy_paths, read_policy, used_file

if TYPE_CHECKING:
    from pathlib import Path


def files(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n", encoding="utf-8")


def test_a_folder_is_read_with_what_is_below_in_sorted_order(tmp_path: Path) -> None:
    files(
        tmp_path,
        "b.rules",
        "a/z.rules",
        "a/b/c.rules",
        "B.rules",
        ".hidden.rules",
        ".git/x.rules",
        "notes.txt",
        "乙.rules",
    )
    found = [path.relative_to(tmp_path).as_posix() for path in policy_paths([tmp_path])]
    assert found == ["B.rules", "a/b/c.rules", "a/z.rules", "b.rules", "乙.rules"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    files(tmp_path, "a.rules", "b.rules")
    named = [tmp_path / "b.rules", tmp_path, tmp_path / "." / "a.rules"]
    assert [path.name for path in policy_paths(named)] == ["b.rules", "a.rules"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    files(tmp_path, "a.rules")
    (tmp_path / "again").symlink_to(tmp_path)
    assert [path.name for path in policy_paths([tmp_path])] == ["a.rules"]


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is nothing at"):
        policy_paths([tmp_path / "nowhere"])
    with pytest.raises(InputError, match="there is nothing at"):
        policy_paths(["a\0b"])
    with pytest.raises(InputError, match=r"holds no `\.rules` files") as caught:
        policy_paths([tmp_path])
    assert "没有 `.rules` 文件" in caught.value.in_("zh")
    with pytest.raises(InputError, match="no policy files were named"):
        policy_paths([])


def test_what_a_file_uses_is_beside_it_or_above(tmp_path: Path) -> None:
    files(tmp_path, "top.rules", "shared/shared.rules", "in/here.rules", "in/deep/deep.rules")
    assert used_file("here", tmp_path / "in") == tmp_path / "in" / "here.rules"
    assert used_file("top", tmp_path / "in") == tmp_path / "top.rules"
    assert used_file("deep", tmp_path / "in") == tmp_path / "in" / "deep" / "deep.rules"
    assert used_file("shared", tmp_path / "in") == tmp_path / "shared" / "shared.rules"
    for name in ("nowhere", "../top", "in/here", "", ".", "top\0", "/etc/passwd"):
        assert used_file(name, tmp_path / "in") is None


def test_text_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.rules"
    path.write_bytes("\ufeff枚举 层级 { 县 }".encode())
    assert read_policy(path).source.text == "枚举 层级 { 县 }"
    assert read_policy(path).source.name == path.as_posix()


@pytest.mark.parametrize(
    ("raw", "message", "at"),
    [
        (
            "# 县".encode("gb18030"),
            "the file is not UTF-8; it looks like GBK (GB 18030): byte 3 cannot be read",
            2,
        ),
        ("# a".encode("utf-16"), "the file is not UTF-8; it looks like UTF-16: byte 1 cannot be read", 0),
        ("县\nab".encode() + b"\xff", "the file is not UTF-8: byte 7 cannot be read", 4),
        (b"\xef\xbb\xbfab\xc3", "the file is not UTF-8: byte 6 cannot be read", 2),
    ],
)
def test_other_encodings(tmp_path: Path, raw: bytes, message: str, at: int) -> None:
    path = tmp_path / "a.rules"
    path.write_bytes(raw)
    (diagnostic,) = read_policy(path).diagnostics
    assert diagnostic.code == "not-utf-8"
    assert diagnostic.message.en == message
    assert diagnostic.place.span.start == at
    assert "文件不是 UTF-8 编码" in diagnostic.message.zh


def test_a_file_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.rules"
    path.write_bytes(b"#" * (policy_files.BYTES + 1))
    (diagnostic,) = read_policy(path).diagnostics
    assert diagnostic.code == "file-too-large"


def test_what_is_no_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.rules"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="is not a file of text"):
        read_policy(pipe)
    with pytest.raises(InputError, match="is not a file of text"):
        read_policy(tmp_path)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("leave.rules", "`leave/leave.rules`"),
        ("leaves", "`leave`"),
        ("请", "`请假`"),
        ("请假规", "`请假`"),
        ("leave/leav.rules", "`leave/leave.rules`"),
        ("leave/leave", "`leave/leave.rules`"),
        ("other", None),
        ("nowhere/leave", None),
    ],
)
def test_a_path_that_leads_nowhere_names_what_was_meant(
    typed: str, meant: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("leave", "请假"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.rules").write_text("")
    (tmp_path / "others").mkdir()
    with pytest.raises(InputError) as caught:
        policy_paths([typed])
    perhaps = Phrase("", "") if meant is None else Phrase(f"; did you mean {meant}?", f"；是否指 {meant}？")
    assert caught.value.message == Phrase(
        f"there is nothing at `{typed}`{perhaps.en}", f"`{typed}` 不存在{perhaps.zh}"
    )
