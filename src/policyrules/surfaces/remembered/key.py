"""When do two loads come to the same?"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import policyrules
from policyrules.plugins.manager import STANDARD_SET
from policyrules.surfaces.digests import digest_of, digest_of_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from policyrules.plugins.manager import Plugins


def key_of(files: Iterable[tuple[str, Path, str]], plugins: Plugins, supplied: Collection[str]) -> str:
    """Return what is the same for loads that come to the same, as far as is known before anything is parsed.

    `files` are those asked for: what each is called, where it lies, and its text. `supplied` are the names of
    parameters that are given a value: their values make no difference, but that they have one does.
    """
    told = [
        policyrules.__version__,
        _as_installed(),
        sys.version_info[:2],
        _of_plugins(plugins),
        sorted(supplied),
        [[name, str(path), digest_of_text(text)] for name, path, text in files],
    ]
    return digest_of(json.dumps(told).encode())


def _of_plugins(plugins: Plugins) -> list[Any]:
    """Return what plugins give that a load rests on.

    Their functions as rules see them; those of the standard set are told by the files of this package. Whether there
    is a calendar of working days is asked again; what lints say is never kept.
    """
    if plugins.names == (STANDARD_SET,):
        return [STANDARD_SET]
    return [list(plugins.names), [[name, repr(schema)] for name, schema in plugins.functions.items()]]


@cache
def _as_installed() -> str:
    """Return what is another whenever a file of this package is: some are worked on without a new version."""
    found: list[tuple[str, int, int]] = []
    folders = [os.path.dirname(policyrules.__file__)]  # noqa: PTH120  # paths cost more than all the rest
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.name == "__pycache__":
                        continue
                    if entry.is_dir():
                        folders.append(entry.path)
                        continue
                    known = entry.stat()
                    found.append((entry.path, known.st_mtime_ns, known.st_size))
        except OSError:  # the package lies in no folder
            continue
    return digest_of(json.dumps(sorted(found)).encode("utf-8", "surrogatepass"))
