"""Which items should there be? A text file with a code a line and, after it, why it is left out."""

from __future__ import annotations

from pathlib import Path

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError
from policyrules.surfaces.json_facts import decoded
from policyrules.surfaces.unreadable import unreadable
from policyrules.testing.summary import Listed


def read_items(name: str) -> tuple[Listed, ...]:
    """Return what a file lists, in its order; `#` begins a remark. Raises `InputError`."""
    try:
        text = decoded(Path(name).read_bytes(), name)
    except OSError as error:
        raise unreadable(name, error) from None
    lines: dict[str, int] = {}
    found: list[Listed] = []
    for number, line in enumerate(text.splitlines(), start=1):
        code, _, reason = line.partition("#")[0].strip().partition(" ")
        if not code:
            continue
        if code in lines:
            raise InputError(
                Phrase(
                    f"{name}:{number}: `{code}` is listed already, on line {lines[code]}; keep one of the two",
                    f"{name}:{number}：`{code}` 已在第 {lines[code]} 行列出，请只保留一处",
                )
            )
        lines[code] = number
        found.append(Listed(code, reason.strip()))
    if not found:
        raise InputError(
            Phrase(
                f"{name} lists no items; write a code a line, such as `IN-01`",
                f"{name} 没有列出条目；请每行写一个代码，例如 `IN-01`",
            )
        )
    return tuple(found)
