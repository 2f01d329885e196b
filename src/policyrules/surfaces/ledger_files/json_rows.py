"""Which entries does a file of JSON, or of JSON Lines, hold?

JSON Lines are read line by line, and a line that is no record leaves the others readable; a `.json`
file holds one record or a list of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Final

from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import FactError
from policyrules.surfaces.json_facts import Given, JsonError, decoded, each_line, records_in
from policyrules.surfaces.ledger_files.entries import Entries, LedgerRow
from policyrules.surfaces.ledger_files.problems import Broken

LINES: Final = frozenset({".jsonl", ".ndjson"})
LONGEST_LINE: Final = 16 << 20
LARGEST: Final = 64 << 20
"""So many bytes may a `.json` file have, which is held whole."""


def entries_in_json(entries: Entries, path: Path) -> Iterator[LedgerRow]:
    """Yield the entries of a file; what does not fit is reported, and its record left out."""
    reader = entries.readers.of(entries.schema.names.first)
    try:
        for given in _given(entries.file, path):
            at = FilePlace(entries.file, given.line)
            if given.problem is not None:
                _report(entries, given.problem)
                continue
            try:
                facts = reader.read(given.facts, partial=entries.partial)
            except FactError as error:
                entries.problems.of_facts(error, given.places_of(error.problems, entries.file))
                continue
            name = _name_of_key(entries, given)
            entry = entries.entry(
                facts, at, heading=name, key_place=partial(given.place_in, entries.file, name)
            )
            if entry is not None:
                yield entry
    except Broken as broken:
        entries.problems.broken(broken)


def _name_of_key(entries: Entries, given: Given) -> str:
    """Return which of its names the key goes by in a record."""
    if entries.key is None:
        return ""
    names = entries.schema.fields[entries.key].names
    return names.for_people() if names.second in (given.facts or ()) else names.first


def _given(file: str, path: Path) -> Iterator[Given]:
    with path.open("rb") as stream:
        if path.suffix.lower() in LINES:
            yield from each_line(_lines(stream, file), file)
            return
        raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        most = f"{LARGEST >> 20} MB"
        raise Broken(
            FilePlace(file),
            Phrase(f"is longer than {most}", f"超过 {most}"),
            Phrase("write one record a line, in a .jsonl file", "请改用 .jsonl 文件，每行一条记录"),
            code="too-large",
        )
    try:
        text = decoded(raw, file)
    except JsonError as error:
        yield Given(error.line, None, error)
        return
    yield from records_in(text, file)


def _lines(stream: IO[bytes], file: str) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            most = f"{LONGEST_LINE >> 20} MB"
            raise Broken(
                FilePlace(file, number),
                Phrase(f"this line is longer than {most}", f"此行超过 {most}"),
                Phrase("write one record a line", "请每行写一条记录"),
                code="too-large",
            )
        yield line


def _report(entries: Entries, problem: JsonError) -> None:
    column = None if problem.column is None else problem.column - 1
    entries.problems.of_file(FilePlace(entries.file, problem.line, None, column), "not-json", problem.said)
