"""Which day, month, weekday, and how far apart?"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from policyrules.core.dates import add_months
from policyrules.core.months import month_length
from policyrules.core.values import Period
from policyrules.plugins.calendars import CHINA, WorkingCalendar, calendar_called, working_days_between
from policyrules.plugins.functions import function


@function("end_of_month", "月末", arguments={"day": "日期"}, about="该日所在月份的最后一日。")
def end_of_month(day: date) -> date:
    """The last day of the day's month.

    >>> end_of_month(date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """
    return day.replace(day=month_length(day.year, day.month))


@function("year", "年", arguments={"day": "日期"}, about="该日的年份。")
def year(day: date) -> int:
    """The day's year."""
    return day.year


@function("month", "月", arguments={"day": "日期"}, about="该日的月份，1 至 12。")
def month(day: date) -> int:
    """The day's month, 1 to 12."""
    return day.month


@function("day", "日", arguments={"day": "日期"}, about="该日是当月几日，1 至 31。")
def day_of_month(day: date) -> int:
    """The day of its month, 1 to 31."""
    return day.day


@function("weekday", "星期", arguments={"day": "日期"}, about="该日是星期几：周一为 1，周日为 7。")
def weekday(day: date) -> int:
    """The day's weekday: 1 is Monday, 7 is Sunday.

    >>> weekday(date(2026, 3, 1))
    7
    """
    return day.isoweekday()


@function("date_of", "所在日期", arguments={"moment": "时间"}, about="该时间所在的日期（按政策的时区）。")
def date_of(moment: datetime) -> date:
    """The day a moment lies in, on the clock of the policy's zone."""
    return moment.date()


@function(
    "days_between",
    "相隔天数",
    arguments={"start": "起", "finish": "止"},
    about="两日相隔的天数：首日不计、末日计入；后者在前时为负。",
)
def days_between(start: date, finish: date) -> int:
    """How many days follow the start up to and with the finish; negative when it is earlier.

    >>> days_between(date(2026, 2, 28), date(2026, 3, 1))
    1
    """
    return (finish - start).days


@function(
    "months_between",
    "相隔月数",
    arguments={"start": "起", "finish": "止"},
    about="两日之间的整月数，月末按短月计；后者在前时为负。",
)
def months_between(start: date, finish: date) -> int:
    """How many whole months have passed from the start to the finish; negative when it is earlier.

    A month without the start's day is whole on its last day.

    >>> months_between(date(2026, 1, 31), date(2026, 2, 28)), months_between(date(2026, 1, 31), date(2026, 3, 30))
    (1, 1)
    """
    if finish < start:
        return -months_between(finish, start)
    months = (finish.year - start.year) * 12 + finish.month - start.month
    return months if add_months(start, months) <= finish else months - 1


@function("overlaps", "重叠", arguments={"first": "甲", "second": "乙"}, about="两个期间是否有共同的日子。")
def overlaps(first: Period, second: Period) -> bool:
    """Whether two periods have a day in common; both ends belong to a period.

    >>> overlaps(Period(date(2026, 3, 1), date(2026, 3, 2)), Period(date(2026, 3, 2), None))
    True
    """
    return (second.finish is None or first.start <= second.finish) and (
        first.finish is None or second.start <= first.finish
    )


@function(
    "streak", "连续天数", arguments={"days": "各日"}, about="所列日期中最长的连续天数；同一天只计一次。"
)
def streak(days: tuple[date, ...]) -> int:
    """The longest run of days that follow each other; a day listed twice counts once.

    >>> streak((date(2026, 3, 3), date(2026, 2, 28), date(2026, 3, 1)))
    2
    """
    listed = set(days)
    longest = 0
    for start in listed:
        if start > date.min and start - timedelta(days=1) in listed:
            continue
        length, last = 1, start
        while last < date.max and last + timedelta(days=1) in listed:
            last += timedelta(days=1)
            length += 1
        longest = max(longest, length)
    return longest


def working_days_by(calendars: Mapping[str, WorkingCalendar]) -> Callable[..., Any]:
    """Return `working_days`, which counts by these calendars."""

    @function(
        "working_days",
        "工作日数",
        arguments={"start": "起", "finish": "止", "calendar": "日历"},
        about=(
            "两日之间的工作日数：首日不计、末日计入；后者在前时为负。日历未写明时按政策开头所定，"
            "政策也未定时按中国大陆（CN，含调休）。未公布的年份不作推测。"
        ),
    )
    def working_days(start: date, finish: date, *, calendar: str = CHINA) -> int:
        """How many working days follow the start up to and with the finish; negative when it is earlier.

        By the calendar named, else the policy's (`working days of "CN"`), else mainland China's. A year
        the calendar does not cover is never guessed.
        """
        return working_days_between(start, finish, calendar_called(calendars, calendar))

    return working_days
