"""Can these dates of validity ever hold?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.frozen import frozen
from policyrules.semantics.report import Report
from policyrules.syntax.ast.clauses import Clause, From, Until


@frozen
class Days:
    """From a day (none: always) until a day that belongs (none: open)."""

    first: date | None = None
    last: date | None = None

    def within(self, other: Days) -> Days:
        """Return the days that belong to both."""
        if self is ALWAYS or other is ALWAYS:
            return self if other is ALWAYS else other
        firsts = [day for day in (self.first, other.first) if day is not None]
        lasts = [day for day in (self.last, other.last) if day is not None]
        return Days(max(firsts, default=None), min(lasts, default=None))

    @property
    def empty(self) -> bool:
        """Whether no day belongs."""
        return self.first is not None and self.last is not None and self.last < self.first


ALWAYS: Final = Days()


def days_of(clauses: Iterable[Clause]) -> Days:
    """Return the days that `from` and `until` clauses name."""
    first: date | None = None
    last: date | None = None
    for clause in clauses:
        match clause:
            case From(date=day) if first is None:
                first = day
            case Until(date=day) if last is None:
                last = day
            case _:
                pass
    return ALWAYS if first is None and last is None else Days(first, last)


def check_dates(report: Report, place: Place, first: date | None, last: date | None) -> None:
    """Report a validity that ends before it begins."""
    if first is None or last is None or first <= last or report.damage.touches(place):
        return
    report.error(
        "impossible-dates",
        place,
        Phrase(f"this ends on {last}, before it begins on {first}", f"止于 {last}，早于起始日 {first}"),
        label=Phrase("never in force", "永不生效"),
        help=(
            Phrase(
                "write the earlier day after `from`, the later after `until`",
                "较早的日期写在 `自` 之后，较晚的写在 `至` 之后",
            ),
        ),
    )


def check_within(report: Report, place: Place, own: Days, outer: Days, what: Phrase) -> None:
    """Warn of dates that lie outside those of the list or policy around them."""
    if own.empty or outer.empty or own == Days() or outer == Days() or report.damage.touches(place):
        return
    both = own.within(outer)
    if both.empty:
        report.warning(
            "outside-validity",
            place,
            Phrase(
                f"the {what.en} is not in force on any of these days", f"在这些日期内，所在{what.zh}均不生效"
            ),
            label=Phrase("never in force", "永不生效"),
            help=(
                Phrase(
                    f"change these dates, or those of the {what.en}",
                    f"请修改此处日期，或修改{what.zh}的起止日期",
                ),
            ),
        )
        return
    early = own.first is not None and outer.first is not None and own.first < outer.first
    late = own.last is not None and outer.last is not None and own.last > outer.last
    if not (early or late):
        return
    edge = f"from {outer.first}" if early else f"until {outer.last}"
    edge_zh = f"自 {outer.first} 起" if early else f"至 {outer.last} 止"
    report.warning(
        "outside-validity",
        place,
        Phrase(
            f"the {what.en} itself is in force only {edge}",
            f"所在{what.zh}{edge_zh}才有效" if early else f"所在{what.zh}只有效{edge_zh}",
        ),
        label=Phrase("outside of it", "超出其范围"),
        help=(Phrase(f"change this date, or that of the {what.en}", f"请修改此日期，或修改{what.zh}的日期"),),
    )
