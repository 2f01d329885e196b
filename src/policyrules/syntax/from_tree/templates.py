"""Which expressions stand in the braces of a text?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.expressions import Expression, Path, Template, TextLiteral
from policyrules.syntax.ast.names import Name
from policyrules.syntax.from_tree.literals import text_of
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import MAX_NAME, Token
from policyrules.syntax.vocabulary import vocabulary

_PLAIN: Final = re.compile(r"[^\W\d]+(?:\.[^\W\d]+)*")
_BRACE: Final = re.compile(r"\{\{|\}\}|[{}]")
_INSIDE: Final = re.compile(r"""[{}]|"[^"]*"|“[^”]*”|'[^']*'|‘[^’]*’""")


def said(token: Token) -> Template | TextLiteral:
    """Return what a string in an action says: a template if it has braces, else a plain text."""
    return template(token) if "{" in token.text or "}" in token.text else text_of(token)


def template(token: Token) -> Template:
    """Return a text with its `{expressions}` parsed where they stand."""
    text = token.text
    if "{" not in text and "}" not in text:
        return Template((text,) if text else (), token.span)
    offset = token.start + 1
    parts: list[str | Expression] = []
    words = ""
    at = 0
    while (brace := _BRACE.search(text, at)) is not None:
        words += text[at : brace.start()]
        at = brace.end()
        if len(brace.group()) == 2:
            words += brace.group()[0]
            continue
        close = _closing(text, at) if brace.group() == "{" else None
        if close is None:
            _report_brace(token.reading, offset + brace.start(), brace.group())
            continue
        expression = _expression(token.reading, offset + at, offset + close)
        if expression is not None:
            if words:
                parts.append(words)
            words = ""
            parts.append(expression)
        at = close + 1
    words += text[at:]
    if words:
        parts.append(words)
    return Template(tuple(parts), token.span)


def _closing(text: str, at: int) -> int | None:
    """Return where the brace opened before `at` closes; quoted braces do not count."""
    depth = 1
    for found in _INSIDE.finditer(text, at):
        if found.group() == "{":
            depth += 1
        elif found.group() == "}":
            depth -= 1
            if depth == 0:
                return found.start()
    return None


def _expression(reading: Reading, start: int, stop: int) -> Expression | None:
    written = reading.folded[start:stop]
    if not written.strip():
        reading.report(
            "empty-braces",
            Span(start - 1, stop + 1),
            Phrase("nothing stands between these braces", "花括号之间没有内容"),
            label=Phrase("a fact or expression belongs here", "此处应写事实或表达式"),
            help_=(
                Phrase(
                    "name a field, or write `{{}}` for braces themselves",
                    "请写字段名；若要写花括号本身，请写 `{{}}`",
                ),
            ),
        )
        return None
    if reading.is_normal and _PLAIN.fullmatch(written) and len(written) <= MAX_NAME:
        plain = _path(written, start)
        if plain is not None:
            return plain
    return reading.parse_expression(reading.piece(start, stop, in_template=True))


def _path(written: str, start: int) -> Path | None:
    """Return a dotted name; None when one of its words may be more than a name."""
    known = vocabulary()
    names = []
    at = start
    for word in written.split("."):
        if word in known.words or word in known.phrases:
            return None
        names.append(Name(word, Span(at, at + len(word))))
        at += len(word) + 1
    return Path(tuple(names), Span(start, start + len(written)))


def _report_brace(reading: Reading, start: int, brace: str) -> None:
    opening = brace == "{"
    reading.report(
        "template-brace",
        Span(start, start + 1),
        Phrase("this brace is not closed in the text", "这个花括号在文字中没有收尾")
        if opening
        else Phrase("this brace was not opened in the text", "这个花括号在文字中没有开头"),
        label=Phrase("a brace of its own", "单独的花括号"),
        help_=(
            Phrase(
                f"braces hold an expression, `{{organiser}}`; for the sign itself write `{brace * 2}`",
                f"花括号内写表达式，如 `{{组织单位}}`；若要写花括号本身，请写 `{brace * 2}`",
            ),
        ),
    )
