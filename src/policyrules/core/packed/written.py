"""How is what writes the values of a class put together, so that it is quick?

A rule is written by some eighty forms within one another. Called one by one they cost more than what they write; so a
class of values gets one function, put together from its forms' own text when it is first written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from policyrules.core.packed.forms import Form, Plain
    from policyrules.core.packed.tables import Writing

    Writer = Callable[[Any, Writing], Plain]


def called(write: Writer, value: str, known: dict[str, Any]) -> str:
    """Return the text of a call that writes what the text `value` names."""
    name = f"write_{len(known)}"
    known[name] = write
    return f"{name}({value}, writing)"


def checked(is_so: str, write: Writer, value: str, known: dict[str, Any]) -> str:
    """Return the text of a value that is written as it is where it is so; else `write` refuses it."""
    return f"({value} if {is_so} else {called(write, value, known)})"


def writer_of(
    title: str, parts: Iterable[tuple[str, Form]], known: dict[str, Any], *, notes: Iterable[str], first: str
) -> Writer:
    """Return the function that writes the parts of a value as a list.

    `notes` are lines that come before, `first` the text of what stands before the parts in the list; `known` is what
    both name.
    """
    lines = [*notes]
    written = []
    for number, (name, form) in enumerate(parts):
        lines.append(f"part_{number} = value.{name}")
        written.append(form.text(f"part_{number}", known))
    lines.append(f"return [{first}{', '.join(written)}]")
    source = "def write(value, writing):\n    " + "\n    ".join(lines)
    exec(compile(source, f"<what writes {title}>", "exec"), known)  # noqa: S102  # the text is made of the forms' own names
    write: Writer = known["write"]
    return write
