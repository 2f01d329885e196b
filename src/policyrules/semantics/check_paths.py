"""What does a dotted name mean, and what is its type?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_heads import head_of, periods_agree
from policyrules.semantics.check_steps import several_names
from policyrules.semantics.checked import (
    BuiltinMeaning,
    CalendarMeaning,
    DerivedMeaning,
    FieldMeaning,
    Found,
    Meaning,
    MemberMeaning,
    ParameterMeaning,
)
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.scope import Scope
from policyrules.semantics.spellings import builtin_names
from policyrules.semantics.types import (
    EnumType,
    ErrorType,
    Type,
    required,
)
from policyrules.semantics.unknown_names import report_unknown
from policyrules.semantics.wording import series
from policyrules.syntax.ast.expressions import Path
from policyrules.syntax.ast.names import Name


def path_type(checking: Checking, node: Path, scope: Scope, expected: Type | None) -> Type:
    """Return the type of a path, writing down what it means."""
    found = (
        _one(checking, node, scope, expected)
        if len(node.names) == 1
        else several_names(checking, node, scope)
    )
    if found is None:
        return ERROR
    _remember(found.meaning, scope)
    _remember_before(checking, node, scope)
    checking.meaning(node, found.meaning)
    return found.type


def _remember(meaning: Meaning, scope: Scope) -> None:
    reads = scope.reads
    match meaning:
        case FieldMeaning(record=record, steps=(only,)):
            reads.fields.add((record, only))
        case ParameterMeaning(name=name):
            reads.parameters.add(name)
        case CalendarMeaning(name=name):
            reads.calendars.add(name)
        case _:
            pass


def _remember_before(checking: Checking, node: Path, scope: Scope) -> None:
    """Write down where the record's earlier version is read: `before` itself, or something of it."""
    name = node.names[0].text
    if builtin_names().get(name) != "before":
        return
    head = head_of(checking, name, scope)
    if head is not None and head.meaning == BuiltinMeaning("before"):
        scope.reads.before = scope.reads.before or scope.place(node)


# --- one name -------------------------------------------------------------------------------


def _one(checking: Checking, node: Path, scope: Scope, expected: Type | None) -> Found | None:
    name = node.names[0]
    head = head_of(checking, name.text, scope)
    wanted = None if expected is None else required(expected)
    if isinstance(wanted, EnumType):
        member = checking.member(wanted, name.text)
        if member is not None and (head is None or required(head.type) != wanted):
            declared = checking.names.enums.get(wanted.name)
            if declared is not None:
                scope.view.sees(declared.policy)
            return Found(MemberMeaning(wanted.name, member), wanted)
        if member is not None:
            _ambiguous(checking, name, wanted, scope)
            return None
    if head is None:
        if not isinstance(wanted, ErrorType):
            report_unknown(checking, node, scope, wanted)
        return None
    return _checked_head(checking, node, head, scope)


def _checked_head(checking: Checking, node: Path, head: Found, scope: Scope) -> Found | None:
    match head.meaning:
        case DerivedMeaning(record=record, name=name):
            derivation = checking.names.derived[record][name]
            scope.reads.derived.setdefault(derivation.key, scope.place(node))
            if derivation.bound is not None:
                checking.bounds[id(node)] = derivation.bound
            return head if periods_agree(checking, node, derivation, scope) else None
        case ParameterMeaning(name=name):
            schema = checking.names.parameters.get(name)
            if schema is not None and schema.keys:
                scope.reads.parameters.add(name)
                keys = series(f"{record}.{key}" for record, key in schema.keys)
                asked = ", ".join(key for _, key in schema.keys)
                checking.report.error(
                    "parameter-needs-key",
                    scope.place(node),
                    Phrase(
                        f"`{node.names[0].text}` has a value for each {keys.en}",
                        f"参数 `{node.names[0].text}` 按 {keys.zh} 分别取值",
                    ),
                    label=Phrase("which one?", "未写明取哪一个"),
                    help=(
                        Phrase(
                            f"say for which: `{node.names[0].text}[{asked}]`",
                            f"请写明取哪一个：`{node.names[0].text}[{asked}]`",
                        ),
                    ),
                )
                return None
            return head
        case _:
            return head


def _ambiguous(checking: Checking, name: Name, enum: EnumType, scope: Scope) -> None:
    checking.report.error(
        "ambiguous-name",
        scope.at(name.span),
        Phrase(
            f"`{name.text}` is both a fact here and a member of `{enum.name}`",
            f"`{name.text}` 在此处既是事实，又是 `{enum.name}` 的取值",
        ),
        label=Phrase("which of them?", "指哪一个？"),
        help=(
            Phrase(
                f"write `this.{name.text}` for the fact, `{enum.name}.{name.text}` for the member",
                f"指事实写 `本件.{name.text}`，指取值写 `{enum.name}.{name.text}`",
            ),
        ),
    )
