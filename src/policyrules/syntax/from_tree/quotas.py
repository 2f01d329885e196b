"""At most how many, for whom, in which window?

The parts of a quota stand in a different order in each language. The grammar takes them one by one;
neighbours are put together here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import evolve, frozen
from policyrules.syntax.ast.clauses import (
    CalendarWindow,
    Ensure,
    EverWindow,
    Match,
    PeriodUnit,
    Quota,
    SlidingWindow,
    Warn,
    When,
    Window,
)
from policyrules.syntax.ast.expressions import DurationLiteral, Expression, NumberLiteral, Path, SpanOf
from policyrules.syntax.from_tree.places import Parts, between, nodes, span_of
from policyrules.syntax.reading import Reading

PERIODS: Final[dict[str, PeriodUnit]] = {
    "EACH_DAY": "day",
    "EACH_WEEK": "week",
    "EACH_HALF_MONTH": "half month",
    "EACH_MONTH": "month",
    "EACH_QUARTER": "quarter",
    "EACH_HALF_YEAR": "half year",
    "EACH_YEAR": "year",
}


@frozen
class Limit:
    """`at most N`."""

    limit: Expression
    classifier: str
    span: Span


@frozen
class Measure:
    """`different F`, `total F`."""

    measure: Literal["different", "total"]
    measured: Expression
    span: Span


@frozen
class Per:
    """`per K, K`."""

    keys: tuple[Path, ...]
    span: Span


_UNIT: Final = re.compile(r"\s*((?:[^\W\d_万亿]|\s)+)$")
"""The unit that ends a length of time as written."""

QuotaPart = Limit | Measure | Per | Window
QUOTA_PARTS: Final = (Limit, Measure, Per, CalendarWindow, SlidingWindow, EverWindow)


def limit(parts: Parts) -> Limit:
    """`at most N`, `不得超过 N 次`."""
    _, amount, classifier = parts
    return Limit(amount, classifier.text if classifier is not None else "", span_of(parts))


def measure(parts: Parts) -> Measure:
    """`different F`, `total F`."""
    word, measured = parts
    return Measure("different" if word.type == "DIFFERENT" else "total", measured, span_of(parts))


def per(parts: Parts) -> Per:
    """`per K, K`."""
    return Per(nodes(parts), span_of(parts))


def window(parts: Parts) -> CalendarWindow:
    """`each month of F`."""
    unit, of = parts
    return CalendarWindow(PERIODS[unit.type], of[0], Span(unit.start, of[1].stop))


def sliding_window(parts: Parts) -> SlidingWindow:
    """`in any 14 days of F`."""
    word, length, _, of = parts
    return SlidingWindow(length, of[0], Span(word.start, of[1].stop))


def ever_window(parts: Parts) -> EverWindow:
    """`ever`."""
    return EverWindow(parts[0].span)


def window_path(parts: Parts) -> tuple[Path, Span]:
    """`of F`, `（按 F）`."""
    return next(part for part in parts if type(part) is Path), span_of(parts)


def window_span(parts: Parts) -> tuple[SpanOf, Span]:
    """`of start..finish`, `（按 F 至 G）`."""
    first, last = (part for part in parts if type(part) is Path)
    return SpanOf(first, last, between(first, last)), span_of(parts)


def warn(parts: Parts) -> Warn:
    """`warn at 80%`."""
    return Warn(parts[1], None, span_of(parts))


def warn_ahead(parts: Parts) -> Warn:
    """`warn 2 days before`."""
    return Warn(None, parts[1], span_of(parts))


# --- putting neighbours together ------------------------------------------------------------


def gathered(clauses: Sequence[Any], reading: Reading) -> list[Any]:
    """Return the clauses with the parts of each quota put together, a bare limit given to its match."""
    whole: list[Any] = []
    group: list[QuotaPart] = []
    for clause in clauses:
        if isinstance(clause, QUOTA_PARTS):
            if any(_kind(clause) is _kind(part) for part in group):
                _finish(group, whole, reading)
                group = []
            group.append(clause)
        else:
            _finish(group, whole, reading)
            group = []
            whole.append(clause)
    _finish(group, whole, reading)
    return whole


def _kind(part: QuotaPart) -> type:
    return type(part) if isinstance(part, (Limit, Measure, Per)) else SlidingWindow


def _finish(group: list[QuotaPart], whole: list[Any], reading: Reading) -> None:
    if not group:
        return
    amount = next((part for part in group if isinstance(part, Limit)), None)
    measured = next((part for part in group if isinstance(part, Measure)), None)
    keys = next((part for part in group if isinstance(part, Per)), None)
    in_window = next((part for part in group if not isinstance(part, (Limit, Measure, Per))), None)
    span = between(group[0], group[-1])
    if amount is not None and measured is not None and measured.measure == "total":
        amount = _of_total(amount)
    if amount is None:
        _report_no_limit(span, reading)
        return
    if in_window is None:
        if len(group) == 1 and whole and isinstance(whole[-1], Match) and whole[-1].at_most is None:
            whole[-1] = evolve(whole[-1], at_most=amount.limit, span=between(whole[-1], amount))
        elif len(group) == 1 and whole and _goes_on(whole[-1], amount, reading):
            _report_second_bound(amount, reading)
        else:
            _report_no_window(span, reading)
        return
    whole.append(
        Quota(
            limit=amount.limit,
            measure=measured.measure if measured is not None else "count",
            measured=measured.measured if measured is not None else None,
            keys=keys.keys if keys is not None else (),
            window=in_window,
            span=span,
            classifier=amount.classifier,
        )
    )


def _of_total(limit: Limit) -> Limit:
    """Return the limit of a total, whose unit only says what the numbers are: 合计 天数 不得超过 10 天.

    No length of time can be meant: only numbers have a total.
    """
    amount = limit.limit
    if not isinstance(amount, DurationLiteral):
        return limit
    unit = _UNIT.search(amount.written)
    assert unit is not None, "a length of time has a unit"
    digits = amount.written[: unit.start()]
    number = NumberLiteral(amount.amount, Span(amount.span.start, amount.span.start + len(digits)), digits)
    return evolve(limit, limit=number, classifier="" if unit[1].isascii() else unit[1])


def _report_no_limit(span: Span, reading: Reading) -> None:
    if reading.is_mended:
        return
    reading.report(
        "missing-limit",
        span,
        Phrase("this quota does not say how many are allowed", "这里没有写明最多多少"),
        label=Phrase("at most how many?", "不得超过多少？"),
        help_=(Phrase("add `at most N`", "请加上 `不得超过 N 次`"),),
    )


def _goes_on(before: Any, amount: Limit, reading: Reading) -> bool:
    """Tell whether a limit stands on the line of a condition: `须 人数 不低于 3 不超过 5`."""
    text = reading.folded[before.span.stop : amount.span.start]
    return isinstance(before, (When, Ensure)) and not text.strip() and "\n" not in text


def _report_second_bound(amount: Limit, reading: Reading) -> None:
    reading.report(
        "chained-comparison",
        amount.span,
        Phrase("comparisons are not chained", "比较不能连写"),
        label=Phrase("a second comparison", "第二个比较"),
        help_=(
            Phrase(
                "join two comparisons with `and`, as `people >= 3 and people <= 5`, or write `people in 3..5`",
                "请用 `且` 分成两个比较，例如 `人数 不低于 3 且 人数 不超过 5`，或写 `人数 在 3..5`",
            ),
        ),
    )


def _report_no_window(span: Span, reading: Reading) -> None:
    if reading.is_mended:
        return
    reading.report(
        "missing-window",
        span,
        Phrase("this quota does not say in which period", "这里没有写明在什么期间内"),
        label=Phrase("at most so many, but when?", "多长时间内最多这么多？"),
        help_=(
            Phrase(
                "add `each month of start`, `in any 7 days of start` or `ever`",
                "请加上 `每月（按 开始日期）`、`任意 7 日内（按 开始日期）` 或 `累计`",
            ),
        ),
    )


CALLBACKS: Final = {
    "limit": limit,
    "measure": measure,
    "per": per,
    "window": window,
    "sliding_window": sliding_window,
    "ever_window": ever_window,
    "window_path": window_path,
    "window_span": window_span,
    "warn": warn,
    "warn_ahead": warn_ahead,
}
