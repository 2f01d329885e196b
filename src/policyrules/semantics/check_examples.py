"""Do the columns of a table of examples exist, and do its cells fit them?"""

from __future__ import annotations

from typing import assert_never

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.semantics.check_expectations import check_expectation, check_value, value_expected_of
from policyrules.semantics.check_given import parameter_given, scope_of_test
from policyrules.semantics.check_values import check_given, report_no_field
from policyrules.semantics.checked import FieldMeaning
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.names import View
from policyrules.semantics.schema import RecordSchema
from policyrules.semantics.scope import Reads, Scope
from policyrules.semantics.types import ErrorType, RecordType, Type, required
from policyrules.semantics.wording import quoted, written
from policyrules.syntax.ast.expressions import DateLiteral, Path
from policyrules.syntax.ast.tests import (
    DayColumn,
    Examples,
    ExpectColumn,
    ExpectValue,
    FactColumn,
    GivenColumn,
    ParameterColumn,
    ValueColumn,
)


def check_examples(
    checking: Checking,
    node: Examples,
    record: RecordSchema | None,
    view: View,
    expected: Reads,
    *,
    expects: bool,
    silent: bool,
) -> None:
    """Check a table of examples about a record; `expects` says that the steps before it expect something."""
    scope = scope_of_test(view, record, silent=silent)
    _given_once(checking, node.given, scope)
    for number, column in enumerate(node.given):
        _given_column(checking, node, number, column, scope)
    for number, each in enumerate(node.expected):
        match each:
            case ExpectColumn():
                for row in node.rows:
                    cell = row.expected[number]
                    if cell is not None:
                        check_expectation(checking, cell, record, view, expected, silent=silent)
            case ValueColumn(path=path):
                _value_column(checking, node, number, path, scope)
                expected.add(scope.reads)
            case _:
                assert_never(each)
    if not (node.rows or checking.damage.touches(view.place(node.span))):
        checking.report.error(
            "test-without-expectation",
            view.place(node.span),
            Phrase("these examples have no rows, so the test never runs", "示例没有任何一行，测试不会运行"),
            label=Phrase("a head and nothing under it", "只有表头"),
            help=(Phrase("write a row for each case", "每种情形写一行"),),
        )
    for row in node.rows:
        if not expects and not any(row.expected) and not checking.damage.touches(view.place(row.span)):
            checking.report.error(
                "test-without-expectation",
                view.place(row.span),
                Phrase("this row expects nothing", "这一行没有写明期望"),
                label=Phrase("what should come out?", "应得出什么？"),
                help=(
                    Phrase(
                        "write in it what should come out, or expect something before `examples`",
                        "请在行内写明应得的结论，或在 `示例` 之前写 `期望 …`",
                    ),
                ),
            )


# --- given ----------------------------------------------------------------------------------


def _given_once(checking: Checking, columns: tuple[GivenColumn, ...], scope: Scope) -> None:
    """Report a column that gives what an earlier one gives."""
    seen: dict[str, Span] = {}
    for column in columns:
        name = written(scope.at(column.span)).strip("`")
        key = _identity(checking, column, scope) or name
        before = seen.setdefault(key, column.span)
        if before is not column.span:
            checking.report.error(
                "duplicate-fact",
                scope.at(column.span),
                Phrase(f"{quoted(name)} is given twice", f"{quoted(name)} 给了两次"),
                label=Phrase("given again", "重复"),
                labels=(Label(scope.at(before), Phrase("first given here", "首次给出")),),
                help=(Phrase("keep one of them", "请只保留一处"),),
            )


def _identity(checking: Checking, column: GivenColumn, scope: Scope) -> str | None:
    """Return what a column gives, however it is called; none where that is not there."""
    match column:
        case FactColumn(path=path):
            found = None if scope.record is None else _field(checking, path, scope.record)
            return None if found is None else ".".join(found[0])
        case DayColumn():
            return "on"
        case ParameterColumn():
            return None
        case _:
            assert_never(column)


def _given_column(checking: Checking, node: Examples, number: int, column: GivenColumn, scope: Scope) -> None:
    cells = [row.given[number] for row in node.rows]
    match column:
        case FactColumn(path=path):
            type_ = _fact(checking, path, scope)
        case ParameterColumn(name=name, keys=keys, span=span):
            schema = parameter_given(checking, name, keys, span, scope.view)
            type_ = ERROR if schema is None else schema.type
        case DayColumn():
            for cell in cells:
                if cell is not None and not isinstance(cell, DateLiteral):
                    checking.report.error(
                        "example-cell",
                        scope.place(cell),
                        Phrase("the day of a decision is a date", "判断所依的日期须是一个日期"),
                        label=Phrase("not a date", "不是日期"),
                        help=(Phrase("as `2026-03-01`", "例如 `2026-03-01`"),),
                    )
            return
        case _:
            assert_never(column)
    for cell in cells:
        if cell is not None:
            if isinstance(type_, ErrorType):
                checking.type_of(cell, scope, type_)
            else:
                check_given(checking, cell, type_, scope)


def _fact(checking: Checking, path: Path, scope: Scope) -> Type:
    """Check the fact a column gives, a field of the record or of a record in it; return its type."""
    if scope.record is None:
        return ERROR
    found = _field(checking, path, scope.record)
    if found is not None:
        steps, type_ = found
        checking.meaning(path, FieldMeaning("this", scope.record.names.first, steps))
        checking.tables.types[id(path)] = type_
        return type_
    record = scope.record.names.first
    for name in path.names:
        field = checking.names.fields[record].get(name.text)
        if field is None:
            report_no_field(checking, name, record, scope)
            break
        inner = required(field.type)
        if not isinstance(inner, RecordType):
            checking.report.error(
                "example-cell",
                scope.place(path),
                Phrase(f"{quoted(name.text)} holds no facts of its own", f"{quoted(name.text)} 不含下级事实"),
                label=Phrase("cannot be given so", "不能这样给出"),
                help=(Phrase(f"head the column {quoted(name.text)}", f"表头请写 {quoted(name.text)}"),),
            )
            break
        record = inner.record
    return ERROR


def _field(checking: Checking, path: Path, record: RecordSchema) -> tuple[tuple[str, ...], Type] | None:
    """Return the first names a path leads through and the type it leads to; none where it leads nowhere."""
    steps: list[str] = []
    type_: Type = RecordType(record.names.first)
    for name in path.names:
        inner = required(type_)
        field = checking.names.fields[inner.record].get(name.text) if isinstance(inner, RecordType) else None
        if field is None:
            return None
        steps.append(field.names.first)
        type_ = field.type
    return tuple(steps), type_


# --- expected -------------------------------------------------------------------------------


def _value_column(checking: Checking, node: Examples, number: int, path: Path, scope: Scope) -> None:
    type_ = value_expected_of(checking, path, scope)
    for row in node.rows:
        cell = row.expected[number]
        if not isinstance(cell, ExpectValue):
            continue
        if isinstance(type_, ErrorType):
            checking.type_of(cell.right, scope, type_)
        else:
            check_value(checking, cell, type_, scope)
