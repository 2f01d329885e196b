"""What does a dotted name mean, and what is its type?"""

from __future__ import annotations

from itertools import chain

from attrs import frozen

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checked import (
    BuiltinMeaning,
    CalendarMeaning,
    DerivedMeaning,
    FieldMeaning,
    Meaning,
    MemberMeaning,
    ParameterMeaning,
    VariableMeaning,
)
from policyrules.semantics.checking import ERROR, Checking, NeedsFirst
from policyrules.semantics.names import Derivation
from policyrules.semantics.scope import Scope
from policyrules.semantics.spellings import builtin_names
from policyrules.semantics.types import (
    CalendarType,
    DateType,
    EnumType,
    ErrorType,
    ListType,
    OptionalType,
    PeriodType,
    RecordType,
    RefType,
    Type,
    optional,
    required,
)
from policyrules.semantics.unknown_names import report_unknown, report_unknown_step
from policyrules.semantics.wording import kind_of, quoted, series
from policyrules.syntax.ast.expressions import Expression, Path
from policyrules.syntax.ast.names import Name


@frozen
class Found:
    """What a name means and its type."""

    meaning: Meaning
    type: Type


def path_type(checking: Checking, node: Path, scope: Scope, expected: Type | None) -> Type:
    """Return the type of a path, writing down what it means."""
    found = _one(checking, node, scope, expected) if len(node.names) == 1 else _many(checking, node, scope)
    if found is None:
        return ERROR
    _remember(found.meaning, scope)
    checking.meaning(node, found.meaning)
    return found.type


def peek(checking: Checking, node: Expression, scope: Scope) -> Type | None:
    """Return the type of a name that is a fact, variable or parameter; None for anything else."""
    if not isinstance(node, Path):
        return None
    head = head_of(checking, node.names[0].text, scope)
    return None if head is None else head.type


def is_bare(node: Expression) -> bool:
    """Return whether an expression is a single name, which may be a member of an enum."""
    return isinstance(node, Path) and len(node.names) == 1


def head_of(checking: Checking, name: str, scope: Scope) -> Found | None:
    """Return what a single name means here: variable, fact, parameter, built-in name or calendar."""
    variable = scope.variables.get(name)
    if variable is not None:
        variable.read = True
        return Found(VariableMeaning(variable.name), variable.type)
    names = checking.names
    if scope.record is not None:
        record = scope.record.names.first
        fact = names.fields[record].get(name)
        if fact is not None:
            return Found(FieldMeaning("this", record, (fact.names.first,)), fact.type)
        derivation = names.derived[record].get(name)
        if derivation is not None and scope.view.sees(derivation.view.policy):
            return Found(DerivedMeaning("this", record, derivation.names.first), _derived_type(derivation))
    declared = names.declared.get(name)
    if declared is not None and declared.kind == "parameter" and scope.view.sees(declared.policy):
        first = declared.names.first
        schema = names.parameters.get(first)
        return Found(ParameterMeaning(first), ERROR if schema is None else schema.type)
    builtin = builtin_names().get(name)
    if builtin is not None:
        return _builtin(builtin, scope)
    if declared is not None and declared.kind == "calendar" and scope.view.sees(declared.policy):
        return Found(CalendarMeaning(declared.names.first), CalendarType(declared.names.first))
    return None


def _builtin(name: str, scope: Scope) -> Found | None:
    if name == "today":
        return Found(BuiltinMeaning(name), DateType())
    if name == "period":
        return Found(BuiltinMeaning(name), PeriodType()) if scope.each is not None else None
    if scope.record is None or (name in ("previous", "last_year") and scope.each is None):
        return None
    whole = RecordType(scope.record.names.first)
    return Found(BuiltinMeaning(name), optional(whole) if name == "before" else whole)


def _derived_type(derivation: Derivation) -> Type:
    if derivation.type is None:
        raise NeedsFirst(derivation)
    return derivation.type


