"""Can a regular expression be used, on every backend alike?

Patterns are RE2's, so that matching takes time in proportion to the text; what Java (and so Spark)
reads otherwise is left out too.
"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place, Span
from policyrules.semantics.checking import Checking
from policyrules.semantics.scope import Scope
from policyrules.syntax.ast.expressions import TextLiteral

_LONGEST: Final = 2000
_REASONS: Final = (
    ("missing )", Phrase("a bracket `(` is not closed", "括号 `(` 没有闭合")),
    ("unexpected )", Phrase("a bracket `)` closes nothing", "多出一个 `)`")),
    ("missing ]", Phrase("a bracket `[` is not closed", "括号 `[` 没有闭合")),
    (
        "no argument for repetition",
        Phrase("nothing stands before a `*`, `+`, `?` or `{…}`", "`*`、`+`、`?`、`{…}` 之前缺少内容"),
    ),
    (
        "missing argument",
        Phrase("nothing stands before a `*`, `+`, `?` or `{…}`", "`*`、`+`、`?`、`{…}` 之前缺少内容"),
    ),
    ("bad repetition operator", Phrase("two repetitions follow each other", "重复符号连用")),
    ("invalid repetition", Phrase("a repetition is too large", "重复次数过大")),
    ("repetition argument", Phrase("a repetition is too large", "重复次数过大")),
    ("invalid character class range", Phrase("a range in `[…]` runs backwards", "`[…]` 中的范围前后颠倒")),
    ("invalid escape sequence", Phrase("this escape is not known", "不支持这个转义")),
    ("trailing \\", Phrase("nothing follows the last `\\`", "末尾的 `\\` 之后缺少内容")),
    (
        "invalid perl operator",
        Phrase("looking ahead, looking behind and named groups are not offered", "不支持环视和命名分组"),
    ),
    ("invalid named capture", Phrase("named groups are not offered", "不支持命名分组")),
    ("pattern too large", Phrase("the pattern is too large", "表达式过大")),
)
_OTHERWISE_IN_JAVA: Final = re.compile(
    r"\\Q.*?(?:\\E|$)|\\(?!C).|(?P<any_byte>\\C)|(?P<named>\(\?P?<[A-Za-z])|\[\^?\]?(?P<inside>(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*)\]?",
    re.DOTALL,
)


def check_pattern(checking: Checking, literal: TextLiteral, scope: Scope) -> None:
    """Report what is wrong with a written regular expression."""
    pattern = literal.value
    wrong = _wrong_with(pattern)
    if wrong is None:
        return
    reason, at, length = wrong
    place = scope.place(literal)
    checking.report.error(
        "pattern-form",
        _inside(place, pattern, at, length),
        Phrase(f"this pattern cannot be read: {reason.en}", f"此匹配式无法识别：{reason.zh}"),
        label=Phrase("here", "此处") if at is not None else reason,
        help=(
            Phrase(
                "a letter that means itself is written with a backslash: `\\.`, `\\(`, `\\*`",
                "表示符号本身时在前面加反斜杠：`\\.`、`\\(`、`\\*`",
            ),
        ),
    )


def _inside(place: Place, pattern: str, at: int | None, length: int) -> Place:
    """Return the place of part of a pattern, or of all of it where it is not written as it reads."""
    if at is None or place.text[1:-1] != pattern:
        return place
    start = place.span.start + 1 + at
    return Place(place.source, Span(start, start + max(length, 1)))


def _wrong_with(pattern: str) -> tuple[Phrase, int | None, int] | None:
    """Return why a pattern cannot be used, and where in it if that is known."""
    if len(pattern) > _LONGEST:
        return Phrase(f"it is longer than {_LONGEST} characters", f"长度超过 {_LONGEST} 个字符"), None, 0
    refused = _refused(pattern)
    if refused is not None:
        return refused
    for found in _OTHERWISE_IN_JAVA.finditer(pattern):
        if found["any_byte"]:
            return Phrase("`\\C` is not offered", "不支持 `\\C`"), found.start(), 2
        if found["named"]:
            return Phrase("named groups are not offered", "不支持命名分组"), found.start(), len(found[0])
        inside = found["inside"]
        if inside is None:
            continue
        for mark in ("&&", "[:", "["):
            at = re.sub(r"\\.", "..", inside, flags=re.DOTALL).find(mark)
            if at >= 0:
                reason = Phrase(
                    f"`{mark}` inside `[…]` is read differently elsewhere; write `\\{mark[0]}`",
                    f"`[…]` 之中的 `{mark}` 各处理解不同，请写作 `\\{mark[0]}`",
                )
                return reason, found.start("inside") + at, len(mark)
    return None


def _refused(pattern: str) -> tuple[Phrase, int | None, int] | None:
    import re2  # noqa: PLC0415  # heavy, and most policies have no pattern

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as error:
        said = error.args[0] if error.args else ""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        reason, _, fragment = text.partition(": ")
        words = next((words for start, words in _REASONS if start in reason), None)
        if words is None:
            words = Phrase("it is not a regular expression", "不是正则表达式")
        at = pattern.rfind(fragment) if fragment else -1
        return words, (at if at >= 0 and fragment else None), len(fragment)
    return None
