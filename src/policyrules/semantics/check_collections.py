"""What does an expression over a list or a ledger range over, and what does it give?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_comparisons import compared, is_moment
from policyrules.semantics.check_heads import head_of, is_bare
from policyrules.semantics.check_numbers import MOST_DIGITS, report_ratio, size
from policyrules.semantics.check_patterns import check_pattern
from policyrules.semantics.checked import LedgerMeaning
from policyrules.semantics.checking import BOOLEAN, ERROR, Checking
from policyrules.semantics.fit import fits, has_order
from policyrules.semantics.mismatch import what_fits
from policyrules.semantics.scope import Scope, Variable
from policyrules.semantics.spellings import builtin_names
from policyrules.semantics.types import (
    CalendarType,
    DateType,
    DurationType,
    EnumType,
    ErrorType,
    IntegerType,
    ListType,
    NumberType,
    PeriodType,
    RatioType,
    RecordType,
    RefType,
    TextType,
    Type,
    is_numeric,
    optional,
    required,
)
from policyrules.semantics.wording import kind_of, quoted, written
from policyrules.syntax.ast.expressions import (
    Aggregate,
    Binder,
    Call,
    Expression,
    InCollection,
    Path,
    Quantified,
    TextLiteral,
    TextTest,
)

_ZH = {
    "sum": "合计",
    "min": "最小",
    "max": "最大",
    "mean": "平均",
    "median": "中位",
    "distinct": "不同",
    "count": "计数",
}
_MOST_ENTRIES = 10**9
"""So many entries a sum is sized for."""


def quantified_type(checking: Checking, node: Quantified, scope: Scope) -> Type:
    """Check `some`, `no` and `every`."""
    _bind(checking, node.binder, scope)
    return BOOLEAN


def aggregate_type(checking: Checking, node: Aggregate, scope: Scope) -> Type:
    """Return the type of `count`, `sum` and the other aggregates."""
    inside, variable = _bind(checking, node.binder, scope, value=node.value)
    if node.kind == "count":
        if node.value is not None:
            checking.type_of(node.value, inside)
        return IntegerType()
    if node.value is None:
        return ERROR  # the parser has said that a value is missing
    type_ = checking.type_of(node.value, inside)
    _unread(checking, variable, node.binder)
    given = required(type_)
    if isinstance(given, ErrorType):
        return IntegerType() if node.kind == "distinct" else ERROR
    if isinstance(given, RatioType):
        report_ratio(checking, node.value, scope)
        return ERROR
    match node.kind:
        case "sum":
            return _sum(checking, node, given, scope)
        case "mean" | "median":
            return optional(RatioType()) if _numeric(checking, node, given, scope) else ERROR
        case "min" | "max":
            return _extreme(checking, node, given, scope)
        case "distinct":
            if isinstance(given, ListType | RecordType | CalendarType):
                _not_for(checking, node, type_, Phrase("one value an entry", "每项一个值"), scope)
            return IntegerType()
    return ERROR


def _sum(checking: Checking, node: Aggregate, type_: Type, scope: Scope) -> Type:
    if isinstance(type_, DurationType):
        return type_
    if not _numeric(checking, node, type_, scope):
        return ERROR
    assert node.value is not None
    bound, scale = size(checking, node.value, type_)
    bound = min(bound * _MOST_ENTRIES, 10**MOST_DIGITS - 1)
    checking.bounds[id(node)] = bound
    return IntegerType() if isinstance(type_, IntegerType) else NumberType(scale, max(len(str(bound)), scale))


def _numeric(checking: Checking, node: Aggregate, type_: Type, scope: Scope) -> bool:
    if is_numeric(type_):
        return True
    _not_for(checking, node, type_, Phrase("numbers", "数"), scope)
    return False


def _extreme(checking: Checking, node: Aggregate, type_: Type, scope: Scope) -> Type:
    if not has_order(type_):
        _not_for(
            checking,
            node,
            type_,
            Phrase("numbers, dates and ordered enums", "数、日期和有高低之分的枚举"),
            scope,
        )
        return ERROR
    assert node.value is not None
    if id(node.value) in checking.bounds:
        checking.bounds[id(node)] = checking.bounds[id(node.value)]
    return optional(type_)


def _not_for(checking: Checking, node: Aggregate, type_: Type, wanted: Phrase, scope: Scope) -> None:
    assert node.value is not None
    is_ = kind_of(type_)
    words = written(scope.place(node.value))
    checking.report.error(
        "type-mismatch",
        scope.place(node.value),
        Phrase(
            f"{words} is {is_.en}, and `{node.kind}` is for {wanted.en}",
            f"{words} 是{is_.zh}，`{_ZH[node.kind]}` 只用于{wanted.zh}",
        ),
        label=Phrase("not for this", "不适用"),
        help=what_fits(IntegerType()),
    )


# --- binders --------------------------------------------------------------------------------


def _bind(
    checking: Checking, binder: Binder, scope: Scope, *, value: Expression | None = None
) -> tuple[Scope, Variable]:
    """Check what a variable ranges over and which entries count; return the scope that knows it."""
    element = source_type(checking, binder.source, scope)
    variable = Variable(binder.variable.text, element, scope.at(binder.variable.span))
    checking.variables[id(binder)] = variable
    _check_variable(checking, variable, scope)
    inside = scope.binding(variable)
    before = len(checking.report.diagnostics)
    if binder.where is not None:
        checking.condition(binder.where, inside)
    if value is None and len(checking.report.diagnostics) == before:
        _unread(checking, variable, binder)
    return inside, variable


def _unread(checking: Checking, variable: Variable, binder: Binder) -> None:
    if variable.read or binder.where is None or isinstance(variable.type, ErrorType):
        return
    checking.report.warning(
        "unused-variable",
        variable.place,
        Phrase(
            f"the condition does not ask anything of {quoted(variable.name)}",
            f"条件中没有用到 {quoted(variable.name)}",
        ),
        label=Phrase("the same for every entry", "对每一项都一样"),
        help=(
            Phrase(
                f"`{variable.name}.x` is the entry's, a bare `x` this record's",
                f"`{variable.name}.某字段` 是该项的，单写字段名是本件的",
            ),
        ),
    )


def _check_variable(checking: Checking, variable: Variable, scope: Scope) -> None:
    if variable.name in builtin_names():
        _reserved(checking, variable)
        return
    outer = scope.variables.get(variable.name)
    if outer is not None:
        outer.read = True
        checking.report.error(
            "duplicate-variable",
            variable.place,
            Phrase(
                f"{quoted(variable.name)} already stands for something here",
                f"{quoted(variable.name)} 在此处已有所指",
            ),
            label=Phrase("named again", "重复命名"),
            labels=(Label(outer.place, Phrase("first named here", "首次命名于此")),),
            help=(Phrase("give one of them another name", "请将其中一个改名"),),
        )
        return
    what = _hidden(checking, variable.name, scope)
    if what is None:
        return
    checking.report.warning(
        "shadowed-name",
        variable.place,
        Phrase(
            f"inside the brackets {quoted(variable.name)} no longer means {what.en}",
            f"括号内 {quoted(variable.name)} 不再表示{what.zh}",
        ),
        label=Phrase("hides another name", "遮住了另一个名称"),
        help=(Phrase("give the variable another name", "请将变量改名"),),
    )


def _hidden(checking: Checking, name: str, scope: Scope) -> Phrase | None:
    if scope.record is not None:
        record = scope.record.names
        if name in checking.names.fields[record.first]:
            return Phrase(f"the field of `{record.first}`", f" `{record.for_people()}` 的字段")
        if name in checking.names.derived[record.first]:
            return Phrase(f"the fact derived for `{record.first}`", f"为 `{record.for_people()}` 定义的事实")
    declared = checking.names.declared.get(name)
    if (
        declared is not None
        and declared.kind == "parameter"
        and declared.policy
        in (
            scope.view.policy,
            *scope.view.uses,
        )
    ):
        return Phrase("the parameter", "该参数")
    return None


def _reserved(checking: Checking, variable: Variable) -> None:
    name = variable.name
    means = _MEANINGS[builtin_names()[name]]
    checking.report.error(
        "reserved-variable",
        variable.place,
        Phrase(
            f"{quoted(name)} means {means.en}; an entry cannot be called so",
            f"{quoted(name)} 表示{means.zh}，不能用作变量名",
        ),
        label=Phrase("has a meaning of its own", "另有所指"),
        help=(Phrase("give the variable another name", "请将变量改名"),),
    )


_MEANINGS: Final[Mapping[str, Phrase]] = {
    "today": Phrase("the day of the decision", "作出决定之日"),
    "this": Phrase("this record", "本记录"),
    "before": Phrase("this record's earlier version", "本记录变更前的版本"),
    "period": Phrase("the period a list is asked about", "清单所适用的本期"),
    "previous": Phrase("this record in the period before", "本记录在上期的情形"),
    "last_year": Phrase("this record in the same period a year earlier", "本记录在上年同期的情形"),
}


def source_type(checking: Checking, node: Path | Call, scope: Scope) -> Type:
    """Return the type of one entry of what is ranged over: a list, or a record's ledger."""
    if isinstance(node, Path) and is_bare(node):
        name = node.names[0].text
        head = head_of(checking, name, scope)
        if head is None or not isinstance(required(head.type), ListType | ErrorType):
            declared = checking.names.of_kind(name, "record")
            if declared is not None and scope.view.sees(declared.policy):
                first = declared.names.first
                checking.meaning(node, LedgerMeaning(first))
                checking.tables.types[id(node)] = ListType(RecordType(first))
                return RecordType(first)
    type_ = checking.type_of(node, scope)
    given = required(type_)
    if isinstance(given, ListType):
        return given.element
    if not isinstance(given, ErrorType):
        _not_a_list(checking, node, type_, scope)
    return ERROR


