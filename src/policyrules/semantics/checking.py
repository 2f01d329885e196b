"""What do all checks share?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import define, field
from policyrules.semantics.checked import FieldMeaning, Found, Meaning, Tables
from policyrules.semantics.damage import Damage
from policyrules.semantics.fit import fits
from policyrules.semantics.mismatch import condition_help, help_for, what_fits
from policyrules.semantics.names import Derivation, Names
from policyrules.semantics.report import Report
from policyrules.semantics.schema import FieldSchema
from policyrules.semantics.scope import Scope, Variable
from policyrules.semantics.types import BooleanType, EnumType, ErrorType, NoneType, Type, required
from policyrules.semantics.wording import kind_of, written
from policyrules.syntax.ast.expressions import Expression

DEEPEST: Final = 130
"""Expressions nest no deeper, so that no later stage runs out of stack."""

ERROR: Final = ErrorType()
BOOLEAN: Final = BooleanType()
_ASKED: Final = (BooleanType, ErrorType)
"""What may stand where something is asked."""


class NeedsFirst(Exception):  # noqa: N818  # an answer to whoever orders the checks, not a mistake
    """Raised where a derived fact is read whose own type is not known yet."""

    def __init__(self, derivation: Derivation) -> None:
        super().__init__(derivation.names.first)
        self.derivation = derivation


Infer = Callable[["Checking", Expression, Scope, Type | None], Type]


@define(eq=False)
class Checking:
    """One run of the checker: the names, the report, and the side tables it fills."""

    names: Names
    report: Report
    infer: Infer
    tables: Tables = field(factory=Tables)
    bounds: dict[int, int] = field(factory=dict)
    """Whole-number expression (by identity) → no value of it is larger; otherwise 18 digits."""
    depth: int = 0
    variables: dict[int, Variable] = field(factory=dict)
    """Binder (by identity) → the variable it binds."""
    overrides: dict[tuple[str, str], dict[tuple[str, str], Place]] = field(factory=dict)
    """Item → the items it overrides, with where it says so."""
    binders: dict[int, dict[str, Span]] = field(factory=dict)
    """Item or declaration (by identity) → the variables bound in it; filled only for messages."""
    _members: dict[int, tuple[EnumType, Mapping[str, str]]] = field(factory=dict)
    """Enum (by identity) → itself, and its members by either name."""
    _facts: dict[int, tuple[FieldSchema, Found]] = field(factory=dict)
    """Field (by identity) → itself, and what its name means where its record's facts are read."""
    _field_owners: dict[str, list[str]] | None = None
    _member_owners: dict[str, list[str]] | None = None

    @property
    def damage(self) -> Damage:
        """What mistakes of form took away before."""
        return self.report.damage

    def type_of(self, node: Expression, scope: Scope, expected: Type | None = None) -> Type:
        """Return the type of an expression, and write it down.

        `expected` is what its place asks for: it says which enum a bare word belongs to. Whether
        the type fits is for the caller to ask (`value_of`).
        """
        self.depth += 1
        if self.depth > DEEPEST:
            self.depth -= 1
            self._too_deep(node, scope)
            found: Type = ERROR
        else:
            found = self.infer(self, node, scope, expected)
            self.depth -= 1
        self.tables.types[id(node)] = found
        return found

    def meaning(self, node: object, meaning: Meaning) -> None:
        """Write down what a path, call or reference means."""
        self.tables.meanings[id(node)] = meaning

    def condition(self, node: Expression, scope: Scope) -> None:
        """Check an expression that is asked whether it holds."""
        type_ = self.type_of(node, scope, BOOLEAN)
        if type_ is not BOOLEAN and not isinstance(required(type_), _ASKED):
            self.report.error(
                "not-a-condition",
                scope.place(node),
                _said(node, type_, scope, Phrase("not a condition", "不是条件")),
                label=Phrase("this must be yes or no", "此处须为是或否"),
                help=condition_help(type_, written(scope.place(node)).strip("`")),
            )

    def value_of(self, node: Expression, scope: Scope, expected: Type) -> Type:
        """Check an expression that must give a value of a type; return the type it has."""
        type_ = self.type_of(node, scope, expected)
        if not fits(type_, expected):
            self.mismatch(node, scope, type_, expected)
        return type_

    def mismatch(
        self,
        node: Expression,
        scope: Scope,
        type_: Type,
        expected: Type,
        *help: Phrase,  # noqa: A002  # as in diagnostics
    ) -> None:
        """Report a value of another kind than its place asks for."""
        if isinstance(type_, ErrorType) or isinstance(expected, ErrorType):
            return
        wanted = kind_of(expected)
        if isinstance(type_, NoneType):
            self.report.error(
                "none-not-allowed",
                scope.place(node),
                Phrase("this may not be none", "此处不得为无"),
                label=Phrase(f"{wanted.en} is needed", f"此处应为{wanted.zh}"),
                help=(*help, *_told_nothing(scope)),
            )
            return
        self.report.error(
            "type-mismatch",
            scope.place(node),
            _said(node, type_, scope, Phrase(f"not {wanted.en}", f"不是{wanted.zh}")),
            label=Phrase(f"{wanted.en} is needed", f"此处应为{wanted.zh}"),
            help=(*help, *(help_for(node, type_, expected) or what_fits(expected))),
        )

    def fact(self, record: str, of: FieldSchema) -> Found:
        """Return what the name of a field means where its record's facts are read."""
        known = self._facts.get(id(of))
        if known is None:
            known = of, Found(FieldMeaning("this", record, (of.names.first,)), of.type)
            self._facts[id(of)] = known
        return known[1]

    def member(self, enum: EnumType, spelling: str) -> str | None:
        """Return the first name of the member that either of its names spells, or None."""
        found = self._members.get(id(enum))
        if found is None:
            by_people = dict(zip(enum.people, enum.members, strict=True))
            found = enum, {**by_people, **{first: first for first in enum.members}}
            self._members[id(enum)] = found
        return found[1].get(spelling)

    def field_owners(self) -> Mapping[str, Sequence[str]]:
        """Return for every spelling of a field the records that have one (for messages)."""
        if self._field_owners is None:
            self._field_owners = {}
            for record, fields in self.names.fields.items():
                for spelling in fields:
                    self._field_owners.setdefault(spelling, []).append(record)
        return self._field_owners

    def fact_owners(self) -> Mapping[str, Sequence[str]]:
        """Return for every spelling of a field or derived fact the records that have one."""
        found: dict[str, list[str]] = {spelling: list(of) for spelling, of in self.field_owners().items()}
        for record, derived in self.names.derived.items():
            for spelling in derived:
                found.setdefault(spelling, []).append(record)
        return found

    def member_owners(self) -> Mapping[str, Sequence[str]]:
        """Return for every spelling of a member the declared enums that have one (for messages)."""
        if self._member_owners is None:
            self._member_owners = {}
            for enum, schema in self.names.enums.items():
                for spelling in dict.fromkeys((*schema.type.members, *schema.type.people)):
                    self._member_owners.setdefault(spelling, []).append(enum)
        return self._member_owners

    def _too_deep(self, node: Expression, scope: Scope) -> None:
        if self.damage.is_in(scope.view.source):
            return  # the parser has said so
        self.report.error(
            "too-deep",
            scope.place(node),
            Phrase(
                f"this expression is more than {DEEPEST} levels deep",
                f"此表达式的层次超过 {DEEPEST} 层",
            ),
            label=Phrase("too many levels", "层次过多"),
            help=(
                Phrase(
                    "give a part of it a name: `define crowded for Visit = …`",
                    "把其中一部分另行定义：`定义 人数过多 适用于 走访 = …`",
                ),
            ),
        )


def _said(node: Expression, type_: Type, scope: Scope, but: Phrase) -> Phrase:
    words = written(scope.place(node))
    is_ = kind_of(type_)
    return Phrase(f"{words} is {is_.en}, {but.en}", f"{words} 是{is_.zh}，{but.zh}")


def _told_nothing(scope: Scope) -> tuple[Phrase, ...]:
    if scope.values != "tests":
        return ()
    return (Phrase("`unknown` says that we were not told", "未被告知的写 `不详`"),)
