"""What does one generated function read, keep and give back?

Names of the generator begin with `_`; a fact's own name is used for its local variable, so that a
debugger shows facts as the policy calls them.
"""

from __future__ import annotations

import ast
import keyword
from typing import TYPE_CHECKING, Final, NamedTuple

from policyrules.backends.python.nodes import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policyrules.diagnostics.source import Source
    from policyrules.diagnostics.span import Place
    from policyrules.semantics.schema import RecordSchema

FACTS: Final = "_f"
"""The facts, in the order of the record's fields."""
CONTEXT: Final = "_c"
"""A list: see `TODAY` and its like, then what was worked out before."""
MARKS: Final = "_m"
"""Bits: what earlier items say, for those that ask."""
UNKNOWN: Final = "_u"
BLANK: Final = "_n"
"""Stands where a value has not been worked out yet."""
RESULT: Final = "_r"
THIS: Final = "_this"
"""The entry whose facts are read, in a function about an entry and not the record decided."""

TODAY, GOVERNING, PARAMETERS, HISTORY, FIRST_KEPT = range(5)
"""Places in the context."""

ARGUMENTS: Final = (FACTS, CONTEXT, MARKS)
"""What every function that works out one value is given first; then its variables."""
TODAY_ASKED, PARAMETERS_ASKED, HISTORY_ASKED = "_t", "_q", "_h"
"""The local variables of what decisions rest on beside the facts and the governing date, before a context holds them."""
SELF, ROW = "_self", "_row"
"""Who decides, and what a database answered about the counts, in a function that decides in one piece."""
ON, PARTIAL = "on", "partial"
"""What whoever has a record decided may say beside the facts; see `deciding.py`."""
SENTINELS: Final = (UNKNOWN, BLANK)
"""What every function is given last, by default."""


class Operand:
    """A value about to be read, once or more: worked out and kept the first time, then read back."""

    __slots__ = ("_again", "_first", "may_be_none", "may_be_unknown", "may_hold_unknown")

    def __init__(
        self,
        first: ast.expr,
        again: ast.expr | None = None,
        *,
        may_be_none: bool = True,
        may_be_unknown: bool = True,
        may_hold_unknown: bool = True,
    ) -> None:
        self._first: ast.expr | None = first
        self._again = first if again is None else again
        self.may_be_none = may_be_none
        self.may_be_unknown = may_be_unknown
        self.may_hold_unknown = may_hold_unknown
        """Whether, if it is a list, any element of it may be unknown."""

    @property
    def called(self) -> str:
        """The same for operands that read the same."""
        return self._again.id if isinstance(self._again, ast.Name) else ast.dump(self._again)

    def __call__(self) -> ast.expr:
        """Return what reads the value here; calls must come in the order Python evaluates them."""
        first, self._first = self._first, None
        return self._again if first is None else first


class Kept:
    """A value kept in a local variable once it is worked out, and where it depends on the loop."""

    __slots__ = ("in_loop", "name")

    def __init__(self, name: str, *, in_loop: bool) -> None:
        self.name = name
        self.in_loop = in_loop


class Look(NamedTuple):
    """The local variables of a look into a counter: all its places, which place, and how many there are at it."""

    places: str
    place: str
    others: str


