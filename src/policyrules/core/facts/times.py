"""How are days, instants, lengths of time and periods read?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

from policyrules.core.facts.refused import Read, Refused, needs
from policyrules.core.facts.written import date_in, datetime_in, duration_in, last_day_instead, period_in
from policyrules.core.values import Duration, Period
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.zones import with_fixed_offset

_DATE: Final = Phrase("a date such as 2026-03-01", "日期（如 2026-03-01 或 2026年3月1日）")
_DATETIME: Final = Phrase("a date and time such as 2026-03-01T09:30", "日期和时间（如 2026-03-01T09:30）")
_DURATION: Final = Phrase("a length of time such as “3 working days”", "时长（如“3个工作日”）")
_PERIOD: Final = Phrase("a period such as 2026-03-01..2026-03-05", "期间（如 2026-03-01..2026-03-05）")


def read_date(given: Any) -> date:
    """Return a day; a midnight without a zone is one, as spreadsheets have it."""
    kind = type(given)
    if kind is date:
        return given  # type: ignore[no-any-return]  # kind says so
    if kind is str and len(given) == _ISO and given[4] == given[7] == "-" and given.isascii():
        try:
            return date.fromisoformat(given)  # as `date_in` reads it, ten times sooner
        except ValueError:
            pass
    if issubclass(kind, str):
        text = str.__str__(given)
        found = date_in(text)
        if found is not None:
            return found
        raise needs(_DATE, given, *_no_such_day(text))
    if issubclass(kind, datetime):
        if given.tzinfo is None and given.time() == _MIDNIGHT:
            return date(given.year, given.month, given.day)
        raise needs(_DATE, given, Phrase("give the day alone, without a time", "只填日期，不带时刻"))
    if issubclass(kind, date):
        return date(given.year, given.month, given.day)
    raise needs(_DATE, given)


_ISO: Final = len("2026-03-01")


def _no_such_day(text: str) -> tuple[Phrase, ...]:
    """Return what to say of a text that writes a day its month does not have."""
    last = last_day_instead(text)
    if last is None:
        return ()
    return (Phrase(f"that month ends on {last}", f"该月最后一天是 {last}"),)


_MIDNIGHT: Final = datetime.min.time()


def datetime_reader(zone: tzinfo) -> Read:
    """Return how instants are read: moved to the zone, or in it when they say no offset."""

    def read(given: Any) -> datetime:
        kind = type(given)
        if issubclass(kind, str):
            text = str.__str__(given)
            found = datetime_in(text)
            if found is None:
                raise needs(_DATETIME, given, *_no_such_day(text))
            given = found
        elif not issubclass(kind, datetime):
            raise needs(_DATETIME, given)
        try:
            if given.tzinfo is None:
                return with_fixed_offset(datetime(*_clock(given), tzinfo=zone, fold=given.fold))
            moved = given.astimezone(zone)
            return with_fixed_offset(datetime(*_clock(moved), tzinfo=zone, fold=moved.fold))
        except OverflowError:
            raise needs(_DATETIME, given) from None

    return read


def _clock(moment: datetime) -> tuple[int, int, int, int, int, int, int]:
    return (
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.microsecond,
    )


def read_duration(given: Any) -> Duration:
    """Return a length of time; a timedelta of whole days counts in days, else in minutes."""
    kind = type(given)
    if kind is Duration:
        return given  # type: ignore[no-any-return]  # kind says so
    if issubclass(kind, timedelta):
        if given.seconds == 0 and given.microseconds == 0:
            return Duration(days=given.days)
        if given.microseconds == 0 and given.seconds % 60 == 0:
            return Duration(minutes=given.days * 24 * 60 + given.seconds // 60)
        raise needs(_DURATION, given, Phrase("give whole minutes or days", "按整分钟或整日填写"))
    if issubclass(kind, str):
        found = duration_in(str.__str__(given))
        if found is not None:
            return found
    raise needs(_DURATION, given)


_STARTS: Final = ("start", "开始")
_FINISHES: Final = ("finish", "结束")


def read_period(given: Any) -> Period:
    """Return a period; without a finish it is open."""
    kind = type(given)
    if kind is Period:
        start, finish = given.start, given.finish
    elif issubclass(kind, str):
        ends = period_in(str.__str__(given))
        if ends is None:
            raise needs(_PERIOD, given)
        start, finish = read_date(ends[0]), None if ends[1] is None else read_date(ends[1])
    elif issubclass(kind, Mapping):
        start, finish = _ends(given)
    else:
        raise needs(_PERIOD, given)
    if finish is not None and finish < start:
        raise Refused(
            "ends-before-start",
            Phrase(
                f"the period ends on {finish}, before its start {start}",
                f"期间的结束日期 {finish} 早于开始日期 {start}",
            ),
        )
    return Period(start, finish)


def _ends(given: Mapping[Any, Any]) -> tuple[date, date | None]:
    found: dict[str, Any] = {}
    if len(given) > len(_STARTS):
        raise needs(_PERIOD, given)
    for name in given:
        if name in _STARTS and "start" not in found:
            found["start"] = given[name]
        elif name in _FINISHES and "finish" not in found:
            found["finish"] = given[name]
        else:
            raise needs(_PERIOD, given)
    if found.get("start") is None:
        raise needs(_PERIOD, given)
    finish = found.get("finish")
    return read_date(found["start"]), None if finish is None else read_date(finish)