def _not_a_list(checking: Checking, node: Path | Call, type_: Type, scope: Scope) -> None:
    is_ = kind_of(type_)
    words = written(scope.place(node))
    bare = words.strip("`")
    given = required(type_)
    helps: tuple[Phrase, ...] = ()
    if isinstance(given, RefType):
        helps = (
            Phrase(
                f"ask `has {bare}`, or read it: `{bare}.…`; its whole ledger is `{given.record}`",
                f"请问 `有 {bare}`，或取其字段：`{bare}.…`；其整个台账是 `{given.record}`",
            ),
        )
    elif isinstance(given, RecordType):
        helps = (Phrase(f"read its fields: `{bare}.…`", f"请取其字段：`{bare}.…`"),)
    else:
        helps = (
            Phrase(
                "name a field declared as `list of …`, or a record", "请写声明为 `列表 …` 的字段，或记录名称"
            ),
        )
    checking.report.error(
        "not-a-list",
        scope.place(node),
        Phrase(
            f"{words} is {is_.en}, not a list or a record's ledger",
            f"{words} 是{is_.zh}，不是列表，也不是台账",
        ),
        label=Phrase("nothing to go through", "没有可逐项询问的内容"),
        help=helps,
    )


# --- in and contains ------------------------------------------------------------------------


