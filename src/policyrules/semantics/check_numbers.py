"""Which arithmetic is exact, and what comes of it?

`+`, `-` and `*` keep every digit: scale and size of the result follow from the operands, and more
than 38 digits is refused. `/` gives a ratio. Dates move by lengths of time.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.mismatch import help_for, unit_missing, what_fits
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    DurationType,
    ErrorType,
    IntegerType,
    NoneType,
    NumberType,
    OptionalType,
    RatioType,
    Type,
    is_numeric,
    optional,
    required,
)
from policyrules.semantics.wording import kind_of, written
from policyrules.syntax.ast.expressions import (
    Arithmetic,
    DurationLiteral,
    Expression,
    Negative,
    NumberLiteral,
)
from policyrules.syntax.odd_numerals import year_last
from policyrules.syntax.written_days import days_with_slashes

Size = tuple[int, int]
"""How large a number can be, in units of its last decimal, and how many decimals it has."""

MOST_DIGITS: Final = 38
INTEGER_DIGITS: Final = 18
INTEGER_BOUND: Final = 10**INTEGER_DIGITS - 1
_MOMENTS = (DateType, DateTimeType)
_EXACT: Final = Context(prec=10_000)
_SPOKEN = {
    "+": ("added", "相加"),
    "-": ("subtracted", "相减"),
    "*": ("multiplied", "相乘"),
    "/": ("divided", "相除"),
}


def number_type(checking: Checking, node: NumberLiteral, scope: Scope) -> Type:
    """Return the type of a written number: a whole number, or one with its own decimals."""
    exponent = node.value.normalize(_EXACT).as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent >= 0 and not node.written.endswith(("%", "％")):
        whole = abs(int(node.value))
        if whole > INTEGER_BOUND:
            checking.report.error(
                "number-too-long",
                scope.place(node),
                Phrase(
                    f"a whole number has at most {INTEGER_DIGITS} digits, and this one has {len(str(whole))}",
                    f"整数最多 {INTEGER_DIGITS} 位，此数有 {len(str(whole))} 位",
                ),
                label=Phrase("too many digits", "位数过多"),
                help=(
                    Phrase(
                        "write a smaller number; if it is a code, declare its field as `text` and write it in quotes",
                        "请写较小的数；如果是编号，请将字段声明为 `文本`，编号写在引号内",
                    ),
                ),
            )
            return ERROR
        checking.bounds[id(node)] = whole
        return IntegerType()
    scale = max(-exponent, 0)
    bound = int(abs(node.value) * 10**scale)
    checking.bounds[id(node)] = bound
    return NumberType(scale, max(len(str(bound)), scale, 1))


def negative_type(checking: Checking, node: Negative, scope: Scope, expected: Type | None) -> Type:
    """Return the type of `-x`."""
    type_ = checking.type_of(node.operand, scope, expected)
    inner = required(type_)
    if isinstance(inner, RatioType):
        return _ratio_misused(checking, node.operand, scope)
    if isinstance(inner, IntegerType | NumberType | DurationType):
        if id(node.operand) in checking.bounds:
            checking.bounds[id(node)] = checking.bounds[id(node.operand)]
        return type_
    if not isinstance(inner, ErrorType):
        _wrong_operand(checking, node.operand, type_, "-", scope)
    return ERROR


def arithmetic_type(checking: Checking, node: Arithmetic, scope: Scope) -> Type:
    """Return the type of a sum, difference, product or quotient."""
    left = checking.type_of(node.left, scope)
    right = checking.type_of(node.right, scope)
    if isinstance(left, ErrorType) or isinstance(right, ErrorType):
        return ERROR
    result = _result(checking, node, left, right, scope)
    if isinstance(result, ErrorType):
        return ERROR
    return optional(result) if isinstance(left, OptionalType) or isinstance(right, OptionalType) else result


def _result(checking: Checking, node: Arithmetic, left: Type, right: Type, scope: Scope) -> Type:
    first, second = required(left), required(right)
    for operand, type_ in ((node.left, first), (node.right, second)):
        if isinstance(type_, RatioType):
            return _ratio_misused(checking, operand, scope)
        if isinstance(type_, NoneType):
            checking.mismatch(operand, scope, type_, IntegerType())
            return ERROR
    if is_numeric(first) and is_numeric(second):
        return _of_numbers(checking, node, first, second, scope)
    operator = node.operator
    if isinstance(first, _MOMENTS):
        return _of_moment(checking, node, first, second, scope)
    if isinstance(first, DurationType):
        if isinstance(second, _MOMENTS) and operator == "+":
            return _moved(checking, node.left, second, scope)
        if isinstance(second, DurationType) and operator in "+-":
            return DurationType()
    if isinstance(first, DurationType) or isinstance(second, DurationType):
        return _wrong_time(checking, node, first, second, scope)
    wrong = node.left if not is_numeric(first) else node.right
    _wrong_operand(checking, wrong, left if wrong is node.left else right, operator, scope)
    return ERROR


# --- numbers --------------------------------------------------------------------------------


def _of_numbers(checking: Checking, node: Arithmetic, left: Type, right: Type, scope: Scope) -> Type:
    if node.operator == "/":
        if _is_nought(node.right):
            checking.report.error(
                "division-by-zero",
                scope.place(node.right),
                Phrase("nothing can be divided by zero", "除数不能为零"),
                label=Phrase("always zero", "恒为零"),
                help=(
                    Phrase(
                        "divide by something else, or leave the division out", "请改用其他除数，或删去除法"
                    ),
                ),
            )
            return ERROR
        return RatioType()
    sizes = size(checking, node.left, left), size(checking, node.right, right)
    bound, scale = _worked_out(node.operator, *sizes)
    digits = max(len(str(bound)), scale)
    if digits > MOST_DIGITS:
        _too_wide(checking, node, sizes, digits, scope)
        return ERROR
    checking.bounds[id(node)] = bound
    if isinstance(left, IntegerType) and isinstance(right, IntegerType):
        return IntegerType()
    return NumberType(scale, digits)


def _worked_out(operator: str, one: Size, other: Size) -> Size:
    """Return how large a sum, difference or product of numbers of these sizes can be."""
    (left, left_scale), (right, right_scale) = one, other
    if operator == "*":
        return left * right, left_scale + right_scale
    most = max(left_scale, right_scale)
    return left * 10 ** (most - left_scale) + right * 10 ** (most - right_scale), most


def _too_wide(
    checking: Checking, node: Arithmetic, sizes: tuple[Size, Size], digits: int, scope: Scope
) -> None:
    left, right = (scope.place(part).text.strip() for part in (node.left, node.right))
    _, what_zh = _SPOKEN[node.operator]
    what_en = {"+": "this sum", "-": "this difference"}.get(node.operator, "this product")
    checking.report.error(
        "number-too-wide",
        scope.place(node),
        Phrase(
            f"{what_en} may have {digits} digits, and {MOST_DIGITS} is the most a number may have",
            f"{what_zh}的结果可能有 {digits} 位，超过数字最多 {MOST_DIGITS} 位的限度",
        ),
        label=Phrase("too many digits", "位数过多"),
        help=(
            _fewer_factors(left, right)
            if node.operator == "*"
            else _fewer_decimals(node.operator, (left, right), sizes),
        ),
    )


def _fewer_factors(left: str, right: str) -> Phrase:
    """What is multiplied on one side of a comparison divides on the other, and a quotient has no such bound."""
    return Phrase(
        f"multiply fewer numbers: a comparison can divide its other side, `{left} > … / {right}` "
        f"(the same where `{right}` is above zero)",
        f"请减少相乘的数：比较时可将其移到另一边作除数，即 `{left} 超过 … / {right}`（`{right}` 大于零时二者相同）",
    )


def _fewer_decimals(operator: str, parts: tuple[str, str], sizes: tuple[Size, Size]) -> Phrase:
    """Both parts with as many decimals as there is room for."""
    most = max(scale for _, scale in sizes)
    for places in range(most - 1, -1, -1):
        cut = [(_cut(one, places), min(one[1], places)) for one in sizes]
        if len(str(_worked_out("+", cut[0], cut[1])[0])) <= MOST_DIGITS:
            en, zh = (
                f" {operator} ".join(
                    call.format(part, places) if scale > places else part
                    for part, (_, scale) in zip(parts, sizes, strict=True)
                )
                for call in ("round({}, {})", "四舍五入（{}，{}）")
            )
            return Phrase(f"round it before: `{en}`", f"请先四舍五入：`{zh}`")
    return Phrase("compare the parts one by one", "请分别比较各部分")


def _cut(number: Size, places: int) -> int:
    bound, scale = number
    return bound if scale <= places else bound // 10 ** (scale - places) + 1


def size(checking: Checking, node: Expression, type_: Type) -> Size:
    """Return how large a number can be and how many decimals it has."""
    type_ = required(type_)
    known = checking.bounds.get(id(node))
    if isinstance(type_, NumberType):
        return (10**type_.precision - 1 if known is None else known), type_.scale
    return (INTEGER_BOUND if known is None else known), 0


def _is_nought(node: Expression) -> bool:
    while isinstance(node, Negative):
        node = node.operand
    return isinstance(node, NumberLiteral) and node.value == Decimal(0)


def ratio_help() -> Phrase:
    """Return what to do with a ratio that is to be more than compared."""
    return Phrase(
        "round it first: `round(…, 2)`; what is divided can only be compared or rounded",
        "请先四舍五入：`四舍五入（…，2）`；相除的结果只能比较或四舍五入",
    )


def _ratio_misused(checking: Checking, operand: Expression, scope: Scope) -> Type:
    report_ratio(checking, operand, scope)
    return ERROR


def report_ratio(checking: Checking, operand: Expression, scope: Scope) -> None:
    """Report a ratio where a number with a fixed count of decimals is needed, or a date with the year last."""
    place = scope.place(operand)
    days = days_with_slashes(place.source.text, place.span.start)
    if days:
        message, label, help_ = year_last(days)
        checking.report.error("date-form", place, message, label=label, help=(help_,))
        return
    checking.report.error(
        "ratio-misuse",
        scope.place(operand),
        Phrase(
            f"{written(scope.place(operand))} is a division, which may not come out even",
            f"{written(scope.place(operand))} 是除法，可能除不尽",
        ),
        label=Phrase("a ratio", "比值"),
        help=(ratio_help(),),
    )


# --- dates and lengths of time --------------------------------------------------------------


def _of_moment(checking: Checking, node: Arithmetic, moment: Type, other: Type, scope: Scope) -> Type:
    if node.operator == "-" and isinstance(other, _MOMENTS):
        return IntegerType()
    if node.operator in "+-" and isinstance(other, DurationType):
        return _moved(checking, node.right, moment, scope)
    if node.operator in "+-" and is_numeric(other):
        checking.report.error(
            "missing-unit",
            scope.place(node.right),
            Phrase(
                f"{written(scope.place(node.left))} is moved by a number, and it is not said of what",
                f"{written(scope.place(node.left))} 加减的是一个数，未写明单位",
            ),
            label=Phrase("days, months …?", "日、月……？"),
            help=(unit_missing(node.right),),
        )
        return ERROR
    return _wrong_time(checking, node, moment, other, scope)


def _moved(checking: Checking, duration: Expression, moment: Type, scope: Scope) -> Type:
    if (
        isinstance(moment, DateType)
        and isinstance(duration, DurationLiteral)
        and duration.unit in ("hour", "minute")
    ):
        checking.report.error(
            "hours-on-a-date",
            scope.place(duration),
            Phrase(
                "a date has no time of day to move by hours or minutes", "日期没有时刻，不能加减小时或分钟"
            ),
            label=Phrase("not whole days", "不是整日"),
            help=(
                Phrase("write days, or declare the field as `datetime`", "请改用天数，或将字段声明为 `时间`"),
            ),
        )
        return ERROR
    return moment


def _wrong_time(checking: Checking, node: Arithmetic, left: Type, right: Type, scope: Scope) -> Type:
    one, other = kind_of(left), kind_of(right)
    spoken = _SPOKEN[node.operator]
    checking.report.error(
        "date-arithmetic",
        scope.place(node),
        Phrase(
            f"{one.en} and {other.en} cannot be {spoken[0]}", f"{one.zh.strip()}与{other.zh}不能{spoken[1]}"
        ),
        label=Phrase("does not go together", "不能这样计算"),
        help=(
            Phrase(
                "a date can be moved, `start + 3 days`; two dates have a difference in days, `finish - start`; "
                "lengths of time can be added",
                "日期可加减时长，如 `开始日期 + 3日`；两个日期相减得天数；时长可以相加",
            ),
        ),
    )
    return ERROR


def _wrong_operand(checking: Checking, node: Expression, type_: Type, operator: str, scope: Scope) -> None:
    is_ = kind_of(type_)
    words = written(scope.place(node))
    checking.report.error(
        "type-mismatch",
        scope.place(node),
        Phrase(
            f"{words} is {is_.en}, and `{operator}` needs numbers, dates or lengths of time",
            f"{words} 是{is_.zh}，`{operator}` 只用于数、日期和时长",
        ),
        label=Phrase("not a number", "不是数"),
        help=help_for(node, type_, IntegerType()) or what_fits(IntegerType()),
    )
