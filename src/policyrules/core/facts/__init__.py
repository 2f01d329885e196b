"""What do we know about one record?

`Facts` are checked, complete and the engine's own: whatever the caller later does to the objects
they came from changes nothing. `read_facts` makes them from a mapping, a dataclass, an attrs or a
pydantic object; `core/fact_records.py` says how.
"""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from policyrules.core.values import UNKNOWN, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policyrules.semantics.schema import RecordSchema

__all__ = ["Facts", "read_facts"]


class Facts:
    """The facts of one record: `values` in the order of the schema's fields.

    A value is a runtime value (core/values.py); one we were not told is `UNKNOWN`. Two facts are
    equal only when they are the same object. Read one value by either name: `facts["层级"]`.
    """

    __slots__ = ("__weakref__", "_row", "complete", "schema", "values")

    def __init__(self, schema: RecordSchema, values: tuple[Any, ...], *, complete: bool = False) -> None:
        self.schema = schema
        self.values = values
        self.complete = complete
        """Whether every field that takes no none is surely known."""
        self._row: Row | None = None

    @property
    def row(self) -> Row:
        """The values by first field name."""
        row = self._row
        if row is None:
            names = (field.names.first for field in self.schema.fields)
            row = self._row = Row(self.schema.names.first, dict(zip(names, self.values, strict=True)))
        return row

    @property
    def record(self) -> str:
        """The record's first name."""
        return self.schema.names.first

    @property
    def unknown(self) -> tuple[str, ...]:
        """The first names of the fields we were not told, nested ones left aside."""
        return tuple(
            field.names.first
            for field, value in zip(self.schema.fields, self.values, strict=True)
            if value is UNKNOWN
        )

    def __getitem__(self, name: str) -> Any:
        """Return the value of a field by either of its names; raises KeyError for others."""
        field = self.schema.field_named(name)
        if field is None:
            raise KeyError(name)
        return self.row[field.names.first]

    def __iter__(self) -> Iterator[str]:
        """Yield the fields' first names."""
        return (field.names.first for field in self.schema.fields)

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        return f"<Facts of {self.schema.names.first}, {len(self.unknown)} unknown>"


def read_facts(
    records: Mapping[str, RecordSchema],
    record: str,
    given: object,
    *,
    partial: bool = False,
    zone: tzinfo = UTC,
) -> Facts:
    """Return the facts of a record (by its first name) from whatever was given.

    `zone` is where datetimes without an offset are, and where datetimes have their day. With
    `partial` a fact that is not given, or null where the type has no `?`, is unknown; else it is a
    problem. Raises `FactError` with every problem. For many records of one kind make one
    `RecordReader` (core/fact_records.py) and keep it.
    """
    from policyrules.core.facts.records import RecordReaders  # noqa: PLC0415  # it makes Facts

    return RecordReaders(records, zone).of(record).read(given, partial=partial)