def in_collection_type(checking: Checking, node: InCollection, scope: Scope) -> Type:
    """Check `day in calendar`, `day in period`, `x in list`."""
    target = checking.type_of(node.target, scope)
    inside = required(target)
    if isinstance(inside, CalendarType | PeriodType):
        operand = checking.type_of(node.operand, scope)
        if not is_moment(operand):
            _wrong_kind(checking, node.operand, operand, Phrase("a date", "日期"), scope)
        return BOOLEAN
    if isinstance(inside, ListType):
        operand = checking.type_of(node.operand, scope, required(inside.element))
        compared(
            checking,
            (node.operand, operand),
            (node.target, inside.element),
            "=",
            scope,
            place=scope.place(node),
        )
        return BOOLEAN
    checking.type_of(node.operand, scope)
    if isinstance(inside, ErrorType):
        return BOOLEAN
    is_ = kind_of(target)
    words = written(scope.place(node.target))
    bare, asked = words.strip("`"), written(scope.place(node.operand)).strip("`")
    helps: tuple[Phrase, ...] = (
        Phrase(
            f"write `{asked} = {bare}`, a set `{{ …, … }}`, or a range such as `3..5`",
            f"请写 `{asked} = {bare}`、集合 `{{ …、… }}`，或范围，例如 `3..5`",
        ),
    )
    if isinstance(inside, TextType):
        helps = (Phrase(f"ask the text: `{bare} contains {asked}`", f"请问该文本：`{bare} 包含 {asked}`"),)
    elif isinstance(inside, EnumType):
        helps = (
            Phrase(
                f"several members stand in braces: `{{ {bare}, … }}`",
                f"多个取值写在花括号内：`{{ {bare}、… }}`",
            ),
        )
    checking.report.error(
        "not-a-collection",
        scope.place(node.target),
        Phrase(
            f"{words} is {is_.en}, not a calendar, a period, a list or a set",
            f"{words} 是{is_.zh}，不是日历、期间、列表或集合",
        ),
        label=Phrase("nothing can be in it", "没有“属于”可言"),
        help=helps,
    )
    return BOOLEAN


