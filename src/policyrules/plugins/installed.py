"""Which plugins are installed?

Most often none is, and `importlib.metadata`, which knows, takes longer to import than to be told so: the files in
which packages name their plugins are looked through for the name first. Whatever lies elsewhere than in plain
folders is left to `importlib.metadata`.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

PROJECT: Final = "policyrules"
"""The name plugins register under: pluggy's project name and the entry point group."""


def entries_installed(group: str) -> list[EntryPoint]:
    """Return what installed packages name under a group, in the order of the names."""
    if surely_none(group):
        return []
    from importlib.metadata import entry_points  # noqa: PLC0415  # see above

    return sorted(entry_points(group=group), key=lambda entry: (entry.name, entry.value))


def surely_none(group: str) -> bool:
    """Return whether no package names anything under a group, as far as that shows without `importlib.metadata`."""
    others = (finder for finder in sys.meta_path if finder is not PathFinder)
    if any(hasattr(finder, "find_distributions") for finder in others):
        return False
    header = f"[{group}]".encode()
    try:
        return not any(_may_name(header, folder or os.curdir) for folder in sys.path)
    except OSError:
        return False


def _may_name(header: bytes, folder: str) -> bool:
    """Return whether a package that lies in a folder may name something; raises `OSError` for what is no folder."""
    try:
        names = os.listdir(folder)  # noqa: PTH208  # paths cost more than all the rest
    except FileNotFoundError:
        return False
    for name in names:
        ending = name[-10:].lower()
        if ending.endswith(".egg"):
            return True
        if ending.endswith((".dist-info", ".egg-info")) and header in _read(f"{folder}/{name}"):
            return True
    return False


def _read(package: str) -> bytes:
    try:
        with open(f"{package}/entry_points.txt", "rb") as file:  # noqa: PTH123  # as above
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return b""
