"""Which weeks make up a period, and where does it begin and end?"""

from datetime import date, timedelta
from typing import Final

from policyrules.core.values import CannotTell, Period
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.functions import function

_WEEK: Final = timedelta(days=7)
_TO_SUNDAY: Final = timedelta(days=6)
_MOST_WEEKS: Final = 5218
"""A hundred years: nobody asks for more, and a list has to end."""


@function(
    "weeks",
    "各周",
    arguments={"span": "期间"},
    about="期间内的各周，周一至周日为一周；周一在哪个期间，该周即属于哪个期间，可以延续到期间之外。",
)
def weeks(span: Period) -> tuple[Period, ...]:
    """The weeks of a period, each from Monday to Sunday.

    A week belongs to the period its Monday lies in, and may run beyond its end: so every week belongs to
    one month and one year. `week … of each month by monday` in a calendar reads weeks in the same way.

    >>> [str(week.start) for week in weeks(Period(date(2026, 11, 1), date(2026, 11, 30)))]
    ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30']
    """
    last = last_day(span)
    if last - span.start > _MOST_WEEKS * _WEEK:
        raise CannotTell(
            Phrase(
                f"{span.start} to {last} is longer than a hundred years",
                f"{span.start} 至 {last} 超过一百年",
            )
        )
    until_monday = -span.start.weekday() % _WEEK.days
    ends = min((last - span.start).days, (date.max - span.start).days - _TO_SUNDAY.days)
    mondays = (span.start + timedelta(days=ahead) for ahead in range(until_monday, ends + 1, _WEEK.days))
    return tuple(Period(monday, monday + _TO_SUNDAY) for monday in mondays)


@function("first_day", "首日", arguments={"span": "期间"}, about="期间的第一日。")
def first_day(span: Period) -> date:
    """The first day of a period."""
    return span.start


@function(
    "last_day", "末日", arguments={"span": "期间"}, about="期间的最后一日；没有终止日期的期间无从得知。"
)
def last_day(span: Period) -> date:
    """The last day of a period; of one without an end there is none to tell.

    >>> last_day(Period(date(2026, 2, 1), date(2026, 2, 28)))
    datetime.date(2026, 2, 28)
    """
    if span.finish is None:
        raise CannotTell(
            Phrase(f"the period from {span.start} has no end", f"自 {span.start} 起的期间没有终止日期")
        )
    return span.finish
