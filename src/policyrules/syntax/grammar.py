"""Where is the grammar, and what is written down of it to start quickly?

What Lark builds from rules.lark, and the keywords, are written as JSON when the package is built
(`python -m policyrules.syntax.grammar`) and read back while the digest fits the grammar. Otherwise
they are built in memory; nothing depends on the file being there.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

_TABLE: Final = Path(__file__).with_name("parser_table.json")
_FORM: Final = b"1"
"""What the written file looks like; a file of another form does not fit."""

_PARTS: Final = {"keywords", "rules", "starts", "ends", "symbols", "terminals", "states"}


def grammar_text(name: str) -> str:
    """Return the text of `rules.lark`, `keywords.toml` or `mistakes.toml`.

    An installed package carries them in `policyrules/_grammar`; a checkout has them in `grammar/`.
    """
    here = Path(__file__)
    try:
        return _contents(here.parents[1] / "_grammar" / name)
    except OSError:
        return _contents(here.parents[3] / "grammar" / name)


def _contents(path: Path) -> str:
    """Return a file's text by way of what loaded this package, which may be an archive."""
    loader: Any = getattr(__spec__, "loader", None)
    contents: bytes = loader.get_data(str(path)) if hasattr(loader, "get_data") else path.read_bytes()
    return contents.decode("utf-8").replace("\r\n", "\n")


def digest() -> str:
    """Return what a written table must have been built from: both grammar files."""
    summed = hashlib.sha256(_FORM)
    for name in ("rules.lark", "keywords.toml"):
        summed.update(b"\0" + grammar_text(name).encode())
    return summed.hexdigest()


@cache
def written() -> dict[str, Any]:
    """Return what is written down of the grammar (`building.built` says what), built anew where it does not fit."""
    try:
        text = _contents(_TABLE)
    except OSError:
        text = ""
    fitting = read_table(text)
    if fitting is not None:
        return fitting
    from policyrules.syntax.building import built  # noqa: PLC0415  # Lark takes its time to import

    return built(strict=False)


def read_table(text: str) -> dict[str, Any] | None:
    """Return what a text writes down of the grammar; None if that is nothing, or not of this grammar."""
    try:
        whole: dict[str, Any] = json.loads(text)
        fits = whole["digest"] == digest() and whole.keys() >= _PARTS
    except (ValueError, KeyError, TypeError):
        return None
    return whole if fits else None


def written_table() -> str:
    """Return the table, built strictly, as it is written down."""
    from policyrules.syntax.building import built  # noqa: PLC0415  # as above

    return json.dumps(built(strict=True), separators=(",", ":"), ensure_ascii=False)


def write_table() -> Path:
    """Write the table beside this module and return where."""
    _TABLE.write_text(written_table(), encoding="utf-8")
    return _TABLE


if __name__ == "__main__":
    write_table()
