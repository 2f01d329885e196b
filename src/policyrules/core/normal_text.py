"""Which text do we compare? Text from outside, in Unicode's composed form (NFC), or a reason why not.

Normalising costs quadratic time on long runs of combining marks, so such runs are refused first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from policyrules.diagnostics.phrase import Phrase

MARKS: Final = 64
"""So many combining marks may stand on one character (Unicode's stream-safe text has 30)."""


class UnreadableText(ValueError):  # noqa: N818  # reads as what it says; callers turn it into a problem
    """Text that no comparison would treat reliably; `reason` says why."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


def normal_text(text: str) -> str:
    r"""Return exactly a `str` in NFC, in time linear in its length.

    Raises `UnreadableText` for half a surrogate pair and for more than `MARKS` marks in a row.

    >>> normal_text("e\u0301") == "\u00e9"
    True
    """
    if type(text) is not str:
        text = str.__str__(text)
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableText(
            Phrase(
                f"half a surrogate pair stands at character {error.start + 1}; the text was cut or decoded wrongly",
                f"第 {error.start + 1} 个字符是不完整的代理项，文本可能被截断或解码有误",
            )
        ) from None
    if unicodedata.is_normalized("NFC", text):
        return text
    run = _long_run().search(text)
    if run is not None:
        raise UnreadableText(
            Phrase(
                f"more than {MARKS} combining marks in a row stand at character {run.start() + 1}",
                f"第 {run.start() + 1} 个字符处连续的附加符号超过 {MARKS} 个",
            )
        )
    return unicodedata.normalize("NFC", text)


@cache
def _long_run() -> re.Pattern[str]:
    marks = "".join(
        re.escape(chr(code)) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))
    )
    return re.compile(f"[{marks}]{{{MARKS + 1}}}")
