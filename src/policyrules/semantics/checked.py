"""What does every name and expression of a checked policy set mean?

The checker leaves the syntax tree as it is and answers in side tables keyed by node identity:
`type_of(node)` for every expression, `meaning_of(node)` for every path, call and item reference.
Lowering (core/from_checked) and tools (hover, rename) read them. The tables keep the trees alive,
so identities stay valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyrules.frozen import define, field, frozen
from policyrules.semantics.schema import (
    ActionSchema,
    EnumSchema,
    FunctionSchema,
    ParameterSchema,
    PolicySchema,
    RecordSchema,
    Titled,
)
from policyrules.semantics.types import Type
from policyrules.syntax.ast.declarations import (
    CalendarDeclaration,
    DefineDeclaration,
    File,
    Item,
    ListDeclaration,
    Otherwise,
    TableDeclaration,
)
from policyrules.syntax.ast.tests import TestDeclaration

# --- meanings of names ----------------------------------------------------------------------


@frozen
class FieldMeaning:
    """A field: which row it is read from and the steps to it.

    `row` is "this", a bound variable's name, or "before". `steps` are first names of fields; a step
    after a `ref` field reads the referred entry. `record` is the record of the first step.
    """

    row: str
    record: str
    steps: tuple[str, ...]


@frozen
class VariableMeaning:
    """A bound variable itself: an element of a list of plain values, or a whole entry."""

    name: str


@frozen
class DerivedMeaning:
    """A `define` or a result column of a table, of the given row."""

    row: str
    record: str
    name: str
    steps: tuple[str, ...] = ()
    """Fields read from the derived value, when it is a record."""


@frozen
class ParameterMeaning:
    """A parameter (by first name)."""

    name: str


@frozen
class MemberMeaning:
    """A member of an enum, by its first name."""

    enum: str
    member: str


@frozen
class BuiltinMeaning:
    """`today`, `period`, `previous`, `last_year`, `this`, `before` by canonical name, with steps after it."""

    name: str
    steps: tuple[str, ...] = ()


@frozen
class CalendarMeaning:
    """A declared calendar."""

    name: str


@frozen
class LedgerMeaning:
    """All entries of a record's ledger (the S of `some v in Meeting`)."""

    record: str


@frozen
class FunctionMeaning:
    """The function a call calls."""

    function: FunctionSchema


@frozen
class ItemMeaning:
    """The item an item reference names."""

    policy: str
    list: str
    item: str


@frozen
class ListMeaning:
    """The list `complies with` names."""

    policy: str
    list: str


Meaning = (
    FieldMeaning
    | VariableMeaning
    | DerivedMeaning
    | ParameterMeaning
    | MemberMeaning
    | BuiltinMeaning
    | CalendarMeaning
    | LedgerMeaning
    | FunctionMeaning
    | ItemMeaning
    | ListMeaning
)


@frozen
class Found:
    """What a name means and its type."""

    meaning: Meaning
    type: Type


# --- checked declarations -------------------------------------------------------------------


@frozen
class DerivedSchema:
    """A derived fact of a record: from a `define`, or a result column of a `table`."""

    names: Titled
    record: str
    type: Type
    declaration: DefineDeclaration | TableDeclaration
    column: int
    """The result column, for a table; 0 for a define."""
    policy: str


@frozen
class CheckedItem:
    """An item or an `otherwise` in its list and policy."""

    policy: str
    list: str
    names: Titled
    declaration: Item | Otherwise


@frozen
class CheckedList:
    """A list with its record and items in the order written (`otherwise` last)."""

    policy: str
    names: Titled
    record: str
    declaration: ListDeclaration
    items: tuple[CheckedItem, ...]


@frozen
class CheckedTest:
    """A test and the file's policy it stands in."""

    policy: str
    declaration: TestDeclaration
    file: File


@define
class Tables:
    """The side tables while the checker fills them; read-only afterwards."""

    types: dict[int, Type] = field(factory=dict)
    meanings: dict[int, Meaning] = field(factory=dict)
    alive: list[Any] = field(factory=list)

    def type_of(self, node: object) -> Type:
        """Return the type the checker gave an expression."""
        return self.types[id(node)]

    def meaning_of(self, node: object) -> Meaning:
        """Return what a path, call or reference means."""
        return self.meanings[id(node)]


@frozen(eq=False)
class Checked:
    """A policy set in which every name is resolved and every expression typed.

    `derived` is in dependency order per record. Keys of the mappings are first names; derived facts
    are keyed by (record, name).
    """

    files: tuple[File, ...]
    policies: Mapping[str, PolicySchema]
    records: Mapping[str, RecordSchema]
    enums: Mapping[str, EnumSchema]
    parameters: Mapping[str, ParameterSchema]
    actions: Mapping[str, ActionSchema]
    calendars: Mapping[str, CalendarDeclaration]
    derived: Mapping[tuple[str, str], DerivedSchema]
    lists: tuple[CheckedList, ...]
    tests: tuple[CheckedTest, ...]
    tables: Tables = field(repr=False)
