"""Which day is it, and which day is so much later? (Civil Code art. 200-204.).

The first day does not count; a month without the day ends on its last. Datetimes are read on the
clock of the policy's zone, so that their day is a day people would name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from policyrules.core.months import month_length
from policyrules.core.values import UNKNOWN, CannotTell, Duration, Period, Row, Unknown
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.zones import instant, zone_in_common
from policyrules.semantics.zones import zone_of as zone_of_policy

if TYPE_CHECKING:
    from policyrules.core.ir import Program
    from policyrules.semantics.schema import RecordSchema

WorkingDay = Callable[[date], bool]
"""Whether a day is a working day; raises `CannotTell` for days its calendar does not cover.

It may have a `reason(day)` that returns, as a `Phrase`, why a day works or does not: the holiday, the
weekend (`WEEKEND`), what is made up for; None where the weekday says enough.
"""

NO_CALENDARS: Final[Mapping[str, WorkingDay]] = MappingProxyType({})

WEEKEND: Final = Phrase("weekend", "周末")
"""The reason of days that are off every week: a derivation says it once for many of them."""

_DAYS_OF_ALL_YEARS: Final = date.max.toordinal()
_MINUTES_OF_A_DAY: Final = 24 * 60
_ONE_DAY: Final = timedelta(days=1)


# --- which day --------------------------------------------------------------------------------


def zone_of(program: Program, record: str) -> tzinfo:
    """Return the zone a record's datetimes are read in.

    The zone of the policy that declares the record; else the one zone the other policies name; else
    UTC.
    """
    own = program.policies.get(program.records[record].policy)
    if own is not None and own.zone is not None:
        return zone_of_policy(own)
    return zone_in_common(program.policies.values())


def day_of(moment: date, zone: tzinfo) -> date:
    """Return the day of a date or, on the zone's clock, of a datetime."""
    return on_the_clock(moment, zone).date() if isinstance(moment, datetime) else moment


def governing_date(schema: RecordSchema, row: Row, on: date | None, zone: tzinfo) -> date | Unknown:
    """Return the date whose law applies: the day of the `dated` field, else `on`; else unknown.

    A `dated` field that is none leaves it to `on`; one that is unknown leaves it unknown.
    """
    if schema.dated is not None:
        dated = row.values.get(schema.dated, UNKNOWN)
        if dated is UNKNOWN:
            return Unknown.UNKNOWN
        if dated is not None:
            return _day_of_dated(dated, zone)
    return UNKNOWN if on is None else on


def today_of(schema: RecordSchema, row: Row, on: date | None, zone: tzinfo) -> date | Unknown:
    """Return the decision's day: `on`, else the day of the `dated` field, else unknown."""
    if on is not None or schema.dated is None:
        return UNKNOWN if on is None else on
    dated = row.values.get(schema.dated, UNKNOWN)
    return UNKNOWN if dated is UNKNOWN or dated is None else _day_of_dated(dated, zone)


def _day_of_dated(dated: date | Period, zone: tzinfo) -> date:
    return dated.start if isinstance(dated, Period) else day_of(dated, zone)


