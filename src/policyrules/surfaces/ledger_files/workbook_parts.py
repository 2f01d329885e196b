"""What is inside a workbook's file, and is it small enough to be unpacked?

An `.xlsx` is a ZIP archive of XML. Only the parts a sheet needs are unpacked, no more than so much of
them, by the archive's own sizes checked; document types, which could make XML grow, are refused.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat  # document types are refused, and nothing outside is opened

from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.surfaces.ledger_files.problems import Broken

LARGEST_FILE: Final = 64 << 20
LARGEST_UNPACKED: Final = 256 << 20

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_PARTS: Final = 10_000
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STRINGS: Final = "xl/sharedStrings.xml"
_ALWAYS: Final = ("[Content_Types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, "xl/styles.xml", _STRINGS)
_ENCRYPTED: Final = 0x1

Attributes = Mapping[str, str]


@frozen
class SheetPart:
    """A sheet as the workbook lists it: its name, the part it stands in, and whether it is shown."""

    name: str
    part: str
    is_shown: bool


@frozen
class Parts:
    """A workbook's sheets, in its order, and what a sheet needs, unpacked."""

    sheets: tuple[SheetPart, ...]
    archive: zipfile.ZipFile
    known: Mapping[str, zipfile.ZipInfo]
    """The parts by name; upper and lower case are the same."""
    file: str

    def unpacked(self, sheet: SheetPart) -> Mapping[str, bytes]:
        """Return the parts a sheet needs, by name; raises `Broken` when they are too large."""
        there = {name: self.known.get(name.lower()) for name in (*_ALWAYS, sheet.part)}
        needed = {name: info for name, info in there.items() if info is not None}
        if sum(info.file_size for info in needed.values()) > LARGEST_UNPACKED:
            raise too_large(self.file, LARGEST_UNPACKED)
        return {name: _unpacked(self.archive, info) for name, info in needed.items()}


def content_of(path: Path, file: str) -> bytes:
    """Return a workbook's file; raises `Broken` when it is too large."""
    with path.open("rb") as stream:
        raw = stream.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise too_large(file, LARGEST_FILE)
    return raw


def parts_of(raw: bytes, file: str) -> Parts:
    """Return what a workbook's file holds; raises `Broken`, or whatever reading an archive raises."""
    if raw.startswith(_OLD_OFFICE):
        raise Broken(
            FilePlace(file),
            Phrase("is an old Excel file or locked by a password", "是旧版 Excel 文件或设有密码"),
            Phrase("save it as .xlsx without a password", "请取消密码并另存为 .xlsx"),
        )
    try:
        archive = zipfile.ZipFile(BytesIO(raw))
    except zipfile.BadZipFile:
        raise no_workbook(file) from None
    infos = archive.infolist()
    if len(infos) > _MOST_PARTS:
        raise too_large(file, LARGEST_UNPACKED)
    known = {_plain(info.filename): info for info in infos}
    if _WORKBOOK not in known:
        raise no_workbook(file)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Broken(
            FilePlace(file),
            Phrase("is locked by a password", "设有密码"),
            Phrase("save it without a password", "请取消密码后重新保存"),
        )
    listing = [info for name in (_WORKBOOK, _RELATIONS) if (info := known.get(name)) is not None]
    if sum(info.file_size for info in listing) > LARGEST_UNPACKED // 16:
        raise too_large(file, LARGEST_UNPACKED)
    return Parts(_sheets(archive, known), archive, known, file)


def packed(parts: Mapping[str, bytes]) -> BytesIO:
    """Return the parts as an archive of their own: nothing in it is larger than it says."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    content.seek(0)
    return content


def strings_in(parts: Mapping[str, bytes]) -> bytes | None:
    """Return the part with the texts that cells share, if there is one."""
    return parts.get(_STRINGS)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a part; one that is longer than the archive says is not unpacked beyond that."""
    with archive.open(info) as stream:
        return stream.read(info.file_size)


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def _sheets(archive: zipfile.ZipFile, known: Mapping[str, zipfile.ZipInfo]) -> tuple[SheetPart, ...]:
    targets: dict[str, str] = {}
    listed: list[Attributes] = []

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            targets[attributes.get("Id", "")] = posixpath.normpath(part)

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            listed.append(attributes)

    if _RELATIONS in known:
        parse(_unpacked(archive, known[_RELATIONS]), start=relation)
    parse(_unpacked(archive, known[_WORKBOOK]), start=sheet)
    found = []
    for attributes in listed:
        link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        if link in targets:
            shown = attributes.get("state", "visible") == "visible"
            found.append(SheetPart(attributes.get("name", ""), targets[link], shown))
    return tuple(found)


def parse(
    raw: bytes,
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read XML, telling what begins, what ends and what stands between, by names without prefixes.

    Raises `ExpatError` for what is no XML, and for a document type.
    """
    parser = expat.ParserCreate()

    def refuse(*_of_document_type: Any) -> None:
        raise expat.ExpatError("document types are not read")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(raw, True)  # this is the whole text


def too_large(file: str, most: int) -> Broken:
    """Return why a workbook is not read that holds more than so many bytes."""
    return Broken(
        FilePlace(file),
        Phrase(
            f"is too large: the sheet holds more than {most >> 20} MB",
            f"过大：工作表内容超过 {most >> 20} MB",
        ),
        Phrase(
            "save the sheet as CSV UTF-8, which may be longer", "请将工作表另存为 CSV UTF-8，其篇幅可以更大"
        ),
        code="too-large",
    )


def no_workbook(file: str) -> Broken:
    """Return why a file that is no workbook is not read."""
    return Broken(
        FilePlace(file),
        Phrase("is not an Excel workbook", "不是 Excel 工作簿"),
        Phrase("open it in a spreadsheet and save it as .xlsx", "请用表格软件打开并另存为 .xlsx"),
    )
