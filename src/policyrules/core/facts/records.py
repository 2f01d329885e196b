"""How are the facts of a record read? Quickly where they fit, else thoroughly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts import Facts
from policyrules.core.facts.fitting import Fitting
from policyrules.core.facts.thorough import read_field_thoroughly, read_thoroughly
from policyrules.core.facts.values import scalar_reader
from policyrules.core.normal_text import UnreadableText, normal_text
from policyrules.core.values import UNKNOWN
from policyrules.semantics.types import EnumType, Type

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from policyrules.core.facts.refused import Read
    from policyrules.semantics.schema import RecordSchema


class RecordReaders:
    """The readers of all records of a policy set, made when first asked for. Safe to share."""

    def __init__(self, records: Mapping[str, RecordSchema], zone: tzinfo) -> None:
        self._records = records
        self.zone = zone
        self._made: dict[str, RecordReader] = {}
        self._scalars: dict[tuple[Type, tuple[str, ...]], Read] = {}

    def of(self, record: str) -> RecordReader:
        """Return the reader of a record, by its first name."""
        reader = self._made.get(record)
        if reader is None:
            reader = self._made.setdefault(record, RecordReader(self, self._records[record]))
        return reader

    def schema_of(self, record: str) -> RecordSchema:
        """Return the schema of a record, by its first name."""
        return self._records[record]

    def scalar(self, type_: Type) -> Read:
        """Return how single values of a type are read."""
        known = type_.members if isinstance(type_, EnumType) else ()
        read = self._scalars.get((type_, known))
        if read is None:
            read = scalar_reader(type_, self.zone)
            if read is None:
                raise TypeError(f"no field can have the type {type_}")
            self._scalars[type_, known] = read
        return read


class RecordReader:
    """How the facts of one record are read. Keeps nothing of what it read; safe to share."""

    def __init__(self, readers: RecordReaders, schema: RecordSchema) -> None:
        self.schema = schema
        self._readers = readers
        self._index: dict[str, int] = {}
        for index, field in enumerate(schema.fields):
            for spelling in field.names.spellings:
                self._index.setdefault(spelling, index)
        self._defaults = tuple(field.default if field.has_default else UNKNOWN for field in schema.fields)
        self._fitting = Fitting(readers, schema)

    def read(self, given: object, *, partial: bool) -> Facts:
        """Return the facts; raises `FactError` with every problem."""
        try:
            values = self._fitting.values(given, partial=partial)
        except Exception:  # noqa: BLE001  # whatever it was, the thorough pass says it properly
            return self.read_thoroughly(given, partial=partial)
        return Facts(self.schema, values, complete=not partial)

    def read_thoroughly(self, given: object, *, partial: bool) -> Facts:
        """Return the facts, read one by one; raises `FactError` with every problem."""
        values = read_thoroughly(self._readers, self, given, partial=partial)
        return Facts(self.schema, values, complete=not partial)

    def read_field(self, name: str, value: object, *, partial: bool) -> Any:
        """Return the value of one field, under either of its names; raises `FactError`."""
        return read_field_thoroughly(self._readers, self, (name, value), partial=partial)

    def index_of(self, name: str) -> int | None:
        """Return which field a name spells."""
        index = self._index.get(name)
        if index is None and len(name) <= _LONGEST_NAME and not name.isascii():
            try:
                index = self._index.get(normal_text(name))
            except UnreadableText:
                return None
        return index

    @property
    def spellings(self) -> list[str]:
        """Every name of every field."""
        return list(self._index)

    @property
    def defaults(self) -> tuple[Any, ...]:
        """What each field is when it is not given."""
        return self._defaults


_LONGEST_NAME: Final = 300
