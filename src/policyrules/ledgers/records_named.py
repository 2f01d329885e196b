"""Is a ledger given for a record that there is?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import RequestError

if TYPE_CHECKING:
    from policyrules.core.ir import Program


def require_records(spellings: Iterable[str], program: Program) -> None:
    """Refuse a ledger of records there are not. Raises `RequestError`."""
    known = {name for schema in program.records.values() for name in schema.names.spellings}
    for spelling in spellings:
        if spelling not in known:
            raise no_such_record(spelling, program)


def no_such_record(spelling: str, program: Program) -> RequestError:
    """Return what says that a ledger was given for a record there is not."""
    known = ", ".join(f"`{name}`" for name in program.records)
    known_zh = "、".join(f"`{schema.names.for_people()}`" for schema in program.records.values())
    return RequestError(
        Phrase(
            f"the policies have no record `{spelling[:100]}` to keep a ledger of; there are: {known}",
            f"政策文件中没有名为 `{spelling[:100]}` 的记录，无法建立台账；现有记录：{known_zh}",
        )
    )
