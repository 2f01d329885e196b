"""Does a text match a regular expression, whatever the text, in linear time?

The only place in the core that imports RE2, and only when a pattern is first used.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


class UnreadablePattern(ValueError):  # noqa: N818  # reads as what it says
    """A regular expression RE2 does not take; its text is RE2's own English reason."""


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Any:
    """Return the compiled pattern. Raises `UnreadablePattern`."""
    import re2  # noqa: PLC0415  # heavy, and most policies have no pattern

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as error:
        reason = error.args[0] if error.args else ""
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise UnreadablePattern(text) from None


def matches(pattern: str, text: str) -> bool:
    """Return whether the whole text matches the pattern.

    >>> matches("[0-9]+号", "12号"), matches("[0-9]+", "12号")
    (True, False)
    """
    try:
        return compiled(pattern).fullmatch(text) is not None
    except UnicodeEncodeError:
        return False