def text_test_type(checking: Checking, node: TextTest, scope: Scope) -> Type:
    """Check `contains`, `starts with`, `ends with` and `like`."""
    type_ = checking.type_of(node.operand, scope)
    given = required(type_)
    if node.operator == "contains" and isinstance(given, ListType):
        other = checking.type_of(node.other, scope, required(given.element))
        compared(
            checking, (node.operand, given.element), (node.other, other), "=", scope, place=scope.place(node)
        )
        return BOOLEAN
    if not fits(given, TextType()):
        wanted = Phrase("text", "文本")
        if node.operator == "contains":
            wanted = Phrase("text or a list", "文本或列表")
        _wrong_kind(checking, node.operand, type_, wanted, scope)
    if node.operator == "like":
        _like(checking, node, scope)
    else:
        checking.value_of(node.other, scope, TextType())
    return BOOLEAN


def _like(checking: Checking, node: TextTest, scope: Scope) -> None:
    checking.type_of(node.other, scope, TextType())
    if isinstance(node.other, TextLiteral):
        check_pattern(checking, node.other, scope)
        return
    checking.report.error(
        "pattern-not-written",
        scope.place(node.other),
        Phrase("a pattern is written out in quotes", "匹配式须直接写在引号内"),
        label=Phrase("not a text in quotes", "不是引号内的文本"),
        help=(
            Phrase(
                "for a text that may change use `contains`, `starts with` or `ends with`",
                "内容可变的文本请用 `包含`、`开头是` 或 `结尾是`",
            ),
        ),
    )


def _wrong_kind(checking: Checking, node: Expression, type_: Type, wanted: Phrase, scope: Scope) -> None:
    if isinstance(required(type_), ErrorType):
        return
    is_ = kind_of(type_)
    words = written(scope.place(node))
    checking.report.error(
        "type-mismatch",
        scope.place(node),
        Phrase(f"{words} is {is_.en}, not {wanted.en}", f"{words} 是{is_.zh}，不是{wanted.zh}"),
        label=Phrase(f"{wanted.en} is needed", f"此处应为{wanted.zh}"),
        help=what_fits(DateType() if wanted.en == "a date" else TextType()),
    )
