"""Which entries of a record's ledger does a file hold?

`read_ledger` reads them from JSON Lines, JSON, CSV, TSV and Excel files, by the suffix, and
`read_facts` the records that are to be decided. Whatever is
wrong with a file is one `DataError`, which names each line or cell. docs/ledger-files.md says what a
file may look like.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError
from policyrules.surfaces.ledger_files.entries import Entries, LedgerRow, LedgerRows
from policyrules.surfaces.ledger_files.headings import Headings
from policyrules.surfaces.ledger_files.json_rows import LINES, entries_in_json
from policyrules.surfaces.ledger_files.problems import Broken
from policyrules.surfaces.ledger_files.separated import TABS, separated_rows
from policyrules.surfaces.ledger_files.table_rows import entries_in_table
from policyrules.surfaces.unreadable import unreadable

if TYPE_CHECKING:
    from policyrules.semantics.schema import RecordSchema
    from policyrules.surfaces.ledger_files.workbooks import Sheet

__all__ = [
    "SUFFIXES",
    "TABLES",
    "LedgerRow",
    "LedgerRows",
    "file_and_sheet",
    "not_read",
    "read_facts",
    "read_ledger",
    "save_as_workbook",
]

_SEPARATED: Final = frozenset({".csv"}) | TABS
_WORKBOOKS: Final = frozenset({".xlsx", ".xlsm"})
TABLES: Final = _SEPARATED | _WORKBOOKS
"""The files that hold a table."""
SUFFIXES: Final = tuple(sorted({".json"} | LINES | _SEPARATED | _WORKBOOKS))
"""The files that can be read."""
_SHEETS: Final = 8
"""So many other sheets are named."""
_OTHER_TABLES: Final = frozenset({".xls", ".xlsb", ".et", ".ett", ".ods", ".numbers"})


def read_ledger(
    path: str,
    schema: RecordSchema,
    *,
    records: Mapping[str, RecordSchema],
    zone: tzinfo,
    partial: bool,
    always: Collection[str] = (),
) -> LedgerRows:
    """Return the entries of a record's ledger in a file, in its order, each with its place.

    `path` may name a workbook's sheet (`visits.xlsx#走访`); without it, the one called as the record or its ledger, else the first
    that is shown.
    `records` are those of the policy set, by first name; `zone` is where datetimes without an offset are.
    With `partial`, rows may leave out facts, but not the key, nor the fields that `always` names (by first
    names): those a rule reads.

    Raises `DataError` with everything that is wrong with the file, `InputError` when it cannot be read
    at all.
    """
    return _read(
        path,
        lambda file: Entries(file, schema, records=records, zone=zone, partial=partial, always=always),
    )


def read_facts(
    path: str,
    schema: RecordSchema,
    *,
    records: Mapping[str, RecordSchema],
    zone: tzinfo,
    partial: bool,
    given: Collection[str] = (),
) -> LedgerRows:
    """Return the records to be decided that the rows of a file hold, as `read_ledger` does.

    They are no ledger: a key may stand twice and is needed as any other field is. What rows say of the
    fields in `given` (by first names) does not count, since it is told elsewhere.
    """
    return _read(
        path,
        lambda file: Entries(
            file, schema, records=records, zone=zone, partial=partial, use="facts", given=given
        ),
    )


def _read(path: str, entries_of: Callable[[str], Entries]) -> LedgerRows:
    file, sheet = file_and_sheet(path)
    suffix = Path(file).suffix.lower()
    if suffix not in SUFFIXES:
        message, help_ = not_read(file)
        raise InputError(Phrase(f"{message.en}; {help_.en}", f"{message.zh}；{help_.zh}"))
    entries = entries_of(file)
    try:
        _require_file(file)
        if suffix in _WORKBOOKS:
            return _of_workbook(entries, file, sheet)
        rows = tuple(_rows(entries, Path(file), suffix))
    except OSError as error:
        raise unreadable(file, error) from None
    if entries.problems:
        raise entries.problems.error
    return LedgerRows(rows, file, columns=entries.columns)


def _require_file(file: str) -> None:
    """Raise where there is nothing, or what is no file: a pipe, say, which might never end."""
    try:
        mode = Path(file).stat().st_mode
    except ValueError:  # a name with a null character
        raise FileNotFoundError(file) from None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(file)
    if not stat.S_ISREG(mode):
        raise InputError(Phrase(f"`{file}` is no file", f"`{file}` 不是文件"))


def _rows(entries: Entries, path: Path, suffix: str) -> Iterator[LedgerRow]:
    if suffix not in _SEPARATED:
        return entries_in_json(entries, path)
    headings = Headings(entries.schema)
    table = separated_rows(path, entries.file, is_heading=headings.is_heading)
    return entries_in_table(entries, FilePlace(entries.file), table)


def _of_workbook(entries: Entries, file: str, sheet_name: str | None) -> LedgerRows:
    from policyrules.surfaces.ledger_files.workbooks import open_sheet  # noqa: PLC0415  # only who has workbooks pays

    rows: tuple[LedgerRow, ...] = ()
    sheet: Sheet | None = None
    try:
        sheet = open_sheet(Path(file), file, sheet_name, _sheet_names(entries.schema))
        rows = tuple(entries_in_table(entries, FilePlace(file, sheet=sheet.name), sheet.rows))
    except Broken as broken:
        entries.problems.broken(broken)
    if entries.problems or sheet is None:
        if sheet is not None and sheet.others and sheet_name is None and entries.problems.of_headings:
            entries.problems.help = (_other_sheets(file, sheet.others),)
        raise entries.problems.error
    return LedgerRows(rows, file, sheet.name, sheet.others, entries.columns)


def _sheet_names(schema: RecordSchema) -> tuple[str, ...]:
    """Return what the sheet of a record is likely called: as the record, or as its ledger."""
    return (
        *schema.names.spellings,
        *(f"{name}{word}" for name in schema.names.spellings for word in ("台账", "表")),
    )


def _other_sheets(file: str, others: Sequence[str]) -> Phrase:
    listed = [f"`{each}`" for each in others[:_SHEETS]]
    more = "…" if len(others) > _SHEETS else ""
    return Phrase(
        f"other sheets of this workbook: {', '.join(listed)}{more}; one is read as `{file}#{others[0]}`",
        f"此工作簿的其他工作表：{'、'.join(listed)}{more}；指定工作表写作 `{file}#{others[0]}`",
    )


def file_and_sheet(path: str) -> tuple[str, str | None]:
    """Return the file a path names, and the sheet after `#` if it names one.

    >>> file_and_sheet("visits.xlsx#走访"), file_and_sheet("visits#1.csv")
    (('visits.xlsx', '走访'), ('visits#1.csv', None))
    """
    for suffix in _WORKBOOKS:
        at = path.lower().find(f"{suffix}#")
        if at >= 0:
            file, sheet = path[: at + len(suffix)], path[at + len(suffix) + 1 :]
            return file, sheet or None
    return path, None


def not_read(file: str) -> tuple[Phrase, Phrase]:
    """Return what to say of a file that no ledger is read from: the message and its help."""
    listed = Phrase(", ".join(SUFFIXES), "、".join(SUFFIXES))
    message = Phrase(f"no ledger can be read from `{file}`", f"无法从 `{file}` 读取台账")
    return message, save_as_workbook(file) or Phrase(
        f"files that can be read: {listed.en}", f"可读取的文件：{listed.zh}"
    )


def save_as_workbook(file: str) -> Phrase | None:
    """Return what to do with a spreadsheet of another kind; None for other files."""
    if Path(file).suffix.lower() not in _OTHER_TABLES:
        return None
    return Phrase("save the table as .xlsx", "请将表格另存为 .xlsx")
