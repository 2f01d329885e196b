"""Does a quota count what can be counted, per what can be a key, in a window of dates?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_comparisons import is_moment, report_percent
from policyrules.semantics.check_numbers import report_ratio
from policyrules.semantics.checked import ParameterMeaning
from policyrules.semantics.checking import Checking
from policyrules.semantics.mismatch import what_fits
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import (
    CalendarType,
    DateType,
    DurationType,
    ErrorType,
    IntegerType,
    ListType,
    NumberType,
    PeriodType,
    RatioType,
    RecordType,
    Type,
    is_numeric,
    required,
)
from policyrules.semantics.wording import kind_of, written
from policyrules.syntax.ast.clauses import (
    CalendarWindow,
    Clause,
    Deadline,
    EverWindow,
    Quota,
    SlidingWindow,
    Warn,
)
from policyrules.syntax.ast.expressions import DurationLiteral, Expression, NumberLiteral, Path, SpanOf


def check_quota(checking: Checking, node: Quota, scope: Scope) -> None:
    """Check `at most N [different F | total F] per KEYS WINDOW`."""
    limit: Type = IntegerType()
    if node.measured is not None:
        measured = checking.type_of(node.measured, scope)
        if node.measure == "total":
            limit = _total(checking, node.measured, measured, scope)
        else:
            _one_value(
                checking,
                node.measured,
                measured,
                Phrase("its values cannot be told apart", "不能区分不同的值"),
                scope,
            )
    if node.measure != "total" and isinstance(node.limit, DurationLiteral):
        _report_length(checking, node.limit, node, scope)
    else:
        checking.value_of(node.limit, scope, limit)
    for key in node.keys:
        type_ = checking.type_of(key, scope)
        inner = required(type_)
        if isinstance(inner, ListType):
            inner = inner.element
        _one_value(checking, key, inner, Phrase("entries cannot be counted by it", "不能按其分别计数"), scope)
    match node.window:
        case CalendarWindow(of=of):
            _check_window_field(checking, of, scope)
        case SlidingWindow(of=of):
            _check_window_field(checking, of, scope)
            _check_length(checking, node.window, scope)
        case EverWindow():
            pass


def _report_length(checking: Checking, limit: DurationLiteral, node: Quota, scope: Scope) -> None:
    """Say that a quota counts entries, not time; and how days are counted that a field holds."""
    words = written(scope.place(limit))
    number = format(limit.amount, "f")
    summed = _first_number(scope)
    measured = "" if node.measured is None else written(scope.place(node.measured)).strip("`")
    counted = (
        Phrase("entries", "按次数计")
        if node.measure == "count"
        else Phrase("different values", "按不同的值计数")
    )
    checking.report.error(
        "type-mismatch",
        scope.place(limit),
        Phrase(
            f"{words} is a length of time, and this quota counts {counted.en}",
            f"{words} 是时长，而此限额{counted.zh}",
        ),
        label=Phrase("a whole number is needed", "此处应为整数"),
        help=(
            Phrase(
                f"to add up a field that holds numbers: `at most {limit.written} total {summed.en}`",
                f"要把一个数值字段累加起来，请写 `合计 {summed.zh} 不得超过 {limit.written}`",
            ),
            Phrase(f"to count entries: `at most {number}`", f"只数次数的请写 `不得超过 {number} 次`")
            if node.measured is None
            else Phrase(
                f"to count different values: `at most {number} different {measured}`",
                f"数不同的值请写 `不得超过 {number} 个 不同 {measured}`",
            ),
        ),
    )


def _first_number(scope: Scope) -> Phrase:
    """Return the first field that could be added up, as an example."""
    fields = () if scope.record is None else scope.record.fields
    for field in fields:
        if isinstance(field.type, IntegerType | NumberType):
            return Phrase(field.names.first, field.names.for_people())
    return Phrase.same("…")


def _total(checking: Checking, node: Expression, type_: Type, scope: Scope) -> Type:
    kind = required(type_)
    if isinstance(kind, RatioType):
        report_ratio(checking, node, scope)
        return ErrorType()
    if isinstance(kind, IntegerType | ErrorType):
        return kind
    if is_numeric(kind):
        return NumberType()
    is_ = kind_of(type_)
    words = written(scope.place(node))
    checking.report.error(
        "type-mismatch",
        scope.place(node),
        Phrase(f"{words} is {is_.en}, and only numbers have a total", f"{words} 是{is_.zh}，只有数可以合计"),
        label=Phrase("no total", "不能合计"),
        help=(_in_numbers(node, words) if isinstance(kind, DurationType) else _NOT_TOTAL,),
    )
    return ErrorType()


_NOT_TOTAL: Final = Phrase(
    "leave `total` out to count entries; `different …` counts different values",
    "只数次数的请删去 `合计 …`；数不同的值请写 `不同 …`",
)


def _in_numbers(node: Expression, words: str) -> Phrase:
    """Lengths of time have no total: how many days or hours it is has one."""
    if isinstance(node, Path) and len(node.names) == 1:
        return Phrase(
            f"to add up days or hours, declare {words} as `integer`: `{node.names[0].text}: integer`",
            f"要累加天数或小时数，请将 {words} 改为整数字段：`{node.names[0].text}: 整数`",
        )
    return Phrase(
        "to add up days or hours, keep how many in an `integer` field",
        "要累加天数或小时数，请用 `整数` 字段记录",
    )


def _one_value(checking: Checking, node: Expression, type_: Type, what: Phrase, scope: Scope) -> None:
    kind = required(type_)
    if not isinstance(kind, ListType | RecordType | CalendarType | PeriodType | RatioType):
        return
    is_ = kind_of(type_)
    words = written(scope.place(node))
    checking.report.error(
        "quota-key",
        scope.place(node),
        Phrase(f"{words} is {is_.en}; {what.en}", f"{words} 是{is_.zh}，{what.zh}"),
        label=Phrase("not one value", "不是一个值"),
        help=(
            Phrase("name a field that holds one value, or a list of texts", "请写存放单个值或文本列表的字段"),
        ),
    )


def _check_window_field(checking: Checking, of: Path | SpanOf, scope: Scope) -> None:
    type_ = checking.type_of(of, scope)
    if isinstance(of, SpanOf) or is_moment(type_):
        return
    if isinstance(required(type_), PeriodType):
        return
    is_ = kind_of(type_)
    words = written(scope.place(of))
    checking.report.error(
        "type-mismatch",
        scope.place(of),
        Phrase(
            f"{words} is {is_.en}, and a window is cut by a date", f"{words} 是{is_.zh}，期间须按日期划分"
        ),
        label=Phrase("a date is needed", "此处应为日期"),
        help=what_fits(DateType()),
    )


def _check_length(checking: Checking, window: SlidingWindow, scope: Scope) -> None:
    length = window.length
    checking.type_of(length, scope)
    whole = length.amount == length.amount.to_integral_value() and length.amount > 0
    if length.unit not in ("minute", "hour", "working day") and whole:
        return
    checking.report.error(
        "window-length",
        scope.place(length),
        Phrase("a window is so many calendar days, weeks, months or years", "期间长度须为若干日、周、月或年"),
        label=Phrase("not whole days", "不是整日"),
        help=(Phrase("for example `in any 7 days of …`", "例如 `任意 7 日内（按 …）`"),),
    )


# --- early warnings -------------------------------------------------------------------------


def check_warn(checking: Checking, node: Warn, clauses: Sequence[Clause], scope: Scope) -> None:
    """Check `warn at 80%` of a quota and `warn 2 days before` of a deadline."""
    quotas = [clause for clause in clauses if isinstance(clause, Quota)]
    deadlines = [clause for clause in clauses if isinstance(clause, Deadline)]
    if node.lead is not None:
        checking.value_of(node.lead, scope, DurationType())
        if not deadlines:
            _nothing_to_warn_of(
                checking,
                node,
                Phrase("a deadline", "时限"),
                Phrase("`warn at 80%` is for quotas", "限额请写 `达到 80% 时预警`"),
                scope,
            )
    if node.share is not None:
        check_share(checking, node.share, scope)
        if not quotas:
            _nothing_to_warn_of(
                checking,
                node,
                Phrase("a quota", "限额"),
                Phrase("`warn 2 days before` is for deadlines", "时限请写 `提前 2 日 预警`"),
                scope,
            )
        else:
            _check_early(checking, node, quotas[0], scope)


def check_share(checking: Checking, node: Expression, scope: Scope) -> None:
    """Check a share of a quota: a number from 0 to 1, written as a percentage."""
    type_ = checking.value_of(node, scope, NumberType())
    if isinstance(node, NumberLiteral) and node.value > 1 and not isinstance(type_, ErrorType):
        report_percent(checking, node, scope)


def _nothing_to_warn_of(checking: Checking, node: Warn, what: Phrase, instead: Phrase, scope: Scope) -> None:
    checking.report.error(
        "warn-without-test",
        scope.place(node),
        Phrase(
            f"this warns early of {what.en}, and the item has none",
            f"此处为{what.zh}预警，而本条没有{what.zh}",
        ),
        label=Phrase("warns of what?", "对什么预警？"),
        help=(instead,),
    )


def _check_early(checking: Checking, node: Warn, quota: Quota, scope: Scope) -> None:
    """Warn where an early warning comes at the first use, or only at the last."""
    share = node.share.value if isinstance(node.share, NumberLiteral) else None
    limit = _constant(checking, quota.limit)
    if share is None or limit is None or not 0 < share <= 1 or limit < 1:
        return
    at = ceil(limit * share)
    if 1 < at < limit or share == 1:  # whoever writes 100% means the last
        return
    first = at <= 1
    checking.report.warning(
        "early-warning",
        scope.place(node),
        Phrase(
            f"of at most {limit}, this warns {'at the very first' if first else 'only at the last'}",
            f"上限为 {limit}，{'第一次就会预警' if first else '到最后一次才会预警'}",
        ),
        label=Phrase(
            "at the first" if first else "only at the last", "第一次即预警" if first else "最后一次才预警"
        ),
        help=(_ANOTHER if limit > 2 else _NOTHING_BETWEEN,),
    )


_ANOTHER: Final = Phrase("choose another share, or leave the warning out", "请调整比例，或删去预警")
_NOTHING_BETWEEN: Final = Phrase(
    "of so few, none lies between the first and the last; write 100% to be warned at the last, or leave the warning out",
    "次数太少，首末两次之间没有可预警的次数；如需在最后一次提醒，请写 100%，否则请删去预警",
)


def _constant(checking: Checking, node: Expression) -> Decimal | None:
    if isinstance(node, NumberLiteral):
        return node.value
    meaning = checking.tables.meanings.get(id(node))
    if not isinstance(meaning, ParameterMeaning):
        return None
    schema = checking.names.parameters.get(meaning.name)
    if schema is None or len(schema.versions) != 1 or not isinstance(schema.versions[0].value, int | Decimal):
        return None
    return Decimal(schema.versions[0].value)
