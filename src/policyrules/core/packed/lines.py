"""How are many values kept as lines of text, each read when it is asked for?"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.tables import Reading, Tables

if TYPE_CHECKING:
    from policyrules.core.packed.cold import Cold
    from policyrules.core.packed.forms import Form, Plain

T = TypeVar("T")

_JSON: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
"""What is written is made of values that hold only older ones: nothing goes round in circles."""
KEPT: Final = 512
"""So many values of one kind stay read; of more, those asked for last."""


def line_of(plain: Plain) -> bytes:
    """Return a value as one line of JSON, its end included."""
    return _JSON.encode(plain).encode("utf-8", "surrogatepass") + b"\n"


def plain_in(line: bytes) -> Plain:
    """Return the value of one line of JSON. Raises `Malformed`."""
    try:
        return json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise Malformed("a line of JSON", line) from None


def read_whole(form: Form, plain: Plain, tables: Tables) -> Any:
    """Return the value a form has written. Raises `Malformed`, also for what is nested without end."""
    try:
        return form.read(plain, Reading(tables))
    except RecursionError:
        raise Malformed("a value", "one nested without end") from None


class Lines(Sequence[T], Generic[T]):
    """Values of one form as lines of a text, read when they are asked for. Never changes; safe to share.

    `lengths` are those of the lines, in bytes, the first of which begins at `start`. Raises `Malformed` for lengths
    that are not those of lines there, and, when it is asked for, for a line that no value was written as.
    """

    __slots__ = ("_ends", "_line", "_read")

    def __init__(self, form: Form, tables: Tables, text: Cold, start: int, lengths: Sequence[int]) -> None:
        end = start + sum(lengths)
        if start < 0 or end > len(text) or (len(lengths) and min(lengths) < 1):
            raise Malformed("the lengths of lines", f"{start}, {end}")
        ends = array("Q", islice(accumulate(lengths, initial=start), 1, None))

        def line(number: int) -> bytes:
            return text.part(ends[number - 1] if number else start, ends[number])

        def read(number: int) -> T:
            value: T = read_whole(form, plain_in(line(number)), tables)
            return value

        self._ends = ends
        self._line = line
        self._read = lru_cache(maxsize=KEPT)(read)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, number: int) -> T: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[T, ...]: ...
    def __getitem__(self, number: int | slice) -> T | tuple[T, ...]:
        if isinstance(number, slice):
            return tuple([self._read(each) for each in range(len(self))[number]])
        return self._read(range(len(self))[number])

    def __iter__(self) -> Iterator[T]:
        # going through all of them would leave nothing of what was kept
        read = self._read if len(self) <= KEPT else self._read.__wrapped__
        return map(read, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none

    def __repr__(self) -> str:
        return f"<{len(self)} packed values>"


class Named(Mapping[tuple[str, str], T], Generic[T]):
    """Values by two names, each read when it is first asked for and kept."""

    def __init__(self, names: Iterable[tuple[str, str]], lines: Lines[T]) -> None:
        self._lines = lines
        self._numbers = {name: number for number, name in enumerate(names)}
        self._known: dict[tuple[str, str], T] = {}
        if len(self._numbers) != len(lines):
            raise Malformed("as many names as values", len(self._numbers))

    def __getitem__(self, name: tuple[str, str]) -> T:
        found = self._known.get(name)
        if found is None:
            found = self._known.setdefault(name, self._lines[self._numbers[name]])
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
