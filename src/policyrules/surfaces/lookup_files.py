"""What does a lookup table's file say?

A table is a CSV file inside its policy's folder. Its columns are named by the key fields and by the
parameter, in either name; `from` 自 and `until` 至 date a row. Other columns are for people. What does
not fit is a diagnostic on the parameter that reads the file, naming the file's line.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts.cells import read_cell
from policyrules.core.facts.given import excerpt
from policyrules.core.facts.refused import Refused
from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.suggest import near
from policyrules.frozen import evolve, frozen
from policyrules.semantics.types import DateType, OptionalType, Type
from policyrules.semantics.wording import did_you_mean
from policyrules.surfaces.digests import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyrules.semantics.schema import ParameterSchema, RecordSchema

BYTES: Final = 16 * 1024 * 1024
PROBLEMS: Final = 20
"""So many problems of one file are told one by one."""
_FROM: Final = ("from", "自")
_UNTIL: Final = ("until", "至")
_DAY: Final = OptionalType(DateType())


@frozen
class LookupRow:
    """One row: the keys in the parameter's order, the value, and the days it holds (None: open)."""

    keys: tuple[Any, ...]
    value: Any
    from_: date | None
    until: date | None
    line: int


@frozen
class _Column:
    spellings: tuple[str, ...]
    type: Type
    needed: bool
    heading: str = ""
    """As the file writes it, once its first line is read."""


class _Reading:
    """One file being read: what was found wrong so far."""

    def __init__(self, parameter: ParameterSchema, file: str) -> None:
        self.parameter = parameter
        self.file = file
        self.found: list[Diagnostic] = []
        self.omitted = 0

    def report(
        self, code: str, message: Phrase, helps: tuple[Phrase, ...] = (), *, line: int | None = None
    ) -> None:
        if len(self.found) >= PROBLEMS:
            self.omitted += 1
            return
        where = self.file if line is None else f"{self.file}:{line}"
        self.found.append(
            Diagnostic(
                code,
                self.parameter.place,
                Phrase(f"`{where}`: {message.en}", f"`{where}`：{message.zh}"),
                Phrase("this file", "此文件")
                if line is None
                else Phrase(f"line {line} of this file", f"此文件第 {line} 行"),
                help=helps,
            )
        )

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        if self.omitted:
            last = self.found[-1]
            more = Phrase(
                f"{self.omitted} more problems in `{self.file}` are not shown",
                f"`{self.file}` 中另有 {self.omitted} 处问题未列出",
            )
            return (*self.found[:-1], evolve(last, help=(*last.help, more)))
        return tuple(self.found)


def read_lookup(
    parameter: ParameterSchema,
    records: Mapping[str, RecordSchema],
    folder: Path | None,
    zone: tzinfo,
    digests: dict[str, str] | None = None,
) -> tuple[tuple[LookupRow, ...], tuple[Diagnostic, ...]]:
    """Return the rows of a keyed parameter's file, in the order written, and what is wrong with it.

    `folder` is the policy file's; None when the policy came as text and has none. `digests` takes that of what was
    read, by its path.
    """
    file = parameter.file or ""
    reading = _Reading(parameter, file)
    raw = _raw(reading, folder)
    if raw is None:
        return (), reading.diagnostics
    if digests is not None and folder is not None:
        digests[(folder / file).as_posix()] = digest_of(raw)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reading.report(
            "lookup-file",
            Phrase("this is not UTF-8", "不是 UTF-8 编码"),
            (Phrase("save the table as CSV UTF-8", "请将表格另存为 CSV UTF-8"),),
            line=line,
        )
        return (), reading.diagnostics
    rows = _rows(reading, text, records, zone)
    return (() if reading.found else _dated(reading, rows)), reading.diagnostics


