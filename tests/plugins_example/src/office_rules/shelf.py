"""A ledger opener: a folder of `.form` files is a ledger that can be read, at `forms://FOLDER`."""

from pathlib import Path

from office_rules.forms import FORMS
from policyrules import LedgerError, MemoryLedger
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins import LedgerOpener, LedgerRequest


def _opened(request: LedgerRequest) -> MemoryLedger:
    if not request.read_only:
        raise LedgerError(Phrase("a folder of forms can only be read", "登记表文件夹只能读取"))
    if len(request.records) != 1:
        raise LedgerError(
            Phrase(
                "a folder holds forms of one record: `--ledger RECORD=forms://FOLDER`",
                "一个文件夹只放一种记录的登记表：`--ledger 记录=forms://文件夹`",
            )
        )
    (record,) = request.records
    folder = Path(request.url.removeprefix("forms://"))
    if not folder.is_dir():
        raise LedgerError(Phrase(f"there is no folder `{folder}`", f"没有文件夹 `{folder}`"))
    entries = [FORMS.facts_in(path) for path in sorted(folder.glob("*.form"))]
    return MemoryLedger({record: entries}, records=[record])


SHELF = LedgerOpener(("forms",), _opened, Phrase("forms://FOLDER", "forms://文件夹"))