def on_the_clock(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment as the zone's clock shows it."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        raise _beyond_the_calendar() from None


# --- so much later ----------------------------------------------------------------------------


def shift(
    moment: date,
    duration: Duration,
    *,
    sign: int = 1,
    working_day: WorkingDay | None = None,
    rolls: bool = False,
    zone: tzinfo = UTC,
) -> date:
    """Return the date or datetime moved by a duration, forwards (`sign` 1) or back (-1).

    Months first (the day clamped to the month's end, once), then days, then working days by
    `working_day`, then minutes; a date moved by minutes goes as many whole days. With `rolls` the last
    day of a period that can roll moves on to a working day. Raises `CannotTell` outside the years 1 to
    9999.

    >>> shift(date(2026, 1, 31), Duration(months=1))
    datetime.date(2026, 2, 28)
    """
    local = on_the_clock(moment, zone) if isinstance(moment, datetime) else None
    start = moment if local is None else local.date()
    day = add_months(start, sign * duration.months)
    day = add_days(day, sign * duration.days)
    if duration.working_days:
        day = add_working_days(day, sign * duration.working_days, calendar_given(working_day))
    elif rolls and can_roll(start, day, duration):
        day = first_working_day(day, calendar_given(working_day))
    minutes = sign * duration.minutes
    if local is None:
        return add_days(day, whole_days(minutes))
    return add_minutes(at_the_same_time(local, day, zone), minutes, zone)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day where it has no such day.

    >>> add_months(date(2024, 2, 29), 12), add_months(date(2026, 3, 31), -1)
    (datetime.date(2025, 2, 28), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise _beyond_the_calendar()
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def add_days(day: date, days: int) -> date:
    """Return the day so many days later."""
    ordinal = day.toordinal() + days
    if not 1 <= ordinal <= _DAYS_OF_ALL_YEARS:
        raise _beyond_the_calendar()
    return date.fromordinal(ordinal)


def add_working_days(day: date, count: int, working_day: WorkingDay) -> date:
    """Return the working day so many working days later; the day itself for none.

    The day itself does not count, whether or not it is a working day.
    """
    if abs(count) > _DAYS_OF_ALL_YEARS:
        raise _beyond_the_calendar()
    step, left = (_ONE_DAY if count > 0 else -_ONE_DAY), abs(count)
    while left:
        try:
            day += step
        except OverflowError:
            raise _beyond_the_calendar() from None
        if working_day(day):
            left -= 1
    return day


def whole_days(minutes: int) -> int:
    """Return the whole days in so many minutes, forwards or back.

    >>> whole_days(36 * 60), whole_days(-36 * 60)
    (1, -1)
    """
    days = abs(minutes) // _MINUTES_OF_A_DAY
    return days if minutes >= 0 else -days


def at_the_same_time(local: datetime, day: date, zone: tzinfo) -> datetime:
    """Return another day at the time the zone's clock shows; a time it skips is the instant it would be."""
    fold = local.fold if local.date() == day else 0
    moved = local.replace(year=day.year, month=day.month, day=day.day, fold=fold)
    try:
        return instant(moved.astimezone(UTC), zone)
    except OverflowError:
        raise _beyond_the_calendar() from None


def add_minutes(moment: datetime, minutes: int, zone: tzinfo) -> datetime:
    """Return the instant so many minutes later, on the zone's clock."""
    try:
        return instant(moment.astimezone(UTC) + timedelta(minutes=minutes), zone)
    except OverflowError:
        raise _beyond_the_calendar() from None


def reasons_of(working_day: WorkingDay | None) -> Callable[[date], Phrase | None] | None:
    """Return what tells why a day works or does not, where a calendar has it: its `reason`."""
    reason = getattr(working_day, "reason", None)
    return reason if callable(reason) else None


def calendar_given(working_day: WorkingDay | None) -> WorkingDay:
    """Return the calendar of working days; raises `CannotTell` where there is none."""
    if working_day is None:
        raise CannotTell(Phrase("no working-day calendar is given", "未给出工作日历"))
    return working_day


def can_roll(start: date, last: date, duration: Duration) -> bool:
    """Return whether the last day of a period may move on to a working day (Civil Code art. 203).

    Only a period in days, months or years that runs forwards: working days end on one, hours on the
    minute, and a day counted back from another would come too late for it.
    """
    return last > start and not duration.working_days and not duration.minutes


def first_working_day(day: date, working_day: WorkingDay) -> date:
    """Return the day itself if it is a working day, else the next one that is."""
    while not working_day(day):
        day = add_days(day, 1)
    return day


def days_between(start: date, finish: date, zone: tzinfo) -> int:
    """Return the days from one date to another, negative when the other is earlier."""
    return (day_of(finish, zone) - day_of(start, zone)).days


def _beyond_the_calendar() -> CannotTell:
    return CannotTell(
        Phrase("the date falls outside the years 1 to 9999", "所得日期不在公元 1 年至 9999 年之间")
    )
