"""Which values do generated functions hold on to, and under which names?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.backends.python.index.columns import RULE, Column

if TYPE_CHECKING:
    import ast

    from policyrules.backends.python.nodes import Line

_PLAIN: Final = (str, int, bool, type(None))


class Constants:
    """The global names of a record's generated functions. Equal values of a kind are held once."""

    def __init__(self) -> None:
        self.globals: dict[str, Any] = {}
        self._names: dict[tuple[type, Any], str] = {}

    def of(self, value: Any, line: Line) -> ast.expr:
        """Return what reads a value: the value itself, where Python can write it, else a global name."""
        if type(value) in _PLAIN:
            return line.constant(value)
        if type(value) is Column:
            return line.lookup(line.name(value.name), line.name(RULE))
        return line.name(self.name_of(value))

    def name_of(self, value: Any) -> str:
        """Return the global name of a value."""
        try:
            name = self._names.get((type(value), value))
        except TypeError:  # it cannot be looked up; it gets a name of its own
            name = None
            key = None
        else:
            key = (type(value), value)
        if name is None:
            name = self.held(value)
            if key is not None:
                self._names[key] = name
        return name

    def held(self, value: Any) -> str:
        """Hold a value under a new global name, whatever it is equal to, and return the name."""
        name = f"_k{len(self.globals)}"
        self.globals[name] = value
        return name

    def declare(self, name: str, value: Any) -> str:
        """Hold a value under a name of the caller's choice, and return the name."""
        self.globals[name] = value
        return name
