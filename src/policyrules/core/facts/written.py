"""What does a value mean that is written as text: a day, a length of time, yes or no?

Facts, lookup tables and the command line all carry such text. Only the ways an author may write a
literal are read, in either language; full-width digits and signs are the same as their ASCII forms.
Every function returns None for text that is none of its kind.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from policyrules.core.months import month_length
from policyrules.core.values import Duration, Period

_LONGEST: Final = 100
_FOLD: Final = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "－": "-",
        "：": ":",
        "．": ".",
        "％": "%",
        "　": " ",
    }
)
_DATE: Final = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日"
_ANY_DATE: Final = r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})"
_DECEMBER: Final = 12
_DATETIME: Final = (
    r"(?P<day>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)[T ]?"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?"
    r" ?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_NUMBER: Final = r"([+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?) ?([%万亿]?)"
_SCALES: Final = {"": 0, "%": -2, "万": 4, "亿": 8}
_DURATION: Final = r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?个? ?([^\W\d_]+(?: [a-z]+)?)"
_UNITS: Final[dict[str, tuple[str, int]]] = {
    **dict.fromkeys(("minute", "minutes", "分钟", "分"), ("minutes", 1)),
    **dict.fromkeys(("hour", "hours", "小时", "时"), ("minutes", 60)),
    **dict.fromkeys(("day", "days", "日", "天"), ("days", 1)),
    **dict.fromkeys(("week", "weeks", "周", "星期"), ("days", 7)),
    **dict.fromkeys(("working day", "working days", "工作日"), ("working_days", 1)),
    **dict.fromkeys(("month", "months", "月"), ("months", 1)),
    **dict.fromkeys(("quarter", "quarters", "季度"), ("months", 3)),
    **dict.fromkeys(("year", "years", "年"), ("months", 12)),
}
YES: Final = frozenset({"yes", "是"})
NO: Final = frozenset({"no", "否"})


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Return a pattern, read when it is first asked for: most records hold none of these as text."""
    return re.compile(text)


def _folded(text: str) -> str:
    return text.strip().translate(_FOLD) if len(text) <= _LONGEST else ""


def boolean_in(text: str) -> bool | None:
    """Return what yes 是 or no 否 says.

    >>> boolean_in("是"), boolean_in("No"), boolean_in("true")
    (True, False, None)
    """
    word = _folded(text).lower()
    if word in YES:
        return True
    return False if word in NO else None


def number_in(text: str) -> Decimal | None:
    """Return the exact number written in plain digits, with `%`, 万 or 亿 if written; no separators.

    >>> number_in("30%"), number_in("5万"), number_in("1,000")
    (Decimal('0.30'), Decimal('5E+4'), None)
    """
    match = _pattern(_NUMBER).fullmatch(_folded(text))
    if match is None:
        return None
    sign, digits, exponent = Decimal(match[1]).as_tuple()
    return Decimal((sign, digits, int(exponent) + _SCALES[match[2]]))


def date_in(text: str) -> date | None:
    """Return the day that `2026-03-01`, `2026-3-1` or `2026年3月1日` names.

    >>> date_in("2026年3月1日")
    datetime.date(2026, 3, 1)
    """
    match = _pattern(_DATE).fullmatch(_folded(text))
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_day_instead(text: str) -> date | None:
    """Return the last day of the month where a text begins with a day that the month does not have.

    >>> last_day_instead("2026/2/30"), last_day_instead("2026-13-01")
    (datetime.date(2026, 2, 28), None)
    """
    match = _pattern(_ANY_DATE).match(_folded(text))
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    if not year or not 1 <= month <= _DECEMBER:
        return None
    last = month_length(year, month)
    return date(year, month, last) if day > last else None


def datetime_in(text: str) -> datetime | None:
    """Return the instant that `2026-03-01T09:30`, with seconds and offset if written, names.

    Fractions of a second are left out. Without an offset the result is naive.
    """
    match = _pattern(_DATETIME).fullmatch(_folded(text))
    if match is None:
        return None
    day = date_in(match["day"])
    if day is None:
        return None
    offset = match["offset"] or ""
    if offset not in ("", "Z") and ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    clock = f"{int(match['hour']):02}:{match['minute']}:{match['second'] or '00'}"
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{clock}{offset}")
    except ValueError:
        return None


def duration_in(text: str) -> Duration | None:
    """Return the length of time that `3 working days`, `24 hours`, `3个工作日` names.

    >>> duration_in("3个工作日"), duration_in("1.5 hours")
    (Duration(months=0, days=0, working_days=3, minutes=0), Duration(months=0, days=0, working_days=0, minutes=90))
    """
    match = _pattern(_DURATION).fullmatch(_folded(text).lower())
    if match is None or match[2] not in _UNITS:
        return None
    part, each = _UNITS[match[2]]
    amount = Decimal(match[1]) * each
    if amount != int(amount):
        return None
    return Duration(**{part: int(amount)})


def period_in(text: str) -> tuple[str, str | None] | None:
    """Return the two ends written in `2026-03-01..2026-03-05` or with 至; an open end is none."""
    written = _folded(text)
    for between in ("..", "至"):
        start, found, finish = written.partition(between)
        if found:
            return start, finish.strip() or None
    return None


def written_duration(duration: Duration) -> str:
    """Return a duration as `duration_in` reads it; several parts stand one after the other.

    >>> written_duration(Duration(months=1, minutes=90))
    '1 month 90 minutes'
    """
    parts = (
        (duration.months, "month"),
        (duration.days, "day"),
        (duration.working_days, "working day"),
        (duration.minutes, "minute"),
    )
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n) or "0 days"


def written_period(period: Period) -> str:
    """Return a period as `period_in` reads it."""
    return f"{period.start.isoformat()}..{period.finish.isoformat() if period.finish else ''}"
