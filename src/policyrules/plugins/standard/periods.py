"""Which days, weeks and months make up a period, and where does it begin and end?"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from policyrules.core.periods import period_of
from policyrules.core.values import CannotTell, Period
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.calendars import CHINA, WorkingCalendar, calendar_called
from policyrules.plugins.functions import function

_WEEK: Final = timedelta(days=7)
_TO_SUNDAY: Final = timedelta(days=6)
_MOST_WEEKS: Final = 5218
"""A hundred years: nobody asks for more, and a list has to end."""


@function("days", "各日", arguments={"span": "期间"}, about="期间内的每一日。")
def days(span: Period) -> tuple[date, ...]:
    """The days of a period, in order.

    >>> [day.day for day in days(Period(date(2028, 2, 27), date(2028, 3, 1)))]
    [27, 28, 29, 1]
    """
    last = _end_of(span)
    return tuple(map(date.fromordinal, range(span.start.toordinal(), last.toordinal() + 1)))


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
    last = _end_of(span)
    until_monday = -span.start.weekday() % _WEEK.days
    ends = min((last - span.start).days, (date.max - span.start).days - _TO_SUNDAY.days)
    mondays = (span.start + timedelta(days=ahead) for ahead in range(until_monday, ends + 1, _WEEK.days))
    return tuple(Period(monday, monday + _TO_SUNDAY) for monday in mondays)


@function(
    "months",
    "各月",
    arguments={"span": "期间"},
    about="期间内的各月；一日在哪个期间，该月即属于哪个期间，可以延续到期间之外。",
)
def months(span: Period) -> tuple[Period, ...]:
    """The months of a period, each from its first day to its last.

    A month belongs to the period its first day lies in, and may run beyond its end.

    >>> [str(month.finish) for month in months(Period(date(2028, 1, 1), date(2028, 3, 31)))]
    ['2028-01-31', '2028-02-29', '2028-03-31']
    """
    return tuple(period_of("month", day) for day in days(span) if day.day == 1)


def working_days_in_by(calendars: Mapping[str, WorkingCalendar]) -> Callable[..., Any]:
    """Return `working_days_in`, which counts by these calendars."""

    @function(
        "working_days_in",
        "期内工作日数",
        arguments={"span": "期间", "calendar": "日历"},
        about=(
            "期间内的工作日数，首末两日都计。日历未写明时按政策开头所定，政策也未定时按中国大陆（CN，含调休）。"
            "未公布的年份不作推测。"
        ),
    )
    def working_days_in(span: Period, *, calendar: str = CHINA) -> int:
        """How many working days a period has, its first and last day included.

        By the calendar named, else the policy's (`working days of "CN"`), else mainland China's. A year
        the calendar does not cover is never guessed.
        """
        works = calendar_called(calendars, calendar)
        return sum(works(day) for day in days(span))

    return working_days_in


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


def _end_of(span: Period) -> date:
    """Return the last day of a period that is to be listed. Raises `CannotTell` for one that is too long."""
    last = last_day(span)
    if last - span.start > _MOST_WEEKS * _WEEK:
        raise CannotTell(
            Phrase(
                f"{span.start} to {last} is longer than a hundred years",
                f"{span.start} 至 {last} 超过一百年",
            )
        )
    return last
