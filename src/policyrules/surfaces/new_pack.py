"""What does a new pack hold, what may it be called, and how does it get its place?

A pack begins as a small policy that checks, formats and tests cleanly, with a case to decide and a
page that says what to type. Its folder appears whole or not at all, and never in the place of
something else.
"""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Final

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.errors import InputError
from policyrules.surfaces.files import examine_text

POLICY: Final = "policy.rules"
FILES: Final = (POLICY, "example.json", "parameters.example.toml", "README.md")
"""What a pack begins with, as the starter calls it; the policy's file gets the pack's name."""

LONGEST: Final = 60
"""Characters of a name; three times as many bytes fit into a file's name everywhere."""

_PLACE: Final = "NAME"
"""What stands in the starter for the pack's name."""
_SHAPE: Final = re.compile(r"[^\W\d_]\w*")
_KEPT_BY_WINDOWS: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)


def texts_of_pack(name: str, language: Language) -> Mapping[str, str]:
    """Return each file of a new pack with its text, in one language."""
    folder = resources.files("policyrules.surfaces") / "starter" / language
    texts = {file: (folder / file).read_text(encoding="utf-8") for file in FILES}
    return {file.replace(POLICY, f"{name}.rules"): text.replace(_PLACE, name) for file, text in texts.items()}


def is_fit(name: str, language: Language) -> bool:
    """Return whether a pack can be called so: a folder everywhere, and a name in rules.

    >>> [is_fit(name, "en") for name in ("leave", "请假", "my leave", "../leave", "2026")]
    [True, True, False, False, False]
    """
    if not _is_plain(name):
        return False
    policy = texts_of_pack(name, language)[f"{name}.rules"]
    return not examine_text(policy).diagnostics


def _is_plain(name: str) -> bool:
    return (
        _SHAPE.fullmatch(name) is not None
        and name == unicodedata.normalize("NFKC", name)
        and len(name) <= LONGEST
        and name.casefold() not in _KEPT_BY_WINDOWS
    )


def fit_names(name: str, language: Language) -> Iterator[str]:
    """Yield names a pack could have that are like one it cannot."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", name).rstrip("/\\ "))[-1]
    stem = last.removesuffix(".rules")
    joined = re.sub(r"\W+", "_", stem).strip("_")
    apart = re.sub(r"(?<=[^\W\d_a-zA-Z])(?=\d)", "_", joined)
    begun = re.sub(r"^(?=\d)", Phrase("rules_", "规定_").in_(language), apart)[:LONGEST]
    suffix = Phrase("_rules", "规定").in_(language)
    like = (begun, f"{begun}{suffix}") if begun else ()
    for candidate in (*like, Phrase("leave", "请假").in_(language)):
        if is_fit(candidate, language):
            yield candidate


def make_pack(folder: Path, texts: Mapping[str, str]) -> None:
    """Write a new folder with these files; whatever goes wrong, it is there whole or not at all.

    Raises `InputError` when it cannot be written, `FileExistsError` when something has that name.
    """
    if folder.exists() or folder.is_symlink():
        raise FileExistsError(folder)
    beside = folder.parent / f".{secrets.token_hex(8)}.new"
    try:
        beside.mkdir()
        for file, text in texts.items():
            (beside / file).write_text(text, encoding="utf-8", newline="\n")
        beside.rename(folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(
            Phrase(
                f"`{folder.as_posix()}` cannot be written: {reason}; nothing was left behind",
                f"无法写入 `{folder.as_posix()}`：{reason}；没有留下任何文件",
            )
        ) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
