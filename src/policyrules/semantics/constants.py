"""Which value does a default, a parameter or a test write?"""

from __future__ import annotations

import operator as arithmetic
import unicodedata
from datetime import date, datetime, tzinfo
from decimal import Context, Decimal
from typing import Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_durations import duration_of
from policyrules.semantics.checked import MemberMeaning
from policyrules.semantics.checking import Checking
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import ErrorType, IntegerType, ListType, NumberType, Type, required
from policyrules.semantics.values import Duration, Period
from policyrules.semantics.zones import instant, zone_of
from policyrules.syntax.ast.expressions import (
    Arithmetic,
    BooleanLiteral,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    Expression,
    ListLiteral,
    Negative,
    NoneLiteral,
    NumberLiteral,
    Path,
    RecordLiteral,
    SpanOf,
    TextLiteral,
    UnknownLiteral,
)


def check_constant(checking: Checking, node: Expression, type_: Type, scope: Scope) -> bool:
    """Return whether an expression, already typed, is a written value that its place can hold.

    What is not is reported, unless its type was wrong already.
    """
    wanted = required(type_)
    match node:
        case NumberLiteral() | Negative(operand=NumberLiteral()):
            return _digits_fit(checking, node, wanted, scope)
        case TextLiteral() | DateLiteral() | DateTimeLiteral() | BooleanLiteral() | NoneLiteral():
            return True
        case DurationLiteral():
            return duration_of(node) is not None
        case UnknownLiteral() | RecordLiteral():
            return True
        case ListLiteral(members=members):
            element = wanted.element if isinstance(wanted, ListType) else ErrorType()
            fit = [check_constant(checking, member, element, scope) for member in members]
            return all(fit)
        case SpanOf(start=start, finish=finish):
            fit = [check_constant(checking, end, ErrorType(), scope) for end in (start, finish)]
            return all(fit) and _runs_forward(checking, node, scope)
        case Path() if isinstance(checking.tables.meanings.get(id(node)), MemberMeaning):
            return True
        case _:
            if not isinstance(checking.tables.types.get(id(node)), ErrorType):
                checking.report.error(
                    "not-constant",
                    scope.place(node),
                    Phrase("nothing is worked out here: a value is written", "此处不计算，须直接写出取值"),
                    label=Phrase("not a written value", "不是直接写出的值"),
                    help=(_written_out(node),),
                )
            return False


def _written_out(node: Expression) -> Phrase:
    """Return the value that a sum of written numbers comes to; else what can be written."""
    result = _result(node)
    if result is not None:
        return Phrase(f"write the result: `{result:f}`", f"请直接写结果：`{result:f}`")
    return Phrase(
        "write a number, a text in quotes, a date or a member; to work something out use `define`",
        "请写数、加引号的文本、日期或枚举取值；需要计算的请用 `定义`",
    )


def _result(node: Expression) -> Decimal | None:
    match node:
        case NumberLiteral(value=value):
            return value
        case Arithmetic(operator=operator, left=left, right=right) if operator in _EXACTLY:
            one, other = _result(left), _result(right)
            return None if one is None or other is None else Decimal(_EXACTLY[operator](one, other))
        case _:
            return None


_EXACTLY: Final = {"+": arithmetic.add, "-": arithmetic.sub, "*": arithmetic.mul}


def _digits_fit(checking: Checking, node: NumberLiteral | Negative, wanted: Type, scope: Scope) -> bool:
    if not isinstance(wanted, NumberType):
        return True
    value = _number(node)
    _, digits, exponent = value.normalize(Context(prec=100)).as_tuple()
    assert isinstance(exponent, int)
    if -exponent > wanted.scale:
        checking.report.error(
            "too-many-decimals",
            scope.place(node),
            Phrase(
                f"at most {wanted.scale} decimals are kept here, and this has {-exponent}",
                f"此处最多保留 {wanted.scale} 位小数，此数有 {-exponent} 位",
            ),
            label=Phrase("too many decimals", "小数位过多"),
            help=(
                Phrase(
                    f"round it, or declare more decimals: `number({-exponent})`",
                    f"请减少小数位，或声明更多小数位：`数（{-exponent}）`",
                ),
            ),
        )
        return False
    if len(digits) + exponent > wanted.precision - wanted.scale:
        checking.report.error(
            "number-too-long",
            scope.place(node),
            Phrase(
                f"at most {wanted.precision - wanted.scale} digits stand before the point here",
                f"此处小数点前最多 {wanted.precision - wanted.scale} 位",
            ),
            label=Phrase("too many digits", "位数过多"),
            help=(
                Phrase(
                    "write a smaller number, or declare fewer decimals", "请写较小的数，或声明较少的小数位"
                ),
            ),
        )
        return False
    return True


def _runs_forward(checking: Checking, node: SpanOf, scope: Scope) -> bool:
    if not (isinstance(node.start, DateLiteral) and isinstance(node.finish, DateLiteral)):
        return True
    if node.start.value <= node.finish.value:
        return True
    if not checking.damage.touches(scope.place(node)):
        checking.report.error(
            "empty-range",
            scope.place(node),
            Phrase("this period ends before it begins", "此期间的结束早于开始"),
            label=Phrase("runs backwards", "首尾颠倒"),
        )
    return False


# --- values ---------------------------------------------------------------------------------


def value_of_constant(checking: Checking, node: Expression, type_: Type, scope: Scope) -> Any:
    """Return the runtime value of an expression that `check_constant` has found to be written out."""
    wanted = required(type_)
    match node:
        case TextLiteral(value=text):
            return unicodedata.normalize("NFC", text)
        case NumberLiteral() | Negative(operand=NumberLiteral()):
            value = _number(node)
            return int(value) if isinstance(wanted, IntegerType) else value
        case BooleanLiteral(value=answer):
            return answer
        case DateLiteral(value=day):
            return day
        case DateTimeLiteral(value=moment):
            return _zoned(moment, zone_of(scope.view.schema))
        case DurationLiteral():
            return duration_of(node) or Duration()
        case ListLiteral(members=members):
            element = wanted.element if isinstance(wanted, ListType) else ErrorType()
            return tuple(value_of_constant(checking, member, element, scope) for member in members)
        case SpanOf(start=start, finish=finish):
            return _period(checking, start, finish, scope)
        case Path():
            meaning = checking.tables.meanings.get(id(node))
            return meaning.member if isinstance(meaning, MemberMeaning) else None
        case _:
            return None


def _number(node: NumberLiteral | Negative) -> Decimal:
    if isinstance(node, NumberLiteral):
        return node.value
    assert isinstance(node.operand, NumberLiteral)
    return node.operand.value.copy_negate() if node.operand.value else node.operand.value


def _zoned(moment: datetime, zone: tzinfo) -> datetime:
    """Return an instant on the zone's clock; one its calendar has no day for stays as it is written."""
    try:
        return instant(moment, zone)
    except OverflowError:
        return moment


def _period(checking: Checking, start: Expression, finish: Expression, scope: Scope) -> Period | None:
    first = value_of_constant(checking, start, ErrorType(), scope)
    last = value_of_constant(checking, finish, ErrorType(), scope)
    days = [moment.date() if isinstance(moment, datetime) else moment for moment in (first, last)]
    if not isinstance(days[0], date):
        return None
    return Period(days[0], days[1] if isinstance(days[1], date) else None)
