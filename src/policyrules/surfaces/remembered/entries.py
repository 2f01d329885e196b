"""How does one load stand in a file, and when is such a file believed?

A file is one line that says what it is, one with the digest of all that follows, one of JSON, and compressed blocks.
It is believed only if it is the user's own, whole, and says the key it is asked for.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_LINE: Final = b"policyrules loaded policies 2\n"
SUFFIX: Final = ".policies"
LARGEST: Final = 256 * 1024 * 1024
"""So many bytes all files of a folder may have together; those that were used longest ago go first."""


def read_entry(folder: Path, key: str) -> tuple[Any, bytes] | None:
    """Return the plain data and the compressed blocks kept under a key; None where they cannot be believed."""
    raw = _own_bytes(_file(folder, key))
    if raw is None or not raw.startswith(FIRST_LINE):
        return None
    begin = len(FIRST_LINE)
    end = raw.find(b"\n", begin)
    rest = memoryview(raw)[end + 1 :]
    if end < 0 or sha256(rest).hexdigest().encode() != raw[begin:end]:
        return None
    line = raw.find(b"\n", end + 1)
    if line < 0:
        return None
    try:
        named, plain = json.loads(raw[end + 1 : line].decode("utf-8", "surrogatepass"))
    except (ValueError, TypeError, RecursionError):
        return None
    return (plain, raw[line + 1 :]) if named == key else None


def write_entry(folder: Path, key: str, plain: Any, blocks: bytes) -> None:
    """Keep plain data and compressed blocks under a key; where that cannot be done, nothing is kept.

    The file is there whole or not at all, whoever else writes it at the same time.
    """
    try:
        first = json.dumps([key, plain], ensure_ascii=False, separators=(",", ":"))
    except ValueError:  # a number with more digits than are written
        return
    rest = first.encode("utf-8", "surrogatepass") + b"\n" + blocks
    whole = b"".join([FIRST_LINE, sha256(rest).hexdigest().encode(), b"\n", rest])
    if len(whole) > LARGEST // 4:
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(_file(folder, key), whole)
        _make_room(folder, keep=_file(folder, key))


def forget_entry(folder: Path, key: str) -> None:
    """Take away what cannot be believed."""
    with suppress(OSError):
        _file(folder, key).unlink()


def _file(folder: Path, key: str) -> Path:
    return folder / f"{key}{SUFFIX}"


def _own_bytes(path: Path) -> bytes | None:
    """Return the bytes of a file of the user's own that nobody else may write; None where there is none."""
    try:
        with path.open("rb") as file:
            known = os.fstat(file.fileno())
            if not stat.S_ISREG(known.st_mode) or known.st_size > LARGEST:
                return None
            if hasattr(os, "getuid") and (
                known.st_uid != os.getuid() or known.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
            ):
                return None
            raw = file.read(known.st_size)
        with suppress(OSError):
            os.utime(path)  # it was used: others make room before it
    except (OSError, ValueError):
        return None
    return raw


def _replace(path: Path, whole: bytes) -> None:
    import tempfile  # noqa: PLC0415  # what is only read needs none of it

    number, name = tempfile.mkstemp(suffix=".new", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(whole)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _make_room(folder: Path, *, keep: Path) -> None:
    """Take away what was used longest ago, until what is kept is small enough."""
    there = [(known.st_mtime, known.st_size, path) for path, known in _sizes(folder) if path != keep]
    total = keep.stat().st_size + sum(size for _, size, _ in there)
    for _, size, path in sorted(there):
        if total <= LARGEST:
            return
        with suppress(OSError):
            path.unlink()
        total -= size


def _sizes(folder: Path) -> Iterable[tuple[Path, os.stat_result]]:
    for path in folder.iterdir():
        if path.suffix in (SUFFIX, ".new"):
            with suppress(OSError):
                yield path, path.stat()
