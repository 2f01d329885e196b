"""What does the language have that nothing can decide yet, and what is an author told?"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.diagnostics.span import Place

_ITEM = Phrase("item or definition", "条目或定义")


class NotYet(Enum):
    """Something written that is understood and checked, and refused because it cannot be decided yet."""

    WHOLE_RECORD = Phrase("the whole record cannot be given as a value yet", "尚不能把整条记录作为值使用")


def said_of(what: NotYet, place: Place) -> Diagnostic:
    """Return what the author is told about something that cannot be decided yet."""
    whole = _ITEM
    return Diagnostic(
        code="not-yet",
        place=place,
        message=what.value,
        label=Phrase("a later version decides this", "后续版本支持"),
        help=(
            Phrase("read the field that is meant, with a `.` before it", "请写出所指的字段，以 `.` 相连"),
            Phrase(
                f"or put `#` before every line of the whole {whole.en}, and have a person decide it",
                f"或者在整个{whole.zh}的每一行行首加 `#`，改由人工判断",
            ),
        ),
    )
