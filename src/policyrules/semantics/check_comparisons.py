"""Can the two sides of a comparison be compared?"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from policyrules.diagnostics.diagnostic import Edit, Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.semantics.check_heads import is_bare, peek
from policyrules.semantics.checked import FunctionMeaning, MemberMeaning
from policyrules.semantics.checking import BOOLEAN, Checking
from policyrules.semantics.fit import comparable, has_order
from policyrules.semantics.mismatch import help_for, what_fits
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    ErrorType,
    IntegerType,
    ListType,
    RatioType,
    RecordType,
    Type,
    required,
)
from policyrules.semantics.wording import kind_of, written
from policyrules.syntax.ast.expressions import (
    Call,
    Compare,
    CompareOperator,
    DateLiteral,
    DateTimeLiteral,
    Expression,
    If,
    InRange,
    InSet,
    Negative,
    NoneLiteral,
    NumberLiteral,
    Path,
    UnknownLiteral,
)

_NO_VALUE: Final = (NoneLiteral, UnknownLiteral)
_BARE_TIER: Final = re.compile(r"(?<!及)以[上下]$")


def compare_type(checking: Checking, node: Compare, scope: Scope) -> Type:
    """Check `a < b`."""
    left, right = both_types(checking, node.left, node.right, scope)
    if _has_no_value(checking, node.left, node.right, node.operator, scope):
        return BOOLEAN
    compared(checking, (node.left, left), (node.right, right), node.operator, scope, place=scope.place(node))
    if isinstance(required(left), EnumType) or isinstance(required(right), EnumType):
        check_tier_word(checking, node.word, node.right, scope, scope.place(node))
    _percent_without_sign(checking, node.left, left, node.right, scope)
    _percent_without_sign(checking, node.right, right, node.left, scope)
    _percent_of_whole_number(checking, (node.left, left), node.right, scope)
    _percent_of_whole_number(checking, (node.right, right), node.left, scope)
    return BOOLEAN


def both_types(checking: Checking, left: Expression, right: Expression, scope: Scope) -> tuple[Type, Type]:
    """Return the types of two sides, each saying which enum a bare word on the other belongs to."""
    if _right_leads(checking, left, right, scope):
        second = checking.type_of(right, scope)
        return checking.type_of(left, scope, second), second
    first = checking.type_of(left, scope)
    return first, checking.type_of(right, scope, first)


def _right_leads(checking: Checking, left: Expression, right: Expression, scope: Scope) -> bool:
    """Return whether the left side is a bare word whose meaning only the right side can tell."""
    if isinstance(left, If):
        return _is_open(checking, left, scope) and not _is_open(checking, right, scope)
    if not is_bare(left):
        return False
    assert isinstance(left, Path)
    mine = peek(checking, left, scope)
    if mine is None:
        return not _is_open(checking, right, scope)
    if isinstance(required(mine), EnumType):
        return False
    theirs = peek(checking, right, scope)
    theirs = None if theirs is None else required(theirs)
    return isinstance(theirs, EnumType) and checking.member(theirs, left.names[0].text) is not None


def _is_open(checking: Checking, node: Expression, scope: Scope) -> bool:
    """Return whether an expression is, or gives, a word that means nothing by itself."""
    if isinstance(node, If):
        return any(
            is_bare(part) and peek(checking, part, scope) is None for part in (node.then, node.otherwise)
        )
    return is_bare(node) and peek(checking, node, scope) is None


def compared(
    checking: Checking,
    first: tuple[Expression, Type],
    second: tuple[Expression, Type],
    operator: CompareOperator,
    scope: Scope,
    *,
    place: Place,
) -> None:
    """Report two sides that cannot be compared so; `place` is the whole comparison."""
    left_type, right_type = first[1], second[1]
    if isinstance(left_type, ErrorType) or isinstance(right_type, ErrorType):
        return
    if not comparable(left_type, right_type):
        _not_comparable(checking, first, second, scope, place)
        return
    if operator in ("<", "<=", ">", ">="):
        for node, type_ in (first, second):
            if not has_order(type_):
                _no_order(checking, node, type_, scope, place)
                return


def _not_comparable(
    checking: Checking,
    first: tuple[Expression, Type],
    second: tuple[Expression, Type],
    scope: Scope,
    place: Place,
) -> None:
    (left, left_type), (right, right_type) = first, second
    one, other = kind_of(left_type), kind_of(right_type)
    words, other_words = written(scope.place(left)), written(scope.place(right))
    if required(left_type) == required(right_type) or isinstance(required(left_type), ListType | RecordType):
        checking.report.error(
            "type-mismatch",
            place,
            Phrase(f"{words} is {one.en}, which cannot be compared", f"{words} 是{one.zh}，不能比较"),
            label=Phrase("cannot be compared", "不能比较"),
            help=_instead_of_comparing(left_type, words),
        )
        return
    if isinstance(required(left_type), EnumType) and isinstance(required(right_type), EnumType):
        _two_enums(checking, (words, left_type), (other_words, right_type), place)
        return
    checking.report.error(
        "type-mismatch",
        place,
        Phrase(
            f"{words} is {one.en}, {other_words} is {other.en}",
            f"{words} 是{one.zh}，{other_words} 是{other.zh}",
        ),
        label=Phrase("these cannot be compared", "二者不能比较"),
        help=help_for(right, right_type, left_type)
        or help_for(left, left_type, right_type)
        or what_fits(left_type),
    )


def _two_enums(checking: Checking, first: tuple[str, Type], second: tuple[str, Type], place: Place) -> None:
    (words, left), (other_words, right) = first, second
    one, other = required(left), required(right)
    assert isinstance(one, EnumType)
    assert isinstance(other, EnumType)
    bare = words.strip("`")
    last_en, last_zh = (names[-1] if names else "…" for names in (one.members, one.people))
    checking.report.error(
        "type-mismatch",
        place,
        Phrase(
            f"the values of {words} are those of the enum `{one.name}`, "
            f"and those of {other_words} of `{other.name}`",
            f"{words} 的取值出自枚举 `{one.name}`，{other_words} 的取值出自枚举 `{other.name}`",
        ),
        label=Phrase("these cannot be compared", "二者不能比较"),
        help=(
            Phrase(
                f"compare {words} with a member of its own enum: `{bare} = {last_en}`",
                f"请与本枚举的取值比较，例如 `{bare} = {last_zh}`",
            ),
        ),
    )


def _instead_of_comparing(type_: Type, words: str) -> tuple[Phrase, ...]:
    bare = words.strip("`")
    if isinstance(required(type_), ListType):
        return (
            Phrase(
                f"ask its entries: `{bare} contains …` or `some v in {bare} where (v …)`",
                f"请询问其中各项：`{bare} 包含 …` 或 `有 {bare} 项 其中（项 …）`",
            ),
        )
    if isinstance(required(type_), RecordType):
        return (Phrase(f"compare one of its fields: `{bare}.…`", f"请比较其中的字段：`{bare}.…`"),)
    return ()


def _no_order(checking: Checking, node: Expression, type_: Type, scope: Scope, place: Place) -> None:
    kind = required(type_)
    labels: tuple[Label, ...] = ()
    if isinstance(kind, EnumType):
        schema = checking.names.enums.get(kind.name)
        if schema is not None:
            labels = (Label(schema.place, Phrase("declared without an order", "声明时未排序")),)
        message = Phrase(f"the members of `{kind.name}` have no order", f"`{kind.name}` 的取值没有高低之分")
        helps = (
            Phrase(
                "use `=` or `in { … }`, or order the enum by writing `<` between its members",
                "请用 `=` 或 `属于 { … }`；若确有高低，请在枚举声明中以 `<` 分隔各取值",
            ),
        )
    elif isinstance(kind, DurationType):
        message = Phrase(
            "lengths of time have no order: a month is no fixed number of days",
            "时长没有大小之分：一个月的天数不固定",
        )
        helps = (
            Phrase("compare dates: `start + 3 days < finish`", "请比较日期：`开始日期 + 3日 < 结束日期`"),
        )
    else:
        is_ = kind_of(kind)
        words = written(scope.place(node))
        message = Phrase(f"{words} is {is_.en}, which has no order", f"{words} 是{is_.zh}，没有大小之分")
        helps = (Phrase("use `=`, `!=` or `in { … }`", "请用 `=`、`!=` 或 `属于 { … }`"),)
    checking.report.error(
        "no-order",
        place,
        message,
        label=Phrase("cannot be put in order", "不能比较大小"),
        help=helps,
        labels=labels,
    )


def check_tier_word(checking: Checking, word: str, value: Expression, scope: Scope, place: Place) -> None:
    """Report 以上 or 以下 of an enum, which does not say whether the member itself belongs."""
    if not _BARE_TIER.search(word):
        return
    member = written(scope.place(value)).strip("`")
    up = word.endswith("上")
    checking.report.error(
        "bare-tier-word",
        place,
        Phrase(
            f"`{word}` does not say whether `{member}` itself belongs",
            f"`{word}` 未说明是否包括 `{member}` 本级",
        ),
        label=Phrase(f"with `{member}` or without?", f"是否含 `{member}`？"),
        help=(
            Phrase(
                f"with it: `{'>=' if up else '<='} {member}`; without: `{'>' if up else '<'} {member}`",
                f"请选一种写法。含本级：`{member}及以{'上' if up else '下'}`；不含本级：`{'高于' if up else '低于'} {member}`",
            ),
        ),
    )


def _has_no_value(
    checking: Checking, left: Expression, right: Expression, operator: CompareOperator, scope: Scope
) -> bool:
    """Report a comparison with the literals `none` or `unknown`, which are asked for in other words."""
    for node, other in ((right, left), (left, right)):
        if isinstance(node, _NO_VALUE):
            report_no_value(checking, node, other, scope, equal=operator != "!=")
            return True
    return False


def report_no_value(
    checking: Checking, node: NoneLiteral | UnknownLiteral, other: Expression, scope: Scope, *, equal: bool
) -> None:
    """Report `none` or `unknown` where a value is compared."""
    asked = written(scope.place(other)).strip("`")
    if isinstance(node, NoneLiteral):
        checking.report.error(
            "compare-with-none",
            scope.place(node),
            Phrase("a comparison with none is always no", "与 `无` 比较恒为否"),
            label=Phrase("none is not a value to compare with", "`无` 不是可比较的值"),
            help=(
                Phrase(
                    f"ask whether there is one: `has {'no ' if equal else ''}{asked}`",
                    f"请问有无：`{'无' if equal else '有'} {asked}`",
                ),
            ),
        )
        return
    checking.report.error(
        "compare-with-unknown",
        scope.place(node),
        Phrase("nothing can be compared with what is unknown", "与 `不详` 无从比较"),
        label=Phrase("unknown is not a value", "`不详` 不是值"),
        help=(
            Phrase(
                f"ask whether it is known: `{asked} is {'unknown' if equal else 'known'}`",
                f"请问是否已知：`{asked} {'不详' if equal else '已知'}`",
            ),
        ),
    )


def _percent_without_sign(
    checking: Checking, node: Expression, type_: Type, other: Expression, scope: Scope
) -> None:
    """Warn of `similarity(a, b) > 80`: a share, which is at most 1, held against a count of percent."""
    if not isinstance(other, NumberLiteral) or other.value <= 1 or other.written.endswith(("%", "％")):
        return
    if not isinstance(required(type_), RatioType) or not isinstance(node, Call):
        return
    if not isinstance(checking.tables.meanings.get(id(node)), FunctionMeaning):
        return
    report_percent(checking, other, scope)


def _percent_of_whole_number(
    checking: Checking, held: tuple[Expression, Type], other: Expression, scope: Scope
) -> None:
    """Warn of `people > 20%`: a whole number is more than a share of one as soon as it is not 0."""
    node, type_ = held
    if not isinstance(required(type_), IntegerType) or isinstance(node, NumberLiteral):
        return
    if not isinstance(other, NumberLiteral) or not other.written.endswith(("%", "％")):
        return
    words, share = written(scope.place(node)), other.written
    bare, plain = words.strip("`"), share[:-1]
    checking.report.warning(
        "whole-number-percent",
        scope.place(other),
        Phrase(
            f"{words} is a whole number, and `{share}` is {format(other.value, 'f')}",
            f"{words} 是整数，而 `{share}` 即 {format(other.value, 'f')}",
        ),
        label=Phrase("per cent of what?", "占什么的百分之几？"),
        help=(
            Phrase(
                f"if {words} is itself counted in per cent, write `{plain}`",
                f"如果 {words} 记的就是百分数，请写 `{plain}`",
            ),
            Phrase(
                f"if its share of something is meant, divide by it: `{bare} / …`",
                f"如果指占比，请写出除以什么：`{bare} / …`",
            ),
        ),
    )


def _is_percentage(node: NumberLiteral) -> bool:
    """Return whether a number can only be one of percent: whole, and at most a hundred."""
    return node.written.isdecimal() and 2 <= node.value <= 100  # of a share, which is at most 1


def report_percent(checking: Checking, node: NumberLiteral, scope: Scope) -> None:
    """Warn of a share written as a plain number larger than 1."""
    words = node.written or str(node.value)
    checking.report.warning(
        "percent-without-sign",
        scope.place(node),
        Phrase(
            f"`{words}` is {format(node.value * 100, 'f')}%",
            f"`{words}` 即 {format(node.value * 100, 'f')}%",
        ),
        label=Phrase("larger than the whole", "超过全部"),
        help=(Phrase(f"is `{words}%` meant?", f"是否应为 `{words}%`？"),),
        edits=(Edit(scope.place(node), f"{words}%"),) if _is_percentage(node) else (),
    )


# --- sets and ranges ------------------------------------------------------------------------


def in_set_type(checking: Checking, node: InSet, scope: Scope) -> Type:
    """Check `x in { a, b }`."""
    type_ = checking.type_of(node.operand, scope)
    wanted = required(type_)
    for member in node.members.members:
        given = checking.type_of(member, scope, wanted)
        if isinstance(member, NoneLiteral | UnknownLiteral):
            report_no_value(checking, member, node.operand, scope, equal=not node.negated)
        else:
            compared(checking, (node.operand, type_), (member, given), "=", scope, place=scope.place(member))
    checking.tables.types[id(node.members)] = ListType(wanted)
    return BOOLEAN


def in_range_type(checking: Checking, node: InRange, scope: Scope) -> Type:
    """Check `x in 10..20`."""
    type_ = checking.type_of(node.operand, scope)
    ends = [(end, checking.type_of(end, scope, required(type_))) for end in (node.low, node.high)]
    before = len(checking.report.diagnostics)
    for end, given in ends:
        if isinstance(end, NoneLiteral | UnknownLiteral):
            report_no_value(checking, end, node.operand, scope, equal=not node.negated)
        elif len(checking.report.diagnostics) == before:
            _percent_of_whole_number(checking, (node.operand, type_), end, scope)
            compared(checking, (node.operand, type_), (end, given), "<=", scope, place=scope.place(end))
    check_ends(checking, node.low, node.high, scope)
    return BOOLEAN


def check_ends(checking: Checking, low: Expression, high: Expression, scope: Scope) -> None:
    """Report a written range that runs backwards."""
    first, last = constant_order(checking, low), constant_order(checking, high)
    if first is None or last is None or type(first) is not type(last):
        return
    place = scope.at(low.span.cover(high.span))
    if checking.damage.touches(place):  # a day there is not has been taken for another
        return
    if first > last:  # type: ignore[operator]  # both are of one type with an order
        turned = f"{scope.place(high).text}..{scope.place(low).text}"
        checking.report.error(
            "empty-range",
            place,
            Phrase("this range runs backwards: nothing lies in it", "此范围首尾颠倒，其中没有任何值"),
            label=Phrase("the first is the larger", "前者大于后者"),
            help=(Phrase(f"write the smaller first: `{turned}`", f"先写较小者：`{turned}`"),),
        )


def constant_order(checking: Checking, node: Expression) -> Decimal | date | datetime | int | None:
    """Return something to order a written value by; None for what is not written out."""
    match node:
        case NumberLiteral(value=value):
            return value
        case Negative(operand=NumberLiteral(value=value)):
            return -value
        case DateLiteral(value=day):
            return day
        case DateTimeLiteral(value=moment) if moment.tzinfo is None:
            return moment
        case Path():
            meaning = checking.tables.meanings.get(id(node))
            type_ = checking.tables.types.get(id(node))
            if isinstance(meaning, MemberMeaning) and isinstance(type_, EnumType) and type_.ordered:
                return type_.members.index(meaning.member)
            return None
        case _:
            return None


def is_moment(type_: Type) -> bool:
    """Return whether a type is a date or a datetime (or already reported)."""
    return isinstance(required(type_), DateType | DateTimeType | ErrorType)
