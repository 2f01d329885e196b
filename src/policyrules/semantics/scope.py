"""What surrounds an expression: whose facts does it read, and which variables stand for what?"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, Protocol

from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import define, evolve, field, frozen
from policyrules.semantics.names import View
from policyrules.semantics.schema import RecordSchema
from policyrules.semantics.types import Type
from policyrules.syntax.ast.clauses import PeriodUnit


class Written(Protocol):
    """Anything of the syntax tree: it knows its span."""

    @property
    def span(self) -> Span:
        """Where it was written."""
        ...


@define(eq=False)
class Variable:
    """A name that stands for each entry in turn."""

    name: str
    type: Type
    place: Place
    read: bool = False


@define(eq=False)
class Reads:
    """What an item, a derived fact or a test reads, each with the first place that does."""

    fields: set[tuple[str, str]] = field(factory=set)
    """(record, field), every step of a path counted."""
    parameters: set[str] = field(factory=set)
    calendars: set[str] = field(factory=set)
    actions: set[str] = field(factory=set)
    derived: dict[tuple[str, str], Place] = field(factory=dict)
    items: dict[tuple[str, str], Place] = field(factory=dict)
    lists: dict[tuple[str, str], Place] = field(factory=dict)
    before: Place | None = None
    """Where the record's earlier version is read."""

    def add(self, other: Reads) -> None:
        """Take in everything another one has read."""
        self.fields |= other.fields
        self.parameters |= other.parameters
        self.calendars |= other.calendars
        self.actions |= other.actions
        self.before = self.before or other.before
        for mine, theirs in (
            (self.derived, other.derived),
            (self.items, other.items),
            (self.lists, other.lists),
        ):
            for key, place in theirs.items():
                mine.setdefault(key, place)


NO_VARIABLES: Final[Mapping[str, Variable]] = MappingProxyType({})


@frozen(eq=False)
class Scope:
    """The surroundings of an expression.

    `record` is what a bare name is a fact of (none: nothing can be read here, or, when `silent`, its
    record was not found and that has been said). `values` says what may stand as a value: only
    constants (defaults, parameters), or in tests also `unknown`, lists and records. `around` is the
    item or declaration, for telling where a variable is known.
    """

    view: View
    record: RecordSchema | None
    reads: Reads
    variables: Mapping[str, Variable] = NO_VARIABLES
    each: PeriodUnit | None = None
    values: Literal["rules", "constants", "tests"] = "rules"
    silent: bool = False
    around: object = None

    def place(self, node: Written) -> Place:
        """Return where a node stands."""
        return Place(self.view.file.source, node.span)

    def at(self, span: Span) -> Place:
        """Return the place of a span."""
        return Place(self.view.file.source, span)

    def noting(self, reads: Reads) -> Scope:
        """Return the same scope, with what is read in it noted elsewhere."""
        return Scope(
            self.view, self.record, reads, self.variables, self.each, self.values, self.silent, self.around
        )

    def binding(self, *variables: Variable) -> Scope:
        """Return the scope inside which the variables are known too."""
        if not variables:
            return self
        return evolve(self, variables={**self.variables, **{each.name: each for each in variables}})
