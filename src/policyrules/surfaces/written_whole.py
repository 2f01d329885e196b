"""How is a file of results written? Whole or not at all: what was there before stays until then."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError

_NEW_FILE = 0o666


def write_whole(name: str, text: str) -> None:
    """Write a text to a file in UTF-8, in place of what it held; raises `InputError` if it cannot be."""
    target = Path(name)
    try:
        if target.exists() and not target.is_file():  # a pipe, `/dev/stdout`: nothing there to keep
            target.write_text(text, encoding="utf-8", newline="\n")
            return
        _replace(target.resolve(), text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(
            Phrase(f"`{name}` cannot be written: {reason}", f"无法写入 `{name}`：{reason}")
        ) from None


def _replace(target: Path, text: str) -> None:
    number, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(beside)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else _NEW_FILE & ~_umask())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    """Return which permissions new files are not to have; reading it sets it for a moment."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