class Unit:
    """One generated function while it is put together.

    `variables` are the bound variables it is given. `of_entry` says that the facts are those of an
    entry, which it is given too, and not those of the record decided, which are a tuple.
    """

    def __init__(
        self,
        schema: RecordSchema,
        place: Place | None,
        *,
        variables: Sequence[str] = (),
        of_entry: bool = False,
    ) -> None:
        self.schema = schema
        self.source: Source | None = None if place is None else place.source
        self.line = Line(1 if place is None else place.line)
        self.this = THIS if of_entry else None
        self.uses_context = False
        self.may_use_context = False
        """Whether something rare asks for the context, which need not be made before it does."""
        self.new_context: Callable[[], ast.expr] | None = None
        """In a function that is given what makes a context, and no context."""
        self.counts_are_seen = False
        """In one that has asked a database for all counts: then the ledgers are made for what is rare."""
        self._before: str | None = None
        self.looks: dict[int, Look] = {}
        """By number of the counter, where what is looked up there is kept; of who `keeps_looks`."""
        self.loop: str | None = None
        """The variable the loop of this function binds, once it has one."""
        self.gives: list[ast.Assign] = []
        self.kept: dict[tuple[int, tuple[str, ...]], Kept] = {}
        """By number of the computation and the variables it is given."""
        self._taken: set[str] = {ON, PARTIAL}
        self.variables = {variable: self.fresh(variable) for variable in variables}
        """The bound variables, and the local name of each."""
        self.given = [*self.variables.values(), *([THIS] if of_entry else [])]
        """The arguments of the function beyond those every function has."""
        self._fields: dict[int, str] = {}
        self._row_fields: dict[tuple[str, str], str] = {}
        self._index = {field.names.first: number for number, field in enumerate(schema.fields)}
        self._lines: dict[int, Line] = {self.line.number: self.line}

    # --- where ------------------------------------------------------------------------------

    def line_of(self, place: Place | None) -> Line:
        """Return the line of a place, or the function's own where that is in another file."""
        if place is None or place.source is not self.source:
            return self.line
        number = place.line
        line = self._lines.get(number)
        if line is None:
            line = self._lines[number] = Line(number)
        return line

    # --- locals -----------------------------------------------------------------------------

    def fresh(self, wanted: str) -> str:
        """Return a local name nothing else has: the wanted one, if Python and the generator let it be."""
        name = wanted
        if not wanted.isidentifier() or keyword.iskeyword(wanted) or wanted.startswith("_"):
            name = "_x"
        number = 0
        while name in self._taken:
            number += 1
            name = f"_x{number}_{wanted}" if wanted.isidentifier() else f"_x{number}"
        self._taken.add(name)
        return name

    def fact(self, name: str) -> str:
        """Return the local variable of a fact of the record itself."""
        index = self._index[name]
        local = self._fields.get(index)
        if local is None:
            local = self._fields[index] = self.fresh(name)
        return local

    def before(self) -> str:
        """Return the local variable of the record's earlier version, which ledgers know."""
        self.uses_context = True
        if self._before is None:
            self._before = self.fresh("before")
        return self._before

    def fact_of_row(self, row: str, name: str) -> str:
        """Return the local variable of a fact of the row that an argument or the loop holds."""
        local = self._row_fields.get((row, name))
        if local is None:
            local = self._row_fields[row, name] = self.fresh(f"{row}_{name}")
        return local

    def bind(self, variable: str) -> str:
        """Return the local name of the entry that this function's loop goes through."""
        self.loop = self.variables[variable] = self.fresh(variable)
        return self.loop

    def local_for(self, number: int, given: Sequence[str]) -> str:
        """Return the local variable that keeps the value of a computation for what it is given."""
        key = (number, tuple(given))
        kept = self.kept.get(key)
        if kept is None:
            kept = self.kept[key] = Kept(f"_v{len(self.kept)}", in_loop=self.loop in given)
        return kept.name

    def rarely_context(self) -> ast.expr:
        """Return the context for what is rarely asked: made there, if it has not been made."""
        line = self.line
        context = line.name(CONTEXT)
        if self.new_context is None:
            self.uses_context = True
            return context
        self.may_use_context = True
        made = line.test(context, "is not", line.name(BLANK))
        return line.either(made, context, line.kept(CONTEXT, self.new_context()))

    def history(self) -> ast.expr:
        """Return the ledgers."""
        line = self.line
        if self.counts_are_seen:
            return history_seen(line)
        if self.new_context is not None:
            return line.name(HISTORY_ASKED)
        self.uses_context = True
        return line.item(line.name(CONTEXT), HISTORY)

    # --- statements -------------------------------------------------------------------------

    def give(self, value: ast.expr, line: Line | None = None) -> list[ast.stmt]:
        """Return the statements that end the function with a value (and may keep it for others)."""
        at = self.line if line is None else line
        assigned = at.set(RESULT, value)
        self.gives.append(assigned)
        return [assigned, at.give(at.name(RESULT))]

    def beginning(self) -> list[ast.stmt]:
        """Return the statements that read the facts and what is asked beside them, once the body is known."""
        return [*self.reading(), *self.rest_of_beginning()]

    def locals_of_facts(self) -> list[str]:
        """Return a local variable for each fact, those nobody reads too, once the body is known."""
        return [self._fields.get(index, f"_{index}") for index in range(len(self.schema.fields))]

    def rest_of_beginning(self) -> list[ast.stmt]:
        """Return the statements that begin the function once the facts are read."""
        line = self.line
        history = line.item(line.name(CONTEXT), HISTORY)
        before = [] if self._before is None else [line.set(self._before, line.attribute(history, "before"))]
        return [
            *before,
            *(
                statement
                for (row, name), local in self._row_fields.items()
                if row != self.loop
                for statement in [line.set(local, self._of_row(row, name))]
            ),
            *(line.set(kept.name, line.name(BLANK)) for kept in self.kept.values() if not kept.in_loop),
        ]

    def beginning_of_loop(self) -> list[ast.stmt]:
        """Return the statements that read the facts of the loop's entry."""
        line = self.line
        return [
            *(
                line.set(local, self._of_row(row, name))
                for (row, name), local in self._row_fields.items()
                if row == self.loop
            ),
            *(line.set(kept.name, line.name(BLANK)) for kept in self.kept.values() if kept.in_loop),
        ]

    def reading(self) -> Sequence[ast.stmt]:
        """Return the statements that read the facts, once the body is known."""
        line = self.line
        count = len(self.schema.fields)
        if len(self._fields) * 3 > count:
            names = [self._fields.get(index, "_") for index in range(count)]
            return [line.unpack(names, line.name(FACTS))]
        return [line.set(name, line.item(line.name(FACTS), index)) for index, name in self._fields.items()]

    def _of_row(self, row: str, name: str) -> ast.expr:
        """Return a fact of a row: none of none, unknown of unknown."""
        line = self.line
        there = line.both(
            line.test(line.name(row), "is not", line.name(UNKNOWN)),
            line.test(line.name(row), "is not", line.constant(None)),
        )
        fact = line.item(line.attribute(line.name(row), "values"), name)
        return line.either(there, fact, line.name(row))


def history_seen(line: Line) -> ast.expr:
    """Return what makes the ledgers as a question to a database saw them, which gave a row."""
    made = line.attribute(line.attribute(line.name(SELF), "at_once"), "history")
    return line.call(made, [line.name(FACTS), line.name(ROW)])
