"""Does a test give facts that exist, and expect what can come out?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from attrs import define, evolve

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.semantics.check_comparisons import compared
from policyrules.semantics.check_heads import head_of
from policyrules.semantics.check_lookups import report_no_keys
from policyrules.semantics.check_references import no_deadline, resolve_item
from policyrules.semantics.check_types import find_record, report_unseen
from policyrules.semantics.check_values import check_facts, check_given
from policyrules.semantics.checked import CheckedTest, FieldMeaning, ParameterMeaning
from policyrules.semantics.checking import Checking
from policyrules.semantics.constants import check_constant
from policyrules.semantics.fit import comparable
from policyrules.semantics.mismatch import what_fits
from policyrules.semantics.names import ItemEntry, View
from policyrules.semantics.schema import RecordSchema
from policyrules.semantics.scope import Reads, Scope
from policyrules.semantics.types import ErrorType, ListType, OptionalType, RecordType, Type, required
from policyrules.semantics.wording import did_you_mean, quoted, series, written
from policyrules.syntax.ast.clauses import Deadline
from policyrules.syntax.ast.declarations import (
    ExpectAnswer,
    ExpectDeadline,
    ExpectNot,
    ExpectOutcome,
    ExpectValue,
    GivenLedger,
    GivenParameter,
    GivenRecord,
    OnDate,
    TestDeclaration,
)
from policyrules.syntax.ast.expressions import ListLiteral, NoneLiteral, Path, UnknownLiteral
from policyrules.syntax.ast.names import ItemRef


@define(eq=False)
class _About:
    """What a test is about so far."""

    record: RecordSchema | None = None
    given: Span | None = None
    ledger: RecordSchema | None = None
    on: Span | None = None
    expects: bool = False
    unclear: bool = False


def check_tests(checking: Checking, views: Iterable[View]) -> tuple[list[CheckedTest], Reads]:
    """Check every test; return them in the order written, and what values they expect something of."""
    found: list[CheckedTest] = []
    expected = Reads()
    for view in views:
        for node in view.file.declarations:
            if isinstance(node, TestDeclaration):
                _check_test(checking, node, view, expected)
                found.append(CheckedTest(view.policy, node, view.file))
    return found, expected


def _check_test(checking: Checking, node: TestDeclaration, view: View, expected: Reads) -> None:
    about = _About()
    # what is given decides how everything else is read, so it is looked at first
    for step in node.steps:
        if isinstance(step, GivenRecord):
            _given_record(checking, step, view, about)
        elif isinstance(step, GivenLedger):
            _given_ledger(checking, step, view, about)
    record = about.record or about.ledger
    for step in node.steps:
        match step:
            case GivenRecord() | GivenLedger():
                pass
            case GivenParameter():
                _given_parameter(checking, step, view)
            case OnDate():
                _on(checking, step, view, about)
            case ExpectOutcome() | ExpectNot() | ExpectValue() | ExpectAnswer() | ExpectDeadline():
                about.expects = True
                _expect(checking, step, record, view, expected, silent=about.unclear)
            case _:
                assert_never(step)
    _check_whole(checking, node, about, view)


def _check_whole(checking: Checking, node: TestDeclaration, about: _About, view: View) -> None:
    if checking.damage.touches(view.place(node.span)):
        return
    title = view.place(node.title.span)
    if _lacks_facts(about):
        checking.report.error(
            "test-without-facts",
            title,
            Phrase("this test gives no facts to decide", "此测试没有给出可供判断的事实"),
            label=Phrase("about what?", "关于什么？"),
            help=(Phrase("add `given RECORD { … }`", "请加上 `设 记录 { … }`"),),
        )
    if not about.expects:
        checking.report.error(
            "test-without-expectation",
            title,
            Phrase("this test expects nothing", "此测试没有写明期望"),
            label=Phrase("what should come out?", "应得出什么？"),
            help=(Phrase("add `expect permit`, or what should come out", "请加上 `期望 允许` 等"),),
        )


def _lacks_facts(about: _About) -> bool:
    """Return whether a test gives no facts at all."""
    return about.record is None and about.ledger is None and not about.unclear


def _scope(view: View, record: RecordSchema | None, *, silent: bool = False) -> Scope:
    return Scope(view, record, Reads(), values="tests", silent=silent or record is None)


# --- given ----------------------------------------------------------------------------------


def _given_record(checking: Checking, step: GivenRecord, view: View, about: _About) -> None:
    if about.given is not None:
        checking.report.error(
            "duplicate-clause",
            view.place(step.span),
            Phrase(
                "a test decides one record, and this is another", "一个测试只判断一条记录，此处又给了一条"
            ),
            label=Phrase("a second record", "第二条记录"),
            labels=(Label(view.place(about.given), Phrase("the first one", "第一条")),),
            help=(Phrase("earlier entries stand in `given ledger`", "先前的记录请写在 `设 台账` 中"),),
        )
    about.given = about.given or step.record.span
    declared = find_record(step.record, view, checking.names, checking.report)
    if declared is None:
        about.unclear = True
        return
    schema = checking.names.records[declared.names.first]
    about.record = about.record or schema
    check_facts(checking, step.facts, schema.names.first, _scope(view, schema))


def _given_ledger(checking: Checking, step: GivenLedger, view: View, about: _About) -> None:
    declared = find_record(step.record, view, checking.names, checking.report)
    if declared is None:
        about.unclear = True
        return
    schema = checking.names.records[declared.names.first]
    about.ledger = about.ledger or schema
    for row in step.rows:
        check_facts(checking, row, schema.names.first, _scope(view, schema))


def _given_parameter(checking: Checking, step: GivenParameter, view: View) -> None:
    scope = _scope(view, None)
    name = step.name.text
    declared = checking.names.of_kind(name, "parameter")
    if declared is None:
        if not (view.unresolved or checking.damage.may_declare(name)):
            near = checking.report.near(name, checking.names.spellings("parameter", view))
            checking.report.error(
                "unknown-name",
                view.place(step.name.span),
                Phrase(f"there is no parameter {quoted(name)}", f"没有参数 {quoted(name)}"),
                label=Phrase("not a parameter", "不是参数"),
                help=did_you_mean(near),
            )
        return
    if not view.sees(declared.policy):
        report_unseen(step.name, declared.policy, view, checking.report)
        return
    schema = checking.names.parameters[declared.names.first]
    if step.keys and not schema.keys:
        report_no_keys(checking, view.place(step.span), name)
    elif len(step.keys) != len(schema.keys):
        keys = series(f"{record}.{key}" for record, key in schema.keys)
        checking.report.error(
            "key-count",
            view.place(step.span),
            Phrase(
                f"{quoted(name)} has {len(schema.keys)} key{'' if len(schema.keys) == 1 else 's'}, "
                f"and here {len(step.keys)} are given",
                f"参数 {quoted(name)} 有 {len(schema.keys)} 个主键，此处给了 {len(step.keys)} 个",
            ),
            label=Phrase(f"its keys: {keys.en}", f"主键为 {keys.zh}"),
            help=(Phrase(f'for example `{name}["…"] = …`', f"例如 `{name}[“…”] = …`"),),
        )
    else:
        for key, type_ in zip(step.keys, schema.key_types, strict=True):
            given = checking.type_of(key, scope, required(type_))
            if not comparable(given, type_):
                checking.mismatch(key, scope, given, type_)
            else:
                check_constant(checking, key, type_, scope)
    check_given(checking, step.value, schema.type, scope)


def _on(checking: Checking, step: OnDate, view: View, about: _About) -> None:
    if about.on is None:
        about.on = step.span
        return
    checking.report.error(
        "duplicate-clause",
        view.place(step.span),
        Phrase("a test is decided on one day", "一个测试只在一个日期判断"),
        label=Phrase("a second day", "第二个日期"),
        labels=(Label(view.place(about.on), Phrase("the first one", "第一个日期")),),
        help=(Phrase("keep one of them", "请只保留一个"),),
    )


# --- expect ---------------------------------------------------------------------------------


def _expect(
    checking: Checking,
    step: ExpectOutcome | ExpectNot | ExpectValue | ExpectAnswer | ExpectDeadline,
    record: RecordSchema | None,
    view: View,
    expected: Reads,
    *,
    silent: bool,
) -> None:
    scope = _scope(view, record, silent=silent)
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
    type_ = checking.type_of(step.left, _in_its_period(checking, step.left, scope))
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
