"""Chinese sentences keep a blank between Han characters and what stands in backquotes.

Read off the source: every text of `src/policyrules` that is said to somebody, whether or not a test
brings it about. What fills a placeholder is Chinese where its name says so (`did.zh`, `people_zh`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

SOURCES: Final = Path(__file__).parents[2] / "src" / "policyrules"
HAN: Final = re.compile("[㐀-鿿]")
QUOTED: Final = re.compile(r"`` .*? ``|`[^`]*`")
FILLED: Final = "\0"
CHINESE: Final = "\1"
"""What stands for a placeholder that is filled with Chinese words, and for any other."""

IN_BRACKETS: Final = {"other_zh"}
"""Placeholders whose words stand in brackets of their own."""


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield every text of a module but the docstrings, with its line; each whole, with what fills it marked."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(map(_part, node.values))
            waiting.extend(part.value for part in node.values if isinstance(part, ast.FormattedValue))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
        else:
            waiting.extend(ast.iter_child_nodes(node))


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    if ast.unparse(part.value) in IN_BRACKETS:
        return FILLED
    return CHINESE if re.search(r"(?:\.|_|\b)zh\Z", ast.unparse(part.value)) else FILLED


def too_close(text: str) -> bool:
    """Return whether Han characters touch backquotes from outside.

    >>> too_close("没有`页树`"), too_close("没有 `页树`"), too_close("没有“`页树`”"), too_close("`其中`")
    (True, False, False, False)
    """
    beside = re.compile(f"[㐀-鿿{CHINESE}]")
    return any(
        beside.match(text[max(0, span.start() - 1) : span.start()])
        or beside.match(text[span.end() : span.end() + 1])
        for span in QUOTED.finditer(text)
    )


@pytest.mark.parametrize(
    "folder", sorted(each.name for each in SOURCES.iterdir() if each.is_dir() and each.name != "__pycache__")
)
def test_blanks_beside_backquotes(folder: str) -> None:
    found = [
        f"{path.relative_to(SOURCES)}:{line}: {text}"
        for path in sorted((SOURCES / folder).rglob("*.py"))
        for line, text in texts(ast.parse(path.read_text("utf-8")))
        if "`" in text and (HAN.search(text) or CHINESE in text) and too_close(text)
    ]
    assert not found, "\n".join(found)


def test_the_test_sees_what_is_too_close() -> None:
    tree = ast.parse(
        'Phrase(f"no `{name}`", f"没有名为`{name}`的记录"); Phrase(f"`{a}` {b}", f"`{a}`{did.zh}")'
    )
    assert [text for _, text in texts(tree) if too_close(text)] == ["`\0`\1", "没有名为`\0`的记录"]
