"""Installed plugins are found wherever packages lie, and looking for none imports nothing."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from policyrules.plugins.installed import entries_installed

if TYPE_CHECKING:
    from pathlib import Path

NAMED = "[office]\nours = office.rules\n"


def installed(folder: Path, *, ending: str = "dist-info", named: str = NAMED) -> Path:
    package = folder / f"office-1.0.{ending}"
    package.mkdir(parents=True)
    head = "Metadata-Version: 2.1\nName: office\nVersion: 1.0\n"
    (package / ("METADATA" if ending == "dist-info" else "PKG-INFO")).write_text(head, encoding="utf-8")
    (package / "entry_points.txt").write_text(named, encoding="utf-8")
    return folder


@pytest.mark.parametrize("ending", ["dist-info", "egg-info"])
def test_in_a_folder(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(installed(tmp_path, ending=ending))
    assert [(entry.name, entry.value) for entry in entries_installed("office")] == [("ours", "office.rules")]
    assert entries_installed("offices") == []


def test_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(installed(tmp_path))
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert [entry.name for entry in entries_installed("office")] == ["ours"]


def test_in_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = installed(tmp_path / "folder")
    archive = tmp_path / "office.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in folder.rglob("*"):
            file.write(path, path.relative_to(folder))
    monkeypatch.syspath_prepend(archive)
    assert [entry.name for entry in entries_installed("office")] == ["ours"]


def test_folders_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path / "gone")
    assert entries_installed("office") == []


def test_where_there_are_none_nobody_is_asked() -> None:
    code = (
        "import sys; from policyrules.plugins.installed import entries_installed; "
        "print(entries_installed('none of these'), 'importlib.metadata' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert ran.stdout.split("\n")[0] == "[] False"
