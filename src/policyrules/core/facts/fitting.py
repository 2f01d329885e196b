"""How is a record read in one go, when everything about it fits?

Nothing is reported here: whatever is out of the ordinary raises, and the thorough reading
(core/fact_reading.py) then says what it is, or reads it after all. Both use the same readers of single
values, so they agree.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts.pairs import pairs_of
from policyrules.core.facts.thorough import VALUES, is_required
from policyrules.core.facts.values import text_list
from policyrules.core.values import UNKNOWN, Row
from policyrules.semantics.types import ListType, OptionalType, RecordType, TextType, Type, required

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyrules.core.facts.records import RecordReaders
    from policyrules.core.facts.refused import Read
    from policyrules.semantics.schema import RecordSchema

_DEEPEST: Final = 3


class Fitting:
    """The quick reading of one kind of record, `depth` records deep in another."""

    __slots__ = (
        "_count",
        "_defaults",
        "_firsts",
        "_partial_defaults",
        "_partial_reads",
        "_readers",
        "_reads",
        "schema",
        "taken",
    )

    def __init__(
        self, readers: RecordReaders, schema: RecordSchema, depth: int = 0, *, listed: bool = False
    ) -> None:
        self.schema = schema
        self._readers = readers
        names = [field.names.first for field in schema.fields]
        self._count = len(names)
        self.taken = _taking(names)
        """Takes the values out of a dict that has all, in field order."""
        self._firsts: dict[Any, str] = {}
        for field in schema.fields:
            for spelling in field.names.spellings:
                self._firsts.setdefault(spelling, field.names.first)
        self._reads = tuple(_reader(readers, field.type, depth, listed=listed) for field in schema.fields)
        self._partial_reads = tuple(map(_or_unknown, self._reads))
        told = {field.names.first: field.default for field in schema.fields if field.has_default}
        self._partial_defaults = {**dict.fromkeys(names, UNKNOWN), **told}
        self._defaults = {
            field.names.first: self._partial_defaults[field.names.first]
            for field in schema.fields
            if not is_required(field)
        }

    def values(self, given: Any, *, partial: bool) -> tuple[Any, ...]:
        """Return the values in field order; raises something where the record does not simply fit."""
        reads = self._partial_reads if partial else self._reads
        full = given
        if type(given) is not dict or len(given) != self._count:
            full = self.complete(given, partial=partial)
        try:
            found = self.taken(full)
        except KeyError:
            found = self.taken(self.complete(given, partial=partial))
        return tuple([read(value) for read, value in zip(reads, found, strict=True)])

    def defaults(self, *, partial: bool) -> dict[str, Any]:
        """Return what fields are that are not given, where they may be left out."""
        return self._partial_defaults if partial else self._defaults

    def complete(self, given: Any, *, partial: bool) -> dict[str, Any]:
        """Return what is given, or else what a field is by itself, by every field's first name.

        Raises `UnusualError` or `KeyError` for names that are none, are given twice, or are lacking.
        """
        pairs = given if type(given) is dict else dict(pairs_of(given))
        called = {self._firsts[name]: value for name, value in pairs.items()}
        if len(called) != len(pairs):
            raise UnusualError
        full = {**self.defaults(partial=partial), **called}
        if len(full) != self._count:
            raise UnusualError
        return full

    def completed(self, given: Any, *, partial: bool) -> dict[str, Any]:
        """Return the same for what is given by first names, sooner; for other names, something else or an error."""
        pairs = given if type(given) is dict else dict(pairs_of(given))
        full = {**self.defaults(partial=partial), **pairs}
        return full if len(full) == self._count else self.complete(pairs, partial=partial)

    def read_of(self, type_: Type) -> Read:
        """Return how values of a type of field are read."""
        return _reader(self._readers, type_, 0, listed=False)


class UnusualError(Exception):
    """The quick reading gives up."""


def _taking(names: list[str]) -> Callable[[dict[Any, Any]], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda pairs: tuple(pairs[name] for name in names)


def _reader(readers: RecordReaders, type_: Type, depth: int, *, listed: bool) -> Read:
    """Return how values of a type are read; lists in lists, and what is deep, are left to the other."""
    match type_:
        case OptionalType(element):
            return _or_none(_reader(readers, element, depth, listed=listed))
        case ListType(TextType()):
            return _unusual if listed else _texts
        case ListType(element):
            if listed:
                return _unusual
            return _each(_reader(readers, element, depth, listed=True), _size(readers, element))
        case RecordType(record):
            return _unusual if depth >= _DEEPEST else _nested(readers, record, depth + 1, listed=listed)
        case _:
            return readers.scalar(type_)


def _size(readers: RecordReaders, type_: Type) -> int:
    record = required(type_)
    return len(readers.schema_of(record.record).fields) if isinstance(record, RecordType) else 1


def _nested(readers: RecordReaders, record: str, depth: int, *, listed: bool) -> Read:
    schema = readers.schema_of(record)
    names = tuple(field.names.first for field in schema.fields)
    made: list[Fitting] = []

    def read(given: Any) -> Row:
        if not made:  # when it is first needed, since a record may stand in itself
            made.append(Fitting(readers, schema, depth, listed=listed))
        return Row(record, dict(zip(names, made[0].values(given, partial=False), strict=True)))

    return read


def _or_none(read: Read) -> Read:
    def read_or_none(given: Any) -> Any:
        return given if given is None or given is UNKNOWN else read(given)

    return read_or_none


def _or_unknown(read: Read) -> Read:
    def read_or_unknown(given: Any) -> Any:
        return UNKNOWN if given is UNKNOWN else read(given)

    return read_or_unknown


def _texts(given: Any) -> tuple[str, ...]:
    texts = text_list(given)
    if len(texts) > VALUES:
        raise UnusualError
    return texts


def _each(read: Read, size: int) -> Read:
    most = VALUES // max(size, 1)

    def read_each(given: Any) -> tuple[Any, ...]:
        if (type(given) is not list and type(given) is not tuple) or len(given) > most:
            raise UnusualError
        return tuple([read(value) for value in given])

    return read_each


def _unusual(_given: Any) -> Any:
    raise UnusualError