def _remember(meaning: Meaning, scope: Scope) -> None:
    reads = scope.reads
    match meaning:
        case ParameterMeaning(name=name):
            reads.parameters.add(name)
        case CalendarMeaning(name=name):
            reads.calendars.add(name)
        case FieldMeaning(record=record, steps=(only,)):
            reads.fields.add((record, only))
        case _:
            pass


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
            return head if _periods_agree(checking, node, derivation, scope) else None
        case ParameterMeaning(name=name):
            schema = checking.names.parameters.get(name)
            if schema is not None and schema.keys:
                scope.reads.parameters.add(name)
                keys = ", ".join(f"{record}.{key}" for record, key in schema.keys)
                asked = ", ".join(key for _, key in schema.keys)
                checking.report.error(
                    "parameter-needs-key",
                    scope.place(node),
                    Phrase(
                        f"`{node.names[0].text}` has a value for each {keys}",
                        f"参数 `{node.names[0].text}` 按 {keys} 分别取值",
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


def _periods_agree(checking: Checking, node: Path, derivation: Derivation, scope: Scope) -> bool:
    """Return whether a fact derived for each month (and so on) is asked for in such a period."""
    if derivation.each is None or derivation.each == scope.each:
        return True
    checking.report.error(
        "no-period",
        scope.place(node),
        Phrase(
            f"`{node.names[-1].text}` is derived for each {derivation.each}, and here no {derivation.each} is meant",
            f"`{node.names[-1].text}` 按期得出，此处没有相应的期间",
        ),
        label=Phrase(f"of which {derivation.each}?", "哪一期？"),
        help=(
            Phrase(
                f"ask it in a list `for {derivation.record} each {derivation.each}`",
                f"请在定期适用于 `{derivation.record}` 的清单中使用",
            ),
        ),
    )
    return False


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


# --- several names --------------------------------------------------------------------------


def _many(checking: Checking, node: Path, scope: Scope) -> Found | None:
    first, second = node.names[0], node.names[1]
    head = head_of(checking, first.text, scope)
    if len(node.names) == 2:
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
    """Return the member that `Tier.county` names; nothing when the first name is a record of facts."""
    first, second = node.names
    if head is not None:
        inside = required(head.type)
        if isinstance(inside, RecordType | RefType | ErrorType):
            return None
        if isinstance(inside, EnumType):
            member = checking.member(inside, second.text)
            if member is not None:
                return Found(MemberMeaning(inside.name, member), inside)
    declared = checking.names.of_kind(first.text, "enum")
    if declared is None or not scope.view.sees(declared.policy):
        return None
    enum = checking.names.enums[declared.names.first].type
    member = checking.member(enum, second.text)
    return None if member is None else Found(MemberMeaning(enum.name, member), enum)


def _no_head(checking: Checking, node: Path, scope: Scope) -> None:
    first, second = node.names[0], node.names[1]
    declared = checking.names.of_kind(first.text, "enum")
    if declared is not None and scope.view.sees(declared.policy) and len(node.names) == 2:
        enum = checking.names.enums[declared.names.first].type
        near = checking.report.near(second.text, chain(enum.members, enum.people))
        offer, offer_zh = series(near or enum.members), series(near or enum.people)
        checking.report.error(
            "unknown-name",
            scope.at(second.span),
            Phrase(
                f"`{first.text}` has no member {quoted(second.text)}",
                f"`{first.text}` 没有取值 {quoted(second.text)}",
            ),
            label=Phrase(f"not a member of `{first.text}`", f"不是 `{first.text}` 的取值"),
            help=(Phrase(f"`{first.text}` has {offer.en}", f"`{first.text}` 的取值有 {offer_zh.zh}"),),
        )
        return
    report_unknown(checking, node, scope, None)


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
    type_ = _derived_type(derivation)
    if len(node.names) > 2:
        report_unknown_step(checking, node.names[2], type_, scope)
        return None
    scope.reads.derived.setdefault(derivation.key, scope.place(node))
    if not _periods_agree(checking, node, derivation, scope):
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
        if not _periods_agree(checking, node, derivation, scope):
            return None
        root = holder.record
        derived = derivation.names.first
        inside = _derived_type(derivation)
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
        members = checking.report.near(step.text, chain(holder.members, holder.people)) or holder.people
        helps = (Phrase(f"its members are {series(members).en}", f"其取值有 {series(members).zh}"),)
    elif isinstance(holder, ListType):
        helps = (
            Phrase(
                f"ask each entry: `some v in {before.text} where (v.{step.text} …)`",
                f"请逐项询问：`有 {before.text} v 其中 (v.{step.text} …)`",
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
        help=helps,
    )


def _through_path(checking: Checking, node: Path, number: int, record: str, scope: Scope) -> None:
    step = node.names[number]
    checking.report.error(
        "derived-through-path",
        scope.at(step.span),
        Phrase(
            f"`{step.text}` is derived for `{record}`, and a derived fact cannot be read through another record",
            f"`{step.text}` 是为 `{record}` 定义的事实，不能经由其他记录读取",
        ),
        label=Phrase("derived, not a field", "是定义所得，不是字段"),
        help=(
            Phrase(
                f"write what it is derived from, or define it for `{node.names[0].text}`'s record too",
                "请直接写出其所依据的字段，或为本记录另行定义",
            ),
        ),
    )
