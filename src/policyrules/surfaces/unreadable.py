"""Why can a file not be read?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError


def unreadable(name: str, error: OSError) -> InputError:
    """Return the error that says why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return InputError(Phrase(f"there is no file `{name}`", f"没有文件 `{name}`"))
    if isinstance(error, IsADirectoryError):
        return InputError(
            Phrase(f"`{name}` is a folder, a file is needed", f"`{name}` 是文件夹，此处需要文件")
        )
    reason = error.strerror or type(error).__name__
    return InputError(Phrase(f"`{name}` cannot be read: {reason}", f"无法读取 `{name}`：{reason}"))
