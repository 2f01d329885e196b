"""What value does a literal write?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.ast.expressions import (
    BooleanLiteral,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    NoneLiteral,
    NumberLiteral,
    TextLiteral,
    Unit,
    UnknownLiteral,
)
from policyrules.syntax.from_tree.places import Parts, between
from policyrules.syntax.keywords import keywords
from policyrules.syntax.tokens import MAX_DIGITS, Token

UNIT_OF: Final[dict[str, Unit]] = {
    "MINUTES": "minute",
    "HOURS": "hour",
    "DAYS": "day",
    "WORKING_DAY_UNIT": "working day",
    "WEEKS": "week",
    "MONTHS": "month",
    "QUARTERS": "quarter",
    "YEARS": "year",
}
_MULTIPLES: Final = {"%": (-2, 1), "万": (4, 1), "亿": (8, 1), "万亿": (12, 2)}
_NUMBERS: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def text(parts: Parts) -> TextLiteral:
    """`"words"`."""
    return text_of(parts[0])


def text_of(token: Token) -> TextLiteral:
    """Return the text a string writes."""
    return TextLiteral(token.text, token.span)


def number(parts: Parts) -> NumberLiteral:
    """`5`, `30%`, `5万`."""
    token: Token = parts[0]
    return NumberLiteral(number_of(token), token.span, token.text)


def number_of(token: Token) -> Decimal:
    """Return the number a token writes, exactly; 0 after saying that it has too many digits."""
    written = token.text
    found = _NUMBERS.match(written)
    assert found is not None
    digits = found.group()
    if len(digits) > MAX_DIGITS + 1 or len(digits.replace(".", "")) > MAX_DIGITS:
        count = len(digits) - ("." in digits)
        token.reading.report(
            "number-too-long",
            token.span,
            Phrase(
                f"this number has {count} digits, more than the {MAX_DIGITS} a number may have",
                f"这个数字有 {count} 位，超过数字最多 {MAX_DIGITS} 位的限度",
            ),
            label=Phrase("too many digits", "位数过多"),
            help_=(
                Phrase(
                    "write a smaller number; if it is a code, declare its field as `text` and write it in quotes",
                    "请写较小的数；如果是编号，请将字段声明为 `文本`，编号写在引号内",
                ),
            ),
        )
        return Decimal(0)
    value = Decimal(digits)
    multiple = written[len(digits) :].strip()
    if not multiple:
        return value
    # Not `scaleb`: it rounds to the context's precision.
    sign, figures, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    return _plain(Decimal((sign, figures, exponent + _MULTIPLES[multiple][0])))


def _plain(value: Decimal) -> Decimal:
    """Write out what stands before the point: 5E+4 becomes 50000."""
    return Decimal(format(value, "f"))


def date_literal(parts: Parts) -> DateLiteral:
    """`2026-03-01`, `2026年3月1日`."""
    token: Token = parts[0]
    return DateLiteral(date_of(token), token.span, token.text)


def date_of(token: Token) -> date:
    """Return the day a token writes; a near one after saying that there is no such day."""
    figures = re.findall(r"[0-9]+", token.text)
    if "/" in token.text or "." in token.text:
        proper = "-".join(figure.zfill(2) for figure in figures)
        token.reading.report(
            "date-form",
            token.span,
            Phrase("a date is not written so", "日期不这样书写"),
            label=Phrase("a date with other marks", "日期用了其他符号"),
            help_=(Phrase(f"write `{proper}`", f"请写 `{proper}`"),),
            instead=proper if len(figures[0]) == 4 else None,  # the year comes first
        )
    return _day(token, figures)


def _day(token: Token, figures: list[str]) -> date:
    year, month, day = (min(int(figure[:9]), 9999) for figure in figures[:3])
    try:
        return date(year, month, day)
    except ValueError:
        pass
    last = _last_day(year, month)
    token.reading.report(
        "no-such-date",
        token.span,
        Phrase(f"there is no day `{token.text}`", f"没有 `{token.text}` 这一天"),
        label=Phrase("not a day of the calendar", "日历上没有这一天"),
        help_=(
            (Phrase(f"that month ends on `{last.isoformat()}`", f"该月最后一天是 `{last.isoformat()}`"),)
            if last is not None and day > last.day
            else (Phrase("a date is year, month, day: `2026-03-01`", "日期依次写年、月、日：`2026-03-01`"),)
        ),
    )
    return last or date(2000, 1, 1)


def _last_day(year: int, month: int) -> date | None:
    if not (1 <= year < 9999 and 1 <= month <= 12):
        return None
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def datetime_literal(parts: Parts) -> DateTimeLiteral:
    """`2026-03-01T09:30`, `2026年3月1日9时30分`."""
    token: Token = parts[0]
    return DateTimeLiteral(_instant(token), token.span, token.text)


_ZONE: Final = re.compile(r"(?:Z|[+-][0-9]{1,2}:?[0-9]{2})\Z")


def _instant(token: Token) -> datetime:
    zone = _ZONE.search(token.text, 11) if "T" in token.text else None
    local = token.text[: zone.start()] if zone is not None else token.text
    figures = re.findall(r"[0-9]+", local)
    day = _day(token, figures)
    hour, minute, second = (int(figure[:9]) for figure in [*figures[3:6], "0", "0", "0"][:3])
    fraction = int(figures[6][:6].ljust(6, "0")) if len(figures) > 6 else 0
    try:
        return datetime(
            day.year,
            day.month,
            day.day,
            hour,
            minute,
            second,
            fraction,
            tzinfo=_zone(zone.group()) if zone else None,
        )
    except ValueError:
        token.reading.report(
            "no-such-time",
            token.span,
            Phrase(f"there is no time `{token.text}`", f"没有 `{token.text}` 这一时刻"),
            label=Phrase("not a time of day", "一天之中没有这一时刻"),
            help_=(
                Phrase(
                    "hours go from 0 to 23, minutes and seconds from 0 to 59: `2026-03-01T09:30`",
                    "时为 0 至 23，分、秒为 0 至 59：`2026-03-01T09:30`",
                ),
            ),
        )
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001  # a time without a zone is in the policy's


def _zone(written: str) -> timezone:
    if written == "Z":
        return UTC
    sign = -1 if written[0] == "-" else 1
    hours, minutes = written[1:-2].rstrip(":"), written[-2:]
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))


def boolean(parts: Parts) -> BooleanLiteral:
    """`yes`, `no`."""
    token: Token = parts[0]
    return BooleanLiteral(token.type == "YES", token.span)


def none(parts: Parts) -> NoneLiteral:
    """`none`."""
    token: Token = parts[0]
    spellings = keywords().terminals["NONE"].values()
    if not any(token.text in column for column in spellings):
        token.reading.report(
            "missing-name",
            token.span,
            Phrase(f"`{token.text}` does not say what is missing", f"`{token.text}` 之后没有写明是什么"),
            label=Phrase("a field belongs after this", "其后应写字段"),
            help_=(
                Phrase(
                    "write `has no plan`; the value itself is `none`", "请写 `没有 计划`；这个值本身写作 `无`"
                ),
            ),
        )
    return NoneLiteral(token.span)


def unknown(parts: Parts) -> UnknownLiteral:
    """`unknown`."""
    return UnknownLiteral(parts[0].span)


def duration(parts: Parts) -> DurationLiteral:
    """`3 working days`."""
    amount, unit = parts
    span = between(amount, unit)
    written = amount.reading.source.text[span.start : span.stop]
    return DurationLiteral(number_of(amount), UNIT_OF[unit.type], span, written)


CALLBACKS: Final = {
    "text": text,
    "number": number,
    "date": date_literal,
    "datetime": datetime_literal,
    "boolean": boolean,
    "none": none,
    "unknown": unknown,
    "duration": duration,
}
