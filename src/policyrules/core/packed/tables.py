"""What do packed values name by a number, instead of saying it again?

Types, functions and texts are few and are meant by many: they stand in tables, which all values of a program share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core.packed.malformed import Malformed
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import frozen
from policyrules.semantics.types import EnumType, ListType, OptionalType

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from policyrules.core.packed.forms import Plain
    from policyrules.diagnostics.source import Source
    from policyrules.semantics.schema import FunctionSchema
    from policyrules.semantics.types import Type

_HOLD_NAMES: Final = frozenset({EnumType, ListType, OptionalType})
NOWHERE: Final = -1
"""The number of no source."""


PATH: Final = "path"
"""Said of a value in which a field of a nested record, or one behind a reference, is read."""
VERSION: Final = "version"
"""Said of a value in which the record's earlier version is looked at."""


@frozen(eq=False)
class Tables:
    """What numbers in packed values mean."""

    types: tuple[Type, ...]
    functions: tuple[FunctionSchema, ...]
    sources: tuple[Source, ...]


class Writing:
    """The tables while values are written, and where the value being written begins.

    `sources` have their numbers in this order; others come after them.
    """

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._types: list[Type] = []
        self._functions: list[FunctionSchema] = []
        self._sources: list[Source] = []
        self._numbers: dict[Hashable, int] = {}
        for source in sources:
            self.source_number(source)
        self.source: Source | None = None
        """Where the value being written stands."""
        self.begins = 0
        """Where it begins."""
        self.met: set[str] = set()
        """The words of the kinds of values written, since somebody emptied it."""

    @property
    def tables(self) -> Tables:
        """What the numbers written so far mean."""
        return Tables(tuple(self._types), tuple(self._functions), tuple(self._sources))

    def type_number(self, type_: Type) -> int:
        """Return the number of a type."""
        kind = type_.__class__
        # enums of one name are equal whatever their members; and so may types be that hold one
        key = self._exactly(type_) if kind in _HOLD_NAMES else type_
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._types)
            self._types.append(type_)
        return number

    def _exactly(self, type_: Type) -> Hashable:
        """Return what only the same types have in common."""
        match type_:
            case EnumType():
                return (EnumType, type_.name, type_.members, type_.people, type_.ordered)
            case ListType(element) | OptionalType(element):
                return (type(type_), self.type_number(element))
            case _:
                return type_

    def function_number(self, function: FunctionSchema) -> int:
        """Return the number of a function, which its name tells, and for what types its call was chosen."""
        key = (function.names.first, function.plugin, function.chosen_for)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._functions)
            self._functions.append(function)
        return number

    def source_number(self, source: Source) -> int:
        """Return the number of a text."""
        number = self._numbers.get(source)
        if number is None:
            number = self._numbers[source] = len(self._sources)
            self._sources.append(source)
        return number

    def begin(self, place: Place | None) -> Plain:
        """Return where a value begins from which the places inside it are counted."""
        self.source = None if place is None else place.source
        self.begins = 0 if place is None else place.span.start
        return [NOWHERE if place is None else self.source_number(place.source), self.begins]

    def place(self, place: Place | None) -> Plain:
        """Return a place inside the value: how far on, how long, and the source where it is another."""
        if place is None:
            return None
        span = place.span
        near = [span.start - self.begins, span.stop - span.start]
        return near if place.source is self.source else [*near, self.source_number(place.source)]


class Reading:
    """The tables while values are read, and where the value being read begins."""

    __slots__ = ("_begin", "_source", "tables")

    def __init__(self, tables: Tables, source: Source | None = None, begin: int = 0) -> None:
        self.tables = tables
        self._source = source
        self._begin = begin

    def at(self, plain: Plain) -> Reading:
        """Return what reads a value that begins where `Writing.begin` said."""
        if type(plain) is not list or len(plain) != 2 or [*map(type, plain)] != [int, int]:
            raise Malformed("where a value begins", plain)
        number, begin = plain
        return Reading(self.tables, None if number == NOWHERE else self._numbered(number), begin)

    def place(self, plain: Plain) -> Place | None:
        """Return the place that `Writing.place` has written."""
        if plain is None:
            return None
        if type(plain) is not list or not 2 <= len(plain) <= 3:
            raise Malformed("a place", plain)
        for each in plain:
            if type(each) is not int:
                raise Malformed("a place", plain)
        source = self._source if len(plain) == 2 else self._numbered(plain[2])
        start = plain[0] + self._begin
        if source is None or start < 0 or plain[1] < 0:
            raise Malformed("a place in a source", plain)
        return Place(source, Span(start, start + plain[1]))

    def _numbered(self, number: int) -> Source:
        sources = self.tables.sources
        if not 0 <= number < len(sources):
            raise Malformed("the number of a source", number)
        return sources[number]
