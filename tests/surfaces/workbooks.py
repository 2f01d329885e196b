"""Excel workbooks for tests, written with nothing but an archive and XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from attrs import field, frozen

from policyrules.diagnostics.file_place import column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_FIRST = datetime(1899, 12, 30)  # noqa: DTZ001  # spreadsheets know no zones
_DATE, _MOMENT, _LENGTH = 1, 2, 3
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '<numFmt numFmtId="165" formatCode="yyyy/m/d h:mm:ss"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
    '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>'
    '<xf numFmtId="20"/></cellXfs></styleSheet>'
)


@frozen
class Raw:
    """A cell written out: its attributes, and what stands in it."""

    attributes: str
    content: str


@frozen
class Sheet:
    """A sheet to write: rows of cells from A1 on, merged ranges, and whether it is shown."""

    rows: Sequence[Sequence[Any]]
    merged: Sequence[str] = ()
    hidden: bool = field(default=False, kw_only=True)


def workbook(sheets: Mapping[str, Sheet | Sequence[Sequence[Any]]], **more: str | bytes) -> bytes:
    """Return a workbook's file. `more` are parts over those it would have, with `__` for `/`."""
    strings: dict[str, int] = {}
    parts: dict[str, str | bytes] = {}
    listed, links = [], []
    for number, (name, given) in enumerate(sheets.items(), start=1):
        sheet = given if isinstance(given, Sheet) else Sheet(given)
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(sheet, strings)
        state = ' state="hidden"' if sheet.hidden else ""
        listed.append(f'<sheet name={quoteattr(name)} sheetId="{number}"{state} r:id="rId{number}"/>')
        links.append(_link(number, "worksheet", f"worksheets/sheet{number}.xml"))
    links += [
        _link(len(sheets) + 1, "styles", "styles.xml"),
        _link(len(sheets) + 2, "sharedStrings", "sharedStrings.xml"),
    ]
    parts["xl/workbook.xml"] = (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{"".join(listed)}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = _links(links)
    parts["_rels/.rels"] = _links([_link(1, "officeDocument", "xl/workbook.xml")])
    parts["xl/styles.xml"] = _STYLES
    texts = (f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    parts["xl/sharedStrings.xml"] = f'{_HEAD}<sst xmlns="{_MAIN}">{"".join(texts)}</sst>'
    parts["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    return archive({**parts, **{name.replace("__", "/"): content for name, content in more.items()}})


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP archive of parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return content.getvalue()


def sheet_xml(rows: str, after: str = "") -> str:
    """Return a sheet's part of rows written out."""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def _link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'


def _links(links: Iterable[str]) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'


def _sheet(sheet: Sheet, strings: dict[str, int]) -> str:
    rows = []
    for number, row in enumerate(sheet.rows, start=1):
        cells = (_cell(f"{column_letters(at)}{number}", value, strings) for at, value in enumerate(row))
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    merged = "".join(f'<mergeCell ref="{written}"/>' for written in sheet.merged)
    return sheet_xml("".join(rows), f"<mergeCells>{merged}</mergeCells>" if merged else "")


def _cell(place: str, value: Any, strings: dict[str, int]) -> str:
    match value:
        case None:
            return ""
        case Raw(attributes, content):
            return f'<c r="{place}" {attributes}>{content}</c>'
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case str():
            return f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
        case int() | float() | Decimal():
            return f'<c r="{place}"><v>{value}</v></c>'
        case datetime():
            return f'<c r="{place}" s="{_MOMENT}"><v>{_days(value - _FIRST)}</v></c>'
        case date():
            days = (datetime.combine(value, time()) - _FIRST).days
            return f'<c r="{place}" s="{_DATE}"><v>{days}</v></c>'
        case timedelta():
            return f'<c r="{place}" s="{_LENGTH}"><v>{_days(value)}</v></c>'
        case _:
            raise TypeError(value)


def _days(length: timedelta) -> str:
    return repr(length / timedelta(days=1))
