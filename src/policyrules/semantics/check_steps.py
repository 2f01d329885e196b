"""What do the names after the first lead to?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_heads import derived_type, head_of, periods_agree
from policyrules.semantics.checked import (
    BuiltinMeaning,
    DerivedMeaning,
    FieldMeaning,
    Found,
    Meaning,
    MemberMeaning,
    VariableMeaning,
)
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import Kind
from policyrules.semantics.respelling import respelt
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import (
    EnumType,
    ErrorType,
    ListType,
    OptionalType,
    RecordType,
    RefType,
    Type,
    optional,
    required,
)
from policyrules.semantics.unknown_names import report_unknown, report_unknown_step
from policyrules.semantics.wording import kind_of, quoted, series
from policyrules.syntax.ast.declarations import DefineDeclaration
from policyrules.syntax.ast.expressions import And, Arithmetic, Binder, Or, Path
from policyrules.syntax.ast.names import Name
from policyrules.syntax.walk import walk


def several_names(checking: Checking, node: Path, scope: Scope) -> Found | None:
    """Return what a path of several names means and its type; None after reporting that it means nothing."""
    first, second = node.names[0], node.names[1]
    head = head_of(checking, first.text, scope)
    member = _member(checking, node, head, scope)
    if member is not None:
        return member
    if head is None:
        _no_head(checking, node, scope)
        return None
    match head.meaning:
        case VariableMeaning(name=row):
            return _walk(checking, node, scope, row=row, at=1, inside=head.type)
        case BuiltinMeaning(name="this" | "before" as row):
            return _walk(checking, node, scope, row=row, at=1, inside=head.type)
        case BuiltinMeaning(name="previous" | "last_year" as name):
            return _earlier(checking, node, name, scope)
        case FieldMeaning():
            return _walk(checking, node, scope, row="this", at=0, inside=None)
        case DerivedMeaning():
            return _walk(checking, node, scope, row="this", at=0, inside=None)
        case _:
            report_unknown_step(checking, second, head.type, scope)
            return None


def _member(checking: Checking, node: Path, head: Found | None, scope: Scope) -> Found | None:
    """Return the member that `Tier.county` or, of an enum written in a field, `Visit.kind.talk` names."""
    *before, last = node.names
    enum = None if head is None else _enum_along(checking, head.type, before[1:], scope)
    if enum is None or checking.member(enum, last.text) is None:
        if head is not None and isinstance(required(head.type), ErrorType):
            return None
        if head is not None and len(before) == 1 and isinstance(required(head.type), RecordType | RefType):
            return None
        enum = _enum_declared(checking, before, scope)
    member = None if enum is None else checking.member(enum, last.text)
    return None if enum is None or member is None else Found(MemberMeaning(enum.name, member), enum)


def _enum_declared(checking: Checking, names: Sequence[Name], scope: Scope) -> EnumType | None:
    """Return the enum that is called so; one without a name of its own is called by its record and field."""
    kind: Kind = "enum" if len(names) == 1 else "record"
    declared = checking.names.of_kind(names[0].text, kind)
    if declared is None or len(names) > 2 or not scope.view.sees(declared.policy):
        return None
    first = declared.names.first
    if kind == "enum":
        return checking.names.enums[first].type
    return _enum_along(checking, RecordType(first), names[1:], scope)


def _enum_along(checking: Checking, type_: Type, steps: Sequence[Name], scope: Scope) -> EnumType | None:
    """Return the enum that names lead to, one after the other, from something of a type."""
    names = checking.names
    for step in steps:
        holder = required(type_)
        if not isinstance(holder, RecordType | RefType):
            return None
        fact = names.fields.get(holder.record, {}).get(step.text)
        derivation = names.derived.get(holder.record, {}).get(step.text)
        if fact is not None:
            type_ = fact.type
        elif derivation is not None and scope.view.sees(derivation.view.policy):
            type_ = derived_type(derivation)
        else:
            return None
    found = required(type_)
    return found if isinstance(found, EnumType) else None


def _no_head(checking: Checking, node: Path, scope: Scope) -> None:
    *before, last = node.names
    enum = _enum_declared(checking, before, scope)
    if enum is None:
        record = checking.names.of_kind(before[0].text, "record") if len(before) > 1 else None
        fields = {} if record is None else checking.names.fields[record.names.first]
        if record is None or before[1].text in fields or not scope.view.sees(record.policy):
            report_unknown(checking, node, scope, None)
        else:
            report_unknown_step(checking, before[1], RecordType(record.names.first), scope)
        return
    called = ".".join(name.text for name in before)
    near = checking.report.near(last.text, chain(enum.members, enum.people))
    offer, offer_zh = series(near or enum.members), series(near or enum.people)
    checking.report.error(
        "unknown-name",
        scope.at(last.span),
        Phrase(f"`{called}` has no member {quoted(last.text)}", f"`{called}` 没有取值 {quoted(last.text)}"),
        label=Phrase(f"not a member of `{called}`", f"不是 `{called}` 的取值"),
        help=(Phrase(f"`{called}` has {offer.en}", f"`{called}` 的取值有 {offer_zh.zh}"),),
        edits=respelt(scope.at(last.span), near),
    )


def _earlier(checking: Checking, node: Path, name: str, scope: Scope) -> Found | None:
    """Return the meaning of `previous.total`: a derived fact of the period before."""
    assert scope.record is not None
    step = node.names[1]
    derivation = checking.names.derived[scope.record.names.first].get(step.text)
    if derivation is None or not scope.view.sees(derivation.view.policy):
        fact = checking.names.fields[scope.record.names.first].get(step.text)
        if fact is None:
            report_unknown_step(checking, step, RecordType(scope.record.names.first), scope)
            return None
        if len(node.names) > 2:
            report_unknown_step(checking, node.names[2], fact.type, scope)
            return None
        scope.reads.fields.add((scope.record.names.first, fact.names.first))
        return Found(BuiltinMeaning(name, (fact.names.first,)), fact.type)
    type_ = derived_type(derivation)
    if len(node.names) > 2:
        report_unknown_step(checking, node.names[2], type_, scope)
        return None
    scope.reads.derived.setdefault(derivation.key, scope.place(node))
    if not periods_agree(checking, node, derivation, scope):
        return None
    return Found(BuiltinMeaning(name, (derivation.names.first,)), optional(type_))


# --- steps ----------------------------------------------------------------------------------


def _walk(
    checking: Checking, node: Path, scope: Scope, *, row: str, at: int, inside: Type | None
) -> Found | None:
    """Follow the names of a path from `at` on, through nested records and references.

    `inside` is the type of what the path has led to so far; none: the record of the scope.
    """
    names = checking.names
    if inside is None:
        assert scope.record is not None
        inside = RecordType(scope.record.names.first)
    root: str | None = None
    steps: list[str] = []
    derived: str | None = None
    maybe_none = False
    for number in range(at, len(node.names)):
        step = node.names[number]
        maybe_none = maybe_none or isinstance(inside, OptionalType)
        holder = required(inside)
        if isinstance(holder, ErrorType):
            return None
        if not isinstance(holder, RecordType | RefType):
            _no_parts(checking, node, number, inside, scope)
            return None
        maybe_none = maybe_none or isinstance(holder, RefType)
        fact = names.fields.get(holder.record, {}).get(step.text)
        if fact is not None:
            root = root or holder.record
            scope.reads.fields.add((holder.record, fact.names.first))
            steps.append(fact.names.first)
            inside = fact.type
            continue
        derivation = names.derived.get(holder.record, {}).get(step.text)
        if derivation is None or not scope.view.sees(derivation.view.policy):
            report_unknown_step(checking, step, holder, scope)
            return None
        scope.reads.derived.setdefault(derivation.key, scope.at(step.span))
        if steps or derived is not None:
            _through_path(checking, node, number, holder.record, scope)
            return None
        if not periods_agree(checking, node, derivation, scope):
            return None
        root = holder.record
        derived = derivation.names.first
        inside = derived_type(derivation)
        if derivation.bound is not None and number == len(node.names) - 1:
            checking.bounds[id(node)] = derivation.bound
    assert root is not None
    meaning: Meaning = (
        FieldMeaning(row, root, tuple(steps))
        if derived is None
        else DerivedMeaning(row, root, derived, tuple(steps))
    )
    return Found(meaning, optional(inside) if maybe_none else inside)


def _no_parts(checking: Checking, node: Path, number: int, inside: Type, scope: Scope) -> None:
    step, before = node.names[number], node.names[number - 1]
    helps: tuple[Phrase, ...] = ()
    holder = required(inside)
    if isinstance(holder, EnumType):
        near = checking.report.near(step.text, chain(holder.members, holder.people))
        members, people = series(near or holder.members), series(near or holder.people)
        helps = (Phrase(f"its members are {members.en}", f"其取值有 {people.zh}"),)
    elif isinstance(holder, ListType):
        helps = (
            Phrase(
                f"ask each entry: `some v in {before.text} where (v.{step.text} …)`",
                f"请逐项询问：`有 {before.text} 项 其中（项.{step.text} …）`",
            ),
        )
    is_ = kind_of(inside)
    checking.report.error(
        "no-parts",
        scope.at(step.span),
        Phrase(
            f"{quoted(before.text)} is {is_.en}; it has no {quoted(step.text)}",
            f"{quoted(before.text)} 是{is_.zh}，没有 {quoted(step.text)}",
        ),
        label=Phrase("nothing to look into", "没有可取的下级内容"),
        help=helps or (Phrase(f"write {quoted(before.text)} alone", f"请只写 {quoted(before.text)}"),),
    )


def _as_written_there(checking: Checking, record: str, derived: str, called: str) -> str:
    """Return the words of a definition as they are written where its record is `called` so.

    Nothing where they are too long for a line, or read what is not a field of that record.
    """
    names = checking.names
    entry = names.derived[record][derived]
    if not isinstance(entry.node, DefineDeclaration) or entry.each is not None:
        return ""
    value = entry.node.value
    starts = []
    for node in walk(value):
        if isinstance(node, Binder) or (
            isinstance(node, Path) and node.names[0].text in names.derived[record]
        ):
            return ""
        if isinstance(node, Path) and node.names[0].text in names.fields[record]:
            starts.append(node.span.start)
    text = entry.view.file.source.text
    words, at = "", value.span.start
    for start in sorted(starts):
        words += f"{text[at:start]}{called}."
        at = start
    words = " ".join((words + text[at : value.span.stop]).split())
    if len(words) > _LONGEST_DEFINITION or "`" in words or "#" in words:
        return ""
    return f"({words})" if isinstance(value, And | Or | Arithmetic) else words


_LONGEST_DEFINITION: Final = 60


def _through_path(checking: Checking, node: Path, number: int, record: str, scope: Scope) -> None:
    step = node.names[number]
    called = ".".join(name.text for name in node.names[:number])
    words = _as_written_there(checking, record, step.text, called)
    checking.report.error(
        "derived-through-path",
        scope.at(step.span),
        Phrase(
            f"`{step.text}` is derived for `{record}`, and a derived fact cannot be read through another record",
            f"`{step.text}` 是为 `{record}` 定义的事实，不能经由其他记录读取",
        ),
        label=Phrase("derived, not a field", "是定义所得，不是字段"),
        help=(
            Phrase(f"write its definition out here: `{words}`", f"请在此处直接写出定义的内容：`{words}`")
            if words
            else Phrase(
                f"write out here what it is derived from, the fields with `{called}.` before them",
                f"请在此处直接写出定义的内容，其中的字段之前写 `{called}.`",
            ),
        ),
    )
