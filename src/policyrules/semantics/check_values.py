"""Do the members of a written set, list or record belong together?

Lists and records are written only as values: in tests and, for lists, in defaults and parameters.
"""

from __future__ import annotations

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.constants import check_constant
from policyrules.semantics.fit import common_of
from policyrules.semantics.respelling import respelt
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import (
    ErrorType,
    ListType,
    RecordType,
    TextType,
    Type,
    WordsType,
    required,
)
from policyrules.semantics.wording import quoted, series, written
from policyrules.syntax.ast.expressions import Expression, ListLiteral, RecordLiteral, SetLiteral
from policyrules.syntax.ast.names import Name


def set_type(checking: Checking, node: SetLiteral, scope: Scope, expected: Type | None) -> Type:
    """Return the type of a written set that stands as an argument (after `in` it is checked there)."""
    wanted = None if expected is None else required(expected)
    if isinstance(wanted, WordsType):
        for member in node.members:
            checking.value_of(member, scope, TextType())
        return wanted
    if isinstance(wanted, ListType):
        for member in node.members:
            checking.value_of(member, scope, wanted.element)
        return wanted
    for member in node.members:
        checking.type_of(member, scope, wanted)
    if isinstance(wanted, ErrorType):
        return ERROR
    words = written(scope.place(node)).strip("`")
    checking.report.error(
        "set-as-value",
        scope.place(node),
        Phrase(
            "a set in braces stands after `in`, or where a function takes words",
            "花括号中的集合只用于 `属于` 之后，或函数的词语参数",
        ),
        label=Phrase("not one value", "不是一个值"),
        help=(Phrase(f"write `in {words}`", f"请写 `属于 {words}`"),),
    )
    return ERROR


def list_type(checking: Checking, node: ListLiteral, scope: Scope, expected: Type | None) -> Type:
    """Return the type of `[a, b]`."""
    wanted = None if expected is None else required(expected)
    if scope.values == "rules":
        checking.report.error(
            "list-as-value",
            scope.place(node),
            Phrase(
                "a list in brackets is written only in tests and defaults", "方括号中的列表只用于测试和默认值"
            ),
            label=Phrase("not in a condition", "不能用于条件"),
            help=(Phrase("for several values write `in { a, b }`", "多个取值请写 `属于 { a、b }`"),),
        )
        return ERROR
    if isinstance(wanted, ListType):
        for member in node.members:
            checking.value_of(member, scope, wanted.element)
        return wanted
    types = [checking.type_of(member, scope, wanted) for member in node.members]
    element = common_of(types)
    return ERROR if element is None else ListType(element)


def record_type(checking: Checking, node: RecordLiteral, scope: Scope, expected: Type | None) -> Type:
    """Return the type of `{ name: value, … }`."""
    wanted = None if expected is None else required(expected)
    if isinstance(wanted, ErrorType):
        return ERROR
    if scope.values != "tests" or not isinstance(wanted, RecordType):
        checking.report.error(
            "record-as-value",
            scope.place(node),
            Phrase(
                "facts in braces are written only in tests, where a record is needed",
                "花括号中的事实只用于测试中需要记录之处",
            ),
            label=Phrase("not a value here", "此处不能取此值"),
            help=(Phrase("name a field, a number or a text", "请写字段、数或文本"),),
        )
        return ERROR
    check_facts(checking, node, wanted.record, scope)
    return wanted


def check_facts(checking: Checking, node: RecordLiteral, record: str, scope: Scope) -> None:
    """Check the facts of a record literal: fields that exist, once each, with values that fit."""
    checking.tables.types[id(node)] = RecordType(record)
    fields = checking.names.fields[record]
    seen: dict[str, Span] = {}
    for given in node.fields:
        field = fields.get(given.name.text)
        if field is None:
            report_no_field(checking, given.name, record, scope)
            checking.type_of(given.value, scope, ERROR)
            continue
        before = seen.setdefault(field.names.first, given.name.span)
        if before is not given.name.span:
            checking.report.error(
                "duplicate-fact",
                scope.at(given.name.span),
                Phrase(f"{quoted(given.name.text)} is given twice", f"{quoted(given.name.text)} 给了两次"),
                label=Phrase("given again", "重复"),
                labels=(Label(scope.at(before), Phrase("first given here", "首次给出")),),
                help=(Phrase("keep one of them", "请只保留一处"),),
            )
        check_given(checking, given.value, field.type, scope)


def report_no_field(checking: Checking, name: Name, record: str, scope: Scope) -> None:
    """Say that a record has no such field, and which it has."""
    if checking.damage.may_declare(name.text):
        return
    schema = checking.names.records[record]
    first, people = schema.names.first, schema.names.for_people()
    near = checking.report.near(name.text, checking.names.fields[record])
    offer = series(near or (field.names.first for field in schema.fields))
    offer_zh = series(near or (field.names.for_people() for field in schema.fields))
    checking.report.error(
        "unknown-name",
        scope.at(name.span),
        Phrase(f"`{first}` has no field {quoted(name.text)}", f"`{people}` 没有字段 {quoted(name.text)}"),
        label=Phrase(f"not a field of `{first}`", f"不是 `{people}` 的字段"),
        help=(Phrase(f"`{first}` has {offer.en}", f"`{people}` 有字段 {offer_zh.zh}"),),
        edits=respelt(scope.at(name.span), near),
    )


def check_given(checking: Checking, value: Expression, type_: Type, scope: Scope) -> None:
    """Check a value that a test or a declaration gives for a type: it fits, digits and all."""
    checking.value_of(value, scope, type_)
    check_constant(checking, value, type_, scope)
