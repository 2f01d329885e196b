"""What does the language have that nothing can decide yet, and what is an author told?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.diagnostics.span import Place

_ITEM = Phrase("item or definition", "条目或定义")


class NotYet(Enum):
    """Something written that is understood and checked, and refused because it cannot be decided yet."""

    QUOTA = Phrase("quotas (`at most N per …`) cannot be decided yet", "尚不能判定限额（`不得超过 N 次`）")
    DEADLINE = Phrase("deadlines (`deadline …`) cannot be decided yet", "尚不能判定时限（`时限`）")
    MATCH = Phrase("matches (`reconciles with …`) cannot be decided yet", "尚不能判定核对（`核对`）")
    STAGE = Phrase(
        "an action that waits for a quota, a deadline or a match (`if …`) cannot be taken yet",
        "尚不能办理以限额、时限或核对结果为条件的事项",
    )
    PERIODIC_LIST = Phrase(
        "lists about each month, quarter or year cannot be decided yet",
        "尚不能判定按月、季、年等定期适用的清单",
    )
    PERIODIC_DEFINE = Phrase(
        "facts derived for each month, quarter or year cannot be worked out yet",
        "尚不能计算按月、季、年等定期得出的事实",
    )
    PERIOD = Phrase(
        "`period`, `previous` and `last_year` cannot be asked about yet",
        "尚不能使用 `本期`、`上期`、`上年同期`",
    )
    BEFORE = Phrase(
        "an earlier version of the record (`before`) cannot be read yet", "尚不能读取修改前的内容（`原`）"
    )
    LEDGER = Phrase("the entries of a ledger cannot be looked through yet", "尚不能查询台账中的记录")
    REFERENCE = Phrase(
        "facts of the entry that a reference names cannot be read yet", "尚不能读取引用所指记录的内容"
    )
    OVERDUE = Phrase("`overdue` cannot be asked about yet", "尚不能判断是否 `逾期`")
    WHOLE_RECORD = Phrase("the whole record cannot be given as a value yet", "尚不能把整条记录作为值使用")


_WHOLE: Final[Mapping[NotYet, Phrase]] = {
    NotYet.QUOTA: Phrase("item", "条目"),
    NotYet.DEADLINE: Phrase("item", "条目"),
    NotYet.MATCH: Phrase("item", "条目"),
    NotYet.STAGE: Phrase("item", "条目"),
    NotYet.PERIODIC_LIST: Phrase("list", "清单"),
    NotYet.PERIODIC_DEFINE: Phrase("definition", "定义"),
}
"""What has to be left out as a whole; of anything else, the item or definition it stands in."""


def said_of(what: NotYet, place: Place) -> Diagnostic:
    """Return what the author is told about something that cannot be decided yet."""
    whole = _WHOLE.get(what, _ITEM)
    return Diagnostic(
        code="not-yet",
        place=place,
        message=what.value,
        label=Phrase("a later version decides this", "后续版本支持"),
        help=(
            Phrase(
                f"until then, put `#` before every line of the whole {whole.en}, and have a person decide it",
                f"在此之前，请在整个{whole.zh}的每一行行首加 `#`，改由人工判断",
            ),
        ),
    )
