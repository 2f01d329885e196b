"""How long is a text, and what does it mention?"""

import re
from functools import lru_cache
from typing import Any, Final

from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.functions import function

_UNCOUNTED: Final = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]+"
)
"""White space, controls and characters that print nothing."""

_ROOM: Final = 64 << 20
"""What RE2 may use for the words of one call, in bytes."""


@function(
    "characters",
    "字数",
    arguments={"text": "文本"},
    about="文本的字数：汉字、字母、数字、标点各计一字，空白不计。",
)
def characters(text: str) -> int:
    """How many characters a text has, white space left out.

    Han characters, letters, digits and punctuation count one each.

    >>> characters("各市、县人民政府：  AI+"), characters("第 1 条")
    (12, 3)
    """
    return len(_UNCOUNTED.sub("", text))


@function(
    "mentions",
    "提及",
    arguments={"text": "文本", "words": "词语", "ignoring": "忽略"},
    about="文本是否出现所列任一词语；出现在“忽略”所列词语之中的不算（如“以上报告”中的“上报”）。",
)
def mentions(text: str, words: frozenset[str], *, ignoring: frozenset[str] = frozenset()) -> bool:
    """Whether a text has any of the words. One that stands inside a word of `ignoring` does not count.

    >>> mentions("以上报告请审阅", frozenset({"上报"}), ignoring=frozenset({"以上报告"}))
    False
    """
    if not ignoring:
        return any(word in text for word in words if word)
    return any(True for _ in _found(text, words, ignoring))


@function(
    "mention_count",
    "提及次数",
    arguments={"text": "文本", "words": "词语", "ignoring": "忽略"},
    about="所列词语在文本中出现的次数（不重叠，同一处取最长的词）；出现在“忽略”所列词语之中的不算。",
)
def mention_count(text: str, words: frozenset[str], *, ignoring: frozenset[str] = frozenset()) -> int:
    """How often a text has any of the words.

    They do not overlap, and the longest counts where several begin. One that stands inside a word of
    `ignoring` does not count.

    >>> mention_count("每月上报，每季上报；以上报告", frozenset({"上报", "报"}), ignoring=frozenset({"以上报告"}))
    2
    """
    return sum(1 for _ in _found(text, words, ignoring))


@function("lower", "小写", arguments={"text": "文本"}, about="文本中的字母改为小写。")
def lower(text: str) -> str:
    """The text in lower case.

    >>> lower("AI 大模型")
    'ai 大模型'
    """
    return text.lower()


@function(
    "join",
    "连接",
    arguments={"texts": "各项", "separator": "间隔"},
    about="各项文本连成一段，以“、”或所给间隔分开。",
)
def join(texts: tuple[str, ...], separator: str = "、") -> str:
    """The texts one after another, with `、` or the given separator between them.

    >>> join(("甲县", "乙县"))
    '甲县、乙县'
    """
    return separator.join(texts)


def _found(text: str, words: frozenset[str], ignoring: frozenset[str]) -> Any:
    """Yield where the words stand, leftmost and longest first, those inside ignored words left out."""
    pattern = any_of(words | ignoring)
    if pattern is None:
        return
    for match in pattern.finditer(text):
        if match.group() not in ignoring:
            yield match


@lru_cache(maxsize=256)
def any_of(words: frozenset[str], *, runs: bool = False) -> Any:
    """Return a pattern for any of the words, the longest where several begin; None when there are none.

    With `runs`, words that follow each other are one match. Matching takes time in proportion to the
    text, whatever the words are. Raises `CannotTell` for more words than it has room for.
    """
    import re2  # noqa: PLC0415  # heavy, and most policies list no words

    written = sorted(word for word in words if word)
    if not written:
        return None
    options = re2.Options()
    options.longest_match = True
    options.log_errors = False
    options.max_mem = _ROOM
    either = "|".join(re2.escape(word) for word in written)
    try:
        return re2.compile(f"(?:{either})+" if runs else either, options)
    except re2.error:
        raise CannotTell(
            Phrase(
                f"{len(written)} words are too many to look for at once",
                f"词语过多（{len(written)} 个），无法一并查找",
            )
        ) from None
