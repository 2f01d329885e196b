"""What is larger than a text may be, and what to do about it?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.reading import GiveUpError, Reading
from policyrules.syntax.tokens import MAX_BRACKETS, MAX_NAME, Token


def name_too_long(token: Token) -> None:
    """Say that a name is longer than names may be."""
    token.reading.report(
        "name-too-long",
        token.span,
        Phrase(
            f"this name has {len(token.text)} characters, more than the {MAX_NAME} a name may have",
            f"这个名称有 {len(token.text)} 个字，超过名称最多 {MAX_NAME} 个字的限度",
        ),
        label=Phrase("too long for a name", "名称过长"),
        help_=(
            Phrase(
                "shorten it; a longer wording can be a text in quotes after the name",
                "请缩短名称；较长的表述可写在名称之后的引号中",
            ),
        ),
    )
    token.text = token.text[:MAX_NAME]


def too_many_brackets(reading: Reading, start: int) -> None:
    """Say that too many brackets stand open, and give the text up."""
    reading.report(
        "too-deep",
        Span(start, start + 1),
        Phrase(
            f"more than {MAX_BRACKETS} brackets stand open here",
            f"括号套得太深，超过 {MAX_BRACKETS} 层",
        ),
        label=Phrase("one bracket too many", "括号层数超限"),
        help_=(
            Phrase(
                "leave out brackets, or give the inner parts names with `define`",
                "请删去多余的括号，或用 `定义` 为内层的部分命名",
            ),
        ),
    )
    raise GiveUpError


def too_many_tokens(reading: Reading) -> None:
    """Say that a text is too long to be read in one piece, and give it up."""
    too_large(reading)
    raise GiveUpError


def too_large(reading: Reading) -> None:
    """Say that a text is too long to be read in one piece."""
    reading.report(
        "file-too-large",
        Span(0, 0),
        Phrase("this file is too large to be read in one piece", "这个文件过大，无法一次读取"),
        help_=(
            Phrase(
                "split it into several files of at most 10,000 items; `use` brings them together",
                "请拆分为若干文件，每个文件不超过 10000 个条目，再用 `引用` 合在一起",
            ),
        ),
    )
