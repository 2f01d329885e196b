"""What should an author type instead of a value of the wrong kind?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    PeriodType,
    RatioType,
    RecordType,
    RefType,
    TextType,
    Type,
    is_numeric,
    required,
)
from policyrules.semantics.wording import series
from policyrules.syntax.ast.expressions import (
    Arithmetic,
    BooleanLiteral,
    DurationLiteral,
    Expression,
    NoneLiteral,
    NumberLiteral,
    TextLiteral,
)
from policyrules.syntax.written_days import day_in_figures

_DATE: Final = re.compile(r"\s*([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?\s*")
_MOMENT: Final = re.compile(_DATE.pattern + r"[T，,]?\s*([0-9]{1,2})\s*[:：时点]\s*([0-9]{1,2})?\s*分?\s*")
_NUMBER: Final = re.compile(r"\s*[+-]?[0-9]+(\.[0-9]+)?\s*[%％]?\s*")
_SPAN_OF_DAYS: Final = ("day", "week")


def member_of(enum: EnumType, spelling: str) -> str | None:
    """Return the first name of the member that either of its names spells, or None."""
    if spelling in enum.members:
        return spelling
    for first, second in zip(enum.members, enum.people, strict=True):
        if second == spelling:
            return first
    return None


def help_for(node: Expression, type_: Type, expected: Type) -> tuple[Phrase, ...]:
    """Return what to type instead, where that can be told from what was written."""
    wanted, given = required(expected), required(type_)
    if isinstance(node, TextLiteral):
        return _unquote(node.value, wanted)
    if isinstance(wanted, EnumType) and isinstance(node, BooleanLiteral | NoneLiteral):
        return _quoted_member(node, wanted)
    if isinstance(given, RatioType) and is_numeric(wanted):
        return (Phrase("round it first: `round(…, 2)`", "请先四舍五入：`四舍五入（…，2）`"),)
    if isinstance(wanted, TextType) and isinstance(node, NumberLiteral):
        words = node.written or str(node.value)
        return (Phrase(f'text stands in quotes: `"{words}"`', f"文本须加引号：`“{words}”`"),)
    if isinstance(wanted, DateType | DateTimeType) and (day := day_in_figures(_figures(node))) is not None:
        return (Phrase(f"write the date as `{day}`", f"日期请写作 `{day}`"),)
    if isinstance(wanted, DurationType) and isinstance(node, NumberLiteral):
        words = node.written or str(node.value)
        days = "day" if node.value == 1 else "days"
        return (Phrase(f"say of what: `{words} {days}`", f"请写明单位：`{words}日`"),)
    if isinstance(wanted, IntegerType | NumberType) and isinstance(node, DurationLiteral):
        if node.unit in _SPAN_OF_DAYS:
            days = format(node.amount * (7 if node.unit == "week" else 1), "f")
            return (
                Phrase(
                    f"the days between two dates are a whole number: write `{days}`",
                    f"两个日期之差是天数，为整数：请写 `{days}`",
                ),
            )
        return ()
    if isinstance(wanted, IntegerType) and isinstance(given, NumberType):
        return (Phrase("round it to a whole number: `round(…, 0)`", "请四舍五入为整数：`四舍五入（…，0）`"),)
    if isinstance(given, RecordType) and isinstance(wanted, RefType):
        return (Phrase("give the key of the entry, a text", "请给出该记录的主键（文本）"),)
    return ()


def _figures(node: Expression) -> str:
    """Return what was written of numbers with lines between them, which look like differences."""
    match node:
        case NumberLiteral(written=words):
            return words
        case Arithmetic(operator="-", left=left, right=right):
            return f"{_figures(left)}-{_figures(right)}"
        case _:
            return ""


def what_fits(expected: Type) -> tuple[Phrase, ...]:
    """Return what a value of a type looks like, where nothing better can be told."""
    wanted = required(expected)
    match wanted:
        case TextType():
            return (
                Phrase(
                    "text stands in quotes, or in a field declared as `text`",
                    "文本写在引号内，或取自声明为 `文本` 的字段",
                ),
            )
        case IntegerType() | NumberType():
            return (
                Phrase(
                    "write a number such as `3`, or a field declared as `integer` or `number`",
                    "请写数字，如 `3`，或声明为 `整数`、`数` 的字段",
                ),
            )
        case DateTimeType():
            return (
                Phrase(
                    "write a date and time such as `2026-03-01T10:00`, or a field declared as `datetime`",
                    "请写时间，如 `2026-03-01T10:00`，或声明为 `时间` 的字段",
                ),
            )
        case DateType():
            return (
                Phrase(
                    "write a date such as `2026-03-01`, or a field declared as `date`",
                    "请写日期，如 `2026-03-01`，或声明为 `日期` 的字段",
                ),
            )
        case BooleanType():
            return (
                Phrase(
                    "write `yes` or `no`, a comparison such as `people > 5`, or a field declared as `boolean`",
                    "请写 `是` 或 `否`、比较（如 `人数 > 5`），或声明为 `是否` 的字段",
                ),
            )
        case DurationType():
            return (Phrase("write a length of time such as `3 days`", "请写时长，如 `3日`"),)
        case PeriodType():
            return (Phrase("write a period such as `start..finish`", "请写期间，如 `开始日期..结束日期`"),)
        case ListType():
            return (Phrase("name a field declared as `list of …`", "请写声明为 `列表 …` 的字段"),)
        case EnumType():
            return (
                Phrase(
                    f"`{wanted.name}` has {series(wanted.members).en}",
                    f"`{wanted.name}` 的取值有 {series(wanted.people).zh}",
                ),
            )
        case _:
            return ()


def _unquote(words: str, wanted: Type) -> tuple[Phrase, ...]:
    if isinstance(wanted, EnumType):
        member = member_of(wanted, words.strip())
        if member is not None:
            shown = words.strip()
            return (Phrase(f"without quotes: `{shown}`", f"不加引号：`{shown}`"),)
        return (
            Phrase(
                f"`{wanted.name}` has {series(wanted.members).en}",
                f"`{wanted.name}` 的取值有 {series(wanted.people).zh}",
            ),
        )
    if isinstance(wanted, DateTimeType):
        moment = _MOMENT.fullmatch(words)
        if moment is not None:
            year, month, day, hour, minute = (int(part or 0) for part in moment.groups())
            plain = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"
            return (
                Phrase(
                    f"a date and time has no quotes, and a `T` between: `{plain}`",
                    f"时间不加引号，日期与钟点之间写 `T`：`{plain}`",
                ),
            )
    if isinstance(wanted, DateType | DateTimeType):
        date = _DATE.fullmatch(words)
        if date is not None:
            plain = f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"
            return (Phrase(f"a date has no quotes: `{plain}`", f"日期不加引号：`{plain}`"),)
        return ()
    if is_numeric(wanted) and _NUMBER.fullmatch(words):
        plain = words.strip()
        return (Phrase(f"a number has no quotes: `{plain}`", f"数字不加引号：`{plain}`"),)
    if isinstance(wanted, BooleanType) and words.strip() in {"yes", "no", "是", "否"}:
        plain = words.strip()
        return (Phrase(f"without quotes: `{plain}`", f"不加引号：`{plain}`"),)
    return ()


def _quoted_member(node: BooleanLiteral | NoneLiteral, wanted: EnumType) -> tuple[Phrase, ...]:
    words = (
        ("none", "无") if isinstance(node, NoneLiteral) else (("yes", "是") if node.value else ("no", "否"))
    )
    found = [word for word in words if member_of(wanted, word) is not None]
    if not found:
        return ()
    return (
        Phrase(
            f"backquotes make it the member: `` `{found[0]}` ``",
            f"加反引号表示枚举中的取值：`` `{found[0]}` ``",
        ),
    )


def condition_help(type_: Type, words: str) -> tuple[Phrase, ...]:
    """Return how to ask something about a value that is no condition by itself."""
    given = required(type_)
    helps: list[Phrase] = []
    if isinstance(given, IntegerType | NumberType | RatioType):
        helps.append(Phrase(f"compare it: `{words} > 0`", f"请作比较：`{words} > 0`"))
    elif isinstance(given, EnumType) and given.members:
        helps.append(
            Phrase(f"compare it: `{words} = {given.members[0]}`", f"请作比较：`{words} = {given.people[0]}`")
        )
    elif isinstance(given, TextType):
        helps.append(Phrase(f'compare it: `{words} = "…"`', f"请作比较：`{words} = “…”`"))
    elif isinstance(given, DateType | DateTimeType):
        helps.append(Phrase(f"compare it: `{words} < 2026-03-01`", f"请作比较：`{words} < 2026-03-01`"))
    if isinstance(type_, OptionalType) or isinstance(given, ListType | RefType):
        helps.append(Phrase(f"ask whether there is one: `has {words}`", f"请问是否有：`有 {words}`"))
    return tuple(helps)


def unit_missing(node: Expression) -> Phrase:
    """Return the help for a date moved by a plain number."""
    words = node.written if isinstance(node, NumberLiteral) and node.written else "3"
    days = "day" if words == "1" else "days"
    return Phrase(
        f"say of what: `{words} {days}` or `{words} working {days}`",
        f"请写明单位：`{words}日` 或 `{words}个工作日`",
    )
