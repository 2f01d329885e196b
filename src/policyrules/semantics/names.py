"""What does each name of a policy set stand for, and from where can it be seen?

Records, enums, parameters and calendars share one space of names, unique in the set; derived facts
belong to their record, items and lists to their policy. A file sees its own names and those of the
files it uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import define, field, frozen
from policyrules.semantics.schema import (
    ActionSchema,
    EnumSchema,
    FieldSchema,
    FunctionSchema,
    ParameterSchema,
    PolicySchema,
    RecordSchema,
    Titled,
)
from policyrules.semantics.types import Type
from policyrules.syntax.ast.clauses import PeriodUnit
from policyrules.syntax.ast.declarations import (
    CalendarDeclaration,
    DefineDeclaration,
    EnumDeclaration,
    File,
    Item,
    ListDeclaration,
    Otherwise,
    ParameterDeclaration,
    RecordDeclaration,
    TableDeclaration,
)
from policyrules.syntax.ast.names import Names as WrittenNames

Kind = Literal["record", "enum", "parameter", "calendar"]


@define(eq=False)
class View:
    """One file: its policy, and the policies whose names it sees."""

    file: File
    schema: PolicySchema
    uses: dict[str, Span] = field(factory=dict)
    """First name of each policy used directly → where the `use` stands."""
    used: set[str] = field(factory=set)
    """Those of them something was taken from."""
    unresolved: bool = False
    """Whether it uses a policy that is not there, or declares again what another has: then it may mean
    anything, and what it does not see is not spoken of."""

    @property
    def source(self) -> Source:
        """The file's text."""
        return self.file.source

    @property
    def policy(self) -> str:
        """The policy's first name."""
        return self.schema.names.first

    def sees(self, policy: str) -> bool:
        """Return whether names of a policy can be used here, and remember that one was."""
        if policy == self.schema.names.first:
            return True
        if policy in self.uses:
            self.used.add(policy)
            return True
        return self.unresolved

    def place(self, span: Span) -> Place:
        """Return the place of a span in this file."""
        return Place(self.file.source, span)


@frozen(eq=False)
class Declared:
    """A record, enum, parameter or calendar, and where its name was declared."""

    kind: Kind
    names: Titled
    view: View
    place: Place
    node: RecordDeclaration | EnumDeclaration | ParameterDeclaration | CalendarDeclaration

    @property
    def policy(self) -> str:
        """The first name of the policy it stands in."""
        return self.view.policy


@define(eq=False)
class Derivation:
    """A derived fact: a `define`, or one result column of a table. `type` is none until it is checked."""

    names: Titled
    record: str
    view: View
    place: Place
    node: DefineDeclaration | TableDeclaration
    column: int
    each: PeriodUnit | None
    type: Type | None = None
    bound: int | None = None
    """For whole numbers: no value is larger."""

    @property
    def key(self) -> tuple[str, str]:
        """The record's and its own first name."""
        return self.record, self.names.first


@frozen(eq=False)
class ListEntry:
    """A list as others refer to it; `record` is none when its record is not known."""

    view: View
    names: Titled
    node: ListDeclaration
    record: str | None
    items: list[ItemEntry] = field(factory=list)


@frozen(eq=False)
class ItemEntry:
    """An item, or the `otherwise` of a list, as others refer to it."""

    list: ListEntry
    names: Titled
    node: Item | Otherwise
    place: Place

    @property
    def key(self) -> tuple[str, str]:
        """The policy's and its own first name."""
        return self.list.view.policy, self.names.first


@define(eq=False)
class Names:
    """Every declared name of the set. Mappings are by spelling (either name) unless said otherwise."""

    functions: Mapping[str, FunctionSchema]
    views: list[View] = field(factory=list)
    policies: dict[str, View] = field(factory=dict)
    declared: dict[str, Declared] = field(factory=dict)
    records: dict[str, RecordSchema] = field(factory=dict)
    """By first name, like the next two."""
    enums: dict[str, EnumSchema] = field(factory=dict)
    parameters: dict[str, ParameterSchema] = field(factory=dict)
    fields: dict[str, dict[str, FieldSchema]] = field(factory=dict)
    """Record's first name → spelling → field."""
    derived: dict[str, dict[str, Derivation]] = field(factory=dict)
    """Record's first name → spelling → derived fact."""
    actions: dict[str, ActionSchema] = field(factory=dict)
    also_declared: dict[str, list[str]] = field(factory=dict)
    """Spelling of a verb → further policies that declare the same verb."""
    items: dict[str, dict[str, ItemEntry]] = field(factory=dict)
    """Policy's first name → spelling → item."""
    lists: dict[str, dict[str, ListEntry]] = field(factory=dict)

    def of_kind(self, spelling: str, kind: Kind) -> Declared | None:
        """Return the declaration of a kind that a name spells, seen from here or not."""
        found = self.declared.get(spelling)
        return found if found is not None and found.kind == kind else None

    def spellings(self, kind: Kind, view: View) -> Iterator[str]:
        """Yield the names of a kind that a file sees."""
        for spelling, found in self.declared.items():
            if found.kind == kind and (found.view is view or found.policy in view.uses):
                yield spelling


def titled(names: WrittenNames) -> Titled:
    """Return the two names of a declaration."""
    return Titled(names.first.text, None if names.second is None else names.second.text)
