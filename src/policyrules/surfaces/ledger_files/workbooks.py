"""Which rows does a sheet of an Excel workbook hold?

Imported only when a workbook is read, and the only user of python-calamine. The sheet is surveyed
first; the library gets an archive with nothing but the parts that were measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.suggest import near
from policyrules.frozen import frozen
from policyrules.surfaces.ledger_files.problems import Broken
from policyrules.surfaces.ledger_files.sheet_survey import survey
from policyrules.surfaces.ledger_files.tables import Cell, Spoilt, TableRow
from policyrules.surfaces.ledger_files.workbook_parts import (
    Parts,
    SheetPart,
    content_of,
    no_workbook,
    packed,
    parts_of,
    strings_in,
)

T = TypeVar("T")

_SHOWN: Final = 12
_PANICS: Final = "pyo3_runtime"
"""Where the kind of a panic in a library written in Rust is from; it is no `Exception`."""


@frozen
class Sheet:
    """A sheet: its name, its rows, and the names of the other sheets that are shown."""

    name: str
    rows: Iterator[TableRow]
    others: tuple[str, ...]


def open_sheet(path: Path, file: str, name: str | None, likely: Sequence[str] = ()) -> Sheet:
    """Return a workbook's sheet by its name; raises `Broken`.

    Without a name it is the first shown that has one of the `likely` names, else the first shown.
    """
    calamine = _calamine(file)
    raw = content_of(path, file)
    parts = _guarded(file, lambda: parts_of(raw, file))
    sheet = _chosen(parts, name, likely)
    unpacked = _guarded(file, lambda: parts.unpacked(sheet))
    if sheet.part not in unpacked:
        raise _damaged(file)
    place = FilePlace(file, sheet=sheet.name)
    seen = _guarded(file, lambda: survey(unpacked[sheet.part], strings_in(unpacked), place))
    content = packed(unpacked)
    found = _guarded(file, lambda: calamine.load_workbook(content).get_sheet_by_name(sheet.name))
    others = tuple(each.name for each in parts.sheets if each.is_shown and each is not sheet)
    return Sheet(sheet.name, _rows(found, seen.spoilt, file), others)


def _calamine(file: str) -> Any:
    try:
        import python_calamine  # noqa: PLC0415  # an extra: only who reads workbooks needs it
    except ImportError:
        raise Broken(
            FilePlace(file),
            Phrase(
                "is an Excel workbook, and what reads them is not installed",
                "是 Excel 工作簿，而读取组件尚未安装",
            ),
            Phrase("type: pip install 'policyrules[office]'", "请运行：pip install 'policyrules[office]'"),
            code="not-installed",
        ) from None
    return python_calamine


def _guarded(file: str, read: Callable[[], T]) -> T:
    """Return what reading gives; whatever goes wrong in it is a `Broken`, even a panic of the library."""
    try:
        return read()
    except (Broken, MemoryError):
        raise
    except Exception:  # noqa: BLE001  # a hostile file fails in many ways
        raise _damaged(file) from None
    except BaseException as error:
        if type(error).__module__ != _PANICS:
            raise
        raise _damaged(file) from None


def _chosen(parts: Parts, name: str | None, likely: Sequence[str]) -> SheetPart:
    if not parts.sheets:
        raise no_workbook(parts.file)
    if name is None:
        shown = [sheet for sheet in parts.sheets if sheet.is_shown] or parts.sheets[:1]
        likely_names = {each.casefold() for each in likely}
        return next((sheet for sheet in shown if sheet.name.strip().casefold() in likely_names), shown[0])
    wanted = name.strip().casefold()
    found = next((sheet for sheet in parts.sheets if sheet.name.strip().casefold() == wanted), None)
    if found is not None:
        return found
    names = [sheet.name for sheet in parts.sheets]
    meant = near(name, names) or tuple(names[:_SHOWN])
    more = "…" if len(meant) == _SHOWN < len(names) else ""
    raise Broken(
        FilePlace(parts.file),
        Phrase(f"the workbook has no sheet `{name}`", f"工作簿中没有名为 `{name}` 的工作表"),
        Phrase(
            f"it has {', '.join(f'`{each}`' for each in meant)}{more}",
            f"可选：{'、'.join(f'`{each}`' for each in meant)}{more}",
        ),
        code="no-sheet",
    )


def _rows(found: Any, spoilt: Mapping[int, Mapping[int, Spoilt]], file: str) -> Iterator[TableRow]:
    """Yield the rows of a sheet, with the cells the survey found in their places."""
    rows = found.iter_rows()  # from the first row of the sheet, but the first column with anything in it
    before = [""] * (0 if found.start is None else found.start[1])
    number = 0
    while True:
        cells = _guarded(file, lambda: next(rows, None))
        if cells is None:
            break
        yield TableRow(number + 1, _with_spoilt([*before, *cells], spoilt.get(number)))
        number += 1
    for row in sorted(at for at in spoilt if at >= number):
        yield TableRow(row + 1, _with_spoilt([], spoilt[row]))


def _with_spoilt(cells: list[Cell], spoilt: Mapping[int, Spoilt] | None) -> Sequence[Cell]:
    if spoilt:
        cells = [*cells, *[""] * (max(spoilt) + 1 - len(cells))]
        for column, cell in spoilt.items():
            cells[column] = cell
    return cells


def _damaged(file: str) -> Broken:
    return Broken(
        FilePlace(file),
        Phrase("is damaged or no Excel workbook", "已损坏或不是 Excel 工作簿"),
        Phrase("open it in a spreadsheet and save it again as .xlsx", "请用表格软件打开并重新另存为 .xlsx"),
    )
