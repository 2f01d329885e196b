"""How is it said how a deadline stands? `due 2026-03-05, 2 days left`, 3月5日到期，还剩 2 日."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Final, assert_never

from policyrules.core.dates import day_of
from policyrules.core.days_said import moment_said
from policyrules.core.values import UNKNOWN, CannotTell, Duration
from policyrules.core.words import duration_words
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.core.evaluate.deadlines import Status

_UNTOLD: Final = Phrase("how it stands cannot be told", "尚不能确定")
_NOT_BEGUN: Final = Phrase("it has not begun", "时限尚未起算")
_SECONDS: Final = 60


def standing_said(
    moments: tuple[Any, Any, Any], status: Status | None, today: Any, zone: tzinfo, *, ahead: bool
) -> Phrase:
    """Return how a deadline stands, from when it was done, when it began, and when it was due.

    One that is counted back (`ahead`) does not begin. In Chinese days of the year that `today` lies in are said without it.
    """
    done, start, due = moments
    try:
        if status is None:
            return _untold(due, today, zone, unbegun=start is None and not ahead)
        year = None if today is UNKNOWN else today.year
        last = moment_said(due, zone, year=year)
        match status:
            case "on_time":
                when = moment_said(done, zone, year=year)
                return Phrase(f"due {last.en}, done {when.en}", f"{last.zh}到期，{when.zh}完成")
            case "late":
                when, late = moment_said(done, zone, year=year), _longer(due, done, zone)
                return Phrase(
                    f"due {last.en}, done {when.en}, {late.en} late",
                    f"{last.zh}到期，{when.zh}完成，超时{late.zh}",
                )
            case "pending" if not ahead and day_of(start, zone) > today:
                begin = moment_said(start, zone, year=year)
                return Phrase(f"begins {begin.en}, due {last.en}", f"{begin.zh}起算，{last.zh}到期")
            case "pending" | "due_soon":
                return _open(last, day_of(due, zone), today)
            case "overdue":
                days = (today - day_of(due, zone)).days
                return Phrase(
                    f"due {last.en}, not done, {_days(days)} over", f"{last.zh}到期，尚未完成，逾期 {days} 日"
                )
            case _:
                assert_never(status)
    except CannotTell:
        return _UNTOLD


def _untold(due: Any, today: Any, zone: tzinfo, *, unbegun: bool) -> Phrase:
    """What can be said where nobody can tell how it stands."""
    if due is None:
        return _NOT_BEGUN if unbegun else _UNTOLD
    last = moment_said(due, zone, year=None if today is UNKNOWN else today.year)
    return Phrase(f"due {last.en}, {_UNTOLD.en}", f"{last.zh}到期，是否按时{_UNTOLD.zh}")


def _open(last: Phrase, day: date, today: date) -> Phrase:
    days = (day - today).days
    if not days:
        return Phrase(f"due today, {last.en}", f"今日（{last.zh}）到期")
    return Phrase(f"due {last.en}, {_days(days)} left", f"{last.zh}到期，还剩 {days} 日")


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def _longer(due: date, done: date, zone: tzinfo) -> Phrase:
    """How much later it was done: in days, or on the same day, where instants count, in hours and minutes."""
    days = (day_of(done, zone) - day_of(due, zone)).days
    if days or not (isinstance(due, datetime) and isinstance(done, datetime)):
        return Phrase(_days(days), f" {days} 日")
    minutes = int((done - due).total_seconds()) // _SECONDS
    if not minutes:
        return Phrase("less than a minute", "不足 1 分钟")
    length = Duration(minutes=minutes)
    return Phrase(duration_words(length, "en"), f" {duration_words(length, 'zh')}")
