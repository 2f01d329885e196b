"""Is a written length of time one that can be counted?"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.scope import Scope, Written
from policyrules.semantics.types import DurationType, Type
from policyrules.semantics.values import Duration
from policyrules.syntax.ast.expressions import DurationLiteral, Unit
from policyrules.syntax.written_days import day_in_figures

_PARTS: Final[dict[Unit, tuple[str, int]]] = {
    "minute": ("minutes", 1),
    "hour": ("minutes", 60),
    "day": ("days", 1),
    "working day": ("working_days", 1),
    "week": ("days", 7),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "year": ("months", 12),
}
_MOST: Final = {
    "minutes": 60 * 24 * 366 * 1000,
    "days": 366 * 1000,
    "working_days": 366 * 1000,
    "months": 12 * 1000,
}
_SMALLER: Final[dict[Unit, Phrase]] = {
    "day": Phrase("write hours: `12 hours`", "请用小时：`12小时`"),
    "week": Phrase("write days: `3 days`", "请用天数：`3日`"),
    "month": Phrase("write days: `15 days`", "请用天数：`15日`"),
    "quarter": Phrase("write months or days", "请用月或天数"),
    "year": Phrase("write months: `6 months`", "请用月：`6个月`"),
}


def duration_of(literal: DurationLiteral) -> Duration | None:
    """Return the length a literal writes; None when it is no whole number of its smallest unit.

    >>> from policyrules.diagnostics.span import Span
    >>> duration_of(DurationLiteral(Decimal("1.5"), "hour", Span(0, 9)))
    Duration(months=0, days=0, working_days=0, minutes=90)
    """
    part, each = _PARTS[literal.unit]
    amount = literal.amount * each
    if amount != amount.to_integral_value() or abs(amount) > _MOST[part]:
        return None
    return Duration(**{part: int(amount)})


def duration_type(checking: Checking, node: DurationLiteral, scope: Scope) -> Type:
    """Check a written length of time."""
    if node.unit == "working day" and scope.view.schema.working_days is None:
        report_no_working_days(checking, node, scope)
    if duration_of(node) is not None:
        return DurationType()
    part, each = _PARTS[node.unit]
    words = scope.place(node).text
    if words.endswith("年") and (day := day_in_figures(words[:-1])) is not None:
        figures = f"{day.year}年1月1日"
        checking.report.error(
            "date-form",
            scope.place(node),
            Phrase(f"`{words}` is not a whole date", f"`{words}` 不是完整的日期"),
            label=Phrase("year, month and day", "年、月、日"),
            help=(Phrase(f"write month and day too: `{figures}`", f"请写明月、日：`{figures}`"),),
        )
        return ERROR
    if node.amount * each > Decimal(_MOST[part]):
        checking.report.error(
            "duration-too-long",
            scope.place(node),
            Phrase("this is longer than a thousand years", "此时长超过一千年"),
            label=Phrase("too long", "过长"),
            help=(Phrase("write a shorter one, such as `10 years`", "请写较短的时长，如 `10年`"),),
        )
        return ERROR
    checking.report.error(
        "duration-not-whole",
        scope.place(node),
        Phrase(
            f"only whole {node.unit}s can be counted"
            if node.unit not in ("hour", "minute")
            else "only whole minutes can be counted",
            "时长须为整数个单位",
        ),
        label=Phrase("not a whole number", "不是整数"),
        help=(_SMALLER[node.unit],) if node.unit in _SMALLER else (),
    )
    return ERROR


def report_no_working_days(checking: Checking, node: Written, scope: Scope) -> None:
    """Report that working days are counted and the policy does not say by which calendar."""
    checking.report.error(
        "no-working-days",
        scope.place(node),
        Phrase(
            "the policy does not say which days are working days",
            "本政策未写明按哪个日历计工作日",
        ),
        label=Phrase("counted in working days", "按工作日计"),
        help=(
            Phrase(
                'add `working days of "CN"` inside the braces of `policy … { … }`',
                "请在 `政策 … { … }` 的花括号里写明：`工作日历 “CN”`",
            ),
        ),
    )
