"""Can what a test expects come out at all?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.semantics.check_actions import check_verb
from policyrules.semantics.check_comparisons import compared
from policyrules.semantics.check_given import scope_of_test
from policyrules.semantics.check_heads import head_of
from policyrules.semantics.check_references import no_deadline, resolve_item
from policyrules.semantics.check_values import check_given
from policyrules.semantics.checked import FieldMeaning, ParameterMeaning
from policyrules.semantics.checking import Checking
from policyrules.semantics.constants import check_constant
from policyrules.semantics.mismatch import what_fits
from policyrules.semantics.names import ItemEntry, View
from policyrules.semantics.schema import RecordSchema
from policyrules.semantics.scope import Reads, Scope
from policyrules.semantics.types import ErrorType, ListType, OptionalType, RecordType, Type, required
from policyrules.semantics.wording import quoted, written
from policyrules.syntax.ast.clauses import Deadline, Warn
from policyrules.syntax.ast.expressions import ListLiteral, NoneLiteral, Path, UnknownLiteral
from policyrules.syntax.ast.names import ItemRef, Name
from policyrules.syntax.ast.tests import (
    ExpectActions,
    ExpectAnswer,
    Expectation,
    ExpectDeadline,
    ExpectNot,
    ExpectOutcome,
    ExpectValue,
    ExpectWarning,
)


def check_expectation(
    checking: Checking,
    step: Expectation,
    record: RecordSchema | None,
    view: View,
    expected: Reads,
    *,
    silent: bool,
) -> None:
    """Check one thing a test expects; `expected` takes what values it expects something of."""
    scope = scope_of_test(view, record, silent=silent)
    match step:
        case ExpectOutcome(by=by, needing=needing):
            for ref in by:
                _item(checking, ref, scope)
            for path in needing:
                _needing(checking, path, scope)
        case ExpectNot(item=item):
            _item(checking, item, scope)
        case ExpectValue():
            _value(checking, step, scope)
            expected.add(scope.reads)
        case ExpectAnswer(by=by):
            for ref in by:
                _answer(checking, ref, scope)
        case ExpectDeadline(by=by):
            for ref in by:
                entry = _item(checking, ref, scope)
                if entry is not None and not any(isinstance(c, Deadline) for c in entry.node.clauses):
                    no_deadline(checking, ref, scope)
        case ExpectWarning(by=by):
            for ref in by:
                entry = _item(checking, ref, scope)
                if entry is not None and not any(isinstance(c, Warn) for c in entry.node.clauses):
                    _no_warning(checking, ref, scope)
        case ExpectActions(verbs=verbs, by=by):
            for verb in verbs:
                if isinstance(verb, Name):
                    check_verb(checking, verb, scope)
            for ref in by:
                _item(checking, ref, scope)


def _no_warning(checking: Checking, ref: ItemRef, scope: Scope) -> None:
    checking.report.error(
        "no-warning",
        scope.place(ref),
        Phrase(f"{quoted(ref.item.text)} gives no early warning", f"{quoted(ref.item.text)} 没有预警"),
        label=Phrase("has neither `warn at` nor `warn … before`", "未写 `达到 … 时预警` 或 `提前 … 预警`"),
        help=(
            Phrase(
                f"write `expect warn by {ref.item.text}` for an item that warns when it is broken",
                f"条目本身的结论为提醒的，请写 `期望 提醒 依 {ref.item.text}`",
            ),
        ),
    )


def _item(checking: Checking, ref: ItemRef, scope: Scope) -> ItemEntry | None:
    entry = resolve_item(checking, ref, scope)
    if entry is None or scope.record is None or entry.list.record is None:
        return entry
    if entry.list.record == scope.record.names.first:
        return entry
    checking.report.error(
        "other-record",
        scope.place(ref),
        Phrase(
            f"{quoted(ref.item.text)} is about `{entry.list.record}`, and the test decides a `{scope.record.names.first}`",
            f"{quoted(ref.item.text)} 适用于 `{entry.list.record}`，而此测试判断的是 `{scope.record.names.for_people()}`",
        ),
        label=Phrase("about another record", "适用于其他记录"),
        help=(Phrase(f"give a `{entry.list.record}`", f"请给出 `{entry.list.record}`"),),
    )
    return None


def _answer(checking: Checking, ref: ItemRef, scope: Scope) -> None:
    entry = _item(checking, ref, scope)
    if entry is None or entry.node.modality != "may":
        return
    name = ref.item.text
    checking.report.error(
        "not-breakable",
        scope.place(ref),
        Phrase(
            f"{quoted(name)} allows something; it neither passes nor fails",
            f"{quoted(name)} 是允许事项，谈不上通过与否",
        ),
        label=Phrase("a permission", "允许事项"),
        help=(
            Phrase(
                f"write `expect permit by {name}` or `expect not {name}`",
                f"请写 `期望 允许 依 {name}` 或 `期望 未违反 {name}`",
            ),
        ),
    )


def _needing(checking: Checking, path: Path, scope: Scope) -> None:
    """Check a fact said to be missing: a field, a parameter, `today`, or another record's ledger."""
    name = path.names[0].text
    head = head_of(checking, name, scope)
    if len(path.names) == 1:
        if head is not None and isinstance(head.meaning, ParameterMeaning):
            checking.meaning(path, head.meaning)
            checking.tables.types[id(path)] = head.type
            return
        if head is None and checking.names.of_kind(name, "record") is not None:
            return
        checking.type_of(path, scope)
        return
    if (
        head is not None
        and isinstance(head.meaning, FieldMeaning)
        and isinstance(required(head.type), ListType)
    ):
        _through_list(checking, path, head.meaning, head.type, scope)
        return
    checking.type_of(path, scope)


