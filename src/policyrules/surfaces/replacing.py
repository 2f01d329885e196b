"""How are several files replaced, all of them or none?

Each file is the old or the new one at any moment. Everything is written beside the files before the
first is replaced, so that a full disk or a file that may not be written leaves every file as it was.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError
from policyrules.frozen import frozen


@frozen
class Replacement:
    """A file, what people call it, and the bytes it is to hold."""

    path: Path
    name: str
    content: bytes


def replace_all(files: Sequence[Replacement]) -> None:
    """Put new contents in the place of the old; raises `InputError` if one of them cannot be written."""
    beside: list[tuple[Path, Path]] = []
    name = ""
    try:
        for file in files:
            name, target = file.name, file.path.resolve()
            beside.append((_written_beside(target, file.content), target))
        for file, (temporary, target) in zip(files, beside, strict=True):
            name = file.name
            temporary.replace(target)
    except OSError as error:
        raise _unwritable(name, error) from None
    finally:
        for temporary, _ in beside:
            temporary.unlink(missing_ok=True)


def _written_beside(target: Path, content: bytes) -> Path:
    """Return a new file next to the target that holds the content, with the target's permissions."""
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode & 0o7777)
    except BaseException:
        temporary.unlink()
        raise
    return temporary


def _unwritable(name: str, error: OSError) -> InputError:
    reason = error.strerror or type(error).__name__
    return InputError(
        Phrase(
            f"`{name}` cannot be written: {reason}; what it held is still there",
            f"无法写入 `{name}`：{reason}；原内容未受影响",
        )
    )
