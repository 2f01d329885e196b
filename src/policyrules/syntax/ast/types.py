"""What kind of value does a field hold, as written?"""

from __future__ import annotations

from policyrules.diagnostics.span import Span
from policyrules.frozen import field, frozen
from policyrules.syntax.ast.names import Annotation, Name, Names


@frozen
class NamedType:
    """`text`, `number(2)`, `Tier`, or the name of a record (a nested record)."""

    name: Name
    scale: int | None = None
    span: Span = field(eq=False, repr=False, kw_only=True)


@frozen
class RefType:
    """`ref PlanItem` 引用 计划项."""

    record: Name
    span: Span = field(eq=False, repr=False, kw_only=True)


@frozen
class EnumMember:
    """One value of an enum, with its names."""

    names: Names
    annotations: tuple[Annotation, ...]
    span: Span = field(eq=False, repr=False)


@frozen
class EnumBody:
    """`{ village 村 < township 乡镇 }` (ordered) or `{ a, b }`; also a type of its own in a field."""

    members: tuple[EnumMember, ...]
    ordered: bool
    span: Span = field(eq=False, repr=False)


@frozen
class ListType:
    """`list of T` 列表 T."""

    element: TypeExpression
    span: Span = field(eq=False, repr=False)


@frozen
class OptionalType:
    """`T?`: may be none."""

    element: TypeExpression
    span: Span = field(eq=False, repr=False)


TypeExpression = NamedType | RefType | EnumBody | ListType | OptionalType
