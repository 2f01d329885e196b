"""How are the facts of a record read, when they fit?

A record that fits is read in one pass. Anything out of the ordinary goes to the thorough reading
(core/fact_reading.py), which reads the same record again, accepts what the first pass was too simple
for, and collects every problem. Both use the same readers of single values, so they agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core.fact_pairs import pairs_of
from policyrules.core.fact_reading import VALUES, is_required, read_thoroughly
from policyrules.core.fact_values import scalar_reader, text_list
from policyrules.core.facts import Facts
from policyrules.core.normal_text import UnreadableText, normal_text
from policyrules.core.values import UNKNOWN, Row
from policyrules.semantics.types import ListType, OptionalType, RecordType, TextType, Type, required

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from policyrules.core.fact_refused import Read
    from policyrules.semantics.schema import RecordSchema

_FAST_DEPTH: Final = 3


class RecordReaders:
    """The readers of all records of a policy set, made when first asked for. Safe to share."""

    def __init__(self, records: Mapping[str, RecordSchema], zone: tzinfo) -> None:
        self._records = records
        self.zone = zone
        self._made: dict[str, RecordReader] = {}

    def of(self, record: str) -> RecordReader:
        """Return the reader of a record, by its first name."""
        reader = self._made.get(record)
        if reader is None:
            reader = self._made.setdefault(record, RecordReader(self, self._records[record]))
        return reader


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
        self._required = sum(1 << index for index, field in enumerate(schema.fields) if is_required(field))
        self._fitting_readers: dict[Any, tuple[int, int, Read]] | None = None
        self._scalars: dict[Type, Read] = {}

    def read(self, given: object, *, partial: bool) -> Facts:
        """Return the facts; raises `FactError` with every problem."""
        try:
            return Facts(self.schema, self._fitting(given, 0, partial=partial))
        except Exception:  # noqa: BLE001  # whatever it was, the thorough pass says it properly
            return Facts(self.schema, read_thoroughly(self._readers, self, given, partial=partial))

    # --- the first pass ---------------------------------------------------------------------

    def _fitting(self, given: Any, depth: int, *, partial: bool) -> tuple[Any, ...]:
        pairs = given if type(given) is dict else dict(pairs_of(given))
        readers = self._fitting_readers
        if readers is None:
            readers = self._fitting_readers = self._make_fitting(depth)
        values = list(self._defaults)
        seen = 0
        for name, value in pairs.items():
            index, bit, read = readers[name]
            values[index] = read(value)
            seen |= bit
        if seen.bit_count() != len(pairs):
            raise _UnusualError
        if not partial and seen & self._required != self._required:
            raise _UnusualError
        return tuple(values)

    def _make_fitting(self, depth: int) -> dict[Any, tuple[int, int, Read]]:
        made = [self._fitting_reader(field.type, depth, listed=False) for field in self.schema.fields]
        return {name: (index, 1 << index, made[index]) for name, index in self._index.items()}

    def _fitting_reader(self, type_: Type, depth: int, *, listed: bool) -> Read:
        match type_:
            case OptionalType(element):
                return _or_none(self._fitting_reader(element, depth, listed=listed))
            case ListType(TextType()):
                return _unusual if listed else _texts
            case ListType(element):
                if listed:
                    return _unusual
                return _each(self._fitting_reader(element, depth, listed=True), self._size(element))
            case RecordType(record):
                return _unusual if listed or depth >= _FAST_DEPTH else self._nested(record, depth + 1)
            case _:
                return self.scalar(type_)

    def _size(self, type_: Type) -> int:
        record = required(type_)
        return len(self._readers.of(record.record).schema.fields) if isinstance(record, RecordType) else 1

    def _nested(self, record: str, depth: int) -> Read:
        reader = RecordReader(self._readers, self._readers.of(record).schema)
        names = tuple(field.names.first for field in reader.schema.fields)

        def read(given: Any) -> Row:
            values = reader._fitting(given, depth, partial=False)  # the same class
            return Row(record, dict(zip(names, values, strict=True)))

        return read

    def scalar(self, type_: Type) -> Read:
        """Return how single values of a type are read."""
        read = self._scalars.get(type_)
        if read is None:
            read = scalar_reader(type_, self._readers.zone)
            if read is None:
                raise TypeError(f"no field can have the type {type_}")
            self._scalars[type_] = read
        return read

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


class _UnusualError(Exception):
    """The first pass gives up: the second will say why, or read it after all."""


def _or_none(read: Read) -> Read:
    def read_or_none(given: Any) -> Any:
        return None if given is None else read(given)

    return read_or_none


def _texts(given: Any) -> tuple[str, ...]:
    texts = text_list(given)
    if len(texts) > VALUES:
        raise _UnusualError
    return texts


def _each(read: Read, size: int) -> Read:
    most = VALUES // max(size, 1)

    def read_each(given: Any) -> tuple[Any, ...]:
        if (type(given) is not list and type(given) is not tuple) or len(given) > most:
            raise _UnusualError
        return tuple([read(value) for value in given])

    return read_each


def _unusual(_given: Any) -> Any:
    raise _UnusualError
