"""How is one kind of value written as plain JSON, and read back strictly?

A form writes values of one kind and reads them; forms are put together as types are. Reading raises `Malformed` for
whatever the form does not write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.written import called, checked
from policyrules.diagnostics.span import Place, Span

if TYPE_CHECKING:
    from policyrules.core.packed.tables import Reading, Writing

Plain = Any
"""What JSON has: None, bool, int, str, and lists of them."""


class Form(Protocol):
    """How values of one kind are written and read."""

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return a value as JSON has it."""
        ...

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of Python that writes what `value` names; `known` takes what it names itself."""
        ...

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return the value that was written. Raises `Malformed`."""
        ...


class Exactly:
    """Values that JSON has itself, of one type: text, whole numbers, yes and no."""

    __slots__ = ("_kind",)

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def write(self, value: Any, _: Writing) -> Plain:
        """Return the value itself."""
        if type(value) is not self._kind:
            raise TypeError(f"{value!r} is no {self._kind.__name__}")
        return value

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of the value itself, if it is of the type."""
        return checked(f"type({value}) is {self._kind.__name__}", self.write, value, known)

    def read(self, plain: Plain, _: Reading) -> Any:
        """Return the value itself."""
        if type(plain) is not self._kind:
            raise Malformed(self._kind.__name__, plain)
        return plain


class OneOf:
    """One of a few values that JSON has itself."""

    __slots__ = ("_values",)

    def __init__(self, *values: str | int) -> None:
        self._values = {(type(value), value): value for value in values}

    def write(self, value: Any, _: Writing) -> Plain:
        """Return the value itself."""
        return self._values[type(value), value]

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of the value itself, if it is one of the texts."""
        if not all(type(each) is str for each in self._values.values()):
            return called(self.write, value, known)
        known[name := f"words_{len(known)}"] = frozenset(self._values.values())
        return checked(f"{value} in {name}", self.write, value, known)

    def read(self, plain: Plain, _: Reading) -> Any:
        """Return the value itself, as the program spells it."""
        found = self._values.get((type(plain), plain)) if type(plain) in (str, int) else None
        if found is None:
            raise Malformed(f"one of {[*self._values.values()]}", plain)
        return found


class Maybe:
    """A value, or None."""

    __slots__ = ("_form",)

    def __init__(self, form: Form) -> None:
        self._form = form

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return the value as its form writes it."""
        return None if value is None else self._form.write(value, writing)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of None, or of what the form writes."""
        return f"(None if {value} is None else {self._form.text(value, known)})"

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return the value as its form reads it."""
        return None if plain is None else self._form.read(plain, reading)


class Each:
    """A tuple of any number of values of one form."""

    __slots__ = ("_form",)

    def __init__(self, form: Form) -> None:
        self._form = form

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return a list."""
        write = self._form.write
        return [write(each, writing) for each in value]

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a list."""
        return f"[{self._form.text('each', known)} for each in {value}]"

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return a tuple."""
        if type(plain) is not list:
            raise Malformed("a list", plain)
        read = self._form.read
        return tuple([read(each, reading) for each in plain])


class EachExactly:
    """A tuple of any number of values that JSON has itself, of one type; quicker to read than `Each`."""

    __slots__ = ("_kind",)

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def write(self, value: Any, _: Writing) -> Plain:
        """Return a list."""
        return list(value)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, _: Reading) -> Any:
        """Return a tuple."""
        if type(plain) is not list or not {*map(type, plain)} <= {self._kind}:
            raise Malformed(f"a list of {self._kind.__name__}", plain)
        return tuple(plain)


class AnyOrder:
    """A set of values of one form that can be sorted."""

    __slots__ = ("_form",)

    def __init__(self, form: Form) -> None:
        self._form = Each(form)

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return a list."""
        return self._form.write(sorted(value), writing)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return a frozen set."""
        return frozenset(self._form.read(plain, reading))


class InTurn:
    """A tuple of so many values, each of a form of its own."""

    __slots__ = ("_forms",)

    def __init__(self, *forms: Form) -> None:
        self._forms = forms

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return a list."""
        return [form.write(each, writing) for form, each in zip(self._forms, value, strict=True)]

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return a tuple."""
        if type(plain) is not list or len(plain) != len(self._forms):
            raise Malformed(f"a list of {len(self._forms)}", plain)
        return tuple([form.read(each, reading) for form, each in zip(self._forms, plain, strict=True)])


class TextOr:
    """Text, or a value of a form that writes lists."""

    __slots__ = ("_form", "_text")

    def __init__(self, form: Form, text: Form) -> None:
        self._form = form
        self._text = text

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return the text itself, or a list."""
        return self._text.write(value, writing) if type(value) is str else self._form.write(value, writing)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of either."""
        either = self._text.text(value, known), self._form.text(value, known)
        return f"({either[0]} if type({value}) is str else {either[1]})"

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return the text, or the value."""
        return self._text.read(plain, reading) if type(plain) is str else self._form.read(plain, reading)


class TypeNumber:
    """A type, by its number in the table of types."""

    __slots__ = ()

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return the number."""
        return writing.type_number(value)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return the type."""
        types = reading.tables.types
        if type(plain) is not int or not 0 <= plain < len(types):
            raise Malformed("the number of a type", plain)
        return types[plain]


class FunctionNumber:
    """A function, by its number in the table of functions."""

    __slots__ = ()

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return the number."""
        return writing.function_number(value)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return the function."""
        functions = reading.tables.functions
        if type(plain) is not int or not 0 <= plain < len(functions):
            raise Malformed("the number of a function", plain)
        return functions[plain]


class AnyPlace:
    """A place in the text by itself."""

    __slots__ = ()

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return the source's number and the ends of the span."""
        return [writing.source_number(value.source), value.span.start, value.span.stop]

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return the place."""
        sources = reading.tables.sources
        if type(plain) is not list or len(plain) != 3 or [*map(type, plain)] != [int, int, int]:
            raise Malformed("a place", plain)
        number, start, stop = plain
        if not 0 <= number < len(sources) or not 0 <= start <= stop:
            raise Malformed("a place in a source", plain)
        return Place(sources[number], Span(start, stop))


TEXT: Final = Exactly(str)
TEXTS: Final = EachExactly(str)
NUMBERS: Final = EachExactly(int)
WHOLE: Final = Exactly(int)
FLAG: Final = Exactly(bool)
TYPE: Final = TypeNumber()
FUNCTION: Final = FunctionNumber()
PLACE: Final = AnyPlace()
