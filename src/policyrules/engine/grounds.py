"""What do decisions rest on beside the facts, and on which day are they asked for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core.facts.refused import Refused
from policyrules.core.facts.times import read_date
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import RequestError
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policyrules.core.dates import WorkingDay
    from policyrules.core.ir import Program
    from policyrules.core.parameters import ParameterValues
    from policyrules.ledgers.books import Books


@frozen(eq=False)
class Grounds:
    """What decisions rest on beside the facts; `books` are none without ledgers."""

    program: Program
    parameters: ParameterValues
    calendars: Mapping[str, WorkingDay]
    books: Books | None = None


def day_asked(on: Any) -> date | None:
    """Return the day a decision is asked for; raises `RequestError` for what is no day."""
    if on is None:
        return None
    try:
        return read_date(on)
    except Refused as refused:
        raise RequestError(
            Phrase(f"`on` is a day: {refused.message.en}", f"决定日期（`on`）应为日期：{refused.message.zh}")
        ) from None
