"""What could be asked of a record, as an example that can be typed?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.schema import FieldSchema, RecordSchema
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    NumberType,
    TextType,
)


def condition_on(record: RecordSchema, entry: Phrase) -> Phrase:
    """Return a condition on an entry called so: on its first yes or no, or else on what it has.

    An ellipsis where it has no field that is plainly asked.
    """
    fields = sorted(record.fields, key=lambda field: not isinstance(field.type, BooleanType))
    for field in fields:
        asked = _asked(field)
        if asked is not None:
            names = field.names
            return Phrase(f"{entry.en}.{names.first}{asked.en}", f"{entry.zh}.{names.for_people()}{asked.zh}")
    return Phrase.same("…")


def _asked(field: FieldSchema) -> Phrase | None:
    match field.type:
        case BooleanType():
            return Phrase("", "")
        case IntegerType() | NumberType():
            return Phrase(" > 5", " 超过 5")
        case EnumType(members=(member_en, *_), people=(member_zh, *_)):
            return Phrase(f" = {member_en}", f" = {member_zh}")
        case DateType():
            return Phrase(" < 2026-03-01", " < 2026年3月1日")
        case TextType():
            return Phrase(' = "…"', " = “…”")
        case _:
            return None
