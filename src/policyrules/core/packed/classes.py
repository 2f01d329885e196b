"""How is a value of a class written as plain JSON, by its parts, and read back strictly?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.written import called, writer_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyrules.core.packed.forms import Form, Plain
    from policyrules.core.packed.tables import Reading, Writing
    from policyrules.core.packed.written import Writer


class Parts:
    """A value of one class, made of the parts its maker takes, in order."""

    __slots__ = ("_length", "_make", "_reads", "_writer", "forms", "names", "of")

    def __init__(self, of: type, make: Callable[..., Any] | None = None, /, **forms: Form) -> None:
        self.of = of
        self._make: Callable[..., Any] = of if make is None else make
        self.names = tuple(forms)
        self.forms = tuple(forms.values())
        # each rule is read by hundreds of these: their methods are looked up once
        self._reads = tuple(form.read for form in self.forms)
        self._writer: Writer | None = None
        self._length = len(forms)

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return a list of the parts."""
        if self._writer is None:
            self._writer = self.writer()
        return self._writer(value, writing)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def writer(self, word: str | None = None) -> Writer:
        """Return what writes a value; with a word before it, which is noted."""
        known: dict[str, Any] = {}
        notes = [] if word is None else [f"writing.met.add({word!r})"]
        first = "" if word is None else f"{word!r}, "
        parts = zip(self.names, self.forms, strict=True)
        return writer_of(
            self.of.__name__,
            parts,
            known,
            notes=[*notes, *self.notes(known)],
            first=first + self.place(known),
        )

    def notes(self, _: dict[str, Any]) -> list[str]:
        """Return the lines that note what a value is, before it is written."""
        return []

    def place(self, _: dict[str, Any]) -> str:
        """Return the text of what stands before the parts."""
        return ""

    def read(self, plain: Plain, reading: Reading, begin: int = 0) -> Any:
        """Return the value; its parts begin so far on in the list."""
        if type(plain) is not list or len(plain) != self._length + begin:
            raise Malformed(f"a list of {self._length} parts", plain)
        own = plain[begin:] if begin else plain
        return self._make(*[read(part, reading) for read, part in zip(self._reads, own, strict=True)])


class Standing(Parts):
    """A value made of parts that stands at a place in the text, or at none.

    `word` is what it is called among several kinds, once it is one of them. It is noted when such a value is written,
    also where no other kind may stand and the word is not.
    """

    __slots__ = ("word",)

    def __init__(self, of: type, make: Callable[..., Any] | None = None, /, **forms: Form) -> None:
        super().__init__(of, make, **forms)
        self.word: str | None = None

    def notes(self, known: dict[str, Any]) -> list[str]:
        """Return the line that notes the word."""
        return [*super().notes(known), *([] if self.word is None else [f"writing.met.add({self.word!r})"])]

    def place(self, _: dict[str, Any]) -> str:
        """Return the text of the value's place."""
        return (
            "([(span := place.span).start - writing.begins, span.stop - span.start]"
            " if (place := value.place) is not None and place.source is writing.source"
            " else writing.place(place)), "
        )

    def read(self, plain: Plain, reading: Reading, begin: int = 0) -> Any:
        """Return the value; what is its own begins so far on in the list."""
        if type(plain) is not list or len(plain) != self._length + begin + 1:
            raise Malformed(f"a place and {self._length} parts", plain)
        own = plain[begin + 1 :]
        return self._make(
            *[read(part, reading) for read, part in zip(self._reads, own, strict=True)],
            place=reading.place(plain[begin]),
        )


class Beginning:
    """A value that stands in the text by itself: places inside it are told by how far they are from its own."""

    __slots__ = ("_form", "names", "of")

    def __init__(self, form: Standing) -> None:
        self._form = form
        self.of = form.of
        self.names = form.names

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return where it begins, then what is its own."""
        return [writing.begin(value.place), *self._form.write(value, writing)]

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return the value."""
        if type(plain) is not list or not plain:
            raise Malformed("a beginning", plain)
        return self._form.read(plain, reading.at(plain[0]), 1)


class Kinds:
    """A value of one of several classes, told apart by a word before its parts."""

    __slots__ = ("_by_class", "_by_word", "_writers")

    def __init__(self, **forms: Parts | Standing) -> None:
        self._by_word: dict[str, Parts | Standing] = {}
        self._by_class: dict[Any, tuple[str, Parts | Standing]] = {}
        self._writers = _Writers(self._by_class)
        self.add(**forms)

    def add(self, **forms: Parts | Standing) -> None:
        """Take in more classes; for those whose parts are of the same kinds themselves."""
        self._by_word |= forms
        self._by_class |= {form.of: (word, form) for word, form in forms.items()}
        for word, form in forms.items():
            if isinstance(form, Standing):
                form.word = word

    @property
    def forms(self) -> dict[str, Parts | Standing]:
        """The forms by their word."""
        return self._by_word

    def write(self, value: Any, writing: Writing) -> Plain:
        """Return a list: the word, then what is the value's own."""
        return self._writers[type(value)](value, writing)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call of what writes the value's class."""
        known[name := f"writers_{len(known)}"] = self._writers
        return f"{name}[type({value})]({value}, writing)"

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return the value."""
        if type(plain) is not list or not plain or type(plain[0]) is not str:
            raise Malformed("a word and parts", plain)
        form = self._by_word.get(plain[0])
        if form is None:
            raise Malformed("a known word", plain[0])
        return form.read(plain, reading, 1)


class _Writers(dict[Any, "Writer"]):
    """What writes the values of each class, with its word before them, put together when one is first written."""

    def __init__(self, by_class: dict[Any, tuple[str, Parts | Standing]]) -> None:
        super().__init__()
        self._by_class = by_class

    def __missing__(self, kind: Any) -> Writer:
        word, form = self._by_class[kind]
        made = self[kind] = form.writer(word)
        return made
