"""Does every record that a pack's lists speak of have samples that can be decided and admitted?

A pack keeps them in `examples/`: one record in JSON, some in CSV under headings. Which record a sample
is of is read from its names, not from what its file is called. All of it is the command line as typed, with a
cache of loads: each pack is read as text once.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from policyrules.semantics.types import DateType, IntegerType, NumberType, OptionalType, Type
from policyrules.surfaces.cli import loading, main
from policyrules.surfaces.loading import load
from tests.everything import EVERYTHING
from tests.surfaces.workbooks import workbook

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.semantics.schema import RecordSchema

PACKS: Final = Path(__file__).parents[2] / "policies"
DAY: Final = "2026-03-31"
ENGLISH: Final = frozenset({"expenses", "retention"})
HAN: Final = re.compile(r"[一-鿿]")

pytestmark = pytest.mark.usefixtures("loads_kept")


def pack_names() -> list[str]:
    """Return the packs: every folder of policies."""
    return sorted(folder.name for folder in PACKS.iterdir() if folder.is_dir())


@cache
def loaded(pack: str) -> PolicySet:
    """Return a pack's policies, without values for its parameters."""
    return load(str(PACKS / pack))


def spoken_of(pack: str) -> list[RecordSchema]:
    """Return the records that the lists in a pack's own files speak of, at an event or each period."""
    policies = loaded(pack)
    own = {path.stem for path in (PACKS / pack).glob("*.rules")}
    rules = chain.from_iterable([*policies.program.rules.values(), *policies.program.periodic.values()])
    names = {rule.record for rule in rules if rule.id.policy in own}
    return [record for name, record in policies.records.items() if name in names]


def fits(record: RecordSchema, names: frozenset[str]) -> bool:
    """Return whether facts under these names can be a record's: nothing strange, nothing left out."""
    known = {spelling for field in record.fields for spelling in field.names.spellings}
    needed = (field for field in record.fields if not field.has_default)
    return names <= known and all(names & set(field.names.spellings) for field in needed)


def headings(sample: Path) -> frozenset[str]:
    """Return the names that the facts in a sample stand under."""
    if sample.suffix == ".csv":
        return frozenset(next(rows(sample)))
    return frozenset(json.loads(sample.read_text(encoding="utf-8")))


def rows(table: Path) -> Iterator[list[str]]:
    """Yield the rows of a table, the first with its headings."""
    with table.open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines)


def samples(record: RecordSchema, suffix: str, pack: str) -> list[Path]:
    """Return the samples of a record: the pack's own, else those of the pack that declares it."""
    for folder in (PACKS / pack, *sorted(PACKS / other for other in pack_names() if other != pack)):
        declares = any(path.stem == record.policy for path in folder.glob("*.rules"))
        if folder.name == pack or declares:
            found = [
                each for each in sorted(folder.glob(f"examples/*{suffix}")) if fits(record, headings(each))
            ]
            if found:
                return found
    return []


def as_workbook(table: Path, record: RecordSchema, folder: Path) -> Path:
    """Write a table as an office would keep it in Excel: numbers and days are not text there."""
    heads, *lines = rows(table)
    fields = [record.field_named(head) for head in heads]
    typed = [
        [in_a_cell(cell, field.type) for cell, field in zip(line, fields, strict=True) if field is not None]
        for line in lines
    ]
    path = folder / table.with_suffix(".xlsx").name
    path.write_bytes(workbook({"台账": [heads, *typed]}))
    return path


def in_a_cell(written: str, type_: Type) -> Any:
    """Return what Excel would hold where a table of text holds this."""
    inner = type_.element if isinstance(type_, OptionalType) else type_
    if not written:
        return None
    if isinstance(inner, DateType) and re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return date.fromisoformat(written)
    if isinstance(inner, IntegerType | NumberType) and re.fullmatch(r"-?\d+(\.\d+)?", written):
        return Decimal(written)
    return written


TRIED: Final = [
    (pack, suffix)
    for number, pack in enumerate(pack_names())
    for suffix in (".json", ".csv", ".xlsx")
    if EVERYTHING or suffix == ".json" or (suffix == ".xlsx" and number % 3 == 1)
]
"""CI takes JSON of every pack and workbooks of every third."""


@pytest.mark.parametrize(("pack", "suffix"), TRIED)
def test_every_record_is_decided_and_admitted(
    pack: str, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept_as = ".csv" if suffix == ".xlsx" else suffix
    records = spoken_of(pack)
    assert records
    for record in records:
        found = samples(record, kept_as, pack)
        assert found, f"policies/{pack}/examples has no {kept_as} of {record.names.for_people()}"
        for sample in found:
            facts = as_workbook(sample, record, tmp_path) if suffix == ".xlsx" else sample
            given = 1 if suffix == ".json" else sum(1 for _ in rows(sample)) - 1
            assert given > 0, sample
            typed = [
                str(PACKS / pack),
                record.names.for_people(),
                str(facts),
                "--on",
                DAY,
                "--format",
                "json",
            ]
            typed += ["--params", str(PACKS / pack / "parameters.example.toml")]
            decided(typed, given, capsys)
            ledger = tmp_path / f"{record.names.first}-{sample.stem}.db"
            # a ledger of all records once for each pack and form: opening it takes a while
            kept = "" if record is records[0] else f"{record.names.for_people()}="
            typed += ["--ledger", f"{kept}sqlite:///{ledger}"]
            accepted = admitted(typed, given, capsys)
            assert entries(ledger, record) == accepted


def decided(typed: list[str], given: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Decide samples, and see that each has its decision."""
    status = main(["decide", *typed])
    said = capsys.readouterr()
    assert status in {0, 1}, said.err
    assert len(documents_in(said.out)) == given


def admitted(typed: list[str], given: int, capsys: pytest.CaptureFixture[str]) -> int:
    """Admit samples, see that each has its receipt, and return how many were accepted."""
    status = main(["admit", *typed])
    said = capsys.readouterr()
    assert status in {0, 1}, said.err
    receipts = documents_in(said.out)
    assert len(receipts) == given
    accepted = sum(receipt["status"] == "admitted" for receipt in receipts)
    assert (status == 0) == (accepted == given)
    return int(accepted)


def documents_in(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects that stand one after the other in a text."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        at += len(text[at:]) - len(text[at:].lstrip())
    return found


def entries(ledger: Path, record: RecordSchema) -> int:
    """Return how many entries a ledger's table of a record has."""
    with closing(sqlite3.connect(ledger)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        table = next(each for each in tables if each.casefold() == record.names.first.casefold())
        return int(
            connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        )  # a name from the database


@pytest.mark.parametrize("pack", pack_names())
def test_no_sample_is_of_nothing(pack: str) -> None:
    known = loaded(pack).records.values()
    kept = sorted((PACKS / pack / "examples").iterdir())
    strange = [each.name for each in kept if not any(fits(record, headings(each)) for record in known)]
    assert strange == []


@pytest.mark.parametrize("pack", [pack for pack in pack_names() if pack not in ENGLISH])
def test_the_headings_are_chinese(pack: str) -> None:
    tables = sorted((PACKS / pack).glob("examples/*.csv"))
    strange = [(each.name, head) for each in tables for head in headings(each) if not HAN.search(head)]
    assert strange == []


@pytest.mark.parametrize("pack", pack_names())
def test_the_parameters_leave_nothing_to_be_given(pack: str) -> None:
    given = loading.with_parameters(loaded(pack), (), str(PACKS / pack / "parameters.example.toml"))
    assert given.parameters.missing == ()
