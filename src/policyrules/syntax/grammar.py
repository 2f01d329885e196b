"""How does the grammar become a parser, quickly?

Building the table from rules.lark takes a good part of a second, so it is written down as JSON
when the package is built (`python -m policyrules.syntax.grammar`) and read back while its digest
fits the grammar. Otherwise the table is built in memory; nothing depends on it being there.
"""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import lark
from lark.grammar import Rule
from lark.lexer import Lexer, TerminalDef

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTS: Final = ["file", "declaration", "item", "otherwise", "expression"]
"""What can be parsed on its own: a whole file and the pieces a broken one is cut into."""

_TABLE_NAME: Final = "parser_table.json"


def grammar_text(name: str) -> str:
    """Return the text of `rules.lark`, `keywords.toml` or `mistakes.toml`.

    An installed package carries them in `policyrules/_grammar`; a checkout has them in `grammar/`.
    """
    packaged = resources.files("policyrules") / "_grammar" / name
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "grammar" / name).read_text(encoding="utf-8")


def digest() -> str:
    """Return what a written table must have been built from: both grammar files and Lark's version."""
    summed = hashlib.sha256(lark.__version__.encode())
    for name in ("rules.lark", "keywords.toml"):
        summed.update(b"\0" + grammar_text(name).encode())
    return summed.hexdigest()


def load_parser(lexer: type[Lexer], callbacks: object) -> lark.Lark:
    """Return the parser with this lexer and these callbacks, from the written table if it fits."""
    try:
        written = (resources.files("policyrules.syntax") / _TABLE_NAME).read_text(encoding="utf-8")
    except OSError:
        written = ""
    return parser_from(written, lexer, callbacks) or build_parser(lexer, callbacks, strict=False)


def parser_from(written: str, lexer: type[Lexer], callbacks: object) -> lark.Lark | None:
    """Return the parser of a written table; None if it is none, or not of this grammar."""
    table = _read_table(written)
    if table is None:
        return None
    data, memo = table
    data["options"]["lexer"] = lexer
    data["parser"]["lexer_conf"]["lexer_type"] = lexer
    # What parsers use that bring their own tables; pickle is never read.
    load: Any = lark.Lark._load_from_dict  # noqa: SLF001  # see above
    parser: lark.Lark = load(data, memo, transformer=callbacks)
    return parser


def build_parser(lexer: type[Lexer], callbacks: object, *, strict: bool) -> lark.Lark:
    """Return the parser built from the grammar; `strict` refuses any conflict (and needs interegular)."""
    return lark.Lark(
        grammar_text("rules.lark"),
        parser="lalr",
        lexer=lexer,
        start=STARTS,
        strict=strict,
        transformer=callbacks,
        keep_all_tokens=True,
        maybe_placeholders=True,
    )


def written_table() -> str:
    """Return the table, built strictly, as it is written down."""
    parser = build_parser(_NoLexer, None, strict=True)
    data, memo = parser.memo_serialize([TerminalDef, Rule])
    data["options"] = {
        name: value
        for name, value in data["options"].items()
        if name not in ("lexer", "transformer", "_plugins") and _is_plain(value)
    }
    data["parser"]["lexer_conf"]["lexer_type"] = None
    return json.dumps({"digest": digest(), "data": data, "memo": memo}, separators=(",", ":"))


def write_table() -> Path:
    """Write the table beside this module and return where."""
    path = Path(__file__).with_name(_TABLE_NAME)
    path.write_text(written_table(), encoding="utf-8")
    return path


def _read_table(written: str) -> tuple[dict[str, Any], dict[int, Any]] | None:
    """Return a written table with its numbers as numbers again; None when it does not fit."""
    try:
        whole = json.loads(written)
        if whole["digest"] != digest():
            return None
        data: dict[str, Any] = whole["data"]
        table = data["parser"]["parser"]
        table["tokens"] = _numbered(table["tokens"])
        table["states"] = {int(state): _numbered(row) for state, row in table["states"].items()}
        memo = _numbered(whole["memo"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return data, memo


def _numbered(keyed: dict[str, Any]) -> dict[int, Any]:
    """JSON knows no numbers as keys."""
    return {int(key): value for key, value in keyed.items()}


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, (bool, int, str, list))


class _NoLexer(Lexer):
    """Stands for the lexer while a table is written: the table does not depend on it."""

    __future_interface__ = 2

    def __init__(self, _: object) -> None:
        """Take the configuration Lark hands over, and need none of it."""

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:  # noqa: ARG002  # Lark's interface
        """Yield nothing."""
        yield from ()


if __name__ == "__main__":
    write_table()
