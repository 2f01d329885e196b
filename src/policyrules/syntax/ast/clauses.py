"""What can an item say?"""

from __future__ import annotations

from datetime import date
from typing import Literal

from policyrules.diagnostics.span import Span
from policyrules.frozen import field, frozen
from policyrules.syntax.ast.expressions import (
    DurationLiteral,
    Expression,
    Path,
    SpanOf,
    Template,
    TextLiteral,
)
from policyrules.syntax.ast.names import ItemRef, Name


def _span() -> Span:
    return field(eq=False, repr=False)  # type: ignore[no-any-return]  # attrs types field() as Any


PeriodUnit = Literal["day", "week", "half month", "month", "quarter", "half year", "year"]
ReferralKind = Literal["approval", "filing", "explanation"]


@frozen
class When:
    """`when E` 凡 E 的."""

    condition: Expression
    span: Span = _span()


@frozen
class AppliesWhen:
    """`applies when E` 适用条件 E: on a list or an item; false means not applicable."""

    condition: Expression
    span: Span = _span()


@frozen
class Unless:
    """`unless E` 除 E 外."""

    condition: Expression
    span: Span = _span()


@frozen
class Without:
    """`without approval of WHO (FACT)` 未经 WHO 批准（FACT）."""

    kind: ReferralKind
    who: Expression
    fact: Expression
    span: Span = _span()


@frozen
class Ensure:
    """`ensure E` 须 E."""

    condition: Expression
    span: Span = _span()


@frozen
class CalendarWindow:
    """`each month of start` 每月（按 开始日期）."""

    unit: PeriodUnit
    of: Path | SpanOf
    span: Span = _span()


@frozen
class SlidingWindow:
    """`in any 14 days of start..finish` 任意 14 日内（按 …）."""

    length: DurationLiteral
    of: Path | SpanOf
    span: Span = _span()


@frozen
class EverWindow:
    """`ever` 累计."""

    span: Span = _span()


Window = CalendarWindow | SlidingWindow | EverWindow


@frozen
class Quota:
    """`at most N [different F | total F] per KEYS WINDOW`."""

    limit: Expression
    measure: Literal["count", "different", "total"]
    measured: Expression | None
    keys: tuple[Path, ...]
    window: Window
    span: Span = _span()
    classifier: str = field(default="", eq=False, repr=False)


@frozen
class Warn:
    """`warn at 80%` (share) or `warn 2 days before` (lead): the early warning of a quota or deadline."""

    share: Expression | None
    lead: Expression | None
    span: Span = _span()


@frozen
class Deadline:
    """`deadline F within D after G`, (direction "before") `deadline F at least D before G`, or `deadline F by G`.

    There is a duration unless the direction is "by".
    """

    done: Path
    duration: Expression | None
    direction: Literal["after", "before", "by"]
    start: Path
    span: Span = _span()


@frozen
class MatchKey:
    """`K`, `A = B`, `K within 3 days`, `K like 80%`."""

    mine: Path
    theirs: Path | None
    within: Expression | None
    like: Expression | None
    span: Span = _span()


@frozen
class MatchCompare:
    """`F within T` after `comparing`; no tolerance means equal."""

    mine: Path
    theirs: Path | None
    within: Expression | None
    span: Span = _span()


@frozen
class Match:
    """`reconciles with R on K, … [or on …] [comparing …] [at most 1]`."""

    record: Name
    alternatives: tuple[tuple[MatchKey, ...], ...]
    comparing: tuple[MatchCompare, ...]
    at_most: Expression | None
    span: Span = _span()


# --- what follows ---------------------------------------------------------------------------


@frozen
class Stage:
    """When an action is due: `if missing`, `if overdue by D`, `if used P%`."""

    kind: Literal["missing", "differs", "repeated", "overdue", "used"]
    amount: Expression | None
    span: Span = _span()


@frozen
class ReferTo:
    """`refer to WHO for approval [within D]` 报 WHO 批准."""

    who: Expression
    kind: ReferralKind
    within: Expression | None
    span: Span = _span()


@frozen
class ReturnTo:
    """`return to WHO` 退回 WHO."""

    who: Expression | None
    within: Expression | None
    span: Span = _span()


@frozen
class RouteTo:
    """`route to WHO` 转 WHO."""

    who: Expression
    within: Expression | None
    span: Span = _span()


@frozen
class Order:
    """`order WHO to "…" within D` 责令 WHO 限 D 内 “…”."""

    who: Expression
    what: Expression
    within: Expression | None
    span: Span = _span()


@frozen
class DeclaredAction:
    """A verb of the office's own, `urge organiser`, with what it is about."""

    verb: Name
    about: Expression | None
    within: Expression | None
    span: Span = _span()


ActionPhrase = ReferTo | ReturnTo | RouteTo | Order | DeclaredAction


@frozen
class Then:
    """`then ACTION [if STAGE], ACTION …` 则 …: what follows, in order."""

    actions: tuple[tuple[ActionPhrase, Stage | None], ...]
    span: Span = _span()


# --- explanation and validity ---------------------------------------------------------------


@frozen
class Because:
    """`because "…{expr}…"` 认定理由."""

    text: Template
    span: Span = _span()


@frozen
class Remedy:
    """`remedy "…"` 整改要求."""

    text: Template
    span: Span = _span()


@frozen
class Cite:
    """`cite 《norm》 "article"` 依据; the norm keeps its 《》 off."""

    norm: str | None
    article: TextLiteral | None
    span: Span = _span()


@frozen
class From:
    """`from DATE` 自 DATE 起."""

    date: date
    span: Span = _span()


@frozen
class Until:
    """`until DATE` 至 DATE 止: the day belongs."""

    date: date
    span: Span = _span()


@frozen
class Overrides:
    """`overrides ITEM` 优先于 ITEM."""

    items: tuple[ItemRef, ...]
    span: Span = _span()


@frozen
class IfUnknown:
    """`if unknown block|warn|skip` 资料不足时 退回／提醒／略过."""

    answer: Literal["block", "warn", "skip"]
    span: Span = _span()


Clause = (
    When
    | AppliesWhen
    | Unless
    | Without
    | Ensure
    | Quota
    | Warn
    | Deadline
    | Match
    | Then
    | Because
    | Remedy
    | Cite
    | From
    | Until
    | Overrides
    | IfUnknown
)
