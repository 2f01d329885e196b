"""What do we call an entry of a ledger, and which entries are evidence?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core.decision.finding import Entry
from policyrules.core.values import UNKNOWN
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.semantics.types import RecordType

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from policyrules.core import ir
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.values import Row

SHOWN: Final = 20
"""So many entries of ledgers are evidence one by one; the rest are counted."""
_LONGEST: Final = 60


def entry_of(evaluation: Evaluation, row: Row) -> Entry:
    """Return an entry of a ledger as evidence."""
    program, zone = evaluation.program, evaluation.zone
    return Entry(None, row, row.record, key_said(program, row), entry_said(program, row, zone))


def key_said(program: ir.Program, row: Row) -> str | None:
    """Return an entry's own key; none where it has none."""
    schema = program.records.get(row.record)
    key: Any = None if schema is None or schema.key is None else row.values.get(schema.key)
    return None if key is None or key is UNKNOWN else str(key)


def entry_said(program: ir.Program, row: Row, zone: tzinfo) -> Phrase:
    """Return what people call an entry: its record and key, else what it says first."""
    schema = program.records.get(row.record)
    first = row.record if schema is None else schema.names.first
    people = row.record if schema is None else schema.names.for_people()
    key = key_said(program, row)
    if key is not None:
        return Phrase(f"{first} {key}", f"{people} {key}")

    def facts(language: Language) -> str:
        said = words(row, RecordType(row.record), language, program, zone)
        return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"

    return Phrase(f"{first} ({facts('en')})", f"{people}（{facts('zh')}）")


def shown_of(evaluation: Evaluation, rows: Iterable[Row]) -> tuple[tuple[Entry, ...], int]:
    """Return entries as evidence, each once: of very many the first, and how many more there are."""
    each: dict[object, Row] = {}
    for row in rows:
        key = key_said(evaluation.program, row)
        each.setdefault(id(row) if key is None else (row.record, key), row)
    kept = [entry_of(evaluation, row) for row in list(each.values())[:SHOWN]]
    return tuple(kept), len(each) - len(kept)


def keys_listed(entries: Iterable[str], more: int) -> Phrase:
    """Return the keys of entries one after the other, and how many more there are.

    >>> keys_listed(["a", "b"], 3)
    Phrase(en='a, b and 3 more', zh='a、b 等 5 条')
    """
    keys = list(entries)
    en, zh = ", ".join(keys), "、".join(keys)
    if more:
        en, zh = f"{en} and {more} more", f"{zh} 等 {len(keys) + more} 条"
    return Phrase(en, zh)