def _raw(reading: _Reading, folder: Path | None) -> bytes | None:
    """Return the file's bytes, if it lies in the folder and can be read."""
    path = None if folder is None else _inside(folder, reading.file)
    if path is None:
        reading.report(
            "lookup-file",
            Phrase("a lookup table lies in the folder of its policy", "对照表应位于政策文件所在的文件夹内"),
            (
                Phrase(
                    "put the file beside the policy and name it alone", "请将文件放在政策文件旁，只写文件名"
                ),
            ),
        )
        return None
    try:
        if not path.is_file():
            names = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
            reading.report(
                "lookup-file",
                Phrase("there is no such file beside the policy", "政策文件旁没有此文件"),
                did_you_mean(near(path.name, names))
                or (
                    Phrase(
                        "put the table beside the policy, saved as CSV UTF-8",
                        "请将表格另存为 CSV UTF-8，放在政策文件旁",
                    ),
                ),
            )
            return None
        with path.open("rb") as stream:
            raw = stream.read(BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        reading.report("lookup-file", Phrase(f"cannot be read: {reason}", f"无法读取：{reason}"))
        return None
    if len(raw) > BYTES:
        most = f"{BYTES // (1024 * 1024)} MB"
        reading.report("lookup-file", Phrase(f"is longer than {most}", f"超过 {most}"))
        return None
    return raw


def _inside(folder: Path, name: str) -> Path | None:
    """Return the file's path if it lies in the folder, links followed; None otherwise."""
    if not name or "\\" in name or "\0" in name or ":" in name or Path(name).is_absolute():
        return None
    try:
        root = folder.resolve()
        path = (root / name).resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return path if path.is_relative_to(root) and path != root else None


# --- rows ------------------------------------------------------------------------------------


def _rows(reading: _Reading, text: str, records: Mapping[str, RecordSchema], zone: tzinfo) -> list[LookupRow]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[LookupRow] = []
    try:
        header = next(lines, None)
        if header is None:
            reading.report("lookup-column", Phrase("the file is empty", "文件为空"))
            return []
        columns = _columns(reading, header, _expected(reading.parameter, records))
        if columns is None:
            return []
        for cells in lines:
            if any(cell.strip() for cell in cells):
                row = _row(reading, cells, columns, lines.line_num, zone)
                if row is not None:
                    found.append(row)
    except csv.Error:
        reading.report(
            "lookup-value",
            Phrase(
                "this line cannot be read as CSV (a quote that never ends, or a cell too long)",
                "此行无法按 CSV 读取（引号未结束或单元格过长）",
            ),
            line=lines.line_num,
        )
    return found


def _expected(parameter: ParameterSchema, records: Mapping[str, RecordSchema]) -> tuple[_Column, ...]:
    """Return the columns a table may have: its keys, its value, from, until."""
    columns = []
    for (record, field_name), type_ in zip(parameter.keys, parameter.key_types, strict=True):
        schema = records[record]
        field = schema.field_named(field_name)
        names = (field_name,) if field is None else field.names.spellings
        qualified = tuple(f"{of}.{name}" for of in schema.names.spellings for name in names)
        columns.append(_Column((*names, *qualified), type_, needed=True))
    columns.append(_Column(parameter.names.spellings, parameter.type, needed=True))
    columns.append(_Column(_FROM, _DAY, needed=False))
    columns.append(_Column(_UNTIL, _DAY, needed=False))
    return tuple(columns)


def _columns(
    reading: _Reading, header: list[str], expected: tuple[_Column, ...]
) -> list[tuple[int, _Column] | None] | None:
    """Return where each expected column stands; None after reporting that one does not."""
    heads = [head.strip() for head in header]
    used: set[int] = set()
    found: list[tuple[int, _Column] | None] = []
    for column in expected:
        places = [at for at, head in enumerate(heads) if head in column.spellings and at not in used]
        used.update(places)
        found.append((places[0], evolve(column, heading=heads[places[0]])) if places else None)
        if len(places) > 1:
            names = " and ".join(f"`{excerpt(heads[at])}`" for at in places)
            names_zh = "、".join(f"`{excerpt(heads[at])}`" for at in places)
            reading.report(
                "lookup-column",
                Phrase(f"the columns {names} mean the same", f"列 {names_zh} 含义相同"),
                (Phrase("keep one of them", "请只保留其中一列"),),
                line=1,
            )
    strange = [head for at, head in enumerate(heads) if at not in used and head]
    for column, place in zip(expected, found, strict=True):
        meant = [head for head in strange if near(head, column.spellings)]
        if place is None and (column.needed or meant):
            first = column.spellings[0]
            other = f" (`{column.spellings[1]}`)" if len(column.spellings) > 1 else ""
            called = column.spellings[-1] if not column.needed else first
            reading.report(
                "lookup-column",
                Phrase(
                    f"there is no column `{first}`{other}",
                    f"缺少 `{called}` 列",
                ),
                tuple(
                    Phrase(
                        f"is `{excerpt(head)}` meant to be it? then name the column `{first}`",
                        f"`{excerpt(head)}` 列是否即此列？若是，请将列名改为 `{called}`",
                    )
                    for head in meant[:1]
                )
                or (Phrase(f"name a column `{first}` in the first line", f"请在首行写明列名 `{called}`"),),
                line=1,
            )
    return None if reading.found else found


def _row(
    reading: _Reading, cells: list[str], columns: list[tuple[int, _Column] | None], line: int, zone: tzinfo
) -> LookupRow | None:
    values: list[Any] = []
    fits = True
    for place in columns:
        if place is None:
            values.append(None)
            continue
        at, column = place
        try:
            values.append(read_cell(column.type, cells[at] if at < len(cells) else "", zone))
        except Refused as refused:
            fits = False
            name = excerpt(column.heading)
            others = [each for each in column.spellings[:2] if each != column.heading]
            other, other_zh = (f" ({others[0]})", f"（{others[0]}）") if others else ("", " ")
            reading.report(
                "lookup-value",
                Phrase(
                    f"in the column `{name}`{other} {refused.message.en}",
                    f"`{name}`{other_zh}列{refused.message.zh}",
                ),
                refused.help or (Phrase("correct this cell", "请改正这一格"),),
                line=line,
            )
    if not fits:
        return None
    *keys, value, from_, until = values
    return LookupRow(tuple(keys), value, from_, until, line)


def _dated(reading: _Reading, rows: list[LookupRow]) -> tuple[LookupRow, ...]:
    """Return the rows with open ends closed by the next one of the same keys; report those that collide."""
    by_keys: dict[tuple[Any, ...], list[LookupRow]] = {}
    for row in rows:
        by_keys.setdefault(row.keys, []).append(row)
    closed: list[LookupRow] = []
    for same in by_keys.values():
        same.sort(key=lambda row: (row.from_ or date.min, row.line))
        for row, later in zip(same, [*same[1:], None], strict=True):
            if later is None:
                closed.append(_checked(reading, row))
                continue
            begins = later.from_ or date.min
            until = row.until
            together = begins == (row.from_ or date.min)
            if together or (until is not None and until >= begins):
                reading.report(
                    "lookup-row-repeated",
                    Phrase(
                        f"this row has the same keys, at the same time, as line {row.line}",
                        f"此行与第 {row.line} 行的键相同，且有效期重叠",
                    ),
                    (Phrase("leave one of them out", "请删去其中一行"),),
                    line=later.line,
                )
            closed.append(
                _checked(reading, row if until is not None else evolve(row, until=begins - timedelta(days=1)))
                if begins > date.min and not together
                else row
            )
    return tuple(sorted(closed, key=lambda row: row.line))


def _checked(reading: _Reading, row: LookupRow) -> LookupRow:
    if row.from_ is not None and row.until is not None and row.until < row.from_:
        reading.report(
            "lookup-value",
            Phrase(
                f"the row ends on {row.until}, before it begins", f"此行的截止日期 {row.until} 早于起始日期"
            ),
            line=row.line,
        )
    return row
