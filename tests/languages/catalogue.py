"""Which texts do people read, in English and in Chinese, as the sources write them?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

SOURCES: Final = Path(__file__).parents[2] / "src" / "policyrules"
HOLE: Final = "\0"
"""Stands in a text for what is put in."""


@frozen
class Text:
    """One language's text: what is written, and what is put in, as the source writes it."""

    words: str
    holes: tuple[ast.expr, ...]

    @property
    def names(self) -> frozenset[str]:
        """The variables that what is put in rests on."""
        return frozenset(
            node.id for hole in self.holes for node in ast.walk(hole) if isinstance(node, ast.Name)
        )


@frozen
class Pair:
    """One thing said in both languages, and where."""

    module: str
    line: int
    en: Text
    zh: Text

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.en.words!r} / {self.zh.words!r}".replace("\\x00", "…")


def pairs() -> Iterator[Pair]:
    """Yield everything that the sources write in both languages."""
    for path in sorted(SOURCES.rglob("*.py")):
        module = path.relative_to(SOURCES).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) != 2 or not _says(node.func):
                continue
            en, zh = map(_text, node.args)
            if en is not None and zh is not None:
                yield Pair(module, node.lineno, en, zh)


def _says(function: ast.expr) -> bool:
    """Whether a call writes its two arguments as one thing in both languages."""
    match function:
        case ast.Name(id="Phrase" | "words") | ast.Attribute(attr="words"):
            return True
        case _:
            return False


def _text(node: ast.expr) -> Text | None:
    """Return a text as written; None for one that is made elsewhere."""
    match node:
        case ast.Constant(value=str(words)):
            return Text(words, ())
        case ast.JoinedStr(values=values):
            return Text(
                "".join(str(each.value) if isinstance(each, ast.Constant) else HOLE for each in values),
                tuple(each.value for each in values if isinstance(each, ast.FormattedValue)),
            )
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            before, after = _text(left), _text(right)
            if before is None or after is None:
                return None
            return Text(before.words + after.words, before.holes + after.holes)
        case _:
            return None
