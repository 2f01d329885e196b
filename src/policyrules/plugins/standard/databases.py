"""Which databases can keep a ledger, by address?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.ledgers import LedgerOpener, LedgerRequest

if TYPE_CHECKING:
    from policyrules.ledgers.books import Ledger


def _in_database(request: LedgerRequest) -> Ledger:
    from policyrules.ledgers.sql import SqlLedger  # noqa: PLC0415  # loaded only where one is opened

    ledger: Ledger = SqlLedger(
        request.url, records=request.records, read_only=request.read_only, migrate=request.migrate
    )
    return ledger


DATABASES: Final = (
    LedgerOpener(("sqlite",), _in_database, Phrase("sqlite:///FILE", "sqlite:///文件")),
    LedgerOpener(
        ("postgresql",), _in_database, Phrase("postgresql://HOST/DATABASE", "postgresql://主机/数据库")
    ),
)