def _through_list(checking: Checking, path: Path, start: FieldMeaning, type_: Type, scope: Scope) -> None:
    """Check `needing tasks.owner`: some entry's field."""
    steps = list(start.steps)
    inside: Type = type_
    for step in path.names[1:]:
        while isinstance(inside, OptionalType | ListType):
            inside = inside.element
        field = (
            checking.names.fields[inside.record].get(step.text) if isinstance(inside, RecordType) else None
        )
        if field is None:
            checking.report.error(
                "unknown-name",
                scope.at(step.span),
                Phrase(
                    f"nothing here is called {quoted(step.text)}", f"此处没有 {quoted(step.text)} 这个名称"
                ),
                label=Phrase("not a field of its entries", "不是其中各项的字段"),
            )
            return
        steps.append(field.names.first)
        inside = field.type
    checking.meaning(path, FieldMeaning("this", start.record, tuple(steps)))
    checking.tables.types[id(path)] = inside


def _in_its_period(checking: Checking, path: Path, scope: Scope) -> Scope:
    """Return the scope of what is expected of a fact derived for each period: that which contains the day."""
    if scope.record is None:
        return scope
    derivation = checking.names.derived[scope.record.names.first].get(path.names[0].text)
    return scope if derivation is None else evolve(scope, each=derivation.each)


def _value(checking: Checking, step: ExpectValue, scope: Scope) -> None:
    check_value(checking, step, value_expected_of(checking, step.left, scope), scope)


def value_expected_of(checking: Checking, path: Path, scope: Scope) -> Type:
    """Check what a test expects a value of, and return its type."""
    return checking.type_of(path, _in_its_period(checking, path, scope))


def check_value(checking: Checking, step: ExpectValue, type_: Type, scope: Scope) -> None:
    """Check the value that something of a type is expected to have."""
    right = step.right
    if isinstance(right, NoneLiteral):
        checking.type_of(right, scope, type_)
        if not isinstance(type_, OptionalType | ErrorType):
            words = written(scope.place(step.left))
            checking.report.error(
                "none-not-allowed",
                scope.place(right),
                Phrase(f"{words} is never none", f"{words} 不会为无"),
                label=Phrase("never", "不可能"),
                help=what_fits(type_),
            )
        return
    if isinstance(right, UnknownLiteral):
        checking.type_of(right, scope, type_)
        return
    if isinstance(right, ListLiteral):
        check_given(checking, right, type_, scope)
        return
    given = checking.type_of(right, scope, required(type_))
    compared(checking, (step.left, type_), (right, given), step.operator, scope, place=scope.place(step))
    if not isinstance(given, ErrorType):
        check_constant(checking, right, ErrorType(), scope)
