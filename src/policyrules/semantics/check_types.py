"""Which type does a written type mean?"""

from __future__ import annotations

from itertools import chain
from typing import Final, assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.semantics.checking import ERROR
from policyrules.semantics.duplicates import report_duplicate
from policyrules.semantics.names import Declared, Names, View
from policyrules.semantics.report import Report
from policyrules.semantics.respelling import respelt
from policyrules.semantics.spellings import type_words
from policyrules.semantics.types import (
    EnumType,
    ListType,
    NumberType,
    RecordType,
    RefType,
    Type,
    optional,
)
from policyrules.semantics.wording import did_you_mean, quoted
from policyrules.syntax.ast import types as written
from policyrules.syntax.ast.names import Name

_MOST_SCALE: Final = 18
_DEEPEST: Final = 8


def resolve_type(
    node: written.TypeExpression, inside: str, view: View, names: Names, report: Report, *, depth: int = 0
) -> Type:
    """Return the type a type expression means; what is wrong with it is reported.

    `inside` is what an enum written in place is called after: `Inspection.kind`.
    """
    if depth > _DEEPEST:
        report.error(
            "too-deep",
            view.place(node.span),
            Phrase(f"lists stand in lists more than {_DEEPEST} deep", f"列表嵌套超过 {_DEEPEST} 层"),
            label=Phrase("too many levels", "层次过多"),
            help=(
                Phrase(
                    "make the inner list the field of a record: `list of Step`",
                    "请将内层列表作为另一记录的字段：`列表 步骤`",
                ),
            ),
        )
        return ERROR
    match node:
        case written.NamedType():
            return _named(node, view, names, report)
        case written.RefType(record=record):
            declared = find_record(record, view, names, report)
            return ERROR if declared is None else RefType(declared.names.first)
        case written.EnumBody():
            return enum_type(inside, node, view, report)
        case written.ListType(element=element):
            return ListType(resolve_type(element, inside, view, names, report, depth=depth + 1))
        case written.OptionalType(element=element):
            return optional(resolve_type(element, inside, view, names, report, depth=depth + 1))
        case _:
            assert_never(node)


def _named(node: written.NamedType, view: View, names: Names, report: Report) -> Type:
    spelling = node.name.text
    builtin = type_words().get(spelling)
    if builtin is not None:
        if node.scale is None:
            return builtin
        if isinstance(builtin, NumberType) and 0 <= node.scale <= _MOST_SCALE:
            return NumberType(node.scale)
        _wrong_scale(node, view, report, is_number=isinstance(builtin, NumberType))
        return ERROR
    declared = names.declared.get(spelling)
    if declared is None or declared.kind not in ("record", "enum"):
        unknown_type(node.name, view, names, report)
        return ERROR
    if not view.sees(declared.policy):
        report_unseen(node.name, declared.policy, view, report)
        return ERROR
    if node.scale is not None:
        _wrong_scale(node, view, report, is_number=False)
    if declared.kind == "record":
        return RecordType(declared.names.first)
    schema = names.enums.get(declared.names.first)
    return ERROR if schema is None else schema.type


def _wrong_scale(node: written.NamedType, view: View, report: Report, *, is_number: bool) -> None:
    if is_number:
        message = Phrase(
            f"a number has 0 to {_MOST_SCALE} decimals, not {node.scale}",
            f"小数位为 0 到 {_MOST_SCALE}，不能是 {node.scale}",
        )
        help_ = Phrase("for example `number(2)`", "例如 `数（2）`")
    else:
        message = Phrase(f"{quoted(node.name.text)} has no decimals", f"{quoted(node.name.text)} 没有小数位")
        help_ = Phrase(
            f"leave the brackets off: {quoted(node.name.text)}", f"去掉括号：{quoted(node.name.text)}"
        )
    report.error(
        "number-scale",
        view.place(node.span),
        message,
        label=Phrase("so many decimals", "小数位数"),
        help=(help_,),
    )


