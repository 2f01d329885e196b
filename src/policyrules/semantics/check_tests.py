"""Does a test give facts that exist, and expect what can come out?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import define
from policyrules.semantics.check_examples import check_examples
from policyrules.semantics.check_expectations import check_expectation
from policyrules.semantics.check_given import parameter_given, scope_of_test
from policyrules.semantics.check_types import find_record
from policyrules.semantics.check_values import check_facts, check_given
from policyrules.semantics.checked import CheckedTest
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import View
from policyrules.semantics.schema import RecordSchema, Titled
from policyrules.semantics.scope import Reads
from policyrules.syntax.ast.tests import (
    ExpectActions,
    ExpectAnswer,
    ExpectDeadline,
    ExpectNot,
    ExpectOutcome,
    ExpectValue,
    ExpectWarning,
    GivenLedger,
    GivenParameter,
    GivenRecord,
    OnDate,
    TestDeclaration,
)


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
            case (
                ExpectOutcome()
                | ExpectNot()
                | ExpectValue()
                | ExpectAnswer()
                | ExpectDeadline()
                | ExpectWarning()
                | ExpectActions()
            ):
                about.expects = True
                check_expectation(checking, step, record, view, expected, silent=about.unclear)
            case _:
                assert_never(step)
    if node.examples is not None:
        check_examples(
            checking, node.examples, record, view, expected, expects=about.expects, silent=about.unclear
        )
        about.expects = True
    _check_whole(checking, node, about, view)


def _given_for(checking: Checking) -> Phrase:
    record = next((record.names for record in checking.names.records.values()), Titled("Visit", "走访"))
    return Phrase(f"add `given {record.first} {{ … }}`", f"请加上 `设 {record.for_people()} {{ … }}`")


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
            help=(_given_for(checking),),
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
    check_facts(checking, step.facts, schema.names.first, scope_of_test(view, schema))


def _given_ledger(checking: Checking, step: GivenLedger, view: View, about: _About) -> None:
    declared = find_record(step.record, view, checking.names, checking.report)
    if declared is None:
        about.unclear = True
        return
    schema = checking.names.records[declared.names.first]
    about.ledger = about.ledger or schema
    for row in step.rows:
        check_facts(checking, row, schema.names.first, scope_of_test(view, schema))


def _given_parameter(checking: Checking, step: GivenParameter, view: View) -> None:
    schema = parameter_given(checking, step.name, step.keys, step.span, view)
    if schema is not None:
        check_given(checking, step.value, schema.type, scope_of_test(view, None))


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