_OTHER_WORDS: Final = (
    ("文本", "字符串 字符 文字 字符型 内容"),
    ("数", "数字 数值 小数 金额 百分比 比例 数量"),
    ("整数", "整型 个数 次数 人数"),
    ("是否", "布尔 是或否 逻辑 判断 是非"),
    ("日期", "年月日 日 天"),
    ("时间", "时刻 日期时间"),
    ("期间", "时间段 时段 起止日期"),
    ("text", "string str char varchar"),
    ("number", "float double decimal money percent amount numeric"),
    ("integer", "int count"),
    ("boolean", "bool flag yesno yes_no"),
    ("datetime", "time timestamp"),
    ("period", "range"),
    ("duration", "interval"),
)
"""What people call the types, elsewhere and in offices."""


def _meant_type(word: str) -> list[str]:
    return [meant for meant, words in _OTHER_WORDS if word in words.split()]


def unknown_type(name: Name, view: View, names: Names, report: Report) -> None:
    """Report a name that is no type."""
    if view.unresolved or report.damage.may_declare(name.text):
        return
    known = chain(type_words(), names.spellings("record", view), names.spellings("enum", view))
    near = report.near(name.text, known)
    report.error(
        "unknown-type",
        view.place(name.span),
        Phrase(f"there is no type {quoted(name.text)}", f"没有类型 {quoted(name.text)}"),
        label=Phrase("not a type", "不是类型"),
        help=did_you_mean([*near, *_meant_type(name.text)])
        or (
            Phrase(
                "a type is text, integer, number, boolean, date, datetime, duration, period, an enum or a record",
                "类型有文本、整数、数、是否、日期、时间、时长、期间，以及枚举和记录",
            ),
        ),
        edits=() if _meant_type(name.text) else respelt(view.place(name.span), near),
    )


def report_unseen(name: Name, policy: str, view: View, report: Report) -> None:
    """Report a name that another file declares, which this one does not use."""
    report.error(
        "missing-use",
        view.place(name.span),
        Phrase(
            f"{quoted(name.text)} is declared in `{policy}`, which this file does not use",
            f"{quoted(name.text)} 在 `{policy}` 中声明，本文件未引用该文件",
        ),
        label=Phrase("not seen from here", "此处看不到"),
        help=(Phrase(f"add `use {policy}` at the top of this file", f"请在文件开头加上 `引用 {policy}`"),),
    )


def find_record(name: Name, view: View, names: Names, report: Report) -> Declared | None:
    """Return the record a name means here; None after reporting that there is none."""
    declared = names.of_kind(name.text, "record")
    if declared is not None:
        if view.sees(declared.policy):
            return declared
        report_unseen(name, declared.policy, view, report)
        return None
    if view.unresolved or report.damage.may_declare(name.text):
        return None
    near = report.near(name.text, names.spellings("record", view))
    report.error(
        "unknown-record",
        view.place(name.span),
        Phrase(f"there is no record {quoted(name.text)}", f"没有记录 {quoted(name.text)}"),
        label=Phrase("not a record", "不是记录"),
        help=did_you_mean(near)
        or (Phrase(f"declare it: `record {name.text} {{ … }}`", f"请先声明：`记录 {name.text} {{ … }}`"),),
        edits=respelt(view.place(name.span), near),
    )
    return None


def enum_type(name: str, body: written.EnumBody, view: View, report: Report) -> EnumType:
    """Return the enum a list of members writes; a member given twice is reported and left out."""
    first_at: dict[str, Span] = {}
    members: list[str] = []
    people: list[str] = []
    for member in body.members:
        spellings = dict.fromkeys(member.names.spellings)
        taken = [spelling for spelling in spellings if spelling in first_at]
        if taken:
            written_as = member.names.first
            if member.names.second is not None and taken[0] == member.names.second.text:
                written_as = member.names.second
            report_duplicate(
                report,
                taken[0],
                view.place(written_as.span),
                view.place(first_at[taken[0]]),
                Phrase("member", "取值"),
            )
            continue
        first_at.update(dict.fromkeys(spellings, member.names.first.span))
        members.append(member.names.first.text)
        people.append(member.names.first.text if member.names.second is None else member.names.second.text)
    return EnumType(name, tuple(members), tuple(people), body.ordered)
